/** From what people type to the site's REST root. */

import { isProblem, Problem } from '../../model/errors.ts';
import type { Emit } from '../../model/events.ts';
import { isLocalHost } from '../../model/host-names.ts';
import { portalAt } from '../../model/portals.ts';
import type { Connection } from '../http/connection.ts';
import { isNetworkProblem } from '../http/network-problem.ts';
import { restCode, serverError } from '../http/rest-error.ts';
import type { HttpAnswer } from '../http/types.ts';
import { redirectTarget, tellable } from '../http/urls.ts';
import { createFollower, type Follower } from './follow.ts';
import {
  generatorVersion,
  isFromWordpress,
  isRoot,
  type RestIndex,
  restIndex,
  restLink,
  STATIC_FILE,
} from './recognise.ts';
import {
  addressFromIndex,
  addressWithoutIndex,
  canonicalRoot,
  type FoundSite,
  type RestState,
  shownFolder,
} from './site-address.ts';
import { parseTyped, type TypedAddress } from './typed-address.ts';

/** What `findSite` works with. */
export type FindOptions = {
  readonly connection: Connection;
  readonly signal?: AbortSignal;
  readonly emit?: Emit;
  /** True where the front page will be wanted in any case: it is asked for beside the REST root. */
  readonly pageToo?: boolean;
};

/**
 * Finds the site that `typed` means, with one or two requests for an ordinary one, and fixes its
 * origin. No credential is sent (but the gate's, to an origin that asks for it). Rejects with
 * `not-a-url`, `secret-in-address`, `not-wordpress`, `gate-closed`, `bot-challenge`, `rate-limited`,
 * `redirected-away`, `redirect-loop`, `server-error` or a network `Problem`.
 */
export async function findSite(typed: string, options: FindOptions): Promise<FoundSite> {
  const asked = parseTyped(typed);
  options.emit?.({ type: 'connecting', site: asked.host });
  const found = await searchSchemes(asked, options);
  options.emit?.({ type: 'address-found', site: found.home, restRoot: found.restRoot });
  const { protocol, hostname, host } = new URL(found.home);
  if (protocol === 'http:' && !isLocalHost(hostname)) {
    options.emit?.({ type: 'note', note: { type: 'plain-http', host } });
  }
  return found;
}

/** With no scheme typed: https, and http only where https is not served. */
async function searchSchemes(asked: TypedAddress, options: FindOptions): Promise<FoundSite> {
  if (asked.scheme !== null) return search(asked, asked.scheme, options);
  try {
    return await search(asked, 'https', options);
  } catch (error) {
    if (!mayTryHttp(error, asked)) throw error;
    return search(asked, 'http', options).catch((second: unknown) => {
      throw isNetworkProblem(second) || isProblem(second, 'not-wordpress') ? error : second;
    });
  }
}

/** A bad certificate on a public host is no reason to send a password in the clear. */
function mayTryHttp(error: unknown, asked: TypedAddress): boolean {
  if (isProblem(error, 'tls')) {
    return asked.local || /^(EPROTO|ERR_SSL_(WRONG_VERSION|PACKET_LENGTH))/.test(error.facts.cause);
  }
  const codes = ['connection-refused', 'connection-failed', 'timed-out', 'not-wordpress'] as const;
  return codes.some((code) => isProblem(error, code));
}

async function search(
  asked: TypedAddress,
  scheme: 'http' | 'https',
  { connection, signal, pageToo = false }: FindOptions,
): Promise<FoundSite> {
  const follower = createFollower({
    connection,
    signal,
    retryFirst: asked.scheme !== null,
    insistsOnTls: asked.scheme === 'https',
  });
  const discovery = createDiscovery(follower);
  const start = `${scheme}://${asked.host}${asked.path}`;
  const folder = start.endsWith('/') ? start : `${start}/`;
  const found = await (asked.exact
    ? lookInFolder(discovery, folder, asked.rest, pageToo)
    : lookAroundPage(discovery, start, folder));
  if (found) return found;
  return withoutIndex(asked, discovery, folder);
}

/** A folder WordPress is said to answer in: the root first, where an ordinary site has it. */
async function lookInFolder(
  discovery: Discovery,
  folder: string,
  rest: string,
  pageToo: boolean,
): Promise<FoundSite | null> {
  // What keeps the page from being read shows again where it is needed.
  const page = pageToo ? discovery.follower.look(folder, 'page').catch(() => null) : null;
  const [found] = await Promise.all([discovery.tryRoot(folder + rest), page]);
  return (
    found ??
    (await discovery.tryPage(folder)) ??
    (await discovery.tryRoot(`${folder}?rest_route=/`))
  );
}

/** A page, or a folder: the page names its root unless a plugin hides that; then the places around. */
async function lookAroundPage(
  discovery: Discovery,
  page: string,
  folder: string,
): Promise<FoundSite | null> {
  const named = await discovery.tryPage(page);
  if (named) return named;
  const { origin } = new URL(discovery.follower.seen.at(-1)?.url ?? page);
  const shown = shownFolder(discovery.follower.seen, origin);
  const folders = [...new Set([shown ?? folder, folder, `${origin}/`])];
  for (const rest of ['wp-json/', '?rest_route=/']) {
    for (const each of folders) {
      const found = await discovery.tryRoot(each + rest);
      if (found) return found;
    }
  }
  return null;
}

/** A search under way: what was tried, what went wrong softly. */
type Discovery = {
  readonly follower: Follower;
  readonly firstProblem: () => Problem | null;
  /** The site, if this is its REST root; nothing more is asked once a root was refused. */
  tryRoot(url: string): Promise<FoundSite | null>;
  /** The site, if this page (or what it redirects to) names its REST root. */
  tryPage(url: string): Promise<FoundSite | null>;
};

