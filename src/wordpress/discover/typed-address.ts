/** What people type for a site's address. */

import { Problem } from '../../model/errors.ts';
import { holdsUserInfo, maskSecrets } from '../../model/secrets.ts';
import { isLocalHost } from '../http/hosts.ts';

/** A typed address, taken apart. Nothing was asked of any server. */
export type TypedAddress = {
  /** Null when none was typed: https is tried first. */
  readonly scheme: 'http' | 'https' | null;
  /** Host and port as a URL writes them: lower case, punycode, brackets around IPv6. */
  readonly host: string;
  /** The path to start from, with slashes at both ends when `exact`. */
  readonly path: string;
  /** True when the path is known to be a folder WordPress answers in; false for a page's address. */
  readonly exact: boolean;
  /** True when the path was followed by one of WordPress' own files: it is the folder of those. */
  readonly ownFiles: boolean;
  /** The REST root below `path` that the address itself shows. */
  readonly rest: 'wp-json/' | 'index.php/wp-json/' | '?rest_route=/';
  /** Loopback, private or made-up host names: http is nothing to warn of. */
  readonly local: boolean;
};

const OWN_FILE =
  /^(.*?\/)(?:(?:wp-admin|wp-includes|wp-content)(?:\/|$)|(?:wp-[a-z-]+|xmlrpc)\.php(?:\/|$)|(?:license\.txt|readme\.html)$)/i;
const REST = /^(.*?\/)(index\.php\/)?wp-json(?:\/|$)/i;
const INDEX = /^(.*?\/)index\.php(?:\/|$)/i;

/** Takes a typed address apart. Throws `not-a-url`, or `secret-in-address` for one with user or password. */
export function parseTyped(typed: string): TypedAddress {
  const text = typed.trim().replace(/^[<"'`]+|[>"'`]+$/g, '');
  const scheme = /^([a-z][a-z0-9+.-]*):[\\/]{1,2}/i.exec(text);
  const rest = scheme ? text.slice(scheme[0].length) : text.replace(/^\/\//, '');
  const authority = /^[^/\\?#]*/.exec(rest)![0];
  if (holdsUserInfo(text)) throw new Problem('secret-in-address', {});
  const named = scheme?.[1]?.toLowerCase();
  const url = parseUrl(named ?? 'https', rest, authority);
  if (url === null || (named !== undefined && named !== 'http' && named !== 'https')) {
    throw new Problem('not-a-url', { typed: maskSecrets(typed) });
  }
  return {
    scheme: named === undefined ? null : (named as 'http' | 'https'),
    host: url.host,
    local: isLocalHost(url.hostname),
    ...folderOf(url),
  };
}

function parseUrl(scheme: string, rest: string, authority: string): URL | null {
  if (authority === '' || /\s/.test(authority)) return null;
  // An IPv6 address typed without brackets.
  const bare = /^[0-9a-f]*(:[0-9a-f]*){2,}$/i.test(authority);
  const text = `${scheme}://${bare ? `[${authority}]` : authority}${rest.slice(authority.length)}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const hostname = url.hostname.replace(/\.+$/, '');
  url.hostname = hostname;
  return hostname === '' ? null : url;
}

function folderOf(url: URL): Pick<TypedAddress, 'path' | 'exact' | 'ownFiles' | 'rest'> {
  const path = url.pathname.replace(/\/{2,}/g, '/');
  const rest = REST.exec(path);
  if (rest) {
    const root = rest[2] === undefined ? 'wp-json/' : 'index.php/wp-json/';
    return { path: rest[1]!, exact: true, ownFiles: false, rest: root };
  }
  const own = OWN_FILE.exec(path);
  if (own) return { path: own[1]!, exact: true, ownFiles: true, rest: 'wp-json/' };
  const index = INDEX.exec(path);
  const folder = index ? index[1]! : path;
  if (url.searchParams.has('rest_route')) {
    return { path: withSlash(folder), exact: true, ownFiles: false, rest: '?rest_route=/' };
  }
  const exact = index !== null || folder === '/';
  return { path: folder, exact, ownFiles: false, rest: 'wp-json/' };
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
