/** A sender that keeps cookies, as a browser tab does. */

import type { Cookie, CookieJar } from 'tough-cookie';
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

const loadLibrary = lazily(() => import('tough-cookie'));

/** The start of the cookie that Recovery Mode lives in (RECOVERY_MODE_COOKIE, wp-includes/default-constants.php). */
export const RECOVERY_COOKIE = 'wordpress_rec_';

/** A browser over `send`, with an empty jar. Loads the cookie library when first used. */
export function createBrowser(send: Send): Browser {
  const jar = lazily(async () => {
    const { CookieJar } = await loadLibrary();
    // A site on a public suffix or a private name is still the person's own site.
    return new CookieJar(undefined, { looseMode: true, rejectPublicSuffixes: false });
  });
  let login: LoginCookie | null = null;

  async function keep(answer: HttpAnswer): Promise<void> {
    const cookies = await jar();
    // By the site's own clock: the cookie says until when in its time.
    const now = Date.parse(answer.headers.get('date') ?? '') || Date.now();
    login = (await readLoginCookie(answer.headers.getSetCookie(), now)) ?? login;
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

/** A browser that has met this answer before: its cookies go along from now on. */
export async function browserAfter(answer: HttpAnswer, send: Send): Promise<Browser> {
  let met: HttpAnswer | null = answer;
  const browser = createBrowser((request) => {
    const first = met;
    met = null;
    return first === null ? send(request) : Promise.resolve(first);
  });
  await browser.send({ url: answer.url });
  return browser;
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

/** The cookies of these Set-Cookie lines (RFC 6265, 5.2), as the jar reads them; what is none is left out. */
export async function parseCookies(lines: readonly string[]): Promise<readonly Cookie[]> {
  const library = await loadLibrary();
  const cookies = lines.map((line) => library.Cookie.parse(line, { loose: true }));
  return cookies.filter((cookie) => cookie !== undefined && cookie.key !== '') as Cookie[];
}

/** What these lines say of their cookies, the values aside. `now` counts Max-Age. */
export async function readSetCookies(
  lines: readonly string[],
  now: number,
): Promise<readonly CookieFacts[]> {
  return (await parseCookies(lines)).map((cookie) => factsOf(cookie, now));
}

function factsOf(cookie: Cookie, now: number): CookieFacts {
  const ends = cookie.expiryTime(new Date(now)) ?? Number.POSITIVE_INFINITY;
  return {
    name: cookie.key,
    domain: cookie.domain,
    path: cookie.path,
    secure: cookie.secure,
    expires: ends === Number.POSITIVE_INFINITY ? null : Math.max(ends, 0),
  };
}

/**
 * The login cookie among these lines, if one is set and not taken away: `name|expiration|token|hmac`
 * (wp-includes/pluggable.php, `wp_generate_auth_cookie`).
 */
export async function readLoginCookie(
  lines: readonly string[],
  now: number,
): Promise<LoginCookie | null> {
  // Most answers set none: nothing is loaded for them.
  const own = lines.filter((line) => line.startsWith('wordpress_logged_in_'));
  const cookies = own.length > 0 ? await parseCookies(own) : [];
  const cookie = cookies.find(({ value }) => decoded(value).trim() !== '');
  if (cookie === undefined) return null;
  const seconds = Number(decoded(cookie.value).split('|')[1] ?? Number.NaN);
  const validUntil = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
  return { ...factsOf(cookie, now), setAt: now, validUntil };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
