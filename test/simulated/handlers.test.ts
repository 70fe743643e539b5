import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handlersFor } from '../../mocks/simulated/handlers.ts';
import { createSite } from '../../mocks/simulated/site.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

describe('as MSW handlers', () => {
  it('two sites answer side by side, each for its own origin', async () => {
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

  it('the Cookie header arrives as it was sent, whatever MSW remembers', async () => {
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

  it('a cut connection is a network error', async () => {
    const site = createSite();
    server.use(...handlersFor(site));
    site.on('request', () => 'drop');
    await expect(fetch(site.url)).rejects.toThrow('Failed to fetch');
  });

  it('redirects are left to the client', async () => {
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
});
