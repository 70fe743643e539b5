/** Puts back what an interrupted run left. */

import { diedIn } from '../engine/dies-on-activation.ts';
import { createDowntimeMeter, tellToggles } from '../engine/downtime.ts';
import { afterCleanup, restorePlugins as restoreBaseline, unreadOff } from '../engine/restore.ts';
import {
  createJournal,
  endJournal,
  type FoundRun,
  type InterruptedRun,
} from '../journal/journal.ts';
import { mayBeOff } from '../journal/journal-lines.ts';
import { isProblem } from '../model/errors.ts';
import type { Clock, Switch } from '../model/ports.ts';
import { isNone, type PluginId, type SwitchKind } from '../model/report.ts';
import { emptyReport, inSeconds } from '../model/run-report.ts';
import { LANDS_WITHIN_MS } from '../wordpress/http/retry.ts';
import { removeHealthCheck } from '../wordpress/switches/health-check/install.ts';
import { isolatedSwitch } from '../wordpress/switches/isolated.ts';
import { removeTracer } from '../wordpress/tracer/remove.ts';
import { isTracer } from '../wordpress/tracer/tracer.ts';
import { atJournal, atSite, notRestored } from './at-site.ts';
import {
  type AnotherSite,
  type CommandEnd,
  type Connected,
  type Context,
  type Finished,
  isAnotherSite,
  type Reached,
} from './context.ts';
import { whatEndsEveryPage } from './dead-site.ts';
import { outOfRecoveryMode } from './doors.ts';
import { noSwitch, restClient } from './real-switches.ts';
import { type Channels, channelsByHttp, channelsByWpCli } from './restore-channels.ts';
import type { SignInServices } from './sign-in.ts';

/** What putting a site back works with. */
export type RestoreServices = SignInServices & Pick<Context, 'disk' | 'notes' | 'sent' | 'wpCli'>;

/** How putting back ended, and the ways in that it used; null where there was none. */
export type RestoreResult = { readonly finished: Finished; readonly connected: Connected | null };

/**
 * Signs in and brings the baselines of journals back, the oldest first: what a later run found active
 * may be the remains of an earlier one. Where nobody gets in, the site is not as it was,
 * although nothing was changed now: the report says so, and the journal stays.
 */
export async function restoreInterrupted(
  context: RestoreServices,
  reached: Reached,
  left: readonly FoundRun[],
  open: () => Promise<Channels | AnotherSite> = () => channelsByHttp(context, reached),
): Promise<RestoreResult | AnotherSite> {
  let channels: Channels | null = null;
  try {
    const opened = await open();
    if (isAnotherSite(opened)) return opened;
    channels = opened;
    let finished = await bringBack(context, channels, left[0]!);
    for (const later of left.slice(1)) {
      if (finished.report.restored) finished = await bringBack(context, channels, later);
    }
    return { finished, connected: channels.connected };
  } catch (error) {
    const problem = isProblem(error) ? error : null;
    if (problem === null && !context.signal.aborted) throw error;
    if (!context.wpCli && left.some(({ interrupted }) => interrupted.switch === 'wp-cli')) {
      context.emit({ type: 'note', note: { type: 'restore-by-wp-cli' } });
    }
    await tellDeadSite(context, reached);
    const { report } = notRestored(context, left, problem);
    const site = reached.address.home;
    return { finished: { report: { ...report, site }, problem }, connected: null };
  } finally {
    await channels?.close();
  }
}

/**
 * Brings the baseline of a journal back over every way in, reads it back, and forgets the journal only
 * when nothing is missing.
 */
async function bringBack(
  context: Pick<Context, 'clock' | 'disk' | 'emit' | 'notes' | 'sent'>,
  { connected, http, switchesFor }: Channels,
  left: FoundRun,
): Promise<Finished> {
  const { interrupted, folder } = left;
  const { clock, emit } = context;
  const started = clock.now();
  const switches = await switchesFor(left);
  if (switches.length === 0) throw noSwitch('auto', []);

  emit({ type: 'restoring-leftover', since: interrupted.startedAt });
  const downtime = createDowntimeMeter();
  const journal = createJournal(folder, context.disk);
  // What else an interrupted run left takes somebody who has signed in.
  const tidyUp = () =>
    http()
      .then((signedIn) => endSession(signedIn, clock))
      .then(
        () => true,
        () => false,
      );
  // What is told in the end is the last list that was read: a session ends before that, where it can.
  const isTidy = interrupted.switch !== 'isolated' || (await tidyUp());
  const dead = new Set<PluginId>();
  let found = await restoreBaseline({
    switches,
    target: interrupted.target,
    owned: interrupted.baseline,
    unread: () => ({
      plugins: unreadOff(interrupted.target, mayBeOff(interrupted), downtime),
      since: interrupted.startedAt,
    }),
    clock,
    onToggle: tellToggles(downtime, clock, emit),
    onRestored: ({ kind }) => tellWho(kind),
    emit,
    onRefused: (refused) => {
      for (const plugin of diedIn(refused)) dead.add(plugin);
    },
  });
  // What died with every page cannot come back; of other plugins that is told as a difference.
  const wasFatal = (interrupted.symptoms ?? []).some(({ status }) => status >= 500);
  const died = found.missing.filter((plugin) => wasFatal && dead.has(plugin));
  found = { ...found, missing: found.missing.filter((plugin) => !died.includes(plugin)) };
  if (!isTidy) await tidyUp();
  const difference = await afterCleanup(found, interrupted.brought, async () => {
    const byHttp = async () => takeAway(await http(), interrupted, context);
    return (await byHttp().catch(() => false)) || takenByWpCli(switches, connected, interrupted);
  });
  if (difference.unknown) await tellDeadSite(context, connected);
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
      toggles: downtime.toggles,
      requests: context.sent.requests,
      seconds: inSeconds(clock.now() - started),
    },
  });
  const leftOff = restored && died.length > 0 ? { leftOff: died, died } : {};
  return { report: { ...report, ...leftOff, notes: context.notes }, problem: null };

  function tellWho(kind: SwitchKind): void {
    if (downtime.toggles === 0) return;
    emit({ type: 'note', note: { type: 'restored-through', switch: kind, instead: null } });
  }
}

