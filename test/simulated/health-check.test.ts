import { describe, expect, it } from 'vitest';
import { createSite } from '../../mocks/simulated/site.ts';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { APP_PASSWORD, basic, visitor } from './visitor.ts';

const TAB = 'wp-admin/site-health.php?tab=troubleshoot';

async function tester(site: ReturnType<typeof createSite>, address?: string) {
  const browser = visitor(site, address);
  await browser.logIn();
  const enable = async () => {
    const page = await (await browser.get(TAB)).text();
    const form =
      /<form action="" method="post"[\s\S]*?name="_wpnonce" value="([0-9a-f]{10})"[\s\S]*?name="health-check-troubleshoot-mode" value="true"/;
    const nonce = form.exec(page)?.[1] ?? '';
    return browser.post(TAB, [
      ['_wpnonce', nonce],
      ['health-check-troubleshoot-mode', 'true'],
    ]);
  };
  const cookie = async () => {
    const cookies = await browser.jar.getCookies(site.url);
    return (
      cookies.find(({ key }) => key === 'wp-health-check-disable-plugins')?.cookieString() ?? ''
    );
  };
  return { ...browser, enable, cookie };
}

const options: SiteOptions = {
  plugins: ['guard', 'health-check', 'hello.php', 'shop', 'two/one', 'two/two'],
  rules: [{ when: 'guard', at: 'anonymous-rest' }],
};

/** An anonymous request inside the session: the plugins that ran and the status. */
async function probe(
  site: ReturnType<typeof createSite>,
  cookie: string,
  allowed: string,
  address?: string,
) {
  const query = `health-check-allowed-plugins=${allowed}`;
  const answer = await visitor(site, address).rest(`wp/v2/posts?${query}`, undefined, { cookie });
  return { status: answer.status, running: site.log.at(-1)?.running.join(' ') };
}

