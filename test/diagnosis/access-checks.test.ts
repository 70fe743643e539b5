import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/model/errors.ts';
import type { CheckId, FindingResult, Found } from '../../src/model/findings.ts';
import type { Symptom } from '../../src/model/report.ts';
import { checkNamed } from '../../src/report/findings/index.ts';
import { en } from '../language/english.ts';
import {
  ADDRESS,
  answer,
  HEALTHY,
  headerTest,
  html,
  json,
  refusal,
  refusedApplicationPassword,
  restError,
  type Site,
  type Special,
  sampleInput,
  site,
  withCookies,
} from './sample-input.ts';
import { plugin, symptom } from './samples.ts';

const POSTS = '/wp-json/wp/v2/posts';
const ME = '/wp-json/wp/v2/users/me';
const OWN = `${ME}/application-passwords`;
const HEADER = '/wp-json/wp-site-health/v1/tests/authorization-header';

const CLOSED = symptom(POSTS, { code: 'rest_login_required' });
const AS_APPLICATION = symptom(ME, { code: 'rest_not_logged_in' }, 'application-password');
const AS_SESSION = symptom(ME, { code: 'rest_not_logged_in' }, 'session');
const REFUSES = restError(401, 'rest_login_required');

const ONLY_SESSION = { proven: ['session'] } as const;
const NOBODY = {
  proven: [],
  given: { user: null, applicationPassword: null, password: null },
} as const;
const WRONG_OR_LOST = {
  ...ONLY_SESSION,
  refused: [refusedApplicationPassword('header-stripped-or-wrong')],
  symptoms: [AS_APPLICATION],
} as const;
const SOME_EXIST = json(200, [{ uuid: 'a', name: 'My app' }]);

function withHeaders(headers: Readonly<Record<string, string>>): Symptom {
  return { ...CLOSED, request: { ...CLOSED.request, headers } };
}

/** One scene: what makes it special, what the check must say, and what its sentences must hold. */
type Row = readonly [
  name: string,
  special: Special,
  result: FindingResult,
  facts: object,
  words?: RegExp,
];

/** The checks on credentials, caches, names, repetition and sessions. */
const ACCESS = ['credentials', 'authorization-header', 'dns', 'cache', 'flakiness', 'session'].map(
  checkNamed,
);

async function look(check: CheckId, special: Special) {
  const { scene, sent } = sampleInput(special);
  const found = await checkNamed(check).look(scene);
  return { found, sent, words: told(found) };
}

