// What stands in front of WordPress adds or loses a credential: no plugin and no theme is blamed for it.
import { HttpResponse, http } from 'msw';
import { describe, expect } from 'vitest';
import type { Rule, SimulatedSite } from '../../../mocks/simulated/types.ts';
import {
  BOTH,
  DOZEN,
  expectFound,
  expectUntouched,
  SESSION,
  test,
  writes,
} from '../served-site.ts';

/** A plugin that makes WordPress look at the sender early, as WooCommerce does. */
const looksEarly = (name: string) =>
  DOZEN.map((file) => (file === name ? { file, touchesUserEarly: true } : file));

const APP = 'application-password';

/** A portal that puts its own user's credential into requests that bring none. */
function addUser(site: SimulatedSite, user: string): void {
  const credential = `Basic ${btoa(`${user}:of-the-portal`)}`;
  site.on('request', ({ request }) => {
    if (!request.headers.has('authorization')) request.headers.set('authorization', credential);
  });
}

/** A proxy that keeps a header from the REST API, or from everything. */
function drop(site: SimulatedSite, header: string, path = '/'): void {
  site.on('request', ({ request }) => {
    if (new URL(request.url).pathname.startsWith(path)) request.headers.delete(header);
  });
}

describe.concurrent('a proxy that adds a credential to requests of visitors', () => {
  test.for([
    ['portal-user', 'shop', 'invalid_username'],
    ['someone@portal.test', 'shop', 'invalid_email'],
    ['admin', 'shop', 'incorrect_password'],
    ['portal-user', 'forms', 'invalid_username'],
    ['portal-user', 'stats', 'invalid_username'],
  ] as const)('(%s, seen by %s: %s) convicts no plugin', async ([user, early, code], { make }) => {
    const world = await make({ plugins: looksEarly(early) });
    addUser(world.site, user);
    const outcome = await world.run();
    expect({ code: outcome.code, culprits: outcome.report.culprits }, outcome.stderr).toEqual({
      code: 1,
      culprits: [],
    });
    expect(outcome.report.cause?.kind).toBe('foreign-credential');
    expect(outcome.report.cause?.evidence).toContain(code);
    expectUntouched(world);
  });

  test.for([
    ['with both credentials', BOTH, []],
    ['for a request that is named', SESSION, ['--request', 'GET /wp-json/wp/v2/posts']],
  ] as const)('is also reported %s', async ([, env, args], { make }) => {
    const world = await make({ plugins: looksEarly('shop') });
    addUser(world.site, 'portal-user');
    const { report, stderr } = await world.run(args, { env });
    expect(report.cause?.kind, stderr).toBe('foreign-credential');
    expect(world.site.counters.toggles).toBe(0);
  });

  test('does not spare the search, which finds the plugin that refuses something else', async ({
    make,
  }) => {
    const rules: Rule[] = [{ when: 'guard', at: 'front-page' }];
    const world = await make({ plugins: looksEarly('shop'), rules });
    addUser(world.site, 'portal-user');
    const outcome = await world.run();
    expectFound(outcome, ['guard']);
    const { symptoms, culprits, notes } = outcome.report;
    expect(culprits[0]?.symptoms.map((at) => symptoms[at]?.observed.code)).toEqual([null]);
    expect(symptoms[1]?.observed.code).toBe('invalid_username');
    expect(notes).toContainEqual({ type: 'explained', symptom: 1 });
  });
});

describe.concurrent('a login that does not arrive', () => {
  test.for([
    ['cookies, at the REST API', 'cookie', '/wp-json', 'plain-address', []],
    ['the nonce, everywhere', 'x-wp-nonce', '/', 'nonce-in-address', []],
    ['cookies, for the editor', 'cookie', '/wp-json', 'plain-address', ['--for', 'editor']],
    ['the nonce, for the editor', 'x-wp-nonce', '/wp-json', 'plain-address', ['--for', 'editor']],
  ] as const)(
    'for want of %s (%s below %s) is found before any plugin is switched',
    async ([, header, path, by, args], { make }) => {
      const world = await make();
      drop(world.site, header, path);
      const { code, report, stderr } = await world.run(args);
      expect({ code, cause: report.cause?.kind, facts: report.cause?.facts }, stderr).toMatchObject(
        {
          code: 1,
          cause: 'login-lost',
          facts: { kind: 'login-lost', by },
        },
      );
      expectUntouched(world);
    },
  );

  test('is the cause also where no check saw it before the search: the theme is not accused', async ({
    make,
  }) => {
    // Both forms of the address lose the cookies.
    const world = await make({ permalinks: 'plain' });
    world.site.on('request', ({ request }) => {
      if (new URL(request.url).searchParams.has('rest_route')) request.headers.delete('cookie');
    });
    const { code, report, stderr } = await world.run();
    expect({ code, cause: report.cause?.kind }, stderr).toEqual({ code: 1, cause: 'login-lost' });
  });
});

