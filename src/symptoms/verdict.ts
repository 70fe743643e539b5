/**
 * One answer, judged: `fails`, `passes` or `unresolved`.
 *
 * `fails` is what was asked for (status 401 unless told otherwise) and nothing else. `passes` is an
 * answer that WordPress gives when nobody is in the way. Everything between the two, a *different*
 * error, is `unresolved` with its reason: it neither accuses a plugin nor clears one.
 */

import { isProblem, type Problem, type ProblemCode } from '../model/errors.ts';
import { isSameName } from '../model/host-names.ts';
import type { Observation, Observed, Symptom, UnresolvedReason } from '../model/report.ts';
import { isWpDiePage } from '../wordpress/http/html.ts';
import { findJson, record } from '../wordpress/http/json.ts';
import { isCountedOut } from '../wordpress/http/lockouts.ts';
import {
  iisSubstatus,
  isFromRestServer,
  isHtml,
  isJson,
  type Source,
  sourceOf,
} from '../wordpress/http/response-source.ts';
import { restErrorIn, saysWrongPassword } from '../wordpress/http/rest-error.ts';
import { retryAfterSeconds } from '../wordpress/http/retry.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import { isAdminPage, isLoginPage, redirectTarget, restRouteOf } from '../wordpress/http/urls.ts';
import { observe } from './observe.ts';

/** What counts as failing when nothing else is asked for. */
export const DEFAULT_FAILS_ON: readonly (number | string)[] = [401];

/** What a judgement needs to know of a symptom. */
export type Judged = Pick<Symptom, 'request' | 'failsOn'>;

/** The verdict on an answer, or on the problem that prevented one. */
export function judge(symptom: Judged, outcome: HttpAnswer | Problem): Observation {
  if (isProblem(outcome)) return judgeProblem(outcome);
  const observed = observe(outcome);
  const interrupted = interruptionOf(symptom, outcome, observed);
  if (interrupted) return unresolved(observed, interrupted, outcome);
  if (isFailure(symptom, outcome, observed)) return { verdict: 'fails', observed };
  if (isHealthy(symptom, outcome, observed)) return { verdict: 'passes', observed };
  return unresolved(observed, reasonOf(symptom, outcome, observed), outcome);
}

/** A verdict, and what counts as failing from then on. */
export type Judgement = {
  readonly observation: Observation;
  readonly failsOn: Symptom['failsOn'];
};

/**
 * The verdict of a survey. REST's own 403 is a refusal as much as a 401
 * (`rest_authorization_required_code()` gives 403 to whoever is signed in, and so do plugins to visitors):
 * it is shown as it is, and searched like a 401.
 */
export function judgeRefusal(symptom: Judged, answer: HttpAnswer): Judgement {
  const observation = judge(symptom, answer);
  const { request, failsOn } = symptom;
  const { status, code } = observation.observed;
  const isOpen = observation.verdict === 'unresolved' && observation.reason === 'other-error';
  const isRefused = status === 403 && code !== null && restRouteOf(request.url) !== null;
  if (isRefused && code === NONCE_REFUSED && request.as === 'session') {
    const withNonce = [...failsOn, NONCE_REFUSED];
    return { observation: judge({ request, failsOn: withNonce }, answer), failsOn: withNonce };
  }
  if (isPasswordTurnedDown(symptom, observation)) return judgePassword(symptom, answer);
  if (!isOpen || !isRefused) return { observation, failsOn };
  const both = [...failsOn, 403];
  return { observation: judge({ request, failsOn: both }, answer), failsOn: both };
}

/**
 * The verdict on one answer; an application password that is turned down with another status than 401 is a
 * failure all the same, told by its code.
 */
export function judgePassword(symptom: Judged, answer: HttpAnswer): Judgement {
  const { request, failsOn } = symptom;
  const observation = judge(symptom, answer);
  const { code } = observation.observed;
  if (code === null || !isPasswordTurnedDown(symptom, observation)) return { observation, failsOn };
  const withCode = [...failsOn, code];
  return { observation: judge({ request, failsOn: withCode }, answer), failsOn: withCode };
}

/**
 * "Who am I" is a question without parameters to complain of: an application password that gets a 400 for it
 * is turned down by a plugin that takes the header for something else, such as a token. One that checks
 * passwords itself and names no status gets WordPress to answer with 500.
 */
function isPasswordTurnedDown({ request }: Judged, { verdict, observed }: Observation): boolean {
  const { status, code } = observed;
  if (request.as !== 'application-password' || code === null) return false;
  if (restRouteOf(request.url) !== '/wp/v2/users/me') return false;
  return verdict === 'passes' ? status >= 400 : status >= 500 && saysWrongPassword(code);
}

/**
 * The session's client has renewed its nonce by then: a fresh one that is refused is a fault of the site, and
 * the editor's "Updating failed".
 */
const NONCE_REFUSED = 'rest_cookie_invalid_nonce';

