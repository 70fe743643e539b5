/** From a site with proven ways in to a report: symptoms, the gentlest way that works, cause. */

import type { DiagnosisInput } from '../diagnosis/input.ts';
import { SiteDegraded } from '../engine/circuit-breaker.ts';
import { RateLimited } from '../engine/repeat.ts';
import { isProblem, Problem } from '../model/errors.ts';
import { type Cost, emptyReport, NO_COST, type Note, type RunReport } from '../model/report.ts';
import {
  noSwitch,
  orCleanedUp,
  type RealSwitches,
  realSwitches,
  skipped,
  switchesToTry,
  type UnavailableSwitch,
} from './choose-switch.ts';
import type { Connected, Context, Finished } from './context.ts';
import {
  allChecks,
  byHandChecks,
  type CheckedSite,
  decisiveChecks,
  runChecks,
} from './diagnosis-checks.ts';
import { diagnosisInput, readPlugins, readRunning } from './diagnosis-input.ts';
import {
  type FoundSymptoms,
  failing,
  findSymptoms,
  isByHand,
  sameSymptoms,
} from './find-symptoms.ts';
import type { Resume } from './interrupted-run.ts';
import { causeAfter, causeBefore, otherErrors } from './no-plugin.ts';
import type { Agreed } from './plan.ts';
import {
  agreeOnSwitch,
  earlierVerdictsFor,
  type RunSession,
  runSearch,
  type SearchAttempt,
} from './run-search.ts';
import { ticketOf } from './ticket.ts';

/** How examining ended, and the run it ended with, where there was one. */
export type Investigation = Finished & { readonly last?: LastAttempt };

/** The last run of an examination, for going on from it. */
export type LastAttempt = {
  readonly attempt: SearchAttempt;
  readonly agreed: Agreed;
  readonly grounds: RunSession;
};

/** Examines a site. Everything before the first attempt only reads. */
export async function investigate(
  context: Context,
  connected: Connected,
  folder: string,
  resume: Resume | null = null,
): Promise<Investigation> {
  const { home } = connected.address;
  const again = resume?.asked ? await sameSymptoms(resume.symptoms, context, connected) : null;
  const found = again ?? (await findSymptoms(context, connected));
  const cost = (): Cost => ({
    ...NO_COST,
    requests: connected.connection.requests,
    seconds: Math.round((context.clock.now() - context.startedAt) / 100) / 10,
  });
  if (found.symptoms.length === 0) {
    for (const note of otherErrors(found)) context.emit({ type: 'note', note });
    const report = emptyReport(home, 'not-reproduced', { cost: cost() });
    return finish(connected, { ...report, cause: causeBefore(found), notes: context.notes });
  }

  const real = realSwitches(connected, context.clock);
  const seen = await lookBefore(context, connected, found, real);
  if (isSettled(seen, found)) {
    const { cause, findings } = seen;
    const report = emptyReport(home, 'not-a-plugin', { cost: cost() });
    const { symptoms } = found;
    const { notes } = context;
    return finish(connected, { ...report, symptoms, cause, findings, notes });
  }

  if (context.options.mode === 'interactive') {
    // Nothing is prepared before the person has read what the diagnosis came to.
    await context.ask.diagnosed?.({ findings: seen.findings, likely: null, seconds: null });
  }
  const grounds = { real, found, context, connected, folder };
  const attempts: LastAttempt[] = [];
  const noWays: UnavailableSwitch[] = [];
  for (const kind of switchesToTry(context.options.switch, resume?.asked ? resume.switch : null)) {
    if (attempts.some(({ agreed }) => agreed.way.control.kind !== 'isolated')) break;
    const agreed = await agreeOnSwitch(kind, grounds, noWays);
    if ('code' in agreed) {
      noWays.push(agreed);
      continue;
    }
    const ended = await orCleanedUp(agreed.way, home, context.emit, () => {
      const recalled = resume ? earlierVerdictsFor(resume.leftover, agreed, found, context) : null;
      return runSearch(agreed, grounds, recalled);
    });
    attempts.push({ attempt: ended, agreed, grounds });
    const next = await mayGoOn(ended, context);
    if (next === null) break;
    noWays.push(next);
  }

  const last = attempts.at(-1);
  if (!last) throw noSwitch(context.options.switch, noWays);
  const { result, way, plan } = last.attempt;
  const cause = await causeAfter(last.attempt, found, context, connected);
  const untested = cause?.kind === 'not-tested';
  const report: RunReport = {
    ...emptyReport(home, result.outcome),
    // Something that may be to blame was left alone: "no plugin" would be more than is known.
    outcome: result.outcome === 'not-a-plugin' && untested ? 'inconclusive' : result.outcome,
    symptoms: found.symptoms,
    culprits: result.culprits,
    cause,
    findings: seen.findings,
    switch: way.control.kind,
    pinned: plan.pins,
    restored: result.restored,
    difference: result.difference,
    leftOff: result.leftOff,
    notes: [...notesOn(noWays, attempts, context), ...context.notes],
    cost: { ...summed(attempts), ...pick(cost()) },
  };
  const problem = problemOf(result.error);
  return { ...finish(connected, report), problem, last };
}

