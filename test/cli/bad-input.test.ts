// Bad input gets a clear error, the right exit code, and changes nothing.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { HttpResponse, http } from 'msw';
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { siteFolder } from '../../src/journal/site-folder.ts';
import {
  ADMIN,
  APPLICATION_PASSWORD,
  BASIC,
  BOTH,
  expectBlocked,
  expectFound,
  expectUntouched,
  GATE_PASSWORD,
  PASSWORD,
  SESSION,
  test,
} from './served-site.ts';

/** A fault that a run would find, so that only the bad input stands in its way. */
const ILL: SiteOptions = { rules: [{ when: 'guard', at: 'anonymous-rest' }] };

describe.concurrent('the address', () => {
  test.for([
    'not a url',
    'ftp://example.com',
    'https://',
    'http://exa mple.com',
    'example.com:99999',
  ])('%j is no web address: exit 2, nothing is sent', async (address, { make }) => {
    const world = await make(ILL);
    const said = expectBlocked(await world.run([], { address }), 'not-a-url', 2);
    expect(said).toContain('is not a web address');
    expect(said).toContain('example.com');
    expect(world.site.log).toEqual([]);
    expectUntouched(world);
  });

  test('with an unknown host: the host is named, with a hint to check its spelling', async ({
    make,
  }) => {
    const world = await make(ILL);
    const address = 'https://no-such-host.invalid';
    const outcome = await world.run([], { address, asProcess: true });
    const said = expectBlocked(outcome, 'host-unknown');
    expect(said).toContain('no-such-host.invalid');
    expect(said).toContain('spelling');
    expectUntouched(world);
  });

  test.for(['http://', ''])(
    'with a closed port (typed with %j): connection refused',
    async (scheme, { make }) => {
      const world = await make(ILL);
      const outcome = await world.run([], { address: `${scheme}127.0.0.1:${await closedPort()}` });
      const said = expectBlocked(outcome, 'connection-refused');
      expect(said).toContain('refuses the connection');
      expectUntouched(world);
    },
  );

  test('of another web site: the run says that it is no WordPress', async ({ make }) => {
    const world = await make({ kind: 'not-wordpress' });
    const said = expectBlocked(await world.run(), 'not-wordpress');
    expect(said).toContain('There is no WordPress at');
    expect(said).toContain('subfolder');
    expectUntouched(world);
  });

  test('that redirects to another domain: no password goes there', async ({ make }) => {
    const world = await make(ILL);
    world.site.on(
      'request',
      () =>
        new Response(null, { status: 301, headers: { location: 'https://elsewhere.invalid/' } }),
    );
    const said = expectBlocked(await world.run(), 'redirected-away');
    expect(said).toContain('elsewhere.invalid');
    expectUntouched(world);
  });

  test('that redirects in a circle: the run says so and stops', async ({ make }) => {
    const world = await make(ILL);
    world.site.on('request', ({ request }) => Response.redirect(request.url, 302));
    expectBlocked(await world.run(), 'redirect-loop');
    expectUntouched(world);
  });

  test('where every answer is 500: the run names that status', async ({ make }) => {
    const world = await make(ILL);
    world.site.on(
      'request',
      () => new Response('<p>There has been a critical error.</p>', { status: 500 }),
    );
    const said = expectBlocked(await world.run(), 'server-error');
    expect(said).toContain('500');
    expectUntouched(world);
  });
});

