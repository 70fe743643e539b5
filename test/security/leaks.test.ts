// No secret is anywhere but in the requests that need it: the real executable, every command and many
// ways to fail, and a search of all it printed, wrote and sent.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished } from 'vitest';
import type { LogEntry, SiteOptions, UserSpec } from '../../mocks/simulated/types.ts';
import { ADMIN, test as base, DOZEN, type ServedSite } from '../cli/served-site.ts';
import { runCli } from '../e2e/run-cli.ts';
import { Session } from '../ui/terminal.ts';
import { connect } from '../wordpress/http/connect-at-once.ts';
import { listen } from '../wordpress/http/server.ts';
import { disguisesOf, findSecret } from './leak-finder.ts';
import { walkFromSymptoms } from './walk-through-screens.ts';

const CANARIES = {
  password: 'acc0unt-C@nary+"p w%é',
  applicationPassword: 'Qz7k Wm2x Rt9v Bn4c Yd6h Lp3s',
  gate: 'g4te-C@nary/&pw<x>',
  header: 'h3ader-canary-Zx81Vq',
  proxy: 'pr0xy-canary-Jt55',
} as const;

const USER: UserSpec = {
  ...ADMIN,
  password: CANARIES.password,
  applicationPasswords: [CANARIES.applicationPassword],
};
const SESSION = { WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: CANARIES.password };
const BASIC = { WP_BISECT_USER: 'admin', WP_BISECT_APP_PASSWORD: CANARIES.applicationPassword };
const GATE = { WP_BISECT_GATE_PASSWORD: CANARIES.gate };
const ALL = { ...SESSION, ...BASIC, ...GATE };
const ILL: SiteOptions = {
  users: [USER],
  plugins: DOZEN,
  rules: [{ when: 'guard', at: 'anonymous-rest' }],
};
const GATED: SiteOptions = { ...ILL, gate: { user: 'door', password: CANARIES.gate } };
const HEADER = [
  '--request',
  'GET /wp-json/wp/v2/posts',
  '--header',
  `X-Api-Key: ${CANARIES.header}`,
];

/** A server that the site sends people to, and that must learn nothing. */
type Foreign = { readonly url: string; readonly got: () => string };

const test = base.extend<{ foreign: Foreign }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest wants the destructuring.
  foreign: async ({}, use) => {
    const got: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      got.push(`${request.method} ${request.url}`, ...request.rawHeaders, body);
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="give it to me"' });
      response.end('<form><input name="log"><input type="password" name="pwd"></form>');
    });
    const port = await listen(server);
    await use({ url: `http://localhost:${port}/`, got: () => got.join('\n') });
    server.closeAllConnections();
    server.close();
  },
});

type Told = { code: number | null; stdout: string; stderr: string };

/** Runs the executable with folders of its own, and looks for every secret in all that is left. */
async function run(
  world: ServedSite,
  cli: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onProgress?: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Told> {
  const temporary = join(world.home, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const folders = { WP_BISECT_HOME: join(world.home, 'data'), HOME: world.home, TMPDIR: temporary };
  let asked = false;
  const told = await runCli(args, {
    cli,
    env: { ...folders, ...env },
    onProgress(stderr, child) {
      if (asked) return;
      onProgress?.(stderr, (signal) => {
        asked = true;
        child.kill(signal);
      });
    },
  });
  expectNoSecret(world, told.stdout, told.stderr);
  return told;
}

function expectNoSecret(world: ServedSite, ...texts: readonly string[]): void {
  const secrets = [...Object.values(CANARIES), ...issued(world.site.log)];
  const everything = { ...filesIn(world.home), ...Object.fromEntries(texts.entries()) };
  for (const [where, text] of Object.entries(everything)) {
    for (const secret of secrets) {
      expect(findSecret(text, secret), `${secret} in ${where}`).toBeNull();
    }
  }
}

/** Cookies and nonces that the site gave away. */
function issued(log: readonly LogEntry[]): readonly string[] {
  const all = log.flatMap(({ requestHeaders: { cookie = '', ...headers }, requestBody }) => [
    headers['x-wp-nonce'] ?? '',
    ...cookie
      .split('; ')
      .filter((one) => /^wordpress_(?!test)/.test(one))
      .map((one) => one.replace(/^[^=]*=/, '')),
    new URLSearchParams(requestBody).get('_wpnonce') ?? '',
  ]);
  return [...new Set(all)].filter((one) => one.length >= 8);
}

function filesIn(folder: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) texts[name] = readFileSync(path, 'latin1');
  }
  return texts;
}

