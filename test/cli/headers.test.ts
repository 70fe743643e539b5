// Secret headers and the body of a request, through the whole program: they reach the site and nothing else.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { serve } from '../wordpress/http/server.ts';
import { DOZEN, PASSWORD, SESSION, type ServedSite, test } from './served-site.ts';

const PORTAL = 'p0rtal-C@nary/"Zx81"';
const KEY = 'k3y-canary-Vq44&more';
const BODY = 'name=body-canary-Jt55&note=x';
const SECRETS = [PORTAL, encodeURIComponent(PORTAL), JSON.stringify(PORTAL).slice(1, -1)];
const ENV = { ...SESSION, PORTAL_TOKEN: PORTAL, API_KEY: KEY };
const FLAGS = ['--site-header', 'X-Portal: @env:PORTAL_TOKEN'];
const ROUTE = '/letters/v1/send';
const ILL: SiteOptions = {
  plugins: DOZEN.map((file) => (file === 'mail' ? { file, routes: [{ path: ROUTE }] } : file)),
  rules: [{ when: 'guard', at: 'anonymous-rest' }],
};

/** A portal that refuses whoever brings no token, and a site that tells everything back. */
function withPortal({ site }: ServedSite): void {
  site.on('request', ({ request }) =>
    request.headers.get('x-portal') === PORTAL
      ? null
      : new Response('Who is there?', { status: 403 }),
  );
  site.on('answer', async (_, answer) => {
    if (answer.status !== 401) return answer;
    const told = {
      code: 'rest_login_required',
      message: `${PORTAL} ${KEY}`,
      data: { status: 401 },
    };
    const headers = { 'Content-Type': 'application/json', 'X-Echo': KEY };
    return new Response(JSON.stringify(told), { status: 401, headers });
  });
}

function expectUntold(world: ServedSite, ...texts: readonly string[]): void {
  const files = readdirSync(world.home, { recursive: true, encoding: 'utf8' })
    .map((name) => join(world.home, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.given'))
    .map((path) => readFileSync(path, 'utf8'));
  for (const text of [...texts, ...files]) {
    for (const secret of [...SECRETS, KEY, encodeURIComponent(KEY), 'body-canary']) {
      expect(text).not.toContain(secret);
    }
  }
}

describe('behind a portal that echoes the headers it gets', () => {
  test.for(['text', 'json', 'ndjson', 'markdown', 'html'])(
    'the culprit of a request with a body is found, and no secret shown as %s',
    async (format, { make }) => {
      const world = await make(ILL);
      withPortal(world);
      const data = join(world.home, 'body.given');
      await writeFile(data, BODY);
      const request = ['--request', `POST /wp-json${ROUTE}`];
      const { code, stdout, stderr } = await world.run(
        [
          ...FLAGS,
          ...request,
          ...['--as', 'anonymous', '--yes', '--data', data],
          ...['--header', 'X-Api-Key: @env:API_KEY', '--blueprint', join(world.home, 'play.json')],
        ],
        { env: ENV, mode: ['--bisect', '--verbose', '--format', format] },
      );
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toContain('guard');
      const posts = world.site.log.filter(({ path }) => path === ROUTE);
      expect(posts.length).toBeGreaterThan(0);
      for (const { requestBody, requestHeaders } of posts) {
        expect(requestBody).toBe(BODY);
        expect(requestHeaders['content-type']).toBe('application/x-www-form-urlencoded');
        expect(requestHeaders['x-api-key']).toBe(KEY);
      }
      const others = world.site.log.filter(({ path }) => path !== ROUTE);
      for (const { requestHeaders } of others)
        expect(requestHeaders).not.toHaveProperty('x-api-key');
      for (const { requestHeaders } of world.site.log) {
        expect(requestHeaders['x-portal']).toBe(PORTAL);
      }
      expect(stdout).toContain(
        format.endsWith('json') ? '"bytes"' : `a body of ${BODY.length} bytes`,
      );
      expectUntold(world, stdout, stderr);
    },
  );

  test('the run without the token finds no site', async ({ make }) => {
    const world = await make(ILL);
    withPortal(world);
    const { code } = await world.run([], { env: ENV });
    expect(code).toBe(3);
  });

  test('a wrong token ends at the portal, and its login page gets no password', async ({
    make,
  }) => {
    const world = await make(ILL);
    const login = await serve(() => ({ body: 'Log in' }));
    const url = `${login.origin.replace('127.0.0.1', 'localhost')}/login`;
    world.site.on('request', () => Response.redirect(url, 302));
    const ran = await world.run(FLAGS, { env: ENV });
    expect({ code: ran.code, problem: ran.report.problem?.code }).toEqual({
      code: 3,
      problem: 'redirected-away',
    });
    expect(ran.report.problem?.remedy).toContain('--site-header');
    expect(JSON.stringify(login.got)).not.toContain('canary');
    expect(JSON.stringify(login.got)).not.toContain('p0rtal');
  });

  test('--restore puts back what an interrupted run left', async ({ make }) => {
    const world = await make(ILL);
    withPortal(world);
    const { code } = await world.run([...FLAGS, '--switch', 'admin'], {
      env: ENV,
      mode: ['--bisect'],
      onProgress: (_, child) => {
        if (world.site.counters.toggles > 0) child.kill('SIGKILL');
      },
    });
    expect(code).toBeNull();
    const mode = ['--restore', '--format', 'json'];
    const closed = await world.run([], { env: ENV, mode });
    expect(closed.code).toBe(5);
    const restored = await world.run(FLAGS, { env: ENV, mode });
    expect(restored.code, restored.stderr).toBe(0);
    expect([...world.site.active].toSorted()).toEqual(
      DOZEN.map((folder) => `${folder}/${folder}`).toSorted(),
    );
    expectUntold(world, restored.stdout, restored.stderr);
  });

  test('--diagnose and --check look at the site, not at the portal', async ({ make }) => {
    const world = await make({});
    withPortal(world);
    for (const mode of ['--diagnose', '--check']) {
      const ran = await world.run(FLAGS, { env: ENV, mode: [mode, '--format', 'json'] });
      expect(ran.code, ran.stdout).toBe(0);
      expect(ran.report.findings.filter(({ result }) => result === 'cause')).toEqual([]);
      expectUntold(world, ran.stdout, ran.stderr);
    }
  });
});

test('a variable that holds a header is removed before another program is started', async ({
  make,
}) => {
  const world = await make({});
  withPortal(world);
  const file = join(world.home, 'environment');
  const command = `sh -c "env > '${file}'; echo '${PASSWORD}'"`;
  const { code, stderr } = await world.run([...FLAGS, '--password-command', command], {
    env: { WP_BISECT_USER: 'admin', PORTAL_TOKEN: PORTAL, PATH: process.env.PATH },
    mode: ['--check', '--format', 'json'],
    asProcess: true,
  });
  expect(code, stderr).toBe(0);
  expect(readFileSync(file, 'utf8')).not.toContain(PORTAL);
});

test('a missing file of a header is named, and nothing is sent', async ({ make }) => {
  const world = await make({});
  const missing = join(world.home, 'missing');
  const post = ['--request', 'POST /wp-json/x/v1/y', '--yes', '--data', missing];
  for (const args of [post, ['--site-header', `X-Portal: @${missing}`]]) {
    const { code, stderr } = await world.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(missing);
  }
  expect(world.site.log).toEqual([]);
});
