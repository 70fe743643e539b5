/** Reads for the checks: each question is asked once, whoever wants to know, and only so many in all. */

import { isProblem, type Problem } from '../model/errors.ts';
import type { NotLooked } from '../model/facts/server.ts';
import type { Identity, Symptom } from '../model/report.ts';
import { type Judged, judge } from '../symptoms/verdict.ts';
import { acceptOf, hasAccept } from '../wordpress/http/client.ts';
import { HIDDEN_407 } from '../wordpress/http/network-problem.ts';
import { createPlaces } from '../wordpress/http/rate-limit.ts';
import type { Client, HttpAnswer, Send } from '../wordpress/http/types.ts';
import { restRouteOf, restUrl, tellable } from '../wordpress/http/urls.ts';
import type { DiagnosisInput } from './input.ts';

/**
 * The site is live: the checks ask no more than this, whatever they meet. What asks for the way in (`access`) and
 * what asks who answers (`server`) pay from a purse each, so that neither goes without for what the other asked;
 * what one of them has asked, the other knows for nothing.
 */
const MOST = { access: { healthy: 6, ill: 10 }, server: { healthy: 4, ill: 8 } } as const;
/** Of the `server` purse. */
const KEPT = { healthy: 1, ill: 4 } as const;

/** Who pays for a question. */
export type Purse = keyof typeof MOST;