describe('a troubleshooting session', () => {
  it('starts with the form, which writes a cookie, two options and a must-use file', async () => {
    const site = createSite(options);
    const before = site.snapshot();
    const { enable } = await tester(site);
    const answer = await enable();
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie().join()).toMatch(
      /wp-health-check-disable-plugins=[0-9a-f]{32}; path=\//,
    );
    expect(await answer.text()).toContain('You have successfully enabled Troubleshooting Mode');
    expect(site.snapshot()).toEqual({
      ...before,
      mustUse: ['health-check-troubleshooting-mode.php'],
      options: {
        'health-check-allowed-plugins': '[]',
        'health-check-disable-plugin-hash': expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  it('leaves plugins out of single requests, also anonymous REST requests, and of no others', async () => {
    const site = createSite(options);
    const { enable, cookie } = await tester(site);
    await enable();
    const session = await cookie();
    expect(await probe(site, session, 'guard,shop')).toEqual({
      status: 401,
      running: 'guard/guard shop/shop',
    });
    expect(await probe(site, session, 'shop')).toEqual({ status: 200, running: 'shop/shop' });
    expect(await probe(site, session, '')).toEqual({ status: 200, running: '' });
    expect((await visitor(site).rest('wp/v2/posts')).status).toBe(401);
    expect(site.counters.toggles).toBe(0);
    expect(site.counters.pluginSecondsOff).toBe(0);
  });

  it('leaves plugins out by folder: two of one folder together, a single file by its whole name', async () => {
    const site = createSite(options);
    const { enable, cookie } = await tester(site);
    await enable();
    const session = await cookie();
    expect((await probe(site, session, 'two')).running).toBe('two/one two/two');
    expect((await probe(site, session, 'hello')).running).toBe('');
    expect((await probe(site, session, 'hello.php')).running).toBe('hello');
  });

  it('runs without the parameter what the session has stored, which is nothing at first', async () => {
    const site = createSite(options);
    const { enable, cookie, get, rest } = await tester(site);
    await enable();
    const anonymous = () => visitor(site).rest('wp/v2/posts', undefined, {});
    expect((await anonymous()).status).toBe(401);
    const dashboard = await (await get('wp-admin/')).text();
    const link =
      /id="wp-admin-bar-health-check-plugin-guard"><a class="ab-item" href="([^"]+)"/.exec(
        dashboard,
      )?.[1] ?? '';
    expect((await get(link.replaceAll('&amp;', '&'))).headers.get('location')).toBe('/wp-admin/');
    await rest('wp/v2/posts', undefined, { cookie: await cookie() });
    expect(site.log.at(-1)).toMatchObject({ status: 401, running: ['guard/guard'] });
  });

  it('does not filter network-active plugins', async () => {
    const site = createSite({
      multisite: true,
      plugins: [{ file: 'net', status: 'network-active' }, 'health-check', 'shop'],
    });
    const { enable, cookie } = await tester(site);
    await enable();
    expect((await probe(site, await cookie(), '')).running).toBe('net/net');
  });

  it('is bound to the address of the tester', async () => {
    const site = createSite(options);
    const { enable, cookie } = await tester(site, '10.0.0.1');
    await enable();
    expect((await probe(site, await cookie(), '', '10.0.0.1')).status).toBe(200);
    expect((await probe(site, await cookie(), '', '10.0.0.2')).status).toBe(401);
  });

  it('is replaced by the session of a second tester', async () => {
    const site = createSite(options);
    const first = await tester(site);
    const second = await tester(site);
    await first.enable();
    await second.enable();
    expect((await probe(site, await first.cookie(), '')).status).toBe(401);
    expect((await probe(site, await second.cookie(), '')).status).toBe(200);
  });

  it('needs the nonce and the capability', async () => {
    const site = createSite({
      ...options,
      users: [
        { login: 'admin', password: 'password' },
        { login: 'ed', password: 'pw', role: 'editor' },
      ],
    });
    const { post } = await tester(site);
    await post(TAB, [
      ['_wpnonce', '0123456789'],
      ['health-check-troubleshoot-mode', 'true'],
    ]);
    expect(site.snapshot().options).toEqual({});
    const editor = visitor(site);
    await editor.logIn('ed', 'pw');
    expect((await editor.get(TAB)).status).toBe(403);
  });

  it('answers 500 with an empty body to a fatal error', async () => {
    const fatal = { fatal: 'plugins/guard/guard.php' };
    const site = createSite({ ...options, rules: [{ when: 'guard', at: 'rest', answer: fatal }] });
    const { enable, cookie } = await tester(site);
    await enable();
    const ask = (headers: Record<string, string>) =>
      visitor(site).rest('wp/v2/posts?health-check-allowed-plugins=guard', undefined, {
        accept: 'application/json',
        ...headers,
      });
    const inside = await ask({ cookie: await cookie() });
    expect([inside.status, await inside.text()]).toEqual([500, '']);
    expect(await (await ask({})).json()).toMatchObject({ code: 'internal_server_error' });
  });

  it('has no form without the plugin Health Check', async () => {
    const site = createSite({ plugins: ['a'] });
    const { get } = await tester(site);
    const page = await get(TAB);
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.not.stringContaining('troubleshoot-mode'),
    ]);
  });

  it('cannot start where the must-use file cannot be written', async () => {
    const site = createSite({ ...options, install: { files: 'no-credentials' } });
    const { enable, cookie } = await tester(site);
    expect(await (await enable()).text()).toContain('request-filesystem-credentials-form');
    expect((await probe(site, await cookie(), '')).status).toBe(401);
  });
});

