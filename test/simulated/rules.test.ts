import { describe, expect, it } from 'vitest';
import { createSite } from '../../mocks/simulated/site.ts';
import type { Rule, SiteOptions } from '../../mocks/simulated/types.ts';
import { APP_PASSWORD, basic, codeOf, visitor } from './visitor.ts';

const admin = basic('admin', APP_PASSWORD);

/** Who gets an answer other than 200 from REST and from wp-admin's list. */
async function blocked(options: SiteOptions) {
  const site = createSite(options);
  const { cookie, nonce } = site.signIn('admin');
  const { rest, get } = visitor(site);
  return {
    anonymous: (await rest('wp/v2/posts')).status,
    password: (await rest('wp/v2/plugins', undefined, admin)).status,
    session: (await rest('wp/v2/plugins', undefined, { cookie, 'x-wp-nonce': nonce })).status,
    form: (await get('wp-admin/plugins.php', { cookie })).status,
  };
}

const guarded = (at: Rule['at'], more: Partial<Rule> = {}): SiteOptions => ({
  plugins: ['guard', 'other'],
  rules: [{ when: 'guard', at, ...more }],
});

describe('a rule that refuses', () => {
  it('visitors only (Force Login, Disable REST API, Members) leaves both credentials', async () => {
    expect(await blocked(guarded('anonymous-rest'))).toEqual({
      anonymous: 401,
      password: 200,
      session: 200,
      form: 200,
    });
  });

  // They ask at init, when an application password does not count yet.
  it('visitors and application passwords (AIOS, My Private Site, Shield) leaves the session', async () => {
    expect(await blocked(guarded('rest-without-session'))).toEqual({
      anonymous: 401,
      password: 401,
      session: 200,
      form: 200,
    });
  });

  it('application passwords only (Wordfence by default) leaves visitors and the session', async () => {
    expect(await blocked(guarded('application-passwords'))).toEqual({
      anonymous: 200,
      password: 401,
      session: 200,
      form: 200,
    });
  });

  it('everyone over REST (Disable Everything, WP Cerber norest) leaves the form', async () => {
    expect(await blocked(guarded('rest'))).toEqual({
      anonymous: 401,
      password: 401,
      session: 401,
      form: 200,
    });
  });

  it('every request (http-auth) leaves no way in', async () => {
    expect(await blocked(guarded('everything'))).toEqual({
      anonymous: 401,
      password: 401,
      session: 401,
      form: 401,
    });
  });

  it('refuses nothing once its plugin is off', async () => {
    for (const at of [
      'anonymous-rest',
      'rest-without-session',
      'application-passwords',
      'rest',
      'everything',
    ] as const) {
      const options = {
        ...guarded(at),
        plugins: [{ file: 'guard', status: 'inactive' as const }, 'other'],
      };
      expect(await blocked(options)).toEqual({
        anonymous: 200,
        password: 200,
        session: 200,
        form: 200,
      });
    }
  });
});

describe('the answer of a rule', () => {
  it('is a REST error with REST headers and no WWW-Authenticate, from authentication on', async () => {
    const answer = {
      code: 'rest_cannot_access',
      message: 'DRA: Only authenticated users.',
      status: 403,
      data: { x: 1 },
    };
    const { rest } = visitor(createSite(guarded('anonymous-rest', { answer })));
    const refused = await rest('wp/v2/posts');
    expect(await refused.json()).toEqual({
      code: 'rest_cannot_access',
      message: 'DRA: Only authenticated users.',
      data: { status: 403, x: 1 },
    });
    expect(refused.headers.get('x-robots-tag')).toBe('noindex');
    expect(refused.headers.get('link')).toContain('https://api.w.org/');
    expect(refused.headers.has('www-authenticate')).toBe(false);
  });

  it("is the plugin's own answer before authentication", async () => {
    const { rest } = visitor(createSite(guarded('rest-without-session')));
    const refused = await rest('wp/v2/posts');
    expect(refused.status).toBe(401);
    expect(refused.headers.has('x-robots-tag')).toBe(false);
  });

  it('is JSON for Accept: application/json and a page otherwise, from wp_die()', async () => {
    const { rest } = visitor(
      createSite(guarded('rest', { answer: { die: true, status: 403, message: 'No.' } })),
    );
    expect(await codeOf(rest('wp/v2/posts', undefined, { accept: 'application/json' }))).toBe(
      '403 wp_die',
    );
    expect(await (await rest('wp/v2/posts')).text()).toContain(
      '<div class="wp-die-message">No.</div>',
    );
  });

  it('may be a redirect, a raw body, a challenge, a cut connection or a fatal error', async () => {
    const first = async (answer: Rule['answer'], headers = {}) =>
      visitor(createSite(guarded('rest', { answer }))).rest('wp/v2/posts', undefined, headers);
    const redirected = await first({ redirect: 'wp-login.php?reauth=1' });
    expect([redirected.status, redirected.headers.get('location')]).toEqual([
      302,
      'http://site.test/wp-login.php?reauth=1',
    ]);
    expect(await (await first({ status: 401, body: 'Go away' })).text()).toBe('Go away');
    const challenged = await first({ headers: { 'WWW-Authenticate': 'Basic realm="Staging"' } });
    expect(challenged.headers.get('www-authenticate')).toBe('Basic realm="Staging"');
    expect((await first({ drop: true })).type).toBe('error');
    const json = { accept: 'application/json' };
    expect(await codeOf(first({ fatal: 'plugins/guard/inc.php' }, json))).toBe(
      '500 internal_server_error',
    );
    expect(await codeOf(first({ fatal: 'plugins/guard/inc.php', status: 503 }, json))).toBe(
      '500 internal_server_error',
    );
  });
});

