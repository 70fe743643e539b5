import { describe, expect, it } from 'vitest';
import { createSite } from '../../mocks/simulated/site.ts';
import { APP_PASSWORD, basic, codeOf, visitor } from './visitor.ts';

const good = basic('admin', APP_PASSWORD);
const wrong = basic('admin', 'nope');
const ME = 'wp/v2/users/me?context=edit';

describe('application passwords', () => {
  it('prove themselves at users/me with the capabilities of the user', async () => {
    const answer = await visitor(createSite()).rest(ME, undefined, good);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      username: 'admin',
      capabilities: { activate_plugins: true },
    });
  });

  it('work with or without their spaces, with the e-mail address too', async () => {
    const { rest } = visitor(createSite());
    expect(
      (await rest(ME, undefined, basic('admin', APP_PASSWORD.replaceAll(' ', '')))).status,
    ).toBe(200);
    expect((await rest(ME, undefined, basic('admin@example.org', APP_PASSWORD))).status).toBe(200);
  });

  // The check runs at 90, the password is first looked at at 100 (default-filters.php:345, rest-api.php:1142).
  it('that are wrong make the request anonymous, without an error', async () => {
    const { rest } = visitor(createSite());
    expect((await rest('wp/v2/posts', undefined, wrong)).status).toBe(200);
    expect(await codeOf(rest(ME, undefined, wrong))).toBe('401 rest_not_logged_in');
    expect(await codeOf(rest('wp/v2/plugins', undefined, wrong))).toBe(
      '401 rest_cannot_view_plugins',
    );
  });

  it('that are wrong are reported once a plugin touches the user early', async () => {
    const site = createSite({ plugins: [{ file: 'woocommerce', touchesUserEarly: true }] });
    const { rest } = visitor(site);
    expect(await codeOf(rest('wp/v2/posts', undefined, wrong))).toBe('401 incorrect_password');
    expect(await codeOf(rest('wp/v2/posts', undefined, basic('nobody', 'x')))).toBe(
      '401 invalid_username',
    );
    expect(await codeOf(rest('wp/v2/posts', undefined, basic('a@b.c', 'x')))).toBe(
      '401 invalid_email',
    );
    expect((await rest('wp/v2/posts')).status).toBe(200);
    site.deactivate('woocommerce');
    expect((await rest('wp/v2/posts', undefined, wrong)).status).toBe(200);
  });

  it('are advertised by the index while they are available', async () => {
    const authentication = async (options: Parameters<typeof createSite>[0]) => {
      const index = await visitor(createSite(options)).rest('/');
      return ((await index.json()) as { authentication: unknown }).authentication;
    };
    expect(await authentication({})).toEqual({
      'application-passwords': {
        endpoints: { authorization: 'http://site.test/wp-admin/authorize-application.php' },
      },
    });
    const blocker = {
      plugins: ['wordfence'],
      rules: [{ when: 'wordfence', at: 'application-passwords' as const }],
    };
    expect(await authentication(blocker)).toEqual([]);
    // is_ssl() or environment `local` (user.php:5155).
    expect(await authentication({ environment: 'production' })).toEqual([]);
    expect(
      await authentication({ environment: 'production', url: 'https://site.test/' }),
    ).not.toEqual([]);
    const behindProxy = {
      environment: 'production',
      url: 'https://site.test/',
      phpSeesTls: false,
    } as const;
    expect(await authentication(behindProxy)).toEqual([]);
    expect(await authentication({ wordpress: '5.5' })).toEqual([]);
  });

  it('switched off by a plugin leave the sender anonymous, whatever the password', async () => {
    const site = createSite({
      plugins: ['wordfence'],
      rules: [{ when: 'wordfence', at: 'application-passwords' }],
    });
    const { rest } = visitor(site);
    expect(await codeOf(rest(ME, undefined, good))).toBe('401 rest_not_logged_in');
    site.deactivate('wordfence');
    expect((await rest(ME, undefined, good)).status).toBe(200);
  });

  it('never arrive when the server strips the header', async () => {
    const { rest } = visitor(createSite({ stripsAuthorization: true }));
    expect(await codeOf(rest(ME, undefined, good))).toBe('401 rest_not_logged_in');
  });

  it('are ignored on a site that never had one', async () => {
    const users = [{ login: 'admin', password: 'password' }];
    const plugins = [{ file: 'woocommerce', touchesUserEarly: true }];
    const { rest } = visitor(createSite({ users, plugins }));
    expect((await rest('wp/v2/posts', undefined, wrong)).status).toBe(200);
  });

  it('stop working when they are revoked', async () => {
    const site = createSite();
    site.revokeApplicationPasswords('admin');
    const { rest } = visitor(site);
    expect(await codeOf(rest(ME, undefined, good))).toBe('401 rest_not_logged_in');
    const fresh = basic('admin', site.addApplicationPassword('admin'));
    expect((await rest(ME, undefined, fresh)).status).toBe(200);
  });
});

