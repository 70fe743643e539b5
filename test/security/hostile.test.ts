// A site whose every string tries to take over the terminal of whoever reads about it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { SimulatedSite, SiteOptions } from '../../mocks/simulated/types.ts';
import {
  APPLICATION_PASSWORD,
  BASIC,
  BOTH,
  SESSION,
  type ServedSite,
  test,
} from '../cli/served-site.ts';
import { Session } from '../ui/terminal.ts';
import { walkFromSymptoms } from './walk-through-screens.ts';

/** CSI, OSC 0, 8 and 52, DCS, APC, C1, bare CR, BS, BEL, bidi, zero-width, tags, soft hyphen, half a pair. */
const TRICKS = [
  '\u001b[31m\u001b[2J\u001b[1A',
  '\u001b]0;owned\u0007',
  '\u001b]8;;http://evil.test/\u001b\\click\u001b]8;;\u001b\\',
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u001bP+q544e\u001b\\\u001b_apc\u001b\\',
  '\u009b31m\u009d0;owned\u009c\u0090q\u0085',
  '\rRestored\b\b\u0007\u000b\u000c\u007f',
  '\u202egnp.exe\u202c\u2066x\u2069\u061c\u200f',
  'a\u200bb\u200d\u2060\ufeff\u00ad\u180e\u3164\u{e0041}\ufff9',
  '\u2028line\u2029',
];
const TRICK = `Evil${TRICKS.join('')}<b>&#27;[31m&#x202e;&#155;</b>`;
/** What header fields can carry of it. */
const IN_HEADER = 'Evil\u009b31m\u009d8;;x\u009c\u0085';

/** What no output may hold; line feeds aside, everything invisible. */
const CONTROL = '\\p{Cc}';
const RAW = new RegExp(
  `(?!\\n)${CONTROL}|\\p{Cf}|\\p{Cs}|[\\u2028\\u2029\\u3164\\u{e0000}-\\u{e007f}]`,
  'u',
);
/** What Ink itself sends: colours, cursor, erasing. */
const OF_INK = new RegExp(`${String.fromCharCode(27)}\\[[?0-9;]*[A-Za-z]|[\\r\\n]`, 'g');

const evil = (file: string) => ({
  file,
  name: `${file} ${TRICK}`,
  version: `1.0${TRICK}`,
  author: TRICK,
  uri: `https://evil.test/${TRICK}`,
  description: TRICK,
});

const SITE: SiteOptions = {
  title: TRICK,
  plugins: [
    evil('seo'),
    evil('guard'),
    evil('e\u001b[31mvil\u202e/e\u200bvil.php'),
    evil('constructor.php'),
    evil('__proto__/__proto__.php'),
    evil('shop'),
  ],
  mustUse: [`mu\u001b[31m\u202e.php`],
  dropIns: ['object-cache.php'],
  rules: [
    {
      when: 'guard',
      at: 'anonymous-rest',
      answer: {
        code: `rest_${TRICK}`,
        message: TRICK,
        headers: { 'WWW-Authenticate': `Basic realm="${IN_HEADER}", ${'Evil'} x="y"` },
        data: { [TRICK]: TRICK, ['__proto__']: { polluted: true } },
      },
    },
  ],
};

const FORMATS = ['text', 'ndjson'] as const;
/** A format that is not there yet says so, which must be harmless, too. */
const EVERY_FORMAT = [...FORMATS, 'json', 'markdown'];

/** Runs in every format, and looks at everything a person (or a log viewer) may see. */
async function expectHarmless(
  world: ServedSite,
  { args = [], env = SESSION, mode = '--bisect', formats = FORMATS }: Partial<How> = {},
): Promise<readonly string[]> {
  const told: string[] = [];
  for (const format of formats) {
    const how = [mode, '--format', format, '--verbose'];
    const { stdout, stderr } = await world.run(args, { env, mode: how });
    for (const [where, text] of Object.entries({ stdout, stderr })) {
      const at = text.search(RAW);
      expect(at < 0 ? '' : JSON.stringify(text.slice(Math.max(0, at - 60), at + 20)), where).toBe(
        '',
      );
    }
    told.push(stdout + stderr);
  }
  return told;
}

type How = {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mode: string;
  readonly formats: readonly string[];
};

/** Answers instead of the site where `path` is asked for. */
function answerAt(site: SimulatedSite, path: RegExp, make: () => Response): void {
  site.on('request', (seen) =>
    path.test(new URL(seen.request.url).pathname) ? make() : undefined,
  );
}

const html =
  (body: string, status = 200, headers: Record<string, string> = {}) =>
  () =>
    new Response(body, {
      status,
      headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
    });