describe.concurrent('certificates', () => {
  test('that are self-signed are refused, and --ca-file and --insecure are named', async ({
    make,
  }) => {
    const world = await make(ILL, { https: true });
    const said = expectBlocked(await world.run(), 'tls');
    expect(said).toContain('does not trust the certificate');
    expect(said).toContain('--ca-file');
    expect(said).toContain('--insecure');
    expectUntouched(world);
  });

  test('from a private authority are trusted with --ca-file', async ({ make, folder }) => {
    const world = await make(ILL, { https: true });
    const file = join(await folder(), 'ca.pem');
    writeFileSync(file, world.served.certificate ?? '');
    const outcome = await world.run(['--ca-file', file]);
    expectFound(outcome, ['guard']);
    expect(outcome.report.notes).not.toContainEqual({ type: 'insecure-tls' });
  });

  test('are not checked with --insecure, and the answer says so', async ({ make }) => {
    const world = await make(ILL, { https: true });
    const outcome = await world.run(['--insecure']);
    expectFound(outcome, ['guard']);
    expect(outcome.report.notes).toContainEqual({ type: 'insecure-tls' });
    expect(outcome.stderr).toContain('not checked (--insecure)');
  });

  test('cannot be read where --ca-file names a missing file: exit 2', async ({ make }) => {
    const world = await make(ILL, { https: true });
    const said = expectBlocked(
      await world.run(['--ca-file', '/no/such.pem']),
      'unreadable-file',
      2,
    );
    expect(said).toContain('/no/such.pem');
    expectUntouched(world);
  });

  test('cannot be read where --ca-file names another kind of file: exit 2', async ({
    make,
    folder,
  }) => {
    const world = await make(ILL, { https: true });
    const file = join(await folder(), 'ca.pem');
    writeFileSync(file, 'this is not PEM\n');
    const outcome = await world.run(['--ca-file', file]);
    expect(expectBlocked(outcome, 'unreadable-file', 2)).toContain(file);
    expectUntouched(world);
  });
});

describe.concurrent('the REST API', () => {
  test.for(['not-found', 'html'] as const)(
    'switched off (%s), with an application password alone: exit 3, no way in',
    async (rest, { make }) => {
      const world = await make({ ...ILL, rest });
      const said = expectBlocked(await world.run([], { env: BASIC }), 'rest-unavailable');
      expect(said).toContain('WP_BISECT_PASSWORD');
      expectUntouched(world);
    },
  );

  test('switched off, with a session: the run goes on without it', async ({ make }) => {
    const world = await make({ rest: 'not-found', rules: [{ when: 'guard', at: 'front-page' }] });
    const outcome = await world.run();
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('admin');
  });

  test('older than 5.5, with an application password alone: exit 3, no way in', async ({
    make,
  }) => {
    const rules = [{ when: 'guard', at: 'front-page' as const }];
    const world = await make({ rules, wordpress: '5.4.2' });
    const said = expectBlocked(await world.run([], { env: BASIC }), 'wordpress-too-old');
    expect(said).toContain('5.5');
    expect(said).toContain('WP_BISECT_PASSWORD');
    expectUntouched(world);
  });

  test('older than 5.5, with a session: the form of wp-admin switches the plugins', async ({
    make,
  }) => {
    const world = await make({ ...ILL, wordpress: '5.4.2' });
    const outcome = await world.run();
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('admin');
  });

  test('of 5.5, which has no application passwords, with one alone: the account password is asked for', async ({
    make,
  }) => {
    const world = await make({ ...ILL, wordpress: '5.5.3' });
    const said = expectBlocked(
      await world.run([], { env: BASIC }),
      'application-passwords-refused',
    );
    expect(said).toContain('WP_BISECT_PASSWORD');
    expectUntouched(world);
  });
});

