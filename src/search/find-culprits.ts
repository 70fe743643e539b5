import { type Bits, indices, union } from './bits.ts';
import { type Answer, conclude, inconclusive } from './conclude.ts';
import {
  climb,
  everyMemberDecides,
  overlooked,
  removeAll,
  someSubsetFails,
  type Units,
} from './confirm.ts';
import { lookForPass, settle } from './cures.ts';
import { findMinimal } from './minimal.ts';
import { ask, type Probing, type Run, read, startRun } from './run.ts';
import { closure } from './space.ts';
import type { Reason, Search, SearchOptions, Verdict } from './types.ts';

const RESTARTS_AT_MOST = 8;
const CULPRITS_AT_MOST = 200;

/**
 * Finds the plugins behind a symptom. Each yield is one plugin set to put the site in and probe; send
 * back its verdict. Same options and verdicts give the same sets: replaying resumes. Every culprit
 * returned fails by itself, passes with any member removed, and each member was seen to make the
 * difference. Exact under monotony (adding a plugin never cures); where evidence contradicts that, the
 * curing plugin is found and kept on, or the outcome is `inconclusive`.
 */
export function* findCulprits(options: SearchOptions): Search {
  const run = startRun(options);
  const unstable: Reason = run.repeats ? 'flaky' : 'contradiction';
  for (let restart = 0; restart < RESTARTS_AT_MOST; restart++) {
    const answer = yield* onePass(run);
    if (answer.type !== 'contradiction') return yield* conclude(run, answer);
    const settled = yield* settle(run);
    if (settled === 'unstable') return inconclusive(run, unstable);
    if (settled === 'unread') return inconclusive(run, 'non-monotone');
  }
  return inconclusive(run, run.repeats ? 'flaky' : 'non-monotone');
}

/** One culprit after the other until the rest passes; evidence of earlier passes is not probed again. */
function* onePass(run: Run): Probing<Answer> {
  const start = yield* firstReading(run);
  if (start === 'passes') return { type: 'not-reproduced' };
  if (start === 'unresolved' && !(yield* someSubsetFails(run, run.space.all)))
    return { type: 'stuck', culprits: [], lead: run.floor };

  const culprits: Units[] = [];
  let failing: Bits | undefined = run.space.all;
  let ending: Ending = { verdict: 'passes' };
  while (failing) {
    const minimal = yield* findMinimal(run, failing, culprits.length === 0);
    if (minimal.type === 'contradiction') return minimal;
    if (minimal.type === 'floor-fails') return yield* withEverythingOff(run);
    if (minimal.type === 'stuck') return yield* checked(run, culprits, ending, minimal.lead);
    culprits.push(minimal.units);
    const rest = yield* whatIsLeft(run, culprits);
    failing = 'failing' in rest ? rest.failing : undefined;
    if (!('failing' in rest)) ending = rest;
  }
  return yield* checked(run, culprits, ending);
}

/** The baseline. How often a flaky symptom shows is measured here and nowhere else. */
function* firstReading(run: Run): Probing<Verdict> {
  const everything = indices(run.space.all);
  const mustMeasure = run.repeats?.type === 'measuring';
  return yield* (mustMeasure ? read : ask)(run, run.space.all, 'all-on', everything);
}

type Ending = { readonly verdict: 'passes' | 'unresolved'; readonly reason?: Reason };

/** With the culprits found off: a set that still fails, or the verdict that ends the search. */
function* whatIsLeft(
  run: Run,
  culprits: readonly Units[],
): Probing<Ending | { readonly failing: Bits }> {
  const rest = removeAll(run, culprits);
  const latest = culprits.at(-1)!;
  if (run.table.toggle > 0 && culprits.length > 1) yield* climb(run, rest, latest);
  const verdict = yield* ask(run, rest, 'without', latest);
  if (verdict === 'fails') return { failing: rest };
  if (verdict === 'unresolved')
    return (yield* someSubsetFails(run, rest)) ? { failing: rest } : { verdict };
  const missed = yield* overlooked(run, culprits);
  if (missed === 'too-many') return { verdict, reason: 'too-many' };
  if (typeof missed === 'string') return { verdict: missed };
  if (culprits.length >= CULPRITS_AT_MOST) return { verdict, reason: 'too-many' };
  return { failing: missed };
}

/** The culprits that stand up to the last check; one that does not is a lead. */
function* checked(
  run: Run,
  culprits: readonly Units[],
  ending: Ending,
  lead?: Bits,
): Probing<Answer> {
  const sound = yield* everyMemberDecides(run, culprits);
  if (sound.type === 'contradiction') return sound;
  const [doubtful] = sound.unconfirmed;
  const open = lead ?? (doubtful && union(run.floor, closure(run.space, doubtful)));
  return open
    ? { type: 'stuck', culprits: sound.confirmed, lead: open }
    : { type: 'found', culprits, without: ending.verdict, reason: ending.reason };
}

/** Nothing to blame, unless some set passes after all: then a plugin's absence brings the symptom. */
function* withEverythingOff(run: Run): Probing<Answer> {
  if (run.evidence.passes.length === 0 && run.cures.length === 0) yield* lookForPass(run);
  return run.evidence.passes.length > 0 ? { type: 'contradiction' } : { type: 'not-a-plugin' };
}
