import { describe, expect, it } from 'vitest';
import { createSite } from '../../../mocks/simulated/site.ts';
import type { RunEvent } from '../../../src/model/events.ts';
import { findSite } from '../../../src/wordpress/discover/find-site.ts';
import { type Host, indexOf, internet, moved, page, restAnswer } from '../http/small-internet.ts';

const E = 'https://example.com';
const W = 'https://www.example.com';

/** Finds `typed` among these hosts. */
async function find(
  typed: string,
  hosts: Readonly<Record<string, Host>>,
  options: Parameters<typeof internet>[1] = {},
) {
  const { connection, sent } = internet(hosts, options);
  const events: RunEvent[] = [];
  const outcome = await findSite(typed, { connection, emit: (event) => events.push(event) }).catch(
    (error: unknown) => error,
  );
  return { outcome, sent, urls: sent.map(({ url }) => url), events, requests: connection.requests };
}

const site = (options: Parameters<typeof createSite>[0] = {}) =>
  createSite({ url: `${E}/`, ...options });

describe('finding an ordinary site', () => {
  it.each([
    'example.com',
    'https://example.com/',
    'EXAMPLE.com/wp-admin/',
    'example.com/wp-login.php?redirect_to=x',
    'https://example.com/wp-json/wp/v2/posts?per_page=1',
    'example.com/?p=1#comments',
  ])('takes one request from %s', async (typed) => {
    const { outcome, urls } = await find(typed, { [E]: site() });
    expect(outcome).toMatchObject({
      home: `${E}/`,
      siteUrl: `${E}/`,
      restRoot: `${E}/wp-json/`,
      namespaces: expect.arrayContaining(['wp/v2']),
      rest: { type: 'open', pluginsRoute: true, applicationPasswords: true },
    });
    expect(urls).toEqual([`${E}/wp-json/`]);
  });

  it('takes two requests from a link to a post', async () => {
    const { outcome, urls } = await find('example.com/hello-world/', { [E]: site() });
    expect(outcome).toMatchObject({ home: `${E}/`, restRoot: `${E}/wp-json/` });
    expect(urls).toEqual([`${E}/hello-world/`, `${E}/wp-json/`]);
  });

  it('works from a link to a page that is gone', async () => {
    const { outcome, requests } = await find('example.com/no/such/page', { [E]: site() });
    expect(outcome).toMatchObject({ home: `${E}/`, restRoot: `${E}/wp-json/` });
    expect(requests).toBe(2);
  });

  it('reports its steps in order', async () => {
    const { events } = await find('example.com', { [E]: site() });
    expect(events).toEqual([
      { type: 'connecting', site: 'example.com' },
      { type: 'address-found', site: `${E}/`, restRoot: `${E}/wp-json/` },
    ]);
  });

  it('works where PHP notices precede every answer', async () => {
    const { outcome } = await find('example.com', {
      [E]: site({ notice: '<b>Notice</b>: array {x} [0]<br />\n' }),
    });
    expect(outcome).toMatchObject({ rest: { type: 'open' } });
  });
});

