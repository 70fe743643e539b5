/** URLs of one site: REST routes in both permalink styles, and URLs safe to tell. */

import type { SiteAddress } from './types.ts';

const PLAIN = /[?&]rest_route=\/$/;
const SECRET_NAME = /pass|pwd|secret|token|key|nonce|auth|sig|hash/i;

/**
 * The absolute URL of a REST route such as `/wp/v2/plugins/a/b` (raw text; a query may follow a `?`),
 * for pretty permalinks and for `?rest_route=`. Slashes stay raw: WordPress answers `%2F` with 404.
 */
export function restUrl(
  address: Pick<SiteAddress, 'restRoot'>,
  path: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const [route = '', ownQuery = ''] = splitOnce(path, '?');
  const params = new URLSearchParams(ownQuery);
  for (const [name, value] of Object.entries(query)) params.set(name, value);
  const root = address.restRoot.replace(/\/$/, '');
  const encoded = route
    .replace(/^\/*/, '/')
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/%40/g, '@').replace(/%3A/gi, ':'))
    .join('/');
  const url = `${root}${encoded}`;
  if (params.size === 0) return url;
  return `${url}${PLAIN.test(address.restRoot) ? '&' : '?'}${params}`;
}

/** True when WordPress answers this URL with its REST server. */
export function isRestUrl(address: Pick<SiteAddress, 'restRoot' | 'home'>, url: string): boolean {
  const asked = new URL(url);
  const root = new URL(address.restRoot);
  if (asked.origin !== root.origin) return false;
  if (asked.searchParams.has('rest_route')) return true;
  if (/(^|\/)wp-json(\/|$)/.test(asked.pathname)) return true;
  return !PLAIN.test(address.restRoot) && `${asked.pathname}/`.startsWith(root.pathname);
}

/** True when a redirect leads to WordPress' login form (or to `loginUrl`, where that one is hidden). */
export function leadsToLogin(location: string | null, base: string, loginUrl?: string): boolean {
  if (location === null || !URL.canParse(location, base)) return false;
  const target = new URL(location, base);
  if (/\/wp-login\.php$/.test(target.pathname)) return true;
  if (loginUrl === undefined) return false;
  return trimmedPath(target) === trimmedPath(new URL(loginUrl));
}

/** The URL without user, password, fragment and the values of parameters that look secret. */
export function tellable(url: string): string {
  const nameless = url.replace(/^(\w+:\/\/)?[^/?#]*@/, '$1');
  if (!URL.canParse(nameless)) return nameless;
  const told = new URL(nameless);
  told.hash = '';
  for (const name of new Set(told.searchParams.keys())) {
    if (SECRET_NAME.test(name)) told.searchParams.set(name, '...');
  }
  return told.href;
}

function trimmedPath(url: URL): string {
  return `${url.origin}${url.pathname.replace(/(?<!\/)\/+$/, '')}`;
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
