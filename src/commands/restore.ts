/** Puts back what an interrupted run left. */

import { diedIn } from '../engine/dies-on-activation.ts';
import { createDowntimeMeter, tellToggles } from '../engine/downtime.ts';
import { afterCleanup, restorePlugins as restoreBaseline } from '../engine/restore.ts';
import type { Found } from '../journal/interrupted-runs.ts';
import { createJournal, endJournal, type InterruptedRun } from '../journal/journal.ts';
import { mayBeOff } from '../journal/journal-lines.ts';
import { isProblem } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import { emptyReport, isNone, type PluginId } from '../model/report.ts';
import { removeHealthCheck } from '../wordpress/switches/health-check/install.ts';
import { isolatedSwitch } from '../wordpress/switches/isolated.ts';
import { removeTracer } from '../wordpress/tracer/remove.ts';
import { isTracer } from '../wordpress/tracer/tracer.ts';
import { atSite, notRestored } from './at-site.ts';
import { noSwitch, realSwitches, restClient } from './choose-switch.ts';
import { signIn } from './connect.ts';
import type { Connected, Context, Finished, Reached } from './context.ts';
import { onItsNetwork } from './network.ts';
import { outOfRecoveryMode } from './recovery-mode.ts';

/** How putting back ended, and the ways in that it used; null where there was none. */
export type RestoreResult = { readonly finished: Finished; readonly connected: Connected | null };

/**
 * Signs in and brings the baselines of journals back, the oldest first: what a later run found active
 * may be the remains of an earlier one. Where nobody gets in, the site is not as it was,
 * although nothing was changed now: the report says so, and the journal stays.
 */
export async function restoreInterrupted(
  context: Context,
  reached: Reached,
  left: readonly Found[],
): Promise<RestoreResult> {
  try {
    const connected = await signIn(context, reached);
    let finished = await bringBack(context, connected, left[0]!);
    for (const later of left.slice(1)) {
      if (finished.report.restored) finished = await bringBack(context, connected, later);
    }
    return { finished, connected };
  } catch (error) {
    const problem = isProblem(error) ? error : null;
    if (problem === null && !context.signal.aborted) throw error;
    const { report } = notRestored(context, left, problem);
    const site = reached.address.home;
    return { finished: { report: { ...report, site }, problem }, connected: null };
  }
}

/**
 * Brings the baseline of a journal back over every way in, reads it back, and forgets the journal only
 * when nothing is missing.
 */
async function bringBack(
  context: Context,
  signedIn: Connected,
  { leftover, folder }: Found,
): Promise<Finished> {
  const { clock, emit, signal } = context;
  const connected = await onItsNetwork(signedIn, leftover.network, signal);
  const started = clock.now();
  const switches = realSwitches(connected, clock).usable;
  if (switches.length === 0) throw noSwitch('auto', []);

  emit({ type: 'restoring-leftover', since: leftover.startedAt });
  const harm = createDowntimeMeter();
  const journal = createJournal(folder, context.disk);
  const dead = new Set<PluginId>();
  let found = await restoreBaseline({
    switches,
    target: leftover.target,
    owned: leftover.baseline,
    unread: () => ({ plugins: mayBeOff(leftover), since: leftover.startedAt }),
    clock,
    onToggle: tellToggles(harm, clock, emit),
    onWait: (wait) => emit({ type: 'unreachable', ...wait }),
    onRefused: (refused) => {
      for (const plugin of diedIn(refused)) dead.add(plugin);
    },
  });
  // What died with every page cannot come back; of other plugins that is told as a difference.
  const wasFatal = (leftover.symptoms ?? []).some(({ status }) => status >= 500);
  const died = found.missing.filter((plugin) => wasFatal && dead.has(plugin));
  found = { ...found, missing: found.missing.filter((plugin) => !died.includes(plugin)) };
  if (leftover.switch === 'isolated') await endSession(connected, clock).catch(() => {});
  const difference = await afterCleanup(
    found,
    leftover.brought,
    takeAway(connected, leftover, context),
  );
  const restored = isNone(difference);
  if (restored) {
    await endJournal(journal, emit);
    emit({ type: 'restored', ...(died.length > 0 ? { died } : {}) });
  } else {
    emit({ type: 'not-restored', difference, journal: journal.path });
  }
  const report = emptyReport(connected.address.home, 'restored', {
    restored,
    difference,
    cost: {
      toggles: harm.toggles,
      requests: connected.connection.requests,
      seconds: Math.round((clock.now() - started) / 100) / 10,
    },
  });
  const leftOff = restored && died.length > 0 ? { leftOff: died, died } : {};
  return { report: { ...report, ...leftOff, notes: context.notes }, problem: null };
}

/** Begins and ends a session, which clears what an interrupted one left in the options. */
async function endSession({ access, address }: Connected, clock: Clock): Promise<void> {
  if (!access.session) return;
  const control = isolatedSwitch({ client: access.session, address, clock });
  try {
    await control.start();
  } finally {
    await control.close();
  }
}

/** Health Check or the tracer goes, where the interrupted run had put it on the site. */
function takeAway(
  connected: Connected,
  { brought }: InterruptedRun,
  { clock }: Pick<Context, 'clock'>,
): () => Promise<boolean> {
  const client = restClient(connected);
  if (brought && isTracer(brought.plugin)) {
    return () => tracerIsGone(connected, brought.plugin, clock);
  }
  const undo = brought?.undo ?? 'nothing';
  return async () =>
    client !== undefined && (await removeHealthCheck({ client, undo })).type === 'removed';
}

/** Takes away the tracer of the interrupted run. Resolves with true when the site says that it is gone. */
async function tracerIsGone(
  connected: Connected,
  plugin: PluginId,
  clock: Clock,
): Promise<boolean> {
  const client = connected.access.session ?? restClient(connected);
  if (!client) return false;
  const { address } = connected;
  return (await removeTracer({ client, address, plugin, clock })).type === 'removed';
}

/** `--restore`: puts back what interrupted runs left. */

/** Restores a site from its journals; with none there is nothing to do, and nobody signs in. */
export async function restore(context: Context): Promise<Finished> {
  return atSite(context, async ({ reached, left }) => {
    if (left.length > 0) {
      const { finished, connected } = await restoreInterrupted(context, reached, left);
      if (connected !== null) await outOfRecoveryMode(connected);
      return finished;
    }
    const nothing = emptyReport(reached.address.home, 'restored');
    return {
      report: { ...nothing, notes: [...context.notes, { type: 'nothing-to-restore' }] },
      problem: null,
    };
  });
}
