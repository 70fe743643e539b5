import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EDITOR } from '../../mocks/embedded/accounts.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { findSite } from '../../src/wordpress/discover/find-site.ts';
import { createConnection } from '../../src/wordpress/http/connection.ts';
import { type AccessOptions, proveAccess } from '../../src/wordpress/sign-in/sign-in.ts';

const SAMPLES = [
  'api-off-switch',
  'hidden-door',
  'login-doorman',
  'members-only-api',
  'no-app-passwords',
  'plain-wall',
  'second-factor',
  'stray-notice',
  'welcome-mat',
  'door-greeter',
].map((folder) => `${folder}/${folder}`);

describe('access to a real WordPress', () => {
  let site: EmbeddedWordPress;
  let applicationPassword: string;

  beforeAll(async () => {
    site = await startWordPress({ plugins: SAMPLES, active: [] });
  });
  afterAll(() => site.stop());
  afterEach(() => site.reset());

  /** Finds the site and proves both passwords of the administrator, or what is given. */
  async function prove(active: readonly string[], given: Partial<AccessOptions> = {}) {
    await site.setActive(active.map((folder) => `${folder}/${folder}`));
    applicationPassword = await site.createApplicationPassword();
    const connection = createConnection({ timeoutMs: 20_000, userAgent: 'wp-bisect/test' });
    const address = await findSite(site.url, { connection });
    const both = { applicationPassword, password: site.password };
    const access = await proveAccess({ user: 'admin', ...both, ...given, address, connection });
    return { address, access, connection };
  }

  it('takes eight requests to find the site and prove both passwords', async () => {
    const { address, access, connection } = await prove([]);
    expect(address).toMatchObject({
      home: site.url,
      siteUrl: site.url,
      restRoot: `${site.url}wp-json/`,
      rest: { type: 'open', pluginsRoute: true, applicationPasswords: true },
    });
    expect(access).toMatchObject({ user: 'admin', refused: [], restRefusesSession: false });
    expect(connection.requests).toBe(8);
  });

  it.each(['wp-admin/', 'wp-login.php', 'wp-json/wp/v2/posts', 'hello-world/', '?p=1'])(
    'finds the site from a pasted %s',
    async (pasted) => {
      const connection = createConnection({ timeoutMs: 20_000, userAgent: 'wp-bisect/test' });
      const typed = `${site.url.replace('http://', '')}${pasted}`;
      const found = await findSite(typed, { connection });
      expect(found).toMatchObject({ home: site.url, restRoot: `${site.url}wp-json/` });
    },
  );

  it("writes with either password, with a raw slash in the plugin's name", async () => {
    const { access } = await prove(['stray-notice']);
    for (const client of [access.applicationPassword!, access.session!]) {
      for (const status of ['inactive', 'active']) {
        const path = '/wp/v2/plugins/stray-notice/stray-notice';
        const { json } = await client.rest({ method: 'PUT', path, data: { status } });
        expect(json).toMatchObject({ plugin: 'stray-notice/stray-notice', status });
        const active = status === 'active' ? ['stray-notice/stray-notice'] : [];
        expect(await site.activePlugins()).toEqual(active);
      }
    }
  });

  it('keeps a session alive with a new nonce and a new sign-in', async () => {
    const { access } = await prove([]);
    await site.runPhp('WP_Session_Tokens::get_instance( 1 )->destroy_all();');
    expect((await access.session!.rest({ path: '/wp/v2/plugins' })).json).toHaveLength(
      SAMPLES.length,
    );
    await site.runPhp('WP_Session_Tokens::get_instance( 1 )->destroy_all();');
    const page = await access.session!.send({ url: `${site.url}wp-admin/plugins.php` });
    expect(page.text).toContain('bulk-action-form');
  });

  it.each([
    ['no-app-passwords', 'application-password', { why: 'switched-off' }],
    ['plain-wall', 'application-password', { why: 'blocked', code: 'wp_die' }],
    ['api-off-switch', 'application-password', { why: 'same-as-anonymous', code: 'rest_api_off' }],
    ['hidden-door', 'session', { status: 404 }],
    ['second-factor', 'session', { user: 'admin' }],
    ['login-doorman', 'session', { realm: 'Doorman' }],
  ])(
    'goes on with the other password where %s refuses the %s',
    async (plugin, credential, facts) => {
      const { access } = await prove([plugin]);
      expect(access.refused).toMatchObject([{ credential, problem: { facts } }]);
      expect(access.session === undefined).toBe(credential === 'session');
      expect(access.restRefusesSession).toBe(plugin === 'api-off-switch');
    },
  );

  it('works with both passwords behind a blocker of visitors, and reads the namespaces', async () => {
    const { address, access } = await prove(['members-only-api', 'welcome-mat']);
    expect(address.rest).toMatchObject({ type: 'refused', code: 'rest_login_required' });
    expect(access.refused).toEqual([]);
    expect(access.address.namespaces).toContain('wp/v2');
  });

  it('opens the page that all of wp-admin redirects to, as a browser would', async () => {
    const { access } = await prove(['door-greeter']);
    expect(access.refused).toEqual([]);
    expect(access.session).toBeDefined();
    const looks = (await site.requests()).filter(({ query }) => query.includes('door-greeter'));
    expect(looks).toHaveLength(1);
  });

  it('signs in at a hidden login form with its address', async () => {
    const { access } = await prove(['hidden-door'], { loginUrl: '/front-door/' });
    expect(access.session).toBeDefined();
  });

  it.each<[string, Partial<AccessOptions>, object]>([
    [
      'a wrong password',
      { applicationPassword: undefined, password: 'no' },
      { code: 'wrong-password' },
    ],
    [
      'an unknown user',
      { user: 'nobody', applicationPassword: undefined },
      { code: 'unknown-user' },
    ],
    [
      'an unknown address',
      { user: 'nobody@example.com', applicationPassword: undefined },
      { code: 'unknown-user' },
    ],
    [
      'an editor',
      { user: EDITOR.user, applicationPassword: undefined, password: EDITOR.password },
      { code: 'not-allowed' },
    ],
    [
      'a wrong application password',
      { applicationPassword: 'abcd EFGH 1234 ijkl MNOP 5678', password: undefined },
      { facts: { why: 'header-stripped-or-wrong' } },
    ],
  ])('recognises %s', async (_, given, expected) => {
    await expect(prove([], given)).rejects.toMatchObject(expected);
  });
});
