import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/language/load.ts';
import { Problem, type ProblemCode, type ProblemFacts } from '../../src/model/errors.ts';
import type { Note } from '../../src/model/notes.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { confirmWords } from '../../src/report/confirmations.ts';
import { worthTelling } from '../../src/report/findings/telling.ts';
import {
  answerLine,
  clean,
  createPaint,
  moment,
  pathOf,
  safeUrl,
} from '../../src/report/format.ts';
import { jsonReport, ndjsonLine } from '../../src/report/json.ts';
import { missingSteps } from '../../src/report/next-steps.ts';
import { explainNote } from '../../src/report/notes.ts';
import { explain, problemLines } from '../../src/report/problems/index.ts';
import { createProgress } from '../../src/report/progress.ts';
import { WAYS } from '../../src/report/screens/connect.ts';
import { offWords } from '../../src/report/screens/searching.ts';
import { textReport } from '../../src/report/text.ts';
import { en } from '../language/english.ts';
import { GUARD, report, SYMPTOM } from './sample-run.ts';

const URL_ = 'https://example.com/wp-login.php';
const NASTY = 'a\u001b[31mb\u0007c\nd\u202ee\u009bf';

/** Facts for every code; the compiler asks for a new one's. */
const FACTS: { readonly [C in ProblemCode]: readonly ProblemFacts[C][] } = {
  unexpected: [{ said: 'TypeError: x is not a function' }],
  'no-secret': [
    { program: null, why: 'terminal' },
    { program: null, why: 'empty' },
    { program: null, why: 'unasked-for' },
    { program: 'pass', why: 'empty' },
    { program: 'pass', why: 'failed' },
    { program: 'pass', why: 'not-started' },
    { program: 'pass', why: 'timed-out' },
  ],
  'bad-site-list': [
    { path: 'sites.csv', line: 1, why: 'column' },
    { path: 'sites.csv', line: 2, why: 'empty' },
    { path: 'sites.csv', line: 3, why: 'quote' },
  ],
  'not-a-url': [{ typed: 'nonsense' }],
  'bad-option': [{ message: 'something is wrong' }],
  'not-a-terminal': [{ site: null }, { site: 'https://lantern-books.example/' }],
  'secret-in-address': [{}],
  'unknown-plugin': [
    { flag: '--keep', typed: 'x', known: ['a/a', 'b/b'], inactive: false },
    { flag: '--only', typed: 'x', known: [], inactive: false },
    { flag: '--only', typed: 'x', known: ['a/a'], inactive: true },
  ],
  'left-on-site': [{ site: URL_, plugin: 'health-check/health-check', journal: '/x' }],
  'foreign-request': [{ url: 'https://other.test/', origin: 'https://example.com' }],
  'unreadable-file': [
    { path: '/x', cause: 'ENOENT' },
    { path: '/x.pem', wanted: 'certificate' },
    { path: '/x.json', wanted: 'report' },
    { path: '/x.json', wanted: 'failing-request' },
  ],
  'unwritable-output': [{ path: '/x', cause: 'EACCES' }],
  'host-unknown': [{ host: 'nowhere.test' }],
  'connection-refused': [{ host: 'example.com' }],
  'connection-failed': [{ host: 'example.com', cause: 'ECONNRESET' }],
  'timed-out': [{ url: URL_, seconds: 30 }],
  tls: [
    { host: 'example.com', cause: 'SELF_SIGNED_CERT_IN_CHAIN' },
    { host: 'example.com', cause: 'CERT_HAS_EXPIRED' },
    { host: 'example.com', cause: 'CERT_NOT_YET_VALID' },
    { host: 'example.com', cause: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    { host: 'example.com', cause: 'ERR_SSL_WRONG_VERSION_NUMBER' },
  ],
  'bad-proxy': [{ proxy: 'http://me:secret@proxy.test:3128', cause: 'ECONNREFUSED' }],
  'redirected-away': [{ from: URL_, to: 'https://other.test/' }],
  'redirect-loop': [{ url: URL_ }],
  'not-wordpress': [{ url: URL_, status: 404 }],
  'rest-unavailable': [
    { url: URL_, status: 404, code: null },
    { url: URL_, status: 403, code: 'rest_disabled' },
  ],
  'wordpress-too-old': [{ url: URL_ }],
  'gate-closed': [
    { url: URL_, realm: 'Staging', refused: false },
    { url: URL_, realm: null, refused: true },
    { url: URL_, realm: 'Restricted Site', refused: false, byPlugin: true },
  ],
  'bot-challenge': [{ url: URL_, by: 'Cloudflare' }],
  'rate-limited': [
    { url: URL_, retryAfterSeconds: null },
    { url: URL_, retryAfterSeconds: 90 },
  ],
  'server-error': [
    { url: URL_, status: 500, excerpt: '' },
    { url: URL_, status: 500, excerpt: 'critical error' },
  ],
  'not-approved': [
    { why: 'rejected', url: URL_, named: null },
    { why: 'timed-out', url: URL_, named: null },
    { why: 'given-up', url: URL_, named: null },
    { why: 'another-site', url: URL_, named: 'https://other.test/' },
    { why: 'incomplete', url: URL_, named: null },
    { why: 'no-loopback', url: URL_, named: null },
  ],
  'no-credentials': [{}],
  'none-kept': [{ site: URL_ }],
  'no-user': [{}],
  'wrong-password': [
    { credential: 'session', user: 'admin', said: 'incorrect' },
    { credential: 'application-password', user: 'admin', said: null },
  ],
  'unknown-user': [{ user: 'nobody', said: null }],
  'application-password-as-account-password': [{ user: 'admin' }],
  'account-password-as-application-password': [{ user: 'admin' }],
  'application-passwords-refused': (
    ['switched-off', 'no-https', 'blocked', 'header-stripped-or-wrong'] as const
  ).map((why) => ({ code: null, status: 401, why, suspects: ['a/a'] })),
  'not-allowed': [
    { user: 'editor', credential: 'session', capability: 'activate_plugins' },
    { user: 'admin', credential: 'session', capability: 'activate_plugins', isAdministrator: true },
  ],
  'two-factor': [{ user: 'admin' }],
  'login-hidden': [{ url: URL_, status: 404 }],
  captcha: [{ url: URL_ }],
  'locked-out': [{ url: URL_, said: 'too many attempts' }],
  'login-failed': [{ url: URL_, status: 200, said: null }],
  'session-lost': [{ url: URL_ }],
  'account-lost': [
    { user: 'admin', credential: 'application-password', why: 'password' },
    { user: 'admin', credential: 'session', why: 'password' },
    { user: 'admin', credential: 'session', why: 'rights' },
  ],
  'page-refused': [
    { url: URL_, status: 403, said: 'This page is managed by your agency.' },
    { url: URL_, status: 401, said: null },
  ],
  'isolation-lost': [
    { why: 'session-ended', missing: [] },
    { why: 'list-overwritten', missing: ['a/a'] },
  ],
  'no-switch': [
    { asked: 'auto', reasons: [{ switch: 'admin', code: 'no-session' }] },
    { asked: 'rest', reasons: [{ switch: 'rest', code: 'some_code' }] },
  ],
  'bad-recovery-link': [
    { why: 'not-a-link', site: URL_, named: null },
    { why: 'another-site', site: URL_, named: 'https://other.test' },
  ],
  'recovery-refused': (
    ['expired', 'used', 'wrong', 'refused', 'no-cookie', 'still-fatal'] as const
  ).map((why) => ({ why, status: 500, said: why === 'refused' ? 'Nein.' : null })),
  'network-closed': (
    ['no-session', 'not-super-admin', 'elsewhere', 'no-network', 'unclear'] as const
  ).map((why) => ({
    why,
    url: why === 'elsewhere' ? 'https://a.test/wp-admin/network/plugins.php' : null,
  })),
  'bad-wp-cli': (['empty', 'open-quote', 'open-escape', 'control-character'] as const).map(
    (why) => ({ why }),
  ),
  'wp-cli-missing': [{ program: 'wp', cause: 'ENOENT' }],
  'wp-cli-failed': [
    { program: 'ssh', exit: 255, said: 'Permission denied (publickey).' },
    { program: 'wp', exit: null, said: '' },
  ],
  'wp-cli-timed-out': [{ program: 'ssh', seconds: 60 }],
  'wp-cli-unclear': [{ program: 'wp', asked: 'plugin list', said: 'Hello' }],
  'wp-cli-other-site': [{ site: URL_, named: 'https://other.test' }],
  'wp-cli-alias': [
    { alias: '@prod', isKnown: false, known: ['@staging', '@shop'] },
    { alias: '@shops', isKnown: true, known: [] },
  ],
  'cached-list': [{ url: 'https://example.com/wp-admin/plugins.php' }],
  'journal-unwritable': [{ path: '/x', cause: 'EROFS' }],
  'plain-http-refused': [{ host: 'example.com' }],
  'journal-elsewhere': [{ site: URL_, since: '2026-11-23T10:00:00Z' }],
  'lock-unusable': [{ path: '/x/lock', cause: 'EISDIR' }],
  'journal-corrupt': [{ path: '/x', line: 3 }],
  locked: [{ site: URL_, pid: 42, host: 'laptop', since: 'today', path: '/x' }],
};

const PROBLEMS = Object.entries(FACTS).flatMap(([code, all]) =>
  all.map((facts) => new Problem(code as ProblemCode, facts as never)),
);

describe('an https connection that fails', () => {
  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /does not trust/, /--ca-file/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /does not trust/, /--ca-file/],
    ['CERT_HAS_EXPIRED', /has expired/, /Renew it/],
    ['CERT_NOT_YET_VALID', /not valid yet/, /clock/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /another name/, /without www/],
    ['HOSTNAME_MISMATCH', /another name/, /without www/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /No https connection/, /http:\/\//],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', /No https connection/, /repair https/],
    ['EPROTO', /No https connection/, /http:\/\//],
  ])('is told for what it is, with a remedy for that: %s', (cause, fact, remedy) => {
    const said = explain(en, new Problem('tls', { host: 'example.com', cause }));
    expect(said.fact).toMatch(fact);
    expect(said.remedy).toMatch(remedy);
    // An authority helps against nothing but a certificate that is not trusted.
    expect(/--ca-file/.test(said.remedy)).toBe(/does not trust/.test(said.fact));
  });
});

