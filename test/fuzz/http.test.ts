import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, safeUrl } from '../../src/report/format.ts';
import { toJson } from '../../src/report/json.ts';
import { parseChallenges } from '../../src/wordpress/http/basic-auth.ts';
import { createBrowser } from '../../src/wordpress/http/cookies.ts';
import { findJson } from '../../src/wordpress/http/json.ts';
import { restErrorFrom } from '../../src/wordpress/http/rest-error.ts';
import { retryAfterSeconds, waitBeforeRetry } from '../../src/wordpress/http/retry.ts';
import type { HttpAnswer } from '../../src/wordpress/http/types.ts';
import { isRestUrl, leadsToLogin, restUrl, tellable } from '../../src/wordpress/http/urls.ts';
import { damaged, holds, soup } from './damaged-text.ts';

const SITE = 'https://example.test/';

describe('a WWW-Authenticate header', () => {
  const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]{0,12}$/);
  const quoted = fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((value) => ({
    value,
    text: `"${value.replace(/["\\]/g, '\\$&')}"`,
  }));
  const bare = token.map((value) => ({ value, text: value }));
  const parameter = fc.record({
    name: fc.oneof(token, fc.constantFrom('realm', 'Realm', 'charset')),
    equals: fc.constantFrom('=', ' = ', '= '),
    value: fc.oneof(quoted, bare),
  });
  type What = {
    readonly token68: string;
    readonly parameters: readonly {
      name: string;
      equals: string;
      value: { value: string; text: string };
    }[];
  };
  const challenge = fc.record({
    scheme: token,
    what: fc.oneof<fc.Arbitrary<What>[]>(
      fc.constant({ token68: '', parameters: [] }),
      fc
        .stringMatching(/^[A-Za-z0-9+/]{1,20}={0,2}$/)
        .map((token68) => ({ token68, parameters: [] })),
      fc
        .array(parameter, { minLength: 1, maxLength: 4 })
        .map((parameters) => ({ token68: '', parameters })),
    ),
  });

  test('is read as it was written where it is valid', () =>
    holds(
      [fc.array(challenge, { maxLength: 4 }), fc.constantFrom(', ', ',', ' ,\t')],
      (all, comma) => {
        const header = all
          .map(({ scheme, what: { token68, parameters } }) => {
            const fields = parameters.map(({ name, equals, value }) => name + equals + value.text);
            return [scheme, token68, fields.join(comma)].filter(Boolean).join(' ');
          })
          .join(comma);
        const meant = all.map(({ scheme, what }) => ({
          scheme,
          realm:
            what.parameters.find(({ name }) => name.toLowerCase() === 'realm')?.value.value ?? null,
        }));
        expect(parseChallenges(header)).toEqual(meant);
      },
    ));

  test('gives a list no longer than itself where it is anything else', () =>
    holds(
      [soup(['Basic', 'realm=', '"', '\\', ',', '=', 'Digest ', 'Bearer', 'a=b'])],
      (header) => {
        const found = parseChallenges(header);
        const told = found.map(({ scheme, realm }) => scheme + (realm ?? '')).join('');
        expect(told.length).toBeLessThanOrEqual(header.length);
      },
    ));
});

describe('JSON in a body', () => {
  const value = fc.oneof(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.array(fc.jsonValue(), { minLength: 1 }),
  );
  const plain = fc.stringMatching(/^[A-Za-z <>:.\n/]{0,40}$/);

  test('is found between other text', () =>
    holds([value, plain, plain, fc.boolean()], (meant, before, after, pretty) => {
      const json = JSON.stringify(meant, null, pretty ? 2 : 0);
      expect(findJson(before + json)).toEqual(JSON.parse(json));
      expect(findJson(json + after)).toEqual(JSON.parse(json));
      expect(findJson(`\ufeff \n${json}`)).toEqual(JSON.parse(json));
    }));

  test('never throws and changes no prototype, damaged or not', () =>
    holds(
      [
        damaged('{"code":"x","message":"y","data":{"status":401,"__proto__":{"polluted":1}}}', [
          '{',
          '[',
          '"',
          '\\',
          ':',
          ',',
        ]),
      ],
      (text) => {
        findJson(text);
        const answer = answerOf(text);
        expect(typeof restErrorFrom(answer).code).toBe('string');
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      },
    ));
});

function answerOf(text: string, headers: Record<string, string> = {}): HttpAnswer {
  return { url: SITE, status: 401, headers: new Headers(headers), text };
}

/** What a header can hold. */
const field = fc
  .stringMatching(/^[\x21-\x7e\x80-\xff][\t\x20-\x7e\x80-\xff]{0,60}$/)
  .map((text) => text.trim());

