/** A password gate of the server in front of the site (RFC 7617). */

import { parseChallenges } from './basic-auth__challenges.ts';
import { restCode } from './rest-error.ts';
import type { HttpAnswer, HttpRequest } from './types.ts';

/** Sends one request and resolves with its answer. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

/** The Authorization value for Basic, in UTF-8 (RFC 7617, 2.1). */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** A gate: opens what it covers, and knows what that is. */
export type Gate = {
  /** Wraps `send`: the gate's credentials go only where the server asked for them. */
  open(send: Send): Send;
  /** True when the server was seen asking for the gate's credentials at this URL or above it. */
  covers(url: string): boolean;
};

/**
 * The gate with these credentials. They are sent only after a Basic challenge, then for everything
 * below that path at once (RFC 7617, 2.2), as browsers do: where there is no gate, WordPress would
 * take them for an application password and answer differently.
 */
export function createGate(credentials: { user: string; password: string }): Gate {
  const spaces = new Set<string>();
  const authorization = basicAuth(credentials.user, credentials.password);
  const covers = (url: string) => [...spaces].some((space) => url.startsWith(space));
  return {
    covers,
    open: (send) => async (request) => {
      if (hasAuthorization(request)) return send(request);
      const opened = {
        ...request,
        headers: { ...request.headers, Authorization: authorization },
      };
      if (covers(request.url)) return send(opened);
      const answer = await send(request);
      // A REST error with a challenge (WooCommerce sends one) is WordPress', not the server's.
      if (basicRealm(answer) === null || restCode(answer) !== null) return answer;
      const second = await send(opened);
      if (basicRealm(second) === null) spaces.add(spaceOf(request.url));
      return second;
    },
  };
}

/** The realm of the Basic challenge of a 401 (empty when unnamed); null when it has none. */
export function basicRealm(answer: Pick<HttpAnswer, 'status' | 'headers'>): string | null {
  if (answer.status !== 401) return null;
  const challenges = parseChallenges(answer.headers.get('www-authenticate'));
  const basic = challenges.find(({ scheme }) => scheme.toLowerCase() === 'basic');
  return basic === undefined ? null : (basic.realm ?? '');
}

/** True when the request brings its own Authorization header. */
export function hasAuthorization(request: HttpRequest): boolean {
  return Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
}

function spaceOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.slice(0, pathname.lastIndexOf('/') + 1);
}
