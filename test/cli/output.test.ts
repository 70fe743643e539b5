// What is written, where, and in which form; and what each flag of the search does on a real run.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import schema from '../../src/report/report.schema.json' with { type: 'json' };
import { violations } from '../report/schema.ts';
import {
  BASIC,
  BOTH,
  DOZEN,
  expectBlocked,
  expectFound,
  expectUntouched,
  PASSWORD,
  SESSION,
  test,
  writes,
} from './served-site.ts';

const ILL: SiteOptions = { rules: [{ when: 'guard', at: 'anonymous-rest' }] };
const ESCAPE = '\u001b';

describe.concurrent('the answer', () => {
  test('text: the culprit, the proof, the cost on stdout; progress on stderr', async ({ make }) => {
    const world = await make(ILL);
    const { code, stdout, stderr } = await world.run([], { mode: ['--bisect'], asProcess: true });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^Found on http:\/\/127\.0\.0\.1:\d+\/: Guard\n/);
    expect(stdout).toContain('(guard/guard)');
    expect(stdout).toContain('Proof: With only this plugin off, the request works.');
    expect(stdout).toContain('The site is restored');
    expect(stdout).toMatch(/Cost: \d+ tests/);
    expect(stderr).toContain('suspects. Switch: admin');
    expect(stderr).toMatch(/every plugin on: fails \(12 suspects, about \d+ tests to go\)/);
    expect(stdout + stderr).not.toContain(ESCAPE);
  });

  test('--quiet: the answer alone; --verbose: every change and every answer', async ({ make }) => {
    const world = await make(ILL);
    const quiet = await world.run([], { mode: ['--bisect', '--quiet'] });
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toContain('Found on');
    const verbose = await world.run([], { mode: ['--bisect', '--verbose'] });
    expect(verbose.stderr).toContain('  Guard: off');
    expect(verbose.stderr).toContain('anonymously: 401 rest_login_required, fails');
  });

  test('ndjson: one event a line, the report in the last one, and no secret', async ({ make }) => {
    const world = await make(ILL);
    const mode = ['--bisect', '--format', 'ndjson', '--quiet'];
    const { code, stdout, stderr } = await world.run([], { mode, env: BOTH, asProcess: true });
    expect(code, stderr).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const types = events.map(({ type }) => type);
    for (const type of [
      'address-found',
      'access-proven',
      'planned',
      'probe-finished',
      'toggled',
      'culprit-confirmed',
      'restored',
    ]) {
      expect(types).toContain(type);
    }
    expect(types.filter((type) => type === 'finished')).toHaveLength(1);
    expect(violations(schema, events.at(-1).report)).toEqual([]);
  });

  test('ndjson when the way is blocked: the last line still has the report', async ({ make }) => {
    const world = await make(ILL);
    const mode = ['--bisect', '--format', 'ndjson', '--quiet'];
    const { code, stdout } = await world.run([], { mode, env: {} });
    expect(code).toBe(3);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'finished',
      report: { outcome: 'blocked', problem: { code: 'no-user' } },
    });
  });

  test.for(['text', 'json', 'ndjson'])(
    '--output FILE has the answer as %s',
    async (format, { make, folder }) => {
      const world = await make(ILL);
      const file = join(await folder(), 'answer');
      const mode = ['--bisect', '--format', format];
      const { code, stdout, stderr } = await world.run(['--output', file], { mode });
      expect(code, stderr).toBe(0);
      expect(stdout).toBe('');
      // A person who watches sees the answer all the same.
      expect(stderr).toContain('Found on');
      const written = readFileSync(file, 'utf8');
      if (format === 'text') expect(written).toContain('Found on');
      if (format === 'json') expect(violations(schema, JSON.parse(written))).toEqual([]);
      if (format === 'ndjson') {
        expect(JSON.parse(written.trimEnd().split('\n').at(-1) ?? '').type).toBe('finished');
      }
    },
  );

  test('--output into a folder that is not there: exit 2 before anything is sent', async ({
    make,
  }) => {
    const world = await make(ILL);
    const { code, stderr, stdout } = await world.run(['--output', '/no/such/folder/x.json']);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be written to /no/such/folder/x.json (ENOENT)');
    expect(stdout).toBe('');
    expect(world.site.log).toEqual([]);
    expectUntouched(world);
  });

  test('--output that goes away meanwhile: the answer is on stdout', async ({ make, folder }) => {
    const world = await make(ILL);
    const place = await folder();
    const file = join(place, 'answer.json');
    world.site.on('toggle', () => rmSync(place, { recursive: true, force: true }));
    const outcome = await world.run(['--output', file]);
    expect(outcome.code).toBe(2);
    expect(outcome.report).toMatchObject({ outcome: 'culprit-found', restored: true });
    expect(outcome.stderr).toContain('cannot be written to');
  });

  test('coloured in a terminal; not with --no-color or NO_COLOR', async ({ make, cli }) => {
    const world = await make(ILL);
    const shown = (args: string[], env = {}) =>
      new Promise<{ text: string; code: number }>((resolve) => {
        let text = '';
        const pty = spawn(process.execPath, [cli, world.url, '--bisect', ...args], {
          env: {
            PATH: process.env.PATH,
            TERM: 'xterm-256color',
            WP_BISECT_HOME: world.home,
            ...SESSION,
            ...env,
          },
        });
        pty.onData((data) => {
          text += data;
        });
        pty.onExit(({ exitCode }) => resolve({ text, code: exitCode }));
      });
    const colour = await shown([]);
    expect(colour.code, colour.text).toBe(0);
    expect(colour.text).toContain(ESCAPE);
    expect(colour.text).not.toContain(PASSWORD);
    for (const plain of [await shown(['--no-color']), await shown([], { NO_COLOR: '1' })]) {
      expect(plain.code, plain.text).toBe(0);
      expect(plain.text).not.toContain(ESCAPE);
      expect(plain.text).toContain('Found on');
    }
  });
});

