import { type Bits, bitsKey, countBits, difference, indices, isEmpty, union } from './bits.ts';
import { known, seen } from './evidence.ts';
import { isSeenDeciding } from './non-monotone.ts';
import { closure, without } from './space.ts';
import { ask, type Probing, type Run, read } from './state.ts';

/** Units, by number. */
export type Units = readonly number[];

/** Culprits by whether each of their members was seen to make the difference. */
export type Soundness =
  | { readonly type: 'anew' }
  | {
      readonly type: 'checked';
      readonly confirmed: readonly Units[];
      readonly unconfirmed: readonly Units[];
    };

const STOPS_ON_THE_WAY_UP = 4;
const WAYS_AT_MOST = 512;

/** Everything on with the culprits off; what cures the symptom stays on. */
export const removeAll = (run: Run, culprits: readonly Units[]): Bits =>
  union(without(run.space, run.space.all, culprits.flat()), run.floor);

/**
 * After a second culprit a third is likely. Where toggles cost, it is looked for on the way up: a stop
 * costs a probe, coming down again from the top costs a toggle for every plugin.
 */
export function* climb(run: Run, top: Bits, suspects: Units): Probing<void> {
  const units = indices(difference(top, run.floor));
  for (let stop = 1; stop < STOPS_ON_THE_WAY_UP; stop++) {
    const part = units.slice(0, Math.ceil((stop * units.length) / STOPS_ON_THE_WAY_UP));
    const set = union(run.floor, closure(run.space, part));
    if ((yield* ask(run, set, 'narrow', suspects)) !== 'passes') return;
  }
}

/** Whether a set that passes lacks so few of these that one look at all of them tells nearly everything. */
export const isNarrowedDown = (run: Run, set: Bits): boolean =>
  run.evidence.passes.some((passing) => countBits(difference(set, passing)) <= 2);

/**
 * A set that fails although it holds none of the culprits found: looked for where removing them took
 * more away than them, and on request wherever a combination is broken by one member only. By duality
 * nothing is missed once each minimal way of breaking all combinations passes.
 */
export function* overlooked(
  run: Run,
  culprits: readonly Units[],
): Probing<Bits | 'passes' | 'unresolved' | 'too-many'> {
  let ending: 'passes' | 'unresolved' = 'passes';
  const ways = waysToBreak(run, culprits);
  for (const removed of ways.slice(0, WAYS_AT_MOST)) {
    const set = union(without(run.space, run.space.all, removed), run.floor);
    const verdict = yield* ask(run, set, 'without', removed);
    if (verdict === 'fails') return set;
    if (verdict === 'unresolved') {
      if (yield* someSubsetFails(run, set)) return set;
      ending = 'unresolved';
    }
  }
  return ways.length > WAYS_AT_MOST ? 'too-many' : ending;
}

function waysToBreak(run: Run, culprits: readonly Units[]): readonly Units[] {
  if (run.all) return minimalHittingSets(culprits, WAYS_AT_MOST + 1);
  const combinations = culprits.filter((culprit) => culprit.length > 1);
  const takesMoreAway = (unit: number) => countBits(run.space.dependents[unit]!) > 1;
  if (!combinations.flat().some(takesMoreAway)) return [];
  // Break each combination by members that nothing requires; the dependents of the others stay on.
  const harmless = combinations.map((culprit) => culprit.filter((unit) => !takesMoreAway(unit)));
  const singles = culprits.filter((culprit) => culprit.length === 1).flat();
  const rest = combinations.filter((_, at) => harmless[at]!.length === 0);
  return minimalHittingSets(rest, WAYS_AT_MOST + 1).map((hit) => [
    ...singles,
    ...harmless.flat(),
    ...hit,
  ]);
}

/**
 * Whether each member was seen to make the difference between a failing and a passing set. Inference
 * alone would blame an innocent where a plugin cures the symptom; what is missing is probed.
 */
export function* everyMemberDecides(run: Run, culprits: readonly Units[]): Probing<Soundness> {
  const confirmed: Units[] = [];
  for (const culprit of culprits) {
    const alone = union(run.floor, closure(run.space, culprit));
    let isConfirmed = true;
    for (const unit of culprit) {
      const removed = union(run.floor, without(run.space, alone, [unit]));
      // A missed failure of a flaky symptom can make a pair out of one plugin: look once more.
      const isDoubtful = run.repeats !== undefined && culprit.length > 1;
      if (!isDoubtful && isSeenDeciding(run, unit)) continue;
      const purpose = isEmpty(removed) ? 'all-off' : 'without';
      const before = isDoubtful ? undefined : seen(run.evidence, removed);
      const verdict = before ?? (yield* read(run, removed, purpose, culprit));
      if (verdict === 'fails') return { type: 'anew' };
      isConfirmed &&= known(run.evidence, removed) === 'passes';
    }
    if (isConfirmed) confirmed.push(culprit);
  }
  const unconfirmed = culprits.filter((culprit) => !confirmed.includes(culprit));
  return { type: 'checked', confirmed, unconfirmed };
}

/**
 * A set below an unreadable one that fails, if a few tries find one: what cannot be read with
 * everything on may be readable with some of it off.
 */
export function* someSubsetFails(run: Run, set: Bits): Probing<boolean> {
  const units = indices(difference(set, run.floor));
  const tried = new Set<string>();
  const limit = 2 * Math.ceil(Math.log2(units.length + 1)) + 6;
  for (let part = 2; part <= 2 * units.length && tried.size < limit; part *= 2) {
    const size = Math.max(1, Math.ceil(units.length / part));
    for (let start = 0; start < units.length && tried.size < limit; start += size) {
      const smaller = union(without(run.space, set, units.slice(start, start + size)), run.floor);
      if (tried.has(bitsKey(smaller))) continue;
      tried.add(bitsKey(smaller));
      if ((yield* ask(run, smaller, 'narrow', units)) === 'fails') return true;
    }
  }
  return false;
}

/**
 * The minimal sets that take at least one member from each given set: every way of breaking all
 * combinations at once. Berge's incremental construction; their number can grow exponentially, so at
 * most `limit` are kept.
 */
function minimalHittingSets(
  sets: readonly (readonly number[])[],
  limit: number,
): (readonly number[])[] {
  let hitting: (readonly number[])[] = [[]];
  for (const set of sets) {
    const hits = hitting.filter((candidate) => set.some((member) => candidate.includes(member)));
    const misses = hitting.filter((candidate) => !set.some((member) => candidate.includes(member)));
    const extended = misses
      .flatMap((candidate) => set.map((member) => [...candidate, member]))
      .filter(
        (candidate) => !hits.some((hit) => hit.every((member) => candidate.includes(member))),
      );
    hitting = [...hits, ...extended].slice(0, limit);
  }
  return hitting;
}
