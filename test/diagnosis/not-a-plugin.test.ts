import { describe, expect, it } from 'vitest';
import { explain as explainWith } from '../../src/diagnosis/diagnose.ts';
import type { AfterSearchInput } from '../../src/diagnosis/input.ts';
import type { Identity, Observation, Observed, Symptom } from '../../src/model/report.ts';
import { causeOf } from '../../src/report/causes.ts';
import { CHECKS } from '../../src/report/findings/index.ts';
import type { HttpAnswer, HttpRequest } from '../../src/wordpress/http/types.ts';
import { en } from '../language/english.ts';
import { ADDRESS, answer, fakeClient, html, json, restError } from '../symptoms/answers.ts';
import { plugin, symptom } from './samples.ts';

/** What the steps of all checks together know. */
const explain = (input: AfterSearchInput) => explainWith(CHECKS, input);

const POSTS = symptom('/wp-json/wp/v2/posts', { code: 'acme_says_no', message: 'No.' });
const FRONT = symptom('/', { message: 'Members only' });
const ME = symptom(
  '/wp-json/wp/v2/users/me',
  { code: 'rest_not_logged_in' },
  'application-password',
);

type Site = (request: HttpRequest, path: string) => HttpAnswer;

const GIF = answer(200, 'GIF89a', { headers: { server: 'nginx/1.22' } });
const HEALTHY: Site = (_, path) => (path.endsWith('.gif') ? GIF : json(200, {}));

function stillFails(seen: Symptom, observed: Partial<Observed> = {}): Observation {
  return { verdict: 'fails', observed: { ...seen.observed, ...observed } };
}

/** Circumstances with nothing special but what is given. */
function given(
  more: Partial<AfterSearchInput>,
  site: Site = HEALTHY,
  identities: readonly Identity[] = ['anonymous', 'application-password', 'session'],
): AfterSearchInput {
  const symptoms = more.symptoms ?? [POSTS];
  const clients = Object.fromEntries(identities.map((as) => [as, fakeClient(as, site)]));
  return {
    address: ADDRESS,
    clients: { anonymous: fakeClient('anonymous', site), ...clients },
    symptoms,
    observations: symptoms.map((each) => stillFails(each)),
    plugins: [],
    pinned: [],
    switchKind: 'admin',
    mustUse: [],
    dropIns: [],
    theme: 'quiet',
    ...more,
  };
}

const unauthorized = () =>
  symptom('/wp-json/buddypress/v1/members', { code: 'bp_rest_authorization_required' });

describe('a probe that got no answer of the site', () => {
  const unresolved = (reason: Observation['reason'], observed: Partial<Observed> = {}) => ({
    symptoms: [POSTS],
    observations: [
      {
        ...stillFails(POSTS, observed),
        verdict: 'unresolved' as const,
        reason,
        retryAfterSeconds: 60,
      },
    ],
  });

  it.each([
    ['rate-limited', { kind: 'rate-limit', retryAfterSeconds: 60 }],
    ['challenge', { kind: 'bot-challenge', by: 'cloudflare' }],
    ['cached', { kind: 'cache', url: POSTS.request.url }],
  ] as const)('by %s is explained by that', async (reason, facts) => {
    expect(await explain(given(unresolved(reason, { layer: 'cloudflare' })))).toEqual(facts);
  });
});

