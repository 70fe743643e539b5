import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import type { Identity } from '../../src/model/report.ts';
import { firstLook } from '../../src/symptoms/first-look.ts';
import { type Survey, survey } from '../../src/symptoms/survey.ts';
import { restUrl } from '../../src/wordpress/http/urls.ts';
import { simulate } from './simulated-clients.ts';

const ALL: readonly Identity[] = ['anonymous', 'application-password', 'session'];

/** What a survey found, in short: `as method path code`. */
function told({ symptoms }: Survey): readonly string[] {
  return symptoms.map(({ request, observed }) => {
    const { pathname, search } = new URL(request.url);
    return [request.as, pathname + search, observed.code ?? observed.status].join(' ');
  });
}

describe('the survey of a healthy site', () => {
  it('finds no symptom, with about a dozen requests', async () => {
    const { site, address, clients } = simulate({ plugins: ['a', 'b'] }, ALL);
    const found = await survey({ address, clients });
    expect(found.symptoms).toEqual([]);
    expect(found.anomalies).toEqual([]);
    expect(site.counters.requests).toBeLessThanOrEqual(13);
    expect(site.log.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('requests nothing that refuses visitors by design', async () => {
    const plugins = [{ file: 'shop', routes: [{ path: '/wc/v3/orders', needs: 'manage_shop' }] }];
    const { site, address, clients } = simulate({ plugins }, ['anonymous']);
    await survey({ address, clients });
    expect(site.log.map(({ status }) => status).filter((status) => status === 401)).toEqual([]);
  });

  it('emits every request and its answer as events', async () => {
    const { site, address, clients } = simulate({});
    const events: RunEvent[] = [];
    await survey({ address, clients, emit: (event) => events.push(event) });
    const count = (type: string) => events.filter((event) => event.type === type).length;
    expect(count('surveying')).toBe(site.counters.requests);
    expect(count('survey-answer')).toBe(site.counters.requests);
  });
});

describe('the survey of a site with a blocking plugin', () => {
  it('finds one symptom for all requests of visitors that the REST API refuses in the same way', async () => {
    const { address, clients } = simulate(
      { plugins: ['lock'], rules: [{ when: 'lock', at: 'anonymous-rest' }] },
      ALL,
    );
    const found = await survey({ address, clients });
    expect(told(found)).toEqual(['anonymous /wp-json/wp/v2/posts?per_page=1 rest_login_required']);
    expect(found.rates).toEqual([{ fails: 3, of: 3 }]);
  });

  it('finds a symptom where only application passwords are refused', async () => {
    const { address, clients } = simulate(
      { plugins: ['lock'], rules: [{ when: 'lock', at: 'application-passwords' }] },
      ALL,
    );
    const found = await survey({ address, clients });
    expect(told(found)).toEqual([
      'application-password /wp-json/wp/v2/users/me?context=edit rest_not_logged_in',
    ]);
  });

  it('finds the symptom of a page where everyone is refused the front page', async () => {
    const { address, clients } = simulate({
      plugins: ['lock'],
      rules: [{ when: 'lock', at: 'front-page', answer: { die: true, message: 'Members only' } }],
    });
    const found = await survey({ address, clients });
    expect(found.symptoms).toHaveLength(1);
    expect(found.symptoms[0]).toMatchObject({
      request: { url: address.home, as: 'anonymous' },
      observed: { status: 401, message: 'Members only' },
    });
  });

  it('finds in its second round that one namespace is refused', async () => {
    const { address, clients } = simulate({
      plugins: ['lock', { file: 'shop', routes: [{ path: '/wc/store/v1/products' }] }],
      rules: [
        { when: 'lock', at: { namespace: 'wc/store' }, answer: { code: 'rest_access_denied' } },
      ],
    });
    // The simulated site names a namespace by two parts, as `wc/store`.
    const found = await survey({ address, clients });
    expect(told(found)).toEqual(['anonymous /wp-json/wc/store rest_access_denied']);
  });

  it.each([
    ...['pages', 'categories', 'tags', 'media'].map(
      (list) => [list, 'anonymous', `anonymous /wp-json/wp/v2/${list}?per_page=1`] as const,
    ),
    ['media', 'session', 'session /wp-json/wp/v2/media?per_page=1&context=edit'] as const,
  ])(
    'finds, before a search and where nothing else fails, that %s alone is closed (%s)',
    async (list, as, expected) => {
      const at = { path: `/wp/v2/${list}`, as };
      const { address, clients } = simulate(
        { plugins: ['lock'], rules: [{ when: 'lock', at, answer: { code: 'list_closed' } }] },
        ALL,
      );
      expect(told(await survey({ address, clients, asksToSave: true }))).toContain(
        `${expected} list_closed`,
      );
    },
  );

  it.each(['lp_jwt_auth_no_auth_header', 'agent_context_missing_token', 'jwt_token_missing'])(
    'takes a namespace that asks apps for a token of its own for closed by design (%s)',
    async (code) => {
      const answer = { code };
      const lessons = { file: 'lessons', routes: [{ path: '/lessons/v1/courses' }] };
      const own = { when: 'lessons', at: { namespace: 'lessons/v1' }, answer };
      const found = await survey(simulate({ plugins: [lessons], rules: [own] }));
      expect(found.symptoms).toEqual([]);
      expect(found.anomalies).toMatchObject([{ type: 'meant', reason: 'wants-a-token' }]);

      // Whoever closes core's routes in these words closes them to everybody.
      const all = { when: 'lessons', at: 'anonymous-rest', answer } as const;
      const closed = await survey(simulate({ plugins: [lessons], rules: [all] }));
      expect(told(closed)).toEqual([`anonymous /wp-json/wp/v2/posts?per_page=1 ${code}`]);
    },
  );

  it('reports a closed list of authors as usual protection, never as a symptom', async () => {
    const users = {
      when: 'closer',
      at: { path: '/wp/v2/users*', as: 'anonymous' } as const,
      answer: { code: 'rest_user_cannot_view' },
    };
    const meant = {
      type: 'meant',
      rank: 'usual-protection',
      reason: 'hides-user-names',
      observed: { code: 'rest_user_cannot_view' },
    };
    const alone = await survey(simulate({ plugins: ['closer'], rules: [users] }));
    expect(alone.symptoms).toEqual([]);
    expect(alone.anomalies).toMatchObject([meant]);

    const beside = simulate({
      plugins: ['closer', 'lock'],
      rules: [users, { when: 'lock', at: 'front-page' }],
    });
    const both = await survey(beside);
    expect(both.symptoms.map(({ request }) => request.url)).toEqual([beside.address.home]);
    expect(both.anomalies).toMatchObject([meant]);
  });

  it('finds a REST API that is closed with 403 like one that is closed with 401', async () => {
    const closed = simulate({
      plugins: ['shut'],
      rules: [
        { when: 'shut', at: 'anonymous-rest', answer: { status: 403, code: 'rest_disabled' } },
      ],
    });
    const { symptoms } = await survey(closed);
    expect(symptoms[0]).toMatchObject({
      failsOn: [401, 403],
      observed: { status: 403, code: 'rest_disabled' },
    });
  });

  it('finds a refusal in the body of a 200', async () => {
    const { site, address, clients } = simulate({ plugins: ['soft'] });
    site.on('request', ({ request }) =>
      new URL(request.url).pathname.endsWith('/wp/v2/posts') && request.method === 'GET'
        ? Response.json({ code: 'no_entry', message: 'Go away.', data: { status: 401 } })
        : undefined,
    );
    const { symptoms } = await survey({ address, clients });
    expect(symptoms[0]).toMatchObject({ observed: { status: 200, code: 'no_entry' } });
  });

  it.each([
    ['visitors', ['anonymous']],
    ['editor', ['session']],
    ['app', ['application-password']],
  ] as const)('sends with --for %s only the requests of that group', async (audience, senders) => {
    const { address, clients } = simulate({ plugins: ['wall'] }, [
      'anonymous',
      'application-password',
      'session',
    ]);
    const asked = new Set<string>();
    await survey({
      address,
      clients,
      audience,
      emit: (event) => {
        if (event.type === 'surveying') asked.add(event.request.as);
      },
    });
    // Whether there are application passwords at all shows on the page of the profile.
    const expected = audience === 'app' ? [...senders, 'session'] : senders;
    expect([...asked].toSorted()).toEqual([...expected].toSorted());
  });

  it('finds without a password that a plugin removed application passwords', async () => {
    const off = simulate(
      { plugins: ['keeper'], rules: [{ when: 'keeper', at: 'application-passwords' }] },
      ['anonymous', 'session'],
    );
    const { symptoms } = await survey(off);
    expect(symptoms).toMatchObject([
      {
        request: { as: 'session' },
        failsOn: ['application_passwords_disabled', 'application_passwords_disabled_for_user'],
        observed: { status: 501, code: 'application_passwords_disabled' },
      },
    ]);
    const plain = simulate({ url: 'http://shop.test/', environment: 'production' }, [
      'anonymous',
      'session',
    ]);
    expect((await survey(plain)).symptoms).toEqual([]);
  });

  it.each([
    ['the welcome pages of five new plugins', ['a', 'b', 'c', 'd', 'e']],
    ['a setup page that never goes away', Array.from({ length: 40 }, () => 'second-factor')],
  ])('finds switched-off application passwords behind %s', async (_, pages) => {
    const { site, address, clients } = simulate(
      {
        url: 'https://shop.test/',
        plugins: ['keeper'],
        rules: [{ when: 'keeper', at: 'application-passwords' }],
      },
      ['anonymous', 'session'],
    );
    const waiting = [...pages];
    site.on('request', ({ request }) => {
      if (!request.url.includes('/wp-admin/profile.php')) return undefined;
      const page = waiting.shift();
      return page === undefined
        ? undefined
        : Response.redirect(`${address.siteUrl}wp-admin/admin.php?page=${page}`);
    });
    const { symptoms } = await survey({ address, clients });
    expect(symptoms).toMatchObject([{ observed: { code: 'application_passwords_disabled' } }]);
  });

  it('reports a removed list of authors as usual protection, not as an anomaly', async () => {
    const { site, address, clients } = simulate({ plugins: ['hider'] });
    const gone = { code: 'rest_no_route', message: 'No route.', data: { status: 404 } };
    site.on('request', ({ request }) =>
      request.url.includes('/wp/v2/users') ? Response.json(gone, { status: 404 }) : undefined,
    );
    const { symptoms, anomalies } = await survey({ address, clients });
    expect([symptoms, anomalies]).toEqual([[], []]);
  });

  it.each(['/otter/?redirect_to=x&reauth=1', '/?password-protected=login'])(
    'reports a feed that redirects to a moved login form: %s',
    async (form) => {
      const { site, address, clients } = simulate({ plugins: ['hider'] });
      site.on('request', ({ request }) =>
        /feed/.test(request.url) ? Response.redirect(new URL(form, address.home)) : undefined,
      );
      const { symptoms, anomalies } = await survey({ address, clients, asksToSave: true });
      expect(symptoms).toEqual([]);
      expect(anomalies).toMatchObject([{ type: 'other-error', request: { as: 'anonymous' } }]);
    },
  );

  it('looks for the login form at the address to which a plugin moved it', async () => {
    const { site, address, clients } = simulate({ plugins: ['hider'] });
    site.on('request', ({ request }) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/wp-login.php') return new Response('Not found', { status: 404 });
      return pathname === '/otter/' ? new Response('<form id="loginform">') : undefined;
    });
    const missed = await survey({ address, clients });
    expect(missed.anomalies).toMatchObject([{ type: 'other-error' }]);
    const known = await survey({ address, clients, loginUrl: `${address.home}otter/` });
    expect(known.anomalies).toEqual([]);
  });

  it('checks whether a post could be saved, and saves none', async () => {
    const { site, address, clients } = simulate({ plugins: [] }, ['anonymous', 'session']);
    const writes: string[] = [];
    site.on('request', ({ request }) => {
      if (request.method !== 'GET') writes.push(request.url);
      return undefined;
    });
    const open = await survey({ address, clients, asksToSave: true });
    expect(open.symptoms).toEqual([]);
    const saving = writes.filter((url) => new URL(url).searchParams.get('status') === 'x-none');
    expect(saving.length).toBeGreaterThan(0);
    const before = writes.length;
    const reading = await survey({ address, clients });
    expect(writes).toHaveLength(before);
    expect(reading.symptoms).toEqual([]);
  });

  it('finds a refusal of pretty permalinks, although the REST API was reached without them', async () => {
    const { site, address, clients } = simulate({ plugins: ['rules'] });
    const plain = { ...address, restRoot: `${address.home}?rest_route=/` };
    site.on('request', ({ request }) =>
      new URL(request.url).pathname.startsWith('/wp-json/')
        ? new Response('', { status: 401, headers: { 'www-authenticate': 'Basic realm="Rules"' } })
        : undefined,
    );
    const found = await survey({ address: plain, clients });
    expect(told(found)).toEqual(['anonymous /wp-json/wp/v2/posts?per_page=1 401']);
    const none = simulate({ permalinks: 'plain' });
    expect((await survey(none)).anomalies).toEqual([]);
  });

  it('finds two symptoms for two refused requests, first the one that names its plugin', async () => {
    const { address, clients } = simulate({
      plugins: ['lock', 'gate'],
      rules: [
        { when: 'lock', at: 'anonymous-rest', answer: { code: 'rest_forbidden' } },
        {
          when: 'gate',
          at: 'front',
          answer: { headers: { 'www-authenticate': 'Basic realm="Restricted Site"' } },
        },
      ],
    });
    const found = await survey({ address, clients });
    expect(found.symptoms.map(({ request }) => new URL(request.url).pathname)).toEqual([
      '/',
      '/wp-json/wp/v2/posts',
    ]);
  });
});

describe('the survey with a refused application password', () => {
  it('doubts it where a session shows that it does not exist', async () => {
    const { address, clients } = simulate(
      { users: [{ login: 'admin', password: 'password', applicationPasswords: [] }] },
      ALL,
    );
    const session = clients.session!;
    const listing = {
      ...session,
      send: async (request: Parameters<typeof session.send>[0]) => {
        const answer = await session.send(request);
        return request.url.includes('/application-passwords')
          ? { ...answer, status: 200, text: '[]' }
          : answer;
      },
    };
    const found = await survey({ address, clients: { ...clients, session: listing } });
    expect(found.symptoms).toEqual([]);
    expect(found.anomalies).toContainEqual({
      type: 'credential-doubtful',
      credential: 'application-password',
      why: 'none-exists',
    });
  });
});

describe('the survey gives no symptom where the failure', () => {
  it('is a gate of the server, which covers static files as well', async () => {
    const { address, clients } = simulate({
      gate: { user: 'staging', password: 'pw', realm: 'Staging' } as never,
    });
    const found = await survey({ address, clients });
    expect(found.anomalies).toContainEqual(
      expect.objectContaining({
        type: 'server-gate',
        challenges: [{ scheme: 'Basic', realm: 'Staging' }],
      }),
    );
  });

  it('is another error than 401, which is reported as an anomaly', async () => {
    const { address, clients } = simulate({
      plugins: ['lock'],
      rules: [{ when: 'lock', at: 'front-page', answer: { status: 403, code: 'blocked' } }],
    });
    const found = await survey({ address, clients });
    expect(found.symptoms).toEqual([]);
    expect(found.anomalies[0]).toMatchObject({
      type: 'other-error',
      observation: { observed: { status: 403 } },
    });
    const asked = await survey({ address, clients, failsOn: [401, 403] });
    expect(asked.symptoms.map(({ request }) => request.url)).toEqual([address.home]);
  });

  it('is a request to slow down, which stops the survey', async () => {
    const { site, address, clients } = simulate(
      { rateLimit: { requests: 2, seconds: 60, retryAfter: 30 } as never },
      ALL,
    );
    const found = await survey({ address, clients });
    expect(found.anomalies).toContainEqual({ type: 'rate-limited', retryAfterSeconds: 30 });
    expect(site.counters.requests).toBeLessThanOrEqual(6);
  });

  it('is a network that never answers, whose error is thrown', async () => {
    const { site, address, clients } = simulate({});
    site.on('request', () => 'drop');
    await expect(survey({ address, clients })).rejects.toMatchObject({ name: 'Problem' });
  });
});

describe('the requests that the user named', () => {
  it('are sent as typed, and reported with their failure rate', async () => {
    const { site, address, clients } = simulate({ rules: [] }, ALL);
    const me = {
      method: 'GET',
      url: restUrl(address, '/wp/v2/users/me'),
      as: 'anonymous',
      headers: { 'X-Own': '1' },
    } as const;
    const posts = { ...me, url: restUrl(address, '/wp/v2/posts') };
    const look = await firstLook([me, posts], { clients });
    expect(look.symptoms).toMatchObject([
      { request: me, failsOn: [401], observed: { code: 'rest_not_logged_in' } },
    ]);
    expect(look.rates).toEqual([{ fails: 3, of: 3 }]);
    expect(look.healthy.map(({ request }) => request)).toEqual([posts]);
    expect(site.log[0]?.url).toBe(me.url);
    expect(site.log[0]?.requestHeaders).toMatchObject({ 'x-own': '1' });
  });

  it('are sent by ?rest_route= where there are no pretty permalinks', async () => {
    const { address, clients } = simulate({
      permalinks: 'plain',
      plugins: ['lock'],
      rules: [{ when: 'lock', at: 'anonymous-rest' }],
    });
    const posts = {
      method: 'GET',
      url: `${address.home}wp-json/wp/v2/posts?per_page=1`,
      as: 'anonymous',
      headers: {},
    } as const;
    const look = await firstLook([posts], { clients });
    expect(look.symptoms.map(({ request }) => request.url)).toEqual([
      `${address.home}?rest_route=/wp/v2/posts&per_page=1`,
    ]);
  });

  it('are reported with a failure rate where they fail at random', async () => {
    const { address, clients } = simulate({
      plugins: ['lock'],
      rules: [{ when: 'lock', at: 'front-page', chance: 0.5 }],
      seed: 4,
    });
    const front = { method: 'GET', url: address.home, as: 'anonymous', headers: {} } as const;
    let look = await firstLook([front], { clients });
    while (look.rates.length === 0) look = await firstLook([front], { clients });
    expect(look.rates[0]!.of).toBeGreaterThanOrEqual(3);
    expect(look.rates[0]!.fails).toBeGreaterThanOrEqual(1);
  });
});
