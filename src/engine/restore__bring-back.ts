/** The end of a run: the baseline comes back over whatever way works, and is read back. */

import { type HarmMeter, tellToggles } from './downtime.ts';
import type { Difference, PluginId } from '../model/report.ts';
import type { Plan } from './plan.ts';
import { isNone, restore, withoutBrought } from './restore.ts';
import type { RunPorts, RunTask } from './run.ts';

/** How the site differs now, and what is off because it was to stay off. */
export type BroughtBack = {
  readonly difference: Difference;
  readonly leftOff: readonly PluginId[];
};

/** Brings everything back but `unwanted`, and what cannot be on without it; reads it back and tells. */
export async function bringBack(
  ports: RunPorts,
  task: RunTask,
  harm: HarmMeter,
  unwanted: readonly PluginId[],
): Promise<BroughtBack> {
  const { control, journal, clock, emit } = ports;
  const { baseline } = task.plan;
  emit({ type: 'restoring', off: [] });
  let leftOff = withDependents(unwanted, task.plan);
  let found = await bringBackTo(baseline.filter((plugin) => !leftOff.includes(plugin)));
  if (leftOff.length > 0 && found.missing.length > 0) {
    // Something else would stay off with them: to have everything back comes first.
    leftOff = [];
    found = await bringBackTo(baseline);
  }
  await control.close().catch(() => {});
  const { takeAway = async () => true } = ports;
  const difference = await withoutBrought(found, task.brought, takeAway);
  // Deleting Health Check takes what it keeps along.
  const deleted = task.brought?.undo === 'delete' && difference.stayed === undefined;
  for (const left of deleted ? [] : (control.leftovers?.() ?? [])) {
    emit({ type: 'note', note: { type: 'left-behind', what: left } });
  }
  emit(
    isNone(difference)
      ? { type: 'restored' }
      : { type: 'not-restored', difference, journal: journal.path },
  );
  // A culprit that would not go off is active still, whatever was asked for.
  const off = leftOff.filter((plugin) => !difference.appeared.includes(plugin));
  return { difference, leftOff: off };

  async function bringBackTo(target: readonly PluginId[]): Promise<Difference> {
    // When the disk is full the site still has to come back; the journal's baseline then stands.
    await journal.restoring(target).catch(() => {});
    // A session leaves plugins out and cannot really switch one: a culprit that is to stay off needs more.
    const real = control.kind === 'isolated' && target.length < baseline.length;
    return restore({
      switches: real ? ports.fallbacks : [control, ...ports.fallbacks],
      target,
      owned: baseline,
      clock,
      onToggle: tellToggles(harm, clock, emit),
    });
  }
}

/** What requires a plugin cannot be switched on without it: it stays off, too. */
function withDependents(plugins: readonly PluginId[], { requires, baseline }: Plan): PluginId[] {
  const off = new Set(plugins);
  for (const parent of off) {
    for (const child of baseline) if (requires[child]?.includes(parent)) off.add(child);
  }
  return [...off];
}
