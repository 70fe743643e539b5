/** Many failing requests, few symptoms: one for each thing that seems wrong, what it is worth, and where it shows. */

import type { Effect, Observed, RefusalReason, SymptomRequest } from '../model/report.ts';
import { MARKING_HEADERS } from '../wordpress/http/header-marks.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import { isLoginPage, isPrivateByDesign, restRouteOf } from '../wordpress/http/urls.ts';
import type { Asked } from './ask.ts';
import type { Topic } from './candidates.ts';
import type { Answered } from './questions.ts';

/** A request that represents a group of failures. */
export type FailureGroup = {
  readonly topic: Topic;
  readonly asked: Asked;
};

/** More symptoms cost requests in every state and tell little more. */
const MOST = 5;

/** What tells most about who refuses: lower is better. */
const TELLING: Readonly<Record<Topic, number>> = {
  credential: 1,
  shop: 1,
  rest: 2,
  editing: 3,
  namespace: 4,
  'rest-index': 5,
  'pretty-rest': 5,
  'front-page': 6,
  'login-page': 7,
  'admin-page': 8,
  'application-passwords': 2,
  saving: 4,
  heartbeat: 7,
  feed: 6,
  'on-page': 4,
  'users-route': 9,
  xmlrpc: 9,
};

/** Codes that core itself gives: they name no plugin. */
const CORE_CODES =
  /^(?:rest_not_logged_in|rest_forbidden(?:_.*)?|rest_cannot_.*|rest_user_cannot_.*|incorrect_password|wp_die)$/;

/**
 * The symptoms of a survey: failures grouped by who asks, what is asked (REST or a page) and what is
 * answered; one request a group. `meant` are refusals that the owner usually wants, or that WordPress
 * makes by design: they are told, and not searched.
 */
