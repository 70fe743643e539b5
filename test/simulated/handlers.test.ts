import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handlersFor } from '../../mocks/simulated/handlers.ts';
import { createSite } from '../../mocks/simulated/site.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

describe('the MSW handlers of a simulated site', () => {
  it('answer for their own origin only, with two sites side by side', async () => {
    const one = createSite({ url: 'http://one.test/', title: 'One' });
    const two = createSite({ url: 'http://two.test/', title: 'Two' });
    server.use(...handlersFor(one), ...handlersFor(two));
    const titles = await Promise.all(
      [one, two].map(
        async ({ url }) =>
          ((await (await fetch(`${url}wp-json/`)).json()) as { name: string }).name,
      ),
    );
    expect(titles).toEqual(['One', 'Two']);
    expect([one.log.length, two.log.length]).toEqual([1, 1]);
  });

  it('get the Cookie header as it was sent, whatever MSW remembers', async () => {
    const site = createSite({ url: 'http://cookies.test/' });
    server.use(...handlersFor(site));
    await fetch(`${site.url}wp-login.php`);
    await fetch(`${site.url}wp-login.php`, { headers: { cookie: 'mine=1' } });
    await fetch(site.url);
    expect(site.log.map(({ requestHeaders }) => requestHeaders.cookie)).toEqual([
      undefined,
      'mine=1',
      undefined,
    ]);
  });

  it('give a network error for a cut connection', async () => {
    const site = createSite();
    server.use(...handlersFor(site));
    site.on('request', () => 'drop');
    await expect(fetch(site.url)).rejects.toThrow('Failed to fetch');
  });

  it('leave redirects to the client', async () => {
    const site = createSite();
    server.use(...handlersFor(site));
    const answer = await fetch(`${site.url}wp-admin/`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    const followed = await fetch(`${site.url}wp-admin/`);
    expect([followed.status, await followed.text()]).toEqual([
      200,
      expect.stringContaining('id="loginform"'),
    ]);
  });

  it('can be overridden for one route, while the others stay as they are', async () => {
    const site = createSite({ plugins: ['a'] });
    server.use(...handlersFor(site));
    server.use(http.get('*/wp-json/wp/v2/plugins', () => HttpResponse.json([], { status: 418 })));
    const status = async (path: string, init?: RequestInit) =>
      (await fetch(`${site.url}${path}`, init)).status;
    expect([
      await status('wp-json/wp/v2/plugins'),
      await status('wp-json/wp/v2/plugins', { method: 'POST' }),
      await status('wp-json/wp/v2/plugins/a/a'),
      await status('wp-json/wp/v2/posts'),
    ]).toEqual([418, 400, 401, 200]);
    expect(site.log.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /wp/v2/plugins',
      'GET /wp/v2/plugins/a/a',
      'GET /wp/v2/posts',
    ]);
  });

  it('name their routes, with the last one for everything else', () => {
    const paths = handlersFor(createSite()).map(({ info }) => 'path' in info && info.path);
    expect(paths).toContain('*/wp-json/wp/v2/plugins');
    expect(paths).toContain('*/wp-login.php');
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.at(-1)).toEqual(/.*/);
  });

  it.each(['%E0%A4%A', '%', 'wp-json/wp/v2/posts/%FF'])(
    'get an address that cannot be decoded (%s)',
    async (path) => {
      const site = createSite();
      server.use(...handlersFor(site));
      expect((await fetch(`${site.url}${path}`)).status).toBe(404);
      expect(site.log).toHaveLength(1);
    },
  );
});
