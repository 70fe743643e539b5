/** Sends one symptom's request as the identity it names. */

import { isProblem, type Problem } from '../model/errors.ts';
import type { Identity, SymptomRequest } from '../model/report.ts';
import type { Clock } from '../model/ports.ts';
import { isAdminPage, isLoginPage, isReadOnly } from '../wordpress/http/urls__rest-route.ts';
import type { Client, HttpAnswer } from '../wordpress/http/types.ts';
import { redirectTarget } from './verdict.ts';

/** The clients of a site, by who they are. Only the anonymous one is always there. */
export type Clients = Readonly<Partial<Record<Identity, Client>>> & { readonly anonymous: Client };

/** A pause before the one repeat of a lost connection, in milliseconds. */
const PAUSE_MS = 500;

/** An onboarding page hijacks wp-admin once after its plugin was switched on: so many tries. */
const ADMIN_TRIES = 3;

/**
 * Sends a request once and resolves with the answer, or with the `Problem` that prevented one. A read
 * whose connection broke (or a gateway hiccup, 502 and 504) is sent a second time, after a pause. A
 * dashboard page that redirects to another one is asked for again: plugins do that once when they are
 * new. Rejects only with an AbortError and with what is no `Problem`.
 */
export async function sendSymptom(
  client: Client,
  request: SymptomRequest,
  options: { readonly clock?: Clock; readonly signal?: AbortSignal } = {},
): Promise<HttpAnswer | Problem> {
  const first = await attempt(client, request, options.signal);
  if (!isReadOnly(request.method)) return first;
  const second = isHiccup(first) ? await repeat(client, request, options) : first;
  return pastOnboarding(second, client, request, options.signal);
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
  for (let tries = 1; tries < ADMIN_TRIES && isOnboarding(answer, request); tries += 1) {
    answer = await attempt(client, request, signal);
  }
  return answer;
}

async function attempt(
  client: Client,
  { method, url, headers }: SymptomRequest,
  signal?: AbortSignal,
): Promise<HttpAnswer | Problem> {
  try {
    return await client.send({ method, url, headers, retry: false, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
}

function isHiccup(outcome: HttpAnswer | Problem): boolean {
  if (isProblem(outcome)) return isProblem(outcome, 'connection-failed');
  return outcome.status === 502 || outcome.status === 504;
}

function isOnboarding(outcome: HttpAnswer | Problem, request: SymptomRequest): boolean {
  if (request.as !== 'session' || isProblem(outcome)) return false;
  const target = redirectTarget(outcome, request.url);
  return target !== null && isAdminPage(new URL(request.url)) && !isLoginPage(target);
}
