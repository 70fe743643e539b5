/** `--diagnose`: looks at everything that is no plugin, and changes nothing. No lock, no journal. */

import type { Language } from '../language/language.ts';
import { EXIT, isProblem, Problem } from '../model/errors.ts';
import type { Cause, Outcome } from '../model/report.ts';
import { emptyReport, inSeconds, type RunReport } from '../model/run-report.ts';
import { causeOfProblem } from '../report/cause-of-problem.ts';
import { CHECKS, checkNamed } from '../report/findings/index.ts';
import { findSite } from '../wordpress/discover/find-site.ts';
import { isNetworkProblem } from '../wordpress/http/network-problem.ts';
import { asksVisitors, surveyAhead } from './ahead.ts';
import { journalsOf, namesOf } from './at-site.ts';
import { ticketOf, withEnvironment } from './complete-report.ts';
import { signInAnyway } from './connect.ts';
import type { Connected, Context, Finished, OpenConnection } from './context.ts';
import { type CheckedSite, runChecks } from './diagnosis-checks.ts';
import {
  diagnosisInput,
  type Running,
  readRunning,
  UNLISTED,
  type Visit,
} from './diagnosis-input.ts';
import { findSymptoms, type SurveyedSite, type SurveyServices } from './find-symptoms.ts';
import { type FoundSymptoms, failing, withClientsOf } from './found-symptoms.ts';
import { causeBefore, otherErrors } from './no-plugin.ts';
import { openConnection, typedPlace } from './reach.ts';
import type { GivenServices } from './sign-in.ts';

/** What looking around without an account works with. */
export type VisitServices = GivenServices & Pick<Context, 'clock' | 't'>;

/**
 * Diagnoses a site. What stands in the way (a gate, wrong credentials, no WordPress) is a finding like
 * any other; only where nothing answers at all does it end as `blocked`.
 */
export async function diagnose(context: Context): Promise<Finished> {
  const opened = await openConnection(context);
  try {
    const visited = await visitSite(context, opened);
    const found = visited.connected ? await look(context, visited.connected) : null;
    const connected = visited.connected && withClientsOf(found ?? {}, visited.connected);
    const visit = { ...visited, connected };
    const running = await runningOn(context, visit.connected, found);
    if (running.plugins) context.emit({ type: 'plugins-listed', plugins: running.plugins });

    const input = diagnosisInput(context, withLimit(visit, found), found, running);
    const isReached = !isNetworkProblem(visit.blocked);
    // Where nothing answers there is nothing to ask but who the name belongs to.
    const checks = isReached ? CHECKS : [checkNamed('dns')];
    const seen = await runChecks(context.t, checks, input, context.emit, { searchFollows: false });
    const verdict = isReached ? concluded(context.t, seen, visit, found) : unreached(seen);
    const report = await reportOf(context, opened, visit, found, { ...seen, ...verdict });
    const finished = {
      report: {
        ...report,
        ticket: ticketOf(
          context.messageT,
          report,
          visit.connected?.address.wordpressVersion ?? null,
        ),
      },
      problem: isReached ? null : visit.blocked,
    };
    return visit.connected ? withEnvironment(finished, context, visit.connected) : finished;
  } finally {
    await opened.connection.close();
  }
}

/** Finds the site and signs in, as far as either can be done. Rejects with usage problems only. */
export async function visitSite(context: VisitServices, opened: OpenConnection): Promise<Visit> {
  const { options, emit, signal } = context;
  const typed = options.site ?? '';
  const visit = { ...opened, typed, address: null, blocked: null, connected: null };
  try {
    const { connection } = opened;
    const pageToo = asksVisitors(context);
    const address = await findSite(typed, { connection, signal, emit, pageToo });
    opened.foundAt?.(address.restRoot);
    const reached = { ...opened, address, typed: typedPlace(typed) };
    const ahead = surveyAhead(context, reached);
    const connected = await signInAnyway(context, { ...reached, ahead }).catch((error: unknown) => {
      ahead?.stop();
      throw error;
    });
    return { ...visit, address: connected.address, connected };
  } catch (error) {
    if (!isProblem(error) || error.exitCode === EXIT.usage) throw error;
    return { ...visit, blocked: error };
  }
}

