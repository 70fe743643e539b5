/** The site as a signed-in person's browser sees it: cookies, a nonce for REST, both renewed. */

import { isProblem, Problem } from '../../model/errors.ts';
import { acceptFor, callRest } from './client.ts';
import type { Browser } from './cookies.ts';
import { isNetworkProblem } from './network-problem.ts';
import { restCode } from './rest-error.ts';
import type { Client, HttpAnswer, HttpRequest, Send, SiteAddress } from './types.ts';
import { isRestUrl, leadsToLogin, redirectTarget, tellable } from './urls.ts';

/** What a session is made of. */
export type SessionOptions = {
  /** Its jar holds the cookies of a sign-in that has succeeded. */
  readonly browser: Browser;
  readonly address: SiteAddress;
  /** The nonce of that sign-in; null where the site gave none: pages only, which do not wait for it. */
  readonly nonce: string | null | Promise<string | null>;
  /** Signs in again, into the same browser; rejects with a `Problem`. The password is sent once. */
  readonly signIn: () => Promise<void>;
  readonly loginUrl?: string;
  /** Told each time a lost session was replaced by a new one. */
  readonly onRenewed?: () => void;
  /** Milliseconds of some clock. */
  readonly now: () => number;
};

/** After so many lost sessions in a row something on the site ends them: more sign-ins would not help at once. */
const SIGN_INS_AT_ONCE = 10;
/** One more may be spent for so much time that has passed: where sessions are short, the site still comes back. Milliseconds. */
const ONE_MORE_EVERY_MS = 3_000;
/** Of one run. Some sites write a mail for each. */
const MOST_SIGN_INS = 60;

/**
 * A session's client. REST calls carry the nonce, pages the cookies alone. An expired nonce is
 * renewed, a lost session replaced by one new sign-in, and the refused request repeated once (writes
 * too: a refused write changed nothing). Rejects with `session-lost` where signing in fails.
 */
export function createSessionClient(options: SessionOptions): Client {
  const { browser, address, loginUrl, now } = options;
  const began = now();
  let nonce: string | null = null;
  let isNonceThere = false;
  let generation = 0;
  let signIns = 0;
  let refusal: Problem | null = null;
  let renewal: Promise<boolean> | null = null;

  async function transmit(request: HttpRequest): Promise<HttpAnswer> {
    const rest = isRestUrl(address, request.url);
    if (rest && !isNonceThere) keepFirst(await options.nonce);
    const sentIn = generation;
    const headers = {
      ...acceptFor(address, request),
      ...(rest && nonce !== null && { 'X-WP-Nonce': nonce }),
      ...request.headers,
    };
    const answer = await browser.send({ ...request, headers });
    const fresh = answer.headers.get('x-wp-nonce');
    if (rest && sentIn === generation && /^[0-9a-f]{10}$/.test(fresh ?? '')) nonce = fresh;
    return answer;
  }

  function keepFirst(given: string | null): void {
    if (!isNonceThere) nonce = given;
    isNonceThere = true;
  }

  /** True when something was renewed, so that the refused request is worth repeating. */
  async function renew(doubt: Doubt, url: string): Promise<boolean> {
    keepFirst(await options.nonce);
    const asked = await readNonce(browser.send, address, { loginUrl });
    if (asked.type === 'unknown') return false;
    if (asked.type === 'nonce') {
      nonce = asked.nonce;
      if (doubt === 'nonce') generation += 1;
      return doubt === 'nonce';
    }
    await signInAgain(url);
    const opened = await readNonce(browser.send, address, { loginUrl });
    nonce = opened.type === 'nonce' ? opened.nonce : null;
    generation += 1;
    options.onRenewed?.();
    return true;
  }

  async function signInAgain(url: string): Promise<void> {
    const lost = (cause: unknown) => new Problem('session-lost', { url: tellable(url) }, { cause });
    // A password that was refused once is never sent again: sites lock people out for that.
    const mayBe = SIGN_INS_AT_ONCE + Math.max(0, Math.floor((now() - began) / ONE_MORE_EVERY_MS));
    if (refusal !== null || signIns >= Math.min(mayBe, MOST_SIGN_INS)) throw lost(refusal);
    signIns += 1;
    await browser.forget();
    try {
      await options.signIn();
    } catch (error) {
      if (isNetworkProblem(error)) throw error;
      if (isProblem(error) && !UNSENT.has(error.code)) refusal = error;
      throw lost(error);
    }
  }

  const send: Send = async (request) => {
    const sentIn = generation;
    const answer = await transmit(request);
    const doubt = doubtAbout(answer, request, { address, loginUrl });
    if (doubt === null) return answer;
    if (generation !== sentIn) return transmit(request);
    renewal ??= renew(doubt, request.url).finally(() => {
      renewal = null;
    });
    const renewed = await unlessCancelled(renewal, request.signal);
    return renewed ? transmit(request) : answer;
  };

  return {
    identity: 'session',
    send,
    loginCookie: browser.loginCookie,
    rest: (request) => callRest({ address, send }, request),
  };
}