/** The finding in words; every sentence is one, and holds nothing that is not for printing. */
function told(found: Found<{ readonly kind: string }>): string {
  const { finding } = checkNamed(found.check).tell(en, found, { searchFollows: false }).facts;
  const { check, result, evidence, meaning, advice } = finding;
  expect({ check, result }).toEqual({ check: found.check, result: found.result });
  for (const sentence of [evidence, meaning]) expect(sentence).toMatch(/^\S.{15,}[.)"]$/);
  const all = `${evidence} ${meaning} ${advice}`;
  expect(all).not.toMatch(/undefined|null|NaN|\[object| {2}|\.\./);
  if (result === 'cause') expect(advice).not.toBe('');
  if (result === 'cleared') expect(advice).toBe('');
  return all;
}

function rows(check: CheckId, table: readonly Row[]) {
  for (const [name, special, result, facts, expected = /./] of table) {
    it(`${name}: ${result}`, async () => {
      const { found, sent, words } = await look(check, special);
      expect(found).toMatchObject({ check, result, facts });
      expect(words).toMatch(expected);
      expect(sent.filter(({ method = 'GET' }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
    });
  }
}

describe('the check of the credentials says of', () => {
  const refused = (why: object) => ({ kind: 'credentials-refused', refused: [why] });
  const noHttps: Special = {
    ...ONLY_SESSION,
    refused: [refusedApplicationPassword('switched-off')],
    site: site({
      '/wp-login.php': html(200, `<link href="http://shop.test/wp-admin/css/login.css">`),
    }),
  };
  rows('credentials', [
    ['that work', {}, 'cleared', { kind: 'credentials-work' }, /not the cause/],
    ['none given', NOBODY, 'not-checked', { kind: 'credentials-none' }, /This check then shows/],
    [
      'given, no site',
      { address: null, proven: [] },
      'not-checked',
      { kind: 'credentials-untried' },
    ],
    [
      'the account password as application password',
      {
        ...ONLY_SESSION,
        given: { applicationPassword: 'other' },
        refused: [
          refusal('application-password', 'account-password-as-application-password', {
            user: 'a',
          }),
        ],
      },
      'cause',
      refused({ why: 'account-password-typed', certain: true }),
      /WP_BISECT_PASSWORD.*Spaces in it do not matter/,
    ],
    [
      'the same, while visitors are refused as well: that is not explained',
      {
        ...ONLY_SESSION,
        given: { applicationPassword: 'other' },
        refused: [
          refusal('application-password', 'account-password-as-application-password', {
            user: 'a',
          }),
        ],
        symptoms: [CLOSED],
      },
      'clue',
      refused({ why: 'account-password-typed', certain: true }),
    ],
    [
      'an application password as account password',
      {
        proven: [],
        refused: [refusal('session', 'application-password-as-account-password', { user: 'a' })],
      },
      'cause',
      refused({ why: 'application-password-typed' }),
      /WP_BISECT_APP_PASSWORD/,
    ],
    [
      'an unknown e-mail address',
      {
        proven: [],
        given: { user: 'email' },
        refused: [refusal('session', 'unknown-user', { user: 'a@b.test', said: null })],
      },
      'cause',
      refused({ why: 'unknown-user' }),
      /no user with this e-mail address.*name of an application password do not/,
    ],
    [
      'wrong, in WordPress’ own words',
      {
        ...ONLY_SESSION,
        refused: [
          refusal('application-password', 'wrong-password', {
            credential: 'application-password',
            user: 'a',
            said: null,
          }),
        ],
        symptoms: [AS_APPLICATION],
      },
      'cause',
      refused({ why: 'wrong-password', certain: true }),
    ],
    [
      'the same words where a plugin says them to right ones',
      {
        ...ONLY_SESSION,
        plugins: [plugin('basic-auth/basic-auth', { name: 'JSON Basic Authentication' })],
        refused: [
          refusal('application-password', 'wrong-password', {
            credential: 'application-password',
            user: 'a',
            said: null,
          }),
        ],
        symptoms: [AS_APPLICATION],
      },
      'clue',
      refused({ why: 'wrong-password', certain: false }),
      /gives the same answer to a right one: JSON Basic Authentication/,
    ],
    [
      'the words for an account password: a plugin has judged it',
      {
        ...ONLY_SESSION,
        refused: [
          refusal('application-password', 'wrong-password', {
            credential: 'application-password',
            user: 'a',
            said: 'Error: The password you entered for the username a is incorrect.',
          }),
        ],
        symptoms: [AS_APPLICATION],
      },
      'clue',
      refused({ why: 'wrong-password', certain: false }),
      /a plugin that takes it for the password of the account/,
    ],
    [
      'taken for a stranger, and the user has none',
      { ...WRONG_OR_LOST, site: site({ [OWN]: json(200, []) }) },
      'cause',
      refused({ why: 'none-exists', certain: true }),
      /no application password at all/,
    ],
    [
      'taken for a stranger, and the user has some: wrong or refused is not known',
      {
        ...WRONG_OR_LOST,
        site: site({ [OWN]: SOME_EXIST }),
        plugins: [plugin('wordfence/wordfence', { name: 'Wordfence Security' })],
      },
      'clue',
      refused({ why: 'taken-for-stranger', certain: false }),
      /Three causes look the same.*known to do that: Wordfence Security/,
    ],
    [
      'taken for a stranger, and there is no session to ask',
      { ...WRONG_OR_LOST, proven: [] },
      'clue',
      refused({ why: 'taken-for-stranger' }),
      /Give the account password as well/,
    ],
    [
      'switched off, as the list says',
      { ...WRONG_OR_LOST, site: site({ [OWN]: restError(501, 'application_passwords_disabled') }) },
      'clue',
      refused({ why: 'switched-off', certain: false }),
      /WordPress ignores right ones/,
    ],
    [
      'switched off for this user',
      {
        ...WRONG_OR_LOST,
        site: site({ [OWN]: restError(501, 'application_passwords_disabled_for_user') }),
      },
      'clue',
      refused({ why: 'for-this-user' }),
    ],
    [
      'off, because the site is plain http',
      { ...ONLY_SESSION, refused: [refusedApplicationPassword('no-https')] },
      'cause',
      refused({ why: 'no-https', certain: true }),
    ],
    [
      'off, because a proxy ends https and WordPress does not know',
      noHttps,
      'cause',
      refused({ why: 'https-not-seen', certain: true }),
      /X-Forwarded-Proto/,
    ],
    [
      'off, and the login page goes in circles',
      {
        ...noHttps,
        site: site({
          '/wp-login.php': html(302, '', {
            headers: { location: 'https://shop.test/wp-login.php' },
          }),
        }),
      },
      'cause',
      refused({ why: 'https-not-seen' }),
    ],
    [
      'off, and the login page has moved',
      {
        ...noHttps,
        site: site({
          '/wp-login.php': html(302, '', { headers: { location: 'https://shop.test/404/' } }),
        }),
      },
      'clue',
      refused({ why: 'switched-off' }),
    ],
    [
      'off, while WordPress knows about https',
      { ...noHttps, site: HEALTHY },
      'clue',
      refused({ why: 'switched-off' }),
    ],
    [
      'refused, right or wrong',
      { ...ONLY_SESSION, refused: [refusedApplicationPassword('blocked', 'sentry_lodge_halt')] },
      'clue',
      refused({ why: 'refused-by-site', certain: false, code: 'sentry_lodge_halt' }),
      /does not show that the password is wrong/,
    ],
    [
      'of somebody who may not manage plugins',
      {
        proven: [],
        refused: [
          refusal('session', 'not-allowed', {
            user: 'a',
            credential: 'session',
            capability: 'activate_plugins',
          }),
        ],
      },
      'clue',
      refused({ why: 'not-allowed' }),
      /403, not a 401/,
    ],
    ...(
      [
        ['two-factor', { user: 'a' }, /second factor/],
        ['captcha', { url: ADDRESS.home }, /captcha/],
        ['login-hidden', { url: ADDRESS.home, status: 404 }, /--login-url/],
        ['locked-out', { url: ADDRESS.home, said: 'Too many' }, /locked this address out/],
        ['gate-closed', { url: ADDRESS.home, realm: null, refused: false }, /--gate/],
        ['bot-challenge', { url: ADDRESS.home, by: 'Cloudflare' }, /browser check/],
        ['rate-limited', { url: ADDRESS.home, retryAfterSeconds: 9 }, /limits how many/],
        ['server-error', { url: ADDRESS.home, status: 500, excerpt: '' }, /error log/],
        ['login-failed', { url: ADDRESS.home, status: 200, said: null }, /does not say why/],
      ] as const
    ).map(
      ([code, facts, words]): Row => [
        `${code}: not judged`,
        { proven: [], refused: [refusal('session', code, facts)] },
        'clue',
        refused({ certain: false }),
        words,
      ],
    ),
  ]);
});

describe('the check of the Authorization header says of', () => {
  const lost = (server?: string) => site({ [HEADER]: headerTest('recommended', server) });
  const asked = { ...WRONG_OR_LOST } as Special;
  rows('authorization-header', [
    ['arrives: the password was proven', {}, 'cleared', { shownBy: 'application-password' }],
    [
      'arrives: WordPress called the password wrong',
      {
        ...ONLY_SESSION,
        refused: [
          refusal('application-password', 'wrong-password', {
            credential: 'application-password',
            user: 'a',
            said: null,
          }),
        ],
      },
      'cleared',
      { shownBy: 'application-password' },
    ],
    ['arrives: Site Health says so', asked, 'cleared', { shownBy: 'site-health' }],
    [
      'is lost on nginx',
      { ...asked, site: lost() },
      'cause',
      { kind: 'header-lost', server: 'nginx', matters: true },
      /fastcgi_param HTTP_AUTHORIZATION \$http_authorization;/,
    ],
    [
      'is lost on Apache',
      { ...asked, site: lost('Apache/2.4.57') },
      'cause',
      { server: 'apache' },
      /E=HTTP_AUTHORIZATION.*CGIPassAuth On/,
    ],
    [
      'is lost on LiteSpeed',
      { ...asked, site: lost('LiteSpeed') },
      'cause',
      { server: 'litespeed' },
    ],
    [
      'is lost on IIS',
      { ...asked, site: lost('Microsoft-IIS/10.0') },
      'cause',
      { server: 'iis' },
      /Anonymous Authentication/,
    ],
    ['is lost, somewhere', { ...asked, site: lost('cloudflare') }, 'cause', { server: 'other' }],
    [
      'is lost, but what fails is sent without it',
      { ...ONLY_SESSION, symptoms: [CLOSED], site: lost() },
      'clue',
      { matters: false },
      /does not explain it/,
    ],
    [
      'is lost, and with it the token of the person’s own request',
      { ...ONLY_SESSION, symptoms: [withHeaders({ authorization: 'Bearer hush' })], site: lost() },
      'cause',
      { matters: true },
    ],
    ['nobody signed in', NOBODY, 'not-checked', { why: 'no-session' }, /WP_BISECT_PASSWORD/],
    [
      'Site Health is closed',
      { ...asked, site: site({ [HEADER]: restError(403, 'rest_forbidden') }) },
      'not-checked',
      { why: 'refused', status: 403 },
    ],
    [
      'a gate has the header',
      { ...asked, given: { gate: true }, site: lost() },
      'not-checked',
      { why: 'gate' },
    ],
    [
      'a gate answers the test',
      {
        ...asked,
        site: site({
          [HEADER]: html(401, 'x', { headers: { 'www-authenticate': 'Basic realm="S"' } }),
        }),
      },
      'not-checked',
      { why: 'gate' },
    ],
  ]);
});

/** What SiteGround sends a program to find out whether it is a browser. */
const BOT_CHECK = html(200, '<p>Our system thinks you might be a robot!</p><form></form>');

describe('the check of caches says of', () => {
  const HIT = { 'cf-cache-status': 'HIT', age: '300', vary: 'Accept-Encoding' };
  const isPlain = (url: string) => !url.includes('wp_bisect=');
  const copyOfRefusal = restError(401, 'rest_login_required', 'No.', { headers: HIT });
  const cachedRefusal: Site = (request, path, as) =>
    path === POSTS && isPlain(request.url) ? copyOfRefusal : HEALTHY(request, path, as);
  const nonce = (value: string, headers = {}) =>
    html(200, `<script>wp.apiFetch.createNonceMiddleware( "${value}" )</script>`, { headers });
  /** The front page comes from a cache; `taken` is the token that WordPress accepts. */
  const nonces =
    (taken: string): Site =>
    (request, path, as) => {
      const sent = request.headers?.['X-WP-Nonce'];
      if (path === '/')
        return isPlain(request.url) ? nonce('aaaaaaaaaa', HIT) : nonce('bbbbbbbbbb');
      if (sent !== undefined && sent !== taken) return restError(403, 'rest_cookie_invalid_nonce');
      return HEALTHY(request, path, as);
    };
  const ownNonce = (value: string) => {
    const { request, ...rest } = symptom(
      POSTS,
      { status: 403, code: 'rest_cookie_invalid_nonce' },
      'session',
    );
    return { ...rest, failsOn: [403], request: { ...request, headers: { 'x-wp-nonce': value } } };
  };
  const staleOnly: Site = (request, path, as) =>
    request.headers?.['x-wp-nonce']
      ? restError(403, 'rest_cookie_invalid_nonce')
      : HEALTHY(request, path, as);

  rows('cache', [
    ['none, healthy', {}, 'cleared', { kind: 'cache-none' }, /private window/],
    [
      'none: the failure is fresh',
      { symptoms: [CLOSED], site: site({ [POSTS]: REFUSES }) },
      'cleared',
      { kind: 'cache-none' },
    ],
    [
      'a copy of a refusal, in front of a healthy site',
      { site: cachedRefusal },
      'cause',
      {
        kind: 'cache-refuses',
        status: 401,
        freshStatus: 200,
        cache: { by: 'Cloudflare', ageSeconds: 300, vary: 'Accept-Encoding' },
      },
      /The cache is Cloudflare\. Its copy is 5 min old\. .*Accept-Encoding.*private window/,
    ],
    [
      'a copy of a refusal, as the person’s own request',
      { site: cachedRefusal, symptoms: [CLOSED], exact: true },
      'cause',
      { kind: 'cache-refuses' },
    ],
    [
      'a difference that no header explains',
      {
        symptoms: [CLOSED],
        site: (request, path, as) =>
          path === POSTS && isPlain(request.url) ? REFUSES : HEALTHY(request, path, as),
      },
      'clue',
      { kind: 'cache-refuses', cache: null },
    ],
    [
      'a bot check where the cache is passed by: no answer of the site',
      {
        symptoms: [CLOSED],
        site: (request, path, as) => {
          if (path !== POSTS) return HEALTHY(request, path, as);
          return isPlain(request.url) ? copyOfRefusal : BOT_CHECK;
        },
      },
      'cleared',
      { kind: 'cache-agrees' },
    ],
    [
      'a difference that comes and goes anyway',
      {
        symptoms: [CLOSED],
        rates: [{ fails: 2, of: 3 }],
        site: (request, path, as) =>
          path === POSTS && isPlain(request.url) ? REFUSES : HEALTHY(request, path, as),
      },
      'cleared',
      { kind: 'cache-none' },
    ],
    [
      'a copy of a refusal that is still in force',
      {
        symptoms: [CLOSED],
        site: (request, path, as) => {
          if (path !== POSTS) return HEALTHY(request, path, as);
          return isPlain(request.url) ? copyOfRefusal : REFUSES;
        },
      },
      'cleared',
      { kind: 'cache-agrees' },
      /not the cause/,
    ],
    [
      'copies of a refusal at addresses that nobody has asked for before',
      { symptoms: [CLOSED], site: site({ [POSTS]: copyOfRefusal }) },
      'cause',
      { kind: 'cache-refuses', freshStatus: null },
      /no test could reach WordPress/,
    ],
    [
      'a good copy',
      {
        site: site({ '/': html(200, 'x', { headers: { 'x-varnish': '1 2', 'x-cache': 'HIT' } }) }),
      },
      'cleared',
      { kind: 'cache-agrees', cache: { by: 'Varnish' } },
    ],
    [
      'a page that carries a dead token',
      { site: nonces('bbbbbbbbbb') },
      'clue',
      { kind: 'cache-dead-nonce' },
      /Cookie check failed/,
    ],
    [
      'the same, and it is what fails',
      {
        site: nonces('bbbbbbbbbb'),
        symptoms: [symptom(POSTS, { status: 403, code: 'rest_cookie_invalid_nonce' })],
      },
      'cause',
      { kind: 'cache-dead-nonce' },
    ],
    [
      'a cached page whose token is good',
      { site: nonces('aaaaaaaaaa') },
      'cleared',
      { kind: 'cache-agrees' },
    ],
    [
      'the request’s own token is out of date',
      { symptoms: [ownNonce('cccccccccc')], site: staleOnly, exact: true },
      'cause',
      { kind: 'cache-own-nonce' },
      /rest-nonce/,
    ],
    ['no site', { address: null }, 'not-checked', { why: 'no-site' }],
    [
      'a write is not sent again',
      { symptoms: [symptom(POSTS, {}, 'session', 'POST')] },
      'not-checked',
      { why: 'not-a-read' },
    ],
  ]);
});

describe('the check of DNS names says of', () => {
  const address = { ...ADDRESS, home: 'https://shop.example.org/' };
  const said = (lookup: readonly string[], zone: readonly string[] | null, hosts = '') => ({
    lookup: async () => lookup,
    authoritative: async () => zone,
    hostsFile: async () => (hosts ? [{ address: hosts, names: ['shop.example.org'] }] : []),
  });
  const unknown = (code: string, zone: readonly string[] | null) => ({
    ...said([], zone),
    lookup: () => Promise.reject(Object.assign(new Error(code), { code })),
  });
  const never = () => Promise.reject(new Error('was asked'));
  const failing = { address, symptoms: [CLOSED] } as const;
  const at = (bad: string) => (ip: string) => (ip === bad ? REFUSES : json(200, []));
  let coin = 0;

  rows('dns', [
    ...[
      '127.0.0.1',
      'localhost',
      '[::1]',
      '192.168.2.9',
      'shop.test',
      'printer.local',
      'intranet',
    ].map(
      (host): Row => [
        `${host}: nothing is asked`,
        {
          address: { ...ADDRESS, home: `http://${host}/` },
          names: { lookup: never, authoritative: never, hostsFile: never },
        },
        'cleared',
        { kind: 'names-local' },
        /DNS is not the cause/,
      ],
    ),
    ['the zone agrees', { address }, 'cleared', { kind: 'names-agree', zoneAsked: true }],
    [
      'the zone cannot be asked',
      { address, names: said(['192.0.2.1'], null) },
      'cleared',
      { zoneAsked: false },
      /could not be reached/,
    ],
    [
      'an old address is remembered, and only it fails',
      { ...failing, names: said(['192.0.2.1'], ['192.0.2.9']), at: at('192.0.2.1') },
      'cause',
      { kind: 'names-differ', fails: ['192.0.2.1'] },
      /192\.0\.2\.9 answers the same request with 200.*resolvectl flush-caches$/,
    ],
    [
      'the same on Windows',
      {
        ...failing,
        system: 'windows',
        names: said(['192.0.2.1'], ['192.0.2.9']),
        at: at('192.0.2.1'),
      },
      'cause',
      {},
      /ipconfig \/flushdns$/,
    ],
    [
      'the same on macOS',
      {
        ...failing,
        system: 'macos',
        names: said(['192.0.2.1'], ['192.0.2.9']),
        at: at('192.0.2.1'),
      },
      'cause',
      {},
      /sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder$/,
    ],
    [
      'an old address fails, and the new one is not ready',
      {
        ...failing,
        names: said(['192.0.2.1'], ['192.0.2.9']),
        at: (ip) => (ip === '192.0.2.1' ? REFUSES : html(404, 'Parked')),
      },
      'clue',
      { kind: 'names-differ' },
      /that alone does not explain/,
    ],
    [
      'another address, the same answer: nothing to flush',
      { ...failing, names: said(['192.0.2.1'], ['192.0.2.9']), at: () => REFUSES },
      'cleared',
      { kind: 'names-differ' },
      /not the cause/,
    ],
    [
      'an address that may be somebody else’s gets no secret',
      {
        ...failing,
        symptoms: [withHeaders({ authorization: 'Bearer hush' })],
        names: said(['192.0.2.1'], ['192.0.2.9']),
        at: never as never,
      },
      'clue',
      { kind: 'names-differ', compared: [] },
    ],
    [
      'another address, and no way to ask it',
      { ...failing, names: said(['192.0.2.1'], ['192.0.2.9']) },
      'clue',
      { kind: 'names-differ', compared: [] },
    ],
    [
      'the hosts file leads to an old server',
      { ...failing, names: said(['192.0.2.5'], ['192.0.2.9'], '192.0.2.5'), at: at('192.0.2.5') },
      'cause',
      { kind: 'names-hosts-file', address: '192.0.2.5' },
      /\/etc\/hosts/,
    ],
    [
      'the hosts file says what the zone says',
      { ...failing, names: said(['192.0.2.9'], ['192.0.2.9'], '192.0.2.9') },
      'cleared',
      { kind: 'names-agree' },
    ],
    [
      'IPv6 leads to another server',
      { ...failing, names: said(['192.0.2.1', '2001:db8::1'], null), at: at('2001:db8::1') },
      'cause',
      { kind: 'names-servers-differ', fails: ['2001:db8::1'] },
      /AAAA/,
    ],
    [
      'two servers that answer alike',
      { ...failing, names: said(['192.0.2.1', '192.0.2.2'], null), at: () => REFUSES },
      'cleared',
      { kind: 'names-agree', compared: [{}, {}] },
      /The same answer comes from/,
    ],
    [
      'two servers, and a failure that comes and goes',
      {
        ...failing,
        names: said(['192.0.2.1', '192.0.2.2'], null),
        at: () => {
          coin += 1;
          return [1, 4].includes(coin) ? REFUSES : json(200, []);
        },
      },
      'cleared',
      { kind: 'names-agree', compared: [] },
    ],
    [
      'one fails, the other is somebody’s parking page',
      {
        ...failing,
        names: said(['192.0.2.1', '192.0.2.2'], null),
        at: (ip) => (ip === '192.0.2.1' ? REFUSES : html(404, 'Parked')),
      },
      'cleared',
      { kind: 'names-agree', compared: [] },
    ],
    [
      'two servers, and a failure that was seen to come and go: they are not even asked',
      {
        ...failing,
        rates: [{ fails: 1, of: 3 }],
        names: said(['192.0.2.1', '192.0.2.2'], null),
        at: at('192.0.2.1'),
      },
      'cleared',
      { kind: 'names-agree', compared: [] },
    ],
    [
      'IPv6 does not reach anybody from here',
      {
        ...failing,
        names: said(['192.0.2.1', '2001:db8::1'], null),
        at: (ip) => {
          const facts = { host: 'shop.test', cause: 'ENETUNREACH' };
          if (ip.includes(':')) throw new Problem('connection-failed', facts);
          return REFUSES;
        },
      },
      'cleared',
      { kind: 'names-agree', compared: [] },
    ],
    [
      'unknown as it was pasted, with slashes and brackets',
      {
        address: null,
        typed: '<//Shop.example.org./wp-admin/>',
        names: unknown('ENOTFOUND', ['192.0.2.9']),
      },
      'clue',
      { kind: 'names-not-found', host: 'shop.example.org' },
    ],
    [
      'unknown here, known to its zone',
      { address: null, typed: 'shop.example.org', names: unknown('ENOTFOUND', ['192.0.2.9']) },
      'clue',
      { kind: 'names-not-found' },
      /resolvectl flush-caches/,
    ],
    [
      'unknown to everybody',
      { address: null, typed: 'shop.example.org', names: unknown('ENOTFOUND', null) },
      'clue',
      { kind: 'names-not-found' },
      /mistyped/,
    ],
    [
      'no DNS at all',
      { address: null, typed: 'shop.example.org', names: unknown('EAI_AGAIN', null) },
      'not-checked',
      { kind: 'names-unknown' },
    ],
    [
      'a proxy looks names up',
      { address, names: unknown('ENOTFOUND', null) },
      'not-checked',
      { kind: 'names-unknown' },
    ],
    ['no name', { address: null, typed: ':::' }, 'not-checked', { host: null }],
  ]);
});

describe('the check of flakiness says of', () => {
  const sometimes = (of: number): Special => ({ symptoms: [CLOSED], rates: [{ fails: 1, of }] });
  const locked = (said: string): Special => ({
    proven: [],
    refused: [refusal('session', 'locked-out', { url: ADDRESS.home, said })],
  });
  rows('flakiness', [
    ['nothing fails', {}, 'cleared', { kind: 'steady-nothing-fails' }],
    ['every time', { symptoms: [CLOSED] }, 'cleared', { kind: 'steady-fails', fails: 4, of: 4 }],
    [
      'looked at once, and again',
      { ...sometimes(1), site: site({ [POSTS]: REFUSES }) },
      'cleared',
      { kind: 'steady-fails', fails: 4, of: 4 },
      /phone without Wi-Fi/,
    ],
    [
      'a HEAD request is repeated as one',
      {
        symptoms: [symptom(POSTS, {}, 'anonymous', 'HEAD')],
        rates: [{ fails: 1, of: 1 }],
        site: (request, path, as) =>
          request.method === 'HEAD' ? answer(401, '') : HEALTHY(request, path, as),
      },
      'cleared',
      { kind: 'steady-fails', fails: 4, of: 4 },
    ],
    [
      'now and then, as the survey saw',
      sometimes(3),
      'clue',
      { kind: 'steady-flaps', fails: 1, of: 3 },
    ],
    [
      'now and then, as the repeats show',
      sometimes(1),
      'clue',
      { kind: 'steady-flaps', fails: 1, of: 4, otherStatuses: [200, 200, 200] },
      /Otherwise it answered: 200/,
    ],
    [
      'a bot check that the repeats met is no pass',
      { ...sometimes(1), site: site({ [POSTS]: BOT_CHECK }) },
      'not-checked',
      { kind: 'steady-unknown' },
    ],
    [
      'the code of a token plugin, as --fails-on names it',
      {
        ...sometimes(1),
        symptoms: [{ ...CLOSED, failsOn: ['bad_token'] }],
        site: site({
          [POSTS]: json(403, { success: false, data: { type: 'bad_token', message: 'No.' } }),
        }),
      },
      'cleared',
      { kind: 'steady-fails', fails: 4, of: 4 },
    ],
    [
      'a limit from the start',
      { symptoms: [symptom(POSTS, { status: 429 })] },
      'cause',
      { kind: 'steady-rate-limited', fromTheStart: true },
      /allow your own address/,
    ],
    [
      'a limit that the repeats met',
      {
        ...sometimes(1),
        site: site({ [POSTS]: html(429, 'x', { headers: { 'retry-after': '90' } }) }),
      },
      'clue',
      { kind: 'steady-rate-limited', fromTheStart: false, retryAfterSeconds: 90 },
      /1 min 30 s/,
    ],
    [
      'a limit while signing in',
      {
        refused: [
          refusal('session', 'rate-limited', { url: ADDRESS.home, retryAfterSeconds: null }),
        ],
      },
      'cause',
      { kind: 'steady-rate-limited' },
    ],
    ...(
      [
        [
          'Too many failed login attempts. Please try again in 20 minutes.',
          'Limit Login Attempts Reloaded',
        ],
        ['You have exceeded maximum login retries<br> Please try after 15 minutes', 'Loginizer'],
        [
          'Access from your IP address has been blocked for security reasons. Please contact the administrator.',
          'All-In-One Security',
        ],
        [
          'You have been locked out due to too many invalid login attempts.',
          'Solid Security or Defender',
        ],
        [
          'Your access to this service has been temporarily limited. Please try again in a few minutes.',
          'Wordfence',
        ],
        ['Too many attempts, come back later.', null],
      ] as const
    ).map(
      ([said, by]): Row => [
        `locked out of the login by ${by ?? 'somebody'}`,
        locked(said),
        'cause',
        { kind: 'steady-locked-out', lockout: { where: 'login', by } },
        /phone without Wi-Fi.*Do not try passwords/,
      ],
    ),
    [
      'locked out of the login, while visitors are refused',
      { ...locked('Too many failed login attempts.'), symptoms: [CLOSED] },
      'clue',
      { kind: 'steady-locked-out' },
    ],
    [
      'blocked altogether',
      {
        symptoms: [
          symptom('/', { message: 'Your access to this site has been limited by the site owner' }),
        ],
      },
      'cause',
      { kind: 'steady-locked-out', lockout: { where: 'site', by: 'Wordfence' } },
      /From here it cannot be seen/,
    ],
    [
      'a warning before a lockout is none',
      {
        symptoms: [
          symptom(POSTS, { message: 'Wrong. 2 attempts remaining before too many attempts.' }),
        ],
      },
      'cleared',
      { kind: 'steady-fails' },
    ],
    ['no site', { address: null }, 'not-checked', { why: 'no-site' }],
    [
      'a write is not sent again',
      { symptoms: [symptom(POSTS, {}, 'session', 'POST')], rates: [{ fails: 1, of: 1 }] },
      'not-checked',
      { why: 'not-repeatable' },
    ],
  ]);
});

describe('the check of sessions says of', () => {
  const DAY = 86_400_000;
  const cookie = (livesMs: number, more = {}) => ({
    name: 'wordpress_logged_in_x',
    domain: null,
    path: '/',
    secure: true,
    expires: null,
    setAt: 0,
    validUntil: livesMs,
    ...more,
  });
  const login = (...cookies: readonly string[]) =>
    site({ '/wp-login.php': withCookies(...cookies) });
  const blog: Special['address'] = {
    ...ADDRESS,
    home: 'https://shop.test/blog/',
    restRoot: 'https://shop.test/blog/wp-json/',
  };
  const failed = {
    proven: [],
    refused: [refusal('session', 'login-failed', { url: ADDRESS.home, status: 302, said: null })],
  } as const;
  rows('session', [
    [
      'that last two days',
      { loginCookie: cookie(2 * DAY) },
      'cleared',
      { issues: [], lifeSeconds: 172_800, keptSeconds: null, phpSession: false },
      /good for 2 days.*until|forgets it.*WordPress does not use PHP sessions/,
    ],
    ['nobody signed in', NOBODY, 'cleared', { issues: [], lifeSeconds: null }, /not of a login/],
    [
      'that end after ten minutes',
      { loginCookie: cookie(600_000) },
      'clue',
      { issues: [{ type: 'short-life', seconds: 600 }] },
      /10 min.*auth_cookie_expiration/,
    ],
    [
      'cookies for another domain',
      { ...failed, site: login('wordpress_test_cookie=x; path=/; domain=.other.test; secure') },
      'cause',
      {
        issues: [{ type: 'cookie-domain', domain: 'other.test', host: 'shop.test' }],
        matters: true,
      },
      /COOKIE_DOMAIN/,
    ],
    [
      'the same, while what fails needs no login',
      {
        symptoms: [CLOSED],
        site: login('wordpress_test_cookie=x; path=/; domain=other.test; secure'),
      },
      'clue',
      { matters: false },
    ],
    [
      'cookies for the domain above',
      { site: login('wordpress_test_cookie=x; path=/; domain=.shop.test; secure') },
      'cleared',
      { issues: [] },
    ],
    [
      'cookies for another path',
      {
        address: blog,
        symptoms: [AS_SESSION],
        site: login('wordpress_test_cookie=x; path=/old/; secure'),
      },
      'cause',
      { issues: [{ type: 'cookie-path', path: '/old/', needed: '/blog/' }] },
      /COOKIEPATH/,
    ],
    [
      'cookies for both paths',
      {
        address: blog,
        site: login(
          'wordpress_test_cookie=x; path=/blog/; secure',
          'wordpress_test_cookie=x; path=/wp/; secure',
        ),
      },
      'cleared',
      { issues: [] },
    ],
    [
      'cookies that are not Secure',
      { site: login('wordpress_test_cookie=x; path=/') },
      'clue',
      { issues: [{ type: 'cookie-not-secure' }] },
    ],
    [
      'two hosts, one with www',
      { address: { ...ADDRESS, siteUrl: 'https://www.shop.test/' }, symptoms: [AS_SESSION] },
      'cause',
      { issues: [{ type: 'two-hosts' }] },
      /with or without www/,
    ],
    [
      'PHP sessions, of a plugin',
      { site: login('wordpress_test_cookie=x; path=/; secure', 'PHPSESSID=abc; path=/') },
      'cleared',
      { phpSession: true },
      /session\.gc_maxlifetime and session\.cookie_lifetime/,
    ],
    [
      'a hidden login page',
      { ...NOBODY, site: site({ '/wp-login.php': html(404, 'x') }) },
      'not-checked',
      { why: 'no-login-page' },
    ],
    ['no site', { address: null }, 'not-checked', { why: 'no-site' }],
  ]);
});

describe('the checks of access, all of them', () => {
  const BUSY: Special = {
    ...WRONG_OR_LOST,
    address: { ...ADDRESS, home: 'https://shop.example.org/' },
    symptoms: [CLOSED, AS_APPLICATION],
    rates: [{ fails: 1, of: 1 }],
    names: {
      lookup: async () => ['192.0.2.1', '2001:db8::1'],
      authoritative: async () => null,
      hostsFile: async () => [],
    },
    at: (ip) => (ip.includes(':') ? REFUSES : json(200, [])),
    site: (request, path, as) =>
      path === POSTS && !request.url.includes('wp_bisect=')
        ? REFUSES
        : path === OWN
          ? restError(501, 'application_passwords_disabled')
          : HEALTHY(request, path, as),
  };
  it.each<[string, Special, number]>([
    ['healthy', {}, 6],
    ['healthy, without credentials', NOBODY, 6],
    ['failing', { symptoms: [CLOSED], site: site({ [POSTS]: REFUSES }) }, 10],
    ['failing in every way', BUSY, 10],
  ])('send few requests to a site that is %s, and write nothing', async (_, special, most) => {
    const { scene, sent } = sampleInput(special);
    for (const { look: run } of ACCESS) told(await run(scene));
    expect(sent.length).toBeLessThanOrEqual(most);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.every(({ method = 'GET', body }) => method === 'GET' && body === undefined)).toBe(
      true,
    );
  });

  it('say of a site without an answer that they could not look', async () => {
    const dead: Special = {
      symptoms: [CLOSED],
      rates: [{ fails: 1, of: 1 }],
      site: () => {
        throw new Error('gone');
      },
    };
    const { scene } = sampleInput({ ...dead, ...ONLY_SESSION });
    const results: Record<string, FindingResult> = {};
    for (const { id: check, look: run } of ACCESS) {
      const found = await run(scene);
      told(found);
      results[check] = found.result;
    }
    expect(results).toEqual({
      credentials: 'cleared',
      'authorization-header': 'not-checked',
      dns: 'cleared',
      cache: 'not-checked',
      flakiness: 'not-checked',
      session: 'not-checked',
    });
  });

  it('reject when they are cancelled', async () => {
    const stop = new AbortController();
    const cancelled = new DOMException('Cancelled', 'AbortError');
    const { scene } = sampleInput({
      ...ONLY_SESSION,
      signal: stop.signal,
      site: () => {
        stop.abort();
        throw cancelled;
      },
    });
    await expect(ACCESS[1]!.look(scene)).rejects.toBe(cancelled);
  });

  it('show no secret of a request that the user named', async () => {
    const secret = symptom(`${POSTS}?consumer_secret=hush`, {});
    for (const rates of [[{ fails: 1, of: 1 }], [{ fails: 1, of: 2 }]]) {
      for (const respond of [HEALTHY, site({ [POSTS]: REFUSES })]) {
        const { scene } = sampleInput({ symptoms: [secret], rates, exact: true, site: respond });
        for (const { look: run } of ACCESS) {
          const found = await run(scene);
          expect(`${JSON.stringify(found)} ${told(found)}`).not.toContain('hush');
        }
      }
    }
  });

  it('print no control character of a site', async () => {
    const nasty = 'x\u001b[31m\u202e';
    const { found, words } = await look('flakiness', {
      proven: [],
      refused: [
        refusal('session', 'locked-out', { url: ADDRESS.home, said: `Too many attempts ${nasty}` }),
      ],
    });
    expect(found.result).toBe('cause');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may get through.
    expect(words).not.toMatch(/[\u0000-\u001f\u202e]/);
  });
});
