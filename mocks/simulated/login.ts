import {
  accountNamed,
  clearingCookies,
  cookieNames,
  createNonce,
  isSsl,
  startSession,
  verifyNonce,
} from './accounts.ts';
import { notFoundPage } from './front.ts';
import { endSession } from './health-check.ts';
import { escapeHtml, htmlPage, NO_CACHE, type Reply, redirect, withHeaders } from './reply.ts';
import type { Account, SiteState } from './state.ts';
import { holdsDuring, type Visit } from './visit.ts';

const LOST = '<a href="wp-login.php?action=lostpassword">Lost your password?</a>';

/** Wp-login.php, or the secret address a plugin has moved it to. */
export function serveLogin(visit: Visit): Reply {
  const { state, url } = visit;
  const isHidden = loginIsHidden(visit);
  const isSecretPath = !visit.path.endsWith('/wp-login.php');
  if (isHidden !== isSecretPath) return notFoundPage(visit);

  const action = url.searchParams.get('action') ?? 'login';
  if (action === 'logout') return logOut(visit);
  if (action === 'confirm_admin_email') {
    return htmlPage(
      200,
      'Confirm your administration email',
      '<form class="admin-email-confirm-form"></form>',
      NO_CACHE,
    );
  }
  if (action === 'validate_2fa') return secondFactor('ERROR: Invalid verification code.');
  const lockout = lockedOut(state);
  if (lockout) return lockout;
  const reply = visit.method === 'POST' ? submit(visit) : form(visit, '');
  return withHeaders(reply, [['set-cookie', testCookie(state)]]);
}

/** True while a plugin hides wp-login.php (and sends wp-admin's visitors away). */
export function loginIsHidden(visit: Visit): boolean {
  const { hiddenAt, hiddenWhile } = visit.state.options.login ?? {};
  if (hiddenAt === undefined) return false;
  return holdsDuring(visit, hiddenWhile, true);
}

/** Where auth_redirect() sends a visitor without a session. */
export function loginUrl(visit: Visit): string {
  const login = new URL('wp-login.php', visit.state.base);
  login.searchParams.set('redirect_to', visit.url.href);
  login.searchParams.set('reauth', '1');
  return login.href;
}

/**
 * A submitted form. What decides is the password; what the answer looks like depends on the test cookie, `reauth`,
 * two-factor plugins and the reminder to confirm the administration e-mail.
 */
function submit(visit: Visit): Reply {
  const { state, body, url } = visit;
  const login = body.fields.get('log') ?? '';
  const password = body.fields.get('pwd') ?? '';
  const options = state.options.login ?? {};
  const name = escapeHtml(login);
  if (login === '') return form(visit, '<strong>Error:</strong> The username field is empty.');
  if (password === '') return form(visit, '<strong>Error:</strong> The password field is empty.');
  if (options.captcha && !body.fields.get('g-recaptcha-response')) {
    return form(visit, '<strong>Error:</strong> Please complete the reCAPTCHA.');
  }
  const account = accountNamed(state, login);
  if (!account) {
    fail(state);
    const what = `<strong>Error:</strong> The username <strong>${name}</strong> is not registered on this site. If you are unsure of your username, try your email address instead.`;
    return lockedOut(state) ?? form(visit, what);
  }
  // Application passwords do not open this door.
  if (account.spec.password !== password) {
    fail(state);
    const what = `<strong>Error:</strong> The password you entered for the username <strong>${name}</strong> is incorrect. ${LOST}`;
    return lockedOut(state) ?? form(visit, what);
  }
  state.logins.streak = 0;
  if (account.spec.twoFactor) return secondFactor('');
  return welcome(visit, account, url.searchParams.get('reauth') === '1');
}

function welcome(visit: Visit, account: Account, reauth: boolean): Reply {
  const { state, body } = visit;
  state.logins.succeeded += 1;
  const { setCookies } = startSession(state, account, body.fields.get('rememberme') === 'forever');
  const cookies = setCookies.map((line) => ['set-cookie', line] as const);
  const needsTestCookie =
    body.fields.has('testcookie') && !visit.cookies.has('wordpress_test_cookie');
  if (needsTestCookie && !visit.cookies.has(cookieNames(state).loggedIn)) {
    // The cookies are set, the error is shown all the same (wp-login.php).
    const what =
      '<strong>Error:</strong> Cookies are blocked or not supported by your browser. You must <a href="https://developer.wordpress.org/advanced-administration/wordpress/cookies/">enable cookies</a> to use WordPress.';
    return withHeaders(form(visit, what), cookies);
  }
  if (reauth) {
    // Sets them, shows the form again, and then takes them away: the last lines win in a cookie jar.
    const cleared = clearingCookies(state).map((line) => ['set-cookie', line] as const);
    return withHeaders(form(visit, ''), [...cookies, ...cleared]);
  }
  const asked = body.fields.get('redirect_to') || `${state.base.href}wp-admin/`;
  const target = new URL(asked, state.base);
  const safe = target.origin === state.base.origin ? target.href : `${state.base.href}wp-admin/`;
  if (
    state.options.login?.confirmAdminEmail &&
    (account.spec.role ?? 'administrator') === 'administrator'
  ) {
    const confirm = new URL('wp-login.php', state.base);
    confirm.searchParams.set('redirect_to', safe);
    confirm.searchParams.set('action', 'confirm_admin_email');
    confirm.searchParams.set('wp_lang', 'en_US');
    return redirect(confirm.href, 302, [...NO_CACHE, ...cookies]);
  }
  return redirect(safe, 302, [...NO_CACHE, ...cookies]);
}

