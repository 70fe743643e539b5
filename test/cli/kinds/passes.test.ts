// Answers from behind the door pass, and whoever serves a request stays on: no innocent is named for either.
import { describe, expect } from 'vitest';
import type { PluginSpec, Rule, SiteOptions } from '../../../mocks/simulated/types.ts';
import { DOZEN, expectFound, SESSION, test } from '../served-site.ts';

const ACME: PluginSpec = { file: 'acme', routes: [{ path: '/acme/v1/orders', data: [] }] };
const AT_ACME = { area: 'rest', path: '/acme/v1/*' } as const;
const ORDERS = ['--request', 'GET /wp-json/acme/v1/orders', '--as', 'anonymous'];
/** Before any route is asked. */
const GUARD: Rule = { when: 'guard', at: AT_ACME, hook: 'rest_authentication_errors' };

describe.concurrent('a 4xx answer that shows that the request got through', () => {
  test.for([400, 405, 406, 409, 411, 413, 415, 422])(
    'passes where it complains about the request (%i)',
    async (status, { make }) => {
      const complaint = { status, code: 'acme_does_not_like_it' };
      const rules: Rule[] = [GUARD, { when: '!guard', at: AT_ACME, answer: complaint }];
      const world = await make({ plugins: [...DOZEN, ACME], rules });
      expectFound(await world.run(ORDERS), ['guard']);
    },
  );

  test.for([400, 422])(
    'passes where it complains in its own words, without a code (%i)',
    async (status, { make }) => {
      const world = await make({ plugins: [...DOZEN, ACME], rules: [GUARD] });
      world.site.on('answer', ({ path }, answer) =>
        path.startsWith('/wp-json/acme') && answer.status === 200
          ? Response.json({ error: 'no such order' }, { status, headers: answer.headers })
          : undefined,
      );
      expectFound(await world.run(ORDERS), ['guard']);
    },
  );

  test.for(['/wp-admin/admin-ajax.php?action=shop_list', '/?wc-ajax=shop_list'])(
    'passes where it is a JSON error of the handler behind %s',
    async (request, { make }) => {
      const { pathname } = new URL(request, 'http://site.test');
      const target = { area: pathname === '/' ? 'front' : 'ajax', path: pathname } as const;
      const rules: Rule[] = [
        { when: 'guard', at: target },
        {
          when: '!guard',
          at: target,
          answer: {
            status: 400,
            body: '{"success":false,"data":"no list of that name"}',
            headers: { 'content-type': 'application/json' },
          },
        },
      ];
      const world = await make({ rules });
      const args = ['--request', `POST ${request}`, '--as', 'anonymous', '--yes'];
      expectFound(await world.run([...args, '--switch', 'admin']), ['guard']);
    },
  );

  test.for([
    [401, 'acme_signature_missing'],
    [403, 'acme_signature_missing'],
    [401, 'rest_forbidden'],
    [403, 'rest_cannot_read'],
  ] as const)('passes where the route itself refuses (%i %s)', async ([status, code], { make }) => {
    const hook = 'rest_pre_dispatch';
    const own: Rule = { when: 'acme', at: AT_ACME, hook, answer: { status, code } };
    const world = await make({ plugins: [...DOZEN, ACME], rules: [GUARD, own] });
    const before = world.site.snapshot();
    const outcome = await world.run(ORDERS);
    expectFound(outcome, ['guard']);
    expect(outcome.report.culprits[0]?.needs?.map(({ plugin }) => plugin)).toEqual(['acme/acme']);
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ type: 'own-refusal', plugins: ['acme/acme'] }),
    );
    expect(outcome.report.cost.toggles).toBeLessThan(60);
    expect(world.site.snapshot()).toEqual(before);
  });

  test('does not hide two plugins that refuse before the route does: both are found', async ({
    make,
  }) => {
    const hook = 'rest_authentication_errors';
    const rules: Rule[] = [
      { when: 'guard', at: AT_ACME, hook, priority: 1, answer: { code: 'says_guard' } },
      { when: 'maps', at: AT_ACME, hook, priority: 9, answer: { code: 'says_maps' } },
      { when: 'acme', at: AT_ACME, hook: 'rest_pre_dispatch', answer: { code: 'acme_unsigned' } },
    ];
    const world = await make({ plugins: [...DOZEN, ACME], rules });
    const { report, code, stderr } = await world.run(ORDERS);
    expect(code, stderr).toBe(0);
    const named = report.culprits.flatMap(({ plugins }) => plugins.map(({ plugin }) => plugin));
    expect(named.toSorted()).toEqual(['guard/guard', 'maps/maps']);
  });

  test("is reported as the route's own refusal where it stays with every other plugin off", async ({
    make,
  }) => {
    const world = await make({
      plugins: [...DOZEN, { ...ACME, routes: [{ path: '/acme/v1/orders', needs: 'read' }] }],
    });
    const { report, code } = await world.run(ORDERS);
    expect({ code, culprits: report.culprits, cause: report.cause?.kind }).toEqual({
      code: 4,
      culprits: [],
      cause: 'not-tested',
    });
    expect(report.cause?.evidence).toContain('Acme serves the request');
  });
});

