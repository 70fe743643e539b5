/** The site as one identity sees it. */

import type { APIFetchMiddleware, FetchHandler } from '@wordpress/api-fetch';
import { basicAuth, hasAuthorization } from './basic-auth.ts';
import type { Connection } from './connection.ts';
import { findJson } from './json.ts';
import { type RestError, restErrorFrom } from './rest-error.ts';
import type { Client, HttpRequest, RestAnswer, RestRequest, Send, SiteAddress } from './types.ts';
import { isRestUrl, restUrl } from './urls.ts';

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

/**
 * The bridge to @wordpress/api-fetch. Its middlewares and its fetch handler are module globals, so
 * there is one of each for all sites, and a Symbol in the options tells them whose request it is.
 */

/** What a REST call needs to know of the client that makes it. */
export type RestSite = { readonly address: SiteAddress; readonly send: Send };

const SITE = Symbol('site');

type ApiFetch = (options: object) => Promise<unknown>;
type Options = Parameters<FetchHandler>[0] & { readonly [SITE]?: RestSite };
/** Refusals are handed over, not thrown: api-fetch would answer a thrown nonce error with requests of its own. */
type Handled = { readonly done: RestAnswer } | { readonly refused: RestError };

let loaded: Promise<ApiFetch> | undefined;

/** Calls the REST API of `site` through api-fetch, which is loaded at the first call. */
export async function callRest(site: RestSite, request: RestRequest): Promise<RestAnswer> {
  loaded ??= load();
  const apiFetch = await loaded;
  const query = new URLSearchParams(request.query).toString();
  const handled = (await apiFetch({
    path: query === '' ? request.path : `${request.path}?${query}`,
    method: request.method ?? 'GET',
    data: request.data,
    signal: request.signal,
    parse: false,
    [SITE]: site,
  })) as Handled;
  if ('refused' in handled) throw handled.refused;
  return handled.done;
}

async function load(): Promise<ApiFetch> {
  const { default: apiFetch } = await import('@wordpress/api-fetch');
  apiFetch.use(asJson);
  apiFetch.setFetchHandler(throughClient(apiFetch.defaultFetchHandler));
  return apiFetch as unknown as ApiFetch;
}

const asJson: APIFetchMiddleware = (options, next) => {
  if ((options as Options)[SITE] === undefined) return next(options);
  return next({ ...options, headers: { Accept: 'application/json', ...options.headers } });
};

/** The fetch handler: sends through the client named in the options; without one, as api-fetch would. */
function throughClient(fallback: FetchHandler): FetchHandler {
  return async (options: Options) => {
    const site = options[SITE];
    if (site === undefined) return fallback(options);
    const answer = await site.send({
      method: options.method ?? 'GET',
      url: restUrl(site.address, options.path ?? '/'),
      headers: {
        ...options.headers,
        ...(options.data !== undefined && { 'Content-Type': 'application/json' }),
      },
      body: options.data === undefined ? undefined : JSON.stringify(options.data),
      signal: options.signal ?? undefined,
    });
    if (answer.status < 200 || answer.status > 299) return { refused: restErrorFrom(answer) };
    const found = findJson(answer.text);
    if (found === undefined && answer.text.trim() !== '') return { refused: restErrorFrom(answer) };
    return { done: { json: found ?? null, answer } };
  };
}
