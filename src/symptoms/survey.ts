/** Finds what answers 401 on a site and should not. Reads only. */

import type { Emit } from '../model/events.ts';
import type { Clock } from '../model/ports.ts';
import type {
  Challenge,
  Identity,
  Observation,
  Observed,
  Symptom,
  SymptomRequest,
} from '../model/report.ts';
import { mapLimited } from '../wordpress/http/rate-limit.ts';
import { isFromRestServer } from '../wordpress/http/response-source.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { isPrivateByDesign, withPlainPermalink } from '../wordpress/http/urls.ts';
import { type Asked, type Asking, askOnce, type Clients, failRateOf, type Rate } from './ask.ts';
import { type Candidate, firstRound, secondRound } from './candidates.ts';
import { type CredentialDoubt, doubtCredential } from './credential-doubt.ts';
import { chooseSymptoms, type Finding, headOf } from './group.ts';
import { DEFAULT_FAILS_ON } from './verdict.ts';

/** What a survey needs. `clients` may hold a credential that the site refuses: that is a symptom, too. */
export type SurveyOptions = {
  readonly address: SiteAddress;
  readonly clients: Clients;
  readonly failsOn?: readonly (number | string)[];
  readonly emit?: Emit;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Starts the parameter that keeps caches out of repeats; unique to the run. */
  readonly nonce?: string;
};

/** Something that the survey met and that is no symptom, as data. */
export type Anomaly =
  /** Another error than what counts as failing: 403, 5xx, a redirect to a login form, a challenge. */
  | {
      readonly type: 'other-error';
      readonly request: SymptomRequest;
      readonly observation: Observation;
    }
  /** The list of authors is closed to visitors: usually meant, so it is examined only when nothing else fails. */
  | {
      readonly type: 'users-route-closed';
      readonly request: SymptomRequest;
      readonly observed: Observed;
    }
  /** A cache serves a copy of a failure that WordPress no longer answers. */
  | {
      readonly type: 'cached-failure';
      readonly request: SymptomRequest;
      readonly observed: Observed;
    }
  /** The web server asks for a password even for static files: no plugin is running there. */
  | {
      readonly type: 'server-gate';
      readonly request: SymptomRequest;
      readonly challenges: readonly Challenge[];
    }
  | CredentialDoubt
  /** The site answered 429 or a lock-out: the survey stopped there. */
  | { readonly type: 'rate-limited'; readonly retryAfterSeconds: number | null };

/** What a survey found. */
export type Survey = {
  /** At most five, the most telling first. */
  readonly symptoms: readonly Symptom[];
  /** For each symptom, how often its request failed. */
  readonly rates: readonly Rate[];
  /** For each symptom, the requests that fail in the same way: to be asked again at the end. */
  readonly alike: readonly (readonly SymptomRequest[])[];
  /** Requests that WordPress answers as it should. */
  readonly healthy: readonly { readonly request: SymptomRequest; readonly observed: Observed }[];
  readonly anomalies: readonly Anomaly[];
};

/** Requests of the survey that are on their way at a time. */
const AT_A_TIME = 3;

/**
 * Asks a dozen things that a healthy site answers, and gives what fails as symptoms: grouped by who
 * asks and what is answered, each repeated to see that it is stable. Rejects with the network's
 * `Problem` when no request at all was answered.
 */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const asking = askingOf(options);
  const identities = (Object.keys(options.clients) as Identity[]).filter(
    (as) => options.clients[as],
  );
  const first = await askAll(firstRound(options.address, identities), asking);
  const blocked = blockedIdentities(first);
  const second = isStopped(first)
    ? []
    : await askAll(secondRound(options.address, identities, blocked), asking);
  const all = [...first, ...second];
  throwIfUnreachable(all);

  const doubts = await doubtsAbout(all, options, asking);
  const trusted = all.filter(({ asked }) => !doubts.some((doubt) => isDoubted(asked, doubt)));
  const { findings, closed } = chooseSymptoms(trusted);
  const failing = trusted.filter(({ asked }) => asked.observation.verdict === 'fails');
  const gate = await serverGate(
    failing.map(({ asked }) => asked),
    options,
    asking,
  );
  const rates = await ratesOf(findings, asking, gate !== null || isStopped(all));

  return {
    ...symptomsOf(findings, options.failsOn ?? DEFAULT_FAILS_ON),
    rates,
    healthy: all
      .filter(({ asked }) => asked.observation.verdict === 'passes')
      .map(({ asked }) => ({ request: asked.request, observed: asked.observation.observed })),
    anomalies: [
      ...(gate ? [gate] : []),
      ...doubts,
      ...closed.map(({ asked }) => ({
        type: 'users-route-closed' as const,
        request: asked.request,
        observed: asked.observation.observed,
      })),
      ...all.filter(isWorthTelling).flatMap(({ asked }) => anomaliesOf(asked)),
    ],
  };
}