describe.concurrent('a failure that a check explains is left out of the search', () => {
  test.for<[string, Rule, string[]]>([
    ['a blocker of visitors', { when: 'guard', at: 'anonymous-rest' }, ['guard']],
    ['a pair', { when: 'guard && maps', at: 'anonymous-rest' }, ['guard', 'maps']],
    ['a blocker of the front page', { when: 'guard', at: 'front-page' }, ['guard']],
  ])(
    'as with a lost Authorization header beside %s, which is found',
    async ([, rule, culprit], { make }) => {
      const lost = await make({ stripsAuthorization: true, rules: [rule] });
      const outcome = await lost.run([], { env: BOTH });
      expectFound(outcome, culprit);
      const finding = outcome.report.findings.find(({ check }) => check === 'authorization-header');
      expect(finding?.facts).toMatchObject({ kind: 'header-lost' });
      // No test looks at what is explained: each has an answer for every other symptom, and names its request.
      const { symptoms, probes = [], notes } = outcome.report;
      const explained = notes.flatMap((note) => (note.type === 'explained' ? [note.symptom] : []));
      const isExplained = (at: number) => explained.includes(at);
      expect(symptoms.map(({ request }) => request.as).map((as) => as === APP)).toEqual(
        symptoms.map((_, at) => isExplained(at)),
      );
      for (const { answers } of probes)
        expect(answers).toHaveLength(symptoms.length - explained.length);
      expect(outcome.stderr).not.toMatch(/with the application password: .*, (?:fails|works)/);
      const told = /no plugin was tested for it: .* with the application password/.test(
        outcome.stderr,
      );
      expect({ explained: explained.length, told }).toEqual(
        rule.at === 'front-page' ? { explained: 0, told: false } : { explained: 1, told: true },
      );
    },
  );

  test('but a lost header does not explain the failure of a request that is sent without it', async ({
    make,
  }) => {
    const world = await make({
      stripsAuthorization: true,
      rules: [{ when: 'guard', at: 'anonymous-rest' }],
    });
    const text = await world.run([], { env: BOTH, mode: ['--bisect', '--quiet'] });
    expect(text.stdout).toContain('A check explains this request');
    expect(text.stdout).toContain('with the application password');
  });
});

describe.concurrent('a known plugin that is not in the plugin list', () => {
  const answer = {
    code: 'rest_cannot_access',
    message: 'DRA: Only authenticated users can access the REST API.',
  };

  test.for([
    ['under its own name', 'disable-json-api.php'],
    ['behind the loader of Bedrock', 'bedrock-autoloader.php'],
    ['renamed by the host', 'zz-hardening.php'],
  ] as const)('%s among the must-use plugins is named', async ([, file], { make }) => {
    const when = `mu:${file.replace('.php', '')}`;
    const world = await make({ mustUse: [file], rules: [{ when, at: 'anonymous-rest', answer }] });
    const { code, report } = await world.run();
    expect({ code, cause: report.cause?.kind }).toEqual({ code: 1, cause: 'must-use-plugin' });
    expect(report.cause?.evidence).toContain('Disable REST API');
    const [clue] = report.findings.filter(({ check }) => check === 'plugin');
    expect(clue?.facts).toMatchObject({ kind: 'fingerprint', elsewhere: true });
  });

  test('is named where it is active for the network, before and after the search', async ({
    make,
  }) => {
    const plugin = { file: 'disable-json-api', status: 'network-active' } as const;
    const rules: Rule[] = [{ when: 'disable-json-api', at: 'anonymous-rest', answer }];
    const world = await make({ multisite: true, plugins: [...DOZEN, plugin], rules });
    const { report, stderr } = await world.run();
    expect(report.cause).toMatchObject({ kind: 'not-tested' });
    expect(report.cause?.evidence).toContain('Disable Json Api');
    const told = stderr.indexOf('looks like the answer of Disable');
    expect(told).toBeGreaterThan(-1);
    expect(told).toBeLessThan(stderr.search(/test 1/));
  });
});

describe.concurrent('plugins whose files are missing, which WordPress deactivates when it shows its list', () => {
  const plugins = [...DOZEN, { file: 'gone', status: 'missing' } as const];

  test.for([
    ['admin', SESSION],
    ['rest', BOTH],
  ] as const)('are reported by a run under %s', async ([kind, env], { make }) => {
    const world = await make({ plugins, rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const outcome = await world.run(['--switch', kind], { env });
    expectFound(outcome, ['guard']);
    expect(outcome.report.notes).toContainEqual({ type: 'taken-off-list', plugins: ['gone/gone'] });
  });

  test('are reported where wp-admin is the only way in', async ({ make }) => {
    const world = await make({ plugins, rules: [{ when: 'guard', at: 'rest' }] });
    const { report } = await world.run();
    expect(report.notes).toContainEqual({ type: 'taken-off-list', plugins: ['gone/gone'] });
  });

  test('are reported by --diagnose, and stay active where the list is not opened', async ({
    make,
  }) => {
    const world = await make({ plugins });
    await world.run();
    expect(writes(world.site)).toEqual([]);
    expect(world.site.snapshot().active).toContain('gone/gone');
    const mode = ['--diagnose', '--format', 'json'];
    const { report } = await world.run([], { mode });
    const told = report.notes.some(({ type }) => type === 'taken-off-list');
    expect(told).toBe(!world.site.snapshot().active.includes('gone/gone'));
  });
});

describe.concurrent('a cache that answers every request, also of signed-in users', () => {
  const copy = (path: string) =>
    http.get(`*/wp-json${path}`, () =>
      HttpResponse.json(
        { code: 'closed_once', message: 'Closed.', data: { status: 401 } },
        { status: 401, headers: { age: '500', 'x-cache': 'HIT' } },
      ),
    );

  test('is reported before any plugin is switched, because no switch would show', async ({
    make,
  }) => {
    const world = await make({}, { handlers: [copy('/wp/v2/posts')] });
    const { code, report, stderr } = await world.run();
    expect({ code, cause: report.cause?.kind }, stderr).toEqual({ code: 1, cause: 'cache' });
    expectUntouched(world);
  });

  test('does not hide the plugin that refuses the front page', async ({ make }) => {
    const rules: Rule[] = [{ when: 'guard', at: 'front-page' }];
    const world = await make({ rules }, { handlers: [copy('/wp/v2/posts')] });
    expectFound(await world.run(), ['guard']);
  });
});
