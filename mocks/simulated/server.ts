import { APACHE_UNAUTHORIZED } from '../server-pages.ts';
import { parseFormula } from './formula.ts';
import { nginxPage, type Reply, toResponse } from './reply.ts';
import { holds } from './rules.ts';
import type { SiteState } from './state.ts';
import type { Area, Seen } from './types.ts';

/** Where the site leads when the host is one it redirects from, or the slash of its folder is missing. */
export function canonicalRedirect(state: SiteState, url: URL): Reply | undefined {
  if (url.origin === state.base.origin) {
    // A subfolder without its slash.
    if (`${url.pathname}/` !== state.base.pathname || url.pathname === '') return undefined;
    const location = state.base.href + url.search;
    return nginxPage(301, '301 Moved Permanently', [['location', location]]);
  }
  const names = state.options.redirectsFrom ?? [];
  if (!names.some((name) => name === url.origin || name === url.host || name === url.hostname))
    return undefined;
  const target = new URL(url);
  target.protocol = state.base.protocol;
  target.host = state.base.host;
  target.port = state.base.port;
  return nginxPage(301, '301 Moved Permanently', [['location', target.href]]);
}

/** What the web server, the firewall or the proxy in front answers before PHP runs; nothing when PHP's turn comes. */
export function serverAnswer(state: SiteState, seen: Seen): Reply | undefined {
  return gate(state, seen) ?? challenge(state, seen) ?? limit(state, seen);
}

/** A page kept by the cache in front, with its age; only visitors without session cookies get it. */
export function fromCache(state: SiteState, seen: Seen): Reply | undefined {
  const key = cacheKey(state, seen);
  const kept = key === undefined ? undefined : state.server.cache.get(key);
  const age = kept ? (state.clock.now() - kept.at) / 1000 : 0;
  if (!kept || age > (state.options.pageCache?.seconds ?? 0)) return undefined;
  const headers = [...kept.headers, ['age', String(Math.floor(age))], ['x-cache', 'HIT']] as const;
  return {
    status: kept.status,
    headers: headers as Reply['headers'],
    body: kept.body,
    server: true,
  };
}

/** Keeps what may be kept. */
export function intoCache(state: SiteState, seen: Seen, reply: Reply): Reply {
  const key = cacheKey(state, seen);
  if (key === undefined || reply.dropped) return reply;
  const isPrivate = reply.headers.some(
    ([name, value]) =>
      name === 'set-cookie' ||
      (name === 'cache-control' && /no-store|no-cache|private/.test(value)),
  );
  const statuses = state.options.pageCache?.statuses ?? [200];
  if (!isPrivate && statuses.includes(reply.status) && seen.request.method === 'GET') {
    const { status, headers, body } = reply;
    state.server.cache.set(key, { at: state.clock.now(), status, headers, body });
  }
  return { ...reply, headers: [...reply.headers, ['x-cache', 'MISS']] };
}

function gate(state: SiteState, seen: Seen): Reply | undefined {
  const { gate } = state.options;
  if (!gate) return undefined;
  const expected = Buffer.from(`${gate.user}:${gate.password}`).toString('base64');
  if (seen.request.headers.get('authorization') === `Basic ${expected}`) return undefined;
  const challenge = [['www-authenticate', `Basic realm="${gate.realm ?? 'Staging'}"`]] as const;
  if (gate.server !== 'apache') return nginxPage(401, '401 Authorization Required', challenge);
  const headers = [
    ['content-type', 'text/html; charset=iso-8859-1'],
    ['server', 'Apache/2.4.71'],
    ...challenge,
  ];
  return {
    status: 401,
    headers: headers as unknown as Reply['headers'],
    body: APACHE_UNAUTHORIZED,
    server: true,
  };
}

function challenge(state: SiteState, seen: Seen): Reply | undefined {
  const { cloudflare } = state.options;
  if (!cloudflare) return undefined;
  if (cloudflare !== 'challenge' && !cloudflare.areas.includes(seen.area)) return undefined;
  return {
    status: 403,
    server: true,
    headers: [
      ['content-type', 'text/html; charset=UTF-8'],
      ['server', 'cloudflare'],
      ['cf-mitigated', 'challenge'],
      ['cf-ray', '8f00000000000000-FRA'],
    ],
    body: '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><div class="main-wrapper"><noscript>Enable JavaScript and cookies to continue</noscript></div></body></html>',
  };
}

function limit(state: SiteState, seen: Seen): Reply | undefined {
  const { rateLimit } = state.options;
  if (!rateLimit || !isIn(seen.area, rateLimit.areas)) return undefined;
  if (rateLimit.while !== undefined) {
    const formula = parseFormula(rateLimit.while);
    const running = [...state.network, ...state.active];
    if (!holds(formula, { ...state, running })) return undefined;
  }
  const now = state.clock.now();
  const { server } = state;
  if (now - server.windowStart >= rateLimit.seconds * 1000) {
    server.windowStart = now;
    server.windowCount = 0;
  }
  server.windowCount += 1;
  if (server.windowCount <= rateLimit.requests) return undefined;
  const left = Math.ceil((server.windowStart + rateLimit.seconds * 1000 - now) / 1000);
  const retryAfter = rateLimit.retryAfter ?? left;
  const headers = retryAfter > 0 ? [['retry-after', String(retryAfter)] as const] : [];
  const status = rateLimit.status ?? 429;
  return nginxPage(
    status,
    status === 429 ? '429 Too Many Requests' : `${status} Limit exceeded`,
    headers,
  );
}

function cacheKey(state: SiteState, seen: Seen): string | undefined {
  const { pageCache } = state.options;
  const { request } = seen;
  if (!pageCache || !isIn(seen.area, pageCache.areas ?? ['front', 'rest'])) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (request.headers.has('authorization')) return undefined;
  if (/wordpress_logged_in_/.test(request.headers.get('cookie') ?? '')) return undefined;
  const url = new URL(request.url);
  return pageCache.ignoresQuery ? url.origin + url.pathname : url.href;
}

function isIn(area: Area, areas: readonly Area[] | undefined): boolean {
  return areas === undefined || areas.includes(area);
}

/** The answer as the client gets it; the web server names itself. */
export function finish(reply: Reply, method: string): Response {
  const names = reply.headers.map(([name]) => name);
  const extra = [
    ...(names.includes('server') ? [] : [['server', 'nginx/1.22.1'] as const]),
    ...(reply.server ? [] : [['x-powered-by', 'PHP/8.2.26'] as const]),
  ];
  return toResponse({ ...reply, headers: [...reply.headers, ...extra] }, method);
}
