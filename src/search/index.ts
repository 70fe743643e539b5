/**
 * Which plugin set to try next. Pure: no I/O, clock or randomness. The package export
 * `wp-bisect/search`.
 */
export { type Estimate, estimate, type Range } from './estimate.ts';
export { findCulprits } from './find-culprits.ts';
export {
  type Culprit,
  type KnownVerdict,
  PRICES,
  type Price,
  type Proof,
  type Purpose,
  type Reason,
  type Search,
  type SearchOptions,
  type SearchResult,
  type SearchStep,
  type Verdict,
} from './types.ts';