describe('finding the REST root', () => {
  it('works with plain permalinks', async () => {
    const plain = site({ permalinks: 'plain' });
    const { outcome, requests } = await find('example.com', { [E]: plain });
    expect(outcome).toMatchObject({ home: `${E}/`, restRoot: `${E}/index.php?rest_route=/` });
    expect(requests).toBeLessThanOrEqual(3);
    const pasted = await find('example.com/?rest_route=/wp/v2/posts', { [E]: plain });
    expect(pasted.outcome).toMatchObject({ restRoot: `${E}/?rest_route=/` });
    expect(pasted.requests).toBe(1);
  });

  it('works with permalinks through index.php', async () => {
    const { outcome } = await find('example.com', { [E]: site({ permalinks: 'index.php' }) });
    expect(outcome).toMatchObject({ home: `${E}/`, restRoot: `${E}/index.php/wp-json/` });
  });

  it.each([
    'example.com/blog',
    'example.com/blog/',
    'example.com/blog/wp-admin/',
    'example.com/blog/hello-world/',
  ])('works in a subfolder: %s', async (typed) => {
    const { outcome, requests } = await find(typed, { [E]: site({ url: `${E}/blog/` }) });
    expect(outcome).toMatchObject({
      home: `${E}/blog/`,
      siteUrl: `${E}/blog/`,
      restRoot: `${E}/blog/wp-json/`,
    });
    expect(requests).toBeLessThanOrEqual(3);
  });

  it.each(['example.com', 'example.com/wp/wp-admin/', 'example.com/2024/hello/'])(
    'works with WordPress in its own folder: %s',
    async (typed) => {
      const host: Host = ({ url }) => {
        const { pathname } = new URL(url);
        if (pathname === '/wp-json/') return restAnswer(indexOf(`${E}/wp`, E));
        const status = pathname === '/' || pathname.startsWith('/2024') ? 200 : 404;
        return page('<html>', status, { Link: `<${E}/wp-json/>; rel="https://api.w.org/"` });
      };
      const { outcome } = await find(typed, { [E]: host });
      expect(outcome).toMatchObject({
        home: `${E}/`,
        siteUrl: `${E}/wp/`,
        restRoot: `${E}/wp-json/`,
      });
    },
  );

  it('works with another name of the REST root that only a link element gives', async () => {
    const host: Host = ({ url }) =>
      new URL(url).pathname === '/api/'
        ? restAnswer(indexOf(E))
        : page(
            "<link href='https://example.com/api/?lang=en&#038;x=1' rel='https://api.w.org/' />",
          );
    const { outcome, urls } = await find('example.com', { [E]: host });
    expect(outcome).toMatchObject({ restRoot: `${E}/api/`, home: `${E}/` });
    expect(urls).toHaveLength(2);
  });
});

describe('finding a site behind redirects', () => {
  it('takes the last origin of http, https and www', async () => {
    const hosts = {
      'http://example.com': ({ url }: Request) => moved(url.replace('http:', 'https:')),
      [E]: ({ url }: Request) => moved(url.replace(E, W)),
      [W]: createSite({ url: `${W}/` }),
    };
    const { outcome, requests, sent } = await find('http://example.com', hosts);
    expect(outcome).toMatchObject({ home: `${W}/`, restRoot: `${W}/wp-json/` });
    expect(requests).toBe(3);
    expect(sent.every(({ authorization }) => authorization === null)).toBe(true);
  });

  it("takes the site's own name where pages redirect and REST does not", async () => {
    const www = createSite({ url: `${W}/` });
    const hosts = {
      [E]: (request: Request) => www.handle(new Request(request.url.replace(E, W))),
      [W]: www,
    };
    const { outcome, urls } = await find('example.com', hosts);
    expect(outcome).toMatchObject({ home: `${W}/`, siteUrl: `${W}/`, restRoot: `${W}/wp-json/` });
    expect(urls).toEqual([`${E}/wp-json/`, `${W}/wp-json/`]);
  });

  it('takes https where http serves the same site', async () => {
    const secure = site();
    const hosts = {
      'http://example.com': ({ url }: Request) =>
        secure.handle(new Request(url.replace('http:', 'https:'))),
      [E]: secure,
    };
    const { outcome } = await find('http://example.com/', hosts);
    expect(outcome).toMatchObject({ home: `${E}/`, restRoot: `${E}/wp-json/` });
  });

  it('stays on https where a site behind a TLS proxy calls itself http', async () => {
    const { outcome, requests } = await find('example.com', {
      [E]: () => restAnswer(indexOf('http://example.com')),
    });
    expect(outcome).toMatchObject({ home: `${E}/`, siteUrl: `${E}/` });
    expect(requests).toBe(1);
  });

  it('does not follow a front end on another domain', async () => {
    const { outcome } = await find('https://cms.example.com', {
      'https://cms.example.com': () => restAnswer(indexOf('https://cms.example.com', E)),
    });
    expect(outcome).toMatchObject({
      home: 'https://cms.example.com/',
      restRoot: 'https://cms.example.com/wp-json/',
    });
  });

  it('works where a redirect loses the path', async () => {
    const hosts = { [E]: () => moved(`${W}/`), [W]: createSite({ url: `${W}/` }) };
    const { outcome } = await find('example.com', hosts);
    expect(outcome).toMatchObject({ restRoot: `${W}/wp-json/` });
  });

  it('does not follow a redirect to another domain, which would get the password', async () => {
    const hosts = { [E]: () => moved('https://example.org/'), 'https://example.org': site() };
    const { outcome, sent } = await find('example.com', hosts);
    expect(outcome).toMatchObject({
      code: 'redirected-away',
      facts: { to: 'https://example.org/' },
    });
    expect(sent.every(({ url }) => url.startsWith(E))).toBe(true);
  });

  it.each([
    ['to itself', ({ url }: Request) => moved(url, 302)],
    ['in a circle', ({ url }: Request) => moved(url.endsWith('/a') ? `${E}/b` : `${E}/a`, 302)],
    [
      'for ever',
      ({ url }: Request) =>
        moved(`${url.split('?')[0]}?n=${Number(url.split('=')[1] ?? 0) + 1}`, 302),
    ],
  ])('ends where redirects loop %s', async (_, host) => {
    const { outcome, requests } = await find('https://example.com', { [E]: host });
    expect(outcome).toMatchObject({ code: 'redirect-loop' });
    expect(requests).toBeLessThan(50);
  });
});

