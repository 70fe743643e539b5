import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Several sites with their databases, and what else tests leave there for a while. */
const ROOM = 2 * 1_024 ** 3;

/**
 * A folder for temporary files: in memory where this system has room there, and lets programs be started
 * from it. Journals and databases flush every line to the disk, which is what many tests would wait for.
 */
export function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ROOM && startsPrograms(MEMORY) ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

function startsPrograms(folder: string): boolean {
  const tried = mkdtempSync(join(folder, 'wp-bisect-try-'));
  const program = join(tried, 'program');
  writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
  const { status } = spawnSync(program);
  rmSync(tried, { recursive: true });
  return status === 0;
}
