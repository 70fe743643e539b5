/** By what an answer shows itself as WordPress'. All pure. */

import { decodeHTMLAttribute } from 'entities/decode';
import { findJson, record } from '../http/json.ts';
import { restCode } from '../http/rest-error.ts';
import type { HttpAnswer } from '../http/types.ts';
import { isLoginFile, redirectTarget, showsLoginForm } from '../http/urls.ts';

/** A file that every WordPress serves without PHP. */
export const STATIC_FILE = 'wp-includes/images/blank.gif';

const API = 'https://api.w.org/';

/** A REST index (wp-includes/rest-api/class-wp-rest-server.php, get_index), as far as it is needed. */
export type RestIndex = {
  readonly home: string | null;
  readonly siteUrl: string | null;
  readonly namespaces: readonly string[];
  /** False before WordPress 5.5. */
  readonly pluginsRoute: boolean;
  /** False where the site offers none: switched off, or no https (WordPress 5.6 or later). */
  readonly applicationPasswords: boolean;
  /** The page on which a person approves a new one (WordPress 5.6); null where it is not named. */
  readonly approvalPage: string | null;
};

/** The REST index in an answer, behind PHP notices if need be; null when it is something else. */
export function restIndex(answer: HttpAnswer): RestIndex | null {
  if (answer.status !== 200) return null;
  const json = record(findJson(answer.text));
  if (json === null || !Array.isArray(json.namespaces)) return null;
  const offered = record(record(json.authentication)?.['application-passwords']);
  const page = record(offered?.endpoints)?.authorization;
  return {
    home: typeof json.home === 'string' ? json.home : null,
    siteUrl: typeof json.url === 'string' ? json.url : null,
    namespaces: json.namespaces.filter((name): name is string => typeof name === 'string'),
    pluginsRoute: record(json.routes)?.['/wp/v2/plugins'] !== undefined,
    applicationPasswords: offered !== null,
    approvalPage: typeof page === 'string' ? page : null,
  };
}

/** True where a REST index offers application passwords, false where it offers none; null where it does not say. */
export function offersApplicationPasswords(index: unknown): boolean | null {
  const authentication = record(index)?.authentication;
  if (authentication === undefined) return null;
  return record(authentication)?.['application-passwords'] !== undefined;
}

/** The REST root that an answer's Link header or `<link>` element names; null without one. */
export function restLink(answer: HttpAnswer): string | null {
  const header = answer.headers.get('link') ?? '';
  for (const [, url, params] of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (params?.includes(API)) return absolute(url!, answer.url);
  }
  for (const [element] of answer.text.matchAll(/<link\b[^<>]*>/gi)) {
    if (!/\brel\s*=\s*["']?https:\/\/api\.w\.org\//i.test(element)) continue;
    const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(element);
    const url = href?.[1] ?? href?.[2] ?? href?.[3];
    if (url !== undefined) return absolute(decodeHTMLAttribute(url), answer.url);
  }
  return null;
}

/**
 * True where an answer names a REST root below `/wp-json/` (or another path): the site has pretty permalinks, and apps
 * go there. Every answer of the REST server names it (wp-includes/rest-api/class-wp-rest-server.php, serve_request).
 */
export function namesPrettyRoot(answer: HttpAnswer): boolean {
  const root = restLink(answer);
  return root !== null && !new URL(root).searchParams.has('rest_route');
}

/** True when the answer is that of a REST root, in either permalink style. */
export function isRoot({ url }: HttpAnswer): boolean {
  return /\/wp-json\/?$|[?&]rest_route=/.test(url);
}

/** True when an answer can only come from WordPress (or from a server that has its files). */
export function isFromWordpress(answer: HttpAnswer): boolean {
  const { headers, text } = answer;
  if (restLink(answer) !== null || restIndex(answer) !== null) return true;
  if (restCode(answer) !== null) return true;
  if (/wordpress/i.test(headers.get('x-redirect-by') ?? '')) return true;
  if (/xmlrpc\.php/.test(headers.get('x-pingback') ?? '')) return true;
  // Other programs redirect the login file that is asked for to itself, such as to https.
  if (!isLoginFile(new URL(answer.url)) && loginFileOf(answer) !== null) return true;
  if (showsLoginForm(text)) return true;
  if (answer.url.endsWith(STATIC_FILE) && answer.status === 200 && text.startsWith('GIF'))
    return true;
  if (headers.getSetCookie().some((cookie) => /^wordpress_/.test(cookie))) return true;
  return /\/wp-(content|includes)\/|<meta[^<>]+content=["']WordPress|class=["']wp-die-message/i.test(
    text,
  );
}

/** The folder of WordPress' own files that an answer shows (with a final slash); null when it does not. */
export function ownFilesFolder(answer: HttpAnswer): string | null {
  const login = loginFileOf(answer);
  if (login !== null) return new URL('.', login).href;
  const shown =
    /(?:href|src|action)=["']([^"'\s]*?)(?:wp-includes\/|xmlrpc\.php|wp-login\.php|wp-admin\/)/i.exec(
      answer.text,
    )?.[1];
  const folder = shown === undefined || shown === '' ? null : absolute(shown, answer.url);
  return folder?.endsWith('/') ? folder : null;
}

/** The login file that an answer redirects to; null for every other answer. */
function loginFileOf(answer: HttpAnswer): URL | null {
  const target = redirectTarget(answer);
  return target !== null && isLoginFile(target) ? target : null;
}

/** The version that a page's generator element tells; null where it is hidden. */
export function generatorVersion(answer: HttpAnswer): string | null {
  return /<meta[^<>]+content=["']WordPress (\d[\w.-]*)/i.exec(answer.text)?.[1] ?? null;
}

function absolute(url: string, base: string): string | null {
  return URL.canParse(url, base) ? new URL(url, base).href : null;
}
