/** Asks one question until its answer can be trusted. */

import { isProblem, type Problem } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import { isReadOnly } from '../model/http-methods.ts';
import type { Clock } from '../model/ports.ts';
import type {
  Identity,
  Observation,
  RequestBody,
  Symptom,
  SymptomRequest,
  Verdict,
} from '../model/report.ts';
import {
  bypassesCaches,
  isFromCache,
  noCache,
  uniqueNames,
  withBuster,
} from '../wordpress/http/caches.ts';
import { JSON_TYPE } from '../wordpress/http/client.ts';
import { browserAfter } from '../wordpress/http/cookies.ts';
import { fatalErrorIn } from '../wordpress/http/fatal-error.ts';
import { gaveUpWaiting } from '../wordpress/http/retry.ts';
import { welcomePages } from '../wordpress/http/session-client.ts';
import type { Client, HttpAnswer } from '../wordpress/http/types.ts';
import { isAdminPage, isLoginPage, redirectTarget } from '../wordpress/http/urls.ts';
import { type Followed, followRedirects } from './redirects.ts';
import { DEFAULT_FAILS_ON, type Judged, judge, unanswered } from './verdict.ts';

/** What asking needs. */
export type Asking = {
  readonly clients: Clients;
  readonly failsOn?: readonly (number | string)[];
  readonly emit?: Emit;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** True for the person's own requests: repeats are sent as typed, too. */
  readonly exact?: boolean;
  readonly unique: () => string;
  readonly ahead?: AnswersAhead;
};

/** Answers that may be there, or under way, already. */
export type AnswersAhead = {
  /** The answer to a request: the one that is there or under way, else a new one. */
  answerTo(client: Client, request: SymptomRequest): Promise<HttpAnswer | Problem>;
  /** One more answer to it, past all caches, each of them once; undefined where no more was asked. */
  repeatOf(request: SymptomRequest): Promise<HttpAnswer | Problem> | undefined;
};

/** A question and what became of it. */
export type Asked = {
  readonly request: SymptomRequest;
  readonly observation: Observation;
  /** The problem that prevented an answer. */
  readonly problem: Problem | null;
  readonly answer: HttpAnswer | null;
  /** What counted as failing, where that is not what was asked for. */
  readonly failsOn?: readonly (number | string)[];
  /** A cache's copy said something else than WordPress: what the visitors get. */
  readonly cached: Observation | null;
};

/**
 * Sends one request as visitors do and tells what it showed. Where a cache answered, WordPress itself
 * is asked, too: its answer is the observation, and the copy is kept when it says something else.
 */
export async function askOnce(request: SymptomRequest, asking: Asking): Promise<Asked> {
  asking.emit?.({ type: 'surveying', request });
  const asked = await askQuietly(request, asking);
  asking.emit?.({ type: 'survey-answer', request: asked.request, observation: asked.observation });
  return asked;
}

async function askQuietly(request: SymptomRequest, asking: Asking): Promise<Asked> {
  const client = asking.clients[request.as];
  if (!client) {
    const observation = unanswered('credential-lost', 'no-credentials');
    return { request, observation, problem: null, answer: null, cached: null };
  }
  const symptom = { request, failsOn: asking.failsOn ?? DEFAULT_FAILS_ON };
  const first = await (asking.ahead?.answerTo(client, request) ??
    sendSymptom(client, request, asking));
  const observation = judge(symptom, first);
  if (isProblem(first)) return { request, observation, problem: first, answer: null, cached: null };
  const led =
    observation.verdict === 'fails' ? null : await whereItLeads(symptom, first, client, asking);
  if (led !== null) return led;
  if (!isFromCache(first))
    return { request, observation, problem: null, answer: first, cached: null };

  const mayVary = !asking.exact || bypassesCaches(request);
  const past = withBuster(noCache(request), asking.unique());
  const fresh = mayVary ? await sendSymptom(client, past, asking) : first;
  if (isProblem(fresh) || isFromCache(fresh)) {
    return { request, observation, problem: null, answer: first, cached: null };
  }
  const now = judge(symptom, fresh);
  const cached = now.verdict === observation.verdict ? null : observation;
  return { request, observation: now, problem: null, answer: fresh, cached };
}

