/** Switches culprits off, and on again, after the answer: journaled and read back as in a run. */

import { createDowntimeMeter, tellToggles } from '../engine/downtime.ts';
import { areAloneOff, restorePlugins, unreadOff } from '../engine/restore.ts';
import { createJournal, endJournal } from '../journal/journal.ts';
import { type Cost, type Difference, isNone, type Plugin, type PluginId } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import type { AfterResult } from '../report/next-steps.ts';
import { type Connected, type Context, siteOf } from './context.ts';
import { type RealSwitches, realSwitches } from './real-switches.ts';
import { optionFound } from './site-wp-cli.ts';

/** What leaving plugins off has to know of the site. */
export type StandingSite = Pick<Connected, 'access' | 'address' | 'network' | 'typed' | 'wpCli'>;

type LeaveOffServices = Pick<Context, 'clock' | 'disk' | 'emit' | 'signal'>;

/** What is true of the site after it, and how it went. */
export type LeftOff = { readonly report: RunReport; readonly result: AfterResult };

/** Leaves the culprits of a report switched off, and everything else that is active now on. */
export async function leaveOff(
  report: RunReport,
  context: LeaveOffServices,
  connected: StandingSite,
  folder: string,
): Promise<LeftOff> {
  const standing = await standingPlugins(context, connected);
  if (standing === null) return { report, result: { type: 'no-switch' } };
  const active = standing.active.map(({ plugin }) => plugin);
  const unwanted = goingOff(report, standing.active);
  const target = active.filter((plugin) => !unwanted.has(plugin));
  const { bringTo, end, toggles } = await begin(active, target, context, {
    connected,
    folder,
    standing,
  });
  context.emit({ type: 'keeping-off', plugins: [...unwanted] });
  const first = await bringTo(target);
  // To have everything on comes first.
  const isKept = areAloneOff(first, [...unwanted]);
  const found = isKept ? first : await bringTo(active);

  const kept = isKept && isNone(found);
  const leftOff = kept ? [...unwanted].filter((plugin) => !found.appeared.includes(plugin)) : [];
  const stubborn = [...unwanted].filter((plugin) => !leftOff.includes(plugin));
  const others = found.appeared.filter((plugin) => !unwanted.has(plugin));
  const difference = differenceAfter(report, found, others);
  const restored = await end(difference);
  return {
    report: { ...report, restored, difference, leftOff, cost: withToggles(report, toggles()) },
    result: !restored
      ? { type: 'not-as-it-should-be', missing: found.missing }
      : stubborn.length > 0
        ? { type: 'would-not-go-off', plugins: stubborn }
        : { type: 'kept-off', plugins: leftOff },
  };
}

/** What a report says was left off and WordPress would activate again. */
export function mayComeBack({ leftOff, died = [] }: RunReport): readonly PluginId[] {
  return leftOff.filter((plugin) => !died.includes(plugin));
}

/** Switches on again what was left off, beside everything that is active now. */
export async function turnOn(
  report: RunReport,
  context: LeaveOffServices,
  connected: StandingSite,
  folder: string,
): Promise<LeftOff> {
  const standing = await standingPlugins(context, connected);
  if (standing === null) return { report, result: { type: 'no-switch' } };
  const wanted = mayComeBack(report);
  const active = standing.active.map(({ plugin }) => plugin);
  const target = [...new Set([...active, ...wanted])];
  const { bringTo, end, toggles } = await begin(target, target, context, {
    connected,
    folder,
    standing,
  });
  context.emit({ type: 'restoring', off: wanted.filter((plugin) => !active.includes(plugin)) });
  const found = await bringTo(target);
  const difference = differenceAfter(report, found, found.appeared);
  const restored = await end(difference);
  if (restored) context.emit({ type: 'restored' });
  const leftOff = restored ? report.leftOff.filter((plugin) => !wanted.includes(plugin)) : [];
  const { gone = [] } = found;
  const on = wanted.filter((plugin) => !gone.includes(plugin));
  return {
    report: { ...report, restored, difference, leftOff, cost: withToggles(report, toggles()) },
    result: restored
      ? { type: 'on-again', plugins: on, gone: wanted.filter((plugin) => gone.includes(plugin)) }
      : { type: 'not-as-it-should-be', missing: found.missing },
  };
}

