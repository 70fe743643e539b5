/** What one probe says: delta debugging's three outcomes (Zeller & Hildebrandt, TSE 2002). */
export type Verdict = 'fails' | 'passes' | 'unresolved';

/** What one unit of work costs under a switch; only the proportions matter. */
export type Price = {
  /** Per request that reads a verdict. */
  readonly probe: number;
  /** Per change of the site from one plugin set to another, whatever its size. */
  readonly state: number;
  /** Per plugin switched on or off. */
  readonly toggle: number;
  /** Per plugin that is off while a verdict is read: what visitors lose. Default 0. */
  readonly off?: number;
  /** How dear it is to switch a plugin or to have it off, by id; a missing one counts 1. */
  readonly weights?: Readonly<Record<string, number>>;
};

/**
 * How a culprit is proven. `full`: everything but it passes, it alone fails. `reversal`: everything on
 * fails, everything but it passes, everything on fails again; says nothing about combinations. `auto`:
 * reversal for a plugin that the prior or a trace names, full for one that nothing names.
 */
export type Proof = 'full' | 'reversal' | 'auto';

/** A plugin set together with the verdict it got: evidence gathered elsewhere. */
export type KnownVerdict = { readonly active: readonly string[]; readonly verdict: Verdict };

/** Everything the search may be told; only `suspects` is needed. */
export type SearchOptions = {
  /** Plugin ids that may be switched, in the site's order. */
  readonly suspects: readonly string[];
  /** Plugin ids that stay active in every set. A plugin in both lists is pinned. */
  readonly pinned?: readonly string[];
  /** id -> ids it needs active. Ids that are neither suspects nor pinned are ignored. */
  readonly requires?: Readonly<Record<string, readonly string[]>>;
  /** Relative weights of the suspects; a missing one weighs 1. */
  readonly prior?: Readonly<Record<string, number>>;
  /**
   * What to think of the suspects where a set failed: once one culprit is off, the answer may be another one's and
   * name it. Asked with the active set; undefined: nothing new. The same set is always told the same.
   */
  readonly priorIn?: (active: readonly string[]) => Readonly<Record<string, number>> | undefined;
  /** What the plan should be cheap in; default: probes only. */
  readonly price?: Price;
  /** The symptom shows only sometimes: repeat until this error probability. `failRate` is measured when missing. */
  readonly flaky?: { readonly failRate?: number; readonly error: number };
  /** Also enumerate minimal failing sets that overlap. */
  readonly all?: boolean;
  /** Verdicts already known; no set that they decide is yielded. */
  readonly known?: readonly KnownVerdict[];
  /** Default `full`. A result of `reversal` is proven in full where it looks like a combination. */
  readonly proof?: Proof;
  /** Plugin ids that other evidence names, such as a tracer's: tried before any other. */
  readonly traced?: readonly string[];
  /** Belief that no plugin is to blame, before any probe; default 0.12. Must-use files raise it. */
  readonly notAPlugin?: number;
  /**
   * Whether to look for a plugin whose absence brings the symptom when everything off fails. Set it
   * when the answer with everything off differs from the one with everything on. Default: only with
   * `all`, or where looks cost nothing but themselves.
   */
  readonly cures?: boolean;
  /** Most probes to yield; then the search ends `inconclusive` for the reason `budget`. */
  readonly maxProbes?: number;
};

/**
 * Why a set is probed. `again`: everything on, once more after a pass. `cure`: no plugin seems to be to
 * blame; a set that passes after all is looked for.
 */
export type Purpose =
  | 'all-on'
  | 'all-off'
  | 'narrow'
  | 'without'
  | 'alone'
  | 'again'
  | 'cure'
  | 'repeat';

/** One probe to make: the whole active set, and how far the search is. */
export type SearchStep = {
  /** Every plugin that must be active, pinned ones included, in the site's order. */
  readonly active: readonly string[];
  readonly purpose: Purpose;
  /** Suspects that could still complete the culprit being looked for. */
  readonly suspectsLeft: number;
  /** Rough number of probes still to come, this one included. */
  readonly probesToGo: number;
};

/** A confirmed minimal failing set with its proof. */
export type Culprit = {
  readonly plugins: readonly string[];
  /** The verdict with every culprit found off and everything else on. */
  readonly without: 'passes' | 'unresolved';
  /** The verdict with the culprit, what it requires or needs, and the pinned plugins on, nothing else. */
  readonly alone: 'fails' | 'not-tested';
  /** The verdict with everything on, read once more after the culprit was off. */
  readonly again: 'fails' | 'not-tested';
  /**
   * Plugins that are not to blame, but the request needs: with everything but one of them, and in every
   * set tried without it, it could be told neither to fail nor to pass. None where none was met.
   */
  readonly needs: readonly string[];
};

/** Why a search ended without a full answer. */
export type Reason =
  | 'non-monotone'
  | 'contradiction'
  | 'unresolved'
  | 'flaky'
  | 'too-many'
  | 'budget';

/** The answer and what it cost. */
export type SearchResult = {
  readonly outcome: 'found' | 'not-reproduced' | 'not-a-plugin' | 'inconclusive';
  readonly culprits: readonly Culprit[];
  /** Sets yielded by this search, repeats included. */
  readonly probes: number;
  /** Changes of the site's plugin set, the final return to the baseline included. */
  readonly states: number;
  /** Plugins switched on or off, the final return to the baseline included. */
  readonly toggles: number;
  /** Present where the answer is missing or partial. */
  readonly reason?: Reason;
  /** Plugins whose absence brings the symptom: switching them on cures it. */
  readonly cures?: readonly string[];
  /** The suspects left, or the smallest set seen failing, where none could be confirmed. */
  readonly leads?: readonly string[];
  /** Estimated probability that the answer is exact, given that repeats are independent; 1 without `flaky`. */
  readonly confidence: number;
};

/** The search as a generator: yields sets, receives their verdicts, returns the answer. */
export type Search = Generator<SearchStep, SearchResult, Verdict>;

/**
 * What each switch charges, in requests. `isolated`: per probe, and no visitor notices. `admin`: a form
 * and two lists per state. `rest`: one request per plugin. `off` is a choice, not a measurement: what
 * one plugin missing during one look is worth to visitors.
 */
export const PRICES = {
  isolated: { probe: 1, state: 0, toggle: 0 },
  admin: { probe: 1, state: 3, toggle: 0.1, off: 0.3 },
  rest: { probe: 1, state: 1, toggle: 1, off: 0.75 },
} as const satisfies Readonly<Record<string, Price>>;