describe('the web server', () => {
  const basic = { 'www-authenticate': 'Basic realm="Staging"', server: 'nginx/1.22.1' };
  const gated: Site = () => html(401, 'x', { headers: basic });

  it('is the cause where it asks for a password even for static files', async () => {
    const gate = symptom('/', {
      layer: 'nginx',
      challenges: [{ scheme: 'Basic', realm: 'Staging' }],
    });
    expect(await explain(given({ symptoms: [gate] }, gated))).toEqual({
      kind: 'server-basic-auth',
      url: ADDRESS.home,
      realm: 'Staging',
      server: 'nginx',
      staticFiles: true,
      mayBeLeftover: false,
    });
  });

  it('is the cause where it asks for a password at one place, with its own page', async () => {
    const login = symptom('/wp-login.php', {
      layer: 'apache',
      challenges: [{ scheme: 'Basic', realm: 'Admins' }],
    });
    expect(await explain(given({ symptoms: [login] }))).toMatchObject({
      kind: 'server-basic-auth',
      server: 'apache',
      staticFiles: false,
    });
  });

  it('is not accused of a challenge that PHP sends: static files are open', async () => {
    const byPhp = symptom('/', {
      challenges: [{ scheme: 'Basic', realm: 'Theme' }],
      message: 'Hello',
    });
    expect((await explain(given({ symptoms: [byPhp] }))).kind).toBe('theme');
  });

  it('is the cause where it refuses static files as well, without asking for a password', async () => {
    const closed: Site = () =>
      answer(403, '', { headers: { server: 'Apache/2.4', 'x-kinsta-cache': 'MISS' } });
    const bare = symptom('/', {});
    expect(await explain(given({ symptoms: [bare] }, closed))).toEqual({
      kind: 'server',
      url: ADDRESS.home,
      status: 401,
      server: 'Apache',
      host: 'Kinsta',
    });
  });
});

describe('WordPress itself', () => {
  it('is the cause where it refuses visitors by design', async () => {
    const me = symptom('/wp-json/wp/v2/users/me', { code: 'rest_not_logged_in' });
    expect((await explain(given({ symptoms: [me] }))).kind).toBe('by-design');
    const orders = symptom('/wp-json/wc/v3/orders', { code: 'woocommerce_rest_cannot_view' });
    expect((await explain(given({ symptoms: [orders] }))).kind).toBe('by-design');
  });

  it('is not the cause where the words are not its own', async () => {
    const me = symptom('/wp-json/wp/v2/users/me', { code: 'acme_says_no' });
    expect((await explain(given({ symptoms: [me] }))).kind).not.toBe('by-design');
  });
});

describe('an application password that no plugin refuses', () => {
  const index = (authentication: unknown) => json(200, { name: 'x', authentication });
  const AVAILABLE = index({ 'application-passwords': { endpoints: { authorization: 'x' } } });

  type Answers = { index?: HttpAnswer; list?: HttpAnswer; header?: HttpAnswer };
  const site =
    ({ index: root = AVAILABLE, list = json(200, [{}]), header = json(404, {}) }: Answers): Site =>
    (_, path) => {
      if (path.endsWith('/application-passwords')) return list;
      if (path.endsWith('/authorization-header')) return header;
      return path === '/wp-json/' ? root : json(401, {});
    };
  const headerTest = (status: string) =>
    json(200, { test: 'authorization_header', label: 'übersetzt', status });
  const refused = { symptoms: [ME], refused: ['application-password'] as const };
  const cause = (
    answers: Answers,
    more: Partial<AfterSearchInput> = {},
    as?: readonly Identity[],
  ) => explain(given({ ...refused, ...more }, site(answers), as));

  it('is wrong where WordPress says so', async () => {
    const said = symptom(
      '/wp-json/wp/v2/users/me',
      { code: 'incorrect_password' },
      'application-password',
    );
    expect(await cause({}, { symptoms: [said] })).toMatchObject({
      kind: 'wrong-credentials',
      certain: true,
    });
  });

  it('is wrong where the user has none', async () => {
    expect(await cause({ list: json(200, []) })).toMatchObject({
      kind: 'wrong-credentials',
      noneExists: true,
    });
  });

  it('is called lost where PHP never sees the header', async () => {
    expect(await cause({ header: headerTest('recommended') })).toMatchObject({
      kind: 'authorization-header-stripped',
    });
  });

  it('is wrong where the header arrives', async () => {
    expect(await cause({ header: headerTest('good') })).toMatchObject({
      kind: 'wrong-credentials',
      certain: true,
    });
  });

  it('is wrong or lost where no session can tell', async () => {
    const facts = await cause({}, {}, ['anonymous', 'application-password']);
    expect(facts).toMatchObject({ kind: 'wrong-credentials', certain: false, noneExists: null });
  });

  it('is called switched off where something other than a plugin does it', async () => {
    const mustUse = [{ file: 'lock.php', name: 'Lock' }];
    expect(await cause({ index: index([]) }, { mustUse })).toEqual({
      kind: 'application-passwords-off',
      why: 'switched-off',
      mustUse,
    });
    const list = restError(501, 'application_passwords_disabled_for_user');
    expect(await cause({ list })).toMatchObject({ why: 'for-this-user' });
  });

  it('is called unavailable on plain http', async () => {
    const address = { ...ADDRESS, home: 'http://shop.test/' };
    expect(await cause({ index: index([]) }, { address })).toMatchObject({ why: 'no-https' });
  });

  it('is not doubted where it was proven', async () => {
    expect((await cause({}, { refused: [] })).kind).not.toBe('wrong-credentials');
  });
});

