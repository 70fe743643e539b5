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
};

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
  /** What the plan should be cheap in; default: probes only. */
  readonly price?: Price;
  /** The symptom shows only sometimes: repeat until this error probability. `failRate` is measured when missing. */
  readonly flaky?: { readonly failRate?: number; readonly error: number };
  /** Also enumerate minimal failing sets that overlap. */
  readonly all?: boolean;
  /** Verdicts already known; no set that they decide is yielded. */
  readonly known?: readonly KnownVerdict[];
};

/** Why a set is probed. */
export type Purpose = 'all-on' | 'all-off' | 'narrow' | 'without' | 'alone' | 'repeat';

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
  /** The verdict with the culprit, what it requires and the pinned plugins on, and nothing else. */
  readonly alone: 'fails' | 'not-tested';
};

/** Why a search ended without a full answer. */
export type Reason = 'non-monotone' | 'contradiction' | 'unresolved' | 'flaky' | 'too-many';

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
  /** The smallest set seen failing, where it could not be confirmed as minimal. */
  readonly leads?: readonly string[];
  /** Estimated probability that the answer is exact, given that repeats are independent; 1 without `flaky`. */
  readonly confidence: number;
};

/** The search as a generator: yields sets, receives their verdicts, returns the answer. */
export type Search = Generator<SearchStep, SearchResult, Verdict>;

/** What each switch charges, in requests: `isolated` per probe, `admin` per state, `rest` per plugin. */
export const PRICES = {
  isolated: { probe: 1, state: 0, toggle: 0 },
  admin: { probe: 1, state: 2, toggle: 0 },
  rest: { probe: 1, state: 0, toggle: 1 },
} as const satisfies Readonly<Record<string, Price>>;
