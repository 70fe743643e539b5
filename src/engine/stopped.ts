/** What ends a run before its question is answered although nothing went wrong: going on would do no good. */

/**
 * Why a run was stopped. `over-forecast`: as many probes were made as were promised; `rate-limited`: the site
 * goes on refusing so many requests; `site-suffers`: it got slow or failed, and did not recover when it was
 * given time; `two-voices`: it answers now one way and now the other, however long it is waited for;
 * `changes-refused`: it has refused to switch anything off, with this code.
 * What did go wrong (the network, a bug) is thrown instead.
 */
export type Stopped = { readonly type: 'stopped' } & (
  | { readonly why: 'over-forecast' | 'rate-limited' | 'two-voices' }
  | { readonly why: 'site-suffers'; readonly from: Degradation }
  | { readonly why: 'changes-refused'; readonly code: string }
);

/** What a site seems to suffer from. */
export type Degradation = 'slow' | 'errors';

/** True where the run is to end instead of what was asked for. */
export function isStopped<Wanted>(outcome: Wanted | Stopped): outcome is Stopped {
  if (typeof outcome !== 'object' || outcome === null || !('type' in outcome)) return false;
  return outcome.type === 'stopped';
}