describe('plugins that were not tested', () => {
  const shield = plugin('wp-simple-firewall/icwp-wpsf');
  const pinned = [{ plugin: shield.plugin, why: 'kept' as const }];

  it('are named when the answer is theirs', async () => {
    const seen = symptom('/wp-json/wp/v2/posts', { code: 'shield_block_anon_restapi' });
    const mustUse = [{ file: 'security.php', name: '' }];
    expect(await explain(given({ symptoms: [seen], plugins: [shield], pinned, mustUse }))).toEqual({
      kind: 'not-tested',
      plugins: [shield.plugin],
      why: 'answer',
      setting: expect.objectContaining({ text: expect.stringContaining('Anonymous Rest API') }),
    });
  });

  it('are named with their setting where they serve the request and refuse it themselves', async () => {
    const community = plugin('buddypress/bp-loader');
    const seen = unauthorized();
    const owner = [{ plugin: community.plugin, why: 'needed-by-request' as const }];
    const facts = await explain(given({ symptoms: [seen], plugins: [community], pinned: owner }));
    expect(facts).toMatchObject({ kind: 'not-tested', why: 'serves-request' });
    expect(causeOf(en, facts, (id) => id).advice).toMatch(
      /^In Settings > BuddyPress > Options, set "Community Visibility" to "Anyone"\. Look at/,
    );
  });

  it('are named where nothing else is left', async () => {
    expect(await explain(given({ plugins: [shield], pinned }))).toMatchObject({
      kind: 'not-tested',
      why: 'only-ones-left',
    });
  });

  it.each([
    ['admin', true],
    ['rest', true],
    ['isolated', false],
    ['wp-cli', false],
  ] as const)(
    'are tested with a switch that runs no hook where %s could not switch them off',
    async (switchKind, tells) => {
      const stuck = [{ plugin: shield.plugin, why: 'unreachable' as const }];
      const facts = await explain(given({ plugins: [shield], pinned: stuck, switchKind }));
      const { advice } = causeOf(en, facts, (id) => `<${id}>`);
      expect(advice.includes('--switch isolated --install-health-check')).toBe(tells);
      // By hand, or with --only, its deactivation would end in the same way.
      expect(advice.includes('by hand')).toBe(!tells);
      const both = [...stuck, { plugin: 'kept/kept', why: 'kept' as const }];
      const mixed = await explain(given({ plugins: [shield], pinned: both, switchKind }));
      expect(causeOf(en, mixed, (id) => `<${id}>`).advice).toContain('by hand');
    },
  );

  it('are reduced to the one that serves the request where everything else is off', async () => {
    const pinned = [{ plugin: 'woocommerce/woocommerce', why: 'needed-by-request' as const }];
    expect(await explain(given({ pinned }))).toEqual({
      kind: 'not-tested',
      plugins: ['woocommerce/woocommerce'],
      why: 'serves-request',
    });
  });

  it.each([
    ['nobody listed', {}, 'only-ones-left'],
    [
      'its answer names',
      { plugins: [plugin('buddypress/bp-loader')], symptoms: [unauthorized()] },
      'answer',
    ],
  ])(
    'do not refuse by themselves for sure where another plugin was left on beside the one that serves, which %s',
    async (_, input, why) => {
      const pinned = [
        { plugin: 'buddypress/bp-loader', why: 'needed-by-request' as const },
        { plugin: 'jetpack/jetpack', why: 'hazard' as const },
      ];
      const facts = await explain(given({ ...input, pinned }));
      expect(facts).toMatchObject({ kind: 'not-tested', why });
      expect(causeOf(en, facts, (id) => id).evidence).not.toContain('itself refuses');
    },
  );

  it('do not include Health Check, which carries the switch', async () => {
    const carrier = [{ plugin: 'health-check/health-check', why: 'carries-the-switch' as const }];
    expect((await explain(given({ pinned: carrier }))).kind).toBe('theme');
  });

  it('are named where the route is gone without them', async () => {
    const shop = plugin('woocommerce/woocommerce');
    const orders = symptom('/wp-json/wc/v3/orders', { code: 'acme_says_no' }, 'session');
    const gone = {
      verdict: 'unresolved',
      reason: 'other-error',
      observed: { ...orders.observed, status: 404, code: 'rest_no_route' },
    } as const;
    expect(
      await explain(given({ symptoms: [orders], observations: [gone], plugins: [shop] })),
    ).toEqual({
      kind: 'not-tested',
      plugins: [shop.plugin],
      why: 'route',
    });
  });
});

