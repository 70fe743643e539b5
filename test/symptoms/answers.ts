/** Answers as WordPress and its surroundings give them, and clients that give them. */

import type { Identity, SymptomRequest } from '../../src/model/report.ts';
import type {
  Client,
  HttpAnswer,
  HttpRequest,
  SiteAddress,
} from '../../src/wordpress/http/types.ts';

export const ADDRESS: SiteAddress = {
  home: 'https://shop.test/',
  siteUrl: 'https://shop.test/',
  restRoot: 'https://shop.test/wp-json/',
  namespaces: ['oembed/1.0', 'wp/v2', 'wp-site-health/v1', 'wc/v3', 'wc/store/v1'],
};

type Parts = { readonly headers?: Record<string, string>; readonly url?: string };

export function answer(
  status: number,
  text: string,
  { headers = {}, url = ADDRESS.home }: Parts = {},
): HttpAnswer {
  return { url, status, headers: new Headers(headers), text };
}

/** Headers that the REST server sends before anything else. */
const FROM_REST = {
  'content-type': 'application/json; charset=UTF-8',
  'x-robots-tag': 'noindex',
  'x-content-type-options': 'nosniff',
  link: '<https://shop.test/wp-json/>; rel="https://api.w.org/"',
};

export function json(status: number, body: unknown, parts: Parts = {}): HttpAnswer {
  return answer(status, JSON.stringify(body), {
    ...parts,
    headers: { ...FROM_REST, ...parts.headers },
  });
}

export function restError(
  status: number,
  code: string,
  message = 'No.',
  parts: Parts = {},
): HttpAnswer {
  return json(status, { code, message, data: { status } }, parts);
}

export function html(status: number, body: string, parts: Parts = {}): HttpAnswer {
  return answer(status, body, {
    ...parts,
    headers: { 'content-type': 'text/html; charset=UTF-8', ...parts.headers },
  });
}

export function redirect(location: string, parts: Parts = {}): HttpAnswer {
  return html(302, '', { ...parts, headers: { location, ...parts.headers } });
}

export const NGINX_401 = html(
  401,
  '<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n<center><h1>401 Authorization Required</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>',
  { headers: { 'www-authenticate': 'Basic realm="Staging"', server: 'nginx/1.22.1' } },
);

export function get(path: string, as: Identity = 'anonymous'): SymptomRequest {
  return { method: 'GET', url: new URL(path, ADDRESS.home).href, as, headers: {} };
}

/** A client that answers by a function, and remembers what it was asked. */
export function fakeClient(
  identity: Identity,
  respond: (request: HttpRequest, path: string) => HttpAnswer | Promise<HttpAnswer>,
): Client & { readonly sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  return {
    identity,
    sent,
    async send(request) {
      sent.push(request);
      return respond(request, new URL(request.url).pathname);
    },
    rest: () => Promise.reject(new Error('not used')),
  };
}