describe.concurrent('no raw control character reaches the terminal', () => {
  test('when a culprit is found over the form of wp-admin', async ({ make }) => {
    const told = await expectHarmless(await make(SITE), { formats: EVERY_FORMAT });
    expect(told[0]).toContain('The culprit:');
    expect(told[0]).toContain('guard Evil');
  });

  test('when a culprit is found over REST', async ({ make }) => {
    const world = await make(SITE);
    const told = await expectHarmless(world, { args: ['--switch', 'rest'], env: BASIC });
    expect(told[0]).toContain('guard Evil');
  });

  test('when a culprit is found in a session of its own', async ({ make }) => {
    const told = await expectHarmless(
      await make({ ...SITE, plugins: [...(SITE.plugins ?? []), 'health-check'] }),
      { env: BOTH },
    );
    expect(told[0]).toContain('guard Evil');
  });

  test('when a must-use plugin is to blame', async ({ make }) => {
    const rules = [{ ...SITE.rules![0]!, when: 'true' }];
    const told = await expectHarmless(await make({ ...SITE, rules }), { args: ['--yes'] });
    expect(told[0]).toContain('No plugin is to blame');
  });

  test('when a fatal error names a file', async ({ make }) => {
    const body = `<b>Fatal error</b>: ${TRICK} in <b>/x/plugins/${TRICK}/y.php</b> on line 1`;
    const rules = [{ when: 'guard', at: 'rest', answer: { status: 500, body } }] as const;
    await expectHarmless(await make({ ...SITE, rules }));
  });

  test('when the plugins cannot be brought back', async ({ make }) => {
    const plugins = SITE.plugins!.map((each) =>
      typeof each === 'string' ? each : { ...each, onActivate: 'ok-unchanged' as const },
    );
    const told = await expectHarmless(await make({ ...SITE, plugins }));
    expect(told[0]).toContain('NOT as it was');
  });

  test.for([
    ['the password is refused', /wp-login\.php$/, html(`<title>${TRICK}</title><form><input name=log><input type=password name=pwd></form><div id="login_error"><strong>${TRICK}</strong>${TRICK}</div>`)],
    ['the login page is locked', /wp-login\.php$/, html(`<div id="login_error">Too many attempts ${TRICK}</div>`, 403)],
    ['the login page is missing', /wp-login\.php$/, html(TRICK, 404)],
    ['the login page redirects away', /wp-login\.php$/, html('', 302, { Location: `https://evil.test/${IN_HEADER}?${encodeURIComponent(TRICK)}` })],
    ['the server fails', /./, html(`<title>${TRICK}</title>${TRICK}`, 500)],
    ['the server asks for a password', /./, html(TRICK, 401, { 'WWW-Authenticate': `Basic realm="${IN_HEADER}"` })],
    ['the server redirects away', /./, html('', 301, { Location: `https://evil.test/${IN_HEADER}` })],
    ['it is no WordPress', /./, html(TRICK)],
    ['it limits the rate', /./, html(TRICK, 429, { 'Retry-After': '99999999999' })],
    ['the REST API answers with an error', /wp-json|plugins\.php/, () => Response.json({ code: TRICK, message: TRICK, data: { status: 403 } }, { status: 403 })],
  ] as const)('when %s', async ([, path, make_], { make }) => {
    const world = await make(SITE);
    answerAt(world.site, path, make_);
    await expectHarmless(world, { env: { ...BOTH, WP_BISECT_APP_PASSWORD: APPLICATION_PASSWORD } });
  }); // biome-ignore format: one line a case reads best.

  test('when a journal holds one, and when a lock does', async ({ make }) => {
    const world = await make(SITE);
    await world.run(['--switch', 'admin'], {
      onProgress: (stderr, child) => {
        if (stderr.includes('test 2:')) child.kill('SIGKILL');
      },
    });
    const path = Object.keys(world.files()).find((name) => name.endsWith('journal.ndjson'))!;
    const [first = '', ...rest] = world.files()[path]!.split('\n');
    const begin = JSON.parse(first);
    const hostile = { ...begin, startedAt: TRICK, baseline: [...begin.baseline, `x/${TRICK}`] };
    writeFileSync(join(world.home, path), [JSON.stringify(hostile), ...rest].join('\n'));
    const lock = join(world.home, path, '..', 'lock');
    const holder = { site: `https://x/${TRICK}`, pid: 1, host: TRICK, since: TRICK };
    writeFileSync(lock, JSON.stringify(holder));
    const locked = await expectHarmless(world, { mode: '--restore' });
    expect(locked[0]).toContain('Another run is active');
    writeFileSync(lock, '');
    const told = await expectHarmless(world, { mode: '--restore' });
    expect(told[0]).toContain('No longer installed: x/');
  });

  test('in the terminal UI', async ({ make, cli }) => {
    const world = await make(SITE);
    const session = new Session(cli, { env: { ...SESSION, WP_BISECT_HOME: world.home } });
    await session.sees('Which site?');
    session.type(`${world.url}\r`);
    await walkFromSymptoms(session);
    const own = session.raw.replace(OF_INK, '');
    const at = own.search(RAW);
    expect(at < 0 ? '' : JSON.stringify(own.slice(Math.max(0, at - 60), at + 20))).toBe('');
    expect(session.raw).not.toContain('\u001b[31mvil');
    expect(own).toContain('guard Evil');
  });
});

test('keeps Object.prototype as it is, whatever a site sends', async ({ make }) => {
  const world = await make(SITE);
  const ran = await world.run([]);
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.report.culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin))).toEqual([
    ['guard/guard'],
  ]);
  expect(world.site.active).toContain('constructor');
  expect(world.site.active).toContain('__proto__/__proto__');
});
