import type { IncomingMessage } from 'node:http';
import type { ServedRequest } from './types.ts';

/** The log entry of an answered request: no password, no cookie value, no credential gets into it. */
export const describeRequest = (
  request: IncomingMessage,
  body: Buffer,
  status: number,
  milliseconds: number,
): ServedRequest => {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const isText = /^(application\/(json|x-www-form-urlencoded)|text\/)/.test(
    request.headers['content-type'] ?? '',
  );
  return {
    method: request.method ?? 'GET',
    path,
    query,
    status,
    milliseconds: Math.round(milliseconds),
    headers: interesting(request),
    body: isText ? withoutSecrets(body.toString('utf8', 0, 4096)) : '',
  };
};

const interesting = (request: IncomingMessage): Record<string, string> => {
  const seen: Record<string, string> = {};
  for (const name of ['content-type', 'user-agent', 'accept', 'x-http-method-override'] as const) {
    const value = request.headers[name];
    if (typeof value === 'string') seen[name] = value;
  }
  const { authorization, cookie } = request.headers;
  if (authorization) seen.authorization = authorization.split(' ', 1)[0] ?? '';
  for (const name of ['x-wp-nonce', 'x-wp-bisect-trace'] as const) {
    if (request.headers[name]) seen[name] = 'present';
  }
  if (cookie) seen.cookie = cookie.replaceAll(/=[^;]*/g, '');
  return seen;
};

const withoutSecrets = (body: string): string =>
  body.replaceAll(/(^|&)(pwd|password)=[^&]*/g, '$1$2=');
