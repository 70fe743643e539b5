import { request as insecure } from 'node:http';
import { request as secure } from 'node:https';
import { networkInterfaces } from 'node:os';
import { HttpResponse, http } from 'msw';
import { afterEach, describe, expect, it } from 'vitest';
import { type ServeOptions, serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { Served, SiteOptions } from '../../mocks/simulated/types.ts';
import { bulkNonce } from './visitor.ts';

const hasIpv6 = (networkInterfaces().lo ?? []).some(({ family }) => family === 'IPv6');
const running: Served[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((served) => served.close()));
});

async function served(options: SiteOptions = {}, how?: ServeOptions) {
  const site = createSite(options);
  const place = await serve(site, how);
  running.push(place);
  return { site, ...place };
}

const form = (fields: Record<string, string>, headers: HeadersInit = {}): RequestInit => ({
  method: 'POST',
  redirect: 'manual',
  headers,
  body: new URLSearchParams(fields),
});

describe('a served site', () => {
  it('takes the served address for its own', async () => {
    const starts: number[] = [];
    for (let start = 0; start < 5; start += 1) {
      const before = performance.now();
      await served();
      starts.push(performance.now() - before);
    }
    // The best of five: the machine may be busy with other things.
    expect(Math.min(...starts)).toBeLessThan(50);
    const { url, site } = await served({ url: 'http://shop.test/blog/' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/blog\/$/);
    const index = (await (await fetch(`${url}wp-json/`)).json()) as { home: string };
    expect(`${index.home}/`).toBe(url);
    expect(site.url).toBe(url);
  });

  it('lets a client sign in and use the form, with several cookies, redirects and nonces', async () => {
    const { url, site } = await served({ plugins: ['a', 'b'] });
    const test = { cookie: 'wordpress_test_cookie=WP%20Cookie%20check' };
    const login = await fetch(
      `${url}wp-login.php`,
      form({ log: 'admin', pwd: 'password', testcookie: '1' }, test),
    );
    expect(login.status).toBe(302);
    expect(login.headers.getSetCookie()).toHaveLength(4);
    const cookie = login.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const page = await (await fetch(`${url}wp-admin/plugins.php`, { headers: { cookie } })).text();
    const answer = await fetch(
      `${url}wp-admin/plugins.php`,
      form(
        { action: 'deactivate-selected', _wpnonce: bulkNonce(page), 'checked[]': 'a/a.php' },
        { cookie },
      ),
    );
    expect(answer.headers.get('location')).toBe(
      `${url}wp-admin/plugins.php?deactivate-multi=true&plugin_status=all&paged=1&s=`,
    );
    expect(site.active).toEqual(['b/b']);
  });

  it('answers HEAD without a body, PUT, multipart, and long bodies', async () => {
    const { url, site } = await served({ plugins: ['a'] });
    const head = await fetch(`${url}wp-json/`, { method: 'HEAD' });
    expect([head.status, head.headers.get('link') === null, await head.text()]).toEqual([
      200,
      false,
      '',
    ]);
    const data = new FormData();
    data.set('log', 'admin');
    data.set('pwd', 'wrong');
    const login = await fetch(`${url}wp-login.php`, { method: 'POST', body: data });
    expect(await login.text()).toContain('is incorrect');
    await fetch(`${url}wp-json/wp/v2/posts`, { method: 'POST', body: 'x'.repeat(300_000) });
    expect(site.log.at(-1)?.requestBody).toHaveLength(300_000);
  });

  it('keeps %2F and double slashes of the request target', async () => {
    const { url, site } = await served({ plugins: ['a'] });
    await fetch(`${url}wp-json/wp/v2/plugins/a%2Fa`);
    expect(site.log.at(-1)?.path).toBe('/wp/v2/plugins/a%2Fa');
    await fetch(`${url}/wp-json/`);
    expect(site.log.at(-1)?.url).toBe(`${url}/wp-json/`);
  });

  it('cuts connections at the socket', async () => {
    const { url, site } = await served();
    site.on('request', ({ number }) => (number === 1 ? 'drop' : undefined));
    await expect(fetch(url)).rejects.toThrow();
    expect((await fetch(url)).status).toBe(200);
  });

  it('closes although a client keeps its connection open', async () => {
    const { url, site, close } = await served();
    site.on('request', () => new Promise(() => {}));
    const hanging = fetch(url).catch(() => 'cut');
    await new Promise<void>((resolve) => {
      const waiting = insecure(url, () => {});
      waiting.on('socket', (socket) => socket.once('connect', () => resolve()));
      waiting.on('error', () => {});
      waiting.end();
    });
    await close();
    expect(await hanging).toBe('cut');
  });

  it('redirects from localhost to its own name', async () => {
    const { url } = await served({ redirectsFrom: ['localhost'] });
    const answer = await fetch(url.replace('127.0.0.1', 'localhost'), { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([301, url]);
  });

  it('can have localhost for its own name', async () => {
    const { url } = await served({}, { host: 'localhost' });
    expect(url).toMatch(/^http:\/\/localhost:/);
    expect((await fetch(url)).status).toBe(200);
  });

  it.skipIf(!hasIpv6)('can live at [::1]', async () => {
    const { url } = await served({}, { host: '[::1]' });
    expect(url).toMatch(/^http:\/\/\[::1\]:/);
    expect((await fetch(url)).status).toBe(200);
  });

  it('asks other handlers first', async () => {
    const handlers = [http.get('*/wp-json/', () => HttpResponse.text('mine'))];
    const { url } = await served({}, { handlers });
    expect(await (await fetch(`${url}wp-json/`)).text()).toBe('mine');
    expect((await fetch(url)).status).toBe(200);
  });

  it('has one route overridden while it runs, and given back', async () => {
    const { url, site, use, resetHandlers } = await served({ plugins: ['a'] });
    const posts = async () => (await fetch(`${url}wp-json/wp/v2/posts`)).status;
    use(http.get('*/wp-json/wp/v2/posts', () => HttpResponse.json({}, { status: 503 })));
    expect([await posts(), (await fetch(`${url}wp-json/`)).status]).toEqual([503, 200]);
    use(http.get('*/wp-json/wp/v2/posts', () => HttpResponse.json({}, { status: 500 })));
    expect(await posts()).toBe(500);
    resetHandlers();
    expect([await posts(), site.log.length]).toEqual([200, 2]);
  });
});

describe('a served site over https', () => {
  const get = (url: string, ca?: string) =>
    new Promise<string>((resolve, reject) => {
      const send = url.startsWith('https') ? secure : insecure;
      const request = send(url, { ca }, (answer) => {
        answer.resume();
        resolve(`${answer.statusCode} ${answer.headers.location ?? ''}`.trim());
      });
      request.on('error', reject);
      request.end();
    });

  it('has a certificate of its own, which clients refuse unless they are given it', async () => {
    const { url, certificate } = await served({}, { https: true });
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
    expect(await get(url, certificate)).toBe('200');
    expect(await get(url.replace('127.0.0.1', 'localhost'), certificate)).toBe('200');
    await expect(get(url)).rejects.toThrow('self-signed certificate');
  });

  it('may have a plain port that redirects to it', async () => {
    const { url, plainUrl } = await served({}, { https: true, redirectHttp: true });
    expect(await get(`${plainUrl}wp-json/?a=1`)).toBe(`301 ${url}wp-json/?a=1`);
  });
});
