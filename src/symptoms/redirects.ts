/** Where redirects lead: a browser follows them, and what is refused there is what a person sees. */

import { isProblem, type Problem } from '../model/errors.ts';
import type { Symptom, SymptomRequest } from '../model/report.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import { isAdminPage, isLoginPage, redirectTarget, restRouteOf } from '../wordpress/http/urls.ts';

/** A language, a slash, a page of its own: WordPress sends nobody further than this. Browsers give up at 20. */
const MOST_REDIRECTS = 5;

/** The last answer, and the address that gave it. */
export type Followed = { readonly url: string; readonly outcome: HttpAnswer | Problem };

/**
 * Follows the redirects of a read within the site's own origin, five at most. One to a login form or into
 * wp-admin stays the answer that it is: who asks for a login does not answer 401.
 */
export async function followRedirects(
  request: SymptomRequest,
  first: HttpAnswer | Problem,
  send: (url: string) => Promise<HttpAnswer | Problem>,
): Promise<Followed> {
  let last: Followed = { url: request.url, outcome: first };
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
    const url = nextUrl(request, last.outcome);
    if (url === null) break;
    last = { url, outcome: await send(url) };
  }
  return last;
}

/** A symptom as it is met at the address that refuses, where its redirects lead there: who answers there is the question. */
export function atItsEnd(symptom: Symptom): Symptom {
  const { leadsTo, ...request } = symptom.request;
  return leadsTo === undefined ? symptom : { ...symptom, request: { ...request, url: leadsTo } };
}

function nextUrl(
  { method, url, as, payload }: SymptomRequest,
  outcome: HttpAnswer | Problem,
): string | null {
  const isRead = (method === 'GET' || method === 'HEAD') && payload === undefined;
  const target = isRead && !isProblem(outcome) ? redirectTarget(outcome) : null;
  if (target === null || target.origin !== new URL(url).origin) return null;
  // What signs a REST request goes to the REST API and nowhere else.
  const leavesRest = restRouteOf(url) !== null && restRouteOf(target.href) === null;
  if (leavesRest && as !== 'anonymous') return null;
  return isLoginPage(target) || isAdminPage(target) ? null : target.href;
}
