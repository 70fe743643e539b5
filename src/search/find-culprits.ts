import { type Bits, bitsKey, countBits, difference, indices, isEmpty, union } from './bits.ts';
import { isSeenDeciding, lookForPass, settle } from './cures.ts';
import { known, seen } from './evidence.ts';
import { minimalHittingSets } from './hitting-sets.ts';
import { findMinimal } from './minimal.ts';
import { ask, type Probing, type Run, read, startRun, totals } from './run.ts';
import { closure, pluginsOf, without } from './space.ts';
import type { Culprit, Reason, Search, SearchOptions, SearchResult } from './types.ts';

const RESTARTS_AT_MOST = 8;
const CULPRITS_AT_MOST = 200;
const STOPS_ON_THE_WAY_UP = 4;

/** What one pass over the space came to. */
type Answer =
  | { readonly type: 'contradiction' }
  | { readonly type: 'not-reproduced' }
  | { readonly type: 'not-a-plugin' }
  | {
      readonly type: 'found';
      readonly culprits: readonly Units[];
      readonly without: Culprit['without'];
      readonly reason?: Reason;
    }
  | { readonly type: 'stuck'; readonly culprits: readonly Units[]; readonly lead: Bits };

type Units = readonly number[];

/** Culprits by whether each of their members was seen to make the difference. */
type Soundness =
  | { readonly type: 'contradiction' }
  | {
      readonly type: 'checked';
      readonly confirmed: readonly Units[];
      readonly unconfirmed: readonly Units[];
    };

/**
 * Finds the plugins behind a symptom. Each yield is one plugin set to put the site in and probe; send
 * back its verdict. Same options and verdicts give the same sets: replaying resumes. Every culprit
 * returned fails by itself, passes with any member removed, and each member was seen to make the
 * difference. Exact under monotony (adding a plugin never cures); where evidence contradicts that, the
 * curing plugin is found and kept on, or the outcome is `inconclusive`.
 */
export function* findCulprits(options: SearchOptions): Search {
  const run = startRun(options);
  for (let restart = 0; restart < RESTARTS_AT_MOST; restart++) {
    const answer = yield* onePass(run);
    if (answer.type !== 'contradiction') return yield* conclude(run, answer);
    const settled = yield* settle(run);
    if (settled === 'unstable') return inconclusive(run, run.repeats ? 'flaky' : 'contradiction');
    if (settled === 'unread') return inconclusive(run, 'non-monotone');
  }
  return inconclusive(run, run.repeats ? 'flaky' : 'non-monotone');
}

function* onePass(run: Run): Probing<Answer> {
  const { space } = run;
  const verdict = yield* ask(run, space.all, 'all-on', indices(space.all));
  if (verdict === 'passes') return { type: 'not-reproduced' };
  if (verdict === 'unresolved' && !(yield* someSubsetFails(run, space.all)))
    return { type: 'stuck', culprits: [], lead: run.floor };

  const culprits: Units[] = [];
  let rest: Bits = space.all;
  let ending: Culprit['without'] = 'passes';
  for (;;) {
    const minimal = yield* findMinimal(run, rest, culprits.length === 0);
    if (minimal.type === 'contradiction') return minimal;
    if (minimal.type === 'stuck') {
      const sound = yield* everyMemberDecides(run, culprits);
      if (sound.type === 'contradiction') return sound;
      return { type: 'stuck', culprits: sound.confirmed, lead: minimal.lead };
    }
    if (minimal.type === 'floor-fails') return yield* withEverythingOff(run);
    culprits.push(minimal.units);

    rest = removeAll(run, culprits);
    if (run.table.toggle > 0 && culprits.length > 1) yield* climb(run, rest, minimal.units);
    const now = yield* ask(run, rest, 'without', minimal.units);
    if (now === 'passes') {
      const missed = yield* overlooked(run, culprits);
      if (missed === 'passes') break;
      if (missed === 'unresolved') {
        ending = 'unresolved';
        break;
      }
      if (culprits.length > CULPRITS_AT_MOST)
        return { type: 'found', culprits, without: 'passes', reason: 'too-many' };
      rest = missed;
    }
    if (now === 'unresolved' && !(yield* someSubsetFails(run, rest))) {
      ending = 'unresolved';
      break;
    }
  }
  const sound = yield* everyMemberDecides(run, culprits);
  if (sound.type === 'contradiction') return sound;
  const [doubtful] = sound.unconfirmed;
  if (doubtful) {
    const lead = union(run.floor, closure(run.space, doubtful));
    return { type: 'stuck', culprits: sound.confirmed, lead };
  }
  return { type: 'found', culprits, without: ending };
}

/**
 * After a second culprit a third is likely. Where toggles cost, it is looked for on the way up: a stop
 * costs a probe, coming down again from the top costs a toggle for every plugin.
 */
function* climb(run: Run, top: Bits, suspects: Units): Probing<void> {
  const units = indices(difference(top, run.floor));
  for (let stop = 1; stop < STOPS_ON_THE_WAY_UP; stop++) {
    const part = units.slice(0, Math.ceil((stop * units.length) / STOPS_ON_THE_WAY_UP));
    const set = union(run.floor, closure(run.space, part));
    if ((yield* ask(run, set, 'narrow', suspects)) !== 'passes') return;
  }
}

