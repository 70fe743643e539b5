/**
 * Web servers, firewalls and a WordPress on loopback that answer as the real ones do. nginx 1.22 and
 * Apache 2.4 as they were seen on the wire; IIS, LiteSpeed and the firewalls as their vendors' pages are.
 */

import type { DiagnosisInput } from '../../src/diagnosis/input.ts';
import type { Symptom } from '../../src/model/report.ts';
import { observe } from '../../src/symptoms/observe.ts';
import { createClient } from '../../src/wordpress/http/client.ts';
import { type Connection, createConnection } from '../../src/wordpress/http/connection.ts';
import type { SiteAddress } from '../../src/wordpress/http/types.ts';
import { type Got, type Reply, serve } from '../wordpress/http/server.ts';

/** A page of nginx: `NAMES[status]` is what it writes into title and heading. */
export function nginx(status: 400 | 401 | 403, realm?: string): Reply {
  const name = { 400: 'Bad Request', 401: 'Authorization Required', 403: 'Forbidden' }[status];
  return {
    status,
    headers: {
      Server: 'nginx/1.22.1',
      'Content-Type': 'text/html',
      ...(realm !== undefined && { 'WWW-Authenticate': `Basic realm="${realm}"` }),
    },
    body: `<html>\r\n<head><title>${status} ${name}</title></head>\r\n<body>\r\n<center><h1>${status} ${name}</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`,
  };
}

/** Apache's page for a missing password. */
export function apache(challenge = 'Basic realm="Staff \\"only\\", please"'): Reply {
  return {
    status: 401,
    headers: {
      Server: 'Apache/2.4.71 (Debian)',
      'WWW-Authenticate': challenge,
      'Content-Type': 'text/html; charset=iso-8859-1',
    },
    body: '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>401 Unauthorized</title>\n</head><body>\n<h1>Unauthorized</h1>\n<p>This server could not verify that you\nare authorized to access the document\nrequested.  Either you supplied the wrong\ncredentials (e.g., bad password), or your\nbrowser doesn\'t understand how to supply\nthe credentials required.</p>\n</body></html>\n',
  };
}

/** LiteSpeed's page, in the colours and words of its error pages. */
export function litespeed(status: 401 | 403): Reply {
  const what =
    status === 401
      ? ['Unauthorized', 'Proper authorization is required to access this resource!']
      : ['Forbidden', 'Access to this resource on the server is denied!'];
  return {
    status,
    headers: {
      Server: 'LiteSpeed',
      'Content-Type': 'text/html',
      ...(status === 401 && { 'WWW-Authenticate': 'Basic realm="Directory"' }),
    },
    body: `<!DOCTYPE html>\n<html style="height:100%">\n<head><title> ${status} ${what[0]}\r\n</title></head>\n<body><h1>${status}</h1>\n<h2>${what[0]}</h2>\n<p>${what[1]}</p>\n<div><br>Proudly powered by LiteSpeed Web Server<p>Please be advised that LiteSpeed Technologies Inc. is not a web hosting company</p></div></body></html>\n`,
  };
}

/** IIS' long page with a sub-code, or (without one) the short page that strangers get. */
export function iis(substatus: number | null, challenges: readonly string[] = []): Reply {
  const body =
    substatus === null
      ? '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\r\n<html>\r\n<head>\r\n<title>401 - Unauthorized: Access is denied due to invalid credentials.</title>\r\n</head>\r\n<body>\r\n<div id="header"><h1>Server Error</h1></div>\r\n<div id="content">\r\n<h2>401 - Unauthorized: Access is denied due to invalid credentials.</h2>\r\n</div>\r\n</body>\r\n</html>\r\n'
      : `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\r\n<html>\r\n<head>\r\n<title>IIS 10.0 Detailed Error - 401.${substatus} - Unauthorized</title>\r\n</head>\r\n<body>\r\n<div id="content">\r\n<div class="content-container">\r\n<h3>HTTP Error 401.${substatus} - Unauthorized</h3>\r\n</div>\r\n</div>\r\n</body>\r\n</html>\r\n`;
  return {
    status: 401,
    headers: {
      Server: 'Microsoft-IIS/10.0',
      'Content-Type': 'text/html',
      ...(challenges.length > 0 && { 'WWW-Authenticate': challenges }),
    },
    body,
  };
}

/** A REST error of WordPress' own REST server. */
export function rest(status: number, code: string, more: Reply['headers'] = {}): Reply {
  return {
    status,
    headers: {
      Server: 'nginx/1.22.1',
      'Content-Type': 'application/json; charset=UTF-8',
      'X-Robots-Tag': 'noindex',
      'X-Content-Type-Options': 'nosniff',
      Link: '<http://127.0.0.1/wp-json/>; rel="https://api.w.org/"',
      ...more,
    },
    body: JSON.stringify({ code, message: `Sorry (${code}).`, data: { status } }),
  };
}