describe('every problem', () => {
  for (const problem of PROBLEMS) {
    it(`${problem.code} ${JSON.stringify(problem.facts)} has a fact and a remedy in whole sentences`, () => {
      const { fact, remedy } = explain(en, problem);
      for (const sentence of [fact, remedy]) {
        expect(sentence.length).toBeGreaterThan(10);
        expect(sentence).toMatch(
          /^["A-Z-]|^https?:|^wp-bisect|^(isolated|admin|rest|example|nowhere)/,
        );
        expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
        expect(sentence).not.toContain('secret@');
      }
    });
  }

  it('contains no control character of the site or of typed text', () => {
    for (const problem of PROBLEMS) {
      const facts = JSON.parse(JSON.stringify(problem.facts), (_, value) =>
        typeof value === 'string' && !['why', 'credential', 'wanted'].includes(_)
          ? `${value}${NASTY}`
          : value,
      );
      const nasty = new Problem(problem.code, { ...facts, ...keptFacts(problem) } as never);
      for (const line of problemLines(en, nasty, createPaint(false))) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may get through.
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      }
    }
  });

  it('does not suggest the account password where that was refused, too', () => {
    const facts = { code: 'wp_die', status: 403, why: 'blocked', suspects: [] } as const;
    const both = new Problem('application-passwords-refused', { ...facts, sessionToo: true });
    expect(explain(en, both).remedy).not.toContain('would work instead');
    expect(explain(en, both).remedy).toContain('did not work, either');
  });

  it.each(['two-factor', 'captcha', 'locked-out', 'login-hidden', 'session-lost'] as const)(
    'does not suggest an application password where that was refused, too (%s)',
    (code) => {
      const { facts } = PROBLEMS.find((one) => one.code === code)!;
      const problem = new Problem(code, facts as never, { otherWay: 'refused' });
      const { remedy } = explain(en, problem);
      expect(remedy).not.toContain('would work instead');
      expect(remedy).toContain('The application password did not work, either.');
    },
  );

  it.each(['two-factor', 'captcha', 'locked-out', 'login-hidden', 'session-lost'] as const)(
    'does not suggest an application password where the site takes none (%s)',
    (code) => {
      const { facts } = PROBLEMS.find((one) => one.code === code)!;
      const problem = new Problem(code, facts as never, { otherWay: 'closed' });
      for (const { remedy } of [explain(en, problem), explain(en, problem, 'asked')]) {
        expect(remedy).not.toMatch(/would work instead|choose/);
        expect(remedy).toContain('This site takes no application passwords, either.');
      }
    },
  );

  it('names the way to sign in as the screen does', async () => {
    const { facts } = PROBLEMS.find(({ code }) => code === 'two-factor')!;
    const problem = new Problem('two-factor', facts as never);
    for (const t of [en, await loadLanguage('ru')]) {
      expect(explain(t, problem, 'asked').remedy).toContain(t.__(WAYS.browser.label));
    }
  });

  it('names the credential that would work where an application password was refused', () => {
    for (const problem of PROBLEMS.filter(({ code }) => code === 'application-passwords-refused')) {
      expect(explain(en, problem).remedy).toContain('WP_BISECT_PASSWORD');
    }
    for (const code of ['two-factor', 'captcha', 'locked-out', 'login-hidden'] as const) {
      const problem = PROBLEMS.find((one) => one.code === code)!;
      expect(explain(en, problem).remedy).toContain('WP_BISECT_APP_PASSWORD');
    }
  });
});

