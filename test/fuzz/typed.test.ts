import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createJournal, type JournalStart, readInterruptedRun } from '../../src/journal/journal.ts';
import { isProblem } from '../../src/model/errors.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import { explain } from '../../src/report/problems/index.ts';
import { headersOf, readHeader, readRequest, requestTo } from '../../src/symptoms/parse-request.ts';
import { parseTyped } from '../../src/wordpress/discover/typed-address.ts';
import { en } from '../language/english.ts';
import { damaged, holds, soup } from './damaged-text.ts';

const SITE = 'https://www.example.test/blog/';
const ADDRESS = {
  home: SITE,
  siteUrl: SITE,
  restRoot: `${SITE}wp-json/`,
  namespaces: ['wp/v2', 'wc/v3'],
};

/** The result, or null where a problem with one of these codes says why not; anything else fails. */
function orProblem<T>(work: () => T, ...codes: string[]): T | null {
  try {
    return work();
  } catch (error) {
    if (!isProblem(error)) throw error;
    expect(codes).toContain(error.code);
    const { fact, remedy } = explain(en, error);
    expect(fact + remedy).not.toMatch(/\p{Cc}|\p{Cf}/u);
    return null;
  }
}

describe('a typed address', () => {
  const pieces = [
    'http://',
    'https://',
    'HTTP:\\\\',
    '//',
    'example.test',
    'www.',
    ':8443',
    ':99999',
    '[::1]',
    '::1',
    '/',
    '\\',
    '..',
    'wp-admin/',
    'wp-json',
    '?rest_route=/',
    'index.php',
    '#x',
    '@',
    'u:p@',
    'ftp:',
    'javascript:',
    '%2e',
    'ex\u00e4mple',
    '\u3002',
    '127.1',
    '0x7f.1',
    '<',
    '>',
    '`',
  ];

  test('is a host and a path, or one of two problems; read again it means the same', () =>
    holds(
      [soup(pieces)],
      (typed) => {
        const read = orProblem(() => parseTyped(typed), 'not-a-url', 'secret-in-address');
        if (read === null) return;
        expect(read.host).not.toMatch(/[@/\\\s?#]/);
        expect(read.path).toMatch(/^\//);
        const scheme = read.scheme === null ? '' : `${read.scheme}://`;
        const whole = `${scheme}${read.host}${read.path}`;
        expect(URL.canParse(scheme === '' ? `https://${whole}` : whole)).toBe(true);
        const again = orProblem(() => parseTyped(whole), 'not-a-url');
        expect(again).toMatchObject({ scheme: read.scheme, host: read.host, local: read.local });
      },
      500,
    ));
});

describe('--request, --header and --fails-on', () => {
  const pieces = [
    'GET ',
    'post ',
    'TRACE ',
    'https://example.test',
    'http://www.example.test/blog',
    'https://evil.test',
    '//',
    '/',
    'wp-json/',
    'wp/v2/posts',
    '?',
    '&',
    'context=edit',
    '#',
    '..',
    '%',
    '%2F',
    'u:p@',
    'javascript:',
    '\\',
  ];

  test('give a request on the site, or a usage problem', () =>
    holds(
      [soup(pieces), fc.constantFrom(null, 'anonymous' as const, 'session' as const)],
      (typed, as) => {
        const codes = ['bad-option', 'foreign-request', 'secret-in-address'];
        const request = orProblem(
          () => requestTo(en, ADDRESS, readRequest(en, typed), as),
          ...codes,
        );
        if (request === null) return;
        expect(new URL(request.url).origin).toBe('https://www.example.test');
        expect(new URL(request.url)).toMatchObject({ username: '', password: '', hash: '' });
        const again = requestTo(
          en,
          ADDRESS,
          readRequest(en, `${request.method} ${request.url}`),
          request.as,
        );
        expect(again.url).toBe(request.url);
      },
      500,
    ));

  test('give headers that can be sent', () =>
    holds(
      [
        fc.array(soup([':', 'X-A', 'Host', 'Cookie', 'Authorization', 'caf\u00e9', '__proto__']), {
          maxLength: 3,
        }),
      ],
      (lines) => {
        const headers = orProblem(
          () =>
            headersOf(
              en,
              lines.map((line) => readHeader(en, line)),
            ),
          'bad-option',
        );
        if (headers !== null) new Headers(headers);
      },
    ));

  test('give a list of statuses and codes', () =>
    holds([soup([',', '401', '299', '600', 'rest_x', '1e3', '-1'])], (typed) => {
      const parsed = orProblem(() => parseOptions(en, [`--fails-on=${typed}`]), 'bad-option');
      if (parsed?.type !== 'run') return;
      for (const each of parsed.options.failsOn) {
        if (typeof each === 'number') expect(each >= 300 && each <= 599).toBe(true);
        else expect(each).toMatch(/^[\x20-\x7e]+$/);
      }
    }));
});

describe('the command line', () => {
  const flags = [
    '--bisect',
    '--restore',
    '--diagnose',
    '--user',
    '--user=a',
    '--login-url',
    '--gate',
    '--request',
    'GET /x',
    '--as',
    'session',
    '--header',
    'A: b',
    '--fails-on',
    '401,x',
    '--switch',
    'rest',
    '--keep',
    '--only',
    'a/b',
    '--repeat',
    'auto',
    '--parallel',
    '0',
    '9999',
    '1e9',
    '--format',
    'json',
    '--output',
    '--timeout',
    '-1',
    '--yes',
    '--',
    '--constructor',
    '--__proto__=1',
    '--no-color',
    '--no-x',
    '-V',
    '--help',
    '--password=s3cret',
    'example.test',
    'https://u:s3cret@x/',
  ];
  const variables = fc.dictionary(
    fc.constantFrom(
      'WP_BISECT_USER',
      'WP_BISECT_PASSWORD',
      'NO_COLOR',
      'WP_BISECT_HOME',
      '__proto__',
    ),
    soup(),
  );

  test('gives options, help, the version, or a problem that repeats no secret', () =>
    holds(
      [
        fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...flags) }, soup()), {
          maxLength: 8,
        }),
        variables,
      ],
      (argv, env) => {
        const codes = [
          'bad-option',
          'secret-in-address',
          'not-there-yet',
          'not-a-terminal',
          'unreadable-file',
        ];
        try {
          const parsed = parseOptions(en, argv, env);
          expect(['run', 'help', 'version']).toContain(parsed.type);
        } catch (error) {
          if (!isProblem(error)) throw error;
          expect(codes).toContain(error.code);
          const { fact, remedy } = explain(en, error);
          expect(fact + remedy).not.toContain('s3cret');
          expect(fact + remedy).not.toMatch(/\p{Cc}|\p{Cf}/u);
        }
      },
      500,
    ));
});

