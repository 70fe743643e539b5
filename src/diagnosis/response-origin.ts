/** Who made an answer: the server itself, PHP, or nobody can tell. */

import type { Answerer } from '../model/facts/server.ts';
import { hostOf } from '../wordpress/http/header-marks.ts';
import { layerOf } from '../wordpress/http/response-source.ts';
import { restErrorIn } from '../wordpress/http/rest-error.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import type { DiagnosisInput } from './input.ts';
import { isAnswer } from './reader.ts';
import { readerOf } from './server-reader.ts';

/** WordPress' `nocache_headers()` (wp-includes/functions.php) sends its birthday of all dates. */
const WORDPRESS_EXPIRES = /Wed, 11 Jan 1984/;

const PHP_COOKIE = /^(?:PHPSESSID|wordpress_|wp-|woocommerce_)/i;

/** The web servers, by the layer that their own pages show. */
const SERVERS: ReadonlySet<string> = new Set(['nginx', 'apache', 'iis', 'litespeed']);

/** True for a REST error in any form: WordPress, or a plugin through it, said no. */
export function isRestError(answer: HttpAnswer): boolean {
  return restErrorIn(answer) !== null;
}

/** The server whose own error page this is; null for any other page. */
export function serverPage(answer: HttpAnswer): string | null {
  if (answer.status < 400) return null;
  if (isIisErrorPage(answer)) return 'iis';
  const name = layerOf(answer)?.name;
  // A page behind IIS that merely contains such a number is no page of IIS.
  return isServer(name) && name !== 'iis' ? (name ?? null) : null;
}

/** True where the layer that an answer names is a web server, by a page of its own. */
export function isServer(layer: string | null | undefined): boolean {
  return SERVERS.has(layer ?? '');
}

/**
 * IIS' long page ("IIS 10.0 Detailed Error - 401.2 - Unauthorized"), the short one that strangers get
 * ("401 - Unauthorized: Access is denied ..."), and the bare line of its modules.
 */
function isIisErrorPage({ headers, text }: HttpAnswer): boolean {
  if (!/^Microsoft-IIS\b/i.test(headers.get('server') ?? '')) return false;
  const head = text.slice(0, 20_000);
  return (
    /<title>\s*(?:IIS [\d.]+ Detailed Error|\d{3}(?:\.\d{1,3})? - )/i.test(head) ||
    /<h[1-3]>\s*(?:HTTP Error )?40\d(?:\.\d{1,3})? - /i.test(head) ||
    /^\s*(?:HTTP Error )?40\d\.\d{1,3}\b/i.test(head)
  );
}

/** The sub-code of a 401 in IIS' own page, where that page names one; else null. */
export function iisSubstatusOf(answer: HttpAnswer): number | null {
  if (answer.status !== 401 || serverPage(answer) !== 'iis' || hasPhpTraces(answer)) return null;
  const head = answer.text.slice(0, 20_000);
  const found = /(?:<title>|<h[1-3]>|^|Detailed Error - |HTTP Error )\s*401\.(\d{1,3})\b/i.exec(
    head,
  );
  return found?.[1] === undefined ? null : Number(found[1]);
}

/**
 * True when PHP ran for this answer, by what only PHP or WordPress sends. (Not by `X-Robots-Tag` and
 * `nosniff`: staging servers add these to everything.)
 */
export function hasPhpTraces(answer: HttpAnswer): boolean {
  const { headers } = answer;
  return (
    /\bPHP\//i.test(headers.get('x-powered-by') ?? '') ||
    WORDPRESS_EXPIRES.test(headers.get('expires') ?? '') ||
    /wordpress/i.test(headers.get('x-redirect-by') ?? '') ||
    headers.has('x-pingback') ||
    /api\.w\.org/.test(headers.get('link') ?? '') ||
    headers.getSetCookie().some((cookie) => PHP_COOKIE.test(cookie)) ||
    /wp-die-message|id=["']error-page["']/i.test(answer.text.slice(0, 20_000)) ||
    isRestError(answer)
  );
}

/** True for the type PHP gives a page when nobody sets another; servers' own pages have a different one. */
export function hasPhpType({ headers }: HttpAnswer): boolean {
  return /^text\/html;\s*charset=utf-8$/i.test(headers.get('content-type') ?? '');
}

/** Which server, and at which host or behind which proxy. */
export function answererOf(answer: HttpAnswer | null): Answerer {
  if (answer === null) return { server: null, host: null };
  const named = answer.headers.get('server')?.split(/[/ (]/)[0] ?? '';
  return { server: serverPage(answer) ?? (serverNamed(named) || null), host: hostOf(answer) };
}

function serverNamed(name: string): string {
  if (/^Microsoft-IIS$/i.test(name)) return 'iis';
  return name.slice(0, 40).toLowerCase();
}

/** Is an error page of the server proof that the server has refused? Not where it swaps PHP's pages. */

/** WordPress answers it 401 to every visitor, in JSON. */
const REFUSED_BY_WORDPRESS = '/wp/v2/users/me';

/**
 * True when this page is the server's own and the server lets WordPress' 401s through unchanged. Apache
 * (ProxyErrorOverride), nginx (proxy_intercept_errors) and IIS (httpErrors) can be told to put their
 * own page in place of PHP's; then the page says nothing. A 401 of WordPress itself shows which it is.
 */
export async function isServersOwn(
  input: DiagnosisInput,
  page: HttpAnswer | null,
): Promise<boolean> {
  if (page === null || serverPage(page) === null || hasPhpTraces(page)) return false;
  const wasSeen = input.symptoms.some(
    ({ observed: { status, code } }) => status === 401 && code !== null,
  );
  if (wasSeen) return true;
  if (input.address === null) return false;
  // Without pretty permalinks: a rule for /wp-json/ does not cover it.
  const url = `${input.address.home}?rest_route=${REFUSED_BY_WORDPRESS}`;
  const answer = await readerOf(input).proof(url);
  return isAnswer(answer) && [401, 403].includes(answer.status) && isRestError(answer);
}
