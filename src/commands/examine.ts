/** From a site with proven ways in to a report: symptoms, the gentlest way that works, cause. */

import { isProblem, Problem } from '../errors.ts';
import { emptyReport, NO_COST } from '../report/blocked.ts';
import { RateLimited } from '../run/believe.ts';
import type { Cost, Note, RunReport } from '../run/model.ts';
import { SiteSuffers } from '../run/vitals.ts';
import { type Attempt, attempt } from './attempt.ts';
import { causeAfter, causeBefore, otherErrors } from './causes.ts';
import type { Connected } from './connect.ts';
import type { Context, Finished } from './context.ts';
import { findSymptoms } from './symptoms.ts';
import { orTakenBack } from './take-back.ts';
import { kindsToTry, type NoWay, noSwitch, prepare, realSwitches, skipped } from './ways.ts';

/** Examines a site. Everything before the first attempt only reads. */
export async function examine(
  context: Context,
  connected: Connected,
  folder: string,
): Promise<Finished> {
  const { home } = connected.address;
  const found = await findSymptoms(context, connected);
  const cost = (): Cost => ({
    ...NO_COST,
    requests: connected.connection.requests,
    seconds: Math.round((context.clock.now() - context.startedAt) / 100) / 10,
  });
  if (found.symptoms.length === 0) {
    for (const note of otherErrors(found)) context.emit({ type: 'note', note });
    const report = emptyReport(home, 'not-reproduced', { cost: cost() });
    const { notes } = context;
    return { report: { ...report, cause: causeBefore(found), notes }, problem: null };
  }

  const real = realSwitches(connected, context.clock);
  const attempts: Attempt[] = [];
  const noWays: NoWay[] = [];
  for (const kind of kindsToTry(context.options.switch)) {
    if (attempts.some(({ way }) => way.control.kind !== 'isolated')) break;
    const way = await prepare(kind, real, found, context, connected, folder);
    if ('code' in way) {
      noWays.push(way);
      continue;
    }
    const last = await orTakenBack(way, home, () => attempt(way, real, found, context, connected));
    attempts.push(last);
    const next = await mayGoOn(last, context);
    if (next === null) break;
    noWays.push(next);
  }

  const last = attempts.at(-1);
  if (!last) throw noSwitch(context.options.switch, noWays);
  const { result, way, plan } = last;
  const cause = await causeAfter(last, found, context, connected);
  const untested = cause?.kind === 'not-tested';
  const report: RunReport = {
    ...emptyReport(home, result.outcome),
    // Something that may be to blame was left alone: "no plugin" would be more than is known.
    outcome: result.outcome === 'not-a-plugin' && untested ? 'inconclusive' : result.outcome,
    symptoms: found.symptoms,
    culprits: result.culprits,
    cause,
    switch: way.control.kind,
    pinned: plan.pins,
    restored: result.restored,
    difference: result.difference,
    leftOff: result.leftOff,
    notes: [...notesOn(noWays, attempts, context), ...context.notes],
    cost: { ...summed(attempts), ...pick(cost()) },
  };
  return { report, problem: problemOf(result.error) };
}

/**
 * After `isolated`: why the next way may be tried, or null to stop here. The session can differ from
 * what visitors get, and it cannot show what a plugin left behind; really switching plugins after it
 * has cleared them all takes a consent of its own.
 */
async function mayGoOn({ way, result }: Attempt, context: Context): Promise<NoWay | null> {
  const { control } = way;
  if (control.kind !== 'isolated' || context.options.switch !== 'auto') return null;
  if (!result.restored || context.signal.aborted) return null;
  switch (result.outcome) {
    case 'not-reproduced':
      return { switch: 'isolated', code: 'does-not-show' };
    case 'inconclusive':
      if (isForItsSake(result.error)) return null;
      return { switch: 'isolated', code: isProblem(result.error) ? result.error.code : 'unclear' };
    case 'not-a-plugin': {
      const agreed = await context.ask.confirm({ type: 'really-switch', switch: 'admin' });
      return agreed ? { switch: 'isolated', code: 'stays-with-everything-off' } : null;
    }
    case 'culprit-found':
    case 'cancelled':
      return null;
  }
}

/** Ways that were passed over are worth telling when the person left the choice to the program. */
function notesOn(
  noWays: readonly NoWay[],
  attempts: readonly Attempt[],
  { options }: Context,
): readonly Note[] {
  if (options.switch !== 'auto') return [];
  const used = attempts.at(-1)?.way.control.kind;
  return noWays.filter((noWay) => noWay.switch !== used).map(skipped);
}

function summed(attempts: readonly Attempt[]): Cost {
  const sum = (of: (cost: Cost) => number) =>
    attempts.reduce((total, { result }) => total + of(result.cost), 0);
  return {
    ...NO_COST,
    probes: sum(({ probes }) => probes),
    states: sum(({ states }) => states),
    toggles: sum(({ toggles }) => toggles),
    pluginSecondsOff: sum(({ pluginSecondsOff }) => pluginSecondsOff),
  };
}

function pick({ requests, seconds }: Cost): Pick<Cost, 'requests' | 'seconds'> {
  return { requests, seconds };
}

/** The run ended to spare the site: a note says so, and no other way is tried. */
function isForItsSake(error: unknown): boolean {
  return error instanceof RateLimited || error instanceof SiteSuffers;
}

/** A fault of the site or the network is told with its remedy; a fault of ours with what it said. */
function problemOf(error: unknown): Problem | null {
  if (error === undefined || isForItsSake(error)) return null;
  if (isProblem(error)) return error;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Problem('unexpected', { said }, { cause: error });
}