export function chooseSymptoms(answered: readonly Answered[]): {
  readonly findings: readonly FailureGroup[];
  readonly meant: readonly Answered[];
} {
  const failing = answered
    .filter(({ asked }) => asked.observation.verdict === 'fails')
    .toSorted((a, b) => TELLING[a.candidate.topic] - TELLING[b.candidate.topic]);
  const groups = new Map<string, Answered[]>();
  const faults = failing.filter(({ asked }) => isFault(asked));
  // Where nothing else fails, a refusal in a plugin's own words is the best that is known.
  const telling = faults.length > 0 ? faults : failing.filter(({ asked }) => isOwnWord(asked));
  for (const each of telling) {
    const key = groupOf(each.asked);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const findings = [...groups.values()]
    .map(([first]) => ({ topic: first!.candidate.topic, asked: first!.asked }))
    .toSorted((a, b) => rank(a) - rank(b));
  const meant = failing.filter((each) => !telling.includes(each) && !isFault(each.asked));
  return { findings: findings.slice(0, MOST), meant: partOfMore(meant, findings) };
}

function isOwnWord({ request, observation }: Asked): boolean {
  const { code } = observation.observed;
  const ranking = rankOf(request, observation.observed);
  if (ranking.rank !== 'fault' && ranking.reason === 'wants-a-token') return false;
  return code !== null && !CORE_CODES.test(code);
}

function isFault({ request, observation }: Asked): boolean {
  return rankOf(request, observation.observed).rank === 'fault';
}

/** Where all of REST is refused in the same words, the list of authors is refused with it: nobody meant that. */
function partOfMore(meant: readonly Answered[], findings: readonly FailureGroup[]): Answered[] {
  const said = new Set(findings.map(({ asked }) => groupOf(asked)));
  return meant.filter(({ asked }) => !said.has(groupOf(asked)));
}

/** A code or challenge that only one plugin or server gives comes before core's own words. */
function rank({ topic, asked }: FailureGroup): number {
  const { code, challenges } = asked.observation.observed;
  const names = (code !== null && !CORE_CODES.test(code)) || challenges.length > 0;
  return TELLING[topic] - (names ? 10 : 0);
}

function groupOf({ request, observation }: Asked): string {
  const kind = restRouteOf(request.url) === null ? 'page' : 'rest';
  return JSON.stringify([request.as, kind, ...signatureOf(observation.observed)]);
}

/** What an answer says, without what changes from request to request (routes, numbers, addresses). */
function signatureOf({ status, code, message, challenges }: Observed): readonly unknown[] {
  const said = (message ?? '')
    .replace(/\S*\/\S*/g, '…')
    .replace(/\d+/g, '#')
    .toLowerCase();
  return [status, code, said, challenges.map(({ scheme, realm }) => [scheme, realm])];
}

/** Beside the marks of who is in front: how old the answer is, and what was done with it. None can carry a secret. */
const TELLING_HEADERS =
  /^(?:date|age|content-type|retry-after|x-robots-tag|x-cache-.*|x-proxy-cache|cf-mitigated|x-sucuri-block)$/;

/** The telling headers of an answer, as `name: value`. */
export function headOf(answer: HttpAnswer | null): readonly string[] {
  if (answer === null) return [];
  return [...answer.headers]
    .filter(([name]) => MARKING_HEADERS.has(name) || TELLING_HEADERS.test(name))
    .map(([name, value]) => `${name}: ${value.slice(0, 200)}`);
}

/** What a refusal is worth that the survey met: a fault, or what the site's owner usually wants. */

/** `fault`: worth a search. The others are listed, never marked, and searched only when asked for. */
export type Ranking =
  | { readonly rank: 'fault' }
  | { readonly rank: 'usual-protection' | 'by-design'; readonly reason: RefusalReason };

type Rule = {
  readonly rank: 'usual-protection' | 'by-design';
  readonly reason: RefusalReason;
  readonly fits: (request: SymptomRequest, observed: Observed) => boolean;
};

/** The first rule that fits. Only what visitors are refused can be meant: an administrator may do everything. */
const RULES: readonly Rule[] = [
  {
    rank: 'usual-protection',
    reason: 'hides-user-names',
    fits: ({ url }) =>
      /^\/wp\/v2\/users(?:\/\d+)?$/.test(restRouteOf(url) ?? '') ||
      new URL(url).searchParams.has('author') ||
      /\/author\/[^/]+\/?$/.test(new URL(url).pathname),
  },
  {
    rank: 'usual-protection',
    reason: 'closes-xmlrpc',
    fits: ({ url }) => /\/xmlrpc\.php$/.test(new URL(url).pathname),
  },
  {
    rank: 'by-design',
    reason: 'wants-a-login',
    fits: ({ method, url }) => isPrivateByDesign(method, url),
  },
  {
    rank: 'by-design',
    reason: 'wants-a-token',
    fits: ({ url }, { code }) => isNamespaceOfPlugin(url) && ASKS_FOR_TOKEN.test(code ?? ''),
  },
];

/** LearnPress: `lp_jwt_auth_no_auth_header`. Who closes core's routes in these words is a fault there. */
const ASKS_FOR_TOKEN =
  /(?:no_auth_header|(?:no|missing)_(?:bearer_)?token|token_(?:missing|required))$/;

/** The index of a namespace that is not core's: it shows nothing, and plugins serve apps behind it. */
function isNamespaceOfPlugin(url: string): boolean {
  const route = restRouteOf(url) ?? '';
  return /^\/(?!wp\/|oembed\/)[^/]+(?:(?:\/[^/]+)?\/v\d+)?$/.test(route);
}

/** What this refusal is worth, with the reason as data. */
export function rankOf(request: SymptomRequest, observed: Observed): Ranking {
  if (request.as !== 'anonymous') return { rank: 'fault' };
  const rule = RULES.find(({ fits }) => fits(request, observed));
  return rule ? { rank: rule.rank, reason: rule.reason } : { rank: 'fault' };
}

/** What a person sees of a refused request: where it shows, as a code. The sentences are in `report/screens/`. */

/** Where this request shows when it is refused; null where nobody can tell from the request alone. */
export function effectOf(request: SymptomRequest): Effect | null {
  switch (request.as) {
    case 'application-password':
      return 'app-password';
    case 'woocommerce-keys':
      return 'shop-keys';
    case 'bearer':
      return 'app-token';
    case 'session':
      return inSession(request);
    case 'anonymous':
      return forVisitors(request);
  }
}

function inSession({ url }: SymptomRequest): Effect | null {
  const route = restRouteOf(url);
  const { pathname } = new URL(url);
  // The heartbeat: it keeps a post from being edited twice, and its login alive.
  if (/\/wp-admin\/admin-ajax\.php$/.test(pathname)) return 'editor';
  if (route === null) return /\/wp-admin\//.test(pathname) ? 'wp-admin' : null;
  return /\/application-passwords$/.test(route) ? 'application-passwords-off' : 'editor';
}

function forVisitors({ url }: SymptomRequest): Effect | null {
  const address = new URL(url);
  const route = restRouteOf(url);
  if (route !== null) {
    const isCore = /^\/(?:wp\/v2(?:\/.*)?)?$/.test(route);
    // Hidden user names are usual protection: nobody misses them.
    if (/^\/wp\/v2\/users/.test(route)) return null;
    return isCore ? 'reading-apps' : 'page-feature';
  }
  if (isLoginPage(address)) return 'login-page';
  if (address.searchParams.has('feed') || /\/feed\/?$/.test(address.pathname)) return 'feed';
  return /\.\w+$/.test(address.pathname) ? null : 'front-page';
}