/** The ways to switch plugins, and what is active. */
type StandingPlugins = {
  readonly real: RealSwitches;
  readonly active: readonly Plugin[];
};

/** Null where nothing can switch plugins any more. */
async function standingPlugins(
  { clock, signal }: LeaveOffServices,
  connected: StandingSite,
): Promise<StandingPlugins | null> {
  const real = realSwitches(connected, clock);
  const [control] = real.usable;
  if (control === undefined) return null;
  const plugins = await control.list(signal);
  return { real, active: plugins.filter(({ status }) => status === 'active') };
}

/** Writes the journal that a run killed from here on is put right by, before anything is switched. */
async function begin(
  baseline: readonly PluginId[],
  target: readonly PluginId[],
  { clock, disk, emit }: LeaveOffServices,
  site: {
    readonly connected: StandingSite;
    readonly folder: string;
    readonly standing: StandingPlugins;
  },
): Promise<{
  /** Switches to exactly these, and reads the list back. */
  readonly bringTo: (wanted: readonly PluginId[]) => Promise<Difference>;
  /** Ends the journal, or keeps it for `--restore`; resolves with whether the site is as it should be. */
  readonly end: (difference: Difference) => Promise<boolean>;
  readonly toggles: () => number;
}> {
  const { connected, folder, standing } = site;
  const startedAt = new Date(clock.now()).toISOString();
  const journal = createJournal(folder, disk);
  await journal.begin({
    ...siteOf(connected),
    startedAt,
    switch: standing.real.usable[0]!.kind,
    baseline,
    requires: {},
    brought: null,
    ...optionFound(standing.real.wpCli),
    network: connected.network?.plugins,
  });
  await journal.restoring(target).catch(async (error: unknown) => {
    // Nothing is switched yet, so there is nothing to come back to.
    await journal.end().catch(() => {});
    throw error;
  });
  const downtime = createDowntimeMeter();
  let aim = target;
  return {
    async bringTo(wanted) {
      if (wanted !== aim) await journal.restoring(wanted).catch(() => {});
      aim = wanted;
      return restorePlugins({
        switches: standing.real.usable,
        target: wanted,
        owned: baseline,
        unread: () => ({
          plugins: unreadOff(wanted, journal.mayBeOff(), downtime),
          since: startedAt,
        }),
        clock,
        onToggle: tellToggles(downtime, clock, emit),
        emit,
      });
    },
    async end(difference) {
      const restored = isNone(difference);
      await (restored ? endJournal(journal, emit) : journal.keep());
      if (!restored) emit({ type: 'not-restored', difference, journal: journal.path });
      return restored;
    },
    toggles: () => downtime.toggles,
  };
}

/** The culprits that are on, and whatever cannot be on without them. */
export function goingOff(report: RunReport, active: readonly Plugin[]): ReadonlySet<PluginId> {
  const guilty = report.culprits.flatMap(({ plugins }) => plugins.map(({ plugin }) => plugin));
  const off = new Set(active.flatMap(({ plugin }) => (guilty.includes(plugin) ? plugin : [])));
  for (const parent of off) {
    for (const { plugin, requires } of active) if (requires.includes(parent)) off.add(plugin);
  }
  return off;
}

/** The difference after switching, `others` having appeared beside what the run had seen appear. */
function differenceAfter(
  report: RunReport,
  found: Difference,
  others: readonly PluginId[],
): Difference {
  return {
    ...report.difference,
    missing: found.missing,
    ...(found.gone ? { gone: found.gone } : {}),
    ...(found.unknown ? { unknown: found.unknown } : {}),
    appeared: [...new Set([...report.difference.appeared, ...others])],
  };
}

function withToggles({ cost }: RunReport, toggles: number): Cost {
  return { ...cost, toggles: cost.toggles + toggles };
}
