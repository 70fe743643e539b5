import { describe, expect, it } from 'vitest';
import { createSite } from '../../../mocks/simulated/site.ts';
import type { SimulatedSite, SiteOptions } from '../../../mocks/simulated/types.ts';
import { Problem } from '../../../src/model/errors.ts';
import type { RunEvent } from '../../../src/model/events.ts';
import { findSite } from '../../../src/wordpress/discover/find-site.ts';
import {
  type Access,
  type AccessOptions,
  proveAccess,
} from '../../../src/wordpress/sign-in/sign-in.ts';
import { type Host, internet, moved, page } from '../http/small-internet.ts';

const E = 'https://example.com';
const RIGHT = 'abcd EFGH 1234 ijkl MNOP 5678';
const WRONG = 'zzzz zzzz zzzz zzzz zzzz zzzz';
const SECRETS = ['password', 'abcd EFGH', 'wrong-one', WRONG];

type Given = Pick<AccessOptions, 'applicationPassword' | 'password' | 'loginUrl'> & {
  readonly user?: string;
  readonly gate?: { user: string; password: string };
  /** Answers instead of the site, where it wants to. */
  readonly instead?: (request: Request) => Response | null;
};

/** What HTTP Auth answers to a REST request: wp_die() with a challenge. */
const closedForRest = (request: Request): Response | null =>
  request.url.includes('/wp-json/')
    ? new Response(JSON.stringify({ code: 'wp_die', message: 'Nope', data: { status: 401 } }), {
        status: 401,
        headers: {
          'Content-Type': 'application/json',
          'WWW-Authenticate': 'Basic realm="Restricted Site"',
        },
      })
    : null;

/** Finds the site and proves what is given. */
async function prove(site: SimulatedSite, given: Given) {
  const host: Host = async (request) => given.instead?.(request) ?? site.handle(request);
  const { connection, sent } = internet({ [E]: host }, { gate: given.gate });
  const events: RunEvent[] = [];
  const address = await findSite(E, { connection });
  const before = connection.requests;
  const outcome = await proveAccess({
    user: 'admin',
    ...given,
    address,
    connection,
    emit: (event) => events.push(event),
  }).catch((error: unknown) => error);
  for (const secret of SECRETS) {
    const told = JSON.stringify([events, outcome instanceof Problem ? outcome.facts : null]);
    expect(told).not.toContain(`"${secret}"`);
  }
  return {
    outcome,
    access: outcome as Access,
    events: events.map(({ type }) => type),
    requests: connection.requests - before,
    sent,
  };
}

const make = (options: SiteOptions = {}) => createSite({ url: `${E}/`, ...options });
const editor = {
  login: 'admin',
  password: 'password',
  role: 'editor' as const,
  applicationPasswords: [RIGHT],
};

