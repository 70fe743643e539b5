import { existsSync, readFileSync } from 'node:fs';

/** True where this system tells which processes are stopped (proc(5)). */
export const TELLS_STOPPED = existsSync('/proc/self/stat');

/** True while a process is stopped, as by Ctrl-Z; only where the system tells. */
export function isStopped(pid: number | undefined): boolean {
  return /\) T/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
