/** Reads for the checks: each question is asked once, whoever wants to know, and only so many in all. */

import type { Identity, Symptom } from '../model/report.ts';
import { type Judged, judge } from '../symptoms/verdict.ts';
import { createPlaces } from '../wordpress/http/places.ts';
import type { Client, HttpAnswer } from '../wordpress/http/types.ts';
import { restUrl } from '../wordpress/http/urls.ts';
import type { DiagnosisInput } from './input.ts';

/** The site is live: the checks ask no more than this, whatever they meet. */
const MOST = { healthy: 6, failing: 10 } as const;

/** What was asked of an input, and how much more may be; gone together with the input. */
type Notebook = { left: number; readonly answers: Map<string, Promise<HttpAnswer | null>> };

const notebooks = new WeakMap<DiagnosisInput, Notebook>();

/** The answer to a plain read, asked at most once an input; null when no answer comes. Rejects when cancelled. */
export function look(input: DiagnosisInput, as: Identity, url: string): Promise<HttpAnswer | null> {
  const { answers } = notebookOf(input);
  const question = `${as} ${url}`;
  const answer = answers.get(question) ?? lookAgain(input, { as, url });
  answers.set(question, answer);
  return answer;
}

/** A read as it is sent. */
type Read = {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The same, asked anew: for what may change from one time to the next, or brings headers of its own. */
export async function lookAgain(
  input: DiagnosisInput,
  { as, ...read }: Read & { readonly as: Identity },
): Promise<HttpAnswer | null> {
  const client = input.clients[as];
  if (!client) return null;
  return unlessSpent(input, () => client.send({ ...read, retry: false, signal: input.signal }));
}

/** The same, without any credential, from one IP address of the host; null where that cannot be. */
export async function lookAt(
  input: DiagnosisInput,
  ipAddress: string,
  read: Read,
): Promise<HttpAnswer | null> {
  const send = input.exploreAt?.(ipAddress);
  if (!send) return null;
  return unlessSpent(input, () => send({ ...read, retry: false, signal: input.signal }));
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

async function unlessSpent(
  input: DiagnosisInput,
  ask: () => Promise<HttpAnswer>,
): Promise<HttpAnswer | null> {
  const notebook = notebookOf(input);
  if (notebook.left === 0) return null;
  notebook.left -= 1;
  try {
    return await ask();
  } catch (error) {
    if (input.signal.aborted) throw error;
    return null;
  }
}

function notebookOf(input: DiagnosisInput): Notebook {
  const known = notebooks.get(input);
  if (known) return known;
  const left = input.symptoms.length > 0 ? MOST.failing : MOST.healthy;
  const fresh = { left, answers: new Map() };
  notebooks.set(input, fresh);
  return fresh;
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
