/** The access checks against a real WordPress: what is wrong is named, and nobody is accused who is not. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer, request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { EDITOR } from '../../mocks/embedded/accounts.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress, WordPressOptions } from '../../mocks/embedded/types.ts';
import { selfSignedCertificate } from '../../mocks/simulated/certificate.ts';
import type { DiagnosisInput } from '../../src/diagnosis/input.ts';
import { isProblem } from '../../src/model/errors.ts';
import type { AccessFacts } from '../../src/model/facts/access.ts';
import type { FindingResult, Found } from '../../src/model/findings.ts';
import { checkNamed } from '../../src/report/findings/index.ts';
import { survey } from '../../src/symptoms/survey.ts';
import { createNames } from '../../src/system/dns.ts';
import { findSite } from '../../src/wordpress/discover/find-site.ts';
import { createClient } from '../../src/wordpress/http/client.ts';
import { createConnection } from '../../src/wordpress/http/connection.ts';
import { looksLikeApplicationPassword } from '../../src/wordpress/sign-in/application-password.ts';
import { proveAccess } from '../../src/wordpress/sign-in/sign-in.ts';
import { en } from '../language/english.ts';
import { listen } from '../wordpress/http/server.ts';

const WRONG = 'abcd EFGH 1234 ijkl MNOP 5678';

/** Plugins that are written for these tests alone. */
const OWN_PLUGINS = {
  // A plugin that ignores right application passwords, and leaves no other trace of that.
  'deaf-ears': "add_filter( 'application_password_is_api_request', '__return_false' );",
  // What the guides put into wp-config.php behind a proxy.
  'proxy-aware':
    "if ( ( $_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '' ) === 'https' ) $_SERVER['HTTPS'] = 'on';",
  'short-watch': "add_filter( 'auth_cookie_expiration', fn() => 600 );",
  'old-copies': `add_action( 'send_headers', fn() => header( 'Age: 90000' ) );
add_action( 'wp_enqueue_scripts', fn() => wp_enqueue_script( 'wp-api-fetch' ) );
if ( $_SERVER['REQUEST_URI'] === '/' ) add_filter( 'nonce_life', fn() => 7 );`,
};