describe('the target of a rule', () => {
  const statuses = async (rule: Rule) => {
    const { get, rest } = visitor(createSite({ plugins: ['guard'], rules: [rule] }));
    return {
      front: (await get('')).status,
      post: (await get('hello-world/')).status,
      login: (await get('wp-login.php')).status,
      posts: (await rest('wp/v2/posts')).status,
      types: (await rest('wp/v2/types')).status,
    };
  };
  const fine = { front: 200, post: 200, login: 200, posts: 200, types: 200 };

  it('may be the front page, the whole front, or the login page', async () => {
    expect(await statuses({ when: 'guard', at: 'front-page' })).toEqual({ ...fine, front: 401 });
    expect(await statuses({ when: 'guard', at: 'front' })).toEqual({
      ...fine,
      front: 401,
      post: 401,
    });
    expect(await statuses({ when: 'guard', at: 'login-page' })).toEqual({ ...fine, login: 401 });
  });

  it('may be a namespace, a route, a path, or a method', async () => {
    expect(await statuses({ when: 'guard', at: { namespace: 'wp/v2' } })).toEqual({
      ...fine,
      posts: 401,
      types: 401,
    });
    expect(await statuses({ when: 'guard', at: { area: 'rest', path: '/wp/v2/ty*' } })).toEqual({
      ...fine,
      types: 401,
    });
    expect(await statuses({ when: 'guard', at: { area: 'front', path: '/hello-world/' } })).toEqual(
      { ...fine, post: 401 },
    );
    expect(await statuses({ when: 'guard', at: { area: 'rest', method: 'POST' } })).toEqual(fine);
    expect(
      await statuses({
        when: 'guard',
        at: { area: 'rest', as: ['session', 'application-password'] },
      }),
    ).toEqual(fine);
  });
});

describe('the formula of a rule', () => {
  const failing = async (options: SiteOptions) =>
    (await visitor(createSite(options)).rest('wp/v2/posts')).status === 401;
  const rule = (when: string): Rule[] => [{ when, at: 'anonymous-rest' }];

  it('may be about pairs, cures, themes, must-use plugins, drop-ins and leftovers', async () => {
    expect(await failing({ plugins: ['a', 'b'], rules: rule('a && b') })).toBe(true);
    expect(
      await failing({ plugins: ['a', { file: 'b', status: 'inactive' }], rules: rule('a && b') }),
    ).toBe(false);
    expect(await failing({ plugins: ['a', 'cure'], rules: rule('a && !cure') })).toBe(false);
    expect(await failing({ theme: 'astra', rules: rule('theme:astra') })).toBe(true);
    expect(await failing({ mustUse: ['0-worker.php'], rules: rule('mu:0-worker') })).toBe(true);
    expect(
      await failing({ dropIns: ['object-cache.php'], rules: rule('drop-in:object-cache.php') }),
    ).toBe(true);
    expect(await failing({ plugins: ['a'], rules: rule('left-by:a') })).toBe(false);
  });

  it('counts network-active plugins', async () => {
    const plugins = [{ file: 'net', status: 'network-active' as const }];
    expect(await failing({ multisite: true, plugins, rules: rule('net') })).toBe(true);
  });

  it('counts leftovers until a real deactivation, or for ever', async () => {
    const make = (cleansUp: boolean) =>
      createSite({
        plugins: [{ file: 'bps', leaves: 'must-use', cleansUp }],
        rules: rule('left-by:bps'),
      });
    const clean = make(true);
    expect(clean.snapshot().mustUse).toEqual(['bps.php']);
    clean.deactivate('bps');
    expect((await visitor(clean).rest('wp/v2/posts')).status).toBe(200);
    expect(clean.snapshot().mustUse).toEqual([]);
    const dirty = make(false);
    dirty.deactivate('bps');
    expect((await visitor(dirty).rest('wp/v2/posts')).status).toBe(401);
  });

  it('is refused with an unknown plugin, or a hook that is never reached', () => {
    expect(() => createSite({ plugins: ['guard'], rules: rule('gaurd') })).toThrow('names "gaurd"');
    expect(() => createSite(guarded('front', { hook: 'rest_api_init' }))).toThrow('never reach');
    expect(() => createSite({ login: { hiddenAt: 'x', hiddenWhile: 'nobody' } })).toThrow(
      '"nobody"',
    );
    expect(() => createSite({ plugins: ['a', 'a/a'] })).toThrow('listed twice');
    expect(() => createSite().deactivate('a')).toThrow('no plugin "a"');
  });
});

