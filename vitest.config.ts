import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One process per file: api-fetch keeps module globals and msw patches globals.
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.{ts,tsx}'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          // Each file boots a WordPress of its own; two at a time keep both cores of a small machine busy.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          globalSetup: ['test/e2e/setup.ts'],
        },
      },
    ],
  },
});
