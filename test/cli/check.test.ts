// `--check`: an exit code that means health, whoever asks.
import { describe, expect } from 'vitest';
import {
  APPLICATION_PASSWORD,
  BASIC,
  BOTH,
  expectUntouched,
  SESSION,
  test,
} from './served-site.ts';

const mode = ['--check', '--format', 'json'];

describe('--check of a site where nothing is refused', () => {
  test('exits 0 after at most 15 requests, with and without credentials', async ({ make }) => {
    for (const env of [{}, SESSION, BASIC, BOTH]) {
      const world = await make();
      const { code, report, stderr } = await world.run([], { mode, env });
      expect({ code, health: report.health, symptoms: report.symptoms }, stderr).toEqual({
        code: 0,
        health: 'well',
        symptoms: [],
      });
      expect(world.site.log.length).toBeLessThanOrEqual(15);
      expectUntouched(world);
    }
  });

  test('stays within 15 requests where the front page leads to another one, and finds what is refused there', async ({
    make,
  }) => {
    for (const status of [200, 401]) {
      const world = await make({
        rules: [
          { when: 'seo', at: 'front-page', answer: { redirect: '/en/' } },
          { when: 'seo', at: { path: '/en/' }, answer: { status, body: '<p>Hello</p>' } },
        ],
      });
      const { code, stderr } = await world.run([], { mode, env: BOTH });
      expect(code, stderr).toBe(status === 200 ? 0 : 6);
      expect(world.site.log.length).toBeLessThanOrEqual(15);
    }
  });

  test('says what it does not try, and what does', async ({ make }) => {
    const world = await make();
    const { stdout } = await world.run([], { mode: ['--check'], env: {} });
    expect(stdout).toContain(
      'does not try feeds, the heartbeat and saving in the editor; --bisect',
    );
    const diagnosis = await world.run([], { mode: ['--diagnose'], env: {} });
    expect(diagnosis.stdout).toContain('A diagnosis does not try feeds, the heartbeat and saving');
  });

  test('--for editor without the password of the account is a mistake, not a site that is well', async ({
    make,
  }) => {
    for (const env of [{}, BASIC]) {
      const world = await make();
      await expect(
        world.run(['--for', 'editor'], { mode: ['--check'], env }),
      ).resolves.toMatchObject({ code: 2 });
    }
  });

  test('exits 0 also where user names are hidden and the login form is moved', async ({ make }) => {
    const world = await make({
      rules: [
        { when: 'guard', at: { area: 'rest', path: '/wp/v2/users', as: 'anonymous' } },
        { when: 'guard', at: 'login-page', answer: { status: 404 } },
      ],
    });
    const { code, stdout } = await world.run([], { mode: ['--check'], env: {} });
    expect(code, stdout).toBe(0);
  });
});

describe('--check of a site that refuses a request', () => {
  test('exits 6, names the request, and changes nothing', async ({ make }) => {
    const world = await make({ rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const { code, report } = await world.run([], { mode, env: {} });
    expect({ code, health: report.health }).toEqual({ code: 6, health: 'refusing' });
    expect(report.symptoms[0]?.observed.status).toBe(401);
    expect(world.site.log.length).toBeLessThanOrEqual(15);
    expectUntouched(world);
  });

  test('exits 6 for the request that --request names', async ({ make }) => {
    const world = await make({ rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const named = ['--request', '/wp-json/wp/v2/types', '--as', 'anonymous'];
    expect((await world.run(named, { mode, env: {} })).code).toBe(6);
    const well = ['--request', '/', '--as', 'anonymous'];
    expect((await world.run(well, { mode, env: {} })).code).toBe(0);
  });

  test('says so in one line of text, and as Markdown for a CI job', async ({ make }) => {
    const world = await make({ rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const { stdout } = await world.run([], {
      mode: ['--check'],
      env: {},
    });
    expect(stdout).toMatch(
      /^http:\S+: The site refuses something that should work\. \(\d+ requests/,
    );
    expect(stdout).toContain('401 rest_login_required');
    expect(stdout).toContain('--bisect');
    const markdown = await world.run([], { mode: ['--check', '--format', 'markdown'], env: {} });
    expect(markdown.stdout).toMatch(/^### http.*\n\n- /);
  });

  test('writes the report as the last line of NDJSON', async ({ make }) => {
    const world = await make();
    const { stdout } = await world.run([], { mode: ['--check', '-f', 'ndjson'], env: {} });
    const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ type: 'finished', report: { health: 'well' } });
  });
});

describe('--check without a way in', () => {
  test('exits 3 where nothing answers', async ({ make }) => {
    const world = await make();
    const { code, report } = await world.run([], { mode, env: {}, address: 'http://127.0.0.1:1/' });
    expect({ code, health: report.health }).toEqual({ code: 3, health: 'unknown' });
  });

  test('exits 3 where the password is wrong: what an editor sees was not checked', async ({
    make,
  }) => {
    const world = await make();
    const env = { ...SESSION, WP_BISECT_PASSWORD: 'n0t-the-password' };
    const { code, report } = await world.run([], { mode, env });
    expect({ code, health: report.health }).toEqual({ code: 3, health: 'unknown' });
    expect(report.problem?.code).toBe('wrong-password');
  });
});

test('--check exits 6 where the site refuses a right application password, as it refuses every app', async ({
  make,
}) => {
  const world = await make();
  const wrong = APPLICATION_PASSWORD.replaceAll('a', 'b');
  const env = { ...BASIC, WP_BISECT_APP_PASSWORD: wrong };
  const { code, report } = await world.run([], { mode, env });
  expect({ code, health: report.health }).toEqual({ code: 6, health: 'refusing' });
});
