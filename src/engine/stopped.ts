/** What ends a run before its question is answered although nothing went wrong: going on would do no good. */

/** Why a run was stopped. What did go wrong (the network, a bug) is thrown. `over-forecast`: the forecast is used up. */
export type Stopped = {
  readonly type: 'stopped';
  readonly why: 'over-forecast';
};