/** Everything on with the culprits off; what cures the symptom stays on. */
const removeAll = (run: Run, culprits: readonly Units[]): Bits =>
  union(without(run.space, run.space.all, culprits.flat()), run.floor);

/** Nothing to blame, unless some set passes after all: then a plugin's absence brings the symptom. */
function* withEverythingOff(run: Run): Probing<Answer> {
  if (run.evidence.passes.length === 0 && run.cures.length === 0) yield* lookForPass(run);
  return run.evidence.passes.length > 0 ? { type: 'contradiction' } : { type: 'not-a-plugin' };
}

/**
 * A set that fails although it holds none of the culprits found: looked for where removing them took
 * more away than them, and on request wherever a combination is broken by one member only. By duality
 * nothing is missed once each minimal way of breaking all combinations passes.
 */
function* overlooked(
  run: Run,
  culprits: readonly Units[],
): Probing<Bits | 'passes' | 'unresolved'> {
  let ending: 'passes' | 'unresolved' = 'passes';
  for (const removed of waysToBreak(run, culprits)) {
    const set = union(without(run.space, run.space.all, removed), run.floor);
    const verdict = yield* ask(run, set, 'without', removed);
    if (verdict === 'fails') return set;
    if (verdict === 'unresolved') {
      if (yield* someSubsetFails(run, set)) return set;
      ending = 'unresolved';
    }
  }
  return ending;
}

function waysToBreak(run: Run, culprits: readonly Units[]): Iterable<Units> {
  if (run.all) return minimalHittingSets(culprits);
  const combinations = culprits.filter((culprit) => culprit.length > 1);
  const takesMoreAway = (unit: number) => countBits(run.space.dependents[unit]!) > 1;
  if (!combinations.flat().some(takesMoreAway)) return [];
  // Break each combination by members that nothing requires; the dependents of the others stay on.
  const harmless = combinations.map((culprit) => culprit.filter((unit) => !takesMoreAway(unit)));
  const singles = culprits.filter((culprit) => culprit.length === 1).flat();
  const rest = combinations.filter((_, at) => harmless[at]!.length === 0);
  return minimalHittingSets(rest).map((hit) => [...singles, ...harmless.flat(), ...hit]);
}

/**
 * Whether each member was seen to make the difference between a failing and a passing set. Inference
 * alone would blame an innocent where a plugin cures the symptom; what is missing is probed.
 */
function* everyMemberDecides(run: Run, culprits: readonly Units[]): Probing<Soundness> {
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
      if (verdict === 'fails') return { type: 'contradiction' };
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
function* someSubsetFails(run: Run, set: Bits): Probing<boolean> {
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

function* conclude(run: Run, answer: Exclude<Answer, { type: 'contradiction' }>): Search {
  if (answer.type === 'not-reproduced')
    return result(run, { outcome: 'not-reproduced', culprits: [] });
  if (answer.type === 'not-a-plugin')
    return run.cures.length > 0
      ? inconclusive(run, 'non-monotone')
      : result(run, { outcome: 'not-a-plugin', culprits: [] });
  const culprits: Culprit[] = [];
  const ending = answer.type === 'found' ? answer.without : 'unresolved';
  for (const units of answer.culprits)
    culprits.push({
      plugins: pluginsOf(run.space, units),
      without: ending,
      alone: yield* aloneVerdict(run, units),
    });
  if (answer.type === 'found')
    return result(run, { outcome: 'found', culprits, reason: answer.reason });
  const lead = pluginsOf(run.space, indices(difference(answer.lead, run.floor)));
  return result(run, {
    outcome: 'inconclusive',
    culprits,
    reason: 'unresolved',
    leads: lead.length > 0 ? lead : undefined,
  });
}

// Where a cure was kept on, 'alone' is not alone yet: one more probe tells.
function* aloneVerdict(run: Run, units: Units): Probing<Culprit['alone']> {
  const set = closure(run.space, units);
  const direct = seen(run.evidence, union(set, run.floor));
  if (run.cures.length === 0) return direct === 'fails' ? 'fails' : 'not-tested';
  const verdict = run.readings.get(bitsKey(set)) ?? (yield* read(run, set, 'alone', units));
  return verdict === 'fails' ? 'fails' : 'not-tested';
}

const inconclusive = (run: Run, reason: Reason): SearchResult =>
  result(run, { outcome: 'inconclusive', culprits: [], reason });

function result(
  run: Run,
  answer: Pick<SearchResult, 'outcome' | 'culprits' | 'reason' | 'leads'>,
): SearchResult {
  const doubt = run.repeats?.errorPerSet ?? 0;
  const passes = run.evidence.passes.filter((set) => known(run.evidence, set) === 'passes').length;
  return {
    outcome: answer.outcome,
    culprits: answer.culprits,
    ...totals(run),
    ...(answer.reason && { reason: answer.reason }),
    ...(answer.leads && { leads: answer.leads }),
    ...(run.cures.length > 0 && { cures: pluginsOf(run.space, run.cures) }),
    confidence: (1 - doubt) ** passes,
  };
}