describe('a problem in an interactive run', () => {
  it('does not mention a variable that was not set', () => {
    const codes = new Set(PROBLEMS.filter(ofAccess).map(({ code }) => code));
    expect(codes.size).toBeGreaterThan(10);
    for (const problem of PROBLEMS.filter(ofAccess)) {
      const { fact, remedy } = explain(en, problem, 'asked');
      expect(`${fact} ${remedy}`, problem.code).not.toContain('WP_BISECT_');
      expect(fact).toBe(explain(en, problem).fact);
      expect(remedy.length).toBeGreaterThan(10);
    }
    const wrong = PROBLEMS.find(({ code }) => code === 'wrong-password')!;
    expect(problemLines(en, wrong, createPaint(false), 'asked').join(' ')).toContain('login page');
  });

  /** Those of which something else is the matter than what was typed in. */
  function ofAccess({ code }: Problem): boolean {
    return !['no-credentials', 'no-user', 'secret-in-address', 'journal-unwritable'].includes(code);
  }
});

/** Facts that choose a sentence and are ours, not the site's. */
function keptFacts(problem: Problem): object {
  return Object.fromEntries(
    Object.entries(problem.facts).filter(([name]) => ['why', 'credential', 'flag'].includes(name)),
  );
}

describe('every note', () => {
  const notes: { readonly [T in Note['type']]: Extract<Note, { type: T }> } = {
    'plain-http': { type: 'plain-http', host: 'example.com' },
    'switch-skipped': { type: 'switch-skipped', switch: 'admin', code: 'no-session' },
    'left-behind': { type: 'left-behind', what: 'option:health-check-disable-plugin-hash' },
    hazard: {
      type: 'hazard',
      plugin: 'jetpack/jetpack',
      what: 'It disconnects the site.',
      pinned: true,
    },
    'suspect-left-on': { type: 'suspect-left-on', plugin: 'a/a', why: 'hazard' },
    'editor-not-signed-in': { type: 'editor-not-signed-in' },
    'appeared-meanwhile': { type: 'appeared-meanwhile', plugins: ['a/a'] },
    'taken-off-list': { type: 'taken-off-list', plugins: ['gone/gone'] },
    'awkward-plugin': { type: 'awkward-plugin', plugin: 'a/a', code: 'still-active' },
    'non-monotone': { type: 'non-monotone', plugins: ['a/a'] },
    'rate-limited': { type: 'rate-limited', waitedSeconds: 75 },
    flaky: { type: 'flaky', failRate: 0.5, isSeldom: false },
    'symptom-not-solved': { type: 'symptom-not-solved', symptom: 0, reason: 'inconclusive' },
    'gone-meanwhile': { type: 'gone-meanwhile', symptom: 0, plugins: ['a/a'] },
    leads: { type: 'leads', symptom: 0, plugins: ['a/a', 'b/b'] },
    'ended-by-switching': { type: 'ended-by-switching', symptom: 0, plugins: ['a/a'] },
    'site-lags': { type: 'site-lags' },
    explained: { type: 'explained', symptom: 0 },
    'own-refusal': {
      type: 'own-refusal',
      symptom: 0,
      observed: { status: 403, code: 'acme_signature', message: null, challenges: [] },
      plugins: ['acme/acme'],
    },
    'refused-to-another': {
      type: 'refused-to-another',
      request: SYMPTOM.request,
      as: 'session',
    },
    'not-traced': { type: 'not-traced', code: 'upload-refused', detail: 'http-413' },
    'tracer-used': { type: 'tracer-used', file: null },
    'traced-otherwise': { type: 'traced-otherwise', symptom: 0, plugin: 'acme/acme' },
    'two-voices': { type: 'two-voices' },
    'changes-refused': { type: 'changes-refused', switch: 'admin', code: 'http-403' },
    'switch-unseen': { type: 'switch-unseen', ms: 12_000 },
    'ends-every-page': { type: 'ends-every-page', plugin: 'acme' },
    'over-forecast': { type: 'over-forecast', probes: 21 },
    'session-renewed': { type: 'session-renewed' },
    'other-error': {
      type: 'other-error',
      request: SYMPTOM.request,
      observed: { status: 403, code: 'wp_die', message: 'Not for you', challenges: [] },
    },
    'not-searched': {
      type: 'not-searched',
      request: SYMPTOM.request,
      observed: { status: 401, code: 'rest_user_cannot_view', message: null, challenges: [] },
      rank: 'usual-protection',
      reason: 'hides-user-names',
    },
    multisite: { type: 'multisite' },
    'network-switched': { type: 'network-switched', plugins: ['a/a'] },
    'network-closed': { type: 'network-closed', why: 'not-super-admin', url: null },
    'restored-leftover': { type: 'restored-leftover', since: '2026-01-15T10:00:00Z' },
    'resumed-from': { type: 'resumed-from', since: '2026-01-15T10:00:00Z', probes: 4 },
    'not-resumed': { type: 'not-resumed', since: '2026-01-15T10:00:00Z', why: 'too-old' },
    'off-again': { type: 'off-again', plugins: ['a/a'] },
    'leftover-found': { type: 'leftover-found', since: '2026-11-23T10:00:00Z' },
    'site-suffers': { type: 'site-suffers', from: 'slow' },
    'nothing-to-restore': { type: 'nothing-to-restore' },
    'journal-stays': { type: 'journal-stays', path: '/home/x/journal.ndjson' },
    'insecure-tls': { type: 'insecure-tls' },
    'application-password-made': {
      type: 'application-password-made',
      name: 'wp-bisect on desk, 2026-01-15',
      user: 'admin',
      profile: 'https://example.com/wp-admin/profile.php#application-passwords-section',
      now: 'not-revoked',
    },
    'restore-by-wp-cli': { type: 'restore-by-wp-cli' },
    'restored-through': { type: 'restored-through', switch: 'wp-cli', instead: 'admin' },
    keyring: { type: 'keyring', user: 'admin', credential: 'session', what: 'removed' },
  };

  it('is one sentence', () => {
    for (const note of Object.values(notes)) {
      const sentence = explainNote(en, note, (plugin) => plugin, [SYMPTOM]);
      expect(sentence).toMatch(/^.{10,}\.$/);
      expect(sentence).not.toMatch(/undefined|null|NaN/);
    }
  });
});

