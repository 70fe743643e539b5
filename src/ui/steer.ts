/** Pause and undo: shared between the keys, which set them, and the run, which reads them. */

import type { Steering } from '../model/ports.ts';

/** What the run reads, and what the keys set. */
export type SteeringControls = {
  readonly steering: Steering;
  readonly pause: (on: boolean) => void;
  readonly undo: () => void;
};

/** Neither paused nor undone. */
export function createSteeringControls(): SteeringControls {
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
