/** How often each switch is tried, and how long a lost network is waited for between tries (ms). */

import type { InstalledHelper } from '../journal/journal.ts';
import type { Clock, OnToggle, Switch } from '../model/ports.ts';
import { type Difference, differenceOf, isNone, type PluginId } from '../model/report.ts';
import { type DowntimeMeter, tellToggles } from './downtime.ts';
import type { Plan } from './plan.ts';
import type { RunPorts, RunTask } from './task.ts';

const WAITS = [0, 1_000, 3_000, 8_000, 20_000, 30_000];

/**
 * Brings `target` back and reads the list back: first over the run's own switch, then over every
 * other way in, then again after waiting (the network may come back). Never throws and never gives
 * up early: the difference it resolves with is what is really left.
 */
export async function restorePlugins(ports: {
  readonly switches: readonly Switch[];
  readonly target: readonly PluginId[];
  /** What may be switched off on the way: the baseline. */
  readonly owned?: readonly PluginId[];
  readonly clock: Clock;
  readonly onToggle: OnToggle;
  /** Told before each wait for a site that gave no answer. */
  readonly onWait?: (wait: {
    readonly attempt: number;
    readonly attempts: number;
    readonly nextSeconds: number;
  }) => void;
}): Promise<Difference> {
  const { switches, target, owned, clock, onToggle, onWait } = ports;
  let last: Difference = { missing: target, appeared: [] };
  let reached = true;
  for (const [attempt, wait] of WAITS.entries()) {
    if (!reached) onWait?.({ attempt, attempts: WAITS.length, nextSeconds: wait / 1000 });
    if (wait > 0) await clock.sleep(wait);
    reached = false;
    for (const control of switches) {
      try {
        const { active } = await control.activateExactly(target, { onToggle, owned });
        reached = true;
        last = differenceOf(active, target);
        if (last.missing.length === 0) return last;
      } catch {
        // The next way in, or the next try, may work; what could not be done shows in `last`.
      }
    }
    // The site answered and still refuses: one more try is worth it, waiting a minute is not.
    if (reached && wait >= 1_000) break;
  }
  return last;
}

/**
 * The difference after what the run itself had put on the site (Health Check) is to be gone. It goes
 * last: the session that it carries has ended. `takeAway` resolves with true when it is gone.
 */
export async function afterCleanup(
  found: Difference,
  brought: InstalledHelper | null,
  takeAway: () => Promise<boolean>,
): Promise<Difference> {
  if (brought === null) return found;
  const { plugin } = brought;
  const appeared = found.appeared.filter((id) => id !== plugin);
  const gone = await takeAway().catch(() => false);
  return { ...found, appeared, ...(gone ? {} : { stayed: [plugin] }) };
}

/** The end of a run: the baseline comes back over whatever way works, and is read back. */

/** How the site differs now, and what is off because it was to stay off. */
export type Restoration = {
  readonly difference: Difference;
  readonly leftOff: readonly PluginId[];
};

/** Brings everything back but `unwanted`, and what cannot be on without it; reads it back and tells. */
export async function restoreBaseline(
  ports: RunPorts,
  task: RunTask,
  harm: DowntimeMeter,
  unwanted: readonly PluginId[],
): Promise<Restoration> {
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
  const difference = await afterCleanup(found, task.brought, takeAway);
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
    return restorePlugins({
      switches: real ? ports.fallbacks : [control, ...ports.fallbacks],
      target,
      owned: baseline,
      clock,
      onToggle: tellToggles(harm, clock, emit),
      onWait: (wait) => emit({ type: 'unreachable', ...wait }),
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
