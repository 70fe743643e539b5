/** This process: what tells it from a later one with the same number, and which program runs it. */

import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** What this system tells about starts; null where it does not. */
export type ProcessOrigin = {
  /** Another value after every start of the system. */
  boot(): string | null;
  /** Another value for every process that gets this number. */
  startOf(pid: number): string | null;
  /** When the system was started, in milliseconds since the epoch, or a little before. */
  bootedAt(): number;
};

/** Nothing is known. */
export const UNKNOWN_ORIGIN: ProcessOrigin = {
  boot: () => null,
  startOf: () => null,
  bootedAt: () => Number.NEGATIVE_INFINITY,
};

/** Clocks are set now and then. */
const TOLERANCE_MS = 60_000;

/** What Linux tells in /proc; on other systems only when the system was started. */
export const systemOrigin: ProcessOrigin = {
  boot: () => read('/proc/sys/kernel/random/boot_id')?.trim() ?? null,
  // Field 22 (proc_pid_stat(5)); the name in field 2 may hold blanks and brackets.
  startOf(pid) {
    const stat = read(`/proc/${pid}/stat`);
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  },
  bootedAt: () => Date.now() - uptime() * 1_000 - TOLERANCE_MS,
};

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The name of the runtime where it is not Node but stands in for it; null on Node. Each has a global of its own name. */
export function otherRuntime(globals: object = globalThis): 'Bun' | 'Deno' | null {
  if ('Bun' in globals) return 'Bun';
  return 'Deno' in globals ? 'Deno' : null;
}
