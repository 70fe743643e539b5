// Everything that the guides for a 401 send people to check, a line each: what shows it, and what must not.

import { describe, expect, it } from 'vitest';
import { ticketOf } from '../../src/commands/complete-report.ts';
import { decisiveChecks, runChecks } from '../../src/commands/diagnosis-checks.ts';
import type { DiagnosisInput } from '../../src/diagnosis/input.ts';
import { Problem } from '../../src/model/errors.ts';
import type { CheckId, FindingResult } from '../../src/model/findings.ts';
import type { Cause, Symptom } from '../../src/model/report.ts';
import { CHECKS } from '../../src/report/findings/index.ts';
import { ticketFor } from '../../src/report/ticket.ts';
import { en } from '../language/english.ts';
import { GUARD, report } from '../report/sample-run.ts';
import {
  apache,
  type Given,
  iis,
  moved,
  nginx,
  page,
  php,
  rest,
  sceneAt,
  wordpress,
} from './real-servers.ts';
import {
  ADDRESS,
  headerTest,
  json,
  refusal,
  restError,
  type Special,
  sampleInput,
  site,
  withCookies,
} from './sample-input.ts';
import { plugin, symptom } from './samples.ts';

const POSTS = '/wp-json/wp/v2/posts';
const ME = '/wp-json/wp/v2/users/me';
const CLOSED = symptom(POSTS, { code: 'rest_login_required' });
const AS_APPLICATION = symptom(ME, { code: 'rest_not_logged_in' }, 'application-password');
const RAY = { Server: 'cloudflare', 'CF-RAY': '8f1c2d3e4a5b6c7d-TXL' };

type At = () => Promise<DiagnosisInput>;
/** `what the guide says`, the check, its word and the cause's kind where it shows, and where it must not. */
type Row = readonly [string, CheckId, FindingResult, Cause['kind'] | null, At, At];

const near =
  (special: Special): At =>
  async () =>
    sampleInput(special).scene;
const served =
  (handler: Parameters<typeof sceneAt>[0], given: Given = {}): At =>
  async () =>
    (await sceneAt(handler, given)).scene;
const on = (pattern: RegExp, reply: ReturnType<typeof rest>) =>
  wordpress((path) => (pattern.test(path) ? reply : undefined));

/** WordPress' own 401, behind a server that is in order. */
const ordinary = served(on(/posts/, rest(401, 'rest_login_required')), { fails: [POSTS] });
const healthy = served(wordpress());
const wrongPassword = refusal('application-password', 'wrong-password', {
  credential: 'application-password',
  user: 'a',
  said: null,
});
const lost = refusal('application-password', 'application-passwords-refused', {
  code: 'rest_not_logged_in',
  status: 401,
  why: 'header-stripped-or-wrong',
  suspects: [],
});
const OWN = `${ME}/application-passwords`;
const HEADER = '/wp-json/wp-site-health/v1/tests/authorization-header';
const asApplication = { proven: ['session'], refused: [lost], symptoms: [AS_APPLICATION] } as const;
const HIT = { headers: { 'cf-cache-status': 'HIT', age: '300' } };
const copied: Special = {
  symptoms: [CLOSED],
  site: (request, path) =>
    path === POSTS && !request.url.includes('wp_bisect=')
      ? restError(401, 'rest_login_required', 'No.', HIT)
      : json(200, []),
};
const elsewhere = { ...ADDRESS, home: 'https://shop.example.org/' };
const names = (system: string, zone: string): DiagnosisInput['names'] => ({
  lookup: async () => [system],
  authoritative: async () => [zone],
  hostsFile: async () => [],
});
const login = (lives: number): Special => ({
  loginCookie: {
    name: 'wordpress_logged_in_x',
    domain: null,
    path: '/',
    secure: true,
    expires: null,
    setAt: 0,
    validUntil: lives,
  },
});
const foreignCookie: Special = {
  proven: [],
  refused: [refusal('session', 'login-failed', { url: ADDRESS.home, status: 302, said: null })],
  site: site({
    '/wp-login.php': withCookies('wordpress_test_cookie=x; path=/; domain=.other.test; secure'),
  }),
};
const FORCE_LOGIN = plugin('wp-force-login/wp-force-login', { name: 'Force Login' });
const forced = symptom(POSTS, {
  code: 'rest_unauthorized',
  message: 'Only authenticated users can access the REST API.',
});
const fatal = symptom(POSTS, { status: 500, code: 'internal_server_error', fatalIn: 'acme' });