describe('questions', () => {
  it('name the cost first, and default to what does no harm', () => {
    const range = { low: 1, likely: 6, high: 9 };
    const words = confirmWords(en, {
      type: 'go-on',
      switch: 'rest',
      suspects: ['a/a'],
      probes: range,
      seconds: range,
    });
    expect(words.facts.join(' ')).toMatch(/1 plugin .*About 6 tests/);
    expect(confirmWords(en, { type: 'plain-http', host: 'a.test' }).byDefault).toBe(false);
    expect(confirmWords(en, { type: 'really-switch', switch: 'admin' }).byDefault).toBe(false);
    const interrupted = { type: 'restore-leftover', site: URL_, since: 'today' } as const;
    expect(confirmWords(en, interrupted).byDefault).toBe(true);
  });
});

describe('shared helpers of sentences', () => {
  it.each([
    ['https://a.test/wp-login.php?redirect_to=%2F#x', '302, Location: https://a.test/wp-login.php'],
    ['/members/\u202e?token=secret', '302, Location: /members/'],
    [undefined, '302'],
  ])('tell where a redirect leads, and not where it came from: %j', (location, line) => {
    const observed = { status: 302, code: null, message: null, challenges: [] };
    expect(answerLine(en, { ...observed, ...(location && { location }) })).toBe(line);
    // What a 201 made is no redirect.
    const made = { ...observed, status: 201, ...(location && { location }) };
    expect(answerLine(en, made)).toBe('201');
  });

  it('write numbers and lists', () => {
    expect(en._n('%(count)s test', '%(count)s tests', 1)).toBe('1 test');
    expect(en._n('%(count)s test', '%(count)s tests', 1200)).toBe('1,200 tests');
    const lists = [
      en.list([]),
      en.list(['a']),
      en.list(['a', 'b']),
      en.list(['a', 'b', 'c'], 'or'),
    ];
    expect(lists).toEqual(['', 'a', 'a and b', 'a, b or c']);
  });

  it('write durations in seconds, minutes and hours', () => {
    expect([0, 0.44, 9.94, 9.96, 59.4, 59.6, 60, 125, 3600, 3780].map(en.duration)).toEqual([
      '0 s',
      '0.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min',
      '1 min',
      '2 min 5 s',
      '1 h',
      '1 h 3 min',
    ]);
    expect([2, 12, 57, 170, 7300].map(en.roughly)).toEqual([
      'a few seconds',
      'about 15 s',
      'about 1 min',
      'about 3 min',
      'about 2 h 2 min',
    ]);
  });

  it('mask the secrets of URLs and keep the rest', () => {
    expect(safeUrl('https://me:pw@example.com/a?x=1&_wpnonce=abc&consumer_secret=s#f')).toBe(
      'https://example.com/a?x=1&_wpnonce=***&consumer_secret=***#f',
    );
    expect(safeUrl('https://example.com/?rest_route=/wp/v2/posts&per_page=1')).toBe(
      'https://example.com/?rest_route=/wp/v2/posts&per_page=1',
    );
    expect(pathOf('https://example.com')).toBe('/');
    expect(pathOf('http://[::1]:80/x?y=1')).toBe('/x?y=1');
  });

  property.prop([fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 })])(
    'cleaned text is one safe line and never too long',
    (text, most) => {
      const safe = clean(text, most);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may get through.
      expect(safe).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
      expect([...safe].length).toBeLessThanOrEqual(most);
    },
  );

  it('write steps by hand that can be pasted into a shell', () => {
    const difference = { missing: ["it's/odd", 'plain/plain'], appeared: [] };
    expect(missingSteps(en, difference, 'https://example.com/', (plugin) => plugin).at(-1)).toBe(
      `Or on the server: wp plugin activate 'it'\\''s' plain`,
    );
    // What an earlier run left is not known where nobody gets in to read it.
    expect(
      missingSteps(en, { missing: [], appeared: [] }, 'https://a.test/', (id) => id),
    ).toContain('Try again: wp-bisect https://a.test/ --restore');
  });
});

