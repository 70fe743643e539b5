// The usual address of the REST API is closed, and `?rest_route=` works: apps and the editor go to the usual one.
import { HttpResponse } from 'msw';
import { describe, expect } from 'vitest';
import type { SimulatedSite } from '../../../mocks/simulated/types.ts';
import { DOZEN, expectFound, expectUntouched, test } from '../served-site.ts';

const PAGE = '<html><head><title>Not found</title></head><body>Nothing here</body></html>';

/** Answers this status below `/wp-json` while the plugin is active, as plugins that hide WordPress do. */
function closeRoot(site: SimulatedSite, status: number, plugin = 'guard'): void {
  site.on('request', ({ request }) => {
    const { pathname } = new URL(request.url);
    const isOn = site.active.includes(`${plugin}/${plugin}`);
    return isOn && pathname.startsWith('/wp-json')
      ? new HttpResponse(PAGE, { status, headers: { 'content-type': 'text/html' } })
      : undefined;
  });
}

const REQUEST = ['--request', 'GET /wp-json/wp/v2/posts'];

describe.concurrent('a site whose REST root is closed to every sender', () => {
  test.for([404, 410])(
    'is reported, with the flag that searches for it (%i)',
    async (status, { make }) => {
      const world = await make({ restLinkHiddenWhile: 'guard' });
      closeRoot(world.site, status);
      const { code, report, stderr } = await world.run();
      expect(code, stderr).toBe(1);
      const told = report.notes.flatMap((note) => (note.type === 'other-error' ? [note] : []));
      expect(
        told.map(({ request, observed }) => [new URL(request.url).pathname, observed.status]),
      ).toEqual([['/wp-json/wp/v2/posts', status]]);
      expectUntouched(world);
    },
  );

  test('is reported with its own 404 where --request names that root, although the REST API answers at its other address', async ({
    make,
  }) => {
    const world = await make({ restLinkHiddenWhile: 'guard' });
    closeRoot(world.site, 404);
    const { report, stderr } = await world.run(REQUEST);
    expect(
      report.notes.map(({ type }) => type),
      stderr,
    ).toContain('other-error');
    expect(report.notes).toContainEqual(
      expect.objectContaining({ observed: expect.objectContaining({ status: 404 }) }),
    );
  });

  test.for([
    ['as the one request', [...REQUEST, '--fails-on', '404']],
    ['by the survey', ['--fails-on', '404']],
  ] as const)('is searched for %s, and the plugin is found', async ([, args], { make }) => {
    const world = await make({ restLinkHiddenWhile: 'guard' });
    closeRoot(world.site, 404);
    expectFound(await world.run(args), ['guard']);
  });

  test('is not reported with plain permalinks, where that address does not exist', async ({
    make,
  }) => {
    const world = await make({ permalinks: 'plain' });
    const { report, stderr } = await world.run(REQUEST);
    expect(
      report.notes.map(({ type }) => type),
      stderr,
    ).not.toContain('other-error');
    expectUntouched(world);
  });
});

describe.concurrent('"no plugin is to blame"', () => {
  const plugins = [...DOZEN, 'jetpack'];
  const rules = [{ when: 'mu:house-rules', at: 'anonymous-rest' }] as const;

  test('is not said where a plugin stayed on and another cause is only likely', async ({
    make,
  }) => {
    const world = await make({ plugins, rules, mustUse: ['house-rules.php'] });
    const { stdout } = await world.run([], { mode: ['--bisect'] });
    expect(stdout).toContain('No plugin that was tested is to blame');
    expect(stdout).toContain('Not tested: 1 plugin. It may be to blame.');
  });

  test('is said where every plugin was off', async ({ make }) => {
    const world = await make({ plugins: DOZEN, rules, mustUse: ['house-rules.php'] });
    const { stdout } = await world.run([], { mode: ['--bisect'] });
    expect(stdout).toContain('No plugin is to blame');
  });
});
