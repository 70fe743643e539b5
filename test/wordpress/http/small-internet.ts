/** A small internet: hosts that answer without a socket. */

import type { SimulatedSite } from '../../../mocks/simulated/types.ts';
import { connect } from './connect-at-once.ts';

/** What lives at an origin: a simulated site, a function, or the code of a network fault. */
export type Host = SimulatedSite | ((request: Request) => Response | Promise<Response>) | string;

/** One request that was sent, with the credential it carried. */
type Sent = {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | null;
};

/** A connection to these origins. All others are unknown hosts (https and http alike). */
export function internet(
  hosts: Readonly<Record<string, Host>>,
  options: Parameters<typeof connect>[0] = {},
) {
  const sent: Sent[] = [];
  const fetch = async (input: unknown, init?: unknown): Promise<Response> => {
    const request = new Request(input as string, init as RequestInit);
    const authorization = request.headers.get('authorization');
    sent.push({ method: request.method, url: request.url, authorization });
    const host = hosts[new URL(request.url).origin] ?? 'ENOTFOUND';
    if (typeof host === 'string') throw fault(host);
    const response = typeof host === 'function' ? await host(request) : await host.handle(request);
    if (response.type === 'error') throw fault('UND_ERR_SOCKET');
    return response;
  };
  return { ...connect({ ...options, fetch: fetch as typeof globalThis.fetch }), sent };
}

function fault(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

/** An HTML answer. */
export function page(html: string, status = 200, headers: Record<string, string> = {}): Response {
  const type = { 'Content-Type': 'text/html; charset=UTF-8' };
  return new Response(html, { status, headers: { ...type, ...headers } });
}

/** A JSON answer. */
export function restAnswer(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json; charset=UTF-8' },
  });
}

/** A redirect. */
export function moved(to: string, status = 301, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...headers, Location: to } });
}

/** A REST index of a WordPress at `url`. */
export function indexOf(url: string, home = url): object {
  return {
    url,
    home,
    namespaces: ['wp/v2'],
    authentication: { 'application-passwords': { endpoints: {} } },
    routes: { '/wp/v2/plugins': {} },
  };
}