async function tellDeadSite(
  { emit }: Pick<Context, 'emit'>,
  site: Pick<Reached, 'address' | 'connection'>,
): Promise<void> {
  for (const note of await whatEndsEveryPage(site)) emit({ type: 'note', note });
}

/** Begins and ends a session, which clears what an interrupted one left in the options. */
async function endSession(
  { access, address }: Pick<Connected, 'access' | 'address'>,
  clock: Clock,
): Promise<void> {
  if (!access.session) return;
  const control = isolatedSwitch({ client: access.session, address, clock });
  try {
    await control.start();
  } finally {
    await control.close();
  }
}

/**
 * Takes Health Check or the tracer away, where the interrupted run had put it on the site. Resolves with
 * true when the site says that it is gone.
 */
async function takeAway(
  { access, address }: Pick<Connected, 'access' | 'address'>,
  { brought, probed, startedAt }: InterruptedRun,
  { clock, emit }: Pick<Context, 'clock' | 'emit'>,
): Promise<boolean> {
  // It was killed as it began, perhaps: what it asked for may still land.
  const mayLandUntil =
    probed.length > 0 ? undefined : Date.parse(startedAt) + LANDS_WITHIN_MS || undefined;
  const onWait = (ms: number) => emit({ type: 'waiting', why: 'may-land', seconds: inSeconds(ms) });
  const late = { clock, mayLandUntil, onWait };
  const rest = restClient({ access });
  const isOfTracer = brought !== null && isTracer(brought.plugin);
  const client = isOfTracer ? (access.session ?? rest) : rest;
  if (!client) return false;
  const removal = isOfTracer
    ? await removeTracer({ client, address, plugin: brought.plugin, ...late })
    : await removeHealthCheck({ client, undo: brought?.undo ?? 'nothing', ...late });
  return removal.type === 'removed';
}

/** What the run had put on the site goes from the list, and its files with it. No code of it runs. */
async function takenByWpCli(
  switches: readonly Switch[],
  { wpCli }: Pick<Connected, 'wpCli'>,
  { brought, target, baseline }: InterruptedRun,
): Promise<boolean> {
  const control = switches.find(({ kind }) => kind === 'wp-cli');
  if (!wpCli || !control || !brought) return false;
  const { plugin, undo } = brought;
  await control.activateExactly(target, { owned: [...baseline, plugin] });
  // Where its files cannot be deleted, the list says so.
  if (undo === 'delete') {
    const [folder = plugin] = plugin.split('/');
    await wpCli.run({ args: ['plugin', 'delete', folder] }).catch(() => {});
  }
  const there = (await control.list()).find((each) => each.plugin === plugin);
  return there === undefined || (undo === 'deactivate' && there.status === 'inactive');
}

/**
 * `--restore`: restores a site from its journals. With none there is nothing to do, and it does not
 * sign in.
 */
export async function restore(context: Context): Promise<CommandEnd> {
  // A site that answers nothing over HTTP is found by its journal, and put back by WP-CLI.
  const found = await atJournal(context, async ({ reached, left }) => {
    const open = () => channelsByWpCli(context, reached);
    return finishedOf(await restoreInterrupted(context, reached, left, open));
  });
  if (found !== null) return found;
  return atSite(context, async ({ reached, left }) => {
    if (left.length > 0) {
      const end = await restoreInterrupted(context, reached, left);
      if (!isAnotherSite(end) && end.connected) await outOfRecoveryMode(end.connected);
      return finishedOf(end);
    }
    const nothing = emptyReport(reached.address.home, 'restored');
    return {
      report: { ...nothing, notes: [...context.notes, { type: 'nothing-to-restore' }] },
      problem: null,
    };
  });
}

function finishedOf(end: RestoreResult | AnotherSite): CommandEnd {
  return isAnotherSite(end) ? end : end.finished;
}