describe('the steps after plugins that deactivate each other', () => {
  const difference = { missing: ['duel/duel'], appeared: [], offAgain: ['duel/duel'] };
  const steps = missingSteps(en, difference, 'https://a.test/', (id) => id).join('\n');

  it('name the password that brings them back, and WP-CLI', () => {
    expect(steps).toContain('WP_BISECT_PASSWORD, then: wp-bisect https://a.test/ --restore');
    expect(steps).toContain("wp-bisect https://a.test/ --restore --wp-cli '");
  });

  it('do not send anybody to wp-admin or to "wp plugin activate", which run the same hooks', () => {
    expect(steps).not.toMatch(/wp-admin > Plugins|wp plugin activate/);
  });
});

describe('a site whose list could not be read, and on which the journal knows of nothing off', () => {
  const difference = { missing: [], appeared: [], unknown: { plugins: [], since: '' } };
  const told = textReport(
    en,
    { ...report('inconclusive'), restored: false, difference },
    { color: false },
  );

  it('is not said to be other than it was, nor that plugins may be off', () => {
    expect(told).toContain('The site could not be read back.');
    expect(told).toContain('YOUR SITE WAS NOT READ BACK');
    expect(told).not.toMatch(/NOT as it was|may be off/);
  });
});

describe('the log of a symptom that the user judges by hand', () => {
  it('names it, and no request as failing', () => {
    const lines: string[] = [];
    const symptoms = [{ ...SYMPTOM, described: 'The menu is upside down' }];
    createProgress(en, (line) => lines.push(line), { verbosity: 'normal', color: false })({
      type: 'symptoms-found',
      symptoms,
    });
    expect(lines).toEqual([
      `Fails: "The menu is upside down" at ${SYMPTOM.request.url}, checked by you\n`,
    ]);
  });
});