describe('proving one right credential', () => {
  it('takes two requests for an application password', async () => {
    const { access, events, requests } = await prove(make(), { applicationPassword: RIGHT });
    expect(access).toMatchObject({ user: 'admin', refused: [], restRefusesSession: false });
    expect(access.session).toBeUndefined();
    const list = await access.applicationPassword!.rest({ path: '/wp/v2/plugins' });
    expect(list.json).toEqual([]);
    expect(events).toEqual(['signing-in', 'access-proven']);
    expect(requests).toBe(2);
  });

  it.each([RIGHT, RIGHT.replace(/ /g, ''), ` ${RIGHT} `])(
    'ignores spaces in an application password (%j)',
    async (typed) => {
      const { access } = await prove(make(), { applicationPassword: typed });
      expect(access.applicationPassword).toBeDefined();
    },
  );

  it('takes five requests for an account password, whose session works in REST and wp-admin', async () => {
    const { access, requests } = await prove(make(), { password: 'password' });
    expect(access).toMatchObject({ refused: [], restRefusesSession: false });
    expect((await access.session!.rest({ path: '/wp/v2/plugins' })).json).toEqual([]);
    const form = await access.session!.send({ url: `${E}/wp-admin/plugins.php` });
    expect(form.text).toContain('bulk-action-form');
    expect(requests).toBe(5);
  });

  it('keeps two identities apart', async () => {
    const { access, sent } = await prove(make(), {
      applicationPassword: RIGHT,
      password: 'password',
    });
    sent.length = 0;
    await access.anonymous.send({ url: `${E}/` });
    await access.session!.send({ url: `${E}/` });
    await access.applicationPassword!.send({ url: `${E}/` });
    expect(sent.map(({ authorization }) => authorization !== null)).toEqual([false, false, true]);
  });

  it('reads namespaces with the credential where visitors may not', async () => {
    const site = make({ plugins: ['guard'], rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const { access } = await prove(site, { applicationPassword: RIGHT });
    expect(access.address.namespaces).toContain('wp/v2');
  });
});

describe('proving no credential', () => {
  it('fails with an error that names what is missing', async () => {
    expect((await prove(make(), {})).outcome).toMatchObject({ code: 'no-credentials' });
    expect((await prove(make(), { user: ' ', password: 'x' })).outcome).toMatchObject({
      code: 'no-user',
    });
  });
});

describe('an application password that is refused', () => {
  const refused = (facts: object) => ({ code: 'application-passwords-refused', facts });

  it.each<[string, SiteOptions, string, object]>([
    [
      'wrong: core takes it for a stranger',
      {},
      WRONG,
      refused({ why: 'header-stripped-or-wrong', code: 'rest_not_logged_in', status: 401 }),
    ],
    [
      'kept from PHP by the server',
      { stripsAuthorization: true },
      RIGHT,
      refused({ why: 'header-stripped-or-wrong' }),
    ],
    [
      'wrong, and a plugin looks at it early',
      { plugins: [{ file: 'shop', touchesUserEarly: true }] },
      WRONG,
      { code: 'wrong-password', facts: { credential: 'application-password', user: 'admin' } },
    ],
    [
      'switched off by a plugin',
      { plugins: ['lock'], rules: [{ when: 'lock', at: 'application-passwords' }] },
      RIGHT,
      refused({ why: 'switched-off' }),
    ],
    [
      'refused by a plugin that tests too early',
      {
        plugins: ['lock'],
        rules: [{ when: 'lock', at: 'rest-without-session', answer: { status: 403, die: true } }],
      },
      RIGHT,
      refused({ why: 'blocked', status: 403, code: 'wp_die' }),
    ],
    [
      'compared with the account password by a plugin: core would answer with 401',
      {
        plugins: ['lock'],
        rules: [
          {
            when: 'lock',
            at: 'rest-without-session',
            answer: { status: 500, code: 'incorrect_password' },
          },
        ],
      },
      RIGHT,
      refused({ why: 'blocked', status: 500, code: 'incorrect_password' }),
    ],
    [
      'taken for a stranger by a blocker',
      { plugins: ['lock'], rules: [{ when: 'lock', at: 'anonymous-rest' }] },
      WRONG,
      refused({ why: 'same-as-anonymous', code: 'rest_login_required' }),
    ],
    [
      'the account password instead',
      {},
      'password',
      { code: 'account-password-as-application-password', facts: { user: 'admin' } },
    ],
    [
      'of somebody who may not',
      { users: [editor] },
      RIGHT,
      {
        code: 'not-allowed',
        facts: { credential: 'application-password', capability: 'activate_plugins' },
      },
    ],
    ['REST is gone', { rest: 'not-found' }, RIGHT, { code: 'rest-unavailable' }],
    ['WordPress is too old', { wordpress: '5.4.2' }, RIGHT, { code: 'wordpress-too-old' }],
    [
      'a fatal error in REST',
      {
        plugins: ['shop'],
        rules: [{ when: 'shop', at: 'rest', answer: { fatal: 'plugins/shop/shop.php' } }],
      },
      RIGHT,
      { code: 'server-error', facts: { status: 500 } },
    ],
  ])('is reported with its reason: %s', async (_, options, applicationPassword, expected) => {
    const { outcome } = await prove(make(options), { applicationPassword });
    expect(outcome).toMatchObject(expected);
    expect((outcome as Problem).exitCode).toBe(3);
  });

  it('is reported as one of an unknown user where the site says so', async () => {
    const site = make({ plugins: [{ file: 'shop', touchesUserEarly: true }] });
    const { outcome } = await prove(site, { user: 'nobody', applicationPassword: RIGHT });
    expect(outcome).toMatchObject({ code: 'unknown-user', facts: { user: 'nobody' } });
  });

  it('is explained by plain http to a public host', async () => {
    const site = createSite({ url: 'http://example.com/', environment: 'production' });
    const { connection } = internet({ 'http://example.com': site, [E]: 'ECONNREFUSED' });
    const address = await findSite('example.com', { connection });
    await expect(
      proveAccess({ address, connection, user: 'admin', applicationPassword: RIGHT }),
    ).rejects.toMatchObject(refused({ why: 'no-https' }));
  });

  it("leaves visitors without the password of a plugin's gate, so that their failure shows", async () => {
    const gate = { user: 'staging', password: 'letmein' };
    const open = `Basic ${btoa('staging:letmein')}`;
    const instead = (request: Request) =>
      request.headers.get('authorization') === open || /\.gif$/.test(request.url)
        ? null
        : page('<body id="error-page"><div class="wp-die-message">Restricted</div></body>', 401, {
            'WWW-Authenticate': 'Basic realm="Restricted Site"',
          });
    const { access } = await prove(make(), { gate, password: 'password', instead });
    const visitor = await access.anonymous.send({ url: `${E}/` });
    expect(visitor.status).toBe(401);
    expect((await access.session!.send({ url: `${E}/wp-admin/` })).status).toBe(200);
    const alone = await prove(make(), { password: 'password', instead });
    expect(alone.outcome).toMatchObject({ code: 'gate-closed', facts: { byPlugin: true } });
    const basic = await prove(make(), { applicationPassword: RIGHT, instead: closedForRest });
    expect(basic.outcome).toMatchObject({ code: 'gate-closed', facts: { byPlugin: true } });
  });

  it.each([
    ['with a page of its own', '<h1>401 Authorization Required</h1>'],
    ["with WordPress' page for what is missing", '<link href="/wp-content/themes/a/style.css">'],
  ])("leaves visitors with the password of a server's gate %s", async (_, html) => {
    const gate = { user: 'staging', password: 'letmein' };
    const open = `Basic ${btoa('staging:letmein')}`;
    const instead = (request: Request) =>
      request.headers.get('authorization') === open
        ? null
        : page(html, 401, { 'WWW-Authenticate': 'Basic realm="Staging"' });
    const { access } = await prove(make(), { gate, password: 'password', instead });
    expect((await access.anonymous.send({ url: `${E}/` })).status).toBe(200);
  });

  it('is not sent behind a gate, where the session works', async () => {
    const gate = { user: 'staging', password: 'letmein' };
    const alone = await prove(make({ gate }), { gate, applicationPassword: RIGHT });
    expect(alone.outcome).toMatchObject(refused({ why: 'gate' }));
    const both = await prove(make({ gate }), {
      gate,
      applicationPassword: RIGHT,
      password: 'password',
    });
    expect(both.access.session).toBeDefined();
    expect(both.access.refused).toMatchObject([{ credential: 'application-password' }]);
  });

  it('is not assumed where only the users are closed: the plugin list proves it', async () => {
    const site = make({
      plugins: ['shield'],
      rules: [
        {
          when: 'shield',
          at: { area: 'rest', path: '/wp/v2/users*' },
          answer: { status: 401, code: 'rest_user_cannot_view' },
        },
      ],
    });
    const { access } = await prove(site, { applicationPassword: RIGHT });
    expect(access).toMatchObject({ user: 'admin' });
    expect(access.applicationPassword).toBeDefined();
  });
});

describe('both credentials', () => {
  it.each([
    ['a hidden login', { login: { hiddenAt: 'my-door' } }, 'login-hidden'],
    ['a captcha', { login: { captcha: true } }, 'captcha'],
  ] as const)('are both told to be refused behind %s', async (_, options, code) => {
    const both = { password: 'password', applicationPassword: WRONG };
    const { outcome } = await prove(make(options), both);
    expect(outcome).toMatchObject({ code, otherWay: 'refused' });
    const { outcome: alone } = await prove(make(options), { password: 'password' });
    expect(alone).toMatchObject({ code, otherWay: 'open' });
  });

  it('are not suggested as remedies for each other where one plugin refuses both', async () => {
    const site = make({
      plugins: ['wall'],
      rules: [{ when: 'wall', at: 'everything', answer: { status: 403, die: true } }],
    });
    const { outcome } = await prove(site, { password: 'password', applicationPassword: RIGHT });
    expect(outcome).toMatchObject({
      code: 'application-passwords-refused',
      facts: { why: 'blocked', sessionToo: true },
    });
  });
});

describe('an account password that is refused', () => {
  it.each<[string, SiteOptions, Given, object]>([
    [
      'wrong',
      {},
      { password: 'wrong-one' },
      {
        code: 'wrong-password',
        facts: { credential: 'session', said: expect.stringContaining('incorrect') },
      },
    ],
    [
      'unknown user',
      {},
      { user: 'nobody', password: 'wrong-one' },
      {
        code: 'unknown-user',
        facts: { user: 'nobody', said: expect.stringContaining('not registered') },
      },
    ],
    [
      'an application password instead',
      {},
      { password: RIGHT },
      { code: 'application-password-as-account-password' },
    ],
    [
      'a second factor',
      { users: [{ login: 'admin', password: 'password', twoFactor: true }] },
      { password: 'password' },
      { code: 'two-factor', facts: { user: 'admin' } },
    ],
    ['a captcha', { login: { captcha: true } }, { password: 'password' }, { code: 'captcha' }],
    [
      'a hidden login',
      { login: { hiddenAt: 'my-door' } },
      { password: 'password' },
      { code: 'login-hidden', facts: { url: `${E}/wp-login.php`, status: 404 } },
    ],
    [
      'somebody who may not',
      { users: [editor] },
      { password: 'password' },
      { code: 'not-allowed', facts: { credential: 'session' } },
    ],
    [
      'a browser check on the login page',
      { cloudflare: { areas: ['login'] } },
      { password: 'password' },
      { code: 'bot-challenge', facts: { by: 'Cloudflare' } },
    ],
    [
      'a second gate on the login page',
      {
        plugins: ['door'],
        rules: [
          {
            when: 'door',
            at: 'login-page',
            answer: {
              status: 401,
              headers: { 'WWW-Authenticate': 'Basic realm="Door"' },
              body: 'Who?',
            },
          },
        ],
      },
      { password: 'password' },
      { code: 'gate-closed', facts: { realm: 'Door' } },
    ],
    [
      'a login page that is 401',
      { plugins: ['door'], rules: [{ when: 'door', at: 'login-page' }] },
      { password: 'password' },
      { code: 'login-failed', facts: { status: 401 } },
    ],
    [
      'a broken login page',
      {
        plugins: ['door'],
        rules: [{ when: 'door', at: 'login-page', answer: { fatal: 'plugins/door/door.php' } }],
      },
      { password: 'password' },
      { code: 'server-error' },
    ],
    [
      'a login form elsewhere',
      {},
      { password: 'password', loginUrl: 'https://evil.test/login' },
      { code: 'foreign-request' },
    ],
  ])('is reported with its reason: %s', async (_, options, given, expected) => {
    const site = make(options);
    const { outcome } = await prove(site, given);
    expect(outcome).toMatchObject(expected);
    expect(site.counters.failedLogins).toBeLessThanOrEqual(1);
  });

  it.each(['page', '403', '429', '503'] as const)(
    'is reported as locked out (as %s)',
    async (lockoutAs) => {
      const site = make({ login: { lockoutAfter: 1, lockoutAs } });
      await prove(site, { password: 'wrong-one' });
      const { outcome } = await prove(site, { password: 'password' });
      expect(outcome).toMatchObject({
        code: 'locked-out',
        facts: { said: expect.stringContaining('Too many') },
      });
    },
  );

  it('is not sent to a form that posts to another site', async () => {
    const { outcome, sent } = await prove(make(), {
      password: 'password',
      instead: ({ url }) =>
        url.includes('wp-login')
          ? page(
              '<form action="https://evil.test/"><input name="log"><input type="password" name="pwd"></form>',
            )
          : null,
    });
    expect(outcome).toMatchObject({ code: 'redirected-away', facts: { to: 'https://evil.test/' } });
    expect(sent.every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('signing in', () => {
  it('works at a hidden login form with its address', async () => {
    const site = make({ login: { hiddenAt: 'my-door' } });
    for (const loginUrl of [`${E}/my-door`, '/my-door']) {
      const { access } = await prove(site, { password: 'password', loginUrl });
      expect(access.session).toBeDefined();
    }
  });

  it('succeeds at the reminder to confirm the administration address', async () => {
    const site = make({ login: { confirmAdminEmail: true } });
    expect((await prove(site, { password: 'password' })).access.session).toBeDefined();
  });

  it("works with a plugin's login form, with other field names and a token", async () => {
    const site = make();
    let posted = '';
    const { access } = await prove(site, {
      password: 'password',
      loginUrl: '/my-account/',
      instead: (request) => {
        if (!request.url.endsWith('/my-account/')) return null;
        if (request.method === 'GET') {
          return page(`<form method="post"><input name="username"><input type="password" name="secret">
            <input type="hidden" name="token" value="t&amp;1"><button type="submit" name="login" value="Log in"></form>`);
        }
        void request
          .clone()
          .text()
          .then((text) => {
            posted = text;
          });
        const { cookie } = site.signIn('admin');
        const headers = new Headers({ Location: '/my-account/' });
        for (const one of cookie.split('; ')) headers.append('Set-Cookie', `${one}; Path=/`);
        return new Response(null, { status: 302, headers });
      },
    });
    expect(access.session).toBeDefined();
    expect(Object.fromEntries(new URLSearchParams(posted))).toEqual({
      username: 'admin',
      secret: 'password',
      token: 't&1',
      login: 'Log in',
    });
  });

  it('succeeds behind an onboarding page that comes once', async () => {
    const site = make({ plugins: [{ file: 'tour', onboarding: { ajax: true } }] });
    site.deactivate('tour');
    site.activate('tour');
    const { access } = await prove(site, { password: 'password' });
    expect(access).toMatchObject({ restRefusesSession: false });
    expect(access.session).toBeDefined();
  });

  it('succeeds behind an onboarding page that all of wp-admin redirects to until it was opened', async () => {
    const site = make({ plugins: [{ file: 'tour', onboarding: { ajax: true, insists: true } }] });
    site.deactivate('tour');
    site.activate('tour');
    const { access } = await prove(site, { password: 'password' });
    expect(access).toMatchObject({ restRefusesSession: false });
    expect(access.session).toBeDefined();
  });

  it('is proven by wp-admin where REST refuses everyone', async () => {
    const site = make({ plugins: ['wall'], rules: [{ when: 'wall', at: 'rest' }] });
    const { access } = await prove(site, { password: 'password' });
    expect(access).toMatchObject({ restRefusesSession: true, refused: [] });
    expect(access.session).toBeDefined();
  });

  it('fails where REST refuses everyone and the account may not manage plugins', async () => {
    const site = make({
      users: [editor],
      plugins: ['wall'],
      rules: [{ when: 'wall', at: 'rest' }],
    });
    const { outcome } = await prove(site, { password: 'password' });
    expect(outcome).toMatchObject({ code: 'not-allowed' });
  });

  it('is repeated once where the site ends the session before it is used', async () => {
    const site = make();
    let ended = 0;
    const instead = (request: Request) => {
      if (request.url.includes('rest-nonce') && ended++ === 0) site.endSessions();
      return null;
    };
    const { access } = await prove(site, { password: 'password', instead });
    expect((await access.session!.rest({ path: '/wp/v2/plugins' })).json).toEqual([]);
    expect(ended).toBeGreaterThan(1);
  });

  it('fails with the words of the page where every page of wp-admin dies after the login', async () => {
    const words = 'Could not create the table of the members.';
    const instead = (request: Request) =>
      request.url.includes('/wp-admin/') || request.headers.has('cookie')
        ? /wp-login\.php/.test(request.url)
          ? null
          : new Response(words, { headers: { 'content-type': 'text/html' } })
        : null;
    const { outcome } = await prove(make(), { password: 'password', instead });
    expect(outcome).toMatchObject({
      code: 'login-failed',
      facts: { url: expect.stringContaining('plugins.php'), status: 200, said: words },
    });
  });

  it('fails where the site never accepts the session', async () => {
    const site = make();
    const instead = (request: Request) => {
      if (!request.url.includes('wp-login.php')) site.endSessions();
      return null;
    };
    const { outcome } = await prove(site, { password: 'password', instead });
    expect(outcome).toMatchObject({ code: 'login-failed', facts: { status: 400 } });
  });

  it('is repeated for a lost session, with a note', async () => {
    const site = make();
    const { connection } = internet({ [E]: site });
    const events: RunEvent[] = [];
    const address = await findSite(E, { connection });
    const access = await proveAccess({
      address,
      connection,
      user: 'admin',
      password: 'password',
      emit: (event) => events.push(event),
    });
    site.endSessions();
    expect((await access.session!.rest({ path: '/wp/v2/plugins' })).json).toEqual([]);
    expect(events.at(-1)).toEqual({ type: 'note', note: { type: 'session-renewed' } });
    expect(site.counters.logins).toBe(2);
  });
});

describe('two credentials', () => {
  it('are both used where both are right', async () => {
    const { access, events } = await prove(make(), {
      applicationPassword: RIGHT,
      password: 'password',
    });
    expect(access.applicationPassword).toBeDefined();
    expect(access.session).toBeDefined();
    expect(events.filter((type) => type === 'access-proven')).toHaveLength(2);
  });

  it.each<[string, SiteOptions, Given, string]>([
    [
      'the session',
      { plugins: ['lock'], rules: [{ when: 'lock', at: 'application-passwords' }] },
      { applicationPassword: RIGHT, password: 'password' },
      'application-password',
    ],
    [
      'the application password',
      { login: { captcha: true } },
      { applicationPassword: RIGHT, password: 'password' },
      'session',
    ],
  ])(
    'are reduced to %s, with a note, where the other is refused',
    async (_, options, given, credential) => {
      const { access, events } = await prove(make(options), given);
      expect(access.refused.map((one) => one.credential)).toEqual([credential]);
      expect(events).toContain('access-refused');
      expect([access.applicationPassword, access.session].filter(Boolean)).toHaveLength(1);
    },
  );

  it('give the most specific error where both are refused', async () => {
    const site = make({ stripsAuthorization: true });
    const { outcome, events } = await prove(site, {
      applicationPassword: RIGHT,
      password: 'wrong-one',
    });
    expect(outcome).toMatchObject({ code: 'wrong-password', facts: { credential: 'session' } });
    expect(events).not.toContain('access-refused');
  });

  it('are sent once each, whatever happens', async () => {
    const site = make();
    await prove(site, { applicationPassword: WRONG, password: 'wrong-one' });
    expect(site.counters.failedLogins).toBe(1);
  });
});

describe('redirects on the way in', () => {
  it('to a single sign-on elsewhere are reported as such', async () => {
    const { outcome } = await prove(make(), {
      password: 'password',
      instead: ({ url }) =>
        url.includes('wp-login') ? moved('https://sso.test/start', 302) : null,
    });
    expect(outcome).toMatchObject({
      code: 'redirected-away',
      facts: { to: 'https://sso.test/start' },
    });
  });

  it('from the login page to the front page mean a hidden login', async () => {
    const { outcome } = await prove(make(), {
      password: 'password',
      instead: ({ url }) => (url.includes('wp-login') ? moved('/', 302) : null),
    });
    expect(outcome).toMatchObject({ code: 'login-hidden' });
  });
});

// A rejection that nobody hears ends the process, and with it whatever it would have put right.
describe('Ctrl-C while signing in', () => {
  const both = { applicationPassword: RIGHT, password: 'password' };

  async function stoppedAt(request: number): Promise<{ stopped: unknown; unheard: unknown[] }> {
    const site = make();
    const abort = new AbortController();
    let sent = Number.NEGATIVE_INFINITY;
    const host: Host = async (asked) => {
      sent += 1;
      if (sent === request) abort.abort();
      return site.handle(asked);
    };
    const { connection } = internet({ [E]: host });
    const address = await findSite(E, { connection });
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => unheard.push(reason);
    process.on('unhandledRejection', hear);
    sent = 0;
    const given = { user: 'admin', ...both, address, connection, signal: abort.signal };
    const stopped = await proveAccess(given).then(
      () => null,
      (error: unknown) => error,
    );
    for (let turn = 0; turn < 3; turn += 1) await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', hear);
    return { stopped, unheard };
  }

  it.each([1, 2, 3, 4, 5])('at request %i rejects the sign-in', async (request) => {
    const { stopped, unheard } = await stoppedAt(request);
    expect(stopped).toMatchObject({ name: 'AbortError' });
    expect(unheard).toEqual([]);
  });
});
