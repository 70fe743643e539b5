import { describe, expect, it } from 'vitest';
import { readLoginPage } from '../../../src/wordpress/sign-in/login-page.ts';
import { whyNoForm, whyRefused } from '../../../src/wordpress/sign-in/submit-login.ts';

const url = 'https://example.com/wp-login.php';
const asked = { hasGate: false, asked: url };
const given = { user: 'anna', password: 'not-it', hasGate: false };

/** A login page: an error, what stands in the user field, more inside or below the form. */
async function shown(
  parts: { error?: string; kept?: string; inside?: string; below?: string; form?: boolean } = {},
  status = 200,
  headers: Record<string, string> = {},
) {
  const error = parts.error ? `<div id="login_error" class="notice">${parts.error}</div>` : '';
  const form = `<form name="loginform" id="loginform" action="${url}" method="post">
    <input type="text" name="log" value="${parts.kept ?? ''}"><input type="password" name="pwd">
    ${parts.inside ?? ''}<input type="submit" name="wp-submit" value="Anmelden">
    <input type="hidden" name="testcookie" value="1"></form>`;
  const text = `<title>Log in</title>${error}${parts.form === false ? '' : form}${parts.below ?? ''}`;
  const answer = { url, status, headers: new Headers(headers), text };
  return { answer, page: await readLoginPage(text) };
}

describe('a login page before the password is sent', () => {
  it('is read with its fields, button and action', async () => {
    const { page } = await shown({ inside: '<input type="hidden" name="nonce" value="a&amp;b">' });
    expect(page.form).toEqual({
      action: url,
      userField: 'log',
      passwordField: 'pwd',
      userValue: '',
      fields: { nonce: 'a&b', 'wp-submit': 'Anmelden', testcookie: '1' },
    });
    expect(whyNoForm(await shown(), asked)).toBeNull();
  });

  it.each([
    ['reCAPTCHA', '<div class="g-recaptcha" data-sitekey="x"></div>'],
    ['hCaptcha', '<div class="h-captcha"></div>'],
    ['Turnstile', '<div class="cf-turnstile"></div>'],
    ['a sum', '<input type="text" name="captcha_answer">'],
  ])('with %s gets no password', async (_, inside) => {
    expect(whyNoForm(await shown({ inside }), asked)).toMatchObject({ code: 'captcha' });
  });

  it('is not suspected of a captcha that belongs to another form (comments, registration)', async () => {
    const below = '<form><div class="g-recaptcha"></div><input name="email"></form>';
    expect(whyNoForm(await shown({ below }), asked)).toBeNull();
  });

  it.each([
    [404, {}, { code: 'login-hidden', facts: { status: 404 } }],
    [200, {}, { code: 'login-failed', facts: { status: 200, said: 'Log in' } }],
    [401, {}, { code: 'login-failed', facts: { status: 401 } }],
    [
      401,
      { 'WWW-Authenticate': 'Basic realm="Door"' },
      { code: 'gate-closed', facts: { realm: 'Door', refused: false } },
    ],
    [403, { 'cf-mitigated': 'challenge' }, { code: 'bot-challenge' }],
    [429, { 'Retry-After': '90' }, { code: 'rate-limited', facts: { retryAfterSeconds: 90 } }],
    [500, {}, { code: 'server-error' }],
  ])(
    'with status %d and no form is reported with its reason',
    async (status, headers, expected) => {
      const seen = await shown({ form: false }, status, headers as Record<string, string>);
      expect(whyNoForm(seen, asked)).toMatchObject(expected);
    },
  );

  it('is called hidden where it redirects to a page without a form', async () => {
    const seen = await shown({ form: false });
    const elsewhere = { ...seen, answer: { ...seen.answer, url: 'https://example.com/' } };
    expect(whyNoForm(elsewhere, asked)).toMatchObject({ code: 'login-hidden' });
  });
});

describe('a login page after a failed login', () => {
  const lost = '<a href="https://example.com/wp-login.php?action=lostpassword">?</a>';

  it.each([
    [
      'core, wrong password',
      {
        error: `<strong>Error:</strong> The password you entered for the username <strong>anna</strong> is incorrect. ${lost}`,
        kept: 'anna',
      },
      'wrong-password',
    ],
    [
      'core in another language, wrong password',
      { error: `Das Passwort für <strong>anna</strong> stimmt nicht. ${lost}`, kept: 'anna' },
      'wrong-password',
    ],
    [
      'a plugin hides which of the two it was; core keeps the name',
      { error: 'Nope.', kept: 'anna' },
      'wrong-password',
    ],
    [
      'core, unknown user',
      { error: 'The username <strong>anna</strong> is not registered on this site.' },
      'unknown-user',
    ],
    [
      'core in another language, unknown user',
      { error: 'Der Name <strong>anna</strong> ist hier nicht bekannt.' },
      'unknown-user',
    ],
    [
      'core, unknown address',
      { error: 'Unknown email address. Check again or try your username.' },
      'unknown-user',
    ],
    ['a plugin hides which of the two it was', { error: 'Nope.' }, 'login-failed'],
    [
      'a lockout',
      { error: 'Too many failed login attempts. Please try again in 20 minutes.', kept: 'anna' },
      'locked-out',
    ],
    [
      'a lockout of another plugin',
      { error: 'You have exceeded maximum login retries', kept: 'anna' },
      'locked-out',
    ],
    [
      'core, whose cookies do not come back (a wrong COOKIE_DOMAIN): no lockout',
      {
        error:
          '<strong>Error:</strong> Cookies are blocked or not supported by your browser. You must <a href="https://developer.wordpress.org/">enable cookies</a> to use WordPress.',
      },
      'login-failed',
    ],
    [
      'a warning before a lockout',
      { error: `Incorrect. <b>2 attempts remaining</b> before lockout. ${lost}`, kept: 'anna' },
      'wrong-password',
    ],
    ['a captcha that is checked late', { error: 'Please complete the reCAPTCHA.' }, 'captcha'],
    [
      'a second factor, form',
      {
        form: false,
        below: '<form name="validate_2fa_form"><input name="two-factor-email-code"></form>',
      },
      'two-factor',
    ],
    [
      'a second factor, text',
      { error: '<strong>CODE REQUIRED</strong>: Please provide your 2FA code when prompted.' },
      'two-factor',
    ],
    ['nothing said', {}, 'login-failed'],
  ])('is understood: %s', async (_, parts, code) => {
    expect(whyRefused(await shown(parts), given)).toMatchObject({ code });
  });

  it('is quoted without tags', async () => {
    const seen = await shown({ error: `<b>No</b>,\n ${lost}`, kept: 'anna' });
    expect(whyRefused(seen, given)).toMatchObject({ facts: { said: 'No, ?' } });
  });

  it('is a wrong password also with another status than 200', async () => {
    for (const status of [401, 403]) {
      const seen = await shown({ error: `Wrong. ${lost}`, kept: 'anna' }, status);
      expect(whyRefused(seen, given)).toMatchObject({ code: 'wrong-password' });
    }
  });

  it('is explained by an application password that was typed, known by its shape', async () => {
    const seen = await shown({ error: `Wrong. ${lost}`, kept: 'anna' });
    for (const password of ['abcd EFGH 1234 ijkl MNOP 5678', 'abcdEFGH1234ijklMNOP5678']) {
      expect(whyRefused(seen, { ...given, password })).toMatchObject({
        code: 'application-password-as-account-password',
      });
    }
  });
});
