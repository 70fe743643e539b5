import type { TestProject } from 'vitest/node';
import { buildWholeCli } from './build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The executable, built once for all files of the run from the sources as they are. */
    readonly cli: string;
  }
}

/** Builds the executable before the first test, and removes it after the last. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const built = await buildWholeCli();
  project.provide('cli', built.cli);
  return built.remove;
}