/** A proxy that ends https, as in front of many hosts; `told`: it says so to the site behind. */
async function httpsProxy() {
  let behind = '';
  let told = false;
  const server = createServer(await selfSignedCertificate(), (asked, reply) => {
    const headers = { ...asked.headers, ...(told && { 'x-forwarded-proto': 'https' }) };
    const onward = request(new URL(asked.url ?? '/', behind), { method: asked.method, headers });
    onward.on('response', (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    onward.on('error', () => reply.destroy());
    asked.pipe(onward);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await listen(server);
  return {
    url: `https://127.0.0.1:${port}/`,
    forwardTo(url: string, options: { readonly told?: boolean } = {}) {
      behind = url;
      told = options.told ?? false;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createPlainServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

type Given = {
  readonly user?: string;
  readonly applicationPassword?: string;
  readonly password?: string;
  /** Where to ask, when it is not the site itself that is asked. */
  readonly url?: string;
};

/** A scene as a diagnosis composes it: the site found, credentials proven, what fails surveyed. */
async function sampleInput(
  site: EmbeddedWordPress,
  { user = site.user, url = site.url, ...secrets }: Given,
) {
  const connection = createConnection({
    timeoutMs: 20_000,
    userAgent: 'wp-bisect/test',
    insecure: true,
  });
  const address = await findSite(url, { connection });
  const anonymous = createClient({ connection, address, credential: { identity: 'anonymous' } });
  const access = await proveAccess({ user, ...secrets, address, connection }).catch((error) => {
    if (isProblem(error)) return error;
    throw error;
  });
  const credential = secrets.password ? ('session' as const) : ('application-password' as const);
  const refused = isProblem(access)
    ? access.code === 'no-credentials'
      ? []
      : [{ credential, problem: access }]
    : access.refused;
  const typed = secrets.applicationPassword;
  const clients = {
    anonymous,
    ...(!isProblem(access) && access.session && { session: access.session }),
    ...(typed && {
      'application-password': createClient({
        connection,
        address,
        credential: { identity: 'application-password', user, password: typed },
      }),
    }),
  };
  const { symptoms, rates } = await survey({ address, clients });
  const scene: DiagnosisInput = {
    typed: site.url,
    address: isProblem(access) ? address : access.address,
    blocked: null,
    clients,
    proven: isProblem(access)
      ? []
      : [
          ...(access.applicationPassword ? (['application-password'] as const) : []),
          ...(access.session ? (['session'] as const) : []),
        ],
    refused,
    given: {
      user: 'name',
      applicationPassword: !typed ? null : looksLikeApplicationPassword(typed) ? 'shaped' : 'other',
      password: secrets.password ? 'other' : null,
      gate: false,
    },
    symptoms,
    rates,
    exact: false,
    plugins: null,
    mustUse: null,
    dropIns: null,
    theme: null,
    explore: connection.explore,
    exploreAt: connection.exploreAt,
    names: createNames({ hostsPath: '/etc/hosts' }),
    system: 'linux',
    clock: { now: Date.now, sleep: async () => {} },
    signal: new AbortController().signal,
  };
  return scene;
}

/** The checks on credentials, caches, names, repetition and sessions. */
const ACCESS = ['credentials', 'authorization-header', 'dns', 'cache', 'flakiness', 'session'].map(
  checkNamed,
);

/** What the checks found, and what they sent. */
async function diagnose(site: EmbeddedWordPress, given: Given) {
  const scene = await sampleInput(site, given);
  await site.clearRequests();
  const found: Record<string, Found<{ readonly kind: string }>> = {};
  for (const { id, look } of ACCESS) found[id] = await look(scene);
  const sent = await site.requests();
  expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(sent.length).toBeLessThanOrEqual(scene.symptoms.length > 0 ? 10 : 6);
  const said = JSON.stringify(
    Object.values(found).map((each) =>
      checkNamed(each.check).tell(en, each, { searchFollows: false }),
    ),
  );
  const secrets = [given.applicationPassword, given.password, site.password].filter(Boolean);
  for (const secret of secrets) expect(said).not.toContain(secret);
  const results = Object.fromEntries(
    Object.entries(found).map(([check, { result }]) => [check, result]),
  );
  return { found, results: results as Record<string, FindingResult>, scene, sent, said };
}

const sites: EmbeddedWordPress[] = [];
async function boot(options: WordPressOptions): Promise<EmbeddedWordPress> {
  const site = await startWordPress(options);
  sites.push(site);
  return site;
}
afterAll(async () => {
  await Promise.all(sites.map((site) => site.stop()));
});

let folder: string;
const mount: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wp-bisect-plugins-'));
  for (const [name, code] of Object.entries(OWN_PLUGINS)) {
    const file = join(folder, `${name}.php`);
    await writeFile(file, `<?php\n/* Plugin Name: ${name} */\n${code}\n`);
    mount.push(file);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the checks of access on a real WordPress', () => {
  let site: EmbeddedWordPress;

  beforeAll(async () => {
    const plugins = [
      'no-app-passwords',
      'sentry-lodge',
      'members-only-api',
      'loyalty-points',
      'plain-wall',
    ].map((name) => `${name}/${name}`);
    site = await boot({ plugins, mount, active: [] });
  });

  const both = async (): Promise<Given> => ({
    applicationPassword: await site.createApplicationPassword(),
    password: site.password,
  });

  it('find nothing on a healthy site, with at most six requests', async () => {
    await site.reset([]);
    const { results, found } = await diagnose(site, await both());
    expect(results).toEqual({
      credentials: 'cleared',
      'authorization-header': 'cleared',
      dns: 'cleared',
      cache: 'cleared',
      flakiness: 'cleared',
      session: 'cleared',
    });
    expect(found.session?.facts).toMatchObject({
      lifeSeconds: 172_800,
      keptSeconds: null,
      phpSession: false,
    });
  });

  it('clear the Authorization header by Site Health with the account password alone', async () => {
    await site.reset([]);
    const { found } = await diagnose(site, { password: site.password });
    expect(found['authorization-header']).toMatchObject({
      result: 'cleared',
      facts: { shownBy: 'site-health' },
    });
  });

  it('say without any credential what one would show', async () => {
    await site.reset([]);
    const { results } = await diagnose(site, {});
    expect(results).toMatchObject({
      credentials: 'not-checked',
      'authorization-header': 'not-checked',
    });
  });

  it('are certain that an application password is wrong where the user has none', async () => {
    await site.reset([]);
    await site.runPhp('WP_Application_Passwords::delete_all_application_passwords( 1 );');
    const { found } = await diagnose(site, { applicationPassword: WRONG, password: site.password });
    expect(found.credentials).toMatchObject({
      result: 'cause',
      facts: { refused: [{ why: 'none-exists', certain: true }] },
    });
  });

  it('clear the header and accuse no plugin where a user with others gives a wrong application password', async () => {
    await site.reset([]);
    await site.createApplicationPassword();
    const { found, results } = await diagnose(site, {
      applicationPassword: WRONG,
      password: site.password,
    });
    expect(found.credentials).toMatchObject({
      result: 'clue',
      facts: { refused: [{ why: 'taken-for-stranger', certain: false, refusers: [] }] },
    });
    expect(results['authorization-header']).toBe('cleared');
  });

  it('are certain that it is wrong where a plugin makes WordPress say so', async () => {
    await site.reset(['loyalty-points/loyalty-points']);
    await site.createApplicationPassword();
    const { found } = await diagnose(site, { applicationPassword: WRONG, password: site.password });
    expect(found.credentials).toMatchObject({
      result: 'cause',
      facts: { refused: [{ why: 'wrong-password', certain: true }] },
    });
  });

  it('are certain where the account password was given as application password', async () => {
    await site.reset([]);
    const { found } = await diagnose(site, {
      applicationPassword: site.password,
      password: site.password,
    });
    expect(found.credentials).toMatchObject({
      result: 'cause',
      facts: { refused: [{ why: 'account-password-typed' }] },
    });
  });

  it('do not report the 403 of an editor as a 401', async () => {
    await site.reset([]);
    const { found, said } = await diagnose(site, { user: EDITOR.user, password: EDITOR.password });
    expect(found.credentials).toMatchObject({
      result: 'clue',
      facts: { refused: [{ why: 'not-allowed' }] },
    });
    expect(said).toContain('403, not a 401');
  });

  it.each([
    ['no-app-passwords/no-app-passwords', 'switched-off'],
    ['sentry-lodge/sentry-lodge', undefined],
    ['plain-wall/plain-wall', undefined],
    ['deaf-ears', 'taken-for-stranger'],
  ])(
    'are not certain of "wrong" where %s refuses a right application password',
    async (plugin, why) => {
      await site.reset([plugin]);
      const { found, results, scene } = await diagnose(site, await both());
      const facts = found.credentials?.facts as AccessFacts & { kind: 'credentials-refused' };
      expect(scene.refused).toHaveLength(1);
      expect(results.credentials).toBe('clue');
      expect(facts.refused).toMatchObject([{ certain: false, ...(why && { why }) }]);
      expect(results['authorization-header']).not.toBe('cause');
    },
  );

  it('find nothing where a plugin closes REST to visitors', async () => {
    await site.reset(['members-only-api/members-only-api']);
    const { results } = await diagnose(site, await both());
    expect(Object.values(results)).not.toContain('cause');
    expect(Object.values(results)).not.toContain('clue');
    expect(results.flakiness).toBe('cleared');
  });

  it('read from its cookie that a login ends after ten minutes', async () => {
    await site.reset(['short-watch']);
    const { found } = await diagnose(site, { password: site.password });
    expect(found.session).toMatchObject({
      result: 'clue',
      facts: { issues: [{ type: 'short-life', seconds: 600 }] },
    });
  });

  it('tell a cached page with a dead token from one with a good token', async () => {
    await site.reset(['old-copies']);
    const { found } = await diagnose(site, { password: site.password });
    expect(found.cache).toMatchObject({ facts: { kind: 'cache-dead-nonce' } });
  });
});

describe('a server that drops the Authorization header', () => {
  it('is named as the cause, instead of a password or a plugin', async () => {
    const site = await boot({
      plugins: ['members-only-api/members-only-api'],
      active: [],
      server: { stripAuthorization: true },
    });
    const applicationPassword = await site.createApplicationPassword();
    const { found, results } = await diagnose(site, {
      applicationPassword,
      password: site.password,
    });
    expect(found['authorization-header']).toMatchObject({
      result: 'cause',
      facts: { kind: 'header-lost', matters: true },
    });
    expect(results.credentials).toBe('clue');

    await site.setActive(['members-only-api/members-only-api']);
    const mixed = await diagnose(site, { applicationPassword, password: site.password });
    // It explains what is sent with the header, and nothing else.
    const withHeader = mixed.scene.symptoms.flatMap(({ request }, index) =>
      request.as === 'application-password' ? index : [],
    );
    expect(mixed.found['authorization-header']).toMatchObject({
      result: 'cause',
      facts: { matters: true },
      explained: withHeader,
    });
  });
});

describe('a WordPress with a wrong COOKIE_DOMAIN', () => {
  it('is recognised: signing in works, and the cookie never comes back', async () => {
    const site = await boot({ plugins: [], constants: { COOKIE_DOMAIN: 'old.example.org' } });
    const { found } = await diagnose(site, { password: site.password });
    expect(found.session).toMatchObject({
      result: 'cause',
      facts: { issues: [{ type: 'cookie-domain', domain: 'old.example.org' }] },
    });
  });
});

describe('a proxy that ends https without telling WordPress', () => {
  it('is named as the reason why application passwords are off', async () => {
    const proxy = await httpsProxy();
    const port = await freePort();
    const behind = `http://127.0.0.1:${port}/`;
    const site = await boot({
      plugins: ['no-app-passwords/no-app-passwords'],
      mount,
      active: ['proxy-aware'],
      port,
      siteUrl: proxy.url,
      constants: { WP_ENVIRONMENT_TYPE: 'production' },
    });
    proxy.forwardTo(behind);
    const applicationPassword = await site.createApplicationPassword();
    const given = { applicationPassword, url: proxy.url };
    const { found, said } = await diagnose(site, given);
    expect(found.credentials).toMatchObject({
      result: 'cause',
      facts: { refused: [{ why: 'https-not-seen', certain: true }] },
    });
    expect(said).toContain('X-Forwarded-Proto');

    const login = await diagnose(site, { password: site.password, url: proxy.url });
    expect(login.found.credentials).toMatchObject({
      facts: { refused: [{ credential: 'session', why: 'https-not-seen' }] },
    });

    proxy.forwardTo(behind, { told: true });
    const healthy = await diagnose(site, given);
    expect(healthy.results.credentials).toBe('cleared');

    await site.setActive(['no-app-passwords/no-app-passwords', 'proxy-aware']);
    const plugin = await diagnose(site, given);
    expect(plugin.found.credentials).toMatchObject({
      result: 'clue',
      facts: { refused: [{ why: 'switched-off', certain: false }] },
    });
  });
});