describe('suspicions', () => {
  const finding = (
    check: 'plugin' | 'www-authenticate' | 'cache',
    result: 'clue' | 'not-checked' = 'clue',
  ) => ({
    check,
    label: check,
    result,
    evidence: `about the ${check}`,
    meaning: '',
    advice: 'Go on.',
  });
  const findings = [finding('www-authenticate'), finding('cache'), finding('plugin')];
  const checks = (known: Partial<RunReport>) =>
    worthTelling(report('culprit-found', { findings, ...known })).map(({ check }) => check);

  it('are dropped beside proven culprits, unless something fails for another reason', () => {
    const culprits = [{ ...GUARD, symptoms: [0] }];
    expect(checks({ culprits, symptoms: [SYMPTOM] })).toEqual(['cache']);
    expect(checks({ culprits, symptoms: [SYMPTOM, SYMPTOM] })).toHaveLength(3);
    const unchecked = [finding('plugin', 'not-checked'), finding('cache', 'not-checked')];
    expect(checks({ culprits, symptoms: [SYMPTOM], findings: unchecked })).toEqual(['cache']);
    expect(checks({ culprits: [], symptoms: [SYMPTOM] })).toHaveLength(3);
  });
});

describe('the sentences about an interrupted run', () => {
  it('give its time in words, and an unreadable time as it is', () => {
    expect(moment('2026-01-15T10:00:59.291Z')).toBe('2026-01-15 10:00 UTC');
    expect(moment('2026-01-15T10:00:59Z')).toBe('2026-01-15 10:00 UTC');
    expect(moment('yesterday')).toBe('yesterday');
  });

  it('do not say that a restored site was left unchanged', () => {
    const restored = { type: 'restored-leftover', since: '2026-01-15T10:00:00Z' } as const;
    const { cost } = report('cancelled');
    const ended = { cost: { ...cost, toggles: 0 } };
    const told = report('cancelled', { ...ended, notes: [restored] });
    const text = textReport(en, told, { color: false });
    expect(text).toContain('Otherwise the site was not changed.');
    expect(text).toContain('An earlier run (2026-01-15 10:00 UTC) did not finish');
    expect(textReport(en, report('cancelled', ended), { color: false })).toContain(
      '\nThe site was not changed.',
    );
  });

  it('name plugins of one folder by their files for WP-CLI', () => {
    const missing = ['twin/a', 'twin/b', 'solo/solo'];
    const steps = missingSteps(
      en,
      { missing, appeared: [] },
      'https://a.test/',
      (plugin) => plugin,
    );
    expect(steps.at(-1)).toBe('Or on the server: wp plugin activate twin/a twin/b solo');
  });
});

