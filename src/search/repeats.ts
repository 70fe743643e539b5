import type { SearchOptions, Verdict } from './types.ts';

/** How often a set is read when the symptom shows only sometimes. */
export type Repeats = {
  /** `measuring` until the baseline has shown how often the symptom appears. */
  readonly type: 'measuring' | 'measured';
  /** Passing readings in a row before a set counts as passing on the way to a culprit. */
  readonly passesNeeded: number;
  /** The same where nothing later would notice the mistake: baseline and proof. */
  readonly passesNeededForProof: number;
  /** Probability that one set believed to pass fails after all. */
  readonly errorPerSet: number;
};

type Tally = Readonly<Record<Verdict, number>>;

const FAILURES_WANTED = 8;
const READINGS_AT_MOST = 64;
const PASSES_BEFORE_GIVING_UP = 24;
const REPEATS_AT_MOST = 400;
// A missed failure while narrowing comes to light when the culprit is confirmed; in a proof it stays.
const STRICTER_PROOF = 10;

/**
 * The repeats for a stated error probability of the whole search. One-sided flakiness: the symptom
 * shows with probability q where its cause is active and never elsewhere, so r passes leave a doubt
 * of (1 - q)^r; the doubt is shared out over the passing sets a search meets.
 */
export function initialRepeats(
  flaky: NonNullable<SearchOptions['flaky']>,
  suspects: number,
): Repeats {
  const passingSets = 2 * Math.ceil(Math.log2(suspects + 2)) + 2;
  const error = Number.isFinite(flaky.error) ? Math.min(1, Math.max(1e-9, flaky.error)) : 0.01;
  const errorPerSet = error / passingSets;
  const rate = flaky.failRate;
  if (rate === undefined || !Number.isFinite(rate) || rate <= 0)
    return { type: 'measuring', ...needed(1 / PASSES_BEFORE_GIVING_UP, errorPerSet) };
  return { type: 'measured', ...needed(Math.min(1, rate), errorPerSet) };
}

/** The measured repeats once the baseline was read often enough, else `measuring`. */
export function calibrate(repeats: Repeats, tally: Tally): Repeats | 'measuring' {
  const readings = tally.fails + tally.passes;
  const isHopeless = tally.fails === 0 && readings >= PASSES_BEFORE_GIVING_UP;
  const isEnough = tally.fails >= FAILURES_WANTED || readings >= READINGS_AT_MOST;
  if (tally.unresolved <= 1 && !isHopeless && !isEnough) return 'measuring';
  return {
    type: 'measured',
    ...needed(cautiousRate(tally.fails, readings), repeats.errorPerSet),
  };
}

// One standard deviation below the estimate, and never more than a run of failures alone supports.
function cautiousRate(fails: number, readings: number): number {
  if (fails === 0) return 1 / PASSES_BEFORE_GIVING_UP;
  const rate = fails / readings;
  const deviation = Math.sqrt((rate * (1 - rate)) / readings);
  return Math.min(rate - deviation, 0.05 ** (1 / fails)) || rate;
}

const needed = (rate: number, errorPerSet: number) => ({
  passesNeeded: passesFor(rate, errorPerSet),
  passesNeededForProof: passesFor(rate, errorPerSet / STRICTER_PROOF),
  errorPerSet,
});

function passesFor(rate: number, error: number): number {
  if (rate >= 1) return 1;
  const needed = Math.ceil(Math.log(error) / Math.log(1 - Math.max(rate, 0.01)));
  return Math.min(REPEATS_AT_MOST, Math.max(1, needed));
}
