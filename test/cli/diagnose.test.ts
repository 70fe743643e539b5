/** `--diagnose` through the real executable: it tells, and touches nothing. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { siteFolder } from '../../src/journal/site-folder.ts';
import {
  APPLICATION_PASSWORD,
  BASIC,
  BOTH,
  expectUntouched,
  GATE_PASSWORD,
  PASSWORD,
  SESSION,
  test,
  writes,
} from './served-site.ts';

const mode = ['--diagnose', '--format', 'json'];
const GUARD = { rules: [{ when: 'guard', at: 'anonymous-rest' }] } as const;

/** Logins are the only thing posted, and each credential is tried once. */
function logins(site: { log: readonly { method: string; area: string }[] }): number {
  return site.log.filter(({ method, area }) => method === 'POST' && area === 'login').length;
}

describe('--diagnose of a healthy site', () => {
  test('says that everything works, with and without credentials', async ({ make }) => {
    for (const env of [{}, SESSION, BASIC, BOTH]) {
      const world = await make();
      const { code, report, stderr } = await world.run([], { mode, env });
      expect({ code, outcome: report.outcome, cause: report.cause }, stderr).toEqual({
        code: 0,
        outcome: 'not-reproduced',
        cause: null,
      });
      expect(report.findings.length).toBeGreaterThanOrEqual(14);
      expect(report.findings.filter(({ result }) => result === 'cause')).toEqual([]);
      expectUntouched(world);
      expect(logins(world.site)).toBe('WP_BISECT_PASSWORD' in env ? 1 : 0);
    }
  });
});

describe('--diagnose of a site that refuses a request', () => {
  test('names no plugin without proof, and says how to get the proof', async ({ make }) => {
    const world = await make(GUARD);
    const { code, report } = await world.run([], { mode, env: SESSION });
    expect(code).toBe(0);
    expect(report).toMatchObject({ outcome: 'inconclusive', switch: 'none', restored: true });
    expect(report.cause?.kind).toMatch(/^(?:plugin-suspected|unknown)$/);
    expect(report.cause?.advice).toContain('--bisect');
    expect(report.culprits).toEqual([]);
    expect(report.ticket).toBeNull();
    expectUntouched(world);
    expect(logins(world.site)).toBe(1);
  });

  test('checks the request that --request names', async ({ make }) => {
    const world = await make(GUARD);
    const named = ['--request', '/wp-json/wp/v2/types', '--as', 'anonymous'];
    const { code, report } = await world.run(named, { mode, env: {} });
    expect(code).toBe(0);
    expect(report.symptoms.map(({ request }) => new URL(request.url).pathname)).toEqual([
      '/wp-json/wp/v2/types',
    ]);
    expectUntouched(world);
  });

  test('reports a wrong password as a finding, after one try', async ({ make }) => {
    const world = await make();
    const env = { ...SESSION, WP_BISECT_PASSWORD: 'n0t-the-password' };
    const { code, report } = await world.run([], { mode, env });
    expect(code).toBe(0);
    expect(report).toMatchObject({
      outcome: 'not-a-plugin',
      cause: { kind: 'wrong-credentials' },
    });
    expectUntouched(world);
    expect(logins(world.site)).toBe(1);
  });
});

describe('a message to the host', () => {
  test('is in the language of --message-lang, quotations too, while the answer keeps its own', async ({
    make,
  }) => {
    const gate = { user: 'staging', password: GATE_PASSWORD, realm: 'Staging' };
    const world = await make({ gate });
    const languages = ['--lang', 'ru', '--message-lang', 'en'];
    const { report } = await world.run(languages, { mode, env: {} });
    expect(report.cause).toMatchObject({ kind: 'server-basic-auth' });
    expect(report.cause?.evidence).toMatch(/[а-я]/i);
    expect(report.ticket).toMatchObject({ to: 'host' });
    expect(report.ticket?.text).toContain('What answers: ');
    expect(report.ticket?.text).not.toMatch(/[а-я]/i);
  });
});

describe('a journal of an interrupted run', () => {
  test('is mentioned by --diagnose, and left as it is', async ({ make }) => {
    const world = await make(GUARD);
    const folder = siteFolder(world.home, world.url);
    const journal = `${JSON.stringify({
      type: 'begin',
      schema: 1,
      site: world.url,
      restRoot: `${world.url}wp-json/`,
      siteUrl: world.url,
      startedAt: '2026-11-22T22:00:00.000Z',
      switch: 'admin',
      baseline: ['guard/guard'],
      requires: {},
      brought: null,
    })}\n`;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'journal.ndjson'), journal);
    const { code, report } = await world.run([], { mode, env: SESSION });
    expect(code).toBe(0);
    expect(report.notes).toContainEqual({
      type: 'leftover-found',
      since: '2026-11-22T22:00:00.000Z',
    });
    expect(Object.values(world.files())).toEqual([journal]);
    expect(writes(world.site)).toEqual([]);
  });
});

describe('the exit code of --diagnose', () => {
  test('is 3 where nothing answers', async ({ make }) => {
    const world = await make();
    for (const address of ['http://127.0.0.1:1/', 'http://nobody.invalid/']) {
      const { code, report } = await world.run([], { mode, env: {}, address });
      expect(code).toBe(3);
      expect(report).toMatchObject({ outcome: 'blocked', restored: true });
      expect(report.problem?.code).toMatch(/connection-refused|host-unknown|connection-failed/);
      expect(report.findings.map(({ check }) => check)).toEqual(['dns']);
    }
    expectUntouched(world);
  });

  test('is 2 where a password comes without a user', async ({ make }) => {
    const world = await make();
    const env = { WP_BISECT_PASSWORD: PASSWORD };
    const { code, report } = await world.run([], { mode, env });
    expect(code).toBe(2);
    expect(report.problem?.fact).toContain('--user NAME');
  });

  test('is 130 after Ctrl-C', async ({ make }) => {
    const world = await make();
    let asked = false;
    const { code, report } = await world.run([], {
      mode,
      env: {},
      onProgress: (stderr, child) => {
        if (asked || !stderr.includes('Found WordPress')) return;
        asked = true;
        child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(report.outcome).toBe('cancelled');
    expectUntouched(world);
  });
});

describe('the answer of --diagnose', () => {
  test('holds the same facts in every format', async ({ make }) => {
    const world = await make(GUARD);
    const run = (format: string) =>
      world.run(['--format', format], { mode: ['--diagnose'], env: SESSION });
    const text = await run('text');
    expect(text.stdout).toMatch(/^Something fails on .*\n[\s\S]*The site was not changed\./);
    const markdown = await run('markdown');
    expect(markdown.stdout).toMatch(/^# Something fails on /);
    expect(markdown.stdout).toContain('## Everything except plugins');
    const lines = (await run('ndjson')).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const types = lines.map(({ type }) => type);
    const begun = lines.find(({ type }) => type === 'diagnosing');
    expect(types.filter((type) => type === 'checked')).toHaveLength(begun.checks.length);
    const { report } = lines.at(-1);
    expect(report.outcome).toBe('inconclusive');
    for (const { evidence } of report.findings.filter(
      ({ result }: { result: string }) => result === 'clue',
    )) {
      expect(text.stdout).toContain(evidence);
    }
    for (const stream of [text, markdown].flatMap(({ stdout, stderr }) => [stdout, stderr])) {
      for (const secret of [PASSWORD, APPLICATION_PASSWORD, GATE_PASSWORD]) {
        expect(stream).not.toContain(secret);
      }
    }
  });
});