/** A read as it is sent; only what has headers of its own, or a method, brings them. */
export type Read = {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Who asks: an identity, or `nobody`, who has no credential at all, not even the one of a gate. */
export type Asker = Identity | 'nobody';

/** An answer, or why there is none. */
export type ReadResult = HttpAnswer | NotLooked;

/** What was asked of an input, and how much more may be; gone together with the input. */
type Notebook = {
  readonly left: Record<Purse, number>;
  readonly answers: Map<string, Promise<ReadResult>>;
};

const notebooks = new WeakMap<DiagnosisInput, Notebook>();

/** True for an answer, false for the reason why there is none. */
export function isAnswer(asked: ReadResult): asked is HttpAnswer {
  return !('kind' in asked);
}

/** The answer to a GET, asked for at most once an input, whoever wants to know. Rejects when cancelled. */
export function askOnce(
  input: DiagnosisInput,
  as: Asker,
  { url, headers }: Omit<Read, 'method'>,
  purse: Purse,
): Promise<ReadResult> {
  const { answers } = notebookOf(input);
  const key = keyOf(input, as, { url, headers });
  const answer = answers.get(key) ?? ask(input, as, { url, headers }, purse);
  answers.set(key, answer);
  return answer;
}

/** The same for what may be left out: the last questions of `server` are kept for who answers. */
export function askIfSpare(input: DiagnosisInput, as: Asker, url: string): Promise<ReadResult> {
  const { left, answers } = notebookOf(input);
  const isNew = !answers.has(keyOf(input, as, { url }));
  if (isNew && left.server <= KEPT[sizeOf(input)]) {
    return Promise.resolve(notLooked(url, 'enough-asked'));
  }
  return askOnce(input, as, { url }, 'server');
}

/** Why there is no answer from there. */
export function notLooked(url: string, why: NotLooked['why']): NotLooked {
  return { kind: 'not-looked', url: tellable(url), why };
}

/** A problem as the reason why there is no answer. */
export function whyOf(problem: Problem): NotLooked['why'] {
  const hides407 = isProblem(problem, 'connection-failed') && problem.facts.cause === HIDDEN_407;
  return hides407 ? 'proxy-authentication' : problem.code;
}

/** The answer to a plain read, asked at most once an input; null when no answer comes. Rejects when cancelled. */
export async function look(
  input: DiagnosisInput,
  as: Identity,
  url: string,
): Promise<HttpAnswer | null> {
  return answerOrNull(await askOnce(input, as, { url }, 'access'));
}

/** The same, asked anew: for what may change from one time to the next, or brings headers of its own. */
export async function lookAgain(
  input: DiagnosisInput,
  { as, method, url, headers }: Read & { readonly as: Identity },
): Promise<HttpAnswer | null> {
  return answerOrNull(await ask(input, as, { method, url, headers }, 'access'));
}

/** The same, without any credential, from one IP address of the host; null where that cannot be. */
export async function lookAt(
  input: DiagnosisInput,
  ipAddress: string,
  read: Read,
): Promise<HttpAnswer | null> {
  const send = input.exploreAt?.(ipAddress);
  return send ? answerOrNull(await sendOne(input, acceptingSend(send), read, 'access')) : null;
}

/** The login page as a visitor gets it; null without a site or an answer. */
export async function loginPage(input: DiagnosisInput): Promise<HttpAnswer | null> {
  const { address } = input;
  return address && look(input, 'anonymous', `${address.siteUrl}wp-login.php`);
}

/** A REST route as somebody gets it; null without a site or an answer. */
export async function lookAtRoute(
  input: DiagnosisInput,
  as: Identity,
  route: string,
  query: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer | null> {
  return input.address && look(input, as, restUrl(input.address, route, query));
}

/** True when an answer counts as this symptom's failure. */
export function isFailure(symptom: Judged, answer: HttpAnswer): boolean {
  return judge(symptom, answer).verdict === 'fails';
}

/** True when an answer shows that nobody is in this symptom's way. Another error is neither this nor a failure. */
export function isPass(symptom: Judged, answer: HttpAnswer): boolean {
  return judge(symptom, answer).verdict === 'passes';
}

/** True where this symptom was seen to come and go: then one difference proves nothing. */
export function isFlapping({ symptoms, rates }: DiagnosisInput, symptom: Symptom): boolean {
  const rate = rates[symptoms.indexOf(symptom)];
  return rate !== undefined && rate.fails < rate.of;
}

/** A symptom that may be sent again: it changes nothing. */
export function isRepeatable({ request }: Symptom): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function answerOrNull(asked: ReadResult): HttpAnswer | null {
  return isAnswer(asked) ? asked : null;
}

function ask(input: DiagnosisInput, as: Asker, read: Read, purse: Purse): Promise<ReadResult> {
  const client = as === 'nobody' ? undefined : input.clients[as];
  if (client) return sendOne(input, client.send, read, purse);
  if (as === 'nobody' || as === 'anonymous') {
    return sendOne(input, acceptingSend(input.explore), read, purse);
  }
  return Promise.resolve(notLooked(read.url, 'no-credentials'));
}

/** Sent once, and never followed. */
async function sendOne(
  input: DiagnosisInput,
  send: Send,
  { method, url, headers }: Read,
  purse: Purse,
): Promise<ReadResult> {
  const { left } = notebookOf(input);
  if (left[purse] === 0) return notLooked(url, 'enough-asked');
  left[purse] -= 1;
  const own = { ...(method && { method }), ...(headers && { headers }) };
  try {
    return await send({ ...own, url, retry: false, signal: input.signal });
  } catch (error) {
    if (input.signal.aborted || !isProblem(error)) throw error;
    return notLooked(url, whyOf(error));
  }
}

/** Clients say what they accept; who has none says it here. */
function acceptingSend(send: Send): Send {
  return (request) => {
    if (hasAccept(request.headers)) return send(request);
    const accept = acceptOf(restRouteOf(request.url) !== null);
    return send({ ...request, headers: { Accept: accept, ...request.headers } });
  };
}

function keyOf({ given }: DiagnosisInput, as: Asker, { url, headers = {} }: Read): string {
  // Where no gate was opened, a visitor's client and no client at all send the same.
  const who = as === 'anonymous' && !given.gate ? 'nobody' : as;
  return `${who} ${url} ${JSON.stringify(headers)}`;
}

function notebookOf(input: DiagnosisInput): Notebook {
  const known = notebooks.get(input);
  if (known) return known;
  const size = sizeOf(input);
  const left = { access: MOST.access[size], server: MOST.server[size] };
  const fresh = { left, answers: new Map() };
  notebooks.set(input, fresh);
  return fresh;
}

function sizeOf({ symptoms, blocked }: DiagnosisInput): 'ill' | 'healthy' {
  return symptoms.length > 0 || blocked !== null ? 'ill' : 'healthy';
}

/** Requests that are on their way at a time. */
const AT_A_TIME = 3;

/** The same input, with at most three requests on their way at a time, whoever sends them. */
export function polite(input: DiagnosisInput, atATime: number = AT_A_TIME): DiagnosisInput {
  const place = createPlaces(atATime);
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const giveBack = await place();
    try {
      return await work();
    } finally {
      giveBack();
    }
  };
  const clients: Partial<Record<Identity, Client>> = {};
  for (const client of Object.values(input.clients)) {
    if (!client) continue;
    clients[client.identity] = {
      ...client,
      send: (request) => inTurn(() => client.send(request)),
      rest: (request) => inTurn(() => client.rest(request)),
    };
  }
  return {
    ...input,
    clients,
    explore: (request) => inTurn(() => input.explore(request)),
    exploreAt: (ipAddress) => {
      const send = input.exploreAt?.(ipAddress) ?? null;
      return send && ((request) => inTurn(() => send(request)));
    },
  };
}
