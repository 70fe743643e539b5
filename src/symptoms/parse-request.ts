/** What the person typed, as a request to the site: the only parser of requests and of headers. */

import type { Language } from '../language/language.ts';
import { Problem } from '../model/errors.ts';
import { bareName } from '../model/host-names.ts';
import type { Identity, SymptomRequest } from '../model/report.ts';
import { isSecretName } from '../model/secrets.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { isPrivateByDesign, restUrl, tellable } from '../wordpress/http/urls.ts';

/** A request as typed: the address is made absolute once the site is known. */
export type TypedRequest = { readonly method: string; readonly target: string };

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Headers that belong to the connection: never taken from the person. */
const RESERVED =
  /^(?:host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|accept-encoding|proxy-.*|sec-.*)$/;

/** Headers that carry a credential: only for requests that are sent without one of ours. */
const CREDENTIALS = /^(?:authorization|cookie|x-wp-nonce)$/;

/**
 * Takes `GET /wp-json/wc/v3/orders` apart (the method may be left out). Throws `bad-option` for a method
 * that is none, or where no address is typed.
 */
export function readRequest(t: Language, typed: string): TypedRequest {
  const words = typed.trim();
  const [, first, rest] = /^([A-Za-z]+)\s+(\S[\s\S]*)$/.exec(words) ?? [];
  const method = first?.toUpperCase();
  const target = (rest ?? words).trim();
  if (method !== undefined && !METHODS.includes(method)) {
    throw new Problem('bad-option', {
      message: t.__('--request: %(method)s is not one of %(methods)s.', {
        method: first ?? '',
        methods: METHODS.join(', '),
      }),
    });
  }
  if (target === '' || /\s/.test(target) || METHODS.includes(target.toUpperCase())) {
    throw new Problem('bad-option', {
      message: t.__(
        '--request needs a method and an address, such as "GET /wp-json/wc/v3/orders".',
      ),
    });
  }
  if (overridesMethod(target)) {
    throw new Problem('bad-option', {
      message: t.__(
        '--request: _method turns a request into another one. Name the method itself, such as --request "DELETE /path".',
      ),
    });
  }
  return { method: method ?? 'GET', target };
}

