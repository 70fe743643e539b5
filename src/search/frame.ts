import { type Bits, difference, indices, intersection, isSubset, union } from './bits.ts';
import { known } from './evidence.ts';
import type { Run } from './run.ts';
import { closure } from './space.ts';
import type { Verdict } from './types.ts';

/** Where one search for a minimal failing set stands. */
export type Frame = {
  /** Units known to be needed: the set below fails only with all of them. */
  readonly held: readonly number[];
  /** The held units with what they require: passes, is unread, or could not be read. */
  readonly low: Bits;
  readonly lowVerdict: Verdict | undefined;
  /** The largest set seen passing between `low` and `high`, else `low` itself. */
  readonly base: Bits;
  readonly isBaseSeen: boolean;
  /** The smallest set seen failing. */
  readonly high: Bits;
  /** What lies between: one of these decides. */
  readonly units: readonly number[];
  /** Those of them that could complete the culprit by themselves. */
  readonly open: readonly number[];
};

/** Reads the evidence: between which sets the deciding unit lies, given what is held. */
export function frameOf(run: Run, held: readonly number[], ceiling: Bits): Frame {
  const low = union(run.floor, closure(run.space, held));
  const high = lightest(run, [
    ceiling,
    ...run.evidence.fails.filter((set) => isSubset(set, ceiling) && isSubset(low, set)),
  ]);
  const bases = run.evidence.passes
    .filter((set) => isSubset(low, set))
    .map((set) => intersection(set, high));
  const base = heaviest(run, [low, ...bases]);
  const units = indices(difference(high, base));
  const open = units.filter((unit) => {
    const verdict = known(run.evidence, union(low, run.space.needs[unit]!));
    return verdict === undefined || verdict === 'fails';
  });
  return {
    held,
    low,
    lowVerdict: known(run.evidence, low),
    base,
    isBaseSeen: bases.length > 0,
    high,
    units,
    open,
  };
}

const lightest = (run: Run, sets: readonly Bits[]): Bits =>
  bestBy(sets, (set) => -weighSet(run, set));
const heaviest = (run: Run, sets: readonly Bits[]): Bits =>
  bestBy(sets, (set) => weighSet(run, set));
const weighSet = (run: Run, set: Bits): number => weightOf(run, indices(set));
/** The suspicion some units hold together. */
export const weightOf = (run: Run, units: readonly number[]): number =>
  units.reduce((sum, unit) => sum + run.space.weights[unit]!, 0);

function bestBy(sets: readonly Bits[], value: (set: Bits) => number): Bits {
  let best = sets[0]!;
  let bestValue = value(best);
  for (const set of sets.slice(1)) {
    const candidate = value(set);
    if (candidate > bestValue) [best, bestValue] = [set, candidate];
  }
  return best;
}
