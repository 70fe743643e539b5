/**
 * One answer, judged: `fails`, `passes` or `unresolved`.
 *
 * `fails` is what was asked for (status 401 unless told otherwise) and nothing else. `passes` is an
 * answer that WordPress gives when nobody is in the way. Everything between the two, a *different*
 * error, is `unresolved` with its reason: it neither accuses a plugin nor clears one.
 */

import { isProblem, type Problem, type ProblemCode } from '../model/errors.ts';
import type { Observation, Observed, Symptom, UnresolvedReason } from '../model/report.ts';
import { isCountedOut } from '../wordpress/http/lockouts.ts';
import { iisSubstatus, type Source, sourceOf } from '../wordpress/http/response-source.ts';
import { restErrorIn, saysWrongPassword } from '../wordpress/http/rest-error.ts';
import { retryAfterSeconds } from '../wordpress/http/retry.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import { isLoginPage, redirectTarget, restRouteOf } from '../wordpress/http/urls.ts';
import { isHealthy } from './healthy-answer.ts';
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