describe('what a plugin left behind', () => {
  it('is named where a must-use file carries its name', async () => {
    const bulletproof = plugin('bulletproof-security/bulletproof-security', {
      name: 'BulletProof Security',
    });
    const mustUse = [{ file: 'bulletproof-security-mu.php', name: '' }];
    expect(await explain(given({ plugins: [bulletproof], mustUse }))).toEqual({
      kind: 'leftover',
      plugin: bulletproof.plugin,
      where: 'must-use',
      file: 'bulletproof-security-mu.php',
    });
  });

  it('is suspected in .htaccess where the plugin was only left out of a request', async () => {
    const writer = plugin('wp-basic-auth/wp-basic-auth');
    const seen = symptom('/', { layer: 'apache', challenges: [{ scheme: 'Basic', realm: 'x' }] });
    const isolated = await explain(
      given({ symptoms: [seen], plugins: [writer], switchKind: 'isolated' }),
    );
    expect(isolated).toEqual({
      kind: 'leftover',
      plugin: writer.plugin,
      where: 'htaccess',
      file: null,
    });
    const real = await explain(given({ symptoms: [seen], plugins: [writer], switchKind: 'admin' }));
    expect(real).toMatchObject({ kind: 'server-basic-auth', mayBeLeftover: false });
  });

  it('is named where a password rule bears the name of an unknown plugin', async () => {
    const writer = plugin('rule-writer/rule-writer', { name: 'Rule Writer' });
    const seen = symptom('/', {
      layer: 'nginx',
      challenges: [{ scheme: 'Basic', realm: 'Rule Writer' }],
    });
    const facts = await explain(
      given({ symptoms: [seen], plugins: [writer], switchKind: 'isolated' }),
    );
    expect(facts).toMatchObject({ kind: 'leftover', plugin: writer.plugin, where: 'htaccess' });
  });

  it('is not suspected where a plugin writes other rules than passwords', async () => {
    const writer = plugin('litespeed-cache/litespeed-cache');
    const seen = symptom('/', { layer: 'apache', challenges: [{ scheme: 'Basic', realm: 'x' }] });
    const facts = await explain(
      given({ symptoms: [seen], plugins: [writer], switchKind: 'isolated' }),
    );
    expect(facts.kind).toBe('server-basic-auth');
  });
});

