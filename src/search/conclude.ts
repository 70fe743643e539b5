import { type Bits, bitsKey, difference, indices, union } from './bits.ts';
import type { Units } from './confirm.ts';
import { known, seen } from './evidence.ts';
import { type Probing, type Run, read, totals } from './run.ts';
import { closure, pluginsOf } from './space.ts';
import type { Culprit, Reason, Search, SearchResult } from './types.ts';

/** What one pass over the space came to. */
export type Answer =
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

/** Turns an answer into plugin ids with their proof and cost. */
export function* conclude(run: Run, answer: Exclude<Answer, { type: 'contradiction' }>): Search {
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

/** The result of a search that cannot say. */
export const inconclusive = (run: Run, reason: Reason): SearchResult =>
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
