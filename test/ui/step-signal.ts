// Lets a fixture program go on one step at a time, whenever the test says so.

/** Waits for the next SIGUSR2 where `stepping`, else not at all. Signals are counted, none is lost. */
export function openAsyncStep(signal: AbortSignal, stepping: boolean): () => Promise<void> {
  let steps = 0;
  let wake: (() => void) | null = null;
  process.on('SIGUSR2', () => {
    steps += 1;
    wake?.();
  });
  return async () => {
    signal.throwIfAborted();
    if (!stepping) return;
    while (steps === 0) {
      await new Promise<void>((resolve, reject) => {
        const stopped = () => reject(signal.reason);
        signal.addEventListener('abort', stopped, { once: true });
        wake = () => {
          signal.removeEventListener('abort', stopped);
          resolve();
        };
      });
    }
    steps -= 1;
  };
}
