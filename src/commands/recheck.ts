/** `--recheck`: sends the requests of an earlier report again, and says whether the failure is gone. Reads only. */

import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { isSamePlace } from '../journal/site-folder.ts';
import type { Language } from '../language/language.ts';
import { Problem } from '../model/errors.ts';
import { isReadOnly } from '../model/http-methods.ts';
import { parseJson } from '../model/parse-json.ts';
import type { Clock } from '../model/ports.ts';
import type { Observation, Observed, Symptom } from '../model/report.ts';
import { emptyReport, inSeconds, type Recheck, type Rechecked } from '../model/run-report.ts';
import { HIDDEN } from '../model/secrets.ts';
import { bad } from '../options/arguments.ts';
import type { Clients } from '../symptoms/ask.ts';
import { surveysOwn } from '../symptoms/candidates.ts';
import { createOracle } from '../symptoms/oracle.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { signInAnyway } from './connect.ts';
import type { Connected, Context, Finished } from './context.ts';
import { reach, typedPlace } from './reach.ts';

/** Sends the requests of the report again. Rejects with `unreadable-file` or `bad-option` before anything is sent. */
export async function recheck(context: Context): Promise<Finished> {
  const earlier = await reportOf(context);
  const site = context.options.site ?? earlier.site;
  const there: Context = { ...context, options: { ...context.options, site } };
  const reached = await reach(there);
  try {
    const needsMore = earlier.symptoms.some(({ request }) => request.as !== 'anonymous');
    // An anonymous request needs nobody's password, so none is sent.
    const connected = await signInAnyway(needsMore ? there : withoutSecrets(there), reached);
    const checked = await recheckSymptoms(earlier.symptoms, {
      ...sendingOf(connected, there),
      mayWrite: context.options.yes,
      incomplete: earlier.incomplete,
      bodiless: earlier.bodiless,
    });
    const seconds = inSeconds(context.clock.now() - context.startedAt);
    const cost = { requests: reached.connection.requests, seconds };
    const report = {
      ...emptyReport(reached.address.home, 'rechecked', { cost }),
      symptoms: earlier.symptoms,
      recheck: checked,
      notes: context.notes,
    };
    return { report, problem: null };
  } finally {
    await reached.connection.close();
  }
}

/** What sending again works with. */
export type Resending = {
  readonly clients: Clients;
  readonly address: SiteAddress;
  readonly refused?: Connected['refused'];
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** True: requests that may change the site are sent too. */
  readonly mayWrite: boolean;
  /** Indices of requests that the report does not hold whole (a masked value, a header). */
  readonly incomplete?: ReadonlySet<number>;
  /** Indices of requests whose body the report does not hold. */
  readonly bodiless?: ReadonlySet<number>;
};

/** A site that is connected, for `recheckSymptoms`. */
function sendingOf(
  { clients, address, refused }: Pick<Connected, 'address' | 'clients' | 'refused'>,
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
): Resending {
  return { clients, address, refused, clock, signal, mayWrite: false };
}

/**
 * Sends each symptom once more and compares the answers; the code behind `--recheck` and "Test again".
 * Never rejects but for an abort.
 */
export async function recheckSymptoms(
  symptoms: readonly Symptom[],
  resending: Resending,
): Promise<Recheck> {
  const own = symptoms.map(({ request }) => surveysOwn(request, resending.address));
  const reasons = symptoms.map((symptom, index) =>
    whyNotSent(symptom, index, own[index] !== undefined, resending),
  );
  const whole = symptoms.map((symptom, index) => ({
    ...symptom,
    request: own[index] ?? symptom.request,
  }));
  const oracle = createOracle({ ...resending, symptoms: whole, exact: true });
  const wanted = [...symptoms.keys()].filter((index) => reasons[index] === null);
  const seen = await oracle.probe((request) => request, resending.signal, wanted);
  const checked = symptoms.map((symptom, index): Rechecked => {
    const reason = reasons[index] ?? null;
    const observation = seen[index];
    if (reason !== null || observation === undefined) {
      return {
        result: 'cannot-tell',
        before: symptom.observed,
        now: null,
        ...(reason === null ? {} : { reason }),
      };
    }
    return compared(symptom.observed, observation);
  });
  return { result: together(checked), symptoms: checked };
}

function whyNotSent(
  { request, described }: Symptom,
  index: number,
  isSurveys: boolean,
  { clients, mayWrite, incomplete, bodiless }: Resending,
): Rechecked['reason'] | null {
  if (described !== undefined) return 'by-hand';
  if (!isSurveys && bodiless?.has(index)) return 'body';
  if (!isSurveys && incomplete?.has(index)) return 'masked';
  if (clients[request.as] === undefined) return 'no-credentials';
  return isSurveys || isReadOnly(request.method) || mayWrite ? null : 'writes';
}

function compared(before: Observed, { verdict, observed, reason }: Observation): Rechecked {
  if (verdict === 'passes') return { result: 'gone', before, now: observed };
  if (verdict === 'unresolved' && observed.status === 0) {
    return { result: 'cannot-tell', before, now: null, reason: reason ?? 'no-answer' };
  }
  if (verdict === 'unresolved' && isAboutTheTest(reason)) {
    return { result: 'cannot-tell', before, now: observed, reason };
  }
  const isSame = before.status === observed.status && before.code === observed.code;
  return { result: isSame ? 'still-there' : 'different', before, now: observed };
}

