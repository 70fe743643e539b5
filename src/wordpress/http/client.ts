/** The site as one identity sees it. */

import { callRest } from './client__api-fetch.ts';
import type { Connection } from './connection.ts';
import { basicAuth, hasAuthorization, type Send } from './basic-auth.ts';
import type { Client, HttpRequest, SiteAddress } from './types.ts';
import { isRestUrl } from './urls.ts';

/** Who the client is. A session has its own module: `session.ts`. */
export type Credential =
  | { readonly identity: 'anonymous' }
  | {
      readonly identity: 'application-password';
      readonly user: string;
      readonly password: string;
    };

/** A client that sends nothing but what its credential says. Nothing is asked of the site here. */
export function createClient(options: {
  readonly connection: Connection;
  readonly address: SiteAddress;
  readonly credential: Credential;
  /** False: stays in front of the gate, as a visitor who does not know its password. Default true. */
  readonly pastGate?: boolean;
}): Client {
  const { connection, address, credential, pastGate = true } = options;
  const plain = connection.at(new URL(address.restRoot).origin, { past: pastGate });
  const authorization =
    credential.identity === 'application-password'
      ? basicAuth(credential.user, credential.password)
      : undefined;

  const send: Send = async (request) => {
    const headers = { ...acceptFor(address, request) };
    if (authorization !== undefined && !hasAuthorization(request)) {
      headers.Authorization = authorization;
    }
    return plain({ ...request, headers: { ...headers, ...request.headers } });
  };
  return {
    identity: credential.identity,
    send,
    rest: (request) => callRest({ address, send }, request),
  };
}

/**
 * The Accept header a request gets unless it brings one. WordPress tells fatal errors and wp_die()
 * as JSON only to those who accept JSON.
 */
export function acceptFor(address: SiteAddress, request: HttpRequest): Record<string, string> {
  const own = Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === 'accept');
  if (own) return {};
  const html = 'text/html,application/xhtml+xml,*/*;q=0.8';
  return { Accept: isRestUrl(address, request.url) ? 'application/json' : html };
}
