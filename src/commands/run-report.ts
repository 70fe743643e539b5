/** How a run is told: one report for each of the ways it can end. */

import { isProblem, Problem } from '../model/errors.ts';
import type { Note } from '../model/notes.ts';
import type { Cost } from '../model/report.ts';
import { emptyReport, inSeconds, NO_COST, type RunReport } from '../model/run-report.ts';
import { ticketOf } from './complete-report.ts';
import type { Connected, Context, Finished } from './context.ts';
import { whatEndsEveryPage } from './dead-site.ts';
import type { CheckedSite } from './diagnosis-checks.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { orLostAccount } from './lost-account.ts';
import { hidesNetworkPlugins } from './network.ts';
import { type CausedSite, causeAfter, causeBefore, otherErrors } from './no-plugin.ts';
import { costOf, passedOver, type Tried } from './try-switches.ts';

/** What telling how a run ended works with. */
type TellingServices = Pick<Context, 'clock' | 'messageT' | 'notes' | 'startedAt'>;

/** What a report tells of every site. */
type SeenSite = Pick<Connected, 'address' | 'connection'>;

/** What it tells of a site whose plugins were tested. */
type TestedSite = SeenSite & CausedSite & Pick<Connected, 'access' | 'network'>;

/** Nothing that should work is refused: what else goes wrong is told. */
export function nothingFails(
  found: FoundSymptoms,
  context: TellingServices & Pick<Context, 'emit' | 't'>,
  connected: SeenSite,
): Finished {
  for (const note of otherErrors(found)) context.emit({ type: 'note', note });
  const { home } = connected.address;
  const cost = costSoFar(context, connected);
  const report = emptyReport(home, 'not-reproduced', { cost });
  return finish(context, connected, {
    ...report,
    cause: causeBefore(context.t, found),
    notes: context.notes,
  });
}

/** The diagnosis explains everything that fails: no plugin was switched. */
export function explainedBefore(
  { cause, findings }: CheckedSite,
  { symptoms }: FoundSymptoms,
  context: TellingServices,
  connected: SeenSite,
): Finished {
  const cost = costSoFar(context, connected);
  const report = emptyReport(connected.address.home, 'not-a-plugin', { cost });
  return finish(context, connected, { ...report, symptoms, cause, findings, notes: context.notes });
}

/** What the search found, proved and put back. */
export async function searched(
  tried: Tried,
  { findings }: CheckedSite,
  found: FoundSymptoms,
  context: TellingServices & Pick<Context, 'emit' | 'options' | 'recorder' | 'signal' | 't'>,
  connected: TestedSite,
): Promise<Finished> {
  const { attempt } = tried.last;
  const { result, way, plan } = attempt;
  const cause = await causeAfter(attempt, found, context, connected);
  // Something that may be to blame was left alone: "no plugin" would be more than is known.
  const cleared = result.outcome === 'not-a-plugin';
  const isTold = context.notes.some(({ type }) => type === 'network-closed');
  const isHidden = cleared && !isTold && (await hidesNetworkPlugins(connected, context));
  if (isHidden) {
    const note = { type: 'network-closed', why: 'not-super-admin', url: null } as const;
    context.emit({ type: 'note', note });
  }
  const isOpen = cleared && (isHidden || cause?.kind === 'not-tested');
  const outcome = isOpen ? 'inconclusive' : result.outcome;
  const told = [
    ...tracedOtherwise(found, result, outcome),
    ...(result.difference.unknown ? await whatEndsEveryPage(connected) : []),
  ];
  for (const note of told) context.emit({ type: 'note', note });
  const report: RunReport = {
    ...emptyReport(connected.address.home, outcome),
    symptoms: [...found.symptoms, ...(found.explained ?? [])],
    culprits: result.culprits,
    cause,
    findings,
    switch: way.control.kind,
    pinned: plan.pins,
    restored: result.restored,
    difference: result.difference,
    leftOff: result.leftOff,
    ...(result.died.length > 0 ? { died: result.died } : {}),
    notes: [
      ...passedOver(tried, context),
      ...notesOfRun(context, cause !== null || result.culprits.length > 0),
    ],
    cost: { ...costSoFar(context, connected), ...costOf(tried) },
  };
  const problem = await orLostAccount(problemOf(result.error), connected, context.signal);
  return { ...finish(context, connected, report), problem };
}

/** The notes, without the risks of plugins that never went off, and suspicions that the answer has overtaken. */
function notesOfRun(
  { notes, recorder }: Pick<Context, 'notes' | 'recorder'>,
  isAnswered: boolean,
): readonly Note[] {
  const off = recorder && new Set(recorder.probes().flatMap((probe) => probe.off));
  return notes.filter((note) => {
    switch (note.type) {
      case 'hazard':
        return note.pinned || !off || off.has(note.plugin);
      case 'suspect-left-on':
        return !isAnswered;
      default:
        return true;
    }
  });
}

/** Where the proof says otherwise than the tracer, both are told. */
function tracedOtherwise(
  { symptoms }: FoundSymptoms,
  { culprits }: Pick<RunReport, 'culprits'>,
  outcome: RunReport['outcome'],
): readonly Note[] {
  if (outcome !== 'culprit-found' && outcome !== 'not-a-plugin') return [];
  return symptoms.flatMap(({ trace }, symptom): Note[] => {
    const named = trace?.plugin;
    if (!named) return [];
    const proven = culprits.filter((culprit) => culprit.symptoms.includes(symptom));
    const agrees = proven.some(({ plugins }) => plugins.some(({ plugin }) => plugin === named));
    const isOpen = proven.length === 0 && outcome === 'culprit-found';
    return agrees || isOpen ? [] : [{ type: 'traced-otherwise', symptom, plugin: named }];
  });
}

function costSoFar(
  { clock, startedAt }: Pick<Context, 'clock' | 'startedAt'>,
  { connection }: Pick<Connected, 'connection'>,
): Cost {
  const seconds = inSeconds(clock.now() - startedAt);
  return { ...NO_COST, requests: connection.requests, seconds };
}

/** The report with the message to whoever can help. */
function finish(
  { messageT }: Pick<Context, 'messageT'>,
  connected: Pick<Connected, 'address'>,
  report: RunReport,
): Finished {
  const ticket = ticketOf(messageT, report, connected.address.wordpressVersion);
  return { report: { ...report, ticket }, problem: null };
}

/** A fault of the site or the network is told with its remedy; a fault of ours with what it said. */
function problemOf(error: unknown): Problem | null {
  if (error === undefined) return null;
  if (isProblem(error)) return error;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Problem('unexpected', { said }, { cause: error });
}
