// The kinds of sites and networks a run has to find its way through.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import {
  BASIC,
  BOTH,
  DOZEN,
  expectBlocked,
  expectFound,
  expectUntouched,
  SESSION,
  test,
} from './served-site.ts';

const ILL: SiteOptions = { rules: [{ when: 'guard', at: 'anonymous-rest' }] };

describe.concurrent('addresses', () => {
  test.for([
    ['plain permalinks', { permalinks: 'plain' }, BOTH],
    ['index.php permalinks', { permalinks: 'index.php' }, BASIC],
    ['a subfolder', { url: 'http://site.test/shop/blog/' }, BOTH],
    ['PHP notices before every JSON body', { notice: '<br />\nNotice: oops {[ in x.php\n' }, BOTH],
    ['no Link header', { restLinkHiddenWhile: 'true' }, SESSION],
  ] as const)('%s: the site is found, and its culprit', async ([, more, env], { make }) => {
    const world = await make({ ...ILL, ...more });
    const before = world.site.snapshot();
    expectFound(await world.run([], { env }), ['guard']);
    expect(world.site.snapshot()).toEqual(before);
  });

  test('a pasted link into wp-admin leads to the site', async ({ make }) => {
    const world = await make(ILL);
    const address = `${world.url}wp-admin/plugins.php?plugin_status=active`;
    expectFound(await world.run([], { address }), ['guard']);
  });

  test('a plugin list that is not sorted comes back in its own order', async ({ make }) => {
    const world = await make({ ...ILL, plugins: [...DOZEN].reverse() });
    const before = world.site.snapshot();
    expectFound(await world.run(), ['guard']);
    expect(world.site.snapshot()).toEqual(before);
  });

  test('an IPv6 address is reached, with and without its scheme', async ({ make }) => {
    const world = await make(ILL, { host: '[::1]' });
    expect(world.url).toContain('[::1]');
    expectFound(await world.run(), ['guard']);
    expectFound(await world.run([], { address: world.url.replace('http://', '') }), ['guard']);
  });

  test('http that redirects to https is followed, and reported as https', async ({ make }) => {
    const world = await make(ILL, { https: true, redirectHttp: true });
    const outcome = await world.run(['--insecure'], { address: world.served.plainUrl });
    expectFound(outcome, ['guard']);
    expect(outcome.report.site).toBe(world.url);
  });
});