describe('the journal of an interrupted run', () => {
  const START: JournalStart = {
    site: SITE,
    restRoot: `${SITE}wp-json/`,
    siteUrl: SITE,
    startedAt: '2026-01-01T00:00:00.000Z',
    switch: 'admin',
    baseline: ['a/a', 'constructor', '__proto__/b'],
    requires: { 'a/a': ['constructor'] },
    brought: null,
  };
  const LINES = [
    '{"type":"switching","active":["a/a"]}',
    '{"type":"probed","active":["a/a"],"verdicts":["fails","passes"]}',
    '{"type":"restoring","active":["a/a"]}',
  ];

  async function place() {
    const base = await mkdtemp(join(tmpdir(), 'wp-bisect-fuzz-'));
    onTestFinished(() => rm(base, { recursive: true, force: true }));
    const folder = join(base, 'site');
    const journal = createJournal(folder);
    await journal.begin(START);
    await journal.keep();
    await mkdir(folder, { recursive: true });
    const read = async (text: string | Buffer) => {
      await writeFile(journal.path, text);
      return readInterruptedRun(folder).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'Problem', code: 'journal-corrupt' });
        return null;
      });
    };
    return { folder, read, first: JSON.stringify({ type: 'begin', schema: 1, ...START }) };
  }

  test('gives the baseline after every tear, and never a list that was not written', async () => {
    const { read, first } = await place();
    await holds(
      [fc.array(fc.constantFrom(...LINES), { maxLength: 6 }), fc.nat(400)],
      async (lines, at) => {
        const whole = `${[first, ...lines].join('\n')}\n`;
        const interrupted = await read(
          whole.slice(0, Math.max(first.length + 1, whole.length - at)),
        );
        expect(interrupted?.baseline).toEqual(START.baseline);
        expect([START.baseline, ['a/a']]).toContainEqual(interrupted?.target);
      },
      100,
    );
  });

  test('gives an interrupted run or "corrupt", also damaged, reordered, doubled or huge', async () => {
    const { read, first } = await place();
    const line = fc.oneof(
      fc.constantFrom(first, ...LINES, '', '{}', 'null', '[]'),
      soup(['{', '"', '\n']),
    );
    const whole = [first, ...LINES].join('\n');
    const text = fc.oneof(
      fc.array(line, { maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`),
      damaged(`${whole}\n`, ['\n', '"', '{', '\u0000']),
    );
    await holds([text], async (torn) => void (await read(torn)), 150);
    const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 5,
    });
    await holds(
      [flips],
      async (changes) => {
        const bytes = Buffer.from(`${whole}\n`);
        for (const [at, bits] of changes) bytes[at] = (bytes[at] ?? 0) ^ bits;
        await read(bytes);
      },
      150,
    );
    const huge = await read(`${first}\n${`${LINES[1]}\n`.repeat(50_000)}`);
    expect(huge?.baseline).toEqual(START.baseline);
  });
});
