import type { Clock } from '../model/ports.ts';

/**
 * The clock of this machine. Its time of day is read once; from then on time only passes, whatever
 * somebody sets the clock to: durations never come out negative, or an hour too long.
 */
export function systemClock(
  wall: () => number = Date.now,
  passed: () => number = () => performance.now(),
): Clock {
  const start = wall() - passed();
  return {
    now: () => Math.round(start + passed()),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const timer = setTimeout(done, ms);
        signal?.addEventListener('abort', stopped, { once: true });
        function done(): void {
          signal?.removeEventListener('abort', stopped);
          resolve();
        }
        function stopped(): void {
          clearTimeout(timer);
          reject(signal?.reason);
        }
      }),
  };
}