describe.concurrent('credentials', () => {
  test('none at all: the error names each credential with its variable', async ({ make }) => {
    const world = await make(ILL);
    const said = expectBlocked(
      await world.run([], { env: { WP_BISECT_USER: 'admin' } }),
      'no-credentials',
    );
    expect(said).toContain('WP_BISECT_PASSWORD');
    expect(said).toContain('WP_BISECT_APP_PASSWORD');
    expectUntouched(world);
  });

  test('a password without a user: --user is named, and gives it', async ({ make }) => {
    const world = await make(ILL);
    const env = { WP_BISECT_PASSWORD: PASSWORD };
    expect(expectBlocked(await world.run([], { env }), 'no-user')).toContain('--user');
    expectUntouched(world);
    expectFound(await world.run(['--user', 'admin'], { env }), ['guard']);
  });

  const nobody = { WP_BISECT_USER: 'nobody' };
  test.for([
    [
      'a user the site does not know, at the login page',
      { ...SESSION, ...nobody },
      'unknown-user',
      'nobody',
    ],
    [
      'a user the site does not know, with an application password',
      { ...BASIC, ...nobody },
      'application-passwords-refused',
      '--user',
    ],
    [
      'a wrong password',
      { ...SESSION, WP_BISECT_PASSWORD: 'wr0ng-Pony!cell' },
      'wrong-password',
      'tried only once',
    ],
    [
      'a wrong application password',
      { ...BASIC, WP_BISECT_APP_PASSWORD: 'zzzz ZZZZ 0000 zzzz ZZZZ 0000' },
      'application-passwords-refused',
      'WP_BISECT_APP_PASSWORD',
    ],
    [
      'an application password where the password of the account belongs',
      { ...SESSION, WP_BISECT_PASSWORD: APPLICATION_PASSWORD },
      'application-password-as-account-password',
      'WP_BISECT_APP_PASSWORD instead',
    ],
    [
      'the password of the account where an application password belongs',
      { ...BASIC, WP_BISECT_APP_PASSWORD: PASSWORD },
      'account-password-as-application-password',
      'put it into WP_BISECT_PASSWORD',
    ],
  ] as const)(
    '%s: exit 3 says what to give, after one try',
    async ([, env, code, essence], { make }) => {
      const world = await make(ILL);
      expect(expectBlocked(await world.run([], { env }), code)).toContain(essence);
      expectUntouched(world);
      // One try each: more would lock the person out.
      expect(world.site.counters.failedLogins).toBe('WP_BISECT_PASSWORD' in env ? 1 : 0);
    },
  );

  test.for([
    ['password', { WP_BISECT_USER: 'eve', WP_BISECT_PASSWORD: 'ed1tor-Apple!lamp' }],
    [
      'application password',
      { WP_BISECT_USER: 'eve', WP_BISECT_APP_PASSWORD: 'eeee EEEE 1111 eeee EEEE 1111' },
    ],
  ] as const)(
    'a %s of an editor: exit 3 says that the account may not manage plugins',
    async ([, env], { make }) => {
      const eve = {
        login: 'eve',
        password: 'ed1tor-Apple!lamp',
        role: 'editor' as const,
        applicationPasswords: ['eeee EEEE 1111 eeee EEEE 1111'],
      };
      const world = await make({ ...ILL, users: [ADMIN, eve] });
      const said = expectBlocked(await world.run([], { env }), 'not-allowed');
      expect(said).toContain('activate_plugins');
      expect(said).toContain('administrator');
      expectUntouched(world);
    },
  );

  test('an administrator who lost the right: exit 3 says who may have taken it', async ({
    make,
  }) => {
    const taken = http.get('*/wp-json/wp/v2/plugins', () =>
      HttpResponse.json(
        { code: 'rest_cannot_view_plugins', message: 'Sorry.', data: { status: 403 } },
        { status: 403 },
      ),
    );
    const world = await make(ILL, { handlers: [taken] });
    const said = expectBlocked(await world.run([], { env: BOTH }), 'not-allowed');
    expect(said).toContain('The account is an administrator.');
    expect(said).toContain('--wp-cli');
    expectUntouched(world);
  });

  test('a second factor: the application password is named, and works', async ({ make }) => {
    const world = await make({ ...ILL, users: [{ ...ADMIN, twoFactor: true }] });
    const said = expectBlocked(await world.run(), 'two-factor');
    expect(said).toContain('WP_BISECT_APP_PASSWORD');
    expectUntouched(world);
    expectFound(await world.run([], { env: BASIC }), ['guard']);
  });

  test('a hidden login: --login-url is named, and works', async ({ make }) => {
    const world = await make({ ...ILL, login: { hiddenAt: 'my-door' } });
    const said = expectBlocked(await world.run(), 'login-hidden');
    expect(said).toContain('--login-url');
    expectUntouched(world);
    expectFound(await world.run(['--login-url', '/my-door/']), ['guard']);
    expectFound(await world.run(['--login-url', `${world.url}my-door/`]), ['guard']);
  });

  test('a --login-url on another site gets no password', async ({ make }) => {
    const world = await make(ILL);
    const outcome = await world.run(['--login-url', 'https://elsewhere.invalid/login']);
    expect(expectBlocked(outcome, 'foreign-request', 2)).toContain('elsewhere.invalid');
    expectUntouched(world);
    expect(world.site.counters.logins).toBe(0);
  });

  test('an account password at a login with a captcha: it is not sent, and the application password is named', async ({
    make,
  }) => {
    const world = await make({ ...ILL, login: { captcha: true } });
    const said = expectBlocked(await world.run(), 'captcha');
    expect(said).toContain('WP_BISECT_APP_PASSWORD');
    expectUntouched(world);
    expect(world.site.counters.failedLogins).toBe(0);
  });

  test.for(['page', '429'] as const)(
    'a login that is locked (%s): exit 3 says that there were too many attempts',
    async (lockoutAs, { make }) => {
      const world = await make({ ...ILL, login: { lockoutAfter: 1, lockoutAs } });
      const wrong = { ...SESSION, WP_BISECT_PASSWORD: 'wr0ng-Pony!cell' };
      await world.run([], { env: wrong });
      const said = expectBlocked(await world.run(), 'locked-out');
      expect(said).toContain('too many attempts');
      expectUntouched(world);
    },
  );

  test('two, and the site refuses one: the other one finds the culprits of both', async ({
    make,
  }) => {
    const world = await make({
      rules: [
        { when: 'guard', at: 'anonymous-rest' },
        { when: 'mail', at: 'application-passwords' },
      ],
    });
    const outcome = await world.run([], { env: BOTH });
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toContain('Signing in with the application password did not work');
    expect(outcome.report.culprits.map(({ plugins }) => plugins[0]?.plugin).sort()).toEqual([
      'guard/guard',
      'mail/mail',
    ]);
  });

  test('only an application password, and the culprit refuses those: exit 3 names the other', async ({
    make,
  }) => {
    const world = await make({ rules: [{ when: 'guard', at: 'application-passwords' }] });
    const said = expectBlocked(
      await world.run([], { env: BASIC }),
      'application-passwords-refused',
    );
    expect(said).toContain('WP_BISECT_PASSWORD');
    expectUntouched(world);
  });

  test('a stripped Authorization header, only an application password: a session is asked for', async ({
    make,
  }) => {
    const world = await make({ ...ILL, stripsAuthorization: true });
    const said = expectBlocked(
      await world.run([], { env: BASIC }),
      'application-passwords-refused',
    );
    expect(said).toContain('drops the Authorization header');
    expect(said).toContain('WP_BISECT_PASSWORD');
    expectUntouched(world);
  });
});

