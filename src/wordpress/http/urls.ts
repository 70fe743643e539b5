/** URLs of one site: REST routes in both permalink styles, redirects, login forms, and URLs safe to tell. */

import { isReadOnly } from '../../model/http-methods.ts';
import { maskSecrets } from '../../model/secrets.ts';
import type { HttpAnswer, SiteAddress } from './types.ts';

const PLAIN = /[?&]rest_route=\/$/;

/** The REST route of the sender's own application passwords. */
export const OWN_PASSWORDS = '/wp/v2/users/me/application-passwords';

/**
 * The absolute URL of a REST route such as `/wp/v2/plugins/a/b` (raw text; a query may follow a `?`),
 * for pretty permalinks and for `?rest_route=`. Slashes stay raw: WordPress answers `%2F` with 404. It decodes a
 * route in the query only, and lets that one win (WP::parse_request), so an encoded route goes there.
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
  const isQuery = PLAIN.test(address.restRoot) || encoded.includes('%');
  const url =
    isQuery && !PLAIN.test(address.restRoot)
      ? `${root}/?rest_route=${encoded}`
      : `${root}${encoded}`;
  if (params.size === 0) return url;
  return `${url}${isQuery ? '&' : '?'}${params}`;
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

/** The URL without user, password, fragment and the values of parameters that look secret. */
export function tellable(url: string): string {
  const masked = maskSecrets(url);
  if (!URL.canParse(masked)) return masked;
  const told = new URL(masked);
  told.hash = '';
  return told.href;
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** What a URL asks WordPress for, and whether it answers that to visitors. */

/** The REST route of a URL (`/wp/v2/posts`), with or without pretty permalinks; null for anything else. */
export function restRouteOf(url: string): string | null {
  const { pathname, searchParams } = new URL(url);
  const asked = searchParams.get('rest_route');
  if (asked !== null) return tidy(asked);
  const below = /^(?:.*?\/)?wp-json(\/.*|$)/.exec(pathname)?.[1];
  return below === undefined ? null : tidy(safeDecode(below));
}

/** The same route without pretty permalinks: `/blog/wp-json/x?a=b` as `/blog/?rest_route=/x&a=b`; null for no such URL. */
export function withPlainPermalink(url: string): string | null {
  const { origin, pathname, search } = new URL(url);
  const found = /^((?:.*?\/)??)(?:index\.php\/)?wp-json(\/.*)?$/.exec(pathname);
  if (found === null) return null;
  const [, folder = '/', route = '/'] = found;
  return `${origin}${folder}?rest_route=${route}${search.replace(/^\?/, '&')}`;
}

/** True below /wp-admin/, admin-ajax.php and admin-post.php aside: they serve visitors, too. */
export function isAdminPage(url: URL): boolean {
  return (
    /\/wp-admin(?:\/|$)/.test(url.pathname) && !/\/admin-(?:ajax|post)\.php$/.test(url.pathname)
  );
}

const PRIVATE_ROUTES: readonly RegExp[] = [
  /^\/wp\/v2\/users\/me(?:\/|$)/,
  /^\/wp\/v2\/users\/[^/]+\/application-passwords(?:\/|$)/,
  /^\/wp\/v2\/(?:plugins|settings|themes|templates|template-parts|global-styles|widgets|widget-types)(?:\/|$)/,
  /^\/wp\/v2\/(?:sidebars|menus|menu-items|menu-locations|block-types|block-renderer|icons|icon-collections)(?:\/|$)/,
  /^\/wp\/v2\/(?:block-directory|pattern-directory|block-patterns|font-families|font-collections)(?:\/|$)/,
  /^\/wp-(?:site-health|block-editor|abilities)\/v1\/.+/,
  /^\/wc\/v[1-3]\/.+/,
  /^\/wc-(?:admin|analytics|telemetry)(?:\/|$)/,
];

/**
 * Where only who has signed in may write. Forms, carts, tokens and GraphQL are for visitors, and of a
 * namespace that nobody knows it cannot be told.
 */
const WRITTEN_BY_USERS: readonly RegExp[] = [
  /^\/wp\/v2(?:\/|$)/,
  /^\/batch\/v1$/,
  /^\/wp-(?:site-health|block-editor|abilities)\/v1(?:\/|$)/,
  /^\/wc\/v[1-3](?:\/|$)/,
  /^\/wc-(?:admin|analytics|telemetry)(?:\/|$)/,
];

/** True for a REST request that WordPress refuses to visitors by design: a 401 is no fault there. */
export function isPrivateByDesign(method: string, url: string): boolean {
  const route = restRouteOf(url);
  if (route === null) return false;
  if (!isReadOnly(method)) return WRITTEN_BY_USERS.some((pattern) => pattern.test(route));
  if (new URL(url).searchParams.get('context') === 'edit') return true;
  return PRIVATE_ROUTES.some((pattern) => pattern.test(route));
}

function tidy(route: string): string {
  const short = `/${route}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  return short;
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Where a redirect leads on http(s), without fragment, user and password. Null for every other answer, and
 * for a Location that no browser could follow. Any 3xx counts: `wp_redirect()` sends each of them.
 */
export function redirectTarget({
  url,
  status,
  headers,
}: Pick<HttpAnswer, 'url' | 'status' | 'headers'>): URL | null {
  const location = status >= 300 && status <= 399 ? headers.get('location') : null;
  return location === null ? null : locationTarget(location, url);
}

/** Where this Location header of an answer from `url` leads, read in the same way. */
export function locationTarget(location: string, url: string): URL | null {
  if (!URL.canParse(location, url)) return null;
  const target = new URL(location, url);
  if (!/^https?:$/.test(target.protocol)) return null;
  target.hash = '';
  target.username = '';
  target.password = '';
  return target;
}

/** Which addresses and pages are a login form. */

/** True for WordPress' own login file, which lies beside its other files. */
export function isLoginFile(url: URL): boolean {
  return url.pathname.endsWith('/wp-login.php');
}

/** True for WordPress' own login form, wherever a plugin has moved it: `auth_redirect()` sends `reauth` along. */
export function isLogin(url: URL): boolean {
  return isLoginFile(url) || url.searchParams.has('reauth');
}

/** True for the login form, and for what plugins put in its place by query (`?password-protected=login`). */
export function isLoginPage(url: URL): boolean {
  return isLogin(url) || url.searchParams.get('password-protected') === 'login';
}

/** True when an answer redirects to WordPress' login form (or to `loginUrl`, where that one is hidden). */
export function leadsToLogin(answer: HttpAnswer, loginUrl?: string): boolean {
  const target = redirectTarget(answer);
  if (target === null) return false;
  return isLogin(target) || (loginUrl !== undefined && isSamePage(target, new URL(loginUrl)));
}

/** True for a page that shows WordPress' login form. */
export function showsLoginForm(html: string): boolean {
  return /\bid=["']loginform["']/i.test(html);
}

function isSamePage(one: URL, other: URL): boolean {
  return one.origin === other.origin && trimmedPath(one) === trimmedPath(other);
}

function trimmedPath({ pathname }: URL): string {
  return pathname.replace(/(?<!\/)\/+$/, '');
}
