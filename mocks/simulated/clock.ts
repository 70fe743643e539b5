import { setImmediate, setTimeout } from 'node:timers';
import type { Clock } from './types.ts';

// Bound at import: fake timers in a test do not stop the site.
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The machine's clock; waiting takes real time. */
export function realClock(): Clock {
  return {
    now: () => Date.now(),
    wait: (milliseconds) =>
      milliseconds > 0 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : soon(),
  };
}

/** A clock that only waiting (or `advance`) moves: no test sleeps, and requests still overlap. */
export function virtualClock(
  start = Date.UTC(2026, 0, 15),
): Clock & { advance(milliseconds: number): void } {
  let now = start;
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    wait: async (milliseconds) => {
      const until = now + milliseconds;
      await soon();
      // Two overlapping waits take as long as the longer one, not their sum.
      now = Math.max(now, until);
    },
  };
}

/** Numbers in [0, 1) from a seed (mulberry32): the same seed, the same site. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