// biome-ignore format: a table is read by its lines.
const ROWS: readonly Row[] = [
  ['the address is typed wrongly', 'address', 'cause', 'wrong-address', served(wordpress((path) => (path === '/wp-jsn/wp/v2/posts' ? page(404, 'x') : undefined)), { fails: ['/wp-jsn/wp/v2/posts'], exact: true }), healthy],
  ['the link is outdated', 'address', 'clue', null, async () => (await sceneAt(wordpress(), (origin) => ({ typed: `${origin}/old-page/` }))).scene, healthy],
  ['the address leads in a circle', 'address', 'cause', 'redirect', served(wordpress((path) => moved(path === '/' ? '/a' : '/')), { address: null, clients: {}, blocked: new Problem('redirect-loop', { url: 'http://127.0.0.1/' }) }), healthy],
  ['user name or password is wrong', 'credentials', 'cause', 'wrong-credentials', near({ proven: ['session'], refused: [wrongPassword], symptoms: [AS_APPLICATION] }), near({})],
  ['the password of the account in place of an application password', 'credentials', 'cause', 'wrong-credentials', near({ proven: ['session'], given: { applicationPassword: 'other' }, refused: [refusal('application-password', 'account-password-as-application-password', { user: 'a' })] }), near({})],
  ['the Authorization header gets lost', 'authorization-header', 'cause', 'authorization-header-stripped', near({ ...asApplication, site: site({ [HEADER]: headerTest('recommended') }) }), near({ ...asApplication, site: site({ [OWN]: json(200, [{ uuid: 'a' }]) }) })],
  ['the cache is stale', 'cache', 'cause', 'cache', near(copied), near({ symptoms: [CLOSED], site: site({ [POSTS]: restError(401, 'rest_login_required') }) })],
  ['the cookies are wrong', 'session', 'cause', 'stale-session', near(foreignCookie), near(login(172_800_000))],
  ['the login ends too soon', 'session', 'clue', null, near(login(600_000)), near(login(172_800_000))],
  ['DNS is stale', 'dns', 'cause', 'dns', near({ address: elsewhere, symptoms: [CLOSED], names: names('192.0.2.1', '192.0.2.9'), at: (ip) => (ip === '192.0.2.1' ? restError(401, 'rest_login_required') : json(200, [])) }), near({ address: elsewhere, symptoms: [CLOSED], names: names('192.0.2.1', '192.0.2.1') })],
  ['reloading helps', 'flakiness', 'clue', null, near({ symptoms: [CLOSED], rates: [{ fails: 1, of: 3 }] }), near({ symptoms: [CLOSED] })],
  ['another connection helps: this address is limited', 'flakiness', 'cause', 'rate-limit', near({ symptoms: [symptom(POSTS, { status: 429 })] }), near({ symptoms: [CLOSED] })],
  ['the site limits this address during the look around', 'flakiness', 'cause', 'rate-limit', near({ blocked: new Problem('rate-limited', { url: ADDRESS.home, retryAfterSeconds: 60 }) }), near({})],
  ['WWW-Authenticate says who asks', 'www-authenticate', 'clue', 'server-basic-auth', served(() => nginx(401, 'Staging'), { fails: ['/'] }), healthy],
  ['the server has a password gate', 'gate', 'cause', 'server-basic-auth', served(() => nginx(401, 'Staging'), { fails: ['/'] }), ordinary],
  ['the folder has a password gate', 'gate', 'cause', 'server-basic-auth', served(on(/^\/wp-login\.php/, nginx(401, 'Admins')), { fails: ['/wp-login.php'] }), ordinary],
  ...([1, 2, 3, 4, 501, 502, 503, 504] as const).map((code): Row => [`IIS says 401.${code}`, 'iis', 'cause', 'iis', served(on(/^\/$/, iis(code)), { fails: ['/'] }), ordinary]),
  ...([400, 403, 404, 408] as const).map((status): Row => [`it is a ${status}, not a 401`, 'status', 'clue', null, served(on(/posts/, page(status, '')), { fails: [POSTS] }), ordinary]),
  ['a firewall refuses', 'firewall', 'cause', 'firewall', served(on(/posts/, page(403, '<title>Attention Required! | Cloudflare</title>', RAY)), { fails: [POSTS] }), served(on(/posts/, rest(401, 'rest_login_required', RAY)), { fails: [POSTS] })],
  ['a firewall that is a plugin refuses', 'firewall', 'clue', 'address-blocked', served(on(/posts/, php(503, '<h1>Your access to this site has been limited by the site owner</h1><p><em>Generated by Wordfence at noon</em></p>')), { fails: [POSTS] }), ordinary],
  ['a must-use plugin runs', 'must-use', 'clue', null, near({ symptoms: [CLOSED], mustUse: [{ file: 'lock.php', name: 'Lock' }] }), near({ symptoms: [CLOSED] })],
  ['a plugin refuses', 'plugin', 'clue', null, near({ symptoms: [forced], plugins: [FORCE_LOGIN] }), near({ plugins: [FORCE_LOGIN] })],
  ['a plugin breaks', 'plugin', 'clue', null, near({ symptoms: [fatal], plugins: [plugin('acme/acme', { name: 'Acme' })] }), near({ plugins: [plugin('acme/acme')] })],
];