describe('finding a site without a typed scheme', () => {
  const plain = () => createSite({ url: 'http://example.com/' });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ERR_SSL_WRONG_VERSION_NUMBER'])(
    'takes http where https is not served (%s), with a note',
    async (fault) => {
      const { outcome, events, requests } = await find('example.com', {
        [E]: fault,
        'http://example.com': plain(),
      });
      expect(outcome).toMatchObject({ home: 'http://example.com/' });
      expect(events).toContainEqual({
        type: 'note',
        note: { type: 'plain-http', host: 'example.com' },
      });
      expect(requests).toBe(2);
    },
  );

  it('does not take http for a bad certificate on a public host', async () => {
    const { outcome, urls } = await find('example.com', {
      [E]: 'CERT_HAS_EXPIRED',
      'http://example.com': plain(),
    });
    expect(outcome).toMatchObject({ code: 'tls', facts: { cause: 'CERT_HAS_EXPIRED' } });
    expect(urls.every((url) => url.startsWith('https:'))).toBe(true);
  });

  it('takes http where https serves another web site', async () => {
    const { outcome } = await find('example.com', {
      [E]: site({ kind: 'not-wordpress' }),
      'http://example.com': plain(),
    });
    expect(outcome).toMatchObject({ home: 'http://example.com/' });
  });

  it('takes http of a local host without a note', async () => {
    const { outcome, events } = await find('localhost:8881', {
      'https://localhost:8881': 'ERR_SSL_WRONG_VERSION_NUMBER',
      'http://localhost:8881': createSite({ url: 'http://localhost:8881/' }),
    });
    expect(outcome).toMatchObject({ home: 'http://localhost:8881/' });
    expect(events.some(({ type }) => type === 'note')).toBe(false);
  });

  it('never takes http where https was typed', async () => {
    const { outcome, urls } = await find('https://example.com', {
      [E]: 'ECONNREFUSED',
      'http://example.com': plain(),
    });
    expect(outcome).toMatchObject({ code: 'connection-refused' });
    expect(urls.every((url) => url.startsWith('https:'))).toBe(true);
  });

  it('looks up an unknown host once', async () => {
    const { outcome, requests } = await find('example.com', {});
    expect(outcome).toMatchObject({ code: 'host-unknown' });
    expect(requests).toBe(1);
  });
});

