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
import type { Frame } from './frame.ts';
import { alternativeSplits, type Interval, rankSplits } from './plan.ts';
import type { Run } from './run.ts';
import { without } from './space.ts';
import type { Purpose } from './types.ts';

// Weight of units that cannot complete the culprit alone, but may be part of a larger one.
const PART_OF_MORE = 0.02;
// A prior that names one suspect this much above the next is taken at its word: one probe.
const NAMED = 2;
// Proofs are tried early for one culprit or a pair; larger combinations are told by halving only.
const HELD_FOR_EARLY_PROOF = 1;
const ALTERNATIVES_AT_MOST = 48;
const PROOFS_AT_MOST = 16;

/** The next set to probe. */
export type Choice = {
  readonly set: Bits;
  readonly purpose: Purpose;
  /** The split it came from, ghosts included. */
  readonly planned?: Bits;
};

/** What the search for one minimal failing set remembers between probes, besides the evidence. */
export type Memory = {
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
export function nextSet(run: Run, frame: Frame, memory: Memory): Choice | undefined {
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
      const proof: Choice = isCombination
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
  memory: Memory,
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
function partCap(run: Run, frame: Frame, { ghosts, narrowed }: Memory): number {
  if (!run.space.hasPrior || run.table.toggle > 0 || frame.held.length > 0)
    return Number.POSITIVE_INFINITY;
  const depth = Math.ceil(Math.log2(run.space.size)) + (ghosts ? 0 : 1);
  return 2 ** Math.max(0, depth - narrowed - 1);
}

/** The one suspect a prior names, if it stands out and is not yet settled. */
export function named(run: Run, frame: Frame): number | undefined {
  if (!run.space.hasPrior || frame.held.length > 0) return undefined;
  const { weights } = run.space;
  const [first, second] = [...indices(run.space.all)].sort((a, b) => weights[b]! - weights[a]!);
  if (first === undefined || second === undefined) return undefined;
  if (weights[first]! < NAMED * weights[second]! || !frame.open.includes(first)) return undefined;
  const set = without(run.space, frame.high, [first]);
  const isUseful = isSubset(frame.base, set) && known(run.evidence, set) === undefined;
  return isUseful && !isEmpty(difference(set, frame.base)) ? first : undefined;
}