describe.concurrent('what stands in front of the site', () => {
  test('a bot challenge for everything is named with who makes it', async ({ make }) => {
    const world = await make({ ...ILL, cloudflare: 'challenge' });
    const said = expectBlocked(await world.run(), 'bot-challenge');
    expect(said).toContain('Cloudflare');
    expectUntouched(world);
  });

  test('a bot challenge at the login page only: an application password goes past it', async ({
    make,
  }) => {
    const world = await make({ ...ILL, cloudflare: { areas: ['login'] } });
    expectBlocked(await world.run(), 'bot-challenge');
    expectUntouched(world);
    // REST is open: with an application password the fault is found.
    expectFound(await world.run([], { env: BASIC }), ['guard']);
  });

  const gate = { user: 'staging', password: GATE_PASSWORD, realm: 'Staging' };

  test.for(['nginx', 'apache'] as const)(
    'a gate (%s) is named with its realm; --gate opens it',
    async (server, { make }) => {
      const world = await make({ ...ILL, gate: { ...gate, server } });
      const said = expectBlocked(await world.run(), 'gate-closed');
      expect(said).toContain('"Staging"');
      expect(said).toContain('--gate USER');
      expect(said).toContain('WP_BISECT_GATE_PASSWORD');
      expectUntouched(world);
      const env = { ...SESSION, WP_BISECT_GATE_PASSWORD: GATE_PASSWORD };
      expectFound(await world.run(['--gate', 'staging'], { env }), ['guard']);
    },
  );

  test('a gate with a wrong password: exit 3 says that the gate refuses it', async ({ make }) => {
    const world = await make({ ...ILL, gate });
    const env = { ...SESSION, WP_BISECT_GATE_PASSWORD: 'wr0ng-Pony!cell' };
    const said = expectBlocked(await world.run(['--gate', 'staging'], { env }), 'gate-closed');
    expect(said).toContain('refuses this user and password');
    expectUntouched(world);
  });

  test('a gate without its password: exit 2, nothing is sent', async ({ make }) => {
    const world = await make({ ...ILL, gate });
    const said = expectBlocked(await world.run(['--gate', 'staging']), 'bad-option', 2);
    expect(said).toContain('WP_BISECT_GATE_PASSWORD');
    expect(world.site.log).toEqual([]);
  });

  test('a gate, and only an application password: both need the same header, and a session is asked for', async ({
    make,
  }) => {
    const world = await make({ ...ILL, gate });
    const env = { ...BASIC, WP_BISECT_GATE_PASSWORD: GATE_PASSWORD };
    const outcome = await world.run(['--gate', 'staging'], { env });
    const said = expectBlocked(outcome, 'application-passwords-refused');
    expect(said).toContain('both need the Authorization header');
    expect(said).toContain('WP_BISECT_PASSWORD');
    expectUntouched(world);
  });
});

