/** Not too many requests at once: a token bucket (the generic cell rate algorithm, ITU-T I.371). */

/** How fast requests may follow one another. */
export type PaceLimits = {
  /** Sustained. */
  readonly perSecond: number;
  /** How many may go out at once after a pause. */
  readonly burst: number;
};

/** Slower than a browser that loads one page, and faster than nearly every WordPress answers. */
const GENTLE: PaceLimits = { perSecond: 10, burst: 30 };

/**
 * A pace: given the time in milliseconds, takes the next place in the queue and tells how long to wait
 * for it. A clock that jumps back costs one pause of a whole bucket at most.
 */
export function createPace({ perSecond, burst }: PaceLimits = GENTLE): (now: number) => number {
  const step = 1_000 / perSecond;
  const slack = (burst - 1) * step;
  /** When the bucket will be full again. */
  let full = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    if (now < last) full -= last - now;
    last = now;
    const wait = Math.max(0, full - slack - now);
    full = Math.max(full, now) + step;
    return wait;
  };
}
