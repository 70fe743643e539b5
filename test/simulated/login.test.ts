import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../mocks/simulated/clock.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { APP_PASSWORD, basic, visitor } from './visitor.ts';

const credentials = [
  ['log', 'admin'],
  ['pwd', 'password'],
  ['testcookie', '1'],
] as const;

describe('wp-login.php', () => {
  it('sets the test cookie on GET, then answers the right password with 302 and three cookies', async () => {
    const browser = visitor(createSite({ url: 'http://site.test/blog/' }));
    const form = await browser.get('wp-login.php');
    expect(form.headers.getSetCookie()).toEqual([
      'wordpress_test_cookie=WP%20Cookie%20check; path=/blog/; HttpOnly',
    ]);
    const answer = await browser.post('wp-login.php', credentials);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      'http://site.test/blog/wp-admin/',
    ]);
    expect(
      answer.headers.getSetCookie().map((line) => line.replace(/_[0-9a-f]{32}=[^;]+/, '_HASH=…')),
    ).toEqual([
      'wordpress_HASH=…; path=/blog/wp-content/plugins; HttpOnly',
      'wordpress_HASH=…; path=/blog/wp-admin; HttpOnly',
      'wordpress_logged_in_HASH=…; path=/blog/; HttpOnly',
      'wordpress_test_cookie=WP%20Cookie%20check; path=/blog/; HttpOnly',
    ]);
  });

  it('sets secure cookies over https, among them wordpress_sec_*', async () => {
    const browser = visitor(createSite({ url: 'https://site.test/' }));
    const cookies = (await browser.logIn()).headers.getSetCookie();
    expect(cookies[0]).toMatch(/^wordpress_sec_[0-9a-f]{32}=/);
    expect(cookies.every((line) => line.includes('; secure'))).toBe(true);
    expect((await browser.get('wp-admin/')).status).toBe(200);
  });

  it('sets one cookie for wp-admin and one for everything else', async () => {
    const browser = visitor(createSite());
    await browser.logIn();
    const cookies = await browser.jar.getCookies('http://site.test/wp-admin/');
    const header = (start: string) => ({
      cookie: cookies
        .filter(({ key }) => key.startsWith(start))
        .map((cookie) => cookie.cookieString())
        .join('; '),
    });
    expect((await browser.get('wp-admin/', header('wordpress_logged_in_'))).status).toBe(302);
    expect((await browser.get('wp-admin/', header('wordpress_'))).status).toBe(200);
  });

  it('answers the right password without the test cookie with 200, an error and the cookies', async () => {
    const browser = visitor(createSite());
    const answer = await browser.post('wp-login.php', credentials);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Cookies are blocked');
    expect(await browser.isLoggedIn()).toBe(true);
  });

  // wp-login.php: the session is set and then cleared by the same answer.
  it('answers the right password with reauth=1 with 200, and sets and clears the cookies', async () => {
    const browser = visitor(createSite());
    await browser.get('wp-login.php');
    const answer = await browser.post('wp-login.php?reauth=1', credentials);
    expect(answer.status).toBe(200);
    const lines = answer.headers
      .getSetCookie()
      .filter((line) => line.startsWith('wordpress_logged_in_'));
    expect(lines).toHaveLength(2);
    expect(await browser.isLoggedIn()).toBe(false);
  });

  it('may lead to the confirmation of the administration e-mail', async () => {
    const browser = visitor(createSite({ login: { confirmAdminEmail: true } }));
    expect((await browser.logIn()).headers.get('location')).toContain('action=confirm_admin_email');
    expect(await browser.isLoggedIn()).toBe(true);
    expect((await browser.get('wp-admin/')).status).toBe(200);
  });

  it('ignores a redirect_to of another site', async () => {
    const browser = visitor(createSite());
    await browser.get('wp-login.php');
    const answer = await browser.post('wp-login.php', [
      ...credentials,
      ['redirect_to', 'https://evil.test/'],
    ]);
    expect(answer.headers.get('location')).toBe('http://site.test/wp-admin/');
  });

  it.each([
    ['a wrong password', 'admin', 'nope', 'is incorrect'],
    ['an unknown user', 'nobody', 'password', 'is not registered on this site'],
    ['an application password', 'admin', APP_PASSWORD, 'is incorrect'],
    ['no password', 'admin', '', 'The password field is empty'],
  ])('answers %s with 200, #login_error and no session', async (_, user, password, text) => {
    const site = createSite();
    const browser = visitor(site);
    const answer = await browser.logIn(user, password);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('<div id="login_error"');
    expect(html).toContain(text);
    expect(await browser.isLoggedIn()).toBe(false);
  });

  it('answers with 200, another form and no session where a second factor is needed', async () => {
    const users = [{ login: 'admin', password: 'password', twoFactor: true }];
    const browser = visitor(createSite({ users }));
    const answer = await browser.logIn();
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining('name="validate_2fa_form"'),
    ]);
    expect(await browser.isLoggedIn()).toBe(false);
  });

  it('refuses a form without its captcha', async () => {
    const browser = visitor(createSite({ login: { captcha: true } }));
    expect(await (await browser.get('wp-login.php')).text()).toContain('class="g-recaptcha"');
    expect(await (await browser.logIn()).text()).toContain('reCAPTCHA');
    expect(await browser.isLoggedIn()).toBe(false);
  });

  it('ends the session on logout, which needs a nonce', async () => {
    const browser = visitor(createSite());
    await browser.logIn();
    expect((await browser.get('wp-login.php?action=logout')).status).toBe(403);
    const page = await (await browser.get('wp-admin/')).text();
    const link =
      /href="([^"]+action=logout[^"]+)"/.exec(page)?.[1]?.replaceAll('&#038;', '&') ?? '';
    expect((await browser.get(link)).headers.get('location')).toContain('loggedout=true');
    expect(await browser.isLoggedIn()).toBe(false);
  });
});

