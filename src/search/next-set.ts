import {
  type Bits,
  difference,
  hasBit,
  indices,
  intersection,
  isEmpty,
  isSubset,
  union,
} from './bits.ts';
import { known } from './evidence.ts';
import { activeIds, closure, type Space, standsOut, weighed, without } from './space.ts';
import { alternativeSplits, type Interval, rankSplits } from './splits.ts';
import type { Run } from './state.ts';
import type { Purpose, Verdict } from './types.ts';

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
const weightOf = (run: Run, units: readonly number[]): number =>
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

// Weight of units that cannot complete the culprit alone, but may be part of a larger one.
const PART_OF_MORE = 0.02;
// Proofs are tried early for one culprit or a pair; larger combinations are told by halving only.
const HELD_FOR_EARLY_PROOF = 1;
const ALTERNATIVES_AT_MOST = 48;
const PROOFS_AT_MOST = 16;

/** The next set to probe. */
export type NextSet = {
  readonly set: Bits;
  readonly purpose: Purpose;
  /** The split it came from, ghosts included. */
  readonly planned?: Bits;
};

/** What the search for one minimal failing set remembers between probes, besides the evidence. */
export type SearchMemory = {
  /** The failing set the search started from. */
  readonly cap: Bits;
  readonly ghosts: Bits | undefined;
  /** Sets in a row that could not be read. */
  readonly unread: number;
  /** Splits made so far. */
  readonly narrowed: number;
  /** How many more of them passed than failed. */
  readonly lean: number;
};

/**
 * The set whose verdict brings a culprit and its proof nearest for the price; undefined where nothing
 * that could still tell can be read.
 */
export function nextSet(run: Run, frame: Frame, memory: SearchMemory): NextSet | undefined {
  const isNew = (set: Bits) => known(run.evidence, set) === undefined;
  const complete = (unit: number) => union(frame.low, run.space.needs[unit]!);
  const withoutIt = (unit: number) => union(without(run.space, memory.cap, [unit]), run.floor);
  // With one culprit only, it is in every failing set.
  const likely = frame.open.filter((unit) => known(run.evidence, withoutIt(unit)) !== 'fails');
  const [single] = likely.length === 1 ? likely : frame.open.length === 1 ? frame.open : [];
  if (single !== undefined && isNew(complete(single)))
    return { set: complete(single), purpose: 'alone' };

  // More passing than failing sets speak for a combination. Trying everything but one suspect tells
  // about a combination, one suspect alone about several culprits; of a single culprit both are proof.
  const isCombination = frame.held.length > 0 || memory.lean > 0;
  const suspects = new Set(isCombination && likely.length > 0 ? likely : frame.open);
  const interval = intervalOf(run, frame, memory, suspects);
  const canProveEarly = run.table.toggle === 0 && frame.held.length <= HELD_FOR_EARLY_PROOF;
  const ranked = memory.unread === 0 ? rankSplits(run.space, interval, run.current, run.table) : [];
  for (const { on, set: planned } of ranked) {
    const [only, ...others] = on.filter((unit) => suspects.has(unit));
    if (canProveEarly && only !== undefined && others.length === 0) {
      const proof: NextSet = isCombination
        ? { set: withoutIt(only), purpose: 'without', planned }
        : { set: complete(only), purpose: 'alone', planned };
      if (isNew(proof.set)) return proof;
    }
    const set = intersection(planned, frame.high);
    if (isNew(set)) return { set, purpose: 'narrow', planned };
  }
  const plain: Interval = { ...interval, high: frame.high };
  for (let attempt = memory.unread; attempt < memory.unread + ALTERNATIVES_AT_MOST; attempt++) {
    const set = alternativeSplits(run.space, plain, attempt).find(isNew);
    if (set) return { set, purpose: 'narrow' };
  }
  // Nothing between can be read: far from it, a proof still may.
  const few = frame.open.slice(0, PROOFS_AT_MOST);
  const alone = few.map(complete).find(isNew);
  if (alone) return { set: alone, purpose: 'alone' };
  const rest = few.map(withoutIt).find(isNew);
  return rest && { set: rest, purpose: 'without' };
}

function intervalOf(
  run: Run,
  frame: Frame,
  memory: SearchMemory,
  suspects: ReadonlySet<number>,
): Interval {
  const { weights } = run.space;
  const ghosts = run.table.toggle > 0 ? undefined : memory.ghosts;
  const isGhost = (unit: number) => ghosts !== undefined && hasBit(ghosts, unit);
  const usual = Math.min(...weights);
  return {
    low: frame.base,
    high: ghosts ? union(frame.high, ghosts) : frame.high,
    weight: (unit) =>
      isGhost(unit) ? usual : weights[unit]! * (suspects.has(unit) ? 1 : PART_OF_MORE),
    counts: (unit) => suspects.has(unit) || isGhost(unit),
    cap: partCap(run, frame, memory),
  };
}

/** A wrong prior may cost one probe more than none: parts shrink accordingly. */
function partCap(run: Run, frame: Frame, { ghosts, narrowed }: SearchMemory): number {
  if (!run.space.hasPrior || run.table.toggle > 0 || frame.held.length > 0)
    return Number.POSITIVE_INFINITY;
  const depth = Math.ceil(Math.log2(run.space.size)) + (ghosts ? 0 : 1);
  return 2 ** Math.max(0, depth - narrowed - 1);
}

/** The suspect to try by itself, if the prior names one and it is not yet settled. */
export const named = (run: Run, frame: Frame): number | undefined => namedIn(run, frame, run.space);

/** The same where the answer of the smallest failing set names one: it may be another's than with everything on. */
export function namedByAnswer(run: Run, frame: Frame): number | undefined {
  const prior = run.priorIn?.(activeIds(run.space, frame.high));
  return prior && namedIn(run, frame, weighed(run.space, prior));
}

function namedIn(run: Run, frame: Frame, space: Space): number | undefined {
  if (frame.held.length > 0) return undefined;
  const first = standsOut(space, frame.open);
  if (first === undefined) return undefined;
  const set = without(run.space, frame.high, [first]);
  const isUseful = isSubset(frame.base, set) && known(run.evidence, set) === undefined;
  return isUseful && !isEmpty(difference(set, frame.base)) ? first : undefined;
}
