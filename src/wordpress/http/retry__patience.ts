/** Waiting for a site that asks for it. */

import type { Clock } from '../../model/ports.ts';
import { retryAfterSeconds } from './retry.ts';

/** The longest wait that one answer can ask for, in milliseconds. */
const LONGEST_WAIT = 60_000;

/**
 * Waits when an answer is a 429, as long as its Retry-After says (seconds or a date, RFC 9110 10.2.3;
 * five seconds without one). Resolves with whether it waited: such a request was not looked at, so
 * sending it again is safe.
 */
export async function waitAsAsked(
  answer: { readonly status: number; readonly headers: Headers },
  clock: Clock,
): Promise<boolean> {
  if (answer.status !== 429) return false;
  const seconds = retryAfterSeconds(answer.headers, clock.now()) ?? 5;
  await clock.sleep(Math.min(LONGEST_WAIT, seconds * 1000));
  return true;
}

/** The pauses between looks at a change that may still be going on, in milliseconds. */
const LOOKS = [1000, 2000, 4000];

/** Looks until `settled` or out of patience; resolves with the last look. */
export async function lookAgain<T>(
  look: () => Promise<T>,
  settled: (seen: T) => boolean,
  clock: Clock,
): Promise<T> {
  let seen = await look();
  for (const pause of LOOKS) {
    if (settled(seen)) return seen;
    await clock.sleep(pause);
    seen = await look();
  }
  return seen;
}

/** Real time. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