/** These say nothing about the failure: another test may answer. */
function isAboutTheTest(reason: Observation['reason']): boolean {
  switch (reason) {
    case 'rate-limited':
    case 'maintenance':
    case 'challenge':
    case 'credential-lost':
    case 'cached':
    case 'no-answer':
      return true;
    default:
      return false;
  }
}

/** One that is still there outweighs all; gone only where every one is. */
function together(checked: readonly Rechecked[]): Recheck['result'] {
  const results = checked.map(({ result }) => result);
  for (const result of ['still-there', 'different', 'cannot-tell'] as const) {
    if (results.includes(result)) return result;
  }
  return results.length === 0 ? 'cannot-tell' : 'gone';
}

async function reportOf({ options, t }: Pick<Context, 'options' | 't'>): Promise<EarlierReport> {
  const path = options.recheck ?? '';
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Problem('unreadable-file', { path, cause: error.code ?? String(error) });
  });
  const report = readEarlierReport(text);
  if (report === null) throw new Problem('unreadable-file', { path, wanted: 'report' });
  if (report.symptoms.length === 0) {
    throw new Problem('unreadable-file', { path, wanted: 'failing-request' });
  }
  refuseAnotherSite(t, report, options.site);
  return report;
}

/** A file from elsewhere must not decide where a password goes: then a person names the site. */
function refuseAnotherSite(
  t: Language,
  { site, symptoms }: EarlierReport,
  typed: string | null,
): void {
  if (typed !== null && !isSamePlace(typedPlace(typed), typedPlace(site))) {
    throw bad(
      t.__('--recheck: the report is about another site (%(site)s).', { site: typedPlace(site) }),
    );
  }
  if (typed === null && symptoms.some(({ request }) => request.as !== 'anonymous')) {
    throw bad(
      t.__(
        '--recheck: a request of this report was sent signed in. Name the site, too: wp-bisect example.com --recheck REPORT.json',
      ),
    );
  }
}

function withoutSecrets(context: Context): Context {
  const secrets = { ...context.options.secrets, applicationPassword: null, password: null };
  return { ...context, options: { ...context.options, user: null, secrets } };
}

/** Reads a JSON report back, as far as its requests can be sent again. The file may come from anybody. */

/** The requests of a report, and which of them it does not hold whole. */
type EarlierReport = {
  readonly site: string;
  readonly symptoms: readonly Symptom[];
  readonly incomplete: ReadonlySet<number>;
  /** Those whose body is missing. */
  readonly bodiless: ReadonlySet<number>;
};

const SHORT = v.pipe(v.string(), v.maxLength(8_000));

const SYMPTOM = v.object({
  request: v.object({
    method: v.pipe(v.string(), v.regex(/^[A-Z]{1,20}$/)),
    url: v.pipe(SHORT, v.regex(/^https?:\/\//i)),
    as: v.picklist(['anonymous', 'application-password', 'session', 'woocommerce-keys', 'bearer']),
    headers: v.optional(v.array(SHORT), []),
    body: v.optional(v.object({ bytes: v.number() })),
    leadsTo: v.optional(SHORT),
  }),
  observed: v.object({
    status: v.number(),
    code: v.nullable(SHORT),
    message: v.optional(v.nullable(SHORT), null),
    challenges: v.array(v.object({ scheme: SHORT, realm: v.nullable(SHORT) })),
  }),
  failsOn: v.optional(v.array(v.union([v.number(), SHORT])), [401]),
  described: v.optional(SHORT),
});

const REPORT = v.object({
  schema: v.literal(1),
  site: SHORT,
  symptoms: v.pipe(v.array(SYMPTOM), v.maxLength(100)),
});

/** The report in a text of JSON or NDJSON (its last line); null where there is none. */
export function readEarlierReport(text: string): EarlierReport | null {
  const told = parseJson(text) ?? parseJson(text.trimEnd().split('\n').at(-1) ?? '');
  const inner = v.safeParse(v.object({ report: v.unknown() }), told);
  const read = v.safeParse(REPORT, inner.success ? inner.output.report : told);
  if (!read.success) return null;
  const { site, symptoms } = read.output;
  const incomplete = symptoms.flatMap(({ request }, index) =>
    request.headers.length > 0 || isMasked(request.url) ? [index] : [],
  );
  const bodiless = symptoms.flatMap(({ request }, index) => (request.body ? [index] : []));
  return {
    site,
    symptoms: symptoms.map(
      ({ request, described, ...known }): Symptom => ({
        ...known,
        request: {
          method: request.method,
          url: request.url,
          as: request.as,
          headers: {},
          ...(request.leadsTo === undefined ? {} : { leadsTo: request.leadsTo }),
        },
        ...(described === undefined ? {} : { described }),
      }),
    ),
    incomplete: new Set(incomplete),
    bodiless: new Set(bodiless),
  };
}

/** A URL with a masked value is not the one that was sent. */
function isMasked(url: string): boolean {
  return url.includes(`=${HIDDEN}`);
}
