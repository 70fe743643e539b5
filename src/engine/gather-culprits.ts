/** What a search has found, as the report names it. */

import type { Note } from '../model/notes.ts';
import type { Plugin, PluginId, PluginRef, ReportedCulprit } from '../model/report.ts';
import type { SearchResult } from '../search/index.ts';
import { expand, type Plan } from './plan.ts';
import type { RunPorts, RunTask } from './task.ts';

/** The culprits known so far and those of one symptom's result; one that was known is behind this symptom, too. */
export function withCulprits(
  culprits: readonly ReportedCulprit[],
  result: SearchResult,
  symptom: number,
  { task, plan, advise }: { task: RunTask; plan: Plan } & Pick<RunPorts, 'advise'>,
): readonly ReportedCulprit[] {
  const gathered = [...culprits];
  for (const found of result.culprits) {
    const plugins = expand(task.plan, found.plugins);
    const key = plugins.join('\n');
    const at = gathered.findIndex((known) => known.plugins.map((p) => p.plugin).join('\n') === key);
    const known = gathered[at];
    const symptoms = [...(known?.symptoms ?? []), symptom];
    const details = task.plugins.filter(({ plugin }) => plugins.includes(plugin));
    const needs = [...found.needs.flatMap((unit) => expand(task.plan, [unit])), ...served(plan)];
    const culprit: ReportedCulprit = {
      plugins: details.map(refer),
      symptoms,
      proof: { without: found.without, alone: found.alone, again: found.again },
      needs: needs.flatMap((id) => task.plugins.filter(({ plugin }) => plugin === id).map(refer)),
      ...advise(
        details,
        symptoms.flatMap((index) => task.symptoms[index] ?? []),
      ),
    };
    if (known) gathered[at] = { ...culprit, proof: known.proof };
    else gathered.push(culprit);
  }
  return gathered;
}

/** What is to be told of a result beside its culprits. */
export function notesOn(result: SearchResult, symptom: number, plan: Plan): readonly Note[] {
  const { outcome, reason, cures = [], leads = [] } = result;
  const isSolved = outcome === 'found' && !reason;
  const isLead = leads.length > 0 && leads.length < LEADS;
  return [
    ...(cures.length > 0 ? [{ type: 'non-monotone', plugins: expand(plan, cures) } as const] : []),
    ...(isSolved
      ? []
      : [{ type: 'symptom-not-solved', symptom, reason: reason ?? outcome } as const]),
    ...(isLead ? [{ type: 'leads', symptom, plugins: expand(plan, leads) } as const] : []),
  ];
}

/** So many suspects are no lead any more. */
const LEADS = 6;

/** What the failing request is served by was left on from the start. */
export function served(plan: Plan): readonly PluginId[] {
  return plan.pins.flatMap(({ plugin, why }) => (why === 'needed-by-request' ? plugin : []));
}

function refer({ plugin, name, version, author, uri }: Plugin): PluginRef {
  return { plugin, name, version, author, uri };
}