/** WordPress' REST server takes the method from this parameter; PHP reads `.` in a name as `_`. */
function overridesMethod(target: string): boolean {
  const query = new URLSearchParams(/\?([^#]*)/.exec(target)?.[1] ?? '');
  return [...query.keys()].some((name) => name.replace(/[. ]/g, '_') === '_method');
}

/**
 * The request to this site that was typed.
 *
 * The address may be absolute on the site's own host (`http`, `www` and the canonical form are taken
 * as one), a path as the browser shows it, a path relative to a site in a subfolder, or a bare REST
 * route of a namespace that the site has. `/wp-json/...` is translated where the site has its REST
 * API at another path. Without `as`, a REST request that refuses visitors by design
 * (a write of WordPress' own, `context=edit`, the plugin list, orders) is sent with the first of
 * `available`; everything else as a visitor, and so is what brings a credential in its address.
 *
 * Throws a usage `Problem`: `bad-option`, `foreign-request`, `secret-in-address`.
 */
export function requestTo(
  t: Language,
  address: SiteAddress,
  { method, target }: TypedRequest,
  as: Identity | null,
  headers: SymptomRequest['headers'] = {},
  available: readonly Identity[] = [],
): SymptomRequest {
  const url = resolveTarget(t, target, address);
  const own = Object.keys(headers).some(isCredential);
  const bringsOwn = own || bringsSecret(url);
  const identity = as ?? defaultIdentity(method, url, bringsOwn, available);
  if (own && identity !== 'anonymous') {
    throw new Problem('bad-option', {
      message: t.__(
        "--header with Authorization, Cookie or X-WP-Nonce needs --as anonymous. Two credentials in one request change WordPress' answer.",
      ),
    });
  }
  return { method, url, as: identity, headers };
}

/** A header's name and value. */
export type Header = readonly [name: string, value: string];

/** `Name: value` as a header; throws `bad-option` for anything else. Never tells a value. */
export function readHeader(t: Language, line: string, flag = '--header'): Header {
  const [name, value] = splitHeader(t, line, flag);
  return [name, headerValue(t, name, value, flag)];
}

/** `Name: value` taken apart; the value is not looked at yet. Throws `bad-option`. */
export function splitHeader(t: Language, line: string, flag = '--header'): Header {
  const [, name, value] = /^\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:([\s\S]*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    throw new Problem('bad-option', {
      message: t.__('%(flag)s takes "Name: value", such as %(flag)s "Accept-Language: de".', {
        flag,
      }),
    });
  }
  if (RESERVED.test(name.toLowerCase())) {
    throw new Problem('bad-option', {
      message: t.__('%(flag)s cannot set %(name)s. The connection sets it.', { flag, name }),
    });
  }
  if (/^x-http-method/i.test(name)) {
    throw new Problem('bad-option', {
      message: t.__(
        '%(flag)s cannot set %(name)s: it turns a request into another one. Name the method in --request.',
        { flag, name },
      ),
    });
  }
  return [name, value.trim()];
}

/** The value, if a header can carry it. Throws `bad-option`, which does not tell it. */
export function headerValue(t: Language, name: string, value: string, flag = '--header'): string {
  // Headers are Latin-1 on the wire (RFC 9110, 5.5); line breaks would start another header.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value.trim())) {
    throw new Problem('bad-option', {
      message: t.__('%(flag)s %(name)s: a header cannot carry a character of this value.', {
        flag,
        name,
      }),
    });
  }
  return value.trim();
}

/** True for a header that is a credential. */
export function isCredential(name: string): boolean {
  return CREDENTIALS.test(name.toLowerCase());
}

/** The headers of one request; throws `bad-option` for a name that is given twice. */
export function headersOf(t: Language, lines: readonly Header[]): SymptomRequest['headers'] {
  const names = new Set<string>();
  for (const [name] of lines) {
    const known = name.toLowerCase();
    if (names.has(known)) {
      throw new Problem('bad-option', {
        message: t.__('%(flag)s %(name)s is given twice.', { flag: '--header', name }),
      });
    }
    names.add(known);
  }
  return Object.fromEntries(lines);
}

function resolveTarget(t: Language, target: string, address: SiteAddress): string {
  const { host, protocol } = new URL(address.home);
  // `example.com/x`, copied without its scheme.
  const isHostFirst = target.toLowerCase().startsWith(`${host}/`);
  const whole = isHostFirst ? `${protocol}//${target}` : target;
  const url =
    /^[a-z][a-z0-9+.-]*:/i.test(whole) || whole.startsWith('//')
      ? absolute(t, whole, address)
      : relative(whole, address);
  url.hash = '';
  return toRestRoot(url, address).href;
}

/** An absolute URL, moved to the site's canonical origin when only `http`, `www` or both differ. */
function absolute(t: Language, target: string, address: SiteAddress): URL {
  const home = new URL(address.home);
  if (!URL.canParse(target, home)) {
    throw new Problem('bad-option', { message: t.__('--request: this address is not a URL.') });
  }
  const url = new URL(target, home);
  if (url.username !== '' || url.password !== '') throw new Problem('secret-in-address', {});
  const own = [address.home, address.siteUrl, address.restRoot].map((each) => new URL(each));
  if (own.some(({ origin }) => origin === url.origin)) return url;
  const canonical = own.find((each) => isSameHost(each, url));
  if (canonical === undefined) {
    throw new Problem('foreign-request', { url: tellable(url.href), origin: home.origin });
  }
  return new URL(url.pathname + url.search, canonical.origin);
}

function isSameHost(one: URL, other: URL): boolean {
  return (
    /^https?:$/.test(other.protocol) &&
    one.port === '' &&
    other.port === '' &&
    bareName(one.hostname) === bareName(other.hostname)
  );
}

/** A path as the browser shows it, or one that starts at the site's own folder. */
function relative(target: string, address: SiteAddress): URL {
  const home = new URL(address.home);
  const site = new URL(address.siteUrl);
  if (target.startsWith('?')) return new URL(target, home);
  const path = target.startsWith('/') ? target : `/${target}`;
  const route = /^[^?#]*/.exec(path)?.[0] ?? path;
  if (namesRestRoute(route, address)) return new URL(restUrl(address, path.replace(/#.*$/, '')));
  const isWordPressFile = /^\/wp-(?:admin(?:\/|$)|login\.php)/.test(route);
  const base = isWordPressFile ? site : home;
  const inFolder = path.startsWith(base.pathname) || path.startsWith(site.pathname);
  // Joined, not resolved: a path such as "/\host" would lead to another host.
  return new URL(base.origin + (inFolder ? path : base.pathname.replace(/\/$/, '') + path));
}

/** `/wc/v3/orders`: a route of a namespace that the index names, typed without its root. */
function namesRestRoute(path: string, address: SiteAddress): boolean {
  return ['wp/v2', ...address.namespaces].some(
    (namespace) => path === `/${namespace}` || path.startsWith(`/${namespace}/`),
  );
}

/**
 * Translates `.../wp-json/x` to where this site has its REST API, when that is another path. A site
 * found by `?rest_route=` may have both, one of them closed by the server: there the address stays as
 * typed, and the first look tries the other form when nobody answers.
 */
function toRestRoot(url: URL, address: SiteAddress): URL {
  const root = new URL(address.restRoot);
  const home = new URL(address.home);
  if (root.searchParams.has('rest_route')) return url;
  if (`${url.pathname}/`.startsWith(root.pathname)) return url;
  const below = url.pathname.startsWith(home.pathname)
    ? url.pathname.slice(home.pathname.length)
    : null;
  const route = /^(?:index\.php\/)?wp-json(\/.*)?$/.exec(below ?? '');
  if (route === null) return url;
  const query = Object.fromEntries(url.searchParams);
  return new URL(restUrl(address, decodeRoute(route[1] ?? '/'), query));
}

function decodeRoute(route: string): string {
  try {
    return decodeURIComponent(route);
  } catch {
    return route;
  }
}

/** `?consumer_key=...`: two credentials in one request change WordPress' answer. */
function bringsSecret(url: string): boolean {
  return [...new URL(url).searchParams.keys()].some(isSecretName);
}

function defaultIdentity(
  method: string,
  url: string,
  hasOwnCredential: boolean,
  available: readonly Identity[],
): Identity {
  const credential = available.find((identity) => identity !== 'anonymous');
  if (hasOwnCredential || credential === undefined) return 'anonymous';
  return isPrivateByDesign(method, url) ? credential : 'anonymous';
}