async function look(at: At) {
  const events: string[] = [];
  const seen = await runChecks(
    en,
    CHECKS,
    await at(),
    (event) => {
      events.push(event.type === 'checked' ? event.finding.check : event.type);
    },
    { searchFollows: false },
  );
  return { ...seen, events };
}

describe('what guides about the 401 tell readers to check', () => {
  it.each(ROWS)(
    '%s: the check %s says %s, and the cause is %s',
    async (_, check, result, kind, triggers, innocent) => {
      const shown = await look(triggers);
      expect(shown.findings.find((each) => each.check === check)?.result).toBe(result);
      expect(shown.cause?.kind ?? null).toBe(kind);

      const clear = await look(innocent);
      expect(clear.findings.find((each) => each.check === check)?.result).toBe('cleared');
      expect(clear.cause).toBeNull();
    },
  );

  it('is checked once each, in the same order', async () => {
    const first = await look(ordinary);
    const ids = CHECKS.map(({ id }) => id);
    expect(first.findings.map(({ check }) => check).toSorted()).toEqual(ids.toSorted());
    expect(first.events.toSorted()).toEqual(['diagnosing', ...ids].toSorted());
    const second = await look(near(copied));
    expect(second.findings.map(({ check }) => check)).toEqual(
      first.findings.map(({ check }) => check),
    );
    for (const { evidence, meaning, result, advice } of [...first.findings, ...second.findings]) {
      expect(evidence + meaning).toMatch(/\S/);
      if (result === 'cause') expect(advice).not.toBe('');
    }
  });
});

const SEARCHING = { searchFollows: true };

