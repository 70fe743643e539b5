/** Reads for the checks: each question is asked once, whoever wants to know, and only so many in all. */

import type { Identity, Symptom } from '../model/report.ts';
import { restCode } from '../wordpress/http/rest-error.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import { restUrl } from '../wordpress/http/urls.ts';
import type { Scene } from './input__scene.ts';

/** The site is live: the checks ask no more than this, whatever they meet. */
const MOST = { healthy: 6, failing: 10 } as const;

/** What was asked at a scene, and how much more may be; gone together with the scene. */
type Notebook = { left: number; readonly answers: Map<string, Promise<HttpAnswer | null>> };

const notebooks = new WeakMap<Scene, Notebook>();

/** The answer to a plain read, asked at most once a scene; null when no answer comes. Rejects when cancelled. */
export function look(scene: Scene, as: Identity, url: string): Promise<HttpAnswer | null> {
  const { answers } = notebookOf(scene);
  const question = `${as} ${url}`;
  const answer = answers.get(question) ?? lookAgain(scene, { as, url });
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
  scene: Scene,
  { as, ...read }: Read & { readonly as: Identity },
): Promise<HttpAnswer | null> {
  const client = scene.clients[as];
  if (!client) return null;
  return unlessSpent(scene, () => client.send({ ...read, retry: false, signal: scene.signal }));
}

/** The same, without any credential, from one IP address of the host; null where that cannot be. */
export async function lookAt(
  scene: Scene,
  ipAddress: string,
  read: Read,
): Promise<HttpAnswer | null> {
  const send = scene.exploreAt?.(ipAddress);
  if (!send) return null;
  return unlessSpent(scene, () => send({ ...read, retry: false, signal: scene.signal }));
}

/** The login page as a visitor gets it; null without a site or an answer. */
export async function loginPage(scene: Scene): Promise<HttpAnswer | null> {
  const { address } = scene;
  return address && look(scene, 'anonymous', `${address.siteUrl}wp-login.php`);
}

/** A REST route as somebody gets it; null without a site or an answer. */
export async function lookAtRoute(
  scene: Scene,
  as: Identity,
  route: string,
  query: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer | null> {
  return scene.address && look(scene, as, restUrl(scene.address, route, query));
}

/** True when an answer counts as this symptom's failure: by status, or by REST code. */
export function isFailure(symptom: Pick<Symptom, 'failsOn'>, answer: HttpAnswer): boolean {
  const code = restCode(answer);
  return (
    symptom.failsOn.includes(answer.status) || (code !== null && symptom.failsOn.includes(code))
  );
}

/** True for a success. A redirect may lead to a login as well as to what was asked for. */
export function isFine(answer: HttpAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** True where this symptom was seen to come and go: then one difference proves nothing. */
export function isFlapping({ symptoms, rates }: Scene, symptom: Symptom): boolean {
  const rate = rates[symptoms.indexOf(symptom)];
  return rate !== undefined && rate.fails < rate.of;
}

/** A symptom that may be sent again: it changes nothing. */
export function isRepeatable({ request }: Symptom): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

async function unlessSpent(
  scene: Scene,
  ask: () => Promise<HttpAnswer>,
): Promise<HttpAnswer | null> {
  const notebook = notebookOf(scene);
  if (notebook.left === 0) return null;
  notebook.left -= 1;
  try {
    return await ask();
  } catch (error) {
    if (scene.signal.aborted) throw error;
    return null;
  }
}

function notebookOf(scene: Scene): Notebook {
  const known = notebooks.get(scene);
  if (known) return known;
  const left = scene.symptoms.length > 0 ? MOST.failing : MOST.healthy;
  const fresh = { left, answers: new Map() };
  notebooks.set(scene, fresh);
  return fresh;
}
