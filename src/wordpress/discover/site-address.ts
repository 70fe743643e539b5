/** The three URLs of a site, from its index or from traces. All pure. */

import { isLoopback, isSameName } from '../../model/host-names.ts';
import { restCode } from '../http/rest-error.ts';
import type { HttpAnswer, SiteAddress } from '../http/types.ts';
import { isFromWordpress, isRoot, ownFilesFolder, type RestIndex } from './recognise.ts';
import type { TypedAddress } from './typed-address.ts';

/**
 * The root at the name the site calls itself by, where that differs from `rootUrl` by `www.`, by
 * http for https or by another name of this machine; null when there is nothing better. WordPress
 * redirects pages to that name but not REST, so it has to be fixed before a password is sent.
 */
export function canonicalRoot(rootUrl: string, index: RestIndex): string | null {
  if (index.siteUrl === null || !URL.canParse(index.siteUrl)) return null;
  const here = new URL(rootUrl);
  const own = new URL(index.siteUrl);
  if (!/^https?:$/.test(own.protocol)) return null;
  if (own.host === here.host && own.protocol === here.protocol) return null;
  if (own.protocol === 'http:' && here.protocol === 'https:') {
    // The proxy in front speaks TLS and WordPress does not know it.
    if (own.hostname === here.hostname || isLoopback(own.hostname)) return null;
    own.protocol = 'https:';
    own.port = here.port;
    if (own.host === here.host) return null;
  }
  if (!isSameName(own.hostname, here.hostname)) return null;
  // Another port is another server, perhaps somebody else's: passwords do not go there unasked.
  const isOwnPort = own.protocol === here.protocol ? own.port === here.port : own.port === '';
  if (!isOwnPort) return null;
  return `${own.origin}${here.pathname}${here.search}`;
}

/** The address told by an index that was read at `rootUrl`; all three URLs on that origin. */
export function addressFromIndex(rootUrl: string, index: RestIndex): SiteAddress {
  const restRoot = cleanRoot(rootUrl);
  const home = onOrigin(index.home, restRoot) ?? folderOfRoot(restRoot);
  const siteUrl = onOrigin(index.siteUrl, restRoot) ?? home;
  return { home, siteUrl, restRoot, namespaces: index.namespaces };
}

/** The likeliest address of a WordPress whose index could not be read. */
export function addressWithoutIndex(
  asked: TypedAddress,
  folder: string,
  seen: readonly HttpAnswer[],
): SiteAddress {
  const { origin } = new URL(seen.find(isFromWordpress)?.url ?? folder);
  const typed = origin + new URL(folder).pathname;
  const root = refusedRoot(seen);
  const shown = shownFolder(seen, origin);
  const found = root === null ? (shown ?? typed) : folderOfRoot(cleanRoot(root));
  const home = asked.exact ? typed : found;
  return {
    home,
    siteUrl: asked.ownFiles ? typed : (shown ?? home),
    restRoot: root === null ? `${home}${asked.rest}` : cleanRoot(root),
    namespaces: [],
  };
}

/** The folder of WordPress' own files on `origin`, as the answers show it; null when none does. */
export function shownFolder(seen: readonly HttpAnswer[], origin: string): string | null {
  const folders = seen.map((answer) => onOrigin(ownFilesFolder(answer), origin));
  return folders.find((folder) => folder !== null) ?? null;
}

/** The root that was refused: the pretty one, unless plain permalinks make that a missing page. */
function refusedRoot(seen: readonly HttpAnswer[]): string | null {
  const roots = seen.filter(isRoot);
  const told = roots.find((answer) => restCode(answer) !== null);
  const closed = roots.find(({ status }) => status !== 404 && status !== 200);
  return (told ?? closed)?.url ?? null;
}

function cleanRoot(url: string): string {
  const root = new URL(url);
  root.hash = '';
  if (root.searchParams.has('rest_route')) {
    const others = [...root.searchParams].filter(([name]) => name !== 'rest_route');
    const query = new URLSearchParams(others).toString();
    return `${root.origin}${root.pathname}?${query === '' ? '' : `${query}&`}rest_route=/`;
  }
  return `${root.origin}${root.pathname.replace(/(?<!\/)\/*$/, '/')}`;
}

function folderOfRoot(restRoot: string): string {
  const { origin, pathname } = new URL(restRoot);
  return origin + pathname.replace(/(index\.php\/?)?(wp-json\/)?$/, '').replace(/(?<!\/)\/*$/, '/');
}

/** The path of `url` on the origin of `base`, with a final slash; null when it names another site. */
function onOrigin(url: string | null, base: string): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { hostname, pathname } = new URL(url);
  const here = new URL(base);
  if (!isSameName(hostname, here.hostname)) return null;
  return `${here.origin}${pathname.replace(/(?<!\/)\/*$/, '/')}`;
}

/** What access needs to know of the place it opens. */

/** An address, with how REST answered a stranger where that is known. */
export type SiteLocation = SiteAddress & { readonly rest?: RestState };

/** How the REST index answered a stranger. */
export type RestState =
  | {
      readonly type: 'open';
      /** False before WordPress 5.5: no plugins over REST. */
      readonly pluginsRoute: boolean;
      /** False where the site offers none to anybody. */
      readonly applicationPasswords: boolean;
      /** The page on which a person approves a new one; null where it is not named. */
      readonly approvalPage: string | null;
      /** What WordPress calls the address of its own files; behind a proxy that may not be ours. */
      readonly namedUrl: string | null;
    }
  /** WordPress' REST server, or a plugin in it, said no. `code` is null where no REST error came. */
  | { readonly type: 'refused'; readonly status: number; readonly code: string | null }
  /** Nothing that looks like a REST server: switched off, hidden, or too old. */
  | { readonly type: 'absent'; readonly status: number };

/** Where the site is, and what was seen of it on the way. */
export type FoundSite = SiteAddress & {
  readonly rest: RestState;
  /** Null where the site hides it or no page was read. */
  readonly wordpressVersion: string | null;
  /** What a visitor was answered on the way. */
  readonly seen?: readonly HttpAnswer[];
};
