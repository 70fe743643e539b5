// The headers of --site-header: with every request to the site, with none to anybody else, and never told.
import { describe, expect, it } from 'vitest';
import { siteHeadersOf } from '../../../src/commands/connection-options.ts';
import { connect } from './connect-at-once.ts';
import { serve } from './server.ts';

const TOKEN = 'p0rtal-"c@nary"/Zx81';

const given = (typed: string | null, found: string | null = null, allowHttp = false) =>
  siteHeadersOf({ siteHeaders: { 'X-Portal': TOKEN }, hidden: [TOKEN], allowHttp }, () => ({
    typed,
    found,
  }));

describe('a connection with headers for the site', () => {
  it('sends them with every request to the site: while it is found, bound to it, and at one address of it', async () => {
    const site = await serve(() => ({}));
    const { connection } = connect(given(site.origin));
    await connection.explore({ url: `${site.origin}/` });
    await connection.at(site.origin)({ url: `${site.origin}/a`, headers: { Accept: 'x/y' } });
    await connection.at(site.origin, { past: false })({ url: `${site.origin}/style.css` });
    await connection.exploreAt('127.0.0.1')?.({ url: `${site.origin}/b` });
    expect(site.got.map(({ headers }) => headers['x-portal'])).toEqual(Array(4).fill(TOKEN));
    expect(site.got[1]?.headers.accept).toBe('x/y');
  });

  it('sends one User-Agent, whoever gives it and however it is spelled', async () => {
    const site = await serve(() => ({}));
    const agent = { siteHeaders: { 'user-agent': 'Mozilla/5.0' }, hidden: [], allowHttp: false };
    const { connection } = connect(
      siteHeadersOf(agent, () => ({ typed: site.origin, found: null })),
    );
    await connection.explore({ url: `${site.origin}/` });
    await connection.explore({ url: `${site.origin}/`, headers: { 'USER-AGENT': 'app/1' } });
    expect(site.got.map(({ headers }) => headers['user-agent'])).toEqual(['Mozilla/5.0', 'app/1']);
  });

  it('sends them to no other server, also after a redirect', async () => {
    const elsewhere = await serve(() => ({}));
    const site = await serve(() => ({ status: 302, headers: { Location: elsewhere.origin } }));
    const { connection } = connect(given(site.origin));
    const moved = await connection.explore({ url: `${site.origin}/` });
    await connection.explore({ url: moved.headers.get('location') ?? '' });
    await connection.at(elsewhere.origin)({ url: `${elsewhere.origin}/a` });
    expect(site.got[0]?.headers['x-portal']).toBe(TOKEN);
    for (const { headers } of elsewhere.got) expect(JSON.stringify(headers)).not.toContain(TOKEN);
    expect(elsewhere.got).toHaveLength(2);
  });

  it('hides them where the site echoes them, in any encoding', async () => {
    const echoes = [
      TOKEN,
      JSON.stringify({ got: TOKEN }).replaceAll('/', '\\/'),
      `?x=${encodeURIComponent(TOKEN)}`,
      `<b>${TOKEN.replaceAll('"', '&quot;')}</b>`,
    ];
    const site = await serve(() => ({
      headers: {
        Location: `/login?from=${encodeURIComponent(TOKEN)}`,
        'X-Debug': TOKEN,
        'Set-Cookie': ['a=1', 'b=2'],
      },
      body: echoes.join('\n'),
    }));
    const { connection } = connect(given(site.origin));
    const { text, headers } = await connection.explore({ url: `${site.origin}/` });
    expect(text.split('\n')).toEqual(['***', '{"got":"***"}', '?x=***', '<b>***</b>']);
    expect(headers.get('location')).toBe('/login?from=***');
    expect(headers.get('x-debug')).toBe('***');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('does not hide short values, which occur in ordinary words', async () => {
    const site = await serve(() => ({ body: 'the cat' }));
    const { connection } = connect({ hidden: ['cat'] });
    expect((await connection.explore({ url: site.origin })).text).toBe('the cat');
  });
});

describe('where the headers may go', () => {
  const mayGo = (url: string, ...where: Parameters<typeof given>) =>
    given(...where).siteHeaders?.mayGo(new URL(url));

  it.each([
    ['https://example.com/a', 'example.com'],
    ['https://example.com/', 'https://example.com/blog/'],
    ['https://www.example.com/', 'example.com'],
    ['https://example.com:8443/', 'https://example.com:8443'],
    ['http://example.com/', 'http://example.com'],
    ['http://shop.local/', 'shop.local'],
    ['http://127.0.0.1:8080/', '127.0.0.1:8080'],
  ])('%s belongs to %s', (url, typed) => {
    expect(mayGo(url, typed)).toBe(true);
  });

  it.each([
    ['https://example.org/', 'example.com'],
    ['https://login.example.com/', 'example.com'],
    ['https://example.com.evil.test/', 'example.com'],
    ['https://example.com:8443/', 'example.com'],
    ['https://example.com/', 'https://example.com:8443'],
    ['http://127.0.0.1:8081/', '127.0.0.1:8080'],
    ['http://example.com/', 'example.com'],
    ['http://example.com/', 'https://example.com'],
    ['https://example.com/', null],
    ['https://example.com/', '@prod'],
  ])('%s does not belong to %s', (url, typed) => {
    expect(mayGo(url, typed)).toBe(false);
  });

  it('the origin where the site was found is its own, too', () => {
    const found = 'https://blog.example.com/wp-json/';
    expect(mayGo('https://blog.example.com/a', 'example.com', found)).toBe(true);
    expect(mayGo('http://blog.example.com/a', 'example.com', found)).toBe(false);
    expect(mayGo('http://example.com/', 'example.com', null, true)).toBe(true);
  });
});
