/**
 * Which answers pass: those that WordPress gives when nothing refuses the request. A success that carries what
 * was asked for, an ordinary redirect, and a complaint about the request itself.
 */

import { isSameName } from '../model/host-names.ts';
import type { Observed, Symptom } from '../model/report.ts';
import { isWpDiePage } from '../wordpress/http/html.ts';
import { findJson, record } from '../wordpress/http/json.ts';
import { isFromRestServer, isHtml, isJson } from '../wordpress/http/response-source.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import { isAdminPage, isLoginPage, redirectTarget, restRouteOf } from '../wordpress/http/urls.ts';

/** What was sent. */
type Sent = Pick<Symptom, 'request'>;

/** True where the answer is one that WordPress gives when nothing refuses the request. */
export function isHealthy(symptom: Sent, answer: HttpAnswer, observed: Observed): boolean {
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
function isAboutTheRequest({ request }: Sent, answer: HttpAnswer, observed: Observed): boolean {
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
function isFromAction({ request }: Sent, answer: HttpAnswer): boolean {
  const { pathname } = new URL(request.url);
  return (
    pathname.endsWith('/admin-ajax.php') && answer.status === 403 && answer.text.trim() === '-1'
  );
}

/**
 * A success that carries what was asked for. A REST request answered by an HTML page, an empty page
 * and a wp_die() page with status 200 are errors in disguise.
 */
function isHealthySuccess({ request }: Sent, answer: HttpAnswer, observed: Observed): boolean {
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
function isOrdinaryRedirect({ request }: Sent, answer: HttpAnswer): boolean {
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
function isMissingObject({ request }: Sent, answer: HttpAnswer, observed: Observed): boolean {
  return (
    restRouteOf(request.url) !== null &&
    observed.code !== null &&
    observed.code !== 'rest_no_route' &&
    observed.code !== 'rest_no_namespace' &&
    isFromRestServer(answer)
  );
}