describe('the theme of a troubleshooting session', () => {
  const themed: SiteOptions = {
    theme: 'astra',
    themes: ['twentytwentyfive'],
    plugins: ['health-check'],
    rules: [{ when: 'theme:astra', at: 'anonymous-rest' }],
  };

  it('is a default theme until another one is chosen', async () => {
    const site = createSite(themed);
    const { enable, cookie, get } = await tester(site);
    await enable();
    expect((await probe(site, await cookie(), '')).status).toBe(200);
    const dashboard = await (await get('wp-admin/')).text();
    const link =
      /id="wp-admin-bar-health-check-theme-astra"><a class="ab-item" href="([^"]+)"/.exec(
        dashboard,
      )?.[1] ?? '';
    await get(link.replaceAll('&amp;', '&'));
    expect((await probe(site, await cookie(), '')).status).toBe(401);
    expect(site.snapshot().theme).toBe('astra');
  });

  it('stays the site’s own when no default theme is installed', async () => {
    const site = createSite({ ...themed, themes: ['other'] });
    const { enable, cookie } = await tester(site);
    await enable();
    expect((await probe(site, await cookie(), '')).status).toBe(401);
  });
});

describe('the end of a troubleshooting session', () => {
  it('is a link with a nonce, which leaves the hash and the must-use file', async () => {
    const site = createSite(options);
    const { enable, cookie, get } = await tester(site);
    await enable();
    await get('wp-admin/?health-check-disable-troubleshooting=1');
    expect(site.snapshot().options).toHaveProperty('health-check-allowed-plugins');
    const dashboard = await (await get('wp-admin/')).text();
    const link =
      /id="wp-admin-bar-health-check-disable"><a class="ab-item" href="([^"]+)"/.exec(
        dashboard,
      )?.[1] ?? '';
    expect((await get(link.replaceAll('&amp;', '&'))).status).toBe(302);
    expect(await cookie()).toBe('');
    expect(Object.keys(site.snapshot().options)).toEqual(['health-check-disable-plugin-hash']);
    expect(site.snapshot().mustUse).toEqual(['health-check-troubleshooting-mode.php']);
  });

  it('is complete once the plugin is deleted', async () => {
    const admin = basic('admin', APP_PASSWORD);
    const site = createSite({ plugins: ['guard'] });
    const before = site.snapshot();
    const { rest } = visitor(site);
    await rest('wp/v2/plugins', { slug: 'health-check', status: 'active' }, admin, 'POST');
    const { enable, cookie, get } = await tester(site);
    await enable();
    expect((await probe(site, await cookie(), '')).running).toBe('');
    const dashboard = await (await get('wp-admin/')).text();
    const link =
      /id="wp-admin-bar-health-check-disable"><a class="ab-item" href="([^"]+)"/.exec(
        dashboard,
      )?.[1] ?? '';
    await get(link.replaceAll('&amp;', '&'));
    await rest('wp/v2/plugins/health-check/health-check', { status: 'inactive' }, admin);
    await rest('wp/v2/plugins/health-check/health-check', {}, admin, 'DELETE');
    expect(site.snapshot()).toEqual(before);
  });
});

describe('a trap of a troubleshooting session', () => {
  it('a real deactivation inside it writes the filtered list, which deactivates the others', async () => {
    const site = createSite(options);
    const { enable, cookie, bulk } = await tester(site);
    await enable();
    expect(await cookie()).not.toBe('');
    await visitor(site).rest(
      'wp/v2/plugins/shop/shop?health-check-allowed-plugins=shop',
      { status: 'inactive' },
      { ...basic('admin', APP_PASSWORD), cookie: await cookie() },
    );
    expect(site.active).toEqual([]);
    // An activation inside the session is undone.
    await bulk('activate-selected', 'guard/guard.php');
    expect(site.active).toEqual([]);
  });

  it('a page cache in front answers without regard to it', async () => {
    const site = createSite({
      ...options,
      pageCache: { seconds: 60, statuses: [200, 401], ignoresQuery: true },
    });
    const { enable, cookie } = await tester(site);
    await enable();
    const session = await cookie();
    expect((await visitor(site).rest('wp/v2/posts')).headers.get('x-cache')).toBe('MISS');
    expect((await probe(site, session, '')).status).toBe(401);
    expect(site.log.at(-1)?.running).toEqual([]);
    site.change({ pageCache: { seconds: 60, statuses: [200, 401] } });
    expect((await probe(site, session, '')).status).toBe(200);
  });
});
