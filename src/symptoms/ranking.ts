/** What a refusal is worth that the survey met: a fault, or what the site's owner usually wants. */

import type { Observed, RefusalReason, SymptomRequest } from '../model/report.ts';
import { isPrivateByDesign, restRouteOf } from '../wordpress/http/urls.ts';

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
];

/** What this refusal is worth, with the reason as data. */
export function rankOf(request: SymptomRequest, observed: Observed): Ranking {
  if (request.as !== 'anonymous') return { rank: 'fault' };
  const rule = RULES.find(({ fits }) => fits(request, observed));
  return rule ? { rank: rule.rank, reason: rule.reason } : { rank: 'fault' };
}