/** An `unresolved` observation without an answer. */
export function unanswered(reason: UnresolvedReason, code: string | null = null): Observation {
  return {
    verdict: 'unresolved',
    reason,
    observed: { status: 0, code, message: null, challenges: [] },
  };
}

function unresolved(observed: Observed, reason: UnresolvedReason, answer: HttpAnswer): Observation {
  const seconds = retryAfterSeconds(answer.headers, Date.now());
  return {
    verdict: 'unresolved',
    observed,
    reason,
    ...(seconds === null ? {} : { retryAfterSeconds: seconds }),
  };
}

/** Answers that say nothing about the symptom, even with a status that counts as failing. */
function interruptionOf(
  symptom: Judged,
  answer: HttpAnswer,
  observed: Observed,
): UnresolvedReason | null {
  const source = sourceOf(answer);
  if (source?.kind === 'challenge') return 'challenge';
  // A refusal that calls itself a success is not what was asked for.
  if (source?.kind === 'firewall' && answer.status < 400) return 'challenge';
  if (isRateLimit(answer, source)) return 'rate-limited';
  // Core's answer to a nonce of a session that has ended; asked for by name it is a symptom.
  const nonceRefused = observed.code === 'rest_cookie_invalid_nonce';
  if (nonceRefused && !symptom.failsOn.includes('rest_cookie_invalid_nonce')) {
    return 'credential-lost';
  }
  return null;
}

/** Statuses and texts that mean "slow down" or "you are locked out". */
function isRateLimit(answer: HttpAnswer, source: Source | null): boolean {
  if (answer.status === 429) return true;
  if (answer.status < 400) return false;
  const substatus = source?.layer === 'iis' ? iisSubstatus(answer.text) : null;
  if (substatus === 501 || substatus === 502) return true;
  return isCountedOut(answer.text);
}

function isFailure(symptom: Judged, answer: HttpAnswer, observed: Observed): boolean {
  const { failsOn } = symptom;
  if (failsOn.includes(answer.status)) return true;
  if (observed.code === null) return false;
  // A refusal in the body of a success: plugins send 200 with the error inside.
  const inBody = restErrorIn(answer)?.status ?? null;
  if (answer.status < 300 && inBody !== null && failsOn.includes(inBody)) return true;
  const codes = [observed.code, ...(restErrorIn(answer)?.alsoCodes ?? [])];
  return codes.some((code) => failsOn.includes(code));
}

function isHealthy(symptom: Judged, answer: HttpAnswer, observed: Observed): boolean {
  const { status } = answer;
  if (status >= 200 && status < 300) return isHealthySuccess(symptom, answer, observed);
  if (status >= 300 && status < 400) return isOrdinaryRedirect(symptom, answer);
  if (isFromAction(symptom, answer)) return true;
  if (BEHIND_THE_DOOR.has(status)) return isAboutTheRequest(symptom, answer, observed);
  return status === 404 && isMissingObject(symptom, answer, observed);
}

/** Statuses of a server that was let at the request and did not like it (RFC 9110, 15.5). */
const BEHIND_THE_DOOR: ReadonlySet<number> = new Set([400, 405, 406, 409, 411, 413, 415, 422]);

/**
 * WordPress' REST server (`rest_missing_callback_param`), XML-RPC or admin-ajax complain about the
 * request itself: whoever guards the door has let it through.
 */
function isAboutTheRequest({ request }: Judged, answer: HttpAnswer, observed: Observed): boolean {
  if (restRouteOf(request.url) !== null) {
    return isFromRestServer(answer) && (observed.code !== null || isJson(answer));
  }
  const { pathname } = new URL(request.url);
  if (isGraphQlError(answer) || isFromHandler(answer)) return true;
  // xmlrpc.php answers a GET with 405 and these words (wp-includes/IXR/class-IXR-server.php).
  return pathname.endsWith('/xmlrpc.php') && /XML-RPC server accepts POST/i.test(answer.text);
}

/**
 * What `wp_send_json_error()` sends (wp-includes/functions.php): the handler behind admin-ajax.php, `?wc-ajax=` or the
 * like has read the request. Where nobody handles it the answer is no JSON.
 */
function isFromHandler(answer: HttpAnswer): boolean {
  return isJson(answer) && typeof record(findJson(answer.text))?.success === 'boolean';
}

/** A GraphQL server that read the request: its answer is JSON with `errors` (GraphQL specification, 7.1). */
function isGraphQlError(answer: HttpAnswer): boolean {
  return isJson(answer) && Array.isArray(record(findJson(answer.text))?.errors);
}

/**
 * The action behind admin-ajax.php was reached and missed its nonce (check_ajax_referer() in
 * wp-includes/pluggable.php). Where nobody serves the action the answer is 400 `0`, which tells nothing.
 */
function isFromAction({ request }: Judged, answer: HttpAnswer): boolean {
  const { pathname } = new URL(request.url);
  return (
    pathname.endsWith('/admin-ajax.php') && answer.status === 403 && answer.text.trim() === '-1'
  );
}

/**
 * A success that carries what was asked for. A REST request answered by an HTML page, an empty page
 * and a wp_die() page with status 200 are errors in disguise.
 */
