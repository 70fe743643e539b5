// Who sends a request, and whose password is wrong: what is refused by design or to somebody else costs no plugin.
import { describe, expect } from 'vitest';
import type { Rule, SimulatedSite } from '../../../mocks/simulated/types.ts';
import { BOTH, DOZEN, expectFound, expectUntouched, SESSION, test } from '../served-site.ts';

describe.concurrent('a --request without --as', () => {
  const route = (path: string) => ({ file: 'acme', routes: [{ path, data: [] }] });
  const asked = (request: string) => ['--request', request, '--yes'];

  test.for([
    'POST /wp-json/contact-form-7/v1/contact-forms/5/feedback',
    'POST /wp-json/gf/v2/forms/1/submissions',
    'POST /wp-json/jwt-auth/v1/token',
    'POST /wp-json/wc/store/v1/cart/add-item',
    'PUT /wp-json/acme/v1/hook',
    'POST /?rest_route=/acme/v1/hook',
    'POST /wp-json/wp-mail-smtp/v1/webhook',
    'GET /wp-json/wc/v3/orders?consumer_key=ck_1234&consumer_secret=cs_1234',
    'GET /wp-json/wc/v3/orders?oauth_consumer_key=ck_1234&oauth_signature=abcd',
  ])('is sent as a visitor where only visitors are refused: %s', async (request, { make }) => {
    const path = /(?:wp-json|rest_route=)(\/[^?]*)/.exec(request)?.[1] ?? '';
    const refused: Rule = { when: 'guard', at: { area: 'rest', as: 'anonymous', path } };
    const world = await make({ plugins: [...DOZEN, route(path)], rules: [refused] });
    const outcome = await world.run(asked(request), { env: BOTH });
    expectFound(outcome, ['guard']);
    expect(outcome.report.symptoms[0]?.request.as).toBe('anonymous');
    const sent = world.site.log.filter((entry) => entry.path === path);
    for (const { requestHeaders } of sent) expect(requestHeaders.authorization).toBeUndefined();
  });

  test.for(['POST /wp-json/wp/v2/posts', 'GET /wp-json/wp/v2/settings', 'POST /wp-json/batch/v1'])(
    'is sent as the signed-in account where WordPress refuses visitors by design: %s',
    async (request, { make }) => {
      const world = await make();
      const { report } = await world.run(asked(request));
      expect(report.symptoms[0]?.request.as).toBe('session');
    },
  );

  test.for(['application-password', 'session'] as const)(
    'is also searched as %s where it works for visitors',
    async (as, { make }) => {
      const at = { area: 'rest', as, path: '/wp/v2/posts' } as const;
      const rules: Rule[] = [{ when: 'guard', at, hook: 'rest_pre_dispatch' }];
      const world = await make({ rules });
      const outcome = await world.run(['--request', 'GET /wp-json/wp/v2/posts'], { env: BOTH });
      expectFound(outcome, ['guard']);
      expect(outcome.report.symptoms.map(({ request }) => request.as)).toEqual([as]);
      expect(outcome.report.notes).toContainEqual(
        expect.objectContaining({ type: 'refused-to-another', as }),
      );
    },
  );

  test('and with --as anonymous is sent as a visitor only', async ({ make }) => {
    const at = { area: 'rest', as: 'session', path: '/wp/v2/posts' } as const;
    const world = await make({ rules: [{ when: 'guard', at, hook: 'rest_pre_dispatch' }] });
    const request = ['--request', 'GET /wp-json/wp/v2/posts', '--as', 'anonymous'];
    const { code, report } = await world.run(request);
    expect({ code, outcome: report.outcome }).toEqual({ code: 1, outcome: 'not-reproduced' });
  });
});

