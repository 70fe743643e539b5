/** What a person wants to do with the answer, one thing after the other. */

import { hazards } from '../diagnosis/advice.ts';
import { isProblem } from '../model/errors.ts';
import type { AfterChoice, AfterOffer } from '../model/prompts.ts';
import type { Cost, Plugin, ReportedCulprit } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { type AfterResult, explainAfter } from '../report/next-steps.ts';
import { explain } from '../report/problems/index.ts';
import { firstLook } from '../symptoms/first-look.ts';
import type { Connected, Context, Finished } from './context.ts';
import { goingOff, leaveOff, mayComeBack, type StandingSite, turnOn } from './leave-off.ts';
import { fileNameFor, placeFor, save } from './output.ts';
import { cleanUp, orCleanedUp, realSwitches } from './real-switches.ts';
import { prepareOne, runSearch, type SearchServices } from './run-search.ts';
import type { LastAttempt } from './try-switches.ts';

/** What the next steps work with. */
type NextStepServices = SearchServices & Pick<Context, 'notes'>;

/** The site, once there is an answer. */
type AnsweredSite = StandingSite & Pick<Connected, 'clients'>;

type SwitchableSite = Pick<Connected, 'access' | 'address' | 'network' | 'wpCli'>;

/** What is known so far, and what is left to be done with it. */
type EndedRun = {
  readonly finished: Finished;
  readonly last: LastAttempt | undefined;
  /** True once overlapping culprits have been looked for. */
  readonly complete: boolean;
};

/** Offers what can still be done until the person is done; resolves with what is true then. */
export async function offerNextSteps(
  context: NextStepServices,
  connected: AnsweredSite,
  folder: string,
  { finished, last }: { readonly finished: Finished; readonly last?: LastAttempt },
): Promise<Finished> {
  // Whoever stopped the run wants to be gone, not to be asked again.
  if (finished.report.outcome === 'cancelled') return finished;
  let standing: EndedRun = { finished, last, complete: context.options.all };
  let said: string | null = null;
  const file = fileNameFor(finished.report.site, context.clock.now());
  while (!context.signal.aborted) {
    const { report } = standing.finished;
    const name = nameOf(standing);
    const offer: AfterOffer = {
      report,
      mayKeepOff: mayKeepOff(standing, connected, context).map(name),
      losses: hazards(
        report.culprits.flatMap(({ plugins }) => plugins),
        false,
      ).map(({ what }) => what),
      mayLookForMore: mayLookForMore(report, standing),
      mayTestAgain: mayTestAgain(report),
      mayTurnOn: mayTurnOn(standing, connected, context).map(name),
      file,
      said,
    };
    const choice = await context.ask.afterwards(offer).catch(doneOnAbort);
    if (choice.type === 'done') break;
    try {
      const done = await carryOut(choice, offer, standing, context, connected, folder);
      standing = done.standing;
      said = done.result === null ? null : explainAfter(context.t, done.result, name);
    } catch (error) {
      if (context.signal.aborted) break;
      if (!isProblem(error)) throw error;
      const { fact, remedy } = explain(context.t, error, 'asked');
      said = `${fact} ${remedy}`;
    }
  }
  return standing.finished;
}

type Done = { readonly standing: EndedRun; readonly result: AfterResult | null };

/** Does one thing; what was not offered is not done. */
async function carryOut(
  choice: AfterChoice,
  offer: AfterOffer,
  standing: EndedRun,
  context: NextStepServices,
  connected: AnsweredSite,
  folder: string,
): Promise<Done> {
  const { finished, last } = standing;
  const nothing = { standing, result: null };
  switch (choice.type) {
    case 'done':
      return nothing;
    case 'save': {
      const path = await placeFor(choice.file, offer.file);
      return { standing, result: await save(context.t, finished, path, namesOf(standing)) };
    }
    case 'keep-off': {
      if (offer.mayKeepOff.length === 0) return nothing;
      const { report, result } = await leaveOff(finished.report, context, connected, folder);
      return { standing: { ...standing, finished: { ...finished, report } }, result };
    }
    case 'test-again': {
      if (!offer.mayTestAgain) return nothing;
      return { standing, result: await testAgain(finished.report, context, connected) };
    }
    case 'turn-on': {
      if (offer.mayTurnOn.length === 0) return nothing;
      const { report, result } = await turnOn(finished.report, context, connected, folder);
      return { standing: { ...standing, finished: { ...finished, report } }, result };
    }
    case 'look-for-more': {
      if (!offer.mayLookForMore || last === undefined) return nothing;
      const more = await lookForMore(finished.report, last, context);
      const { report, result, complete } = more;
      return { standing: { finished: { ...finished, report }, last: more.last, complete }, result };
    }
  }
}

/** Culprits that are known and on, on a site that is as it was, by name; and what requires them. */
function mayKeepOff(
  { finished: { report }, last }: EndedRun,
  connected: SwitchableSite,
  { clock }: Pick<Context, 'clock'>,
): readonly string[] {
  const isOpen =
    report.restored &&
    report.leftOff.length === 0 &&
    realSwitches(connected, clock).usable.length > 0;
  return isOpen ? [...goingOff(report, activeOf(last))] : [];
}

