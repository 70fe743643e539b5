/** Not too many requests: how fast they follow one another (the generic cell rate algorithm, ITU-T I.371), and how many at a time. */

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

/** How many requests are under way at a time: a small site is not to be crowded, however much is asked of it. */

/** So many that a site's own page makes a browser send as many. */
export const AT_A_TIME = 4;

/**
 * Places for work that is under way. Resolves with what gives the place back, as soon as there is one, in
 * the order in which they were asked for. Rejects with the signal's reason where it aborts meanwhile.
 */
export function createPlaces(most: number): (signal?: AbortSignal) => Promise<() => void> {
  const waiting: Waiting[] = [];
  /** Who gives up with each signal: one listener for all of them, however many there are. */
  const watched = new Map<AbortSignal, () => void>();
  let taken = 0;

  function giveBack(): void {
    const next = waiting.shift();
    if (next) come(next);
    else taken -= 1;
  }

  function come(one: Waiting): void {
    const { signal } = one;
    if (signal && waiting.every((other) => other.signal !== signal)) {
      signal.removeEventListener('abort', watched.get(signal) ?? (() => {}));
      watched.delete(signal);
    }
    one.resolve();
  }

  function watch(signal: AbortSignal): void {
    if (watched.has(signal)) return;
    const stop = () => {
      watched.delete(signal);
      const leaving = waiting.filter((one) => one.signal === signal);
      for (const one of leaving) waiting.splice(waiting.indexOf(one), 1);
      for (const one of leaving) one.reject(signal.reason);
    };
    watched.set(signal, stop);
    signal.addEventListener('abort', stop, { once: true });
  }

  /** A place is handed over from the one who gives it back: nobody comes in between. */
  const place = () => {
    let isGiven = false;
    return () => {
      if (!isGiven) giveBack();
      isGiven = true;
    };
  };

  return async (signal) => {
    signal?.throwIfAborted();
    if (taken < most) {
      taken += 1;
      return place();
    }
    await new Promise<void>((resolve, reject) => {
      waiting.push({ signal, resolve, reject });
      if (signal) watch(signal);
    });
    return place();
  };
}

type Waiting = {
  readonly signal: AbortSignal | undefined;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};
