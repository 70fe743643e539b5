// What stands at the way in: gates at a few places, portals, logins that are accepted and lead nowhere.
import { HttpResponse, http } from 'msw';
import { describe, expect } from 'vitest';
import type { Rule } from '../../../mocks/simulated/types.ts';
import {
  BOTH,
  DOZEN,
  expectBlocked,
  expectFound,
  expectUntouched,
  SESSION,
  test,
} from '../served-site.ts';

const GATE = { ...SESSION, WP_BISECT_GATE_PASSWORD: 'g4te-Keeper$staple' };
const GUARD: Rule[] = [{ when: 'guard', at: 'anonymous-rest' }];

const redirect = (location: string) =>
  new HttpResponse(null, { status: 302, headers: { location } });

/** A server that asks for a password at these paths. */
function gateAt(paths: RegExp, status = 401) {
  const page = `<html><head><title>401 Authorization Required</title></head><body><hr>nginx</body></html>`;
  const headers = {
    'www-authenticate': 'Basic realm="Admins"',
    server: 'nginx',
    'content-type': 'text/html',
  };
  return http.all('*', ({ request }) =>
    paths.test(new URL(request.url).pathname) && !request.headers.has('authorization')
      ? new HttpResponse(page, { status, headers })
      : undefined,
  );
}

/** A page of wp_die(), or a bare one, in place of everything. */
function closedWith(words: string, isDeath = true) {
  const body = isDeath
    ? `<html><head><title>WordPress &rsaquo; Error</title></head><body id="error-page"><div class="wp-die-message">${words}</div></body></html>`
    : words;
  const headers = { 'content-type': 'text/html' };
  return http.all('*', () => new HttpResponse(body, { status: 403, headers }));
}

describe.concurrent('a page of plugins that is broken in wp-admin, and only there', () => {
  test.for([['auto'], ['rest']])('leaves REST to switch them (%s)', async ([way], { make }) => {
    const broken = http.get('*/wp-admin/plugins.php', () =>
      HttpResponse.html('<div class="wp-die-message">There has been a critical error.</div>'),
    );
    const world = await make({ plugins: DOZEN, rules: GUARD }, { handlers: [broken] });
    const outcome = await world.run(['--switch', way!], { env: BOTH });
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('rest');
  });
});

describe.concurrent('a site that refuses to switch plugins', () => {
  const refuse = (path: string) =>
    http.post(path, () => HttpResponse.html('<h1>403 Forbidden</h1>', { status: 403 }));
  const byForm = refuse('*/wp-admin/plugins.php');
  const byRest = refuse('*/wp-json/wp/v2/plugins/*');

  // wp-admin's own words come with 500, as every wp_die() that names no status does.
  const byRight = http.post('*/wp-admin/plugins.php', () =>
    HttpResponse.html(
      '<body id="error-page"><div class="wp-die-message">Sorry, you are not allowed to deactivate plugins for this site.</div></body>',
      { status: 500 },
    ),
  );

  test.for([
    ['a firewall', byForm],
    ['WordPress, for want of a right', byRight],
  ] as const)('by its form in wp-admin is searched over REST (%s)', async ([, no], { make }) => {
    const world = await make({ plugins: DOZEN, rules: GUARD }, { handlers: [no] });
    const outcome = await world.run([], { env: BOTH });
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('rest');
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ switch: 'admin', code: 'changes-refused' }),
    );
  });

  test.for([
    ['admin', [byForm]],
    ['rest', [byForm, byRest]],
    ['auto', [byForm, byRest]],
  ] as const)('is told so after a few requests: %s', async ([way, handlers], { make }) => {
    const world = await make({ plugins: DOZEN, rules: GUARD }, { handlers: [...handlers] });
    const { code, report } = await world.run(['--switch', way], { env: BOTH });
    expect({ code, culprits: report.culprits }).toEqual({ code: 4, culprits: [] });
    expect(report.notes).toContainEqual(
      expect.objectContaining({ type: 'changes-refused', code: 'http-403' }),
    );
    expect(world.site.counters.toggles).toBe(0);
    expect(report.cost.requests).toBeLessThan(220);
  });
});

