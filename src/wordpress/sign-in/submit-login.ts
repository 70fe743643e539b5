/** Signing in at WordPress' login form, as a person does. */

import { Problem } from '../../model/errors.ts';
import { PAGE_TYPES } from '../http/accept.ts';
import type { Browser } from '../http/cookies.ts';
import { redirectTarget } from '../http/redirect.ts';
import type { HttpAnswer, SiteAddress } from '../http/types.ts';
import { tellable } from '../http/urls.ts';
import { type LoginForm, readLoginPage } from './login-page.ts';
import { type LoginAnswer, whyNoForm, whyRefused } from './login-refusal.ts';

/** Who signs in where. */
export type SignIn = {
  readonly browser: Browser;
  readonly address: SiteAddress;
  readonly user: string;
  readonly password: string;
  /** Where the form is, when a plugin has moved it. Absolute. */
  readonly loginUrl?: string;
  readonly hasGate: boolean;
  readonly signal?: AbortSignal;
  /** Told what WordPress' own login page answered to somebody without a cookie. */
  readonly onLoginPage?: (answer: HttpAnswer) => void;
};

const MOST_HOPS = 5;

/**
 * Signs in: afterwards the browser holds the session's cookies. The password is sent exactly once.
 * Success is the `wordpress_logged_in_*` cookie and nothing else (wp-login.php answers 200, 302 and
 * even error texts together with it). Rejects with the `Problem` that tells best why not.
 */
export async function signIn(given: SignIn): Promise<void> {
  const { browser, address, user, password, hasGate } = given;
  const asked = new URL(given.loginUrl ?? `${address.siteUrl}wp-login.php`, address.siteUrl).href;
  const shown = await open(asked, given);
  const obstacle = whyNoForm(shown, { hasGate, asked });
  if (obstacle !== null) throw obstacle;
  const answer = await submit(shown.page.form!, shown.answer.url, given);
  if (await isSignedIn(browser, address)) return;
  const after = await follow(answer, given);
  if (await isSignedIn(browser, address)) return;
  throw whyRefused(after, { user, password, hasGate });
}

/** True when the jar holds a session of this site. */
async function isSignedIn(browser: Browser, address: SiteAddress): Promise<boolean> {
  const urls = [address.home, address.siteUrl, `${address.siteUrl}wp-admin/`];
  const held = urls.map((url) => browser.hasCookie('wordpress_logged_in_', url));
  return (await Promise.all(held)).includes(true);
}

async function open(url: string, given: SignIn): Promise<LoginAnswer> {
  const answer = await given.browser.send({ url, signal: given.signal, headers: HTML });
  if (given.loginUrl === undefined) given.onLoginPage?.(answer);
  return follow(answer, given);
}

/** The page at the end of an answer's redirects, none of which may leave the site. */
async function follow(first: HttpAnswer, { browser, signal }: SignIn): Promise<LoginAnswer> {
  let answer = first;
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const target = redirectTarget(answer);
    if (target === null) break;
    const url = onSite(target.href, answer.url);
    answer = await browser.send({ url, signal, headers: HTML });
  }
  return { answer, page: await readLoginPage(answer.text) };
}

async function submit(form: LoginForm, pageUrl: string, given: SignIn): Promise<HttpAnswer> {
  const { browser, address, user, password, signal } = given;
  const url = onSite(form.action === '' ? pageUrl : form.action, pageUrl);
  const body = new URLSearchParams(form.fields);
  body.set(form.userField, user);
  body.set(form.passwordField, password);
  if (form.passwordField === 'pwd') {
    // What core's own form sends, should a plugin's form have left it out.
    body.set('redirect_to', `${address.siteUrl}wp-admin/`);
    body.set('testcookie', '1');
    if (!body.has('wp-submit')) body.set('wp-submit', 'Log In');
  }
  const headers = { ...HTML, Referer: pageUrl, Origin: new URL(url).origin };
  return browser.send({ method: 'POST', url, body, headers, retry: false, signal });
}

const HTML = { Accept: PAGE_TYPES };

/** The absolute URL, on the page's own origin: passwords and cookies do not leave it. */
function onSite(location: string, base: string): string {
  const target = URL.canParse(location, base) ? new URL(location, base) : null;
  const here = new URL(base);
  if (target === null || target.origin !== here.origin) {
    const to = target === null ? location : `${target.origin}${target.pathname}`;
    throw new Problem('redirected-away', { from: tellable(base), to });
  }
  target.hash = '';
  return target.href;
}