/** A page that PHP has made: WordPress', or a plugin's. */
export function php(status: number, body: string, more: Reply['headers'] = {}): Reply {
  return {
    status,
    headers: { Server: 'nginx/1.22.1', 'Content-Type': 'text/html; charset=UTF-8', ...more },
    body,
  };
}

/** Any other page. */
export function page(status: number, body: string, more: Reply['headers'] = {}): Reply {
  return { status, headers: { 'Content-Type': 'text/html', ...more }, body };
}

/** A redirect. */
export function moved(to: string, status = 301): Reply {
  return { status, headers: { Server: 'nginx/1.22.1', Location: to } };
}

const FILES = /^\/(?:wp-includes\/images\/blank\.gif|wp-admin\/images\/wordpress-logo\.svg)$/;

/** A healthy WordPress, but for what `answers` says; the first that fits a path (or returns a reply) counts. */
export function wordpress(
  answers: (path: string, got: Got) => Reply | undefined = () => undefined,
) {
  return (got: Got): Reply => {
    const own = answers(got.url, got);
    if (own) return own;
    if (FILES.test(got.url)) {
      return { headers: { Server: 'nginx/1.22.1', 'Content-Type': 'image/gif' }, body: 'GIF89a' };
    }
    if (/[/=]\/?wp\/v2\/users\/me$/.test(got.url)) return rest(401, 'rest_not_logged_in');
    if (/^\/wp-json\/wp\/v2\/posts\/?$/.test(got.url)) return { ...rest(200, 'x'), body: '[]' };
    if (/^\/wp-json\/(?:wp\/v2)?\/?$/.test(got.url)) return { ...rest(200, 'x'), body: '{}' };
    if (got.url.startsWith('/wp-json')) return rest(404, 'rest_no_route');
    if (got.url === '/') return php(200, '<title>Shop</title>');
    return php(404, '<title>Page not found</title>');
  };
}

/** What a scene is made of besides the site. */
export type Given = Partial<Omit<DiagnosisInput, 'symptoms'>> & {
  /** Paths that are asked for first; every answer from 400 on is a symptom. */
  readonly fails?: readonly string[];
};

/** The scene at a loopback site, with symptoms as they are really observed there. */
export async function sceneAt(
  handler: (got: Got) => Reply,
  about: Given | ((origin: string) => Given) = {},
): Promise<{ scene: DiagnosisInput; asked: () => readonly Got[] }> {
  const { origin, got } = await serve(handler);
  const { fails = [], ...given } = typeof about === 'function' ? about(origin) : about;
  const gate = given.given?.gate ? { user: 'keeper', password: 'lantern' } : undefined;
  const connection = createConnection({ timeoutMs: 5_000, userAgent: 'wp-bisect/test', gate });
  const address = addressAt(origin);
  const scene = sampleInput({ typed: origin, address, ...given }, connection);
  const symptoms: Symptom[] = [];
  for (const path of fails) symptoms.push(await symptomAt(scene, origin + path));
  const before = got.length;
  return { scene: { ...scene, symptoms }, asked: () => got.slice(before) };
}

/** A site's address at this origin. */
export function addressAt(origin: string): SiteAddress {
  return {
    home: `${origin}/`,
    siteUrl: `${origin}/`,
    restRoot: `${origin}/wp-json/`,
    namespaces: ['oembed/1.0', 'wp/v2', 'wc/v3', 'wc/store/v1'],
  };
}

/** A scene with nothing in it but what is given. */
export function sampleInput(
  given: Partial<DiagnosisInput>,
  connection: Connection,
): DiagnosisInput {
  const { address = null } = given;
  const anonymous =
    address && createClient({ connection, address, credential: { identity: 'anonymous' } });
  return {
    typed: '',
    address,
    blocked: null,
    clients: anonymous ? { anonymous } : {},
    proven: [],
    refused: [],
    given: { user: null, applicationPassword: null, password: null, gate: false },
    symptoms: [],
    rates: [],
    exact: false,
    plugins: null,
    mustUse: null,
    dropIns: null,
    theme: null,
    explore: connection.explore,
    names: { lookup: async () => [], authoritative: async () => null, hostsFile: async () => [] },
    system: 'other',
    clock: { now: () => 0, sleep: async () => undefined },
    signal: new AbortController().signal,
    ...given,
  };
}

/** The symptom at a URL, as it is observed now. */
export async function symptomAt(scene: DiagnosisInput, url: string): Promise<Symptom> {
  const request = { method: 'GET', url, as: 'anonymous', headers: {} } as const;
  const send = scene.clients.anonymous?.send ?? scene.explore;
  return { request, failsOn: [401], observed: observe(await send({ url, retry: false })) };
}