function createDiscovery(follower: Follower): Discovery {
  const tried = new Set<string>();
  let problem: Problem | null = null;

  /** Redirects gone wrong on one URL do not end the search: another URL may be fine. */
  async function look(url: string, kind: 'page' | 'json'): Promise<HttpAnswer | null> {
    try {
      return await follower.look(url, kind);
    } catch (error) {
      const soft = isProblem(error, 'redirect-loop') || isProblem(error, 'redirected-away');
      if (!soft) throw error;
      problem ??= error;
      return null;
    }
  }

  async function tryRoot(url: string): Promise<FoundSite | null> {
    if (tried.has(url) || isRefused()) return null;
    tried.add(url);
    const answer = await look(url, 'json');
    if (answer === null) return null;
    const index = restIndex(answer);
    if (index !== null) return settle(answer, index);
    const link = restLink(answer);
    return link === null ? null : tryLink(link, answer.url);
  }

  async function tryPage(url: string): Promise<FoundSite | null> {
    const page = await look(url, 'page');
    const link = page && restLink(page);
    return page && link ? tryLink(link, page.url) : null;
  }

  /** The named root on the origin that was reached: behind a proxy sites name themselves wrongly. */
  async function tryLink(link: string, base: string): Promise<FoundSite | null> {
    const { pathname, search: query } = new URL(link);
    return tryRoot(`${new URL(base).origin}${pathname}${query}`);
  }

  /** The site of an index; at the name it calls itself by, if its index answers there as well. */
  async function settle(answer: HttpAnswer, index: RestIndex): Promise<FoundSite> {
    const canonical = canonicalRoot(answer.url, index);
    if (canonical !== null) {
      const second = await look(canonical, 'json').catch((error: unknown) => {
        if (isProblem(error)) return null;
        throw error;
      });
      const again = second && restIndex(second);
      if (second && again) return found(second, again);
    }
    return found(answer, index);
  }

  function found(answer: HttpAnswer, index: RestIndex): FoundSite {
    const { pluginsRoute, applicationPasswords, approvalPage, siteUrl: namedUrl } = index;
    return {
      ...addressFromIndex(answer.url, index),
      rest: { type: 'open', pluginsRoute, applicationPasswords, approvalPage, namedUrl },
      wordpressVersion: versionIn(follower.seen),
      seen: follower.seen,
    };
  }

  /** A REST server has answered with an error: it is there, and other roots would be the same one. */
  function isRefused(): boolean {
    return follower.seen.some((answer) => isRoot(answer) && isAnError(answer));
  }

  return { follower, firstProblem: () => problem, tryRoot, tryPage };
}

/** No index was read. WordPress may be there all the same: its other answers tell. */
async function withoutIndex(
  asked: TypedAddress,
  discovery: Discovery,
  folder: string,
): Promise<FoundSite> {
  const { follower } = discovery;
  const signs = () => follower.seen.filter(isFromWordpress);
  if (signs().length === 0) await lookForFiles(follower, folder);
  if (signs().length > 0) {
    return {
      ...addressWithoutIndex(asked, folder, follower.seen),
      rest: restStateIn(follower.seen),
      wordpressVersion: versionIn(follower.seen),
      seen: follower.seen,
    };
  }
  const problem = discovery.firstProblem();
  if (problem !== null) throw problem;
  const last = follower.seen.find((answer) => answer.status >= 500) ?? follower.seen.at(0);
  const url = tellable(last?.url ?? folder);
  if (last !== undefined && last.status >= 500) throw serverError(last);
  const portal = last && redirectTarget(last);
  if (portal && portalAt(portal.href)) {
    throw new Problem('redirected-away', { from: url, to: tellable(portal.href) });
  }
  throw new Problem('not-wordpress', { url, status: last?.status ?? 0 });
}

/** A WordPress that shows no sign of itself still serves its login form. */
async function lookForFiles(follower: Follower, folder: string): Promise<void> {
  const origin = `${new URL(follower.seen.at(-1)?.url ?? folder).origin}`;
  const { pathname } = new URL(folder);
  // Where every page is a fatal error that says nothing, a file still comes.
  const isDead = follower.seen.some(({ status }) => status === 500);
  for (const file of ['wp-login.php', ...(isDead ? [STATIC_FILE] : [])]) {
    await follower.look(`${origin}${pathname}${file}`, 'page').catch((error) => {
      if (!isProblem(error, 'redirect-loop') && !isProblem(error, 'redirected-away')) throw error;
    });
  }
}

function isAnError(answer: HttpAnswer): boolean {
  const code = restCode(answer);
  return code !== null && code !== 'rest_no_route';
}

function restStateIn(seen: readonly HttpAnswer[]): RestState {
  const roots = seen.filter(isRoot);
  for (const answer of roots) {
    const code = restCode(answer);
    if (code !== null) return { type: 'refused', status: answer.status, code };
  }
  const refused = roots.find(({ status }) => [401, 403].includes(status) || status >= 500);
  if (refused) return { type: 'refused', status: refused.status, code: null };
  const redirected = roots.find(({ status }) => status >= 300 && status < 400);
  if (redirected) return { type: 'refused', status: redirected.status, code: null };
  return { type: 'absent', status: roots.at(0)?.status ?? 0 };
}

function versionIn(seen: readonly HttpAnswer[]): string | null {
  return seen.map(generatorVersion).find((version) => version !== null) ?? null;
}