describe('hook order', () => {
  const four = (): SiteOptions => ({
    plugins: ['p99', 'p10', 'at-init', 'p20'],
    rules: [
      { when: 'p99', at: 'anonymous-rest', priority: 99, answer: { code: 'ninety_nine' } },
      { when: 'p20', at: 'anonymous-rest', priority: 20, answer: { code: 'twenty' } },
      { when: 'p10', at: 'anonymous-rest', answer: { code: 'ten' } },
      { when: 'at-init', at: 'rest-without-session', answer: { code: 'init' } },
    ],
  });

  it('lets the first rule answer, which masks the others: 401 stays, the code changes', async () => {
    const site = createSite(four());
    const { rest } = visitor(site);
    const codes: string[] = [];
    for (const plugin of ['at-init', 'p10', 'p20', 'p99']) {
      codes.push(await codeOf(rest('wp/v2/posts')));
      site.deactivate(plugin);
    }
    expect(codes).toEqual(['401 init', '401 ten', '401 twenty', '401 ninety_nine']);
    expect((await rest('wp/v2/posts')).status).toBe(200);
  });

  it('makes a cookie without nonce a user before priority 100, and a visitor after it', async () => {
    const status = async (priority: number) => {
      const site = createSite(guarded('anonymous-rest', { priority }));
      const { cookie } = site.signIn('admin');
      return (await visitor(site).rest('wp/v2/posts', undefined, { cookie })).status;
    };
    expect(await status(99)).toBe(200);
    expect(await status(101)).toBe(401);
  });

  it('puts a wrong-password error at 90 after blockers at 10', async () => {
    const site = createSite({
      plugins: ['guard', { file: 'woo', touchesUserEarly: true }],
      rules: [{ when: 'guard', at: 'anonymous-rest' }],
    });
    const { rest } = visitor(site);
    const wrong = basic('admin', 'nope');
    expect(await codeOf(rest('wp/v2/posts', undefined, wrong))).toBe('401 rest_login_required');
    site.deactivate('guard');
    expect(await codeOf(rest('wp/v2/posts', undefined, wrong))).toBe('401 incorrect_password');
  });
});

describe('flaky rules', () => {
  const failures = async (seed: number, chance: number) => {
    const { rest } = visitor(createSite({ ...guarded('anonymous-rest', { chance }), seed }));
    let pattern = '';
    for (let probe = 0; probe < 200; probe += 1) {
      pattern += (await rest('wp/v2/posts')).status === 401 ? 'x' : '.';
    }
    return pattern;
  };

  it('act with their probability, the same way for the same seed', async () => {
    const pattern = await failures(7, 0.5);
    expect(pattern.replaceAll('.', '').length).toBeGreaterThan(70);
    expect(pattern.replaceAll('.', '').length).toBeLessThan(130);
    expect(await failures(7, 0.5)).toBe(pattern);
    expect(await failures(8, 0.5)).not.toBe(pattern);
    expect(await failures(7, 0)).toBe('.'.repeat(200));
  });
});

describe('routes of plugins', () => {
  it('exist while the plugin runs and may need a capability', async () => {
    const routes = [
      {
        path: '/wc/v3/orders*',
        needs: 'manage_options',
        code: 'woocommerce_rest_cannot_view',
        data: [1],
      },
    ];
    const site = createSite({ plugins: [{ file: 'woocommerce', routes }] });
    const { rest } = visitor(site);
    expect(await (await rest('/')).json()).toMatchObject({
      namespaces: expect.arrayContaining(['wc/v3']),
    });
    expect(await codeOf(rest('wc/v3/orders'))).toBe('401 woocommerce_rest_cannot_view');
    expect(await (await rest('wc/v3/orders', undefined, admin)).json()).toEqual([1]);
    site.deactivate('woocommerce');
    expect(await codeOf(rest('wc/v3/orders'))).toBe('404 rest_no_route');
  });
});
