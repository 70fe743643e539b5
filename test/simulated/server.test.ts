import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../mocks/simulated/clock.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import { APP_PASSWORD, basic, codeOf, visitor } from './visitor.ts';

describe('the addresses of a simulated site', () => {
  it('are /wp-json/ and ?rest_route= with pretty permalinks, announced by the front page', async () => {
    const { get } = visitor(createSite());
    expect((await get('')).headers.get('link')).toBe(
      '<http://site.test/wp-json/>; rel="https://api.w.org/"',
    );
    expect((await get('wp-json')).status).toBe(200);
    expect((await get('wp-json/wp/v2/posts/')).status).toBe(200);
    expect((await get('?rest_route=/wp/v2/posts')).status).toBe(200);
  });

  it('are only ?rest_route= with plain permalinks', async () => {
    const site = createSite({ permalinks: 'plain' });
    const { get } = visitor(site);
    expect(site.restUrl).toBe('http://site.test/index.php?rest_route=/');
    expect((await get('')).headers.get('link')).toContain(
      '<http://site.test/index.php?rest_route=/>',
    );
    const missing = await get('wp-json/');
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=UTF-8',
    ]);
    expect((await get('?rest_route=/wp/v2/posts')).status).toBe(200);
    expect((await get('index.php?rest_route=/wp/v2/posts')).status).toBe(200);
  });

  it('are below index.php with index.php permalinks', async () => {
    const { get } = visitor(createSite({ permalinks: 'index.php' }));
    expect((await get('index.php/wp-json/wp/v2/posts')).status).toBe(200);
    expect((await get('wp-json/')).status).toBe(404);
  });

  it('end at the folder of a subfolder install', async () => {
    const site = createSite({ url: 'http://site.test/blog' });
    const { get } = visitor(site);
    expect(site.url).toBe('http://site.test/blog/');
    expect((await get('http://site.test/blog/wp-json/')).status).toBe(200);
    expect((await get('http://site.test/wp-json/')).status).toBe(404);
    expect((await get('http://site.test/blog')).headers.get('location')).toBe(
      'http://site.test/blog/',
    );
  });

  it('redirect from other hosts and http to the site, with path and query', async () => {
    const site = createSite({
      url: 'https://www.site.test/',
      redirectsFrom: ['http://site.test', 'http://www.site.test', 'https://site.test'],
    });
    const { get } = visitor(site);
    const answer = await get('http://site.test/wp-json/?a=1');
    expect([answer.status, answer.headers.get('location')]).toEqual([
      301,
      'https://www.site.test/wp-json/?a=1',
    ]);
    expect(site.owns('https://site.test/x')).toBe(true);
    expect(site.owns('https://elsewhere.test/')).toBe(false);
  });

  it('include the front page, a post, the feed, robots.txt, shortcuts and 404', async () => {
    const { get } = visitor(createSite());
    const seen = async (path: string) => {
      const answer = await get(path);
      return `${answer.status} ${answer.headers.get('location') ?? answer.headers.get('content-type')?.split(';')[0]}`;
    };
    expect(await seen('')).toBe('200 text/html');
    expect(await seen('hello-world/')).toBe('200 text/html');
    expect(await seen('feed/')).toBe('200 application/rss+xml');
    expect(await seen('robots.txt')).toBe('200 text/plain');
    expect(await seen('login')).toBe('302 http://site.test/wp-login.php');
    expect(await seen('admin')).toBe('302 http://site.test/wp-admin/');
    expect(await seen('xmlrpc.php')).toBe('405 text/plain');
    expect(await seen('nothing-here/')).toBe('404 text/html');
  });

  it('may come without the REST link, where a blocker hides it', async () => {
    const site = createSite({ plugins: ['drm'], restLinkHiddenWhile: 'drm' });
    const { get } = visitor(site);
    const answer = await get('');
    expect([answer.headers.get('link'), (await answer.text()).includes('api.w.org')]).toEqual([
      null,
      false,
    ]);
    site.deactivate('drm');
    expect((await get('')).headers.has('link')).toBe(true);
  });
});