describe.concurrent('through a proxy', () => {
  test('a redirect to www is followed, and plain http to a public host gets a warning', async ({
    make,
  }) => {
    const world = await make({ ...ILL, redirectsFrom: ['example.com'] });
    const proxy = await openProxy(world.url);
    world.site.moveTo('http://www.example.com/');
    const env = { ...SESSION, HTTP_PROXY: proxy.url };
    const outcome = await world.run([], { address: 'http://example.com', env });
    expectFound(outcome, ['guard']);
    expect(outcome.report.site).toBe('http://www.example.com/');
    expect(outcome.report.notes).toContainEqual({ type: 'plain-http', host: 'www.example.com' });
    expect(outcome.stderr).toContain('passwords travel unencrypted');
    expect(proxy.asked.join()).toContain('www.example.com');
  });

  test('a warning about plain http is also shown when the run is blocked', async ({ make }) => {
    const world = await make(ILL);
    const proxy = await openProxy(world.url);
    world.site.moveTo('http://example.com/');
    const env = { ...SESSION, WP_BISECT_PASSWORD: 'wr0ng-Pony!cell', HTTP_PROXY: proxy.url };
    const outcome = await world.run([], { address: 'http://example.com', env });
    expectBlocked(outcome, 'wrong-password');
    expect(outcome.report.notes).toContainEqual({ type: 'plain-http', host: 'example.com' });
  });

  test('a host in NO_PROXY is reached without it', async ({ make }) => {
    const world = await make(ILL);
    const proxy = await openProxy(world.url);
    const env = { ...SESSION, HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
    expectFound(await world.run([], { env }), ['guard']);
    expect(proxy.asked).toEqual([]);
  });

  test('HTTPS_PROXY tunnels, with the certificate authority of the site', async ({ make }) => {
    const world = await make(ILL, { https: true });
    const proxy = await openProxy(world.url);
    const env = { ...SESSION, HTTPS_PROXY: proxy.url };
    expectBlocked(await world.run([], { env }), 'tls');
    expectFound(await world.run(['--insecure'], { env }), ['guard']);
    expect(proxy.asked.length).toBeGreaterThan(0);
  });

  test('a proxy that does not answer is not mistaken for a site that does not answer', async ({
    make,
  }) => {
    const world = await make(ILL);
    const env = { ...SESSION, HTTP_PROXY: 'http://127.0.0.1:9' };
    const said = expectBlocked(await world.run([], { env }), 'bad-proxy');
    expect(said).toContain('HTTP_PROXY');
    expect(said).toContain('NO_PROXY');
    expectUntouched(world);
  });

  test('the password of the proxy is not shown', async ({ make }) => {
    const world = await make(ILL);
    const env = { ...SESSION, HTTP_PROXY: 'http://me:pr0xy-Secret@127.0.0.1:9' };
    const outcome = await world.run([], { env });
    expectBlocked(outcome, 'bad-proxy');
    expect(outcome.stdout + outcome.stderr).not.toContain('pr0xy-Secret');
  });

  test('a value that is no proxy is refused, and nothing is sent', async ({ make }) => {
    const world = await make(ILL);
    const env = { ...SESSION, HTTP_PROXY: 'socks5://127.0.0.1:9' };
    expectBlocked(await world.run([], { env }), 'bad-proxy');
    expectUntouched(world);
  });
});

describe.concurrent('slow and busy sites', () => {
  test('a site slower than --timeout: no way in', async ({ make }) => {
    const world = await make({ ...ILL, latency: 5_000 });
    const said = expectBlocked(await world.run(['--timeout', '1']), 'timed-out');
    expect(said).toContain('within 1 s.');
    expect(said).toContain('--timeout');
    expectUntouched(world);
  });

  test('a request that hangs once is sent again', async ({ make }) => {
    const world = await make(ILL);
    let hung = 0;
    world.site.on('request', ({ path }, { active }) => {
      const alone = path.startsWith('/wp/v2/posts') && active.length === 1;
      if (!alone || hung > 0) return undefined;
      hung += 1;
      return new Promise(() => {});
    });
    // Long enough for every request that does not hang, on a busy machine as well.
    const outcome = await world.run(['--timeout', '5', '--switch', 'admin']);
    expectFound(outcome, ['guard']);
    expect(outcome.report.culprits[0]?.proof).toMatchObject({ without: 'passes', alone: 'fails' });
    expect(hung).toBe(1);
  });

  test('429 with Retry-After: the run waits and says so', async ({ make }) => {
    // The site's own clock: how many requests there are in a minute does not hang on the machine.
    let ahead = 0;
    const clock = { now: () => Date.now() + ahead, wait: async () => {} };
    const rateLimit = { requests: 12, seconds: 60, retryAfter: 1 };
    const world = await make({ ...ILL, clock, rateLimit });
    world.site.on('answer', (_, { status }) => {
      if (status === 429) ahead += 60_000;
    });
    const outcome = await world.run();
    expectFound(outcome, ['guard']);
    expect(outcome.stderr).toContain('429');
    const note = { type: 'rate-limited', waitedSeconds: expect.any(Number) };
    expect(outcome.report.notes.filter(({ type }) => type === note.type)).toEqual([note]);
  });

  test('a 429 that asks for an hour ends the run, with the site as it was', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    let off = 0;
    world.site.on('toggle', () => {
      off += 1;
    });
    world.site.on('request', ({ path }) =>
      off > 0 && path.startsWith('/wp/v2/posts')
        ? new Response('slow down', { status: 429, headers: { 'retry-after': '3600' } })
        : undefined,
    );
    const outcome = await world.run();
    expect({ code: outcome.code, outcome: outcome.report.outcome }, outcome.stderr).toEqual({
      code: 4,
      outcome: 'inconclusive',
    });
    expect(outcome.report.cause?.kind).toBe('rate-limit');
    expect(world.site.snapshot()).toEqual(before);
  });

  test('429 from the first request on: no way in', async ({ make }) => {
    const world = await make(ILL);
    world.site.on(
      'request',
      () => new Response('', { status: 429, headers: { 'retry-after': '3600' } }),
    );
    const said = expectBlocked(await world.run(), 'rate-limited');
    expect(said).toContain('429');
    expect(said).toContain('Try again in 1 h');
    expectUntouched(world);
  });
});