/** Which of the canaries a request carried. */
function carried(entry: LogEntry): readonly string[] {
  const text = JSON.stringify([entry.url, entry.requestHeaders, entry.requestBody]);
  return Object.entries(CANARIES).flatMap(([name, secret]) =>
    findSecret(text, secret) === null ? [] : [name],
  );
}

describe('the search for leaks', () => {
  test.for(Object.values(CANARIES))('finds %s in every disguise', (secret) => {
    const bare = secret.replaceAll(' ', '');
    const planted = [
      `x ${secret} y`,
      `x${bare}y`,
      `Basic ${Buffer.from(`admin:${secret}`).toString('base64')}`,
      `Basic ${Buffer.from(`ab:${bare}`).toString('base64')}`,
      Buffer.from(`a${secret}bcd`).toString('base64url'),
      `https://x/?p=${encodeURIComponent(secret)}`,
      `log=a&${new URLSearchParams({ pwd: secret })}&x=1`,
      JSON.stringify({ a: { b: secret } }),
      JSON.stringify(JSON.stringify({ b: secret })),
      Buffer.from(`x${secret}`).toString('hex').toUpperCase(),
      [...secret].toReversed().join(''),
      [...`|${secret}|`].join('').replace(/(.{7})/g, '$1\n'),
      `\u001b[31m${secret.slice(0, 5)}\u001b[39m${secret.slice(5)}`,
    ];
    for (const text of planted) expect(findSecret(text, secret), text).not.toBeNull();
    expect(findSecret(`x ${secret.slice(0, -1)} y`, secret)).toBeNull();
    expect(disguisesOf(secret).every((one) => one.length >= 8)).toBe(true);
  });
});