describe('a simulated site may be', () => {
  it('another web site', async () => {
    const { get } = visitor(createSite({ kind: 'not-wordpress' }));
    expect((await get('')).status).toBe(200);
    expect((await get('wp-json/')).status).toBe(404);
    expect((await get('wp-login.php')).status).toBe(404);
  });

  it('one with REST switched off: 404, or a page with 200', async () => {
    const off = await visitor(createSite({ rest: 'not-found' })).rest('/');
    expect([off.status, off.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=UTF-8',
    ]);
    const page = await visitor(createSite({ rest: 'html' })).rest('/');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=UTF-8',
    ]);
  });

  it('one with a PHP notice before the JSON', async () => {
    const notice = '<br />\n<b>Notice</b>: Undefined index in x.php<br />\n';
    const { rest, get } = visitor(createSite({ notice }));
    expect(await (await rest('wp/v2/types')).text()).toMatch(
      /^<br \/>\n<b>Notice<\/b>.*<br \/>\n\{/s,
    );
    expect(await (await get('')).text()).toMatch(/^<!DOCTYPE/);
  });
});

describe('the web server of a simulated site', () => {
  it('may have a gate with its own password, whose user PHP sees and WordPress does not know', async () => {
    const site = createSite({ gate: { user: 'stage', password: 's3', realm: 'Staging' } });
    const { rest } = visitor(site);
    const closed = await rest('wp/v2/posts', undefined, basic('admin', APP_PASSWORD));
    expect([closed.status, closed.headers.get('www-authenticate'), await closed.text()]).toEqual([
      401,
      'Basic realm="Staging"',
      expect.stringMatching(/<title>401 Authorization Required<\/title>[\s\S]*<center>nginx/),
    ]);
    const open = basic('stage', 's3');
    expect((await rest('wp/v2/posts', undefined, open)).status).toBe(200);
    expect(await codeOf(rest('wp/v2/users/me', undefined, open))).toBe('401 rest_not_logged_in');
    // Behind the gate a session is the only way in.
    const { cookie, nonce } = site.signIn('admin');
    expect(
      (await rest('wp/v2/users/me', undefined, { ...open, cookie, 'x-wp-nonce': nonce })).status,
    ).toBe(200);
  });

  it('may be Apache, with other words at the gate', async () => {
    const { get } = visitor(createSite({ gate: { user: 'a', password: 'b', server: 'apache' } }));
    const closed = await get('');
    expect(closed.headers.get('server')).toMatch(/^Apache/);
    expect(await closed.text()).toMatch(/This server could not verify that you\s+are authorized/);
  });

  it('may have Cloudflare challenges, everywhere or in places', async () => {
    const everywhere = await visitor(createSite({ cloudflare: 'challenge' })).get('');
    expect([
      everywhere.status,
      everywhere.headers.get('cf-mitigated'),
      await everywhere.text(),
    ]).toEqual([403, 'challenge', expect.stringContaining('Just a moment...')]);
    const { get, rest } = visitor(createSite({ cloudflare: { areas: ['login'] } }));
    expect((await get('wp-login.php')).status).toBe(403);
    expect((await rest('wp/v2/posts')).status).toBe(200);
  });

  it('may limit the rate: 429 with Retry-After until the window is over', async () => {
    const clock = virtualClock();
    const site = createSite({
      clock,
      plugins: ['limiter'],
      rateLimit: { requests: 2, seconds: 10, areas: ['rest'], while: 'limiter' },
    });
    const { rest, get } = visitor(site);
    const status = async () => (await rest('wp/v2/posts')).status;
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    clock.advance(4000);
    expect((await rest('wp/v2/posts')).headers.get('retry-after')).toBe('6');
    expect((await get('')).status).toBe(200);
    clock.advance(6000);
    expect(await status()).toBe(200);
    site.deactivate('limiter');
    expect([await status(), await status(), await status()]).toEqual([200, 200, 200]);
  });

  it('may have a page cache for visitors, with an Age header, that lets users through', async () => {
    const clock = virtualClock();
    const site = createSite({
      clock,
      plugins: ['guard'],
      rules: [{ when: 'guard', at: 'anonymous-rest' }],
      pageCache: { seconds: 60, statuses: [200, 401] },
    });
    const { rest } = visitor(site);
    expect((await rest('wp/v2/posts')).headers.get('x-cache')).toBe('MISS');
    site.deactivate('guard');
    clock.advance(5000);
    const stale = await rest('wp/v2/posts');
    expect([stale.status, stale.headers.get('x-cache'), stale.headers.get('age')]).toEqual([
      401,
      'HIT',
      '5',
    ]);
    expect((await rest('wp/v2/posts?v=2')).status).toBe(200);
    expect((await rest('wp/v2/posts', undefined, basic('admin', APP_PASSWORD))).status).toBe(200);
    clock.advance(60_000);
    expect((await rest('wp/v2/posts')).status).toBe(200);
  });
});
