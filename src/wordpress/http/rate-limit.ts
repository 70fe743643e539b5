/** Not too many requests at once: a token bucket (the generic cell rate algorithm, ITU-T I.371). */

/** How fast requests may follow one another. */
export type RateLimits = {
  /** Sustained. */
  readonly perSecond: number;
  /** How many may go out at once after a pause. */
  readonly burst: number;
};

/** Slower than a browser that loads one page, and faster than nearly every WordPress answers. */
const GENTLE: RateLimits = { perSecond: 10, burst: 30 };

/**
 * A pace: given the time in milliseconds, takes the next place in the queue and tells how long to wait
 * for it. A clock that jumps back costs one pause of a whole bucket at most.
 */
export function createRateLimit({
  perSecond,
  burst,
}: RateLimits = GENTLE): (now: number) => number {
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

/** Several pieces of work at once, but not too many. */

/** The results of `work` in the items' order, with at most `limit` at a time. The first failure stops it. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  let failed = false;
  const worker = async () => {
    for (const [index, item] of waiting) {
      if (failed) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