describe.concurrent('a site that blocks the address of this computer', () => {
  test.for<[string, string]>([
    ['IP Geo Block', 'Sorry, your request cannot be accepted.'],
    [
      'SiteGround Security',
      'You don\u2019t have access to this page. Please contact the administrator of this website for further assistance.',
    ],
    ['Security Ninja', 'You are not allowed to visit this website.'],
  ])(
    'is said to have %s, which answers in these words, and its setting is named',
    async ([plugin, words], { make }) => {
      const world = await make({}, { handlers: [closedWith(words)] });
      const outcome = await world.run();
      const { fact, remedy } = outcome.report.problem ?? {};
      expect({ code: outcome.code, fact }, outcome.stderr).toMatchObject({
        code: 3,
        fact: expect.stringContaining(words.slice(0, 40)),
      });
      expect(remedy).toContain(plugin);
      expect(remedy).toMatch(/your (?:country or )?address/);
      expectUntouched(world);
    },
  );

  test('is quoted where its words are unknown, and no plugin is blamed', async ({ make }) => {
    const world = await make({}, { handlers: [closedWith('Go away, please.')] });
    const { report } = await world.run();
    expect(report.problem?.fact).toContain('Go away, please.');
    expect(report.problem?.remedy).not.toContain('answers in these words');
  });

  test('is not called "no WordPress" where every answer is the block', async ({ make }) => {
    const world = await make({}, { handlers: [closedWith('Blocked', false)] });
    const { code, report } = await world.run();
    expect(code).toBe(3);
    expect(report.problem?.fact).toContain('shows no sign of WordPress');
    const told = await world.run([], { mode: ['--diagnose', '--format', 'json'] });
    expect(told.report.cause?.kind).not.toBe('wrong-address');
  });
});

describe.concurrent('a password gate of the server at the login alone', () => {
  test.for<[string, RegExp, number]>([
    ['all of wp-admin', /^\/wp-admin/, 401],
    ['wp-login.php', /\/wp-login\.php$/, 401],
    ['wp-login.php, asked for with 403', /\/wp-login\.php$/, 403],
    ['both', /\/wp-(?:admin|login)/, 401],
  ])('at %s: the error names --gate, which opens it', async ([, paths, status], { make }) => {
    const world = await make({ rules: GUARD }, { handlers: [gateAt(paths, status)] });
    const told = expectBlocked(await world.run(), 'gate-closed');
    expect(told).toContain('Admins');
    expect(told).toContain('--gate');
    expectFound(await world.run(['--gate', 'staff'], { env: GATE }), ['guard']);
  });

  test('gets its password only where the server asks for it', async ({ make }) => {
    const world = await make({ rules: GUARD }, { handlers: [gateAt(/\/wp-login\.php$/)] });
    expectFound(await world.run(['--gate', 'staff'], { env: GATE }), ['guard']);
    const rest = world.site.log.filter(({ area, as }) => area === 'rest' && as === 'anonymous');
    expect(rest.length).toBeGreaterThan(0);
    for (const { requestHeaders } of rest) expect(requestHeaders.authorization).toBeUndefined();
  });

  test.for(['shop', 'forms'])(
    'convicts no plugin where %s makes WordPress take its password for an application password',
    async (early, { make }) => {
      const world = await make({
        gate: { user: 'staff', password: GATE.WP_BISECT_GATE_PASSWORD },
        plugins: DOZEN.map((file) => (file === early ? { file, touchesUserEarly: true } : file)),
      });
      const { code, report, stderr } = await world.run(['--gate', 'staff'], { env: GATE });
      expect({ code, cause: report.cause?.kind }, stderr).toEqual({
        code: 1,
        cause: 'foreign-credential',
      });
      expect(report.cause?.facts).toMatchObject({ gate: true });
      expect(world.site.counters.toggles).toBe(0);
    },
  );
});