describe('a hidden login', () => {
  const options: SiteOptions = {
    plugins: ['wps-hide-login'],
    login: { hiddenAt: 'my-door', hiddenWhile: 'wps-hide-login' },
  };

  it('is 404 at wp-login.php, and a form at its own address', async () => {
    const browser = visitor(createSite(options));
    expect((await browser.get('wp-login.php')).status).toBe(404);
    expect((await browser.get('wp-admin/')).headers.get('location')).toBe('http://site.test/404/');
    const form = await (await browser.get('my-door/')).text();
    expect(form).toContain('action="http://site.test/my-door/"');
    expect((await browser.post('my-door/', credentials)).status).toBe(302);
    expect((await browser.get('wp-admin/')).status).toBe(200);
  });

  it('is no longer hidden once the plugin is off', async () => {
    const site = createSite(options);
    site.deactivate('wps-hide-login');
    const browser = visitor(site);
    expect((await browser.get('wp-login.php')).status).toBe(200);
    expect((await browser.get('my-door/')).status).toBe(404);
  });
});

describe('a lockout', () => {
  it('refuses everyone for a while, only at the login form', async () => {
    const clock = virtualClock();
    const site = createSite({ clock, login: { lockoutAfter: 2, lockoutSeconds: 60 } });
    const browser = visitor(site);
    await browser.logIn('admin', 'x');
    await browser.logIn('admin', 'y');
    const refused = await browser.logIn();
    expect([refused.status, await refused.text()]).toEqual([
      200,
      expect.stringContaining('Too many failed login attempts'),
    ]);
    expect(await browser.isLoggedIn()).toBe(false);
    expect(
      (await browser.rest('wp/v2/users/me', undefined, basic('admin', APP_PASSWORD))).status,
    ).toBe(200);
    clock.advance(61_000);
    await browser.logIn();
    expect(await browser.isLoggedIn()).toBe(true);
    expect(site.counters).toMatchObject({ logins: 1, failedLogins: 2 });
  });

  it('may look like 403, 429 with Retry-After, or 503', async () => {
    for (const lockoutAs of ['403', '429', '503'] as const) {
      const browser = visitor(createSite({ login: { lockoutAfter: 1, lockoutAs } }));
      await browser.logIn('admin', 'x');
      const refused = await browser.logIn();
      expect(refused.status).toBe(Number(lockoutAs));
      expect(refused.headers.has('retry-after')).toBe(lockoutAs === '429');
    }
  });
});