/** What a redirect ends in, where that fails: a browser shows nothing else. Past a cache that answers for it. */
async function whereItLeads(
  { request, failsOn }: Judged,
  answer: HttpAnswer,
  client: Client,
  asking: Asking,
): Promise<Asked | null> {
  const { url, outcome } = await toItsEnd(answer, client, request, asking);
  if (isProblem(outcome) || outcome === answer) return null;
  const led = { ...request, leadsTo: url };
  const mayVary = !asking.exact || bypassesCaches(request);
  const past = (wanted: SymptomRequest) => withBuster(noCache(wanted), asking.unique());
  const end =
    isFromCache(outcome) && mayVary
      ? await sendSymptom(client, led, { ...asking, vary: past })
      : outcome;
  const observation = judge({ request: led, failsOn }, end);
  if (isProblem(end) || observation.verdict !== 'fails') return null;
  return { request: led, observation, problem: null, answer: end, cached: null };
}

/** How often a request failed. */
export type Rate = { readonly fails: number; readonly of: number };

/**
 * Repeats a request that has failed once: `least` times in all, and up to `most` when the answers
 * disagree, so that the rate says something. Requests that could not be judged are not counted.
 */
export async function failRateOf(
  request: SymptomRequest,
  asking: Asking,
  { least = 3, most = 6 }: { readonly least?: number; readonly most?: number } = {},
): Promise<Rate> {
  const client = asking.clients[request.as];
  const symptom = { request, failsOn: asking.failsOn ?? DEFAULT_FAILS_ON };
  const once = async () => {
    if (!client) return 'unresolved';
    const fresh = noCache(request);
    const asked = asking.exact ? fresh : withBuster(fresh, asking.unique());
    const answer = asking.ahead?.repeatOf(request) ?? sendSymptom(client, asked, asking);
    return judge(symptom, await answer).verdict;
  };
  const verdicts: Verdict[] = ['fails'];
  // No repeat needs another's answer; a write is repeated one by one.
  const atOnce = isReadOnly(request.method) ? least - 1 : 0;
  verdicts.push(...(await Promise.all(Array.from({ length: atOnce }, once))));
  const isMixed = () => verdicts.includes('passes');
  while (client && verdicts.length < (isMixed() ? most : least)) verdicts.push(await once());
  const fails = verdicts.filter((verdict) => verdict === 'fails').length;
  const of = verdicts.filter((verdict) => verdict !== 'unresolved').length;
  return { fails, of };
}

/** Sends one symptom's request as the identity it names. */

/** The clients of a site, by who they are. Only the anonymous one is always there. */
export type Clients = Readonly<Partial<Record<Identity, Client>>> & { readonly anonymous: Client };

/** A pause before the one repeat of a lost connection, in milliseconds. */
const PAUSE_MS = 500;

/**
 * Sends a request once and resolves with the answer, or with the `Problem` that prevented one. A read
 * whose connection broke (or a gateway hiccup, 502 and 504) is sent a second time, after a pause. A
 * dashboard page that redirects to another one is asked for again: plugins do that once when they are
 * new. Redirects are followed where the request says that they are. Rejects only with an AbortError and with what
 * is no `Problem`.
 */
export async function sendSymptom(
  client: Client,
  request: SymptomRequest,
  options: Sending = {},
): Promise<HttpAnswer | Problem> {
  const { vary = asItIs } = options;
  const varied = vary(request);
  const first = await attempt(client, varied, options.signal);
  if (!isReadOnly(request.method)) return first;
  const second = isHiccup(first) ? await repeat(client, varied, options) : first;
  const answer = await pastOnboarding(second, client, varied, options.signal);
  if (request.leadsTo === undefined) return answer;
  return (await toItsEnd(answer, client, request, options)).outcome;
}

/** What sending takes. `vary`: what becomes of the request, and of the one to each address that it is redirected to. */
type Sending = {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly vary?: (request: SymptomRequest) => SymptomRequest;
};

const asItIs = (request: SymptomRequest): SymptomRequest => request;

/** A visitor's browser keeps the cookies that are set on the way; a session keeps its own, and an app none. */
async function toItsEnd(
  answer: HttpAnswer | Problem,
  client: Client,
  request: SymptomRequest,
  { signal, vary = asItIs }: Sending,
): Promise<Followed> {
  let visitor: Client | undefined;
  return followRedirects(request, answer, async (url) => {
    if (request.as === 'anonymous' && !isProblem(answer)) {
      visitor ??= { ...client, send: (await browserAfter(answer, client.send)).send };
    }
    return attempt(visitor ?? client, vary({ ...request, url }), signal);
  });
}