function logOut(visit: Visit): Reply {
  const { state, session, url } = visit;
  if (!session || !verifyNonce(state, url.searchParams.get('_wpnonce') ?? '', 'log-out', session)) {
    const nonce = createNonce(state, 'log-out', session);
    const link = `<a href="${state.base.href}wp-login.php?action=logout&#038;_wpnonce=${nonce}">log out</a>`;
    const content = `<div class="wp-die-message">You are attempting to log out. Do you really want to ${link}?</div>`;
    return htmlPage(403, 'Something went wrong.', content, NO_CACHE);
  }
  session.account.sessions.delete(session.token);
  const cookies = [
    ...clearingCookies(state),
    ...(visit.troubleshooting ? [endSession(state)] : []),
  ];
  const lines = cookies.map((line) => ['set-cookie', line] as const);
  return redirect(`${state.base.href}wp-login.php?loggedout=true&wp_lang=en_US`, 302, [
    ...NO_CACHE,
    ...lines,
  ]);
}

function fail(state: SiteState): void {
  const { lockoutAfter, lockoutSeconds = 1200 } = state.options.login ?? {};
  state.logins.failed += 1;
  state.logins.streak += 1;
  if (lockoutAfter !== undefined && state.logins.streak >= lockoutAfter) {
    state.logins.lockedUntil = state.clock.now() + lockoutSeconds * 1000;
    state.logins.streak = 0;
  }
}

/** The page a lockout plugin shows to everyone, right password or not. REST is not touched. */
function lockedOut(state: SiteState): Reply | undefined {
  const left = state.logins.lockedUntil - state.clock.now();
  if (left <= 0) return undefined;
  const minutes = Math.ceil(left / 60_000);
  const message = `<strong>ERROR</strong>: Too many failed login attempts. Please try again in ${minutes} minutes.`;
  const as = state.options.login?.lockoutAs ?? 'page';
  if (as === 'page')
    return htmlPage(200, 'Log In', `<div id="login_error">${message}</div>`, NO_CACHE);
  const retry = as === '429' ? [['retry-after', String(Math.ceil(left / 1000))] as const] : [];
  return htmlPage(Number(as), 'Locked out', `<p>${message}</p>`, [...NO_CACHE, ...retry]);
}

function form(visit: Visit, error: string): Reply {
  const { state, url, body } = visit;
  const action = `${state.base.href}${visit.path.slice(1)}`;
  const target =
    body.fields.get('redirect_to') ??
    url.searchParams.get('redirect_to') ??
    `${state.base.href}wp-admin/`;
  const captcha = state.options.login?.captcha
    ? '<div class="g-recaptcha" data-sitekey="6LcSimulated"></div><script src="https://www.google.com/recaptcha/api.js"></script>'
    : '';
  const content = `<div id="login">
<h1><a href="https://wordpress.org/">Powered by WordPress</a></h1>
${error ? `<div id="login_error" class="notice notice-error"><p>${error}</p></div>` : ''}
<form name="loginform" id="loginform" action="${escapeHtml(action)}" method="post">
<p><label for="user_login">Username or Email Address</label>
<input type="text" name="log" id="user_login" class="input" value="${escapeHtml(body.fields.get('log') ?? '')}" size="20" autocapitalize="off" autocomplete="username" required="required" /></p>
<div class="user-pass-wrap"><label for="user_pass">Password</label>
<input type="password" name="pwd" id="user_pass" class="input password-input" value="" size="20" autocomplete="current-password" spellcheck="false" required="required" /></div>
${captcha}
<p class="forgetmenot"><input name="rememberme" type="checkbox" id="rememberme" value="forever" /> <label for="rememberme">Remember Me</label></p>
<p class="submit"><input type="submit" name="wp-submit" id="wp-submit" class="button button-primary button-large" value="Log In" />
<input type="hidden" name="redirect_to" value="${escapeHtml(target)}" />
<input type="hidden" name="testcookie" value="1" /></p>
</form>
<p id="nav">${LOST}</p>
</div>`;
  return htmlPage(
    200,
    `Log In ‹ ${state.options.title ?? 'Simulated site'} — WordPress`,
    content,
    NO_CACHE,
  );
}

/** The second step of the Two Factor plugin: status 200 and no session. */
function secondFactor(error: string): Reply {
  const content = `<div id="login">
${error ? `<div id="login_error"><strong>${error}</strong></div>` : ''}
<form name="validate_2fa_form" id="loginform" action="wp-login.php?action=validate_2fa" method="post" autocomplete="off">
<input type="hidden" name="provider" id="provider" value="Two_Factor_Totp" />
<p><label for="authcode">Authentication Code:</label>
<input type="text" inputmode="numeric" name="authcode" id="authcode" class="input authcode" value="" size="20" pattern="[0-9 ]*" /></p>
</form></div>`;
  return htmlPage(200, 'Log In', content, NO_CACHE);
}

function testCookie(state: SiteState): string {
  const secure = isSsl(state) ? '; secure' : '';
  return `wordpress_test_cookie=WP%20Cookie%20check; path=${state.base.pathname}${secure}; HttpOnly`;
}
