/** Puts back what an interrupted run left. */

import { createDowntimeMeter, tellToggles } from '../engine/downtime.ts';
import { afterCleanup, restorePlugins as restoreBaseline } from '../engine/restore.ts';
import {
  createJournal,
  endJournal,
  type InterruptedRun,
  readInterruptedRun,
} from '../journal/journal.ts';
import { siteFolder, takeLock } from '../journal/lock.ts';
import { isProblem } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import { emptyReport, isNone } from '../model/report.ts';
import { removeHealthCheck } from '../wordpress/switches/health-check/install.ts';
import { isolatedSwitch } from '../wordpress/switches/isolated.ts';
import { noSwitch, realSwitches, restClient } from './choose-switch.ts';
import { reach, signIn } from './connect.ts';
import {
  type Connected,
  type Context,
  type Finished,
  lockRequest,
  type Reached,
} from './context.ts';

/** How putting back ended, and the ways in that it used; null where there was none. */
export type RestoreResult = { readonly finished: Finished; readonly connected: Connected | null };

/**
 * Signs in and brings the baseline of a journal back. Where nobody gets in, the site is not as it was,
 * although nothing was changed now: the report says so, and the journal stays.
 */
export async function restoreInterrupted(
  context: Context,
  reached: Reached,
  leftover: InterruptedRun,
  folder: string,
): Promise<RestoreResult> {
  try {
    const connected = await signIn(context, reached);
    return { finished: await bringBack(context, connected, leftover, folder), connected };
  } catch (error) {
    const problem = isProblem(error) ? error : null;
    if (problem === null && !context.signal.aborted) throw error;
    const outcome = problem ? 'restored' : 'cancelled';
    const report = emptyReport(reached.address.home, outcome, { restored: false });
    return { finished: { report: { ...report, notes: context.notes }, problem }, connected: null };
  }
}

/**
 * Brings the baseline of a journal back over every way in, reads it back, and forgets the journal only
 * when nothing is missing.
 */
async function bringBack(
  context: Context,
  connected: Connected,
  leftover: InterruptedRun,
  folder: string,
): Promise<Finished> {
  const { clock, emit } = context;
  const started = clock.now();
  const switches = realSwitches(connected, clock).usable;
  if (switches.length === 0) throw noSwitch('auto', []);

  emit({ type: 'restoring-leftover', since: leftover.startedAt });
  const harm = createDowntimeMeter();
  const journal = createJournal(folder, context.disk);
  const found = await restoreBaseline({
    switches,
    target: leftover.target,
    owned: leftover.baseline,
    clock,
    onToggle: tellToggles(harm, clock, emit),
    onWait: (wait) => emit({ type: 'unreachable', ...wait }),
  });
  if (leftover.switch === 'isolated') await endSession(connected, clock).catch(() => {});
  const difference = await afterCleanup(found, leftover.brought, takeAway(connected, leftover));
  const restored = isNone(difference);
  if (restored) {
    await endJournal(journal, emit);
    emit({ type: 'restored' });
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
  return { report: { ...report, notes: context.notes }, problem: null };
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

/** Health Check goes, where the interrupted run had put it on the site. */
function takeAway(connected: Connected, { brought }: InterruptedRun): () => Promise<boolean> {
  const client = restClient(connected);
  const undo = brought?.undo ?? 'nothing';
  return async () =>
    client !== undefined && (await removeHealthCheck({ client, undo })).type === 'removed';
}

/** `--restore`: puts back what an interrupted run left. */

/** Restores a site from its journal; with no journal there is nothing to do, and nobody signs in. */
export async function restore(context: Context): Promise<Finished> {
  const reached = await reach(context);
  const { home } = reached.address;
  const folder = siteFolder(context.home, home);
  const release = await takeLock(folder, lockRequest(context, home));
  try {
    const leftover = await readInterruptedRun(folder, context.disk);
    if (leftover) return (await restoreInterrupted(context, reached, leftover, folder)).finished;
    const nothing = emptyReport(home, 'restored');
    return {
      report: { ...nothing, notes: [...context.notes, { type: 'nothing-to-restore' }] },
      problem: null,
    };
  } finally {
    await release();
    await reached.connection.close();
  }
}
