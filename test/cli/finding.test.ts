// What a run finds, on sites whose truth is known: the exact culprits, or an honest "no".
import { HttpResponse, http } from 'msw';
import { describe, expect } from 'vitest';
import type { Rule, SiteOptions } from '../../mocks/simulated/types.ts';
import { BOTH, DOZEN, expectFound, type Outcome, SESSION, test, writes } from './served-site.ts';

const at = 'anonymous-rest' as const;

/** The culprits as sorted names: `cache+maps`. */
function found({ report }: Outcome): string[] {
  return report.culprits
    .map(({ plugins }) =>
      plugins
        .map(({ plugin }) => plugin.split('/')[0])
        .sort()
        .join('+'),
    )
    .sort();
}

describe.concurrent('culprits', () => {
  test.for([
    ['one', [{ when: 'guard', at }], ['guard']],
    ['the first and the last in the list', [{ when: 'seo || stats', at }], ['seo', 'stats']],
    ['a pair that fails only together', [{ when: 'cache && maps', at }], ['cache+maps']],
    ['three that fail only together', [{ when: 'cache && maps && mail', at }], ['cache+mail+maps']],
    [
      'one, and a pair beside it',
      [{ when: 'guard || cache && maps', at }],
      ['cache+maps', 'guard'],
    ],
    [
      'two faults of different requests',
      [
        { when: 'guard', at },
        { when: 'mail', at: 'front-page' },
      ],
      ['guard', 'mail'],
    ],
    [
      'two whose answers mask each other',
      [
        { when: 'guard', at, priority: 1, answer: { code: 'says_guard' } },
        { when: 'maps', at, priority: 9, answer: { code: 'says_maps' } },
      ],
      ['guard', 'maps'],
    ],
    ['every one of the front page', [{ when: 'forms', at: 'front-page' }], ['forms']],
    ['the login page for strangers', [{ when: 'polls', at: 'login-page' }], ['polls']],
  ] as [string, Rule[], string[]][])(
    '%s: exactly these are named, and the site is as it was',
    async ([name, rules, culprits], { make }) => {
      const world = await make({ rules });
      const before = world.site.snapshot();
      // The login page is what fails: only an application password gets in.
      const env = name.startsWith('the login') ? BOTH : SESSION;
      const outcome = await world.run([], { env });
      expect({ found: found(outcome), code: outcome.code }, outcome.stderr).toEqual({
        found: culprits,
        code: 0,
      });
      expect(world.site.snapshot()).toEqual(before);
      for (const { proof } of outcome.report.culprits) expect(proof.without).toBe('passes');
    },
  );

  test('a plugin that checks application passwords against the account password is found, whatever its status', async ({
    make,
  }) => {
    const rules: readonly Rule[] = [
      {
        when: 'guard',
        at: { area: 'rest', as: 'application-password' },
        answer: { status: 500, code: 'incorrect_password' },
      },
    ];
    const world = await make({ plugins: DOZEN, rules });
    const outcome = await world.run([], { env: BOTH });
    expect({ code: outcome.code, found: found(outcome) }, outcome.stderr).toEqual({
      code: 0,
      found: ['guard'],
    });
  });

  test('--all finds culprits that overlap; without it one of them is proven', async ({ make }) => {
    const world = await make({ rules: [{ when: 'guard && (seo || maps)', at }] });
    const all = await world.run(['--all']);
    expect(found(all), all.stderr).toEqual(['guard+maps', 'guard+seo']);
    const one = await world.run();
    expect(one.code, one.stderr).toBe(0);
    for (const set of found(one)) expect(['guard+maps', 'guard+seo']).toContain(set);
  });

  for (const seed of [1, 2, 3]) {
    test(`a plugin that blocks half of the time is found (seed ${seed})`, async ({ make }) => {
      const world = await make({ seed, rules: [{ when: 'guard', at, chance: 0.5 }] });
      const request = ['--request', 'GET /wp-json/wp/v2/posts', '--as', 'anonymous'];
      const outcome = await world.run([...request, '--repeat', 'auto']);
      expectFound(outcome, ['guard']);
      const [flaky] = outcome.report.notes.filter(({ type }) => type === 'flaky');
      expect(flaky).toMatchObject({ failRate: expect.any(Number) });
    });
  }

  test('--repeat 1 probes a passing set once, --repeat 6 six times', async ({ make }) => {
    const sends = async (repeat: string) => {
      const world = await make({ rules: [{ when: 'guard', at }] });
      const request = ['--request', '/wp-json/wp/v2/types', '--as', 'anonymous'];
      expectFound(await world.run([...request, '--repeat', repeat]), ['guard']);
      return world.site.log.filter(({ path, status }) => path === '/wp/v2/types' && status === 200)
        .length;
    };
    expect(await sends('1')).toBe(1);
    expect(await sends('6')).toBe(6);
  });
});

