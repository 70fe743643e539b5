/** Looks at a site without any credential but the gate's: follows its redirects, remembers its answers. */

import { Problem } from '../../model/errors.ts';
import { belongsTo, isLoopback } from '../../model/host-names.ts';
import { basicRealm } from '../http/basic-auth.ts';
import { acceptOf } from '../http/client.ts';
import type { Connection } from '../http/connection.ts';
import { botChallenge } from '../http/response-source.ts';
import { rateLimited, restCode } from '../http/rest-error.ts';
import type { HttpAnswer } from '../http/types.ts';
import { isLoginFile, redirectTarget, tellable } from '../http/urls.ts';
import { STATIC_FILE } from './recognise.ts';

/** Hops of one look; browsers stop at 20. */
const MOST_HOPS = 10;

/** What is looked for: a page or a JSON document. */
type AnswerKind = 'page' | 'json';

/** A follower on one site; every URL is asked once. */
export type Follower = {
  /**
   * The answer at the end of the redirects (a redirect to the login form is an end). Rejects with
   * the problems that end a search: network, `bot-challenge`, `rate-limited`, `gate-closed`,
   * `redirected-away`, `redirect-loop`.
   */
  look(url: string, kind: AnswerKind): Promise<HttpAnswer>;
  /** Everything that was answered so far. */
  readonly seen: readonly HttpAnswer[];
};

/** A follower on this connection. `retry: false` for a scheme that may not be served at all. */
export function createFollower(options: {
  readonly connection: Connection;
  readonly retryFirst: boolean;
  /** True when https was typed: then nothing is sent in the clear. */
  readonly insistsOnTls: boolean;
  readonly signal?: AbortSignal;
}): Follower {
  const { connection, signal, insistsOnTls } = options;
  const known = new Map<string, Promise<HttpAnswer>>();
  const seen: HttpAnswer[] = [];

  /** What failed may be asked again. */
  function ask(url: string, kind: AnswerKind): Promise<HttpAnswer> {
    const before = known.get(url);
    if (before !== undefined) return before;
    const asking = askAnew(url, kind);
    known.set(url, asking);
    asking.catch(() => known.delete(url));
    return asking;
  }

  async function askAnew(url: string, kind: AnswerKind): Promise<HttpAnswer> {
    const { origin } = new URL(url);
    const served = seen.some((answer) => answer.url.startsWith(`${origin}/`));
    const retry = served || (options.retryFirst && seen.length === 0);
    // The gate's credentials, if there are any, go to an origin that asks for them, and only there.
    const send = connection.hasGate ? connection.at(origin) : connection.explore;
    const answer = await send({
      url,
      headers: { Accept: acceptOf(kind === 'json') },
      retry,
      signal,
    });
    seen.push(answer);
    return answer;
  }

  async function look(start: string, kind: AnswerKind): Promise<HttpAnswer> {
    const visited = new Set<string>();
    for (let url = start; ; ) {
      if (visited.has(url) || visited.size > MOST_HOPS) {
        throw new Problem('redirect-loop', { url: tellable(start) });
      }
      visited.add(url);
      const answer = await ask(url, kind);
      const by = botChallenge(answer);
      if (by !== null) throw new Problem('bot-challenge', { url: tellable(url), by });
      if (answer.status === 429) throw rateLimited(answer);
      const next = redirectTarget(answer);
      if (next === null || isLoginFile(next)) {
        await refuseGate(answer);
        return answer;
      }
      const from = new URL(start);
      const away =
        !belongsTo(next.hostname, from.hostname) || isAnotherDoor(next, from, insistsOnTls);
      if (away) {
        const to = `${next.origin}${next.pathname}`;
        throw new Problem('redirected-away', { from: tellable(start), to });
      }
      url = next.href;
    }
  }

  /**
   * A Basic challenge may be the server's (then static files are closed as well) or a plugin's (then
   * they are open, and the site is WordPress all the same).
   */
  async function refuseGate(answer: HttpAnswer): Promise<void> {
    const realm = basicRealm(answer);
    if (realm === null || restCode(answer) !== null) return;
    const folder = new URL('.', answer.url).href.replace(/(wp-json|wp-admin)\/.*$/, '');
    for (const file of [STATIC_FILE, 'license.txt']) {
      const { status } = await ask(folder + file, 'page');
      if (status !== 401) return;
    }
    const facts = { url: tellable(answer.url), realm, refused: connection.hasGate };
    throw new Problem('gate-closed', facts);
  }

  return { look, seen };
}

/**
 * True where a redirect leads to another port (another server, perhaps somebody else's), or from https
 * to http although https was typed. Passwords go where the redirects end. From http to https is fine, each at its own port.
 */
function isAnotherDoor(to: URL, from: URL, insistsOnTls: boolean): boolean {
  if (to.protocol === from.protocol) return to.port !== from.port;
  if (to.protocol === 'http:' && insistsOnTls) return true;
  // On this machine nobody can pretend to be the server that says so; development servers do it.
  const isOwn = isLoopback(from.hostname) && isLoopback(to.hostname) && to.protocol === 'https:';
  return to.port !== '' && !isOwn;
}