async function repeat(
  client: Client,
  request: SymptomRequest,
  { clock, signal }: { readonly clock?: Clock; readonly signal?: AbortSignal },
): Promise<HttpAnswer | Problem> {
  await clock?.sleep(PAUSE_MS, signal);
  return attempt(client, request, signal);
}

async function pastOnboarding(
  given: HttpAnswer | Problem,
  client: Client,
  request: SymptomRequest,
  signal?: AbortSignal,
): Promise<HttpAnswer | Problem> {
  let answer = given;
  const mayPass = welcomePages();
  for (;;) {
    const page = welcomePageOf(answer, request);
    const pass = page && mayPass(page, request.url);
    if (!pass) return answer;
    if (pass === 'look') await attempt(client, { ...request, url: page }, signal);
    answer = await attempt(client, request, signal);
  }
}

async function attempt(
  client: Client,
  { method, url, headers: own, payload }: SymptomRequest,
  signal?: AbortSignal,
): Promise<HttpAnswer | Problem> {
  const headers = payload ? withContentType(own, payload) : own;
  const carried = payload ? { body: payload.bytes() } : {};
  const cancelling = signal ? { signal } : {};
  try {
    return await client.send({ method, url, headers, ...carried, retry: false, ...cancelling });
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
}

function withContentType(
  headers: SymptomRequest['headers'],
  { type }: RequestBody,
): SymptomRequest['headers'] {
  const isSaid = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return isSaid ? headers : { ...headers, 'Content-Type': type };
}

function isHiccup(outcome: HttpAnswer | Problem): boolean {
  if (isProblem(outcome)) return isProblem(outcome, 'connection-failed');
  return gaveUpWaiting(outcome.status);
}

/** Where the dashboard redirects to in place of the page asked for; null where it does not. */
function welcomePageOf(outcome: HttpAnswer | Problem, request: SymptomRequest): string | null {
  if (request.as !== 'session' || isProblem(outcome)) return null;
  const target = redirectTarget(outcome);
  const isWelcome = target !== null && isAdminPage(new URL(request.url)) && !isLoginPage(target);
  return isWelcome ? target.href : null;
}

/** What asking needs, but for names of its own: `nonce` begins them, and is unique to the run. */
export type AskingOptions = Omit<Asking, 'unique'> & { readonly nonce?: string };

/** What asking needs, with a parameter that keeps caches out of repeats. */
export function askingOf(options: AskingOptions): Asking {
  return { ...options, unique: uniqueNames('s', options.nonce) };
}

/** No answer to any request: the network's own words say more than an empty survey. */
export function throwIfUnreachable(answered: readonly { readonly asked: Asked }[]): void {
  const problem = answered[0]?.asked.problem;
  if (problem && answered.every(({ asked }) => asked.problem !== null)) throw problem;
}

/** Which plugin's file a fatal error happened in, asked of the site where a page keeps it to itself. */

/**
 * The symptoms, with `fatalIn` where WordPress tells it: its page for people names no file, its answer
 * to whoever asks for JSON does (WP_Fatal_Error_Handler). One GET for each such symptom. It orders the
 * search and proves nothing.
 */
export async function withFatalSuspects(
  symptoms: readonly Symptom[],
  { clients, ...call }: { clients: Clients; clock?: Clock; signal?: AbortSignal },
): Promise<readonly Symptom[]> {
  const named: Symptom[] = [];
  for (const symptom of symptoms) {
    const { request, observed } = symptom;
    const client = clients[request.as];
    const isOpen = observed.status >= 500 && observed.fatalIn === undefined;
    if (!client || !isOpen || !isReadOnly(request.method)) {
      named.push(symptom);
      continue;
    }
    const headers = { ...request.headers, Accept: JSON_TYPE };
    const answer = await sendSymptom(client, { ...request, headers }, call);
    const fatalIn = isProblem(answer) ? null : (fatalErrorIn(answer)?.plugin ?? null);
    named.push(fatalIn === null ? symptom : { ...symptom, observed: { ...observed, fatalIn } });
  }
  return named;
}