describe('Retry-After', () => {
  test('is null or from 0 to a day, and a wait is never longer than a minute', () =>
    holds(
      [
        fc.oneof(
          field,
          fc.double().map(String),
          fc.bigInt().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        fc.integer({ min: 0, max: 2 ** 45 }),
      ],
      (value, now) => {
        const headers = new Headers(value === '' ? {} : { 'Retry-After': value });
        const seconds = retryAfterSeconds(headers, now);
        if (seconds !== null) expect(seconds >= 0 && seconds <= 86_400).toBe(true);
        const wait = waitBeforeRetry({ answer: { ...answerOf(''), status: 429, headers } }, 1, now);
        if (wait !== null) expect(wait >= 0 && wait <= 60_000).toBe(true);
      },
    ));
});

describe('cookies', () => {
  const names = ['wordpress_logged_in_x', 'a', '__proto__', 'constructor', '__Host-x', ''];
  const attributes = [
    '; Path=/',
    '; Domain=evil.test',
    '; Domain=test',
    '; Domain=.example.test',
    '; Max-Age=-1',
    '; Expires=nonsense',
    '; Secure',
    '; HttpOnly',
    '=',
    ';',
    ',',
  ];

  test('go back to their own site only, in one line', () =>
    holds(
      [fc.array(fc.tuple(fc.constantFrom(...names), soup(attributes)), { maxLength: 6 })],
      async (set) => {
        const sent: string[] = [];
        const browser = createBrowser(async ({ url, headers }) => {
          sent.push(headers?.cookie ?? '');
          const answer = new Headers();
          for (const [name, rest] of set) {
            const line = `${name}=${rest}`.replace(/[^\t\x20-\x7e]/g, '');
            answer.append('Set-Cookie', line.trim() || 'x=y');
          }
          return { url, status: 200, headers: answer, text: '' };
        });
        await browser.send({ url: SITE });
        await browser.send({ url: `${SITE}wp-admin/` });
        await browser.hasCookie('wordpress_logged_in_', SITE);
        await browser.send({ url: 'https://evil.test/' });
        expect(sent[0]).toBe('');
        expect(sent[2]).toBe('');
        expect(sent[1]).not.toMatch(/[\r\n]/);
        new Headers({ cookie: sent[1] ?? '' });
      },
      100,
    ));
});

describe('URLs', () => {
  const address = { restRoot: `${SITE}wp-json/`, home: SITE };
  const path = soup([
    '/',
    '..',
    '?',
    '#',
    '&',
    '=',
    '%',
    '%2F',
    '%zz',
    '@',
    ':',
    '//',
    'wp-login.php',
    'rest_route=/',
    'https://evil.test',
  ]);

  test('of REST routes stay on the site, below its root', () =>
    holds([path, fc.constantFrom(`${SITE}wp-json/`, `${SITE}?rest_route=/`)], (route, restRoot) => {
      let url: string;
      try {
        url = restUrl({ restRoot }, route);
      } catch (error) {
        // Half a character cannot be written in a URL.
        expect(error).toBeInstanceOf(URIError);
        expect(route).toMatch(/\p{Cs}/u);
        return;
      }
      expect(new URL(url).origin).toBe(new URL(SITE).origin);
      expect(isRestUrl({ restRoot, home: SITE }, url) || route.includes('..')).toBe(true);
    }));

  test('of any Location are read without throwing', () =>
    holds([path], (text) => {
      // A header holds no other characters.
      const location = text.replace(/[^\x20-\x7e]/g, 'x');
      const headers = new Headers({ location });
      const answer: HttpAnswer = { url: SITE, status: 302, headers, text: '' };
      expect(typeof leadsToLogin(answer, `${SITE}door`)).toBe('boolean');
      if (URL.canParse(location, SITE)) isRestUrl(address, new URL(location, SITE).href);
    }));

  test('that are shown hold no user info, and masking them twice changes nothing', () =>
    holds([path], (text) => {
      for (const url of [
        `https://user:s3cret@example.test/${text}`,
        `https://example.test/${text}`,
      ]) {
        const told = tellable(url);
        expect(told).not.toContain('user:s3cret');
        expect(tellable(told)).toBe(told);
        const safe = safeUrl(url);
        expect(safe).not.toContain('user:s3cret');
        expect(safe).not.toMatch(/\p{Cc}|\p{Cf}/u);
      }
    }));
});

describe('text on the screen', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), soup());

  test('is one line without anything invisible, no longer than allowed, and clean when cleaned twice', () =>
    holds([anything, fc.integer({ min: 1, max: 300 })], (text, most) => {
      const once = clean(text, most);
      expect(once).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
      expect([...once].length).toBeLessThanOrEqual(most);
      expect(clean(once, most)).toBe(once.trim());
    }));

  test('holds nothing invisible as JSON, which parses to the same', () =>
    holds([anything], (text) => {
      const json = toJson({ [text]: text }, 2);
      expect(json.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
      expect(JSON.parse(json)).toEqual({ [text]: text });
    }));
});