describe.concurrent('no secret is left anywhere', () => {
  test.for([
    ['text', 'admin', { ...SESSION, ...BASIC }],
    ['json', 'rest', BASIC],
    ['ndjson', 'isolated', { ...SESSION, ...BASIC }],
  ] as const)(
    'by a run that finds the culprit (%s, %s)',
    async ([format, kind, env], { make, cli }) => {
      const world = await make({ ...ILL, plugins: [...DOZEN, 'health-check'] });
      const output = ['--output', join(world.home, 'answer')];
      const flags = [
        '--verbose',
        '--format',
        format,
        '--switch',
        kind,
        ...HEADER,
        '--as',
        'anonymous',
      ];
      const { code, stderr } = await run(
        world,
        cli,
        [world.url, '--bisect', ...flags, ...output],
        env,
      );
      expect(code, stderr).toBe(0);
      const requests = world.site.log.filter((entry) => carried(entry).includes('header'));
      expect(requests.length).toBeGreaterThan(2);
      for (const { path } of requests) expect(path).toBe('/wp/v2/posts');
      for (const entry of world.site.log) {
        const secrets = carried(entry);
        if (secrets.includes('password'))
          expect([entry.method, entry.area]).toEqual(['POST', 'login']);
        if (secrets.includes('applicationPassword')) {
          expect(
            findSecret(entry.requestHeaders.authorization ?? '', CANARIES.applicationPassword),
          ).not.toBeNull();
          expect(secrets).toEqual(['applicationPassword']);
        }
        expect(carried({ ...entry, requestHeaders: {}, requestBody: '' })).toEqual([]);
      }
      const signIns = world.site.log.filter((entry) => carried(entry).includes('password'));
      expect(signIns.length).toBe('WP_BISECT_PASSWORD' in env ? 1 : 0);
    },
  );

  test('by a run behind a password gate of the server', async ({ make, cli }) => {
    const world = await make(GATED);
    const args = [world.url, '--bisect', '--verbose', '--gate', 'door'];
    const { code, stderr } = await run(world, cli, args, ALL);
    expect(code, stderr).toBe(0);
    expect(world.site.log.some((entry) => carried(entry).includes('gate'))).toBe(true);
  });

  test.for([
    ['wrong passwords', { users: [ADMIN] }],
    ['a gate that refuses', { gate: { user: 'door', password: 'other' } }],
    ['a second factor', { users: [{ ...USER, twoFactor: true }] }],
    ['a captcha', { login: { captcha: true } }],
    ['a hidden login', { login: { hiddenAt: 'my-door' } }],
    ['no administrator', { users: [{ ...USER, role: 'editor' }] }],
    ['no WordPress', { kind: 'not-wordpress' }],
    ['a browser check', { cloudflare: 'challenge' }],
    ['a rate limit', { rateLimit: { requests: 3, seconds: 999, retryAfter: 999 } }],
    [
      'fatal errors',
      { rules: [{ when: 'true', at: 'everything', answer: { status: 500, body: 'x' } }] },
    ],
    [
      'plugins that stay off',
      {
        plugins: DOZEN.map((file) =>
          file === 'guard' ? file : { file, onActivate: 'fatal-unchanged' },
        ),
      },
      5,
    ],
  ] as const)(
    'by a run that meets %s',
    { timeout: 180_000 },
    async ([, options, ends], { make, cli }) => {
      const world = await make({ ...ILL, ...(options as SiteOptions) });
      const args = [world.url, '--bisect', '--verbose', '--format', 'json', '--gate', 'door'];
      const { code, stderr } = await run(world, cli, args, ALL);
      expect(code, stderr).not.toBeNull();
      if (ends !== undefined) expect(code, stderr).toBe(ends);
      // One try for each password: nobody is locked out by us.
      const tries = world.site.log.filter(
        ({ area, method }) => area === 'login' && method === 'POST',
      );
      expect(tries.length).toBeLessThanOrEqual(1);
    },
  );

  test.for(['/', '/wp-json/', '/wp-login.php', '/wp-admin/plugins.php'])(
    'on another server that %s redirects to',
    async (path, { make, cli, foreign }) => {
      const world = await make(GATED);
      world.site.on('request', ({ request }) =>
        new URL(request.url).pathname === path
          ? new Response(`<form action="${foreign.url}wp-login.php"></form>`, {
              status: 302,
              headers: {
                Location: `${foreign.url}${path}`,
                Link: `<${foreign.url}>; rel="https://api.w.org/"`,
              },
            })
          : undefined,
      );
      await run(world, cli, [world.url, '--bisect', '--verbose', '--gate', 'door', ...HEADER], ALL);
      for (const secret of [...Object.values(CANARIES), ...issued(world.site.log)]) {
        expect(findSecret(foreign.got(), secret), foreign.got()).toBeNull();
      }
    },
  );

  test('on another server that the login form, its links and its cookies point to', async ({
    make,
    cli,
    foreign,
  }) => {
    const world = await make(ILL);
    world.site.on('answer', ({ area }, answer) => {
      if (area !== 'login' || answer.status !== 200) return undefined;
      return answer.text().then((page) => {
        const headers = new Headers(answer.headers);
        headers.append('Set-Cookie', 'wordpress_logged_in_x=y; Domain=localhost; Path=/');
        headers.set('Link', `<${foreign.url}>; rel="next"`);
        return new Response(page.replace(/action="[^"]*"/, `action="${foreign.url}wp-login.php"`), {
          status: 200,
          headers,
        });
      });
    });
    const { code, stderr } = await run(world, cli, [world.url, '--bisect', '--verbose'], SESSION);
    expect(code, stderr).toBe(3);
    expect(foreign.got()).toBe('');
  });

  test('by a run that meets an untrusted certificate, or a proxy with a password', async ({
    make,
    cli,
  }) => {
    const world = await make(ILL, { https: true });
    const args = [world.url, '--bisect', '--verbose', '--format', 'ndjson', '--gate', 'door'];
    const tls = await run(world, cli, args, ALL);
    expect(tls.code).toBe(3);
    for (const proxy of [
      `http://me:${CANARIES.proxy}@127.0.0.1:9`,
      `me:${CANARIES.proxy}@x y`,
      `socks5://me:${CANARIES.proxy}@h`,
    ]) {
      const env = { ...ALL, HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
      expect((await run(world, cli, args, env)).code).toBe(3);
    }
  });

  test('by a run that is killed, by the journal it leaves, and by the one that restores', async ({
    make,
    cli,
  }) => {
    const world = await make({ ...ILL, latency: 5 });
    const before = world.site.snapshot();
    const args = [world.url, '--bisect', '--verbose', '--switch', 'admin'];
    await run(world, cli, args, { ...SESSION, ...BASIC }, (stderr, kill) => {
      if (stderr.includes('test 3:')) kill('SIGKILL');
    });
    expect(Object.keys(world.files()).join()).toContain('journal.ndjson');
    const restored = await run(world, cli, [world.url, '--restore', '--verbose'], SESSION);
    expect(restored.code, restored.stderr).toBe(0);
    expect(world.site.snapshot()).toEqual(before);
  });

  test('by a wrong command line', async ({ make, cli }) => {
    const world = await make(ILL);
    for (const args of [
      [`http://admin:${CANARIES.proxy}@127.0.0.1/`, '--bisect'],
      [world.url, '--bisect', '--password', CANARIES.proxy],
      [world.url, '--bisect', `--app-password=${CANARIES.proxy}`],
      [world.url, '--bisect', '--header', CANARIES.header],
      [world.url, '--bisect', '--header', `Bad Name: ${CANARIES.header}`],
      [world.url, '--bisect', '--header', `X: ${CANARIES.header}\u0001`],
      [world.url, '--bisect', `--secret=${CANARIES.header}`],
    ]) {
      expect((await run(world, cli, args, ALL)).code).toBe(2);
    }
  });

  test('by a diagnostic report that Node writes about the process', async ({ make, cli }) => {
    const world = await make({ ...ILL, latency: 20 });
    const reports = join(world.home, 'tmp');
    const env = {
      ...SESSION,
      ...BASIC,
      NODE_OPTIONS: `--report-on-signal --report-directory=${reports}`,
    };
    const args = [world.url, '--bisect', '--verbose'];
    await run(world, cli, args, env, (stderr, kill) => {
      if (stderr.includes('Found WordPress')) kill('SIGUSR2');
    });
    expect(readdirSync(reports).join()).toMatch(/^report\..*\.json$/);
  });

  test('by the terminal UI, where passwords are typed', async ({ make, cli }) => {
    const world = await make(ILL);
    const session = new Session(cli, { env: { WP_BISECT_HOME: join(world.home, 'data') } });
    await session.sees('Which site?');
    session.type(`${world.url}\r`);
    await session.shows('Sign in to');
    await session.shows('(x) Your WordPress password');
    session.type('\r');
    session.type('admin\r');
    session.type(CANARIES.password);
    await session.shows('\u2022\u2022\u2022\u2022');
    session.type('\r');
    await walkFromSymptoms(session);
    expectNoSecret(world, session.raw, session.everything());
  });
});

