/** How connections are opened when a site needs a proxy, a private certificate or none checked. */

import { isIPv6, type LookupFunction } from 'node:net';
import { Problem } from '../../model/errors.ts';
import { tellable } from './urls.ts';

/** What decides whether a dispatcher of our own is needed. */
export type Transport = {
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/** A dispatcher for global fetch (undici's own fetch would not be seen by interceptors). */
export type Dispatcher = { close(): Promise<void> };

/** The proxies of the environment; the lower-case names win, as in curl. */
export function proxiesOf(env: Transport['env'] = {}): {
  readonly http: string;
  readonly https: string;
  readonly none: string;
} {
  const http = (env.http_proxy ?? env.HTTP_PROXY ?? '').trim();
  const https = (env.https_proxy ?? env.HTTPS_PROXY ?? '').trim();
  return { http, https: https || http, none: env.no_proxy ?? env.NO_PROXY ?? '' };
}

/** The dispatcher that `transport` asks for, or null: loading undici takes about 80 ms. */
export async function openDispatcher(transport: Transport): Promise<Dispatcher | null> {
  const proxies = proxiesOf(transport.env);
  const tls = await tlsOptions(transport);
  const proxied = proxies.http !== '' || proxies.https !== '';
  if (!proxied && tls === null) return null;
  const { Agent, EnvHttpProxyAgent } = await loadUndici();
  if (!proxied) return new Agent({ connect: tls ?? {} });
  const httpProxy = proxyUrl(proxies.http);
  const httpsProxy = proxyUrl(proxies.https);
  return new EnvHttpProxyAgent({
    httpProxy,
    httpsProxy,
    noProxy: proxies.none,
    ...(tls !== null && { connect: tls, requestTls: tls }),
  });
}

/** A dispatcher that connects to one IP address, whatever the host's name resolves to. */
export async function openPinned(transport: Transport, ipAddress: string): Promise<Dispatcher> {
  const family = isIPv6(ipAddress) ? 6 : 4;
  const lookup: LookupFunction = (_, { all }, found) =>
    all ? found(null, [{ address: ipAddress, family }]) : found(null, ipAddress, family);
  const { Agent } = await loadUndici();
  return new Agent({ connect: { ...(await tlsOptions(transport)), lookup } });
}

/** The bundle gives a CommonJS package as a default export, Node as named ones too. */
async function loadUndici() {
  const undici = await import('undici');
  return (undici.default ?? undici) as typeof undici;
}

async function tlsOptions(
  transport: Transport,
): Promise<{ ca?: string[]; rejectUnauthorized?: boolean } | null> {
  if (transport.insecure) return { rejectUnauthorized: false };
  if (transport.ca === undefined) return null;
  const { rootCertificates } = await import('node:tls');
  return { ca: [...rootCertificates, transport.ca] };
}

function proxyUrl(typed: string): string {
  if (typed === '') return '';
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Problem('bad-proxy', { proxy: tellable(typed), cause: 'not an http proxy' });
  }
  return url;
}