/** What became of the person's own requests with everything on. */
export type FirstLook = Pick<Survey, 'symptoms' | 'rates' | 'anomalies'> & {
  /** Requests that do not fail: nothing to search for there. */
  readonly healthy: Survey['healthy'];
  /** Requests that visitors are refused by design: a 401 may be no fault. */
  readonly byDesign: readonly SymptomRequest[];
};

/**
 * Sends the person's own requests exactly as given, each up to three times, one after the other. A
 * `/wp-json/` address where no WordPress answers is tried as `?rest_route=` (plain permalinks).
 */
export async function firstLook(
  requests: readonly SymptomRequest[],
  options: Omit<SurveyOptions, 'address'>,
): Promise<FirstLook> {
  const asking = { ...askingOf(options), exact: true };
  const asked: Asked[] = [];
  for (const request of requests) asked.push(await askAsTyped(request, asking));
  throwIfUnreachable(asked.map((each) => ({ asked: each })));
  const failing = asked.filter(({ observation }) => observation.verdict === 'fails');
  const rates: Rate[] = [];
  for (const { request } of failing) {
    // A write is not repeated to find out how reliably it fails.
    const once = { fails: 1, of: 1 };
    rates.push(request.method === 'GET' ? await failRateOf(request, asking) : once);
  }
  return {
    symptoms: failing.map(({ request, observation, answer }) => ({
      request,
      failsOn: options.failsOn ?? DEFAULT_FAILS_ON,
      observed: observation.observed,
      head: headOf(answer),
    })),
    rates,
    healthy: asked
      .filter(({ observation }) => observation.verdict === 'passes')
      .map(({ request, observation }) => ({ request, observed: observation.observed })),
    anomalies: asked.flatMap(anomaliesOf),
    byDesign: requests.filter(
      ({ as, method, url }) => as === 'anonymous' && isPrivateByDesign(method, url),
    ),
  };
}

async function askAsTyped(request: SymptomRequest, asking: Asking): Promise<Asked> {
  const asked = await askOnce(request, asking);
  const plain = withPlainPermalink(request.url);
  const { answer } = asked;
  if (plain === null || answer?.status !== 404 || isFromRestServer(answer)) return asked;
  const second = await askOnce({ ...request, url: plain }, asking);
  return second.answer !== null && isFromRestServer(second.answer) ? second : asked;
}

type Answered = { readonly candidate: Candidate; readonly asked: Asked };

async function askAll(
  candidates: readonly Candidate[],
  asking: Asking,
): Promise<readonly Answered[]> {
  let stopped = false;
  const answers = await mapLimited(candidates, AT_A_TIME, async (candidate) => {
    if (stopped) return null;
    const asked = await askOnce(candidate.request, asking);
    // A site that asks to slow down is not asked the rest.
    if (asked.observation.reason === 'rate-limited') stopped = true;
    return { candidate, asked };
  });
  return answers.filter((answer) => answer !== null);
}

/** Without pretty permalinks there is nothing at /wp-json/: only a refusal tells something. */
function isWorthTelling({ candidate }: Answered): boolean {
  return candidate.topic !== 'pretty-rest';
}

function isStopped(answered: readonly Answered[]): boolean {
  return answered.some(({ asked }) => asked.observation.reason === 'rate-limited');
}

