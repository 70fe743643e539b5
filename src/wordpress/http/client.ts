/** The site as one identity sees it. */

import type { APIFetchMiddleware, FetchHandler } from '@wordpress/api-fetch';
import { basicAuth, hasAuthorization } from './basic-auth.ts';
import type { Connection } from './connection.ts';
import { findJson } from './json.ts';
import { type RestError, restErrorFrom } from './rest-error.ts';
import type { Client, HttpRequest, RestAnswer, RestRequest, Send, SiteAddress } from './types.ts';
import { isRestUrl, restUrl } from './urls.ts';
import {
  type Stamp,
  signedInAddress,
  type WooCommerceKeys,
  withWooCommerceKeys,
} from './woocommerce-keys.ts';

/** Who the client is. A session has its own module: `session.ts`. */
export type Credential =
  | { readonly identity: 'anonymous' }
  | {
      readonly identity: 'application-password';
      readonly user: string;
      readonly password: string;
    }
  | AppCredential;

/** What an app signs its requests with. */
export type AppCredential =
  | ({ readonly identity: 'woocommerce-keys' } & WooCommerceKeys)
  | { readonly identity: 'bearer'; readonly token: string };

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
  const authorization = authorizationOf(credential);

  const send: Send = async (request) => {
    const headers = { ...acceptFor(address, request) };
    if (authorization !== undefined && !hasAuthorization(request)) {
      headers.Authorization = authorization;
    }
    const whole = { ...request, headers: { ...headers, ...request.headers } };
    if (credential.identity !== 'woocommerce-keys') return plain(whole);
    // Its signature stays here: whatever reads the answer knows the address as it was asked for.
    return { ...(await plain(withWooCommerceKeys(whole, credential, stamp))), url: request.url };
  };
  const inAddress: Send | undefined =
    credential.identity === 'woocommerce-keys'
      ? async (request) => {
          const signed = signedInAddress(request, credential, stamp());
          return { ...(await plain(signed)), url: request.url };
        }
      : undefined;
  return {
    identity: credential.identity,
    send,
    ...(inAddress && { inAddress }),
    rest: (request) => callRest({ address, send }, request),
  };
}

function authorizationOf(credential: Credential): string | undefined {
  switch (credential.identity) {
    case 'application-password':
      return basicAuth(credential.user, credential.password);
    case 'bearer':
      return `Bearer ${credential.token}`;
    case 'anonymous':
    case 'woocommerce-keys':
      return undefined;
  }
}

function stamp(): Stamp {
  return {
    nonce: globalThis.crypto.randomUUID().replaceAll('-', ''),
    seconds: Math.floor(Date.now() / 1_000),
  };
}

/** The Accept header a request gets unless it brings one. */
export function acceptFor(address: SiteAddress, request: HttpRequest): Record<string, string> {
  return hasAccept(request.headers) ? {} : { Accept: acceptOf(isRestUrl(address, request.url)) };
}

/**
 * The bridge to @wordpress/api-fetch. Its middlewares and its fetch handler are module globals, so
 * there is one of each for all sites, and a Symbol in the options tells them whose request it is.
 */

/** What a REST call needs to know of the client that makes it. */
export type RestSite = { readonly address: SiteAddress; readonly send: Send };

const SITE = Symbol('site');

type ApiFetch = (options: object) => Promise<unknown>;
type FetchOptions = Parameters<FetchHandler>[0] & { readonly [SITE]?: RestSite };
/** Refusals are handed over, not thrown: api-fetch would answer a thrown nonce error with requests of its own. */
type Handled = { readonly done: RestAnswer } | { readonly refused: RestError };

let loaded: Promise<ApiFetch> | undefined;

/** Calls the REST API of `site` through api-fetch, which is loaded at the first call. */
export async function callRest(site: RestSite, request: RestRequest): Promise<RestAnswer> {
  loaded ??= load();
  const apiFetch = await loaded;
  const query = new URLSearchParams(request.query).toString();
  const { ownConnection } = request;
  const via: RestSite = ownConnection
    ? { ...site, send: (sent) => site.send({ ...sent, ownConnection }) }
    : site;
  const handled = (await apiFetch({
    path: query === '' ? request.path : `${request.path}?${query}`,
    method: request.method ?? 'GET',
    data: request.data,
    signal: request.signal,
    parse: false,
    [SITE]: via,
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
  if ((options as FetchOptions)[SITE] === undefined) return next(options);
  return next({ ...options, headers: { Accept: JSON_TYPE, ...options.headers } });
};

/** The fetch handler: sends through the client named in the options; without one, as api-fetch would. */
function throughClient(fallback: FetchHandler): FetchHandler {
  return async (options: FetchOptions) => {
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

/** The Accept header: WordPress tells fatal errors and wp_die() as JSON only to those who accept JSON. */

/** As a browser asks for a page. */
export const PAGE_TYPES = 'text/html,application/xhtml+xml,*/*;q=0.8';
export const JSON_TYPE = 'application/json';

/** What is asked for at an address of the REST API, or of a page. */
export function acceptOf(isRest: boolean): string {
  return isRest ? JSON_TYPE : PAGE_TYPES;
}

/** True when the request brings an Accept header of its own. */
export function hasAccept(headers: Readonly<Record<string, string>> = {}): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'accept');
}
