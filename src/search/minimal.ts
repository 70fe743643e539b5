import {
  type Bits,
  difference,
  hasBit,
  indices,
  intersection,
  isEmpty,
  isSubset,
  noBits,
  union,
} from './bits.ts';
import { contradiction, known } from './evidence.ts';
import { alternativeSplits, type Interval, rankSplits } from './plan.ts';
import { type Probing, type Run, read } from './run.ts';
import { closure, generators, without } from './space.ts';
import type { Purpose, Verdict } from './types.ts';

/** What the search for one minimal failing set ended with. */
export type Minimal =
  | { readonly type: 'found'; readonly units: readonly number[] }
  /** The symptom stays with every suspect off. */
  | { readonly type: 'floor-fails' }
  /** A failing set lies inside a passing one. */
  | { readonly type: 'contradiction' }
  /** Too many sets could not be read; `lead` fails and could not be made smaller. */
  | { readonly type: 'stuck'; readonly lead: Bits };

/** Where one search for a minimal failing set stands. */
type Frame = {
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

// Belief that no plugin is to blame before anything was probed; decides when 'all off' is worth a probe.
const NOT_A_PLUGIN = 0.12;
// Weight of units that cannot complete the culprit alone, but may be part of a larger one.
const PART_OF_MORE = 0.02;
// A prior that names one suspect this much above the next is taken at its word: one probe.
const NAMED = 2;
const UNREAD_AT_MOST = 150;

/**
 * Finds one minimal failing set below a failing one. Between a passing set and a failing set that
 * contains it there is a unit whose adding makes the difference; halving the interval finds it. It is
 * held, and the search repeats below until the held units fail by themselves. Removing any of them
 * then leaves a subset of a passing set. (The principle of QuickXplain, Junker 2004, with every
 * verdict ever read used as a bound.)
 */
export function* findMinimal(run: Run, cap: Bits, isFirst: boolean): Probing<Minimal> {
  let held: readonly number[] = [];
  let ceiling = cap;
  let unread = 0;
  let narrowed = 0;
  // Before anything is held: passing sets minus failing ones among those read.
  let lean = 0;
  // Once a named suspect was tried and cleared, the plan goes on as if it had not been asked about:
  // it keeps its place in the splits, so that the wrong prior costs that one probe and no more.
  let ghosts: Bits | undefined;
  for (;;) {
    if (contradiction(run.evidence)) return { type: 'contradiction' };
    const frame = frameOf(run, held, ceiling);
    const { low, lowVerdict, high, units, open } = frame;
    if (lowVerdict === 'fails')
      return held.length > 0
        ? { type: 'found', units: generators(run.space, held) }
        : { type: 'floor-fails' };
    if (units.length === 0) return { type: 'stuck', lead: high };

    if (wantsFloor(run, frame, isFirst)) {
      yield* read(run, low, 'all-off', open);
      continue;
    }
    if (units.length === 1) {
      const completed = union(low, run.space.needs[units[0]!]!);
      const verdict =
        known(run.evidence, completed) ?? (yield* read(run, completed, 'alone', units));
      if (verdict === 'fails') {
        if (lowVerdict === 'unresolved' && !frame.isBaseSeen) return { type: 'stuck', lead: high };
        return { type: 'found', units: generators(run.space, [...held, units[0]!]) };
      }
      held = [...held, units[0]!];
      ceiling = high;
      unread = 0;
      continue;
    }

    const unit: number | undefined = isFirst && !ghosts ? named(run, frame) : undefined;
    if (unit !== undefined) {
      const set = without(run.space, high, [unit]);
      const verdict = yield* read(run, set, 'without', open);
      ghosts =
        verdict === 'fails'
          ? intersection(run.space.dependents[unit]!, high)
          : noBits(run.space.size);
      continue;
    }
    const choice = nextSet(run, frame, { cap, ghosts, unread, narrowed, lean });
    if (!choice) return { type: 'stuck', lead: high };
    const verdict = yield* read(run, choice.set, choice.purpose, open);
    narrowed += 1;
    lean += verdict === 'passes' ? 1 : verdict === 'fails' ? -1 : 0;
    unread = verdict === 'unresolved' ? unread + 1 : 0;
    if (ghosts && choice.planned && verdict !== 'unresolved')
      ghosts =
        verdict === 'fails'
          ? intersection(ghosts, choice.planned)
          : difference(ghosts, choice.planned);
    if (unread > UNREAD_AT_MOST) return { type: 'stuck', lead: high };
  }
}

function frameOf(run: Run, held: readonly number[], ceiling: Bits): Frame {
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

/**
 * Whether 'all off' is the best next probe: it becomes likely to fail when everything has failed so
 * far, and it must be known before a second culprit is looked for.
 */
function wantsFloor(run: Run, frame: Frame, isFirst: boolean): boolean {
  if (frame.held.length > 0 || frame.isBaseSeen || frame.lowVerdict !== undefined) return false;
  if (!isFirst) return true;
  if (run.table.toggle > 0) return false;
  // The larger of both: an early failure that the prior foretold says nothing.
  const weighed = weightOf(run, frame.units) / weightOf(run, indices(run.space.all));
  const share = Math.max(weighed, frame.units.length / run.space.size);
  return NOT_A_PLUGIN / (NOT_A_PLUGIN + (1 - NOT_A_PLUGIN) * share) >= 0.45;
}

/** The one suspect a prior names, if it stands out and is not yet settled. */
function named(run: Run, frame: Frame): number | undefined {
  if (!run.space.hasPrior || frame.held.length > 0) return undefined;
  const { weights } = run.space;
  const [first, second] = [...indices(run.space.all)].sort((a, b) => weights[b]! - weights[a]!);
  if (first === undefined || second === undefined) return undefined;
  if (weights[first]! < NAMED * weights[second]! || !frame.open.includes(first)) return undefined;
  const set = without(run.space, frame.high, [first]);
  const isUseful = isSubset(frame.base, set) && known(run.evidence, set) === undefined;
  return isUseful && !isEmpty(difference(set, frame.base)) ? first : undefined;
}

type Choice = {
  readonly set: Bits;
  readonly purpose: Purpose;
  /** The split it came from, ghosts included. */
  readonly planned?: Bits;
};

/** What the search for one minimal failing set remembers between probes, besides the evidence. */
type Memory = {
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

function nextSet(run: Run, frame: Frame, memory: Memory): Choice | undefined {
  const { space, evidence } = run;
  const complete = (unit: number) => union(frame.low, space.needs[unit]!);
  const isNew = (set: Bits) => known(evidence, set) === undefined;
  // With one culprit only, it is in every failing set.
  const withoutIt = (unit: number) => union(without(space, memory.cap, [unit]), run.floor);
  const likely = frame.open.filter((unit) => known(evidence, withoutIt(unit)) !== 'fails');
  const [single] = likely.length === 1 ? likely : frame.open.length === 1 ? frame.open : [];
  if (single !== undefined && isNew(complete(single)))
    return { set: complete(single), purpose: 'alone' };

  // Where states are free, one suspect is better tried by its proof: alone, or everything but it. A
  // combination is told by the second, several culprits by the first. More passing than failing sets
  // speak for a combination.
  const isCombination = frame.held.length > 0 || memory.lean > 0;
  const proofOf = (unit: number): Choice =>
    isCombination
      ? { set: withoutIt(unit), purpose: 'without' }
      : { set: complete(unit), purpose: 'alone' };
  const isOpen = new Set(isCombination && likely.length > 0 ? likely : frame.open);
  const ghosts = run.table.toggle > 0 ? undefined : memory.ghosts;
  const isGhost = (unit: number) => ghosts !== undefined && hasBit(ghosts, unit);
  const usual = Math.min(...space.weights);
  const interval: Interval = {
    low: frame.base,
    high: ghosts ? union(frame.high, ghosts) : frame.high,
    weight: (unit) =>
      isGhost(unit) ? usual : space.weights[unit]! * (isOpen.has(unit) ? 1 : PART_OF_MORE),
    counts: (unit) => isOpen.has(unit) || isGhost(unit),
    cap: partCap(run, frame, memory),
  };
  if (memory.unread === 0) {
    for (const split of rankSplits(space, interval, run.current, run.table)) {
      const on = split.on.filter((unit) => isOpen.has(unit));
      if (run.table.toggle === 0 && on.length === 1) {
        const proof = proofOf(on[0]!);
        if (isNew(proof.set)) return { ...proof, planned: split.set };
      }
      const set = intersection(split.set, frame.high);
      if (isNew(set)) return { set, purpose: 'narrow', planned: split.set };
    }
  }
  const plain: Interval = { ...interval, high: frame.high };
  for (let attempt = memory.unread; attempt < memory.unread + 48; attempt++) {
    const set = alternativeSplits(space, plain, attempt).find(isNew);
    if (set) return { set, purpose: 'narrow' };
  }
  return undefined;
}

/** A wrong prior may cost one probe more than none: parts shrink accordingly. */
function partCap(run: Run, frame: Frame, { ghosts, narrowed }: Memory): number {
  if (!run.space.hasPrior || run.table.toggle > 0 || frame.held.length > 0)
    return Number.POSITIVE_INFINITY;
  const depth = Math.ceil(Math.log2(run.space.size)) + (ghosts ? 0 : 1);
  return 2 ** Math.max(0, depth - narrowed - 1);
}

const lightest = (run: Run, sets: readonly Bits[]): Bits =>
  bestBy(sets, (set) => -weighSet(run, set));
const heaviest = (run: Run, sets: readonly Bits[]): Bits =>
  bestBy(sets, (set) => weighSet(run, set));
const weighSet = (run: Run, set: Bits): number => weightOf(run, indices(set));
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
