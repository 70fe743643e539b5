/** Ctrl-Z where no screens are: a suspended run may wait for days, and visitors are to have their plugins. */

import type { Language } from '../language/language.ts';
import type { Emit } from '../model/events.ts';
import type { Job, Steering } from '../model/ports.ts';
import { foldTruth, type Truth, UNTOUCHED } from '../model/truth.ts';
import { truthWords } from '../report/truth.ts';

/** What listens to Ctrl-Z. */
export type Suspension = {
  /** The run holds still, every plugin on, before it is suspended. */
  readonly steering: Steering;
  /** Takes every event of the run: they tell what is off. */
  readonly take: Emit;
  /** Listens no longer. */
  end(): void;
};

/**
 * Suspends at once while nothing is off, else as soon as every plugin is on again; a second Ctrl-Z does not
 * wait for that, and says what is off. `write` is told what becomes of it.
 */
export function createSuspension(
  t: Language,
  {
    job,
    site,
    write,
    now,
  }: {
    readonly job: Job;
    /** As typed. */
    readonly site: string | null;
    readonly write: (text: string) => void;
    readonly now: () => number;
  },
): Suspension {
  let truth: Truth = UNTOUCHED;
  let isWanted = false;

  function suspend(): void {
    isWanted = false;
    const words = truthWords(t, truth, { now: now(), timeout: null, site });
    const back = t.__('Type fg to come back.');
    write(`\n${[t.__('wp-bisect waits.'), words.text, back].join(' ')}\n`);
    job.halt();
  }

  const end = job.whenAskedToStop(() => {
    if (isWanted || truth.off.length === 0) return suspend();
    isWanted = true;
    write(
      `\n${t.__('Every plugin is switched on first, then this waits. Ctrl-Z once more: at once.')}\n`,
    );
  });

  return {
    steering: {
      get paused() {
        return isWanted;
      },
      async untilResumed(signal) {
        // Stopped in here; whoever sends it on, it goes on behind this.
        suspend();
        signal.throwIfAborted();
      },
      takeUndo: () => false,
    },
    take(event) {
      truth = foldTruth(truth, event, now());
    },
    end,
  };
}