describe.concurrent('the plugin that serves the request', () => {
  const page = (name: string) => `<html><title>${name}</title>Something to read</html>`;
  const at = (area: 'front' | 'ajax', path: string) => ({ area, path }) as const;

  test.for<[string, string, Rule[]]>([
    [
      'a page of its own, 404 without it',
      'GET /catalogue/',
      [{ when: '!shop', at: at('front', '/catalogue*'), answer: { status: 404, body: page('?') } }],
    ],
    [
      'a page of its own, sent to the front page without it',
      'GET /catalogue/',
      [{ when: '!shop', at: at('front', '/catalogue*'), answer: { status: 301, redirect: '' } }],
    ],
    [
      'a page of its own, sent to the folder above without it',
      'GET /catalogue/item-5/',
      [
        {
          when: '!shop',
          at: at('front', '/catalogue*'),
          answer: { status: 302, redirect: 'catalogue/' },
        },
      ],
    ],
    [
      'GraphQL, whose page is gone without it',
      'POST /graphql',
      [
        { when: '!shop', at: at('front', '/graphql*'), answer: { status: 404, body: page('?') } },
        {
          when: 'shop && !guard',
          at: at('front', '/graphql*'),
          answer: {
            status: 400,
            body: '{"errors":[{"message":"no query"}]}',
            headers: { 'content-type': 'application/json' },
          },
        },
      ],
    ],
    [
      'an action of admin-ajax.php, 400 and 0 without it, which misses its nonce',
      'GET /wp-admin/admin-ajax.php?action=shop_list',
      [
        {
          when: '!shop',
          at: at('ajax', '/wp-admin/admin-ajax.php'),
          answer: { status: 400, body: '0' },
        },
        {
          when: 'shop && !guard',
          at: at('ajax', '/wp-admin/admin-ajax.php'),
          answer: { status: 403, body: '-1' },
        },
      ],
    ],
  ])('(%s) is reported as needed, not as a culprit', async ([, request, gone], { make }) => {
    const target = gone[0]?.at ?? 'front';
    const rules: Rule[] = [
      ...gone,
      { when: 'guard && shop', at: target },
      { when: 'shop && !guard', at: target, answer: { status: 200, body: page('Here') } },
    ];
    const world = await make({ rules });
    const args = ['--request', request, '--as', 'anonymous', '--yes', '--switch', 'admin'];
    const { report, code, stderr } = await world.run(args);
    const culprits = report.culprits.map(({ plugins, needs = [] }) => [
      plugins.map(({ plugin }) => plugin),
      needs.map(({ plugin }) => plugin),
    ]);
    expect({ code, culprits }, stderr).toEqual({
      code: 0,
      culprits: [[['guard/guard'], ['shop/shop']]],
    });
  });
});

describe.concurrent('a failure that the switching itself ends', () => {
  const everybody: SiteOptions = { rules: [{ when: 'true', at: 'anonymous-rest' }] };
  test.for<[string, SiteOptions, (plugin: string, active: boolean) => boolean, string]>([
    ['a cache that any switching empties', everybody, () => true, 'admin'],
    ['the same, one plugin at a time', everybody, () => true, 'rest'],
    [
      'a setting that the hook of its plugin deletes',
      { rules: [{ when: 'guard', at: 'anonymous-rest' }] },
      (plugin, active) => plugin === 'guard/guard' && !active,
      'admin',
    ],
    [
      'a setting that is made anew when its plugin comes back',
      { rules: [{ when: 'guard', at: 'anonymous-rest' }] },
      (plugin, active) => plugin === 'guard/guard' && active,
      'rest',
    ],
  ])('%s: the answer says so and names no plugin', async ([, options, ends, kind], { make }) => {
    const world = await make(options);
    world.site.on('toggle', ({ plugin, active }, site) => {
      if (ends(plugin, active)) site.change({ rules: [] });
    });
    const { report, code, stderr } = await world.run(['--switch', kind]);
    expect({ code, culprits: report.culprits }, stderr).toEqual({ code: 4, culprits: [] });
    const note = report.notes.find(({ type }) => type === 'ended-by-switching');
    expect(note, stderr).toBeDefined();
    expect(report.cost.probes).toBeLessThan(12);
  });

  test('does not keep the culprit of another symptom from being found', async ({ make }) => {
    const stays: Rule = { when: 'guard', at: 'anonymous-rest' };
    const world = await make({ rules: [{ when: 'true', at: 'front-page' }, stays] });
    world.site.on('toggle', (_, site) => site.change({ rules: [stays] }));
    const outcome = await world.run([], { env: SESSION });
    expectFound(outcome, ['guard']);
    const [front] = outcome.report.symptoms.flatMap(({ request }, index) =>
      new URL(request.url).pathname === '/' ? index : [],
    );
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ type: 'symptom-not-solved', symptom: front }),
    );
  });
});
