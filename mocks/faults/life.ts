/** The life of one program: every step it takes passes here, so that it can die between any two. */

/** When a program dies. */
export type Death = {
  /** At its so-manieth step: a request, or an operation of the disk. */
  readonly step: number;
  /**
   * Before the step had any effect, or after it and before the program heard of it; `torn`: in the
   * middle of a line that is being written.
   */
  readonly when: 'before' | 'after' | 'torn';
};

/** One program's life. */
export type Life = {
  readonly steps: number;
  /** The steps among them that write a line, which can be torn. */
  readonly lines: readonly number[];
  readonly isOver: boolean;
  /** Resolves when the program has died; never for one that lives on. */
  readonly died: Promise<void>;
  /** Does a step, unless the program is dead: then nothing happens, and the promise stays open. */
  live<T>(step: () => Promise<T>, torn?: () => Promise<unknown>): Promise<T>;
  /** Waits for something that is no step: time. */
  outlive<T>(wait: () => Promise<T>): Promise<T>;
};

/** A life that ends at `death`; without one it goes on. `onStep` is told each step before it is taken. */
export function life(death: Death | null, onStep: (step: number) => void = () => {}): Life {
  let steps = 0;
  const lines: number[] = [];
  let isOver = false;
  let over = () => {};
  const died = new Promise<void>((resolve) => {
    over = resolve;
  });
  const never = <T>(): Promise<T> => new Promise<T>(() => {});
  const die = () => {
    isOver = true;
    over();
  };

  async function outlive<T>(wait: () => Promise<T>): Promise<T> {
    if (isOver) return never();
    const result = await wait().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if (isOver) return never();
    if ('error' in result) throw result.error;
    return result.value;
  }

  return {
    get steps() {
      return steps;
    },
    lines,
    get isOver() {
      return isOver;
    },
    died,
    async live(step, torn) {
      if (isOver) return never();
      steps += 1;
      if (torn) lines.push(steps);
      onStep(steps);
      const last = death !== null && steps === death.step;
      if (last && death.when === 'before') {
        die();
        return never();
      }
      if (last) {
        await (death.when === 'torn' && torn ? torn() : step()).catch(() => {});
        die();
        return never();
      }
      return outlive(step);
    },
    outlive,
  };
}