/** Problems that arose before the password was sent: another try harms nobody. */
const UNSENT: ReadonlySet<string> = new Set([
  'login-hidden',
  'gate-closed',
  'captcha',
  'bot-challenge',
  'server-error',
  'rate-limited',
]);

type Doubt = 'nonce' | 'session';

/** What an answer makes doubtful: the nonce, the session, or nothing. */
function doubtAbout(
  answer: HttpAnswer,
  request: HttpRequest,
  site: { readonly address: SiteAddress; readonly loginUrl?: string },
): Doubt | null {
  const { status } = answer;
  if (isRestUrl(site.address, request.url)) {
    if (status === 403 && restCode(answer) === 'rest_cookie_invalid_nonce') return 'nonce';
  }
  if (status === 401) return 'session';
  if (leadsToLogin(answer, site.loginUrl)) return 'session';
  // Hidden-login plugins answer strangers in wp-admin with 404 or a redirect to somewhere else.
  const admin = `${site.address.siteUrl}wp-admin/`;
  if (!answer.url.startsWith(admin)) return null;
  if (status === 404) return 'session';
  if (status < 300 || status > 399) return null;
  return redirectTarget(answer)?.href.startsWith(admin) ? null : 'session';
}

/** The shared work's result, or an AbortError for this one waiter. */
async function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(new DOMException('Cancelled', 'AbortError'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The REST nonce of a session (wp-admin/includes/ajax-actions.php, wp_ajax_rest_nonce). */

/** What the site said when asked for a nonce: one, that nobody is signed in, or nothing usable. */
export type NonceAnswer =
  | { readonly type: 'nonce'; readonly nonce: string }
  | { readonly type: 'signed-out' }
  | { readonly type: 'unknown'; readonly status: number };

/** Asks for a fresh nonce. Plugins that print before the answer do not hide it. */
export async function readNonce(
  send: Send,
  address: SiteAddress,
  options: { readonly loginUrl?: string; readonly signal?: AbortSignal } = {},
): Promise<NonceAnswer> {
  const url = `${address.siteUrl}wp-admin/admin-ajax.php?action=rest-nonce`;
  const mayPass = welcomePages();
  for (;;) {
    const answer = await send({ url, headers: { Accept: '*/*' }, signal: options.signal });
    const { status } = answer;
    const nonce = /(?:^|[^0-9a-z])([0-9a-f]{10})\s*$/.exec(answer.text)?.[1];
    if (status === 200 && nonce !== undefined) return { type: 'nonce', nonce };
    if (status === 400 && /(?:^|\D)0\s*$/.test(answer.text)) return { type: 'signed-out' };
    if (leadsToLogin(answer, options.loginUrl)) return { type: 'signed-out' };
    // An error of the server says nothing of the session either: it may be over at the next try.
    const again = status >= 500 ? `error ${status}` : redirectTarget(answer)?.href;
    const pass = again && mayPass(again, url);
    if (!pass) return { type: 'unknown', status };
    if (pass === 'look') await send({ url: again, signal: options.signal });
  }
}

/**
 * Plugins that were just activated redirect wp-admin, admin-ajax.php included, to their welcome page: once each,
 * one after the other. Asking again gets past them all.
 */

/** A redirect to the same page as often as this does not end. */
const SAME_PAGE = 3;

/** No site has more plugins than this that were activated and never looked at. */
const MOST = 12;

/** What gets past a redirect: asking again, a look at where it leads and then asking again, or nothing. */
export type Pass = 'again' | 'look' | null;

/**
 * Tells what may get past these redirects; to be asked once for each, with where it leads and from where.
 * Some plugins insist: all of wp-admin leads to their page until somebody has looked at it, as a browser
 * does at once. A page of theirs is looked at once; an address that does something never is.
 */
export function welcomePages(samePage = SAME_PAGE): (location: string, from: string) => Pass {
  const seen = new Map<string, number>();
  let met = 0;
  return (location, from) => {
    const times = (seen.get(location) ?? 0) + 1;
    seen.set(location, times);
    met += 1;
    if (met >= MOST || times > samePage) return null;
    if (times < samePage) return 'again';
    return isPluginPage(location, from) ? 'look' : null;
  };
}

/** A page that a plugin has added to this wp-admin (`admin.php?page=…`), and nothing else. */
function isPluginPage(location: string, from: string): boolean {
  if (!URL.canParse(location) || new URL(location).origin !== new URL(from).origin) return false;
  const { pathname, searchParams } = new URL(location);
  return (
    /\/wp-admin\/(?:[a-z]+-)*[a-z]+\.php$/.test(pathname) &&
    searchParams.has('page') &&
    !searchParams.has('action')
  );
}
