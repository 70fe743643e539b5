/** `--check`: is anything refused that should not be? Reads only, a handful of requests, no lock. */

import { isProblem, Problem } from '../model/errors.ts';
import type { Symptom } from '../model/report.ts';
import { emptyReport, type Health, inSeconds, type RunReport } from '../model/run-report.ts';
import { causeOfProblem } from '../report/cause-of-problem.ts';
import type { Anomaly } from '../symptoms/anomalies.ts';
import { rankOf } from '../symptoms/group.ts';
import { isLoginFile } from '../wordpress/http/urls.ts';
import type { Context, Finished } from './context.ts';
import { look, visitSite } from './diagnose.ts';
import type { Visit } from './diagnosis-input.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { failing } from './found-symptoms.ts';
import { causeBefore, otherErrors } from './no-plugin.ts';
import { openConnection } from './reach.ts';

/** Checks a site. Only a mistake in what was typed rejects; what stands in the way is `unknown` health. */
export async function check(context: Context): Promise<Finished> {
  const opened = await openConnection(context);
  try {
    const visit = await visitSite(context, opened);
    const found = visit.connected ? await look(context, visit.connected) : null;
    const verdict = healthOf(visit, found);
    return { report: reportOf(context, visit, found, verdict), problem: verdict.problem };
  } finally {
    await opened.connection.close();
  }
}

type CheckVerdict = {
  readonly health: Health;
  readonly symptoms: readonly Symptom[];
  readonly problem: Problem | null;
};

function healthOf(visit: Visit, found: FoundSymptoms | null): CheckVerdict {
  // Usual protection, such as a closed list of user names, makes no site ill.
  const symptoms = (found ? failing(found).symptoms : []).filter(
    ({ request, observed }) => rankOf(request, observed).rank === 'fault',
  );
  if (symptoms.length > 0) return { health: 'refusing', symptoms, problem: null };
  const stopped = visit.blocked ?? limitOf(visit, found) ?? refusalOf(visit);
  if (stopped !== null || found === null) return { health: 'unknown', symptoms, problem: stopped };
  const isIll = found.anomalies.some(showsIllness);
  return { health: isIll ? 'refusing' : 'well', symptoms, problem: null };
}

/** Beside refusals: a site that breaks, or whose visitors get a stored refusal, is not well either. */
function showsIllness(anomaly: Anomaly): boolean {
  switch (anomaly.type) {
    case 'server-gate':
    case 'cached-failure':
      return true;
    case 'other-error': {
      const { status } = anomaly.observation.observed;
      // A login page that is not there, or only for some, is usual protection.
      return status === 0 || status >= 500 || !isLoginFile(new URL(anomaly.request.url));
    }
    case 'meant':
    case 'credential-doubtful':
    case 'rate-limited':
      return false;
  }
}

/** A site that asked to slow down was not asked the rest. */
function limitOf({ address }: Visit, found: FoundSymptoms | null): Problem | null {
  const limit = found?.anomalies.find(({ type }) => type === 'rate-limited');
  if (limit?.type !== 'rate-limited' || !address) return null;
  const { retryAfterSeconds } = limit;
  return new Problem('rate-limited', { url: address.home, retryAfterSeconds });
}

/** Credentials that were given and open nothing: what they would have shown was not looked at. */
function refusalOf({ connected }: Visit): Problem | null {
  return connected?.access.refused[0]?.problem ?? null;
}

function reportOf(
  context: Pick<Context, 'clock' | 'emit' | 'notes' | 'sent' | 'startedAt' | 't'>,
  visit: Visit,
  found: FoundSymptoms | null,
  { health, symptoms, problem }: CheckVerdict,
): RunReport {
  const { clock, emit, startedAt, sent } = context;
  if (found) for (const note of otherErrors(found)) emit({ type: 'note', note });
  const seconds = inSeconds(clock.now() - startedAt);
  const outcome = OUTCOMES[health];
  const report = emptyReport(visit.address?.home ?? visit.typed, outcome, {
    cost: { requests: sent.requests, seconds },
  });
  const cause = isProblem(problem)
    ? causeOfProblem(context.t, problem)
    : found && causeBefore(context.t, found);
  return { ...report, health, symptoms, cause, notes: context.notes };
}

const OUTCOMES = {
  well: 'not-reproduced',
  refusing: 'inconclusive',
  unknown: 'blocked',
} as const satisfies Readonly<Record<Health, RunReport['outcome']>>;
