/** Puts back what an interrupted run left. */

import { isProblem } from '../model/errors.ts';
import { emptyReport } from '../model/report__blocked.ts';
import { forget } from '../journal/journal__forget.ts';
import { createHarmMeter, tellToggles } from '../engine/downtime.ts';
import { createJournal, type Leftover } from '../journal/journal.ts';
import type { Clock } from '../model/ports.ts';
import { isNone, restore as restoreBaseline, withoutBrought } from '../engine/restore.ts';
import { removeHealthCheck } from '../wordpress/switches/health-check/install.ts';
import { isolatedSwitch } from '../wordpress/switches/isolated.ts';
import { type Connected, type Reached, signIn } from './connect.ts';
import type { Context, Finished } from './context.ts';
import { noSwitch, realSwitches, restClient } from './choose-switch.ts';

/** How putting back ended, and the ways in that it used; null where there was none. */
export type PutBack = { readonly finished: Finished; readonly connected: Connected | null };

/**
 * Signs in and brings the baseline of a journal back. Where nobody gets in, the site is not as it was,
 * although nothing was changed now: the report says so, and the journal stays.
 */
export async function putBack(
  context: Context,
  reached: Reached,
  leftover: Leftover,
  folder: string,
): Promise<PutBack> {
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
  leftover: Leftover,
  folder: string,
): Promise<Finished> {
  const { clock, emit } = context;
  const started = clock.now();
  const switches = realSwitches(connected, clock).usable;
  if (switches.length === 0) throw noSwitch('auto', []);

  emit({ type: 'restoring-leftover', since: leftover.startedAt });
  const harm = createHarmMeter();
  const journal = createJournal(folder, context.disk);
  const found = await restoreBaseline({
    switches,
    target: leftover.target,
    owned: leftover.baseline,
    clock,
    onToggle: tellToggles(harm, clock, emit),
  });
  if (leftover.switch === 'isolated') await endSession(connected, clock).catch(() => {});
  const difference = await withoutBrought(found, leftover.brought, takeAway(connected, leftover));
  const restored = isNone(difference);
  if (restored) {
    await forget(journal, emit);
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
function takeAway(connected: Connected, { brought }: Leftover): () => Promise<boolean> {
  const client = restClient(connected);
  const undo = brought?.undo ?? 'nothing';
  return async () =>
    client !== undefined && (await removeHealthCheck({ client, undo })).type === 'removed';
}
