/** How a person steers a run that is under way. */

/** Asked by the run; the front end knows which keys were pressed. */
export interface Steering {
  /** True while the person wants the run to hold still: every plugin is on again until it goes on. */
  readonly paused: boolean;
  /** Resolves when the run may go on; at once unless paused. Rejects as `signal` aborts. */
  untilResumed(signal: AbortSignal): Promise<void>;
  /** True once for every time the person wants the last verdict taken back. */
  takeUndo(): boolean;
}

/** Nobody steers: never paused, nothing undone. */
export const UNSTEERED: Steering = {
  paused: false,
  untilResumed: async () => {},
  takeUndo: () => false,
};
