/** Goes on after the answer: looks for culprits that overlap with those found, on what is known. */

import type { AfterResult } from '../report/next-steps.ts';
import type { Cost, Culprit, Plugin, RunReport } from '../model/report.ts';
import { prepareOne } from './run-search__agree.ts';
import { attempt } from './run-search.ts';
import type { Context } from './context.ts';
import type { Last } from './investigate.ts';
import { orTakenBack, takeBack } from './choose-switch__take-back.ts';
import { realSwitches } from './choose-switch.ts';

/** The report with whatever was found as well, the run it now ends with, and how it went. */
export type More = {
  readonly report: RunReport;
  readonly last: Last;
  readonly result: AfterResult;
  /** Whether every overlapping culprit has been looked for. */
  readonly complete: boolean;
};

/** Searches again over the same way and plan, for every culprit there is. Nothing known is tried twice. */
export async function lookForMore(report: RunReport, last: Last): Promise<More> {
  const { agreed, grounds } = last;
  const { connected } = grounds;
  const { home } = connected.address;
  const context: Context = {
    ...grounds.context,
    options: { ...grounds.context.options, all: true, leaveOff: false },
  };
  // The lists are read anew: the site may have changed while the person read the answer.
  const real = realSwitches(connected, context.clock);
  const again = { ...grounds, context, real };
  const way = await prepareOne(agreed.way.control.kind, again);
  if ('code' in way) return { report, last, result: { type: 'no-switch' }, complete: false };
  const plugins = way.plugins.filter(({ plugin }) => plugin !== way.brought?.plugin);
  if (activeOf(plugins) !== activeOf(agreed.plugins)) {
    await takeBack(way, home, context.emit);
    return { report, last, result: { type: 'plugins-changed' }, complete: false };
  }

  const notesBefore = context.notes.length;
  const same = { ...agreed, way, plugins, plan: last.attempt.plan };
  const ended = await orTakenBack(way, home, context.emit, () =>
    attempt(same, again, last.attempt.result.seen),
  );
  const { result } = ended;
  const added = result.culprits.filter(
    (one) => !report.culprits.some((known) => isSame(one, known)),
  );
  const complete = result.outcome === 'culprit-found' && result.error === undefined;
  return {
    report: {
      ...report,
      culprits: [...report.culprits, ...added],
      restored: result.restored,
      difference: result.difference,
      notes: [...report.notes, ...context.notes.slice(notesBefore)],
      cost: sum(report.cost, result.cost),
    },
    last: { attempt: ended, agreed: same, grounds: again },
    complete,
    result: !result.restored
      ? { type: 'not-as-it-should-be', missing: result.difference.missing }
      : added.length > 0
        ? { type: 'found-more', plugins: added.flatMap((one) => one.plugins.map((p) => p.plugin)) }
        : result.outcome === 'cancelled'
          ? { type: 'stopped' }
          : { type: 'found-no-more', complete },
  };
}

function activeOf(plugins: readonly Plugin[]): string {
  const active = plugins.filter(({ status }) => status === 'active');
  return JSON.stringify(active.map(({ plugin, version }) => [plugin, version]).sort());
}

function isSame(one: Culprit, other: Culprit): boolean {
  const key = ({ plugins }: Culprit) => plugins.map(({ plugin }) => plugin).join('\n');
  return key(one) === key(other);
}

/** `requests` is counted over the whole command; the rest is the run's own. */
function sum(before: Cost, more: Cost): Cost {
  return {
    probes: before.probes + more.probes,
    states: before.states + more.states,
    toggles: before.toggles + more.toggles,
    requests: more.requests,
    seconds: Math.round((before.seconds + more.seconds) * 10) / 10,
    pluginSecondsOff: Math.round((before.pluginSecondsOff + more.pluginSecondsOff) * 10) / 10,
  };
}
