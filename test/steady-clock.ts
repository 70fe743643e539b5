// Time that only requests and waits move: how busy this computer is changes no run. A run that measures how late a
// site answers takes a pause of the computer for the site's.

import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../src/model/ports.ts';

/** What a request takes. Milliseconds. */
const REQUEST_MS = 40;
/** So much of a wait is waited: what is under way meanwhile goes on. Milliseconds. */
const WAITED_MS = 20;

/**
 * A clock that starts now or then, and the fetch that moves it. Waits are over almost at once, and have passed all
 * the same.
 */
export function steadyTime(
  send: typeof fetch = fetch,
  start = Date.now(),
): {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
} {
  let now = start;
  return {
    clock: {
      now: () => now,
      async sleep(ms, signal) {
        await setTimeout(Math.min(ms, WAITED_MS), undefined, { signal });
        now += ms;
      },
    },
    fetch: (...request) => {
      now += REQUEST_MS;
      return send(...request);
    },
  };
}
