import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

/** What the executable did. */
export type Ran = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** How to run it; the environment holds nothing of the tester's own. */
export type RunOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The executable; default the one that was built for the tests. */
  readonly cli?: string;
  /** Called with all of stderr so far, and the child: for signals at a known moment. */
  readonly onProgress?: (stderr: string, child: ChildProcess) => void;
};

/** Runs the built executable as a person would, without a terminal. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [options.cli ?? inject('cli'), ...args], {
    env: { PATH, HOME, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    options.onProgress?.(stderr, child);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
  return { code, stdout, stderr };
}

/** An empty folder for journals, and how to remove it. */
export async function temporaryHome(): Promise<{ home: string; remove: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'wp-bisect-home-'));
  return { home, remove: () => rm(home, { recursive: true, force: true }) };
}