describe.concurrent('plugins that are named', () => {
  test.for(['--keep', '--only'] as const)(
    '%s with an unknown one: exit 2 suggests the right name',
    async (flag, { make }) => {
      const world = await make(ILL);
      const said = expectBlocked(await world.run([flag, 'gaurd']), 'unknown-plugin', 2);
      expect(said).toContain(`${flag} gaurd: the site has no such plugin`);
      expect(said).toContain('guard/guard');
      expectUntouched(world);
    },
  );

  test('an unknown one after Health Check was installed for the run: Health Check is removed again', async ({
    make,
  }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    const outcome = await world.run(['--install-health-check', '--keep', 'gaurd']);
    expectBlocked(outcome, 'unknown-plugin', 2);
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });

  test('--only with an inactive one: exit 2 says that it is not active', async ({ make }) => {
    const world = await make({
      ...ILL,
      plugins: ['guard', 'shop', { file: 'idle', status: 'inactive' }],
    });
    const outcome = await world.run(['--only', 'idle']);
    const said = expectBlocked(outcome, 'unknown-plugin', 2);
    expect(said).toContain('--only idle: that plugin is not active');
    expect(said).toContain('guard/guard');
    expectUntouched(world);
  });
});

describe.concurrent('our own record', () => {
  const root = process.getuid?.() === 0;

  test('a folder for journals that cannot be made ends the run before anything is sent', async ({
    make,
    folder,
  }) => {
    const world = await make(ILL);
    const file = join(await folder(), 'file');
    writeFileSync(file, '');
    const env = { ...SESSION, WP_BISECT_HOME: join(file, 'home') };
    const said = expectBlocked(await world.run([], { env }), 'journal-unwritable');
    expect(said).toContain('ENOTDIR');
    expect(said).toContain('WP_BISECT_HOME');
    expectUntouched(world);
  });

  test.skipIf(root)(
    'a folder for journals that is read-only ends the run before anything is sent',
    async ({ make }) => {
      const world = await make(ILL);
      chmodSync(world.home, 0o500);
      expectBlocked(await world.run(), 'journal-unwritable');
      chmodSync(world.home, 0o700);
      expectUntouched(world);
    },
  );

  test('a journal path that is a folder ends the run, and is named', async ({ make }) => {
    const world = await make(ILL);
    mkdirSync(join(siteFolder(world.home, world.url), 'journal.ndjson'), { recursive: true });
    const said = expectBlocked(await world.run(), 'journal-unwritable');
    expect(said).toContain('journal.ndjson');
    expectUntouched(world);
  });

  test.for([
    ['nonsense', 'nonsense\n', 1],
    ['an empty file', '', 1],
    ['of another version', '{"type":"begin","schema":9}\n', 1],
    ['damaged in its middle', null, 2],
  ] as const)('a corrupt journal (%s) is kept and reported', async ([, text, line], { make }) => {
    const world = await make(ILL);
    const at = siteFolder(world.home, world.url);
    const path = join(at, 'journal.ndjson');
    const begin = {
      type: 'begin',
      schema: 1,
      site: world.url,
      restRoot: world.url,
      siteUrl: world.url,
      startedAt: 'x',
      switch: 'rest',
      baseline: [],
      requires: {},
      brought: null,
    };
    const written = text ?? `${JSON.stringify(begin)}\n#\n{"type":"restoring","active":[]}\n`;
    mkdirSync(at, { recursive: true });
    writeFileSync(path, written);
    for (const mode of [['--bisect'], ['--restore']]) {
      const outcome = await world.run([], { mode: [...mode, '--format', 'json'] });
      const said = expectBlocked(outcome, 'journal-corrupt');
      expect(said).toContain(path);
      expect(said).toContain(`line ${line}`);
      expect(Object.values(world.files())).toEqual([written]);
    }
    expect(world.site.counters.toggles).toBe(0);
  });
});

/** A loopback port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}
