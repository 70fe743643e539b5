/** Adds to a report what support asks for first: versions, times, the tests, a reproduction, the messages. */

import { contactOf } from '../diagnosis/advice.ts';
import { isSignedBy } from '../diagnosis/fingerprints.ts';
import type { Language } from '../language/language.ts';
import type { Ticket } from '../model/findings.ts';
import type { ReportedCulprit } from '../model/report.ts';
import type { Environment, RunReport } from '../model/run-report.ts';
import { reproductionOf } from '../report/environment.ts';
import { supportMessages } from '../report/support-message.ts';
import { ticketFor } from '../report/ticket.ts';
import { hostOf } from '../wordpress/http/header-marks.ts';
import { readSiteHealth } from '../wordpress/plugins/site-health.ts';
import { toolVersion } from './connection-options.ts';
import type { Connected, Context, Finished } from './context.ts';

/** What completing a report works with. */
type ReportServices = Pick<Context, 'clock' | 'messageT' | 'recorder' | 'signal' | 'startedAt'>;

/**
 * The answer with what the site runs on: from Site Health in a session (one GET, after the answer), else
 * from what the run saw. A page that cannot be read costs nothing but the facts. Never rejects.
 */
export async function withEnvironment(
  finished: Finished,
  context: ReportServices,
  connected: Pick<Connected, 'access' | 'address' | 'connection'>,
  health: HealthReading = siteHealthReading(context, connected),
): Promise<Finished> {
  const { report } = finished;
  const seen = environmentSeen(report, context, connected);
  // Where nothing fails, nobody is written to: the request is spared.
  const told = report.symptoms.length === 0 ? null : await health();
  const environment: Environment =
    told === null
      ? seen
      : {
          ...told,
          source: 'site-health',
          wordpress: told.wordpress ?? seen.wordpress,
          php: told.php ?? seen.php,
          server: told.server ?? seen.server,
          multisite: told.multisite ?? seen.multisite,
          https: told.https ?? seen.https,
          plugins: seen.plugins ?? told.plugins,
        };
  const { requests } = connected.connection;
  const cost = { ...report.cost, requests: Math.max(report.cost.requests, requests) };
  return { ...finished, report: withRunFacts({ ...report, cost, environment }, context) };
}

/** The report with tool, times and tests, and with what follows from them. Sends nothing. */
export function withRunFacts(
  report: RunReport,
  {
    messageT,
    recorder,
    startedAt,
    clock,
  }: Pick<Context, 'messageT' | 'recorder' | 'startedAt' | 'clock'>,
): RunReport {
  const told: RunReport = {
    ...report,
    tool: { name: 'wp-bisect', version: toolVersion() },
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(clock.now()).toISOString(),
    environment: report.environment ?? null,
    probes: recorder?.probes() ?? [],
  };
  const messages = supportMessages(messageT, told, { contactOf, host: hostIn(told) });
  const tickets = messages.length > 0 || told.ticket === null ? messages : [told.ticket];
  // One message has the same words wherever it is shown.
  const ticket = tickets[0] ?? null;
  return { ...told, ticket, tickets, reproduction: reproductionOf(told) };
}

/** What Site Health tells, read once, when it is asked for first. Never rejects. */
export type HealthReading = () => ReturnType<typeof readSiteHealth>;

/** A reading of Site Health that has not begun. */
export function siteHealthReading(
  { signal }: Pick<Context, 'signal'>,
  { access, address }: Pick<Connected, 'access' | 'address'>,
): HealthReading {
  let reading: ReturnType<typeof readSiteHealth> | undefined;
  return async () => {
    if (!access.session || signal.aborted) return null;
    reading ??= readSiteHealth(access.session, address, signal).catch(() => null);
    return reading;
  };
}

function environmentSeen(
  { symptoms, notes }: RunReport,
  { recorder }: Pick<Context, 'recorder'>,
  { address }: Pick<Connected, 'address'>,
): Environment {
  const head = symptoms.flatMap((symptom) => symptom.head ?? []);
  const header = (name: string) =>
    head.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
  return {
    source: 'answers',
    wordpress: address.wordpressVersion,
    php: /PHP\/([\w.]+)/.exec(header('x-powered-by') ?? '')?.[1] ?? null,
    server: header('server'),
    database: null,
    theme: null,
    multisite: notes.some(({ type }) => type === 'multisite' || type === 'network-switched')
      ? true
      : null,
    objectCache: null,
    https: new URL(address.home).protocol === 'https:',
    plugins: recorder?.plugins() ?? null,
  };
}

/** The ticket of a finished command in the language of its reader; null where none is needed. */
export function ticketOf(
  t: Language,
  report: RunReport,
  wordpressVersion: string | null,
): Ticket | null {
  const culprit = whoAnswered(report);
  const contacts = (culprit?.plugins ?? []).map(contactOf);
  return ticketFor(t, { report, culprit, contacts, host: hostIn(report), wordpressVersion });
}

/** The hosting company, as far as the answers of the failing requests name it. */
function hostIn({ symptoms }: Pick<RunReport, 'symptoms'>): string | null {
  const [host = null] = symptoms.flatMap(({ head }) => hostOf(answerWith(head ?? [])) ?? []);
  return host;
}

/**
 * The culprit to write about: of several that refuse the same request, only one is seen answering, and
 * its author is shown that answer.
 */
function whoAnswered({ culprits, symptoms }: RunReport): ReportedCulprit | undefined {
  const isSeen = ({ plugins, symptoms: own }: ReportedCulprit) =>
    plugins.some(({ plugin }) =>
      own.some((index) => {
        const symptom = symptoms[index];
        return symptom !== undefined && isSignedBy(plugin, symptom);
      }),
    );
  return culprits.find(isSeen) ?? culprits[0];
}

function answerWith(head: readonly string[]): { readonly headers: Headers } {
  const pairs = head.map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ');
    return [name, value.join(': ')];
  });
  return { headers: new Headers(pairs) };
}