describe('a diagnosis before a search', () => {
  const first = (special: Special) => decisiveChecks(sampleInput(special).scene);
  const ids = (special: Special) =>
    first(special)
      .map(({ id }) => id)
      .toSorted();

  it('needs hardly a request where WordPress itself answered', async () => {
    const special: Special = { symptoms: [CLOSED], exact: true };
    expect(ids(special)).toEqual(['credentials', 'plugin']);
    const { scene, sent } = sampleInput(special);
    await runChecks(en, first(special), scene, () => {}, SEARCHING);
    expect(sent).toEqual([]);
  });

  it('asks what stands in front where WordPress did not answer', () => {
    const unsigned = ['credentials', 'firewall', 'gate', 'iis', 'plugin', 'www-authenticate'];
    expect(ids({ symptoms: [symptom('/', {})] })).toEqual(unsigned);
    expect(ids({ symptoms: [AS_APPLICATION] })).toContain('authorization-header');
  });

  it('treats a rule that a plugin may have written as a clue, and the search decides', async () => {
    const scene = await served(on(/^\/wp-login\.php/, apache()), {
      fails: ['/wp-login.php'],
    })();
    const seen = await runChecks(en, decisiveChecks(scene), scene, () => {}, SEARCHING);
    expect(seen.findings.find(({ check }) => check === 'gate')?.result).toBe('clue');
    expect(seen).toMatchObject({ cause: null, settled: false });
  });

  it('treats a rule of nginx as the cause, and no plugin is switched', async () => {
    const scene = await served(on(/^\/wp-login\.php/, nginx(401, 'Admins')), {
      fails: ['/wp-login.php'],
    })();
    const seen = await runChecks(en, decisiveChecks(scene), scene, () => {}, SEARCHING);
    expect(seen).toMatchObject({ cause: { kind: 'server-basic-auth' }, settled: true });
  });

  it('treats a wrong password as the cause, and no plugin is switched', async () => {
    const special: Special = {
      proven: ['session'],
      refused: [wrongPassword],
      symptoms: [AS_APPLICATION],
    };
    const seen = await runChecks(
      en,
      first(special),
      sampleInput(special).scene,
      () => {},
      SEARCHING,
    );
    expect(seen).toMatchObject({ settled: true, cause: { kind: 'wrong-credentials' } });
  });
});

describe('the support message goes to', () => {
  const facts = { contacts: [], host: 'Kinsta', wordpressVersion: '7.1.1' };
  const because = (kind: Cause['kind']) =>
    report('not-a-plugin', { cause: { kind, evidence: 'The server asks.', advice: 'Open it.' } });

  it.each(['server-basic-auth', 'firewall', 'dns', 'iis', 'rate-limit'] as const)(
    'the host for the cause %s',
    (kind) => {
      const ticket = ticketFor(en, { ...facts, report: because(kind) });
      expect(ticket).toMatchObject({ to: 'host', name: 'Kinsta' });
      expect(ticket?.text).toContain('GET https://example.com/wp-json/wp/v2/posts');
      expect(ticket?.text).toContain('WordPress 7.1.1');
    },
  );

  it.each(['wrong-credentials', 'wrong-address', 'plugin-suspected', 'unknown'] as const)(
    'no one for the cause %s',
    (kind) => {
      expect(ticketFor(en, { ...facts, report: because(kind) })).toBeNull();
    },
  );

  it('the author of a proven plugin, with the proof and no secret', () => {
    const secret: Symptom = {
      ...report('restored').symptoms[0]!,
      request: {
        method: 'GET',
        url: 'https://example.com/wp-json/x?consumer_secret=cs_123&page=2',
        as: 'application-password',
        headers: { Authorization: 'Basic c2VjcmV0' },
      },
      head: ['server: nginx/1.22.1'],
    };
    const contacts = [
      { name: 'REST Guard', version: '1.2', url: 'https://wordpress.org/support/plugin/guard/' },
    ];
    const found = report('culprit-found', { culprits: [GUARD], symptoms: [secret] });
    const ticket = ticketFor(en, { ...facts, contacts, report: found });
    expect(ticket).toMatchObject({ to: 'plugin-author', url: contacts[0]!.url });
    expect(ticket?.text).toContain('server: nginx/1.22.1');
    expect(ticket?.text).toContain('With only this plugin off, the request works.');
    expect(JSON.stringify(ticket)).not.toMatch(/cs_123|c2VjcmV0/);
  });

  it('the author whose plugin answers, where two plugins refuse the same request', () => {
    const [first, second] = ['wp-force-login/wp-force-login', 'disable-json-api/disable-json-api'];
    const culprits = [first, second].map((id) => ({
      ...GUARD,
      plugins: [{ ...GUARD.plugins[0]!, plugin: id!, name: id! }],
      symptoms: [0],
    }));
    const answer = {
      code: 'rest_cannot_access',
      message: 'DRA: Only authenticated users can access the REST API.',
    };
    const found = report('culprit-found', { culprits, symptoms: [symptom(POSTS, answer)] });
    const ticket = ticketOf(en, found, null);
    expect(ticket?.text).toContain(`What answers: the plugin ${second}`);
    expect(ticket?.text).toContain('With this plugin and the other culprits off, the');
  });
});