function isHealthySuccess({ request }: Judged, answer: HttpAnswer, observed: Observed): boolean {
  if (observed.code !== null) return false;
  if (request.method === 'HEAD' || answer.status === 204 || answer.status === 205) return true;
  if (restRouteOf(request.url) !== null) {
    if (isFromRestServer(answer)) return true;
    return isHtml(answer) ? startsJson(answer.text) : answer.text.trim() !== '';
  }
  return answer.text.trim() !== '' && !isWpDiePage(answer.text);
}

/** JSON under an HTML content type: PHP notices were printed first, or the plugin set no type. */
function startsJson(text: string): boolean {
  return /^\s*[[{]/.test(text) || /[\]}]\s*$/.test(text);
}

/**
 * A redirect that WordPress gives when nobody is in the way: to the canonical URL, to another page of
 * the site. Not to a login form (someone asks for a login in another way than 401), not to a foreign
 * host, and for REST requests only when the REST server itself made it. The dashboard asked for as a
 * visitor is the exception: there the login form is the right answer.
 */
function isOrdinaryRedirect({ request }: Judged, answer: HttpAnswer): boolean {
  if (answer.status === 304) return true;
  const target = redirectTarget(answer);
  if (target === null) return false;
  const asked = new URL(request.url);
  if (isLoginPage(target)) {
    return isLoginPage(asked) || (request.as === 'anonymous' && isAdminPage(asked));
  }
  if (!isSameName(target.hostname, asked.hostname) || isSentUp(asked, target)) return false;
  return restRouteOf(request.url) === null || isFromRestServer(answer);
}

/**
 * A page that is gone leads to the front page, or to the folder above it, on many sites: that is a 404 by
 * another name. WordPress itself only takes `index.php` and the first page of a list off an address.
 */
function isSentUp(asked: URL, target: URL): boolean {
  const from = folderOf(asked.pathname.replace(/(?:index\.php|page\/1\/?)$/, ''));
  const to = folderOf(target.pathname);
  return from !== to && from.startsWith(to);
}

function folderOf(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/**
 * A 404 about the object, not about the route: the request went through. `rest_no_route` tells that
 * the route has gone with the plugin that serves it, which neither accuses nor clears that plugin.
 */
function isMissingObject({ request }: Judged, answer: HttpAnswer, observed: Observed): boolean {
  return (
    restRouteOf(request.url) !== null &&
    observed.code !== null &&
    observed.code !== 'rest_no_route' &&
    observed.code !== 'rest_no_namespace' &&
    isFromRestServer(answer)
  );
}

function reasonOf({ request }: Judged, answer: HttpAnswer, observed: Observed): UnresolvedReason {
  const target = redirectTarget(answer);
  if (target !== null && isLoginPage(target) && request.as === 'session') return 'credential-lost';
  const source = sourceOf(answer);
  if (source?.kind === 'firewall' && source.layer !== null) return 'challenge';
  if (answer.status === 503 && isMaintenance(answer, observed)) return 'maintenance';
  if (answer.status >= 500 || observed.fatalIn !== undefined) return 'server-error';
  return 'other-error';
}

/**
 * Core's .maintenance file (`wp_maintenance`: a wp_die() with Retry-After: 600), or a maintenance
 * plugin's page. The REST error of core's own maintenance is `wp_die`, too.
 */
function isMaintenance(answer: HttpAnswer, observed: Observed): boolean {
  return (
    answer.headers.has('retry-after') ||
    /maintenance|coming soon/i.test(observed.message ?? '') ||
    /Briefly unavailable for scheduled maintenance/i.test(answer.text.slice(0, 20_000))
  );
}

const REASON_BY_PROBLEM: Partial<Record<ProblemCode, UnresolvedReason>> = {
  'host-unknown': 'no-answer',
  'connection-refused': 'no-answer',
  'connection-failed': 'no-answer',
  'timed-out': 'no-answer',
  tls: 'no-answer',
  'bad-proxy': 'no-answer',
  'server-error': 'server-error',
  'rate-limited': 'rate-limited',
  'bot-challenge': 'challenge',
  captcha: 'credential-lost',
  'two-factor': 'credential-lost',
  'session-lost': 'credential-lost',
  'login-failed': 'credential-lost',
  'login-hidden': 'credential-lost',
  'locked-out': 'credential-lost',
  'wrong-password': 'credential-lost',
  'unknown-user': 'credential-lost',
  'not-allowed': 'credential-lost',
  'no-credentials': 'credential-lost',
  'application-passwords-refused': 'credential-lost',
};

/** No answer came; the problem's code stands where the REST code would. */
function judgeProblem(problem: Problem): Observation {
  const observation = unanswered(REASON_BY_PROBLEM[problem.code] ?? 'other-error', problem.code);
  const seconds = isProblem(problem, 'rate-limited') ? problem.facts.retryAfterSeconds : null;
  return seconds === null ? observation : { ...observation, retryAfterSeconds: seconds };
}