/** What was left off, on a site that is otherwise as it was. */
function mayTurnOn(
  { finished: { report } }: EndedRun,
  connected: SwitchableSite,
  { clock }: Pick<Context, 'clock'>,
): readonly string[] {
  const isOpen = report.restored && realSwitches(connected, clock).usable.length > 0;
  return isOpen ? mayComeBack(report) : [];
}

/** The known evidence is about the site with its culprits on. */
function mayLookForMore(report: RunReport, { last, complete }: EndedRun): boolean {
  return (
    last !== undefined &&
    !complete &&
    report.outcome === 'culprit-found' &&
    report.restored &&
    report.leftOff.length === 0
  );
}

/** The answer is there and the site is as it was: leaving takes nothing of that back. */
function doneOnAbort(error: unknown): AfterChoice {
  if (error instanceof Error && error.name === 'AbortError') return { type: 'done' };
  throw error;
}

/** What was active during the run. */
function activeOf(last: LastAttempt | undefined): readonly Plugin[] {
  return (last?.agreed.plugins ?? []).filter(({ status }) => status === 'active');
}

function namesOf({ last }: EndedRun): Readonly<Record<string, string>> {
  return Object.fromEntries((last?.agreed.plugins ?? []).map(({ plugin, name }) => [plugin, name]));
}

function nameOf(standing: EndedRun): (plugin: string) => string {
  const names = namesOf(standing);
  return (plugin) => names[plugin] || plugin;
}

/** Goes on after the answer: looks for culprits that overlap with those found, on what is known. */

/** The report with whatever was found as well, the run it now ends with, and how it went. */
type More = {
  readonly report: RunReport;
  readonly last: LastAttempt;
  readonly result: AfterResult;
  /** Whether every overlapping culprit has been looked for. */
  readonly complete: boolean;
};

/** Searches again over the same way and plan, for every culprit there is. Nothing known is tried twice. */
async function lookForMore(
  report: RunReport,
  last: LastAttempt,
  services: SearchServices & Pick<Context, 'notes'>,
): Promise<More> {
  const { agreed } = last;
  const { connected } = last.input;
  const { home } = connected.address;
  const options = { ...services.options, all: true, leaveOff: false };
  const context = { ...services, options };
  // The lists are read anew: the site may have changed while the person read the answer.
  const real = realSwitches(connected, context.clock);
  const again = { ...last.input, real };
  const way = await prepareOne(agreed.way.control.kind, context, again);
  if ('code' in way) return { report, last, result: { type: 'no-switch' }, complete: false };
  const plugins = way.plugins.filter(({ plugin }) => plugin !== way.brought?.plugin);
  if (activeVersions(plugins) !== activeVersions(agreed.plugins)) {
    await cleanUp(way, home, context.emit);
    return { report, last, result: { type: 'plugins-changed' }, complete: false };
  }

  const notesBefore = context.notes.length;
  const same = { ...agreed, way, plugins, plan: last.attempt.plan };
  const ended = await orCleanedUp(way, home, context.emit, () =>
    runSearch(same, context, again, last.attempt.result.seen),
  );
  const { result } = ended;
  const added = result.culprits.filter(
    (one) => !report.culprits.some((known) => isSame(one, known)),
  );
  const { outcome, stopped, error } = result;
  const complete = outcome === 'culprit-found' && stopped === null && error === undefined;
  return {
    report: {
      ...report,
      culprits: [...report.culprits, ...added],
      restored: result.restored,
      difference: result.difference,
      notes: [...report.notes, ...context.notes.slice(notesBefore)],
      cost: sum(report.cost, result.cost),
    },
    last: { attempt: ended, agreed: same, input: again },
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

function activeVersions(plugins: readonly Plugin[]): string {
  const active = plugins.filter(({ status }) => status === 'active');
  return JSON.stringify(active.map(({ plugin, version }) => [plugin, version]).sort());
}

function isSame(one: ReportedCulprit, other: ReportedCulprit): boolean {
  const key = ({ plugins }: ReportedCulprit) => plugins.map(({ plugin }) => plugin).join('\n');
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

/** Sends the failing requests once more after the answer: has the owner's fix worked? Reads only. */

/** True where there is a request to send: what a person judges by hand, the person looks at again. */
function mayTestAgain({ symptoms, restored }: RunReport): boolean {
  return restored && symptoms.some(({ described }) => described === undefined);
}

/** How many of the report's failing requests work now, each by its own rule for failing. */
async function testAgain(
  { symptoms }: RunReport,
  { signal, clock }: Pick<Context, 'clock' | 'signal'>,
  { clients }: Pick<Connected, 'clients'>,
): Promise<AfterResult> {
  const sent = symptoms.filter(({ described }) => described === undefined);
  let work = 0;
  for (const { request, failsOn } of sent) {
    // Not a survey of the site: no event may say that one has begun.
    const emit = () => {};
    const { healthy } = await firstLook([request], { clients, failsOn, emit, signal, clock });
    work += healthy.length;
  }
  return { type: 'tested-again', work, of: sent.length };
}