describe.concurrent('no plugin', () => {
  test('nothing fails: exit 1, and nothing is switched', async ({ make }) => {
    const world = await make();
    const outcome = await world.run();
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(outcome.report).toMatchObject({
      outcome: 'not-reproduced',
      switch: 'none',
      symptoms: [],
      culprits: [],
      restored: true,
    });
    expect(writes(world.site)).toEqual([]);
    const text = await world.run([], { mode: ['--bisect', '--quiet'] });
    expect(text.code).toBe(1);
    expect(text.stdout).toContain('Nothing fails on');
    expect(text.stdout).toContain('--request');
  });

  test('a request that is given and works: exit 1, and nothing is switched', async ({ make }) => {
    const world = await make();
    const outcome = await world.run(['--request', 'GET /wp-json/wp/v2/posts', '--as', 'anonymous']);
    expect({ code: outcome.code, outcome: outcome.report.outcome }, outcome.stderr).toEqual({
      code: 1,
      outcome: 'not-reproduced',
    });
    expect(world.site.counters.toggles).toBe(0);
  });

  test('users/me sent as a visitor: exit 1, it is 401 by design', async ({ make }) => {
    const world = await make();
    const before = world.site.snapshot();
    const request = ['--request', 'GET /wp-json/wp/v2/users/me', '--as', 'anonymous'];
    const outcome = await world.run(request);
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(outcome.report).toMatchObject({ outcome: 'not-a-plugin', cause: { kind: 'by-design' } });
    expect(world.site.snapshot()).toEqual(before);
  });

  const everyone: Rule = { when: 'true', at };
  test.for([
    [
      'a must-use plugin',
      { mustUse: ['house-rules.php'], rules: [{ when: 'mu:house-rules', at }] },
      'must-use-plugin',
      'house-rules',
    ],
    ['the theme', { rules: [{ when: 'theme:storefront', at }] }, 'theme', 'torefront'],
    [
      'nothing that can be seen',
      { rules: [{ ...everyone, answer: { code: 'strange_thing' } }] },
      'theme',
      'torefront',
    ],
  ] as [string, SiteOptions, string, string][])(
    '%s: exit 1, and it is named',
    async ([, options, kind, evidence], { make }) => {
      const world = await make(options);
      const before = world.site.snapshot();
      const outcome = await world.run();
      expect(outcome.code, outcome.stderr).toBe(1);
      expect(outcome.report).toMatchObject({
        outcome: 'not-a-plugin',
        culprits: [],
        cause: { kind },
        restored: true,
      });
      expect(outcome.report.cause?.evidence).toContain(evidence);
      expect(world.site.snapshot()).toEqual(before);
    },
  );

  test('the server, before WordPress runs: exit 1', async ({ make }) => {
    const page =
      '<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n<center><h1>401 Authorization Required</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n';
    const headers = {
      'www-authenticate': 'Basic realm="Members"',
      server: 'nginx/1.22.1',
      'content-type': 'text/html',
    };
    const world = await make(
      {},
      {
        handlers: [
          http.get('*/wp-json/wp/v2/posts*', ({ request }) =>
            request.headers.has('cookie')
              ? undefined
              : new HttpResponse(page, { status: 401, headers }),
          ),
        ],
      },
    );
    const before = world.site.snapshot();
    const outcome = await world.run();
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(outcome.report).toMatchObject({
      outcome: 'not-a-plugin',
      cause: { kind: 'server-basic-auth' },
    });
    expect(outcome.report.cause?.evidence).toContain('Members');
    expect(world.site.snapshot()).toEqual(before);
  });

  test('a stripped Authorization header, with both credentials: exit 1', async ({ make }) => {
    const world = await make({ stripsAuthorization: true });
    const outcome = await world.run([], { env: BOTH });
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(outcome.report.cause?.kind).toBe('authorization-header-stripped');
    expect(writes(world.site)).toEqual([]);
  });

  test('a wrong application password beside a right password: exit 1, and it is said', async ({
    make,
  }) => {
    const world = await make();
    const env = { ...BOTH, WP_BISECT_APP_PASSWORD: 'zzzz ZZZZ 0000 zzzz ZZZZ 0000' };
    const outcome = await world.run([], { env });
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(outcome.report.cause?.kind).toBe('wrong-credentials');
    // A new password that is taken proves it, and is revoked at once.
    const route = 'POST /wp/v2/users/me/application-passwords';
    expect(writes(world.site)).toEqual([route, expect.stringContaining(`${route}/`)]);
  });
});

