import {
  type Bits,
  bitsKey,
  countBits,
  difference,
  indices,
  isSubset,
  noBits,
  union,
  withBit,
} from './bits.ts';
import { contradiction, seen } from './evidence.ts';
import { closure } from './space.ts';
import { alternativeSplits, type Interval, rankSplits } from './splits.ts';
import { keepOn, type Probing, type Run, read } from './state.ts';

/** What a contradiction turned out to be. */
export type ContradictionEnd =
  /** A plugin cures the symptom; it is kept on from now. */
  | 'cure'
  /** Reading again gave another verdict, as a flaky symptom does; the evidence is whole again. */
  | 'repaired'
  /** Reading again gave another verdict, which nothing announced. */
  | 'unstable'
  /** The deciding sets could not be read. */
  | 'unread';

/**
 * Settles a failing set inside a passing one. Both are read once more; if they stand, the plugin
 * whose adding cures the symptom is found by halving between them, and kept on.
 */
export function* settle(run: Run): Probing<ContradictionEnd> {
  const pair = contradiction(run.evidence);
  if (!pair) return 'repaired';
  const again = [
    { set: pair.passes, verdict: 'passes' },
    { set: pair.fails, verdict: 'fails' },
  ] as const;
  for (const { set, verdict } of run.repeats ? again.slice(0, 1) : again) {
    const now = yield* read(run, set, 'repeat', []);
    if (now === verdict) continue;
    return run.repeats && now === 'fails' ? 'repaired' : 'unstable';
  }
  return yield* findCure(run, pair.fails, pair.passes);
}

function* findCure(run: Run, fails: Bits, passes: Bits): Probing<ContradictionEnd> {
  let low = fails;
  let high = passes;
  for (let unread = 0; unread < 64; ) {
    const units = indices(difference(high, low));
    if (units.length === 1) {
      keepOn(run, units[0]!, 'cures');
      return 'cure';
    }
    const interval: Interval = {
      low,
      high,
      weight: () => 1,
      counts: () => true,
      cap: Number.POSITIVE_INFINITY,
    };
    const [ranked] = rankSplits(run.space, interval, run.current, run.table);
    const sets =
      unread === 0 && ranked
        ? [ranked.set]
        : alternativeSplits(run.space, interval, unread).filter(
            (set) => seen(run.evidence, set) !== 'unresolved',
          );
    const set = sets[0];
    const verdict = set
      ? (seen(run.evidence, set) ?? (yield* read(run, set, 'narrow', units)))
      : 'unresolved';
    if (set && verdict === 'fails') low = set;
    if (set && verdict === 'passes') high = set;
    unread = verdict === 'unresolved' ? unread + 1 : 0;
  }
  return 'unread';
}

/**
 * Everything fails, with every suspect off too. Before saying that no plugin is to blame: one plugin
 * may cause the symptom and another one's absence as well, and then a set passes that holds the second
 * without the first.
 */
export function* lookForPass(run: Run): Probing<void> {
  const separating = separatingSets(run);
  const sets = run.table.toggle > 0 ? [...wayBack(run, separating), ...separating] : separating;
  const unseen = sets.filter((set) => seen(run.evidence, set) === undefined);
  for (const [at, set] of unseen.entries()) {
    run.curesToTry = unseen.length - at;
    if (seen(run.evidence, set) !== undefined) continue;
    if ((yield* read(run, set, 'cure', [])) === 'passes') return;
  }
}

/**
 * What was switched off first comes back first: no toggle more than the way back to the baseline, and
 * often enough. Misses a culprit and a curing plugin that were switched off in one step.
 */
function wayBack({ evidence, space, floor }: Run, separating: readonly Bits[]): Bits[] {
  const opposite = (set: Bits) => union(floor, closure(space, indices(difference(space.all, set))));
  // Sets tried on an earlier way back are no steps of the way down.
  const earlier = new Set(
    [...evidence.fails.map(opposite), ...separating].map((set) => bitsKey(set)),
  );
  return evidence.fails
    .filter((set) => !earlier.has(bitsKey(set)))
    .toSorted((a, b) => countBits(b) - countBits(a))
    .map(opposite);
}

/**
 * For any two plugins a set that holds the first and not the second, as few sets as that takes: t
 * tests, each plugin in its own choice of half of them (Spencer 1970, completely separating systems).
 */
function separatingSets({ space, floor }: Run): Bits[] {
  const free = indices(difference(space.all, floor));
  let tests = 1;
  while (binomial(tests, Math.floor(tests / 2)) < free.length) tests += 1;
  const labels = choices(tests, Math.floor(tests / 2), free.length);
  return Array.from({ length: tests }, (_, test) => {
    const members = free.filter((_unit, at) => labels[at]!.includes(test));
    return union(floor, closure(space, members));
  });
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}

/** The first `count` ways to choose `k` of `n` numbers, in lexicographic order. */
function choices(n: number, k: number, count: number): number[][] {
  const result: number[][] = [];
  const extend = (chosen: number[], from: number): void => {
    if (result.length >= count) return;
    if (chosen.length === k) {
      result.push(chosen);
      return;
    }
    for (let next = from; next < n; next++) extend([...chosen, next], next + 1);
  };
  extend([], 0);
  return result;
}

/** Whether `unit` was seen to make the difference: some set fails with it, and passes without it alone. */
export function isSeenDeciding(run: Run, unit: number): boolean {
  const only = withBit(noBits(run.space.size), unit);
  return run.evidence.fails.some((fails) => {
    if (!isSubset(only, fails)) return false;
    const rest = difference(fails, only);
    return seen(run.evidence, rest) === 'passes';
  });
}
