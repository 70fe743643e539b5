/** HTTP as this product needs it: one site, three identities, no surprises. */

import type { Identity } from '../../model/report.ts';

/** A request to the site. */
export type HttpRequest = {
  readonly method?: string;
  /** Absolute and on the site's own origin; anything else is refused before it is sent. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | Uint8Array;
  /** False: send once. True (default for GET and HEAD): network faults, 429 and 502-504 are tried again, bounded. */
  readonly retry?: boolean;
  readonly signal?: AbortSignal;
  /** False: cookies of the answer stay out of the session's jar (a troubleshooting session of one request). */
  readonly keepCookies?: boolean;
  /** True: the connection is closed behind the answer. A balancer that goes by connections may give each another server. */
  readonly ownConnection?: boolean;
};

/** An answer, never followed when it redirects, whatever its status. */
export type HttpAnswer = {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** The body as text, cut at 8 MiB. */
  readonly text: string;
};

/** A REST call: a route such as `/wp/v2/plugins`, with the query in `query`. */
export type RestRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** As of a request. */
  readonly ownConnection?: boolean;
};

/** A REST answer with status 2xx: the JSON found in the body, behind PHP notices if need be. */
export type RestAnswer = { readonly json: unknown; readonly answer: HttpAnswer };

/**
 * The site as one identity sees it. The three identities of a site are three clients that share
 * nothing but the connection: mixing credentials changes WordPress' answers.
 */
export interface Client {
  readonly identity: Identity;
  /**
   * Sends one request as this identity and resolves with the answer, whatever its status. Rejects
   * with a `Problem` of the network kind (host-unknown, timed-out, tls, ...) or an AbortError.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /**
   * Calls the REST API through @wordpress/api-fetch. Resolves for 2xx; rejects with a `RestError`
   * for other statuses or a body without JSON, and as `send` does for the network. An expired nonce
   * is renewed and the refused call repeated once.
   */
  rest(request: RestRequest): Promise<RestAnswer>;
  /** Sends with the credential in the address in place of a header, where it may come there: a signature, no secret. */
  readonly inAddress?: Send;
  /** A session's login cookie as the site last set it, without its value; null where it set none. */
  readonly loginCookie?: () => LoginCookie | null;
}

/** Where the site is: all URLs absolute. */
export type SiteAddress = {
  /** The front page, with a final slash. */
  readonly home: string;
  /** The REST root: ends in `/wp-json/` or `?rest_route=/`. */
  readonly restRoot: string;
  /** Where WordPress' own files are served (wp-admin, wp-login.php), with a final slash. */
  readonly siteUrl: string;
  /** The REST namespaces of the index, empty when the index could not be read. */
  readonly namespaces: readonly string[];
};

/** What a REST call that failed said. Keeps status, code, headers, body excerpt and cause. */
export type RestFailure = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
  /** The whole JSON of the body (`additional_errors`, `additional_data`); undefined without JSON. */
  readonly body?: unknown;
  readonly headers: Headers;
  readonly url: string;
  /** The first 2,000 characters of the body. */
  readonly excerpt: string;
};

/** What a Set-Cookie header says about a cookie, its value aside. */

/** A cookie as the site sets it. Its value is a secret and is not in it. */
export type CookieFacts = {
  readonly name: string;
  /** Null: only the host that set it gets it back. */
  readonly domain: string | null;
  readonly path: string | null;
  readonly secure: boolean;
  /** When the browser drops it, in milliseconds since the epoch; null: when it is closed. */
  readonly expires: number | null;
};

/** The cookie that signs a browser in: how long the browser keeps it, and how long WordPress takes it. */
export type LoginCookie = CookieFacts & {
  /** When it was set, in milliseconds since the epoch. */
  readonly setAt: number;
  /** Until when WordPress accepts it (it is written in the value); null where a plugin makes other values. */
  readonly validUntil: number | null;
};

/** Sends one request and resolves with its answer. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;
