/**
 * The bridge to @wordpress/api-fetch. Its middlewares and its fetch handler are module globals, so
 * there is one of each for all sites, and a Symbol in the options tells them whose request it is.
 */

import type { APIFetchMiddleware, FetchHandler } from '@wordpress/api-fetch';
import type { Send } from './basic-auth.ts';
import { findJson } from './json.ts';
import { type RestError, restErrorFrom } from './rest-error.ts';
import type { RestAnswer, RestRequest, SiteAddress } from './types.ts';
import { restUrl } from './urls.ts';

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