/** What fails; null where it cannot be asked as the person wants, which the refusal explains. */
export async function look(
  context: SurveyServices,
  connected: SurveyedSite,
): Promise<FoundSymptoms | null> {
  try {
    return await findSymptoms(context, connected);
  } catch (error) {
    const refusals = connected.access.refused.map(({ problem }) => problem);
    if (isProblem(error) && refusals.includes(error)) return null;
    throw error;
  }
}

/** What runs there matters only where something fails. */
async function runningOn(
  context: Pick<Context, 'signal' | 'startedAt'>,
  connected: Connected | null,
  found: FoundSymptoms | null,
): Promise<Running> {
  if (!connected || !found || failing(found).symptoms.length === 0) return UNLISTED;
  return readRunning(context, connected);
}

/** A site that asked to slow down during the survey is not asked much more. */
function withLimit(visit: Visit, found: FoundSymptoms | null): Visit {
  const limit = found?.anomalies.find(({ type }) => type === 'rate-limited');
  if (limit?.type !== 'rate-limited' || !visit.address) return visit;
  const { retryAfterSeconds } = limit;
  const blocked = new Problem('rate-limited', { url: visit.address.home, retryAfterSeconds });
  return { ...visit, blocked };
}

type DiagnosisOutcome = { readonly outcome: Outcome; readonly cause: Cause | null };

function concluded(
  t: Language,
  seen: CheckedSite,
  visit: Visit,
  found: FoundSymptoms | null,
): DiagnosisOutcome {
  const { blocked } = visit;
  if (seen.cause && seen.settled) return { outcome: 'not-a-plugin', cause: seen.cause };
  if (found && failing(found).symptoms.length > 0) {
    return { outcome: 'inconclusive', cause: seen.suspicion ?? refusalBehind(t, visit, found) };
  }
  const cause = (found && causeBefore(t, found)) ?? (blocked && causeOfProblem(t, blocked));
  if (cause) return { outcome: 'not-a-plugin', cause };
  if (found) return { outcome: 'not-reproduced', cause: null };
  return { outcome: 'inconclusive', cause: seen.suspicion };
}

/** Where all that fails was sent with a credential that the site refuses: what that refusal means. */
function refusalBehind(t: Language, { connected }: Visit, found: FoundSymptoms): Cause | null {
  const refused = connected?.access.refused ?? [];
  const [symptom, ...others] = failing(found).symptoms.map(({ request }) => request.as);
  if (others.some((as) => as !== symptom)) return null;
  const refusal = refused.find(({ credential }) => credential === symptom);
  return refusal ? causeOfProblem(t, refusal.problem) : null;
}

function unreached({ cause }: CheckedSite): DiagnosisOutcome {
  return { outcome: 'blocked', cause };
}

async function reportOf(
  context: Pick<Context, 'clock' | 'disk' | 'emit' | 'home' | 'notes' | 'startedAt'>,
  { connection }: OpenConnection,
  visit: Visit,
  found: FoundSymptoms | null,
  { outcome, cause, findings }: DiagnosisOutcome & Pick<CheckedSite, 'findings'>,
): Promise<RunReport> {
  const { clock, emit, startedAt } = context;
  const symptoms = found ? failing(found).symptoms : [];
  if (found && symptoms.length === 0) {
    for (const note of otherErrors(found)) emit({ type: 'note', note });
  }
  await tellInterruptedRun(context, visit);
  const seconds = inSeconds(clock.now() - startedAt);
  const cost = { requests: connection.requests, seconds };
  const site = visit.address?.home ?? visit.typed;
  const { notes } = context;
  return { ...emptyReport(site, outcome, { cost }), symptoms, cause, findings, notes };
}

/** An interrupted run may be why something fails: told, and left for `--restore`. */
async function tellInterruptedRun(
  context: Pick<Context, 'disk' | 'emit' | 'home'>,
  { address, typed }: Visit,
): Promise<void> {
  const { emit } = context;
  const names = address ? namesOf({ address, typed: typedPlace(typed) }) : [typedPlace(typed)];
  try {
    const [found] = (await journalsOf(context, names)).own;
    if (!found) return;
    const since = found.interrupted.startedAt;
    emit({ type: 'note', note: { type: 'leftover-found', since } });
  } catch (error) {
    // A journal that cannot be read is there all the same.
    if (!isProblem(error)) throw error;
    emit({ type: 'note', note: { type: 'leftover-found', since: null } });
  }
}
