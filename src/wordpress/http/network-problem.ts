/** Network faults of fetch as `Problem`s; the fault itself stays as the cause. */

import { Problem } from '../../model/errors.ts';
import { tellable } from './urls.ts';

const TLS =
  /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_|HOSTNAME_MISMATCH$|INVALID_CA$|PATH_LENGTH_EXCEEDED$|INVALID_PURPOSE$)/;
const TIMEOUT = /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/;

/** fetch hides a 407 behind an error without code and message (Fetch standard, HTTP-network-or-cache fetch). */
export const HIDDEN_407 = '407 Proxy Authentication Required';

/** What was being asked when the fault happened. */
export type FailedRequest = {
  readonly url: string;
  readonly seconds: number;
  /** The proxies in use, as typed. */
  readonly proxies: readonly string[];
};

/** The problem behind a rejected fetch (or body). Faults of a proxy are told from faults of the site. */
export function networkProblem(error: unknown, asked: FailedRequest): Problem {
  const host = new URL(asked.url).host;
  const fault = deepest(error);
  const code = fault.code ?? '';
  const options = { cause: error };
  const proxy = guiltyProxy(fault, asked);
  if (proxy !== null) {
    const cause = code === '' || code === 'UND_ERR_ABORTED' ? fault.message : code;
    return new Problem('bad-proxy', { proxy: tellable(proxy), cause }, options);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new Problem('host-unknown', { host }, options);
  }
  if (code === 'ECONNREFUSED') return new Problem('connection-refused', { host }, options);
  if (TIMEOUT.test(code)) {
    return new Problem('timed-out', { url: tellable(asked.url), seconds: asked.seconds }, options);
  }
  if (TLS.test(code)) return new Problem('tls', { host, cause: code }, options);
  // Without a cause fetch refused the request itself: a header that may hold a secret is in its text.
  if (code === '' && error instanceof TypeError && error.cause === undefined) {
    return new Problem('connection-failed', { host, cause: 'invalid request' });
  }
  const cause = code === '' ? fault.message || HIDDEN_407 : code;
  return new Problem('connection-failed', { host, cause }, options);
}

/** True for the problems that mean: no answer came. */
export function isNetworkProblem(error: unknown): error is Problem {
  return error instanceof Problem && NETWORK.has(error.code);
}

/** True for faults that a second attempt may well not meet. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  if (error.code === 'host-unknown') return deepest(error.cause).code === 'EAI_AGAIN';
  return ['connection-refused', 'connection-failed', 'timed-out'].includes(error.code);
}

const NETWORK: ReadonlySet<string> = new Set([
  'host-unknown',
  'connection-refused',
  'connection-failed',
  'timed-out',
  'tls',
  'bad-proxy',
]);

type Fault = { code?: string; message: string; port?: number; hostname?: string };

/** The innermost error with a code: undici wraps, Node's happy eyeballs collects. */
function deepest(error: unknown): Fault {
  let fault: Fault = { message: error instanceof Error ? error.message : String(error) };
  for (let next = error, depth = 0; next instanceof Error && depth < 8; depth += 1) {
    const { code } = next as { code?: unknown };
    if (typeof code === 'string' || fault.code === undefined) fault = next as Fault;
    const inner = next instanceof AggregateError ? next.errors[0] : undefined;
    next = inner ?? next.cause;
  }
  return fault;
}

function guiltyProxy(fault: Fault, asked: FailedRequest): string | null {
  const site = new URL(asked.url);
  for (const typed of asked.proxies) {
    if (/Proxy response \(\d+\)/.test(fault.message)) return typed;
    if (!URL.canParse(typed)) continue;
    const proxy = new URL(typed);
    if (fault.hostname === proxy.hostname && proxy.hostname !== site.hostname) return typed;
    const port = Number(proxy.port || (proxy.protocol === 'https:' ? 443 : 80));
    const sitePort = Number(site.port || (site.protocol === 'https:' ? 443 : 80));
    if (fault.port === port && port !== sitePort) return typed;
  }
  return null;
}
