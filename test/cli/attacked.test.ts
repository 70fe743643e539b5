// What was tried against the program from outside, and must not work again.
import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { siteFolder } from '../../src/journal/site-folder.ts';
import { expectBlocked, expectFound, expectUntouched, SESSION, test } from './served-site.ts';

const ILL = { rules: [{ when: 'guard', at: 'anonymous-rest' }] } as const;
const HEALTHY = ['seo', 'guard', 'forms', 'health-check'];

describe.concurrent('the environment', () => {
  test('with NODE_TLS_REJECT_UNAUTHORIZED=0 gets the same warning as --insecure', async ({
    make,
  }) => {
    const world = await make(ILL, { https: true });
    const env = { ...SESSION, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const outcome = await world.run([], { env, asProcess: true });
    expectFound(outcome, ['guard']);
    expect(outcome.report.notes).toContainEqual({ type: 'insecure-tls', by: 'environment' });
    const { stdout } = await world.run([], { env, mode: ['--bisect', '--quiet'], asProcess: true });
    expect(stdout).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0');
  });

  test.skipIf(!existsSync('/proc/self'))(
    'with WP_BISECT_HOME below /proc ends the run with a sentence, not a crash',
    async ({ make }) => {
      const world = await make(ILL);
      const env = { ...SESSION, WP_BISECT_HOME: '/proc/wp-bisect/home' };
      const said = expectBlocked(await world.run([], { env }), 'journal-unwritable');
      expect(said).toContain('WP_BISECT_HOME');
      expectUntouched(world);
    },
  );
});

describe.concurrent('a session of Health Check', () => {
  test('is begun only when the journal is on disk', async ({ make }) => {
    const world = await make({ ...ILL, plugins: HEALTHY });
    const journals: boolean[] = [];
    world.site.on('request', async ({ request }) => {
      if (request.method !== 'POST' || !request.url.includes('site-health.php')) return;
      journals.push(existsSync(`${siteFolder(world.home, world.url)}/journal.ndjson`));
    });
    expectFound(await world.run(['--switch', 'isolated']), ['guard']);
    expect(journals.length).toBeGreaterThan(0);
    expect(journals).not.toContain(false);
    expect(world.files()).toEqual({});
  });

  test('leaves no journal where it could not begin', async ({ make }) => {
    const world = await make({ ...ILL, plugins: HEALTHY });
    world.site.on('request', ({ request }) =>
      request.url.includes('site-health.php') ? new Response('no', { status: 404 }) : undefined,
    );
    const outcome = await world.run(['--switch', 'isolated']);
    expect(outcome.report.restored, outcome.stderr).toBe(true);
    expect(world.files()).toEqual({});
  });
});