describe.concurrent('no clear answer', () => {
  test('the culprit is kept on with --keep: exit 4, and it is said to be untested', async ({
    make,
  }) => {
    const world = await make({ rules: [{ when: 'guard', at }] });
    const before = world.site.snapshot();
    for (const typed of ['guard', 'guard/guard', 'guard/guard.php']) {
      const outcome = await world.run(['--keep', typed]);
      expect(outcome.code, outcome.stderr).toBe(4);
      expect(outcome.report).toMatchObject({
        outcome: 'inconclusive',
        culprits: [],
        pinned: [{ plugin: 'guard/guard', why: 'kept' }],
        cause: { kind: 'not-tested' },
      });
      expect(outcome.report.cause?.evidence).toContain('Guard');
    }
    expect(world.site.snapshot()).toEqual(before);
  });

  test('half of a pair is kept on: the other half is found, and never off for long', async ({
    make,
  }) => {
    const world = await make({ rules: [{ when: 'cache && maps', at }] });
    const outcome = await world.run(['--keep', 'cache']);
    expect(found(outcome), outcome.stderr).toEqual(['maps']);
    const off = world.site.log.flatMap(({ toggles }) => toggles.map(({ plugin }) => plugin));
    expect(off).not.toContain('cache/cache');
  });

  test.for<[string, string]>([
    ['seo cures what guard breaks', 'guard && !seo || guard && maps'],
    ['the failure depends on a plugin being off', 'guard || !seo'],
    ['exactly one of two', 'guard && !cache || cache && !guard || guard && cache'],
  ])('%s: no innocent plugin is named', async ([, when], { make }) => {
    const world = await make({ rules: [{ when, at }] });
    const before = world.site.snapshot();
    const outcome = await world.run();
    // Every set that is named fails by the truth itself, in the site as it stands.
    const innocent = DOZEN.filter((name) => !when.includes(name));
    for (const set of found(outcome)) {
      for (const name of innocent) expect(set.split('+')).not.toContain(name);
    }
    expect(found(outcome).join()).not.toContain('seo');
    expect([0, 4]).toContain(outcome.code);
    expect(world.site.snapshot()).toEqual(before);
  });

  test('a server error in some states is "can\'t tell", never "fails"', async ({ make }) => {
    const rules: Rule[] = [
      { when: 'guard', at },
      { when: 'seo && !maps', at, answer: { status: 500 }, priority: 1 },
    ];
    const world = await make({ rules });
    expectFound(await world.run(), ['guard']);
  });

  test('another error replaces the 401: no innocent plugin is named, and the proof says so', async ({
    make,
  }) => {
    const rules: Rule[] = [
      { when: 'guard', at },
      { when: '!guard', at, answer: { status: 403, code: 'also_closed' } },
    ];
    const world = await make({ rules });
    const before = world.site.snapshot();
    const outcome = await world.run();
    expect([0, 4], outcome.stderr).toContain(outcome.code);
    expect(found(outcome)).toEqual(outcome.code === 0 ? ['guard'] : []);
    if (outcome.code === 4) {
      const lead = { type: 'leads', symptom: 0, plugins: ['guard/guard'] };
      expect(outcome.report.notes).toContainEqual(lead);
    }
    for (const { proof } of outcome.report.culprits) expect(proof.without).toBe('unresolved');
    expect(world.site.snapshot()).toEqual(before);
  });
});