describe.concurrent('plugins as they are', () => {
  test.for([
    ['store-cards', 'admin'],
    ['store-cards', 'rest'],
    ['store', 'admin'],
    ['store', 'rest'],
  ] as const)(
    'dependencies are honoured in both directions: %s, --switch %s',
    async ([culprit, kind], { make }) => {
      const plugins = [
        ...DOZEN,
        { file: 'store' },
        { file: 'store-gifts', requires: ['store'] },
        { file: 'store-cards', requires: ['store-gifts'] },
      ];
      const world = await make({ plugins, rules: [{ when: culprit, at: 'anonymous-rest' }] });
      const before = world.site.snapshot();
      expectFound(await world.run(['--switch', kind]), [culprit]);
      expect(world.site.snapshot()).toEqual(before);
    },
  );

  test('network-active plugins are pinned and listed; a culprit among them is not proven', async ({
    make,
  }) => {
    const plugins = [...DOZEN, { file: 'sso', status: 'network-active' as const }];
    const world = await make({
      plugins,
      multisite: true,
      rules: [{ when: 'sso', at: 'anonymous-rest' }],
    });
    const before = world.site.snapshot();
    const outcome = await world.run();
    expect({ code: outcome.code, outcome: outcome.report.outcome }, outcome.stderr).toEqual({
      code: 4,
      outcome: 'inconclusive',
    });
    expect(outcome.report.pinned).toContainEqual({ plugin: 'sso/sso', why: 'network-active' });
    expect(outcome.report.notes).toContainEqual({ type: 'multisite' });
    expect(outcome.report.cause?.kind).toBe('not-tested');
    expect(outcome.report.cause?.evidence).toContain('Sso');
    expect(world.site.snapshot()).toEqual(before);
  });

  test('plugins known to lose data are pinned and listed, and tested where --only names them', async ({
    make,
  }) => {
    const options: SiteOptions = {
      plugins: [...DOZEN, 'jetpack', 'gotmls/index.php'],
      rules: [{ when: 'jetpack', at: 'anonymous-rest' }],
    };
    const world = await make(options);
    const outcome = await world.run(['--switch', 'admin']);
    expect(outcome.code, outcome.stderr).toBe(4);
    expect(outcome.report.pinned).toEqual([
      { plugin: 'gotmls/index', why: 'hazard' },
      { plugin: 'jetpack/jetpack', why: 'hazard' },
    ]);
    expect(outcome.report.cause?.kind).toBe('not-tested');
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ type: 'hazard', plugin: 'jetpack/jetpack', pinned: true }),
    );
    expectFound(await world.run(['--switch', 'admin', '--only', 'jetpack']), ['jetpack']);
  });

  test.for([
    {
      why: 'hazard',
      plugin: 'wp-rest-api-authentication',
      answer: { code: 'UNAUTHORIZED', message: 'Sorry, you are not allowed to access REST API.' },
      given: [],
      remedy: '--only',
    },
    {
      why: 'kept',
      plugin: 'wp-force-login',
      answer: {
        code: 'rest_unauthorized',
        message: 'Only authenticated users can access the REST API.',
      },
      given: ['--keep', 'wp-force-login'],
      remedy: '--keep',
    },
  ])(
    'that the likeliest plugin stays on is said before any other goes off: $why',
    async ({ plugin, why, answer, given, remedy }, { make }) => {
      const world = await make({
        plugins: [...DOZEN, plugin],
        rules: [{ when: plugin, at: 'anonymous-rest', answer }],
      });
      const outcome = await world.run(['--switch', 'admin', ...given]);
      expect(outcome.code, outcome.stderr).toBe(4);
      expect(outcome.report.pinned).toEqual([{ plugin: `${plugin}/${plugin}`, why }]);
      const said = /gives answers like this one, and stays on during this run\..* (--\w+)\.$/m;
      expect(outcome.stderr).toMatch(said);
      expect(said.exec(outcome.stderr)?.[1]).toBe(remedy);
      expect(outcome.stderr.search(said)).toBeLessThan(outcome.stderr.search(/: off$/m));
      // The answer says the same, and says it better.
      expect(outcome.report.cause?.kind).toBe('not-tested');
      expect(outcome.report.notes.map(({ type }) => type)).not.toContain('suspect-left-on');
    },
  );

  test('a risk of switching is shown for plugins that went off, and for no others', async ({
    make,
  }) => {
    const world = await make({
      plugins: [...DOZEN, 'wp-force-login/wp-force-login.php', 'http-auth/http-auth.php'],
      rules: [
        {
          when: 'wp-force-login',
          at: 'anonymous-rest',
          answer: {
            code: 'rest_unauthorized',
            message: 'Only authenticated users can access the REST API.',
          },
        },
      ],
    });
    const outcome = await world.run(['--switch', 'admin']);
    expectFound(outcome, ['wp-force-login']);
    const risks = outcome.report.notes.flatMap((note) =>
      note.type === 'hazard' ? note.plugin : [],
    );
    expect(risks).toEqual(['wp-force-login/wp-force-login']);
  });
});

/** A forward proxy on loopback that leads every host to one site, in both ways proxies work. */
async function openProxy(site: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const { hostname, port } = new URL(site);
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    asked.push(incoming.url ?? '');
    outgoing.writeHead(501).end();
  };
  const proxy = createServer(forward).on('connect', (request, socket, head) => {
    asked.push(request.url ?? '');
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}
