/** Every flag and every kind of site, through the real executable on served sites. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { APP_PASSWORD, examine, ILL, PLUGINS } from './on-a-site.ts';

const GUARD = [['guard/guard']];
const both = { WP_BISECT_APP_PASSWORD: APP_PASSWORD };
const asBefore = (ran: Awaited<ReturnType<typeof examine>>) =>
  expect([...ran.site.active].sort()).toEqual([...PLUGINS].sort());

describe.concurrent('sites of every kind', () => {
  test.each([
    ['plain permalinks', { ...ILL, permalinks: 'plain' as const }, {}],
    ['a subfolder', { ...ILL, url: 'http://site.test/blog/' }, {}],
    ['IPv6', ILL, { serve: { host: '[::1]' } }],
    ['a link into wp-admin', ILL, { address: (url: string) => `${url}wp-admin/plugins.php?x=1` }],
    ['no scheme', ILL, { address: (url: string) => url.replace('http://', '') }],
    ['PHP notices before JSON', { ...ILL, notice: 'Notice: {odd} [things]\n' }, {}],
    ['an older sorting order', { ...ILL, plugins: [...PLUGINS].reverse() }, {}],
  ])('%s', async (_, site, how) => {
    const ran = await examine(site, [], how);
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(ran.code).toBe(0);
    asBefore(ran);
  });

  test('a gate of the server in front', async () => {
    const site = { ...ILL, gate: { user: 'staging', password: 'curtain' } };
    const ran = await examine(site, ['--gate', 'staging'], {
      env: { WP_BISECT_GATE_PASSWORD: 'curtain' },
    });
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(ran.stdout + ran.stderr).not.toContain('curtain');
  });

  test('a hidden login page, told with --login-url', async () => {
    const site = { ...ILL, login: { hiddenAt: 'my-door' } };
    const ran = await examine(site, ['--login-url', '/my-door/']);
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
  });

  test('a proxy', async () => {
    const seen: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
      seen.push(incoming.url ?? '');
      const { method, headers } = incoming;
      const onward = httpRequest(incoming.url ?? '', { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    // An ordinary proxy is asked to open a tunnel; the site is on loopback all the same.
    proxy.on('connect', (incoming, socket) => {
      seen.push(incoming.url ?? '');
      const [host, port] = (incoming.url ?? '').split(':');
      import('node:net').then(({ connect }) => {
        const onward = connect(Number(port), host, () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          onward.pipe(socket).pipe(onward);
        });
      }, socket.destroy);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const ran = await examine(ILL, [], { env: { HTTP_PROXY: `http://127.0.0.1:${port}` } });
    proxy.closeAllConnections();
    proxy.close();
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(seen.length).toBeGreaterThan(0);
  });

  test('nothing fails: exit 1, nothing switched', async () => {
    const ran = await examine({ plugins: PLUGINS });
    expect(ran.code, ran.stderr).toBe(1);
    expect(ran.report).toMatchObject({ outcome: 'not-reproduced', culprits: [], switch: 'none' });
    expect(ran.toggles).toBe(0);
  });

  test.each([
    ['a must-use plugin', { mustUse: ['house-rules.php'] }, 'must-use-plugin'],
    ['the theme', {}, 'theme'],
  ])('%s is to blame: exit 1, and it is named', async (_, more, kind) => {
    const rules = [{ when: 'true', at: 'anonymous-rest' as const }];
    const ran = await examine({ plugins: PLUGINS, ...more, rules });
    expect(ran.code, ran.stderr).toBe(1);
    expect(ran.report).toMatchObject({ outcome: 'not-a-plugin', cause: { kind } });
    asBefore(ran);
  });

  test('two culprits that mask each other, and a pair beside them', async () => {
    const rules = [
      { when: 'guard', at: 'anonymous-rest' as const, answer: { code: 'first' } },
      { when: 'cache && maps', at: 'anonymous-rest' as const, answer: { code: 'second' } },
    ];
    const ran = await examine({ plugins: PLUGINS, rules });
    expect(ran.culprits.map(String).sort(), ran.stderr).toEqual([
      'cache/cache,maps/maps',
      'guard/guard',
    ]);
    asBefore(ran);
  });

  test('a plugin that cures is never blamed for being on', async () => {
    const rules = [{ when: 'guard && !seo || !seo && tabs', at: 'anonymous-rest' as const }];
    const ran = await examine({ plugins: PLUGINS, rules });
    expect(ran.culprits, ran.stderr).toEqual([]);
    asBefore(ran);
  });

  test('a failure that comes and goes', async () => {
    const rules = [{ when: 'guard', at: 'anonymous-rest' as const, chance: 0.6 }];
    for (const seed of [1, 2, 3]) {
      const request = ['--request', 'GET /wp-json/wp/v2/posts', '--as', 'anonymous'];
      const ran = await examine({ plugins: PLUGINS, rules, seed }, request);
      expect(ran.culprits, `seed ${seed}\n${ran.stderr}`).toEqual(GUARD);
      asBefore(ran);
    }
  });

  test('a site that limits the rate is waited for', async () => {
    const site = { ...ILL, rateLimit: { requests: 30, seconds: 2, retryAfter: 1 } };
    const ran = await examine(site);
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    asBefore(ran);
  });

  test('a server error in some states is "can\'t tell", never "fails"', async () => {
    const rules = [
      { when: 'guard', at: 'anonymous-rest' as const },
      { when: 'seo && !maps', at: 'anonymous-rest' as const, answer: { status: 500 }, priority: 1 },
    ];
    const ran = await examine({ plugins: PLUGINS, rules });
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    asBefore(ran);
  });

  test('plugins that are active for the whole network are left alone, and said so', async () => {
    const plugins = [...PLUGINS, { file: 'net/net', status: 'network-active' as const }];
    const ran = await examine({ ...ILL, plugins, multisite: true }, [], {
      env: { WP_BISECT_USER: 'admin' },
    });
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(ran.report.pinned).toContainEqual({ plugin: 'net/net', why: 'network-active' });
  });

  test('plugins that lose data when switched off are not tested unless named', async () => {
    const site = { plugins: [...PLUGINS, 'jetpack/jetpack'], rules: ILL.rules };
    const careful = await examine(site);
    expect(careful.culprits, careful.stderr).toEqual(GUARD);
    expect(careful.report.pinned).toContainEqual({ plugin: 'jetpack/jetpack', why: 'hazard' });
    const named = await examine({ ...site, rules: [{ when: 'jetpack', at: 'anonymous-rest' }] }, [
      '--only',
      'jetpack',
    ]);
    expect(named.culprits, named.stderr).toEqual([['jetpack/jetpack']]);
  });
});

describe.concurrent('things that happen meanwhile', () => {
  test('somebody activates a plugin: told, and left alone', async () => {
    const plugins = [...PLUGINS, { file: 'late/late', status: 'inactive' as const }];
    let posts = 0;
    const ran = await examine({ ...ILL, plugins }, [], {
      prepare: (site) => {
        site.on('toggle', () => {
          posts += 1;
          if (posts === 1) site.activate('late/late');
        });
      },
    });
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(ran.site.active).toContain('late/late');
    expect(ran.report.notes).toContainEqual({ type: 'appeared-meanwhile', plugins: ['late/late'] });
    expect(ran.report.restored).toBe(true);
  });

  test('the session ends: it is renewed', async () => {
    let toggles = 0;
    const ran = await examine(ILL, [], {
      prepare: (site) => {
        site.on('toggle', () => {
          toggles += 1;
          if (toggles === 3) site.endSessions();
        });
      },
    });
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    asBefore(ran);
  });

  test('the network is lost for a while: the site comes back', async () => {
    let requests = 0;
    const ran = await examine(ILL, [], {
      prepare: (site) => {
        site.on('toggle', () => {
          requests ||= 1;
        });
        site.on('request', () => {
          if (requests === 0) return undefined;
          requests += 1;
          return requests > 3 && requests < 9 ? 'drop' : undefined;
        });
      },
    });
    expect([0, 4], ran.stderr).toContain(ran.code);
    expect(ran.report.restored).toBe(true);
    asBefore(ran);
  });

  test('a plugin does not come back: exit 5, its name, and what to do by hand', async () => {
    const plugins = PLUGINS.map((file) =>
      file === 'maps/maps' ? { file, onActivate: 'fatal-unchanged' as const } : file,
    );
    const ran = await examine({ ...ILL, plugins });
    expect(ran.code, ran.stderr).toBe(5);
    expect(ran.report).toMatchObject({ restored: false, difference: { missing: ['maps/maps'] } });
    expect(ran.stderr).toContain('NOT as it was');
  });

  test('Ctrl-C: everything comes back, exit 130', async () => {
    let sent = false;
    const ran = await examine({ ...ILL, latency: 20 }, ['--verbose'], {
      onProgress(stderr, child) {
        if (!sent && /everything but|plugins off/.test(stderr)) sent = child.kill('SIGINT');
      },
    });
    expect(ran.code, ran.stderr).toBe(130);
    expect(ran.report).toMatchObject({ outcome: 'cancelled', restored: true });
    asBefore(ran);
  });
});

describe.concurrent('flags', () => {
  test('--keep: pinned, not blamed, and said to be untested', async () => {
    const ran = await examine(ILL, ['--keep', 'guard']);
    expect(ran.code, ran.stderr).toBe(4);
    expect(ran.report).toMatchObject({ culprits: [], cause: { kind: 'not-tested' } });
    expect(ran.report.pinned).toContainEqual({ plugin: 'guard/guard', why: 'kept' });
    asBefore(ran);
  });

  test('--only: nothing else is switched', async () => {
    const ran = await examine(ILL, ['--only', 'guard/guard.php', '--only', 'seo']);
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(ran.toggles).toBeLessThanOrEqual(4);
    asBefore(ran);
  });

  test('--leave-off: the culprit stays off, everything else is as it was', async () => {
    const ran = await examine(ILL, ['--leave-off']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.report).toMatchObject({ restored: true, leftOff: ['guard/guard'] });
    expect([...ran.site.active].sort()).toEqual(
      PLUGINS.filter((id) => id !== 'guard/guard').sort(),
    );
  });

  test.each([
    ['admin', {}],
    ['rest', both],
    ['rest', { ...both, WP_BISECT_PASSWORD: undefined }],
  ])('--switch %s', async (kind, env) => {
    const ran = await examine(ILL, ['--switch', kind], { env });
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(ran.report.switch).toBe(kind);
    asBefore(ran);
  });

  test('--switch isolated: nothing is toggled', async () => {
    const site = { ...ILL, plugins: [...PLUGINS, 'health-check/health-check'] };
    const ran = await examine(site, ['--switch', 'isolated', '--parallel', '2']);
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(ran.report.cost).toMatchObject({ toggles: 0, pluginSecondsOff: 0 });
    expect(ran.toggles).toBe(0);
  });

  test('--install-health-check: there for the run, gone afterwards', async () => {
    const ran = await examine(ILL, ['--install-health-check']);
    expect(ran.culprits, ran.stderr).toEqual(GUARD);
    expect(ran.report).toMatchObject({ switch: 'isolated', restored: true });
    expect(ran.site.snapshot().installed.join()).not.toContain('health-check');
    asBefore(ran);
  });

  test('--install-health-check with a mistyped --keep: it is gone again', async () => {
    const ran = await examine(ILL, ['--install-health-check', '--keep', 'no-such']);
    expect(ran.code, ran.stderr).toBe(2);
    expect(ran.report.problem.code).toBe('unknown-plugin');
    expect(ran.site.snapshot().installed.join()).not.toContain('health-check');
    asBefore(ran);
  });

  test('--request, --as and --fails-on: exactly that', async () => {
    const rules = [
      {
        when: 'maps',
        at: { path: '/wp/v2/pages*', as: 'session' as const },
        answer: { status: 403, code: 'maps_says_no' },
      },
    ];
    const args = ['--request', 'GET /wp-json/wp/v2/pages', '--as', 'session'];
    const ran = await examine({ plugins: PLUGINS, rules }, [...args, '--fails-on', 'maps_says_no']);
    expect(ran.culprits, ran.stderr).toEqual([['maps/maps']]);
    expect(ran.report.symptoms).toHaveLength(1);
    expect(ran.report.symptoms[0].request).toMatchObject({ method: 'GET', as: 'session' });
  });

  test('--all: overlapping culprits', async () => {
    const rules = [{ when: 'guard && (seo || maps)', at: 'anonymous-rest' as const }];
    const ran = await examine({ plugins: PLUGINS, rules }, ['--all']);
    expect(ran.culprits.map((set) => [...set].sort().join('+')).sort(), ran.stderr).toEqual([
      'guard/guard+maps/maps',
      'guard/guard+seo/seo',
    ]);
  });

  test('--format ndjson: events, the report in the last one', async () => {
    const ran = await examine(ILL, ['--format', 'ndjson', '--quiet']);
    const lines = ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.some(({ type }) => type === 'probe-finished')).toBe(true);
    expect(lines.at(-1)).toMatchObject({ type: 'finished', report: { outcome: 'culprit-found' } });
    expect(lines.filter(({ type }) => type === 'finished')).toHaveLength(1);
    expect(ran.stderr).toBe('');
  });

  test('--output: the answer in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-out-'));
    const file = join(folder, 'answer.json');
    const ran = await examine(ILL, ['--format', 'json', '--output', file, '--quiet']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8')).outcome).toBe('culprit-found');
    expect(ran.stdout).toBe('');
    await rm(folder, { recursive: true });
  });

  test('text for people has no escape codes in a pipe, and no secret', async () => {
    const ran = await examine(ILL, ['--format', 'text', '--verbose'], { env: both });
    expect(ran.stdout).toContain('guard/guard');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(ran.stdout + ran.stderr).not.toMatch(/\u001b/);
    expect(ran.stdout + ran.stderr).not.toMatch(/abcd|EFGH/);
  });

  test.each(['--diagnose', '--format markdown'])(
    '%s is not there yet and says so',
    async (flag) => {
      const ran = await examine(
        ILL,
        ['--format', 'text', ...flag.split(' ')].slice(flag.startsWith('--f') ? 2 : 0),
        { mode: flag === '--diagnose' ? '--no-color' : '--bisect' },
      );
      expect(ran.code).toBe(2);
      expect(ran.stderr).toMatch(/not there yet/);
    },
  );
});