/**
 * The diagnosis before any switch is prepared. Unattended only the part that can spare the search; a
 * person who watches is shown everything.
 */
async function lookBefore(
  context: Context,
  connected: Connected,
  found: FoundSymptoms,
  real: RealSwitches,
): Promise<CheckedSite> {
  const whole = context.options.mode === 'interactive';
  const running = whole ? await readRunning(context, connected) : await readPlugins(context, real);
  const { address } = connected;
  const typed = context.options.site ?? address.home;
  const scene = diagnosisInput(
    context,
    { ...connected, typed, blocked: null, connected },
    found,
    running,
  );
  return runChecks(checksFor(scene, found, whole), scene, context.emit);
}

function checksFor(scene: DiagnosisInput, { symptoms }: FoundSymptoms, whole: boolean) {
  if (isByHand(symptoms)) return byHandChecks();
  return whole ? allChecks(true) : decisiveChecks(scene);
}

/** True where something that is no plugin explains everything that was seen to fail: nothing is switched. */
function isSettled({ settled }: CheckedSite, found: FoundSymptoms): boolean {
  const { symptoms } = failing(found);
  // A request that works now may fail one time in two: the run looks at it harder than the survey.
  return settled && symptoms.length > 0 && found.symptoms.length === found.rates.length;
}

/** The report with the message to whoever can help. */
function finish(connected: Connected, report: RunReport): Finished {
  const ticket = ticketOf(report, connected.address.wordpressVersion);
  return { report: { ...report, ticket }, problem: null };
}

/**
 * After `isolated`: why the next way may be tried, or null to stop here. The session can differ from
 * what visitors get, and it cannot show what a plugin left behind; really switching plugins after it
 * has cleared them all takes a consent of its own.
 */
async function mayGoOn(
  { way, result }: SearchAttempt,
  context: Context,
): Promise<UnavailableSwitch | null> {
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
  noWays: readonly UnavailableSwitch[],
  attempts: readonly LastAttempt[],
  { options }: Context,
): readonly Note[] {
  if (options.switch !== 'auto') return [];
  const used = attempts.at(-1)?.agreed.way.control.kind;
  return noWays.filter((noWay) => noWay.switch !== used).map(skipped);
}

function summed(attempts: readonly LastAttempt[]): Cost {
  const sum = (of: (cost: Cost) => number) =>
    attempts.reduce((total, { attempt: { result } }) => total + of(result.cost), 0);
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
  return error instanceof RateLimited || error instanceof SiteDegraded;
}

/** A fault of the site or the network is told with its remedy; a fault of ours with what it said. */
function problemOf(error: unknown): Problem | null {
  if (error === undefined || isForItsSake(error)) return null;
  if (isProblem(error)) return error;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Problem('unexpected', { said }, { cause: error });
}