describe('what runs beside plugins', () => {
  it('is a must-use plugin, first the one whose name suggests refusing', async () => {
    const mustUse = [
      { file: 'health-check-troubleshooting-mode.php', name: 'Health Check' },
      { file: 'tweaks.php', name: 'Tweaks' },
      { file: 'lock.php', name: 'REST lock' },
    ];
    expect(await explain(given({ mustUse }))).toEqual({
      kind: 'must-use-plugin',
      files: [mustUse[2], mustUse[1]],
      theme: 'quiet',
    });
  });

  it('is a drop-in where the REST API did not answer, and only there', async () => {
    const dropIns = [
      { file: 'advanced-cache.php', name: '' },
      { file: 'object-cache.php', name: '' },
    ];
    expect(await explain(given({ symptoms: [FRONT], dropIns }))).toEqual({
      kind: 'drop-in',
      files: [dropIns[0]],
    });
    expect((await explain(given({ dropIns }))).kind).toBe('theme');
  });

  it('is the theme where nothing else is left, unless it was cleared', async () => {
    expect(await explain(given({}))).toEqual({
      kind: 'theme',
      theme: 'quiet',
      proven: false,
      mustUseKnown: true,
    });
    expect(await explain(given({ mustUse: null }))).toMatchObject({ mustUseKnown: false });
    expect((await explain(given({ themeCleared: true }))).kind).toBe('unknown');
  });
});

it('looking for a cause only reads, and ends also where the site no longer answers', async () => {
  const sent: HttpRequest[] = [];
  const dead: Site = (request) => {
    sent.push(request);
    throw new Error('gone');
  };
  const facts = await explain(given({ symptoms: [ME], refused: ['application-password'] }, dead));
  expect(facts.kind).toBe('wrong-credentials');
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.every(({ method = 'GET' }) => method === 'GET')).toBe(true);
});

describe('the sentences about a cause', () => {
  it('say what was seen and what to do, with names and without control characters', async () => {
    const file = { file: 'lock\u001b[31m.php', name: 'Lock' };
    const all = [
      {
        kind: 'server-basic-auth',
        url: ADDRESS.home,
        realm: 'Staging',
        server: 'nginx',
        staticFiles: true,
        mayBeLeftover: false,
      },
      { kind: 'server', url: ADDRESS.home, status: 401, server: null, host: 'Kinsta' },
      { kind: 'authorization-header-stripped', server: 'Apache' },
      { kind: 'application-passwords-off', why: 'no-https', mustUse: [] },
      { kind: 'application-passwords-off', why: 'switched-off', mustUse: [file] },
      { kind: 'application-passwords-off', why: 'for-this-user', mustUse: [] },
      { kind: 'wrong-credentials', code: 'rest_not_logged_in', noneExists: true, certain: true },
      { kind: 'wrong-credentials', code: null, noneExists: null, certain: false },
      { kind: 'must-use-plugin', files: [file, file], theme: null },
      { kind: 'drop-in', files: [file] },
      { kind: 'theme', theme: 'quiet', proven: true, mustUseKnown: true },
      { kind: 'theme', theme: null, proven: false, mustUseKnown: false },
      { kind: 'cache', url: ADDRESS.home },
      { kind: 'rate-limit', retryAfterSeconds: 90 },
      { kind: 'bot-challenge', by: 'cloudflare' },
      { kind: 'not-tested', plugins: ['a/a', 'b/b'], why: 'answer' },
      { kind: 'not-tested', plugins: ['a/a'], why: 'route' },
      { kind: 'not-tested', plugins: ['a/a'], why: 'only-ones-left' },
      { kind: 'leftover', plugin: 'a/a', where: 'htaccess', file: null },
      { kind: 'by-design', method: 'GET', url: ADDRESS.home, plugin: null, setting: null },
      { kind: 'unknown', code: 'x', theme: null },
    ] as const;
    for (const facts of all) {
      const { kind, evidence, advice } = causeOf(en, facts, (id) => `<${id}>`);
      expect(kind).toBe(facts.kind);
      expect(evidence).toMatch(/^[A-Z<].*\.$/s);
      expect(advice).toMatch(/^[A-Z].*\.$/s);
      expect(evidence + advice).not.toMatch(/undefined|null|\[object/);
      expect(evidence + advice).not.toContain('\u001b');
      if ('plugins' in facts) expect(evidence).toContain('<a/a>');
    }
  });
});
