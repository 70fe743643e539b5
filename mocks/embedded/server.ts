import { existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { APACHE_UNAUTHORIZED, nginxBody } from '../server-pages.ts';
import { phpRequest } from './gateway.ts';
import type { Php, Watch } from './php.ts';
import { describeRequest } from './request-log.ts';
import { SHARED_FOLDERS } from './site.ts';
import type { ServedRequest, WordPressOptions } from './types.ts';

/** What the web server in front of PHP needs to know. */
export type ServerOptions = {
  readonly php: Php;
  readonly guardian: Watch;
  readonly siteRoot: string;
  /** The same folder as PHP sees it. */
  readonly documentRoot: string;
  readonly wordpressDir: string;
  readonly port: number;
  /** Path that the site lives below: empty, or `/shop`. */
  readonly prefix: string;
  readonly pretty: boolean;
  /** Sites of a network live in folders of their own, and share the files of WordPress. */
  readonly network: boolean;
  readonly latencyMs: number;
  readonly front: NonNullable<WordPressOptions['server']>;
  readonly log: (served: ServedRequest) => void;
};

type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array | string;
};

/** A web server in front of WordPress as hosts run it: gates, static files, scripts, everything else to index.php. */
export const webServer = (options: ServerOptions): RequestListener => {
  return (request, response) => {
    void serve(options, request, response);
  };
};

const serve = async (
  options: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
) => {
  const started = performance.now();
  const body = await readBody(request);
  if (options.latencyMs > 0) await delay(options.latencyMs);
  const answer = await answerTo(options, request, body).catch(
    (error: unknown): Answer => plain(500, `The embedded web server failed: ${error}\n`),
  );
  options.log(describeRequest(request, body, answer.status, performance.now() - started));
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name.toLowerCase() !== 'content-length') response.setHeader(name, value);
  }
  response.statusCode = answer.status;
  response.end(answer.body);
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const plain = (status: number, body: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
});

const answerTo = async (
  options: ServerOptions,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answer> => {
  const refused = gate(options, request);
  if (refused) return refused;
  const uri = request.url ?? '/';
  const path = decodedPath(uri);
  if (path === undefined) return plain(400, '400 Bad Request\n');
  const below = `${path}/`.startsWith(`${options.prefix}/`);
  if (!below) return plain(404, '404 Not Found\n');
  const inside = path.slice(options.prefix.length) || '/';
  const target = route(options, options.network ? sharedFile(options, inside) : inside);
  if (target.type === 'answer') return target.answer;
  const received = {
    method: request.method ?? 'GET',
    uri,
    headers: forwarded(request, options.front.stripAuthorization ?? false),
    body,
    remoteAddress: request.socket.remoteAddress ?? '127.0.0.1',
    port: options.port,
    prefix: options.prefix,
  };
  const got = await options.php.request(
    phpRequest(received, target, options.documentRoot),
    options.guardian,
  );
  return { status: got.status, headers: got.headers, body: got.body };
};

/** The server's own password gate: from the options, or from rules that a plugin wrote into .htaccess. */
const gate = (options: ServerOptions, request: IncomingMessage): Answer | undefined => {
  const given = request.headers.authorization ?? '';
  const fixed = options.front.gate;
  if (fixed) {
    const expected = `Basic ${Buffer.from(`${fixed.user}:${fixed.password}`).toString('base64')}`;
    if (given !== expected) return unauthorized(fixed.realm);
  }
  return htaccessGate(options.siteRoot, request.url ?? '/');
};

/** Honours the one kind of .htaccess rule that matters here: a password for the addresses matching an <If>. */
const htaccessGate = (siteRoot: string, uri: string): Answer | undefined => {
  const rules = join(siteRoot, '.htaccess');
  if (!existsSync(rules)) return undefined;
  const text = readFileSync(rules, 'utf8');
  const condition = /<If "%\{REQUEST_URI\} =~ m#([^#]+)#">([\s\S]*?)<\/If>/.exec(text);
  if (!condition?.[1] || !/^\s*Require\s+valid-user/im.test(condition[2] ?? '')) return undefined;
  if (!new RegExp(condition[1]).test(uri)) return undefined;
  return unauthorized(/^\s*AuthName\s+"([^"]*)"/im.exec(text)?.[1] ?? 'Restricted', APACHE);
};

type Page = { readonly server: string; readonly type: string; readonly body: string };

const NGINX: Page = {
  server: 'nginx',
  type: 'text/html',
  body: nginxBody('401 Authorization Required'),
};

/** nginx reads no .htaccess: where such rules answer, the page is Apache's. */
const APACHE: Page = {
  server: 'Apache',
  type: 'text/html; charset=iso-8859-1',
  body: APACHE_UNAUTHORIZED,
};

const unauthorized = (realm: string, { server, type, body }: Page = NGINX): Answer => ({
  status: 401,
  headers: { server, 'content-type': type, 'www-authenticate': `Basic realm="${realm}"` },
  body,
});

const decodedPath = (uri: string): string | undefined => {
  try {
    const path = decodeURIComponent(uri.split(/[?#]/, 1)[0] ?? '/');
    return path.includes('\0') ? undefined : normalize(path).replaceAll('\\', '/');
  } catch {
    return undefined;
  }
};

type Target =
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'script'; readonly script: string; readonly pathInfo: string };

const route = (options: ServerOptions, path: string): Target => {
  if (/(^|\/)\.(?!well-known)/.test(path)) return answer(plain(403, '403 Forbidden\n'));
  const script = /^(.*?\.php)(\/.*)?$/.exec(path);
  if (script?.[1] && isFile(options, script[1])) {
    return { type: 'script', script: script[1], pathInfo: script[2] ?? '' };
  }
  // A request for a script that is not there never reaches WordPress.
  if (path.endsWith('.php')) return answer(plain(404, 'File not found.\n'));
  if (isFile(options, path)) return answer(staticFile(onDisk(options, path)));
  if (isFile(options, join(path, 'index.php'))) {
    if (!path.endsWith('/'))
      return answer(plain(301, '', { location: `${options.prefix}${path}/` }));
    return { type: 'script', script: `${path}index.php`, pathInfo: '' };
  }
  // Plain permalinks mean that nobody told the server about index.php.
  if (!options.pretty) return answer(plain(404, '404 Not Found\n'));
  return { type: 'script', script: '/index.php', pathInfo: '' };
};

/** WordPress' own rewrite rules for networks in folders: `/two/wp-login.php` is `/wp-login.php`. */
const sharedFile = (options: ServerOptions, path: string): string => {
  const shared = /^\/[\w-]+(\/(?:wp-(?:admin|content|includes)(?:\/.*)?|[^/]+\.php))$/.exec(
    path,
  )?.[1];
  return shared !== undefined && !isFile(options, path) ? shared : path;
};

const answer = (value: Answer): Target => ({ type: 'answer', answer: value });

const onDisk = (options: ServerOptions, path: string): string => {
  const shared = SHARED_FOLDERS.some((folder) => path.startsWith(`/${folder}/`));
  return join(shared ? options.wordpressDir : options.siteRoot, path);
};

const isFile = (options: ServerOptions, path: string): boolean =>
  statSync(onDisk(options, path), { throwIfNoEntry: false })?.isFile() ?? false;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

const staticFile = (file: string): Answer => ({
  status: 200,
  headers: { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' },
  body: readFileSync(file),
});

const forwarded = (request: IncomingMessage, stripped: boolean): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || (stripped && name === 'authorization')) continue;
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
};