/** Identities whose REST requests fail wherever they were tried. */
function blockedIdentities(answered: readonly Answered[]): readonly Identity[] {
  const telling = answered.filter(({ candidate }) =>
    ['rest', 'rest-index', 'credential'].includes(candidate.topic),
  );
  const identities = [...new Set(telling.map(({ asked }) => asked.request.as))];
  return identities.filter((as) =>
    telling
      .filter(({ asked }) => asked.request.as === as)
      .every(({ asked }) => asked.observation.verdict !== 'passes'),
  );
}

async function doubtsAbout(
  answered: readonly Answered[],
  options: SurveyOptions,
  asking: Asking,
): Promise<readonly CredentialDoubt[]> {
  const refused = answered.find(
    ({ candidate, asked }) =>
      candidate.topic === 'credential' &&
      asked.request.as === 'application-password' &&
      asked.observation.verdict === 'fails',
  );
  if (!refused) return [];
  const index = answered.find(({ candidate }) => candidate.topic === 'rest-index');
  const doubt = await doubtCredential(refused.asked, index?.asked ?? null, options.address, asking);
  return doubt ? [doubt] : [];
}

function isDoubted(asked: Asked, doubt: CredentialDoubt): boolean {
  return asked.request.as === doubt.credential && asked.observation.verdict === 'fails';
}

/** When everything fails with a challenge: does the server ask for it before any PHP runs? */
async function serverGate(
  failing: readonly Asked[],
  { address }: SurveyOptions,
  asking: Asking,
): Promise<Anomaly | null> {
  const visitors = failing.filter(({ request }) => request.as === 'anonymous');
  if (!visitors.some(({ observation }) => observation.observed.challenges.length > 0)) return null;
  // A file of WordPress itself that every version has; the server sends it without PHP.
  const url = `${address.siteUrl}wp-includes/images/blank.gif`;
  const request: SymptomRequest = { method: 'GET', url, as: 'anonymous', headers: {} };
  const { observation } = await askOnce(request, { ...asking, failsOn: [401] });
  if (observation.verdict !== 'fails') return null;
  return { type: 'server-gate', request, challenges: observation.observed.challenges };
}

async function ratesOf(
  findings: readonly Finding[],
  asking: Asking,
  once: boolean,
): Promise<readonly Rate[]> {
  if (once) return findings.map(() => ({ fails: 1, of: 1 }));
  return mapLimited(findings, AT_A_TIME, (finding, place) =>
    // The first symptom leads the search; the others are only checked for flapping.
    failRateOf(finding.asked.request, asking, { least: place === 0 ? 3 : 2 }),
  );
}

function symptomsOf(
  findings: readonly Finding[],
  failsOn: readonly (number | string)[],
): Pick<Survey, 'symptoms' | 'alike'> {
  return {
    symptoms: findings.map(({ asked }) => ({
      request: asked.request,
      failsOn,
      observed: asked.observation.observed,
      head: headOf(asked.answer),
    })),
    alike: findings.map(({ alike }) => alike),
  };
}

function anomaliesOf({ request, observation, cached }: Asked): readonly Anomaly[] {
  if (observation.reason === 'rate-limited') {
    return [{ type: 'rate-limited', retryAfterSeconds: observation.retryAfterSeconds ?? null }];
  }
  if (observation.verdict === 'unresolved') return [{ type: 'other-error', request, observation }];
  return cached?.verdict === 'fails'
    ? [{ type: 'cached-failure', request, observed: cached.observed }]
    : [];
}

/** No answer to any request: the network's own words say more than an empty survey. */
function throwIfUnreachable(answered: readonly { readonly asked: Asked }[]): void {
  const problem = answered[0]?.asked.problem;
  if (problem && answered.every(({ asked }) => asked.problem !== null)) throw problem;
}

function askingOf(options: Omit<SurveyOptions, 'address'>): Asking {
  const start = options.nonce ?? globalThis.crypto.randomUUID().slice(0, 8);
  let count = 0;
  const unique = () => {
    count += 1;
    return `${start}-s${count}`;
  };
  return { ...options, unique };
}