describe.concurrent('the search', () => {
  test.for([
    ['admin', SESSION, 'admin'],
    ['rest', BASIC, 'rest'],
    ['rest', SESSION, 'rest'],
    ['auto', BASIC, 'rest'],
    ['auto', BOTH, 'admin'],
  ] as const)(
    '--switch %s finds the culprit with that switch',
    async ([kind, env, used], { make }) => {
      const world = await make(ILL);
      const before = world.site.snapshot();
      const outcome = await world.run(['--switch', kind], { env });
      expectFound(outcome, ['guard']);
      expect(outcome.report.switch).toBe(used);
      expect(outcome.report.cost.toggles).toBe(world.site.counters.toggles);
      expect(outcome.report.cost.requests).toBe(world.site.counters.requests);
      expect(world.site.snapshot()).toEqual(before);
    },
  );

  test.for([
    ['admin', BASIC, 'WP_BISECT_PASSWORD'],
    ['isolated', BASIC, 'WP_BISECT_PASSWORD'],
    ['isolated', SESSION, '--install-health-check'],
  ] as const)(
    '--switch %s that cannot be used: exit 3 says why',
    async ([kind, env, why], { make }) => {
      const world = await make(ILL);
      const said = expectBlocked(await world.run(['--switch', kind], { env }), 'no-switch');
      expect(said).toContain(`--switch ${kind} cannot be used`);
      expect(said).toContain(why);
      expectUntouched(world);
    },
  );

  test('--switch isolated: nothing is off for visitors, several probes at once with --parallel', async ({
    make,
  }) => {
    const world = await make({
      plugins: [...DOZEN, 'health-check'],
      rules: [{ when: 'cache && maps', at: 'anonymous-rest' }],
      latency: 40,
    });
    const before = world.site.snapshot().active;
    const most = async (parallel: string) => {
      let open = 0;
      let peak = 0;
      const offs = [
        // Only while plugins are off: looks that switch nothing may go side by side.
        world.site.on('request', ({ path, request }) => {
          if (!path.startsWith('/wp/v2/types') || !request.headers.has('cookie')) return;
          open += 1;
          peak = Math.max(peak, open);
        }),
        world.site.on('answer', ({ path, request }) => {
          if (path.startsWith('/wp/v2/types') && request.headers.has('cookie')) open -= 1;
        }),
      ];
      const request = ['--request', '/wp-json/wp/v2/types', '--as', 'anonymous'];
      const outcome = await world.run([...request, '--switch', 'isolated', '--parallel', parallel]);
      for (const off of offs) off();
      expectFound(outcome, ['cache', 'maps']);
      expect(outcome.report.cost).toMatchObject({ toggles: 0, pluginSecondsOff: 0 });
      return peak;
    };
    expect(await most('1')).toBe(1);
    expect(await most('3')).toBeGreaterThan(1);
    expect(world.site.counters.toggles).toBe(0);
    expect(world.site.snapshot().active).toEqual(before);
  });

  test('--yes alone does not install Health Check', async ({ make }) => {
    const world = await make(ILL);
    const outcome = await world.run(['--yes']);
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('admin');
    expect(writes(world.site).filter((write) => write.includes('/wp/v2/plugins'))).toEqual([]);
  });

  test('--install-health-check: used, and gone afterwards', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    const outcome = await world.run(['--install-health-check']);
    expectFound(outcome, ['guard']);
    expect(outcome.report).toMatchObject({
      switch: 'isolated',
      difference: { missing: [], appeared: [] },
    });
    expect(outcome.report.notes.filter(({ type }) => type === 'left-behind')).toEqual([]);
    expect(world.site.snapshot()).toEqual(before);
  });

  test('--only: nothing else is switched', async ({ make }) => {
    const world = await make(ILL);
    const outcome = await world.run(['--only', 'guard', '--only', 'seo/seo.php']);
    expectFound(outcome, ['guard']);
    const switched = new Set(
      world.site.log.flatMap(({ toggles }) => toggles.map(({ plugin }) => plugin)),
    );
    expect([...switched].filter((plugin) => !['guard/guard', 'seo/seo'].includes(plugin))).toEqual(
      [],
    );
    expect(outcome.report.pinned).toHaveLength(10);
  });

  test('--leave-off: the culprit stays off, everything else is as it was', async ({ make }) => {
    for (const kind of ['admin', 'rest', 'isolated']) {
      const world = await make({ ...ILL, plugins: [...DOZEN, 'health-check'] });
      const outcome = await world.run(['--leave-off', '--switch', kind]);
      expectFound(outcome, ['guard']);
      expect(outcome.report.leftOff).toEqual([{ plugin: 'guard/guard', why: 'asked' }]);
      expect([...world.site.active].sort()).toEqual(
        [...DOZEN, 'health-check']
          .filter((name) => name !== 'guard')
          .map((name) => `${name}/${name}`)
          .sort(),
      );
      expect(world.files()).toEqual({});
    }
  });
});