describe('the sentences about many plugins', () => {
  it('count the plugins that are off instead of listing them', () => {
    const names = Array.from({ length: 15 }, (_, index) => `P${index + 1}`);
    expect(offWords(en, names)).toBe('15 plugins are off: P1, P2, P3, P4, P5, P6, P7 and 8 more.');
    expect(offWords(en, names.slice(0, 8))).toContain('P7 and P8.');
  });
});

describe('secrets and the site’s own words', () => {
  const symptom = {
    ...SYMPTOM,
    request: {
      ...SYMPTOM.request,
      url: `${SYMPTOM.request.url}?consumer_secret=hunter2`,
      headers: { 'X-Api-Key': 'hunter2' },
    },
    observed: { ...SYMPTOM.observed, message: NASTY, code: NASTY },
  };
  const told = report('not-a-plugin', { symptoms: [symptom] });

  it('are in no report and no event', () => {
    const all = [
      textReport(en, told, { color: false }),
      jsonReport(en, told),
      ndjsonLine(en, { type: 'finished', report: told }),
      ndjsonLine(en, { type: 'symptoms-found', symptoms: [symptom] }),
      ndjsonLine(en, { type: 'surveying', request: symptom.request }),
    ];
    for (const output of all) {
      expect(output).not.toContain('hunter2');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may get through.
      expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
    expect(all[1]).toContain('X-Api-Key');
  });
});
