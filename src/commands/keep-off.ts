/** Switches culprits off for good, after the answer: journaled and read back as in a run. */

import type { AfterResult } from '../report/afterwards.ts';
import { forget } from '../run/forget.ts';
import { createHarmMeter, tellToggles } from '../run/harm.ts';
import { createJournal } from '../run/journal.ts';
import type { RunReport } from '../run/model.ts';
import { restore } from '../run/restore.ts';
import type { Connected } from './connect.ts';
import type { Context } from './context.ts';
import { realSwitches } from './ways.ts';

/** What is true of the site after it, and how it went. */
export type KeptOff = { readonly report: RunReport; readonly result: AfterResult };

/** Leaves the culprits of a report switched off, and everything else that is active now on. */
export async function keepOff(
  report: RunReport,
  context: Context,
  connected: Connected,
  folder: string,
): Promise<KeptOff> {
  const { clock, emit, signal } = context;
  const { address } = connected;
  const switches = realSwitches(connected, clock).usable;
  const [control] = switches;
  if (control === undefined) return { report, result: { type: 'no-switch' } };
  const plugins = await control.list(signal);
  const active = plugins.filter(({ status }) => status === 'active').map(({ plugin }) => plugin);
  const guilty = new Set(
    report.culprits.flatMap((culprit) => culprit.plugins.map((p) => p.plugin)),
  );
  const culprits = active.filter((plugin) => guilty.has(plugin));
  const target = active.filter((plugin) => !guilty.has(plugin));

  const journal = createJournal(folder, context.disk);
  await journal.begin({
    site: address.home,
    restRoot: address.restRoot,
    siteUrl: address.siteUrl,
    startedAt: new Date(clock.now()).toISOString(),
    switch: control.kind,
    baseline: active,
    requires: {},
    brought: null,
  });
  await journal.restoring(target);
  const harm = createHarmMeter();
  const onToggle = tellToggles(harm, clock, emit);
  const found = await restore({ switches, target, owned: active, clock, onToggle });
  const restored = found.missing.length === 0;
  await (restored ? forget(journal, emit) : journal.keep());

  const stubborn = culprits.filter((plugin) => found.appeared.includes(plugin));
  const leftOff = restored ? culprits.filter((plugin) => !stubborn.includes(plugin)) : [];
  const others = found.appeared.filter((plugin) => !guilty.has(plugin));
  const difference = {
    ...report.difference,
    missing: found.missing,
    appeared: [...new Set([...report.difference.appeared, ...others])],
  };
  const cost = { ...report.cost, toggles: report.cost.toggles + harm.toggles };
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
