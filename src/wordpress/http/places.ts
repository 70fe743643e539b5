/** How many requests are under way at a time: a small site is not to be crowded, however much is asked of it. */

/** So many that a site's own page makes a browser send as many. */
export const AT_A_TIME = 4;

/**
 * Places for work that is under way. Resolves with what gives the place back, as soon as there is one, in
 * the order in which they were asked for. Rejects with the signal's reason where it aborts meanwhile.
 */
export function createPlaces(most: number): (signal?: AbortSignal) => Promise<() => void> {
  const waiting: (() => void)[] = [];
  let taken = 0;

  function giveBack(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
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
      const stop = () => {
        waiting.splice(waiting.indexOf(come), 1);
        reject(signal?.reason);
      };
      const come = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      waiting.push(come);
      signal?.addEventListener('abort', stop, { once: true });
    });
    return place();
  };
}