test('an error holds no secret in any of its fields and causes', async () => {
  const { connection } = connect({
    gate: { user: 'door', password: CANARIES.gate },
    env: { HTTP_PROXY: `http://me:${CANARIES.proxy}@127.0.0.1:9` },
  });
  onTestFinished(() => connection.close());
  const headers = {
    Authorization: `Basic ${Buffer.from(`a:${CANARIES.applicationPassword}`).toString('base64')}`,
    'X-WP-Nonce': CANARIES.header,
  };
  for (const request of [
    { url: 'http://127.0.0.1:9/', headers },
    { url: `http://u:${CANARIES.password}@127.0.0.1:9/`, headers },
    { url: 'http://127.0.0.1:9/', headers: { ...headers, 'X-Bad': `${CANARIES.header}\n` } },
    { url: 'http://127.0.0.1:9/', headers: { ...headers, [`X ${CANARIES.header}`]: 'x' } },
    { url: 'http://elsewhere.test/', headers },
  ]) {
    const error = await connection
      .at('http://127.0.0.1:9')(request)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    const shown = inspect(error, { depth: 20, showHidden: true, getters: true });
    for (const secret of Object.values(CANARIES)) expect(findSecret(shown, secret)).toBeNull();
  }
});

test('the browser and every other program are started without our secrets in their environment', () => {
  const found = spawnSync('grep', ['-rlE', 'child_process|worker_threads', 'src'], {
    encoding: 'utf8',
  });
  expect(found.stdout).toBe('src/system/open-browser.ts\nsrc/system/programs.ts\n');
});
