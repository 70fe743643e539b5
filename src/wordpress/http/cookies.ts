/** A sender that keeps cookies, as a browser tab does. */

import type { Send } from './basic-auth.ts';
import { type LoginCookie, readLoginCookie } from './cookies__set-cookie.ts';
import type { HttpAnswer } from './types.ts';

/** One cookie jar and the way to the site. */
export type Browser = {
  /** Sends with the jar's cookies and keeps those of the answer. */
  readonly send: Send;
  /** True when the jar holds a cookie of that name's start for `url`, with a value. */
  hasCookie(prefix: string, url: string): Promise<boolean>;
  /** What the site last set as the login cookie, whether the jar took it or not; its value aside. */
  loginCookie(): LoginCookie | null;
  /** Empties the jar. */
  forget(): Promise<void>;
};

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
    for (const line of answer.headers.getSetCookie()) {
      await cookies.setCookie(line, answer.url, { ignoreError: true });
    }
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
      await (await jar()).removeAllCookies();
    },
  };
}

function lazily<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}
