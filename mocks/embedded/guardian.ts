import { Worker } from 'node:worker_threads';
import type { Watch } from './php.ts';

/**
 * Starts a thread that kills this process with its temporary folder when the parent is gone, or when one
 * request runs longer than `limitMs`. A thread, because PHP blocks the event loop: `while(true)` in a plugin
 * would keep a timer from ever firing and the 'disconnect' of a dead parent from ever being seen.
 */
export const startGuardian = (folder: string, limitMs: number): Watch => {
  const state = new SharedArrayBuffer(8);
  const since = new BigInt64Array(state);
  const parent = process.ppid;
  const worker = new Worker(WATCH, {
    eval: true,
    execArgv: [],
    workerData: { state, parent, folder, limitMs },
  });
  worker.unref();
  return {
    began: () => void Atomics.store(since, 0, BigInt(Date.now())),
    ended: () => void Atomics.store(since, 0, 0n),
  };
};

const WATCH = `
const { workerData } = require('node:worker_threads');
const fs = require('node:fs');
const { state, parent, folder, limitMs } = workerData;
const since = new BigInt64Array(state);
const die = (reason) => {
  try { fs.writeSync(2, reason + '\\n'); } catch {}
  try { fs.rmSync(folder, { recursive: true, force: true }); } catch {}
  process.kill(process.pid, 'SIGKILL');
};
const alive = () => { try { process.kill(parent, 0); return process.ppid === parent; } catch { return false; } };
setInterval(() => {
  const began = Number(Atomics.load(since, 0));
  if (began > 0 && Date.now() - began > limitMs) die('watchdog: a request ran longer than ' + limitMs + ' ms');
  if (!alive()) die('the parent process is gone');
}, 200);
`;
