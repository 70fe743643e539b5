/** Switches culprits off for good, after the answer: journaled and read back as in a run. */

import { createDowntimeMeter, tellToggles } from '../engine/downtime.ts';
import { areAloneOff, restorePlugins, unreadOff } from '../engine/restore.ts';
import { createJournal, endJournal } from '../journal/journal.ts';
import { isNone, type Plugin, type PluginId } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import type { AfterResult } from '../report/next-steps.ts';
import { type Connected, type Context, siteOf } from './context.ts';
import { realSwitches } from './real-switches.ts';
import { optionFound } from './site-wp-cli.ts';

/** What leaving plugins off has to know of the site. */
export type StandingSite = Pick<Connected, 'access' | 'address' | 'network' | 'typed' | 'wpCli'>;

/** What is true of the site after it, and how it went. */
export type LeftOff = { readonly report: RunReport; readonly result: AfterResult };

/** Leaves the culprits of a report switched off, and everything else that is active now on. */
export async function leaveOff(
  report: RunReport,
  context: Pick<Context, 'clock' | 'disk' | 'emit' | 'signal'>,
  connected: StandingSite,
  folder: string,
): Promise<LeftOff> {
  const { clock, emit, signal } = context;
  const real = realSwitches(connected, clock);
  const switches = real.usable;
  const [control] = switches;
  if (control === undefined) return { report, result: { type: 'no-switch' } };
  const plugins = await control.list(signal);
  const activePlugins = plugins.filter(({ status }) => status === 'active');
  const active = activePlugins.map(({ plugin }) => plugin);
  const unwanted = withDependents(report, activePlugins);
  const target = active.filter((plugin) => !unwanted.has(plugin));

  const startedAt = new Date(clock.now()).toISOString();
  const journal = createJournal(folder, context.disk);
  await journal.begin({
    ...siteOf(connected),
    startedAt,
    switch: control.kind,
    baseline: active,
    requires: {},
    brought: null,
    ...optionFound(real.wpCli),
    network: connected.network?.plugins,
  });
  emit({ type: 'keeping-off', plugins: [...unwanted] });
  const downtime = createDowntimeMeter();
  const onToggle = tellToggles(downtime, clock, emit);
  const bringTo = (wanted: readonly PluginId[]) =>
    restorePlugins({
      switches,
      target: wanted,
      owned: active,
      unread: () => ({
        plugins: unreadOff(wanted, journal.mayBeOff(), downtime),
        since: startedAt,
      }),
      clock,
      onToggle,
      onWait: (wait) => emit({ type: 'unreachable', ...wait }),
      onPause: (ms) => emit({ type: 'waiting', why: 'site-lags', seconds: ms / 1_000 }),
    });
  await journal.restoring(target).catch(async (error: unknown) => {
    // Nothing is switched yet, so there is nothing to come back to.
    await journal.end().catch(() => {});
    throw error;
  });
  const first = await bringTo(target);
  let found = first;
  if (!areAloneOff(first, [...unwanted])) {
    // To have everything on comes first.
    await journal.restoring(active).catch(() => {});
    found = await bringTo(active);
  }
  const restored = isNone(found);
  await (restored ? endJournal(journal, emit) : journal.keep());

  const kept = found === first && restored;
  const leftOff = kept ? [...unwanted].filter((plugin) => !found.appeared.includes(plugin)) : [];
  const stubborn = [...unwanted].filter((plugin) => !leftOff.includes(plugin));
  const others = found.appeared.filter((plugin) => !unwanted.has(plugin));
  const difference = {
    ...report.difference,
    missing: found.missing,
    ...(found.gone ? { gone: found.gone } : {}),
    ...(found.unknown ? { unknown: found.unknown } : {}),
    appeared: [...new Set([...report.difference.appeared, ...others])],
  };
  const cost = { ...report.cost, toggles: report.cost.toggles + downtime.toggles };
  if (!restored) emit({ type: 'not-restored', difference, journal: journal.path });
  return {
    report: { ...report, restored, difference, leftOff, cost },
    result: !restored
      ? { type: 'not-as-it-should-be', missing: found.missing }
      : stubborn.length > 0
        ? { type: 'would-not-go-off', plugins: stubborn }
        : { type: 'kept-off', plugins: leftOff },
  };
}

/** The culprits that are on, and whatever cannot be on without them. */
function withDependents(report: RunReport, active: readonly Plugin[]): ReadonlySet<PluginId> {
  const guilty = report.culprits.flatMap(({ plugins }) => plugins.map(({ plugin }) => plugin));
  const off = new Set(active.flatMap(({ plugin }) => (guilty.includes(plugin) ? plugin : [])));
  for (const parent of off) {
    for (const { plugin, requires } of active) if (requires.includes(parent)) off.add(plugin);
  }
  return off;
}