describe.concurrent('the request', () => {
  test('--request, --as, --header, --fails-on: exactly that is sent, and no header value is shown', async ({
    make,
  }) => {
    const world = await make({
      rules: [
        {
          when: 'maps',
          at: { path: '/wp/v2/pages*', as: 'session' },
          answer: { status: 403, code: 'maps_says_no' },
        },
      ],
    });
    const outcome = await world.run([
      '--request',
      'GET /wp-json/wp/v2/pages?per_page=2',
      '--as',
      'session',
      '--header',
      'X-Api-Key: k3y-That-Stays-Here',
      '--fails-on',
      '401,maps_says_no',
    ]);
    expectFound(outcome, ['maps']);
    expect(outcome.report.symptoms).toHaveLength(1);
    expect(outcome.report.symptoms[0]).toMatchObject({
      request: { method: 'GET', url: `${world.url}wp-json/wp/v2/pages?per_page=2`, as: 'session' },
      observed: { status: 403, code: 'maps_says_no' },
      failsOn: [401, 'maps_says_no'],
    });
    expect(outcome.stdout + outcome.stderr).not.toContain('k3y-That-Stays-Here');
    const sent = world.site.log.filter(({ path }) => path === '/wp/v2/pages');
    for (const { requestHeaders, url } of sent) {
      expect(requestHeaders['x-api-key']).toBe('k3y-That-Stays-Here');
      expect(url).toBe(`${world.url}wp-json/wp/v2/pages?per_page=2`);
    }
  });

  test('--header: its value is not shown when the request answers another error', async ({
    make,
  }) => {
    const rules = [{ when: 'maps', at: { path: '/wp/v2/pages*' }, answer: { status: 403 } }];
    for (const format of ['json', 'ndjson', 'text']) {
      const world = await make({ rules });
      const outcome = await world.run(
        ['--request', '/wp-json/wp/v2/pages', '--header', 'X-Api-Key: k3y-That-Stays-Here'],
        { mode: ['--bisect', '--verbose', '--format', format] },
      );
      expect(outcome.code, outcome.stderr).toBe(1);
      expect(outcome.stdout + outcome.stderr).toContain('403');
      expect(outcome.stdout + outcome.stderr).not.toContain('k3y-That-Stays-Here');
      expectUntouched(world);
    }
  });

  test('--request twice: both culprits are found in one run', async ({ make }) => {
    const world = await make({
      rules: [
        { when: 'maps', at: { path: '/wp/v2/pages*' } },
        { when: 'mail', at: { path: '/wp/v2/types*' } },
      ],
    });
    const outcome = await world.run(
      [
        '--request',
        '/wp-json/wp/v2/pages',
        '--request',
        '/wp-json/wp/v2/types',
        '--as',
        'application-password',
      ],
      { env: BOTH },
    );
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(
      outcome.report.culprits.map(({ plugins, symptoms }) => [plugins[0]?.plugin, symptoms]),
    ).toEqual([
      ['maps/maps', [0]],
      ['mail/mail', [1]],
    ]);
  });

  test('--request of another site: exit 2', async ({ make }) => {
    const world = await make(ILL);
    const outcome = await world.run(['--request', 'GET https://elsewhere.invalid/wp-json/']);
    expect(expectBlocked(outcome, 'foreign-request', 2)).toContain('elsewhere.invalid');
    expectUntouched(world);
  });

  test.for([
    ['application-password', SESSION, 'bad-option', 2, 'WP_BISECT_APP_PASSWORD'],
    ['session', BASIC, 'bad-option', 2, 'WP_BISECT_PASSWORD'],
    [
      'session',
      { ...BOTH, WP_BISECT_PASSWORD: 'wr0ng-Pony!cell' },
      'wrong-password',
      3,
      'WP_BISECT_PASSWORD',
    ],
  ] as const)(
    '--as %s without its credential: the error names it',
    async ([as, env, code, exit, essence], { make }) => {
      const world = await make(ILL);
      const outcome = await world.run(['--request', '/wp-json/wp/v2/posts', '--as', as], { env });
      expect(expectBlocked(outcome, code, exit)).toContain(essence);
      expectUntouched(world);
    },
  );

  test('--request that writes is refused without --yes', async ({ make }) => {
    const world = await make(ILL);
    const { code, stderr } = await world.run(['--request', 'POST /wp-json/wp/v2/posts']);
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
    expect(world.site.log).toEqual([]);
    expect(existsSync(join(world.home, 'sites'))).toBe(false);
  });
});