describe.concurrent('a portal for single sign-on', () => {
  test.for([
    ['Cloudflare Access', 'https://acme.cloudflareaccess.com/cdn-cgi/access/login/shop.test?kid=1'],
    ['oauth2-proxy', '/oauth2/start?rd=%2F'],
    ['Keycloak', 'https://id.acme.test/realms/acme/protocol/openid-connect/auth?client_id=x'],
    ['authentik', 'https://id.acme.test/application/o/authorize/?client_id=x'],
    ['Microsoft', 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=x'],
    ['Google', 'https://accounts.google.com/o/oauth2/v2/auth?client_id=x'],
    ['YunoHost', 'https://portal.acme.test/yunohost/sso/?r=aHR0cHM6'],
    ['', 'https://auth.acme.test/?rd=https%3A%2F%2Fshop.test%2F&rm=GET'],
    ['', 'https://acme.test/saml2/login'],
  ])(
    '(%s) is named, and not taken for another address of the site',
    async ([name = '', to = ''], { make }) => {
      const portal = http.all('*', ({ request }) =>
        new URL(request.url).pathname.startsWith('/oauth2')
          ? HttpResponse.html('<title>Sign in</title>', { status: 403 })
          : redirect(to),
      );
      const world = await make({}, { handlers: [portal] });
      const told = expectBlocked(await world.run(), 'redirected-away');
      expect(told).toContain('single sign-on portal');
      expect(told).toContain(name);
      expect(told).toContain('--site-header');
      expect(told).not.toContain('start again with');
      expectUntouched(world);
    },
  );

  test('is not confused with a site that has moved', async ({ make }) => {
    const world = await make(
      {},
      { handlers: [http.all('*', () => redirect('https://new.test/'))] },
    );
    expect(expectBlocked(await world.run(), 'redirected-away')).toContain('start again with');
  });
});

describe.concurrent('a password that is right, and a login that leads nowhere', () => {
  test.for([
    ['the cookie is dropped', (cookie: string) => cookie.replace(/wordpress_[^=]*=[^;]*;?/g, '')],
    [
      'the other server has other salts',
      (cookie: string) =>
        cookie.replace(/(wordpress_(?:logged_in_|sec_)?[0-9a-f]{32}=[^;]{8})/g, '$1x'),
    ],
  ] as const)(
    '(%s) is reported as accepted by the site and then lost',
    async ([, change], { make }) => {
      const world = await make();
      world.site.on('request', ({ request }) => {
        const cookie = request.headers.get('cookie');
        if (cookie?.includes('logged_in')) request.headers.set('cookie', change(cookie));
      });
      const told = expectBlocked(await world.run(), 'login-failed');
      expect(told).toContain('The password is right');
      expect(told).toContain('COOKIE_DOMAIN');
    },
  );

  test.for(['profile.php?page=wp-2fa-setup', 'admin.php?page=security-onboarding'])(
    'leads to %s: that page is named, and the password is called right',
    async (page, { make }) => {
      const pages = http.get('*/wp-admin/plugins.php', ({ request }) =>
        redirect(new URL(`/wp-admin/${page}`, request.url).href),
      );
      const rest = http.get('*/wp-json/*', ({ request }) =>
        request.headers.has('cookie')
          ? HttpResponse.json(
              { code: 'second_factor_needed', message: 'Set it up.', data: { status: 403 } },
              { status: 403 },
            )
          : undefined,
      );
      const world = await make({}, { handlers: [pages, rest] });
      const told = expectBlocked(await world.run(), 'login-failed');
      expect(told).toContain(page);
      expect(told).toContain('The password is right');
      expectUntouched(world);
    },
  );
});
