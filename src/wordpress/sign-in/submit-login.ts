/** Signing in at WordPress' login form, as a person does, and why it did not let somebody in. */

import { Problem } from '../../model/errors.ts';
import { isFromWordpress } from '../discover/recognise.ts';
import { basicRealm } from '../http/basic-auth.ts';
import { PAGE_TYPES } from '../http/client.ts';
import type { Browser } from '../http/cookies.ts';
import { bodyText, pageSays } from '../http/html.ts';
import { isLoginLockout } from '../http/lockouts.ts';
import { botChallenge } from '../http/response-source.ts';
import { rateLimited, serverError } from '../http/rest-error.ts';
import type { HttpAnswer, SiteAddress } from '../http/types.ts';
import { redirectTarget, tellable } from '../http/urls.ts';
import { looksLikeApplicationPassword } from './application-password.ts';
import { type LoginForm, type LoginPage, readLoginPage } from './login-page.ts';

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

/** Why a login page did not let somebody in. Reads structure first: the texts are translated. */

const CAPTCHA = /captcha|turnstile|not a robot|are you human/i;
const UNKNOWN = /not registered|unknown (user|e-?mail)|invalid user ?name/i;
const SECOND_FACTOR =
  /\b(2fa|two[- ]factor|second factor|one[- ]time (password|code)|authenticat(or|ion) code|verification code)\b/i;

/** An answer of the login page, with its page read. */
type LoginAnswer = { readonly answer: HttpAnswer; readonly page: LoginPage };

/** Why the page cannot be used at all (no form to fill in), or null when it can. */
export function whyNoForm(
  seen: LoginAnswer,
  context: { readonly hasGate: boolean; readonly asked: string },
): Problem | null {
  const { answer, page } = seen;
  const url = tellable(context.asked);
  const { status } = answer;
  const closed = whyClosed(seen, context);
  if (closed !== null) return closed;
  if (page.form !== null) return page.captcha ? new Problem('captcha', { url }) : null;
  const moved = answer.url !== context.asked || status === 404 || status === 410;
  if (moved || (status >= 300 && status < 400)) return new Problem('login-hidden', { url, status });
  if (status >= 500) return serverError(answer);
  return new Problem('login-failed', {
    url,
    status,
    said: page.error?.text ?? pageSays(answer.text),
  });
}

/** Why the submitted form was not answered with a session. */
export function whyRefused(
  seen: LoginAnswer,
  given: { readonly user: string; readonly password: string; readonly hasGate: boolean },
): Problem {
  const { answer, page } = seen;
  const { user, password } = given;
  const url = tellable(answer.url);
  const text = page.error?.text ?? '';
  const said = text === '' ? null : text;
  const closed = whyClosed(seen, given);
  if (closed !== null) return closed;
  if (page.secondFactor || SECOND_FACTOR.test(text)) return new Problem('two-factor', { user });
  if (CAPTCHA.test(text)) return new Problem('captcha', { url });
  if (page.error === null) {
    if (answer.status >= 500) return serverError(answer);
    return new Problem('login-failed', { url, status: answer.status, said: pageSays(answer.text) });
  }
  if (looksLikeApplicationPassword(password)) {
    return new Problem('application-password-as-account-password', { user });
  }
  const namesUser = page.error.bold.some((bold) => bold.toLowerCase() === user.toLowerCase());
  if (UNKNOWN.test(text) || (namesUser && !page.error.linksToLostPassword))
    return new Problem('unknown-user', { user, said });
  // Core keeps the name in the field for a wrong password only (wp-login.php, $user_login).
  const keptName = page.form?.userValue.toLowerCase() === user.toLowerCase();
  if (page.error.linksToLostPassword || keptName) {
    return new Problem('wrong-password', { credential: 'session', user, said });
  }
  return new Problem('login-failed', { url, status: answer.status, said });
}

/** Reasons that need no form: a browser check, a gate, a lockout, a limit. */
function whyClosed(
  { answer, page }: LoginAnswer,
  context: { readonly hasGate: boolean },
): Problem | null {
  const url = tellable(answer.url);
  const by = botChallenge(answer);
  if (by !== null) return new Problem('bot-challenge', { url, by });
  const realm = basicRealm(answer);
  if (realm !== null) {
    const byPlugin = isFromWordpress(answer);
    return new Problem('gate-closed', { url, realm, refused: context.hasGate, byPlugin });
  }
  const text = page.error?.text ?? (page.form === null ? bodyText(answer.text) : '');
  const blocked = page.error !== null || [401, 403, 429, 503].includes(answer.status);
  if (blocked && isLoginLockout(text)) {
    return new Problem('locked-out', { url, said: text });
  }
  return answer.status === 429 ? rateLimited(answer) : null;
}
