/**
 * Requests with WooCommerce's consumer key and secret, as `includes/class-wc-rest-authentication.php`
 * takes them: Basic over https, an OAuth 1.0a signature in the query over plain http. The secret itself
 * never travels unencrypted.
 */

import { createHmac } from 'node:crypto';
import { basicAuth } from './basic-auth.ts';
import type { HttpRequest } from './types.ts';

/** A key of WooCommerce > Settings > Advanced > REST API. */
export type WooCommerceKeys = { readonly key: string; readonly secret: string };

/** What makes a signature good for one request only. */
export type Stamp = { readonly nonce: string; readonly seconds: number };

/**
 * The request with these keys. `stamp` is asked for once a request; a signed request must not be
 * repeated, because WooCommerce refuses a nonce that it has seen.
 */
export function withWooCommerceKeys(
  request: HttpRequest,
  { key, secret }: WooCommerceKeys,
  stamp: () => Stamp,
): HttpRequest {
  if (new URL(request.url).protocol === 'https:') {
    return {
      ...request,
      headers: { Authorization: basicAuth(key, secret), ...request.headers },
    };
  }
  return signedInAddress(request, { key, secret }, stamp());
}

/** The request with an OAuth 1.0a signature in its query, which WooCommerce takes over https, too. */
export function signedInAddress(
  request: HttpRequest,
  keys: WooCommerceKeys,
  stamp: Stamp,
): HttpRequest {
  return { ...request, url: signedUrl(request, keys, stamp), retry: false };
}

function signedUrl(
  { url, method = 'GET' }: HttpRequest,
  { key, secret }: WooCommerceKeys,
  { nonce, seconds }: Stamp,
): string {
  const signed = new URL(url);
  const own = {
    oauth_consumer_key: key,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(seconds),
  };
  for (const [name, value] of Object.entries(own)) signed.searchParams.set(name, value);
  const text = [
    method.toUpperCase(),
    encoded(signed.origin + signed.pathname),
    encoded(parametersOf(signed.searchParams).join('&')),
  ].join('&');
  const signature = createHmac('sha256', `${secret}&`).update(text).digest('base64');
  signed.searchParams.set('oauth_signature', signature);
  return signed.href;
}

/** The parameters in the order of PHP's `uksort( $params, 'strcmp' )`, lists and maps in their own. */
function parametersOf(query: URLSearchParams): readonly string[] {
  const groups = new Map<string, Map<string, string>>();
  const counts = new Map<string, number>();
  for (const [typed, value] of query) {
    const [, head = '', below = ''] = /^([^[]*)([\s\S]*)$/.exec(typed) ?? [];
    // PHP's own names: `a.b` arrives as `a_b`, and `a[]` as the next number of a list.
    const name = head.replace(/[. ]/g, '_');
    const path = below.replace(/\[\]/g, () => {
      const next = counts.get(name) ?? 0;
      counts.set(name, next + 1);
      return `[${next}]`;
    });
    const group = groups.get(name) ?? new Map<string, string>();
    group.set(`${name}${path}`, value);
    groups.set(name, group);
  }
  return [...groups.keys()]
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flatMap((name) => [...(groups.get(name) ?? [])])
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
}

/** RFC 3986, as OAuth wants it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
