import { type Bits, indices, union } from './bits.ts';
import { bestLeads, conclude, inconclusive, type PassResult } from './conclude.ts';
import {
  climb,
  everyMemberDecides,
  isNarrowedDown,
  overlooked,
  removeAll,
  someSubsetFails,
  type Units,
} from './confirm.ts';
import { findMinimal } from './minimal.ts';
import { lookForPass, settle } from './non-monotone.ts';
import { findByReversal } from './reversal.ts';
import { closure } from './space.ts';
import {
  ask,
  BudgetSpent,
  type Probing,
  type Run,
  read,
  releaseNeeded,
  startRun,
} from './state.ts';
import type { Reason, Search, SearchOptions, Verdict } from './types.ts';

const RESTARTS_AT_MOST = 8;
const CULPRITS_AT_MOST = 200;

/**
 * Finds the plugins behind a symptom. Each yield is one plugin set to put the site in and probe; send
 * back its verdict. Same options and verdicts give the same sets: replaying resumes. Under the full
 * proof every culprit returned fails by itself, passes with any member removed, and each member was
 * seen to make the difference; under `reversal` one plugin off ends the failure and on again brings it
 * back. Exact under monotony (adding a plugin never cures); where evidence contradicts that, the curing
 * plugin is found and kept on, or the outcome is `inconclusive`.
 */
export function* findCulprits(options: SearchOptions): Search {
  return yield* searchFrom(startRun(options));
}

/** The same from a run that was prepared already. */
export function* searchFrom(run: Run): Search {
  try {
    return yield* search(run);
  } catch (thrown) {
    if (!(thrown instanceof BudgetSpent)) throw thrown;
    return inconclusive(run, 'budget', bestLeads(run));
  }
}

function* search(run: Run): Search {
  const unstable: Reason = run.repeats ? 'flaky' : 'contradiction';
  for (let restart = 0; restart < RESTARTS_AT_MOST; restart++) {
    const answer = yield* onePass(run);
    // Chance made a plugin look needed: without it, sets that can be read are in reach again.
    const isMisled = run.needed.length > 0 && run.evidence.passes.length > 0;
    if (answer.type === 'stuck' && isMisled) {
      releaseNeeded(run);
      continue;
    }
    if (answer.type !== 'anew') return yield* conclude(run, answer);
    const settled = yield* settle(run);
    if (settled === 'unstable') return inconclusive(run, unstable);
    if (settled === 'unread') return inconclusive(run, 'non-monotone');
  }
  return inconclusive(run, run.repeats ? 'flaky' : 'non-monotone');
}

/** One culprit after the other until the rest passes; evidence of earlier passes is not probed again. */
function* onePass(run: Run): Probing<PassResult> {
  const start = yield* firstReading(run);
  if (start === 'passes') return { type: 'not-reproduced' };
  if (start === 'unresolved' && !(yield* someSubsetFails(run, run.space.all)))
    return { type: 'stuck', culprits: [], lead: run.floor };
  if (start === 'fails' && run.reversal && !run.all) {
    const reversed = yield* findByReversal(run, run.reversal);
    if (reversed.type === 'found')
      return { type: 'found', culprits: [[reversed.unit]], without: 'passes' };
  }
  return yield* oneAfterTheOther(run);
}

/** The full search. */
function* oneAfterTheOther(run: Run): Probing<PassResult> {
  const culprits: Units[] = [];
  let failing: Bits | undefined = run.space.all;
  let ending: Ending = { verdict: 'passes' };
  while (failing) {
    const minimal = yield* findMinimal(run, failing, culprits.length === 0);
    if (minimal.type === 'anew') return minimal;
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
  if (run.table.toggle > 0 && culprits.length > 1 && !isNarrowedDown(run, rest))
    yield* climb(run, rest, latest);
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
): Probing<PassResult> {
  const sound = yield* everyMemberDecides(run, culprits);
  if (sound.type === 'anew') return sound;
  const [doubtful] = sound.unconfirmed;
  const open = lead ?? (doubtful && union(run.floor, closure(run.space, doubtful)));
  return open
    ? { type: 'stuck', culprits: sound.confirmed, lead: open }
    : { type: 'found', culprits, without: ending.verdict, reason: ending.reason };
}

/**
 * Nothing to blame, unless some set passes after all: then a plugin's absence brings the symptom. What
 * the request needs cannot go off: where the rest is off and it fails, that is all there is to say.
 */
function* withEverythingOff(run: Run): Probing<PassResult> {
  if (run.needed.length > 0 && run.evidence.passes.length === 0)
    return { type: 'stuck', culprits: [], lead: run.floor };
  const isEvidenceMissing = run.evidence.passes.length === 0 && run.cures.length === 0;
  if (isEvidenceMissing && run.wantsCures) yield* lookForPass(run);
  return run.evidence.passes.length > 0 ? { type: 'anew' } : { type: 'not-a-plugin' };
}
