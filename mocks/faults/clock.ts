/** Time that only waiting moves, with things due at a certain moment and a wall clock that may jump. */

/** The time of a staged world, shared by the site and the program. Milliseconds since the epoch. */
export type StagedClock = {
  /** What the site's clock says. Never goes back. */
  now(): number;
  /** What latency is made of, for the site. */
  wait(ms: number): Promise<void>;
  /** Time goes by, and whatever falls due on the way is done first. */
  pass(ms: number): Promise<void>;
  /** Does something after so many milliseconds. */
  later(ms: number, task: () => Promise<void> | void): void;
  /** The program's own wall clock, which `jump` sets forward or back. */
  wall(): number;
  jump(ms: number): void;
};

/** A clock that starts in January 2026. */
export function stagedClock(start = Date.UTC(2026, 0, 15)): StagedClock {
  let now = start;
  let offset = 0;
  const due: { readonly at: number; readonly task: () => Promise<void> | void }[] = [];

  async function pass(ms: number): Promise<void> {
    const until = now + ms;
    for (;;) {
      const next = due.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (!next) break;
      due.splice(due.indexOf(next), 1);
      now = Math.max(now, next.at);
      await next.task();
    }
    now = Math.max(now, until);
  }

  return {
    now: () => now,
    wait: async (ms) => {
      // Nothing is due inside of a request: only the time goes by.
      now += ms;
    },
    pass,
    later: (ms, task) => void due.push({ at: now + ms, task }),
    wall: () => now + offset,
    jump: (ms) => {
      offset += ms;
    },
  };
}
