/** A sender that keeps cookies, as a browser tab does. */

import type { CookieJar } from 'tough-cookie';
import type { CookieFacts, HttpAnswer, LoginCookie, Send } from './types.ts';

/** One cookie jar and the way to the site. */
export type Browser = {
  /** Sends with the jar's cookies and keeps those of the answer. */
  readonly send: Send;
  /** True when the jar holds a cookie of that name's start for `url`, with a value. */
  hasCookie(prefix: string, url: string): Promise<boolean>;
  /** What the site last set as the login cookie, whether the jar took it or not; its value aside. */
  loginCookie(): LoginCookie | null;
  /** Empties the jar, but for Recovery Mode: its link works only once. */
  forget(): Promise<void>;
};

/** The start of the cookie that Recovery Mode lives in (RECOVERY_MODE_COOKIE, wp-includes/default-constants.php). */
export const RECOVERY_COOKIE = 'wordpress_rec_';

/** A browser over `send`, with an empty jar. Loads the cookie library when first used. */
export function createBrowser(send: Send): Browser {
  const jar = lazily(async () => {
    const { CookieJar } = await import('tough-cookie');
    // A site on a public suffix or a private name is still the person's own site.
    return new CookieJar(undefined, { looseMode: true, rejectPublicSuffixes: false });
  });
  let login: LoginCookie | null = null;

  async function keep(answer: HttpAnswer): Promise<void> {
    const cookies = await jar();
    // By the site's own clock: the cookie says until when in its time.
    const now = Date.parse(answer.headers.get('date') ?? '') || Date.now();
    login = readLoginCookie(answer.headers.getSetCookie(), now) ?? login;
    const lines = answer.headers.getSetCookie().filter(isKept);
    for (const line of lines) await cookies.setCookie(line, answer.url, { ignoreError: true });
    if (lines.length > 0) await dropSurplus(cookies);
  }

  return {
    async send(request) {
      const headers = new Headers(request.headers);
      const kept = await (await jar()).getCookieString(request.url);
      // A request's own cookies (a symptom may bring some) stay beside the jar's.
      const cookie = [kept, headers.get('cookie') ?? ''].filter(Boolean).join('; ');
      if (cookie !== '') headers.set('cookie', cookie);
      const answer = await send({ ...request, headers: Object.fromEntries(headers) });
      if (request.keepCookies !== false) await keep(answer);
      return answer;
    },
    async hasCookie(prefix, url) {
      const cookies = await (await jar()).getCookies(url);
      return cookies.some(({ key, value }) => key.startsWith(prefix) && value.trim() !== '');
    },
    loginCookie: () => login,
    async forget() {
      const cookies = await jar();
      const held = (await cookies.serialize()).cookies;
      for (const { domain, path, key } of held) {
        if (String(key).startsWith(RECOVERY_COOKIE)) continue;
        await cookies.store.removeCookie(String(domain), String(path), String(key));
      }
    },
  };
}

/** As many as a browser keeps of a site: a server refuses a request with too many of them. */
const MOST_COOKIES = 150;
/** The longest name with its value that a browser keeps. */
const LONGEST_COOKIE = 4_096;

function isKept(line: string): boolean {
  const end = line.indexOf(';');
  return (end === -1 ? line.length : end) <= LONGEST_COOKIE;
}

/** What was set first goes first; what signs in stays. */
async function dropSurplus(cookies: CookieJar): Promise<void> {
  const held = (await cookies.serialize()).cookies;
  const surplus = held.length - MOST_COOKIES;
  if (surplus <= 0) return;
  // They come in the order in which they were set.
  const others = held.filter(({ key }) => !String(key).startsWith('wordpress_'));
  for (const { domain, path, key } of others.slice(0, surplus)) {
    await cookies.store.removeCookie(String(domain), String(path), String(key));
  }
}

function lazily<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}

/** Reads one Set-Cookie line (RFC 6265, 5.2); null for what is no cookie. `now` counts Max-Age. */
export function readSetCookie(line: string, now: number): CookieFacts | null {
  const [pair = '', ...parts] = line.split(';');
  const name = pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
  if (name === '') return null;
  const attributes = new Map(
    parts.map((part) => {
      const [key = '', ...value] = part.split('=');
      return [key.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  return {
    name,
    domain: attributes.get('domain')?.replace(/^\./, '').toLowerCase() || null,
    path: attributes.get('path') || null,
    secure: attributes.has('secure'),
    expires: expiryOf(attributes.get('max-age'), attributes.get('expires'), now),
  };
}

/**
 * The login cookie among these lines, if one is set and not taken away: `name|expiration|token|hmac`
 * (wp-includes/pluggable.php, `wp_generate_auth_cookie`).
 */
export function readLoginCookie(lines: readonly string[], now: number): LoginCookie | null {
  for (const line of lines) {
    if (!/^wordpress_logged_in_/.test(line)) continue;
    const facts = readSetCookie(line, now);
    const value = decoded(line.slice(line.indexOf('=') + 1).split(';')[0] ?? '');
    if (facts === null || value.trim() === '') continue;
    const seconds = Number(value.split('|')[1] ?? Number.NaN);
    const validUntil = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
    return { ...facts, setAt: now, validUntil };
  }
  return null;
}

function expiryOf(maxAge: string | undefined, expires: string | undefined, now: number) {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1_000;
  const date = Date.parse(expires ?? '');
  return Number.isNaN(date) ? null : date;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
