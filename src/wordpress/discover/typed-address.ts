/** What people type for a site's address, and slips in it. All pure. */

import { Problem } from '../../model/errors.ts';
import type { Slip } from '../../model/facts/server.ts';
import { isLocalHost } from '../../model/host-names.ts';
import { holdsUserInfo, maskSecrets } from '../../model/secrets.ts';
import type { SiteAddress } from '../http/types.ts';

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

/** Slips in an address that a person typed or copied, and what was meant. All pure. */

/** An address as it was meant. */
export type Mended = { readonly meant: string; readonly slips: readonly Slip[] };

type Repair = { readonly slip: Slip; readonly mend: (text: string) => string };

// Spelled out: blanks that copying brings along and that no eye sees (no-break, zero-width, BOM).
const BLANK = '[\\s\\u00a0\\u200b-\\u200d\\u2060\\ufeff]';

const WHOLE: readonly Repair[] = [
  {
    slip: 'blanks',
    mend: (text) =>
      text
        .replace(new RegExp(`${BLANK}+|(?:%20|%C2%A0|%E2%80%8B)+$`, 'gi'), '')
        .replace(/(?:%20|%C2%A0|%E2%80%8B)+(?=[/?#]|$)/gi, ''),
  },
  {
    slip: 'wrapping',
    mend: (text) => text.replace(/^[<"'`([{“‘«]+/, '').replace(/[>"'`”’»]+$/, ''),
  },
  { slip: 'backslash', mend: (text) => text.replace(/\\/g, '/') },
  {
    slip: 'scheme',
    mend: (text) => {
      const single = text.replace(/^(?:https?:\/\/)+(?=https?:\/\/)/i, '');
      if (/^https?:\/\/[^/]/i.test(single)) return single;
      return single.replace(
        /^h+t{1,3}p(s?):{0,2};?\/{1,3}(?=[^/])/i,
        (_, s: string) => `http${s.toLowerCase()}://`,
      );
    },
  },
  {
    slip: 'trailing-punctuation',
    // In a query it may be meant, and a closing bracket that was opened inside belongs to the address.
    mend: (text) =>
      text.includes('?') ? text : text.replace(/(?:[.,;:!…\]}]|%2C|%3B|\)(?<!\([^()]*\)))+$/i, ''),
  },
];

const HOST: readonly Repair[] = [
  { slip: 'comma', mend: (host) => host.replace(/,+/g, '.') },
  { slip: 'www', mend: (host) => host.replace(/^(?:w{2}|w{4,5})\.(?=[^.]+\.)/i, 'www.') },
];

/** Routes of core's own collections, which sit below `wp/v2`. */
const COLLECTION =
  /^(?:posts|pages|users|media|comments|categories|tags|types|taxonomies|statuses|settings|plugins|themes|search|blocks)$/;

/** The address without its slips; `namespaces` are those of the site's REST index, where they are known. */
export function mend(written: string, namespaces: readonly string[] = []): Mended {
  const slips = new Set<Slip>();
  const run = (repairs: readonly Repair[], text: string) =>
    repairs.reduce((before, { slip, mend: repair }) => {
      const after = repair(before);
      if (after !== before) slips.add(slip);
      return after;
    }, text);

  let whole = written;
  // What one repair takes away may lay bare what another one has to: `address".`
  for (let before = ''; before !== whole; ) {
    before = whole;
    whole = run(WHOLE, before);
  }
  const [, scheme = '', host = '', path = '', query = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)([^?#]*)(.*)$/is.exec(whole) ?? [];
  const mendedHost = run(HOST, host);
  const mendedPath = mendPath(path, namespaces, slips);
  return { meant: `${scheme}${mendedHost}${mendedPath}${query}`, slips: [...slips] };
}

function mendPath(path: string, namespaces: readonly string[], slips: Set<Slip>): string {
  const single = path.replace(/\/{2,}/g, '/');
  if (single !== path) slips.add('double-slash');
  const segments = single.split('/');
  const root = segments.findIndex(isNearlyRoot);
  if (root === -1) return single;
  if (segments[root] !== 'wp-json') slips.add('wp-json');
  segments[root] = 'wp-json';
  const route = withVersion(segments.slice(root + 1), namespaces);
  if (route !== null) slips.add('version');
  return [...segments.slice(0, root + 1), ...(route ?? segments.slice(root + 1))].join('/');
}

/** `wp-jsn`, `wpjson`, `WP-JSON`: at most two letters away, and not some other word. */
function isNearlyRoot(segment: string): boolean {
  const word = segment.toLowerCase();
  if (word === 'wp-json') return true;
  return /^[wp].*j/.test(word) && editDistance(word, 'wp-json') <= 2;
}

/** The route with the version that was left out; null where nothing is missing, as far as is known. */
function withVersion(
  route: readonly string[],
  namespaces: readonly string[],
): readonly string[] | null {
  const [first = '', second = '', ...rest] = route;
  const isVersion = (text: string) => /^v\d/.test(text);
  if (first === '' || isVersion(second)) return null;
  if (COLLECTION.test(first)) return ['wp', 'v2', ...route];
  if (first === 'v2') return ['wp', ...route];
  const isKnown = (each: string) =>
    each === first || `${each}/`.startsWith(`${first}/${second}/`) || second === '';
  if (namespaces.some(isKnown)) return null;
  const versions = ['wp/v2', ...namespaces]
    .filter((each) => each.startsWith(`${first}/v`))
    .map((each) => each.slice(first.length + 1))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return second !== '' && versions[0] ? [first, versions[0], second, ...rest] : null;
}

/** Letters to insert, remove, change or swap with their neighbour. Words of up to a dozen letters. */
function editDistance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  const rows = [Array.from({ length: other.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = rows[i - 1]![j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swap = isSwap ? rows[i - 2]![j - 2]! + 1 : change;
      row.push(Math.min(row[j - 1]! + 1, rows[i - 1]![j]! + 1, change, swap));
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}

/** Where following the typed address begins; with no scheme typed, at the one that the site has. */
export function startOf({
  typed,
  address,
}: {
  readonly typed: string;
  readonly address: SiteAddress | null;
}): string | null {
  const { meant } = mend(typed);
  const scheme = address ? new URL(address.home).protocol : 'https:';
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(meant) ? meant : `${scheme}//${meant}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.hash = '';
  return /^https?:$/.test(url.protocol) ? url.href : null;
}
