/** Pause and undo: what the keys say, for the run that asks. */

import type { Steering } from '../model/ports.ts';

/** The wheel: the run holds one side of it, the keys the other. */
export type Wheel = {
  readonly steering: Steering;
  readonly pause: (on: boolean) => void;
  readonly undo: () => void;
};

/** A wheel that nobody has touched. */
export function createWheel(): Wheel {
  let paused = false;
  let undos = 0;
  let waiting: (() => void)[] = [];
  return {
    steering: {
      get paused() {
        return paused;
      },
      untilResumed(signal) {
        if (signal.aborted) return Promise.reject(signal.reason);
        if (!paused) return Promise.resolve();
        return new Promise((resolve, reject) => {
          const stopped = () => reject(signal.reason);
          signal.addEventListener('abort', stopped, { once: true });
          waiting.push(() => {
            signal.removeEventListener('abort', stopped);
            resolve();
          });
        });
      },
      takeUndo() {
        if (undos === 0) return false;
        undos -= 1;
        return true;
      },
    },
    pause(on) {
      paused = on;
      if (on) return;
      for (const goOn of waiting) goOn();
      waiting = [];
    },
    undo() {
      undos += 1;
    },
  };
}