describe('cookies and nonces', () => {
  it('make a session together', async () => {
    const site = createSite();
    const browser = visitor(site);
    await browser.logIn();
    const nonce = await browser.nonce();
    expect(nonce).toMatch(/^[0-9a-f]{10}$/);
    const answer = await browser.rest(ME, undefined, { 'x-wp-nonce': nonce });
    expect(answer.status).toBe(200);
    // Every answer carries a fresh one.
    expect(answer.headers.get('x-wp-nonce')).toMatch(/^[0-9a-f]{10}$/);
    expect(site.log.at(-1)).toMatchObject({ as: 'session', user: 'admin' });
  });

  it('are anonymous without a nonce (rest-api.php:1155)', async () => {
    const browser = visitor(createSite());
    await browser.logIn();
    expect(await codeOf(browser.rest(ME))).toBe('401 rest_not_logged_in');
    expect((await browser.rest('wp/v2/posts')).status).toBe(200);
  });

  it('get 403 rest_cookie_invalid_nonce with a bad nonce, or a nonce without cookie', async () => {
    const site = createSite();
    const browser = visitor(site);
    await browser.logIn();
    const nonce = await browser.nonce();
    const code = '403 rest_cookie_invalid_nonce';
    expect(
      await codeOf(browser.rest('wp/v2/posts', undefined, { 'x-wp-nonce': '0123456789' })),
    ).toBe(code);
    expect(
      await codeOf(visitor(site).rest('wp/v2/posts', undefined, { 'x-wp-nonce': nonce })),
    ).toBe(code);
  });

  it('give a REST nonce to sessions only: visitors get 400 and 0', async () => {
    const answer = await visitor(createSite()).get('wp-admin/admin-ajax.php?action=rest-nonce');
    expect([answer.status, await answer.text()]).toEqual([400, '0']);
  });

  it('lose their nonce with the session', async () => {
    const site = createSite();
    const browser = visitor(site);
    await browser.logIn();
    const nonce = await browser.nonce();
    site.endSessions();
    expect(await codeOf(browser.rest(ME, undefined, { 'x-wp-nonce': nonce }))).toBe(
      '403 rest_cookie_invalid_nonce',
    );
  });

  it('are made by signIn, the short way for tests', async () => {
    const site = createSite();
    const { cookie, nonce } = site.signIn('admin');
    const answer = await visitor(site).rest(ME, undefined, { cookie, 'x-wp-nonce': nonce });
    expect(answer.status).toBe(200);
  });
});

describe('mixed credentials', () => {
  it('give 401 where a cookie without nonce comes with a good application password', async () => {
    const browser = visitor(createSite());
    await browser.logIn();
    expect(await codeOf(browser.rest(ME, undefined, good))).toBe('401 rest_not_logged_in');
  });

  it("give 200 as the cookie's user where a cookie with nonce comes with a wrong application password", async () => {
    const browser = visitor(createSite());
    await browser.logIn();
    const headers = { ...wrong, 'x-wp-nonce': await browser.nonce() };
    expect((await browser.rest(ME, undefined, headers)).status).toBe(200);
  });

  it('let an application password pass with a nonce beside it', async () => {
    const answer = visitor(createSite()).rest(ME, undefined, { ...good, 'x-wp-nonce': 'whatever' });
    expect((await answer).status).toBe(200);
  });
});

describe('capabilities', () => {
  const users = [
    { login: 'ed', password: 'pw', role: 'editor' as const, applicationPasswords: ['aaaa bbbb'] },
    { login: 'admin', password: 'password' },
  ];

  it('that are missing give 401 for visitors and 403 for a known user', async () => {
    const { rest } = visitor(createSite({ users, plugins: ['a'] }));
    const editor = basic('ed', 'aaaa bbbb');
    expect(await codeOf(rest('wp/v2/plugins'))).toBe('401 rest_cannot_view_plugins');
    expect(await codeOf(rest('wp/v2/plugins', undefined, editor))).toBe(
      '403 rest_cannot_view_plugins',
    );
    expect(await codeOf(rest('wp/v2/plugins/a/a', undefined, editor))).toBe(
      '403 rest_cannot_view_plugin',
    );
    expect(await codeOf(rest('wp/v2/plugins/a/a', { status: 'inactive' }, editor))).toBe(
      '403 rest_cannot_manage_plugins',
    );
    expect(await codeOf(rest('wp/v2/settings'))).toBe('401 rest_forbidden');
    expect(await codeOf(rest('wp/v2/settings', undefined, editor))).toBe('403 rest_forbidden');
    expect(await codeOf(rest('wp/v2/posts?context=edit'))).toBe('401 rest_forbidden_context');
    expect(await codeOf(rest('wp/v2/users?context=edit', undefined, editor))).toBe(
      '403 rest_forbidden_context',
    );
  });

  it('do not let a site administrator of a network manage plugins, although the role has them', async () => {
    const network = [
      { login: 'local', password: 'pw', superAdmin: false, applicationPasswords: ['aaaa'] },
      { login: 'super', password: 'pw', applicationPasswords: ['bbbb'] },
    ];
    const { rest } = visitor(createSite({ multisite: true, users: network, plugins: ['a'] }));
    const me = await rest(ME, undefined, basic('local', 'aaaa'));
    expect(await me.json()).toMatchObject({ capabilities: { activate_plugins: true } });
    expect(await codeOf(rest('wp/v2/plugins', undefined, basic('local', 'aaaa')))).toBe(
      '403 rest_cannot_view_plugins',
    );
    expect((await rest('wp/v2/plugins', undefined, basic('super', 'bbbb'))).status).toBe(200);
  });

  it('let Site Health say whether the Authorization header arrives', async () => {
    const test = async (stripsAuthorization: boolean, user: string) => {
      const site = createSite({ stripsAuthorization });
      const { cookie, nonce } = site.signIn('admin');
      const headers = { ...basic(user, 'pwd'), cookie, 'x-wp-nonce': nonce };
      const answer = await visitor(site).rest(
        'wp-site-health/v1/tests/authorization-header',
        undefined,
        headers,
      );
      return ((await answer.json()) as { label: string }).label;
    };
    expect(await test(false, 'user')).toContain('working as expected');
    expect(await test(false, 'other')).toContain('invalid');
    expect(await test(true, 'user')).toContain('missing');
  });
});
