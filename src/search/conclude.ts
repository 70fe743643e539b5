import { type Bits, bitsKey, countBits, difference, indices, union } from './bits.ts';
import type { Units } from './confirm.ts';
import { known, seen } from './evidence.ts';
import { isInEveryTold } from './needed.ts';
import { suspectsOf } from './reversal.ts';
import { closure, generators, pluginsOf, without } from './space.ts';
import { type Probing, type Run, read, totals } from './state.ts';
import type { Culprit, Reason, Search, SearchResult } from './types.ts';

/** What one pass over the space came to. */
export type PassResult =
  /** The evidence contradicts itself, or a plugin is kept on from now. */
  | { readonly type: 'anew' }
  | { readonly type: 'not-reproduced' }
  | { readonly type: 'not-a-plugin' }
  | {
      readonly type: 'found';
      readonly culprits: readonly Units[];
      readonly without: Culprit['without'];
      readonly reason?: Reason;
    }
  | { readonly type: 'stuck'; readonly culprits: readonly Units[]; readonly lead: Bits };

/** Turns an answer into plugin ids with their proof and cost. */
export function* conclude(run: Run, answer: Exclude<PassResult, { type: 'anew' }>): Search {
  if (answer.type === 'not-reproduced')
    return result(run, { outcome: 'not-reproduced', culprits: [] });
  if (answer.type === 'not-a-plugin')
    return run.cures.length > 0
      ? inconclusive(run, 'non-monotone')
      : result(run, { outcome: 'not-a-plugin', culprits: [] });
  const ending = answer.type === 'found' ? answer.without : 'unresolved';
  const proven: Culprit[] = [];
  for (const found of answer.culprits) {
    const { units, alone } = yield* withoutItsCures(run, found);
    proven.push({
      plugins: pluginsOf(run.space, units),
      without: ending,
      alone,
      again: 'not-tested',
      needs: pluginsOf(
        run.space,
        run.needed.filter((unit) => !units.includes(unit) && isInEveryTold(run, unit)),
      ),
    });
  }
  const again = yield* onAgain(run, proven);
  if (again === 'passes')
    return inconclusive(
      run,
      run.repeats ? 'flaky' : 'contradiction',
      proven.flatMap(({ plugins }) => plugins),
    );
  const culprits = proven.map((culprit) => ({ ...culprit, again }));
  if (answer.type === 'found')
    return result(run, { outcome: 'found', culprits, reason: answer.reason });
  const lead = indices(difference(answer.lead, run.floor));
  return result(run, {
    outcome: 'inconclusive',
    culprits,
    reason: 'unresolved',
    leads: pluginsOf(run.space, lead.length > 0 ? lead : run.needed),
  });
}

/** Everything on once more, where the proof is the way back: no state is needed for it but the last. */
function* onAgain(run: Run, culprits: readonly Culprit[]): Probing<Culprit['again'] | 'passes'> {
  if (!run.reversal || culprits.length === 0) return 'not-tested';
  const units = culprits.flatMap(({ plugins }) => plugins.map((id) => run.space.unitOf.get(id)!));
  const verdict = yield* read(run, run.space.all, 'again', units);
  return verdict === 'unresolved' ? 'not-tested' : verdict;
}

/**
 * Where a cure was kept on, 'alone' is not alone yet: one more probe tells. A set that fails with its
 * cures and passes without them is not complete: what it takes of them belongs to the culprit.
 */
function* withoutItsCures(
  run: Run,
  units: Units,
): Probing<{ readonly units: Units; readonly alone: Culprit['alone'] }> {
  const own = closure(run.space, [...units, ...run.needed]);
  if (run.cures.length === 0) {
    const direct = seen(run.evidence, union(own, run.floor));
    return { units, alone: direct === 'fails' ? 'fails' : 'not-tested' };
  }
  const verdictOf = function* (set: Bits) {
    return run.readings.get(bitsKey(set))?.verdict ?? (yield* read(run, set, 'alone', units));
  };
  const bare = yield* verdictOf(own);
  if (bare !== 'passes') return { units, alone: bare === 'fails' ? 'fails' : 'not-tested' };
  let whole = union(own, run.floor);
  if ((yield* verdictOf(whole)) !== 'fails') return { units, alone: 'not-tested' };
  for (const unit of dependentsFirst(run, indices(difference(whole, own)))) {
    const fewer = without(run.space, whole, [unit]);
    if ((yield* verdictOf(fewer)) === 'fails') whole = fewer;
  }
  const members = [...units, ...indices(difference(whole, own))];
  return { units: generators(run.space, members), alone: 'fails' };
}

const dependentsFirst = ({ space }: Run, units: Units): number[] =>
  units.toSorted((a, b) => countBits(space.dependents[a]!) - countBits(space.dependents[b]!));

/** The suspects left where a single culprit explains everything seen, else the smallest failing set. */
export function bestLeads(run: Run): string[] {
  const suspects = suspectsOf(run);
  const [first, ...others] = run.evidence.fails;
  const smallest = others.reduce(
    (best, set) => (best && countBits(set) < countBits(best) ? set : best),
    first,
  );
  const failing = smallest ? indices(difference(smallest, run.floor)) : [];
  return pluginsOf(run.space, suspects.length > 0 ? suspects : failing);
}

/** The result of a search that cannot say. */
export const inconclusive = (
  run: Run,
  reason: Reason,
  leads: readonly string[] = [],
): SearchResult => result(run, { outcome: 'inconclusive', culprits: [], reason, leads });

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
    ...(answer.leads && answer.leads.length > 0 && { leads: answer.leads }),
    ...(run.cures.length > 0 && { cures: pluginsOf(run.space, run.cures) }),
    confidence: (1 - doubt) ** passes,
  };
}