describe.concurrent('a request that is refused by design', () => {
  test.for([
    'GET /wp-json/wp/v2/settings',
    'GET /wp-json/wp/v2/users/me',
    'GET /wp-json/wp/v2/plugins',
    'GET /wp-json/wp/v2/comments?context=edit',
    'GET /wp-json/wp/v2/types/post?context=edit',
    'HEAD /wp-json/wp/v2/settings',
  ])(
    'by WordPress itself is recognised before any plugin is switched: %s',
    async (request, { make }) => {
      const world = await make();
      const args = ['--request', request, '--as', 'anonymous'];
      const { code, report, stderr } = await world.run(args);
      expect({ code, cause: report.cause?.kind }, stderr).toEqual({ code: 1, cause: 'by-design' });
      expectUntouched(world);
    },
  );

  test.for(['woocommerce_rest_missing_nonce', 'woocommerce_rest_invalid_nonce'])(
    'by the Store API of WooCommerce (%s) is recognised, with what it requires',
    async (code, { make }) => {
      const path = '/wc/store/v1/cart/add-item';
      const world = await make({
        plugins: [...DOZEN, { file: 'woocommerce', routes: [{ path, data: [] }] }],
        rules: [{ when: 'woocommerce', at: { area: 'rest', path }, answer: { code } }],
      });
      const args = ['--request', `POST /wp-json${path}`, '--yes'];
      const outcome = await world.run(args);
      expect(outcome.report.cause).toMatchObject({ kind: 'by-design' });
      expect(outcome.report.cause?.advice).toContain('Nonce');
      expect(world.site.counters.toggles).toBe(0);
    },
  );

  test('does not spare the search for another request', async ({ make }) => {
    const at = { area: 'rest', as: 'anonymous', path: '/wp/v2/posts' } as const;
    const world = await make({ rules: [{ when: 'guard', at }] });
    const requests = ['/wp-json/wp/v2/settings', '/wp-json/wp/v2/posts'];
    const args = requests.flatMap((path) => ['--request', `GET ${path}`]);
    const outcome = await world.run([...args, '--as', 'anonymous']);
    expectFound(outcome, ['guard']);
    expect(outcome.report.notes).toContainEqual({ type: 'explained', symptom: 1 });
  });

  test('does not hide a plugin that refuses it in its own words', async ({ make }) => {
    const world = await make({ rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const args = ['--request', 'GET /wp-json/wp/v2/settings', '--as', 'anonymous'];
    const { report } = await world.run(args);
    expect(report.symptoms[0]?.observed.code).toBe('rest_login_required');
    expect(world.site.counters.toggles).toBeGreaterThan(0);
  });
});

describe.concurrent('an application password that is refused', () => {
  const at = { area: 'rest', as: 'application-password' } as const;
  const hook = 'rest_authentication_errors' as const;
  const list = (site: SimulatedSite) =>
    site.log
      .filter(({ path }) => path.startsWith('/wp/v2/users/me/application-passwords'))
      .filter(({ method }) => method !== 'GET')
      .map(({ requestHeaders, method }) => requestHeaders['x-http-method-override'] ?? method);

  test.for([
    [401, 'incorrect_password'],
    [401, 'invalid_username'],
    [403, 'jwt_auth_bad_auth_header'],
    [400, 'token_malformed'],
    [404, 'not_for_apps'],
    [401, 'rest_not_logged_in'],
  ] as const)(
    'whether it is right or wrong (%i %s): the plugin that refuses it is found',
    async ([status, code], { make }) => {
      const world = await make({ rules: [{ when: 'guard', at, hook, answer: { status, code } }] });
      expectFound(await world.run([], { env: BOTH }), ['guard']);
    },
  );

  test('is called wrong where the site accepts a new one, which is revoked again', async ({
    make,
  }) => {
    const world = await make({ rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const env = { ...BOTH, WP_BISECT_APP_PASSWORD: 'zzzz ZZZZ 0000 zzzz ZZZZ 0000' };
    const outcome = await world.run([], { env });
    expectFound(outcome, ['guard']);
    expect(outcome.report.symptoms.map(({ request }) => request.as)).toEqual(['anonymous']);
    expect(list(world.site)).toEqual(['POST', 'DELETE']);
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ type: 'application-password-made', now: 'revoked' }),
    );
  });

  test('is not compared with a new one by --diagnose, which only reads', async ({ make }) => {
    const rules: Rule[] = [{ when: 'guard', at, hook, answer: { code: 'incorrect_password' } }];
    const world = await make({ rules });
    await world.run([], { env: BOTH, mode: ['--diagnose', '--format', 'json'] });
    expect(list(world.site)).toEqual([]);
  });

  test('is not compared with a new one without a session', async ({ make }) => {
    const world = await make({ rules: [{ when: 'guard', at: 'front-page' }] });
    await world.run([], { env: SESSION });
    expect(list(world.site)).toEqual([]);
  });
});
