import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { findNativePhp } from './mocks/embedded/native-php.ts';
import { quickFolder } from './test/quick-folder.ts';

/** Not for the sites of the end-to-end tests: theirs are links to the files of one WordPress, on its disk. */
const TMPDIR = process.env.TMPDIR ?? quickFolder();

const PHP = process.env.WP_BISECT_PHP ?? 'native';

/** Files that start programs: the executable, a terminal around it, a database of their own. */
const PROGRAMS = [
  'test/cli/**/*.test.ts',
  'test/report/html.browser.test.ts',
  'test/security/files.test.ts',
  'test/security/hostile.test.ts',
  'test/security/leaks.test.ts',
  'test/ui/pictures.test.ts',
  'test/ui/terminal.test.ts',
];
/** Start nothing, and take half a minute all the same: too long for after every change. */
const LONG = ['test/security/linear.test.ts', 'test/timeline/depth.test.ts'];
/** Thousands of runs in which something breaks: minutes, not seconds. `npm run test:faults` has more of them. */
const FAULTS = ['test/faults/**/*.test.ts'];
/** Programs, and runs that answer in rounds, spend a good part of their time in waiting. */
const HALF_WAITING = Math.ceil(1.5 * availableParallelism());
const WORDPRESS = ['test/e2e/**/*.test.{ts,tsx}'];

/**
 * `npm run test:all` is `--mode all`: every run of the program as a process, every way into every scenario, and
 * WordPress in WebAssembly.
 */
export default defineConfig(({ mode }) => ({
  // As it ships: React's own checks take most of the time that drawing takes.
  oxc: { jsx: { development: false } },
  test: {
    env: {
      NODE_ENV: 'production',
      WP_BISECT_TEST_ALL: mode === 'all' ? '1' : '',
      // WordPress on the PHP of this system, where there is one; WebAssembly, which is slower, elsewhere.
      WP_BISECT_PHP: mode === 'all' ? 'wasm' : PHP,
    },
    pool: 'forks',
    // To load the sources anew takes longer than most files run. No file may leave a global changed.
    isolate: false,
    // Vitest leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          // Nothing is started and nothing is built: `npm run test:unit`, after every change.
          name: 'unit',
          env: { TMPDIR },
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...PROGRAMS, ...LONG, ...FAULTS, ...WORDPRESS],
          testTimeout: 60_000,
          maxWorkers: HALF_WAITING,
        },
      },
      {
        extends: true,
        test: {
          name: 'program',
          env: { TMPDIR },
          include: [...PROGRAMS, ...LONG],
          testTimeout: 60_000,
          // Some bundle what they start.
          hookTimeout: 60_000,
          maxWorkers: HALF_WAITING,
          globalSetup: ['test/cli/set-up.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          env: { TMPDIR },
          include: FAULTS,
          testTimeout: 60_000,
          maxWorkers: HALF_WAITING,
          globalSetup: ['test/cli/set-up.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: WORDPRESS,
          isolate: true,
          testTimeout: 180_000,
          hookTimeout: 240_000,
          // Each file boots a WordPress of its own. In WebAssembly two at a time are enough for its memory; on a PHP
          // of this system they mostly wait, as the runs do.
          maxWorkers: mode !== 'all' && findNativePhp({ WP_BISECT_PHP: PHP }) ? 4 : 2,
          sequence: { groupOrder: 1 },
          globalSetup: ['test/cli/set-up.ts', 'test/e2e/setup.ts'],
        },
      },
    ],
  },
}));