describe('finding a WordPress that refuses visitors', () => {
  it('works where a plugin refuses REST, and gives its code', async () => {
    const refusing = site({ plugins: ['guard'], rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const { outcome, requests } = await find('example.com', { [E]: refusing });
    expect(outcome).toMatchObject({
      home: `${E}/`,
      restRoot: `${E}/wp-json/`,
      namespaces: [],
      rest: { type: 'refused', status: 401, code: 'rest_login_required' },
      wordpressVersion: '7.1.1',
    });
    expect(requests).toBe(2);
  });

  it('works where REST and the front page are refused', async () => {
    const refusing = site({
      plugins: ['guard'],
      rules: [
        { when: 'guard', at: 'anonymous-rest' },
        { when: 'guard', at: 'front', answer: { status: 401 } },
      ],
    });
    const { outcome } = await find('example.com', { [E]: refusing });
    expect(outcome).toMatchObject({ home: `${E}/`, rest: { type: 'refused', status: 401 } });
  });

  it.each(['example.com/hello-world/', 'example.com/2024/05/no-such-post/'])(
    'works from a deep link where REST is refused and its root not announced: %s',
    async (typed) => {
      const refusing = site({
        plugins: ['guard'],
        rules: [{ when: 'guard', at: 'anonymous-rest' }],
        restLinkHiddenWhile: 'guard',
      });
      const { outcome, requests } = await find(typed, { [E]: refusing });
      expect(outcome).toMatchObject({
        home: `${E}/`,
        siteUrl: `${E}/`,
        restRoot: `${E}/wp-json/`,
        rest: { type: 'refused', code: 'rest_login_required' },
      });
      expect(requests).toBeLessThanOrEqual(3);
    },
  );

  it('works in a subfolder where REST is refused and its root not announced', async () => {
    const refusing = site({
      url: `${E}/blog/`,
      plugins: ['guard'],
      rules: [{ when: 'guard', at: 'anonymous-rest' }],
      restLinkHiddenWhile: 'guard',
    });
    const { outcome } = await find('example.com/blog', { [E]: refusing });
    expect(outcome).toMatchObject({
      home: `${E}/blog/`,
      siteUrl: `${E}/blog/`,
      restRoot: `${E}/blog/wp-json/`,
      rest: { type: 'refused', code: 'rest_login_required' },
    });
  });

  it('works with plain permalinks where REST is refused', async () => {
    const refusing = site({
      permalinks: 'plain',
      plugins: ['guard'],
      rules: [{ when: 'guard', at: 'anonymous-rest' }],
    });
    const { outcome } = await find('example.com', { [E]: refusing });
    expect(outcome).toMatchObject({
      restRoot: `${E}/index.php?rest_route=/`,
      rest: { type: 'refused', code: 'rest_login_required' },
    });
  });

  it('works where REST redirects to the login form', async () => {
    const refusing = site({
      plugins: ['guard'],
      rules: [{ when: 'guard', at: 'everything', answer: { redirect: 'wp-login.php?reauth=1' } }],
    });
    const { outcome } = await find('example.com', { [E]: refusing });
    expect(outcome).toMatchObject({ siteUrl: `${E}/`, rest: { type: 'refused', status: 302 } });
  });

  it('works where every page is a fatal error', async () => {
    const broken = site({
      plugins: ['guard'],
      rules: [{ when: 'guard', at: 'everything', answer: { fatal: 'plugins/guard/guard.php' } }],
    });
    const { outcome } = await find('example.com', { [E]: broken });
    expect(outcome).toMatchObject({
      rest: { type: 'refused', status: 500, code: 'internal_server_error' },
    });
  });

  it.each(['not-found', 'html'] as const)('works where REST is switched off (%s)', async (rest) => {
    const { outcome, requests } = await find('example.com', { [E]: site({ rest }) });
    expect(outcome).toMatchObject({ home: `${E}/`, rest: { type: 'absent' } });
    expect(requests).toBeLessThanOrEqual(6);
  });

  it('works where only the login form is visible', async () => {
    const host: Host = ({ url }) =>
      url.endsWith('/wp-login.php') ? page('<form id="loginform">') : page('<h1>Soon</h1>');
    const { outcome } = await find('example.com', { [E]: host });
    expect(outcome).toMatchObject({ home: `${E}/`, rest: { type: 'absent' } });
  });

  it('says that WordPress before 5.5 has no plugins over REST', async () => {
    const { outcome } = await find('example.com', { [E]: site({ wordpress: '5.4.2' }) });
    expect(outcome).toMatchObject({
      rest: { type: 'open', pluginsRoute: false, applicationPasswords: false },
    });
  });
});

describe('a password gate in front of a site', () => {
  const gate = { user: 'staging', password: 'secret', realm: 'Private' };

  it('is one of the server where static files are closed as well', async () => {
    const { outcome, requests } = await find('example.com', { [E]: site({ gate }) });
    expect(outcome).toMatchObject({
      code: 'gate-closed',
      facts: { realm: 'Private', refused: false },
    });
    expect(requests).toBeLessThanOrEqual(4);
  });

  it('is opened with --gate, whose password goes to that origin only', async () => {
    const hosts = {
      [E]: ({ url }: Request) => moved(url.replace(E, W)),
      [W]: createSite({ url: `${W}/`, gate }),
    };
    const { outcome, sent } = await find('example.com', hosts, { gate });
    expect(outcome).toMatchObject({ restRoot: `${W}/wp-json/`, rest: { type: 'open' } });
    expect(
      sent.filter(({ authorization }) => authorization !== null).map(({ url }) => url),
    ).toEqual([`${W}/wp-json/`]);
  });

  it('is reported where it refuses the password', async () => {
    const { outcome } = await find(
      'example.com',
      { [E]: site({ gate }) },
      { gate: { ...gate, password: 'wrong' } },
    );
    expect(outcome).toMatchObject({ code: 'gate-closed', facts: { refused: true } });
  });

  it('is one of a plugin where static files are open', async () => {
    const host: Host = ({ url }) =>
      /\.(gif|txt)$/.test(url)
        ? new Response('GIF89a')
        : page('Restricted', 401, { 'WWW-Authenticate': 'Basic realm="Members"' });
    const { outcome } = await find('example.com', { [E]: host });
    expect(outcome).toMatchObject({ home: `${E}/`, rest: { type: 'refused', status: 401 } });
  });
});

describe('finding a site fails with an error that names', () => {
  it('another web site', async () => {
    const { outcome, requests } = await find('https://example.com/shop/', {
      [E]: site({ kind: 'not-wordpress' }),
    });
    expect(outcome).toMatchObject({ code: 'not-wordpress' });
    expect(requests).toBeLessThanOrEqual(8);
  });

  it('a server error', async () => {
    const { outcome } = await find('https://example.com', { [E]: () => page('Bad Gateway', 502) });
    expect(outcome).toMatchObject({ code: 'server-error', facts: { status: 502 } });
  });

  it('a bot check', async () => {
    const { outcome } = await find('example.com', { [E]: site({ cloudflare: 'challenge' }) });
    expect(outcome).toMatchObject({ code: 'bot-challenge', facts: { by: 'Cloudflare' } });
  });

  it('a rate limit', async () => {
    const limited: Host = () =>
      new Response('slow down', { status: 429, headers: { 'Retry-After': '120' } });
    const { outcome } = await find('example.com', { [E]: limited });
    expect(outcome).toMatchObject({ code: 'rate-limited', facts: { retryAfterSeconds: 120 } });
  });
});
