import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KNOWN_PLUGINS, likeness } from '../../src/diagnosis/fingerprints.ts';
import type { Challenge } from '../../src/model/report.ts';
import { observe } from '../../src/symptoms/observe.ts';
import { DEFAULT_FAILS_ON, judge } from '../../src/symptoms/verdict.ts';
import { isFromWordpress, restIndex, restLink } from '../../src/wordpress/discover/recognise.ts';
import { addressFromIndex, canonicalRoot } from '../../src/wordpress/discover/site-address.ts';
import { restCode } from '../../src/wordpress/http/rest-error.ts';
import type { HttpAnswer } from '../../src/wordpress/http/types.ts';
import { mergePlugins, readRestPlugins } from '../../src/wordpress/plugins/plugin-list.ts';
import { parseExtrasPage, parsePluginsPage } from '../../src/wordpress/plugins/plugins-page.ts';
import { readLoginPage } from '../../src/wordpress/sign-in/login-page.ts';
import { whyNoForm, whyRefused } from '../../src/wordpress/sign-in/submit-login.ts';
import { childrenFirst, parentsFirst } from '../../src/wordpress/switches/dependencies.ts';
import { readSessionLinks } from '../../src/wordpress/switches/health-check/session.ts';
import { damaged, holds, soup } from './damaged-text.ts';

const SITE = 'https://example.test/';
const ADDRESS = { home: SITE, siteUrl: SITE, restRoot: `${SITE}wp-json/`, namespaces: [] };

const LOGIN = `<!doctype html><title>Log In</title><div id="login_error"><strong>Error:</strong> <strong>admin</strong> is wrong. <a href="?action=lostpassword">Lost?</a></div>
<form id="loginform" action="/wp-login.php" method="post"><input type="text" name="log" value="admin"><input type="password" name="pwd">
<input type="hidden" name="testcookie" value="1"><div class="g-recaptcha"></div><input type="submit" name="wp-submit" value="Log In"></form>
<form name="validate_2fa_form"><input name="authcode"></form>`;
const PLUGINS = `<!doctype html><a class="current" href="plugins.php?plugin_status=mustuse">Must</a><form id="bulk-action-form"><input name="_wpnonce" value="0123456789">
<table><thead></thead><tbody id="the-list"><tr class="active" data-slug="a" data-plugin="a/a.php"><th><input type="checkbox" name="checked[]" value="a/a.php"></th>
<td class="plugin-title"><strong>A</strong></td><td><div class="active second plugin-version-author-uri">Version 1.2 | By <a href="x">Me</a> | <a href="y">Visit</a></div>
<div class="requires"><p><strong>Requires:</strong> <a href="?plugin=b">B</a>, C</p></div></td></tr></tbody></table></form><span class="total-pages">2</span>`;
const HTML = [
  '<',
  '>',
  '</',
  '<!--',
  '-->',
  '<form>',
  '</form>',
  '<tr data-plugin="x/x.php" class="active">',
  '<input name="pwd" type="password">',
  '<table>',
  '</table>',
  '<template>',
  '<svg>',
  '<script>',
  '<b>',
  '&amp;',
  '&#',
  '"',
  "'",
  'name="__proto__"',
  'constructor',
];
const INDEX =
  '{"name":"x","url":"https://example.test","home":"https://example.test","namespaces":["wp/v2","__proto__"],"authentication":{"application-passwords":{}},"routes":{"/wp/v2/plugins":{}}}';
const JSON_PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  'null',
  '-1',
  '1e999',
  '"url":',
  '"home":',
  '"//evil.test"',
  '"https://www.example.test:81"',
  '"__proto__":',
  '"constructor"',
];

const status = fc.constantFrom(0, 200, 201, 204, 301, 302, 304, 400, 401, 403, 404, 429, 500, 503);
const headers = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'location',
    'www-authenticate',
    'link',
    'retry-after',
    'age',
    'date',
    'x-cache',
    'server',
    'set-cookie',
    'x-robots-tag',
    'x-content-type-options',
    'allow',
  ),
  fc.oneof(
    fc.constantFrom(
      'text/html',
      'application/json',
      'noindex',
      'nosniff',
      '/wp-login.php',
      'HIT',
      'Basic realm="x"',
      '<https://example.test/wp-json/>; rel="https://api.w.org/"',
      '//evil.test/',
      'http://[',
      '99999999999',
    ),
    fc.stringMatching(/^[\x21-\x7e\x80-\xff]{0,30}$/),
  ),
);

function answerOf(text: string, code = 200, fields: Record<string, string> = {}): HttpAnswer {
  return { url: SITE, status: code, headers: new Headers(fields), text };
}

describe('the login page', () => {
  test('is read without throwing into short texts and names, whatever it holds', () =>
    holds(
      [damaged(LOGIN, HTML), status, headers],
      async (html, code, fields) => {
        const page = await readLoginPage(html);
        expect((page.error?.text ?? '').length).toBeLessThanOrEqual(300);
        const answer = answerOf(html, code, fields);
        const seen = { answer, page };
        const given = { hasGate: false, asked: SITE, user: 'admin', password: 'pw' };
        const problem = whyRefused(seen, given);
        expect(problem.name).toBe('Problem');
        expect(whyNoForm(seen, given)?.name ?? 'Problem').toBe('Problem');
        if (page.form === null) return;
        expect(new URLSearchParams(page.form.fields).toString().length).toBeLessThan(
          3 * html.length + 100,
        );
        expect(Object.values(page.form.fields).every((each) => typeof each === 'string')).toBe(
          true,
        );
      },
      100,
    ));

  test('gives all its fields where it is undamaged', async () => {
    expect(await readLoginPage(LOGIN)).toMatchObject({
      captcha: true,
      secondFactor: true,
      form: { action: '/wp-login.php', userField: 'log', passwordField: 'pwd', userValue: 'admin' },
    });
  });
});

describe('the plugins page', () => {
  test('gives rows that are on it, each once, where it is damaged', () =>
    holds(
      [damaged(PLUGINS, HTML)],
      async (html) => {
        const page = await parsePluginsPage(html);
        const ids = page.rows.map(({ plugin }) => plugin);
        expect(new Set(ids).size).toBe(ids.length);
        expect(page.pages).toBeGreaterThanOrEqual(1);
        for (const row of page.rows) {
          expect(row.name.length + row.version.length + row.author.length).toBeLessThanOrEqual(
            html.length,
          );
        }
        const extras = await parseExtrasPage(html, 'mustuse');
        expect(
          extras.every(({ file, name }) => typeof file === 'string' && typeof name === 'string'),
        ).toBe(true);
        const merged = mergePlugins([], page.rows);
        const order = Object.fromEntries(merged.map(({ plugin, requires }) => [plugin, requires]));
        const first = parentsFirst(ids, order);
        expect([...first].sort()).toEqual([...ids].sort());
        expect(childrenFirst(ids, order)).toEqual([...first].reverse());
      },
      100,
    ));

  test('is read also where it is nested very deep', async () => {
    for (const tag of ['<div>', '<b>', '<table><td>', '<p><b>']) {
      const page = await parsePluginsPage(
        `<form id="bulk-action-form"><table><tbody id="the-list"><tr class="active" data-plugin="a/a.php"><td class="plugin-title"><strong>${tag.repeat(20_000)}deep`,
      );
      expect(page.rows).toHaveLength(1);
      expect(
        (await readLoginPage(`<div id="login_error">${tag.repeat(20_000)}deep`)).error?.text,
      ).toBe('deep');
    }
  });

  test('gives over REST a list or the one documented problem', () =>
    holds(
      [
        damaged(
          '[{"plugin":"a/a","status":"active","name":"<b>A</b> &amp; &constructor; &#x1F600; &#99999999;","version":"1","author":"me","plugin_uri":"x","__proto__":{"polluted":1}}]',
          JSON_PIECES,
        ),
      ],
      async (text) => {
        let json: unknown;
        try {
          json = JSON.parse(text);
        } catch {
          json = text;
        }
        const answer = answerOf(text);
        const client = {
          identity: 'session',
          send: async () => answer,
          rest: async () => ({ json, answer }),
        } as const;
        const list = await readRestPlugins(client, 'x').catch((error: unknown) => {
          expect(error).toMatchObject({ name: 'Problem', code: 'rest-unavailable' });
          return [];
        });
        for (const { name, author } of list) {
          expect([typeof name, typeof author]).toEqual(['string', 'string']);
          expect(name).not.toContain('native code');
        }
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      },
    ));
});

describe('the REST index', () => {
  test('leads to its own origin only, or to the same host without the port', () =>
    holds([damaged(INDEX, JSON_PIECES)], (text) => {
      const answer = answerOf(text);
      const index = restIndex(answer);
      restCode(answer);
      if (index === null) return;
      const address = addressFromIndex(ADDRESS.restRoot, index);
      for (const url of [address.home, address.siteUrl, address.restRoot]) {
        expect(new URL(url).origin).toBe('https://example.test');
      }
      const canonical = canonicalRoot(ADDRESS.restRoot, index);
      if (canonical === null) return;
      expect(new URL(canonical).protocol).toBe('https:');
      expect(new URL(canonical).port).toBe('');
      expect(new URL(canonical).hostname).toMatch(/^(www\.)?example\.test$/);
    }));
});

describe('an answer of any kind', () => {
  const said = fc.oneof(
    damaged(LOGIN, HTML),
    damaged(INDEX, JSON_PIECES),
    damaged(
      '{"code":"rest_forbidden","message":"No &toString; <b>x</b>","data":{"status":401,"error":{"file":"/x/plugins/a/a.php"}}}',
      JSON_PIECES,
    ),
    soup(HTML),
  );

  test('gives a verdict with its reason, in at most as many words as a report holds', () =>
    holds(
      [
        said,
        status,
        headers,
        fc.constantFrom('', 'wp-json/wp/v2/posts', 'wp-admin/', 'wp-login.php'),
      ],
      (text, code, fields, path) => {
        const answer = answerOf(text, code, fields);
        const request = { method: 'GET', url: SITE + path, as: 'anonymous', headers: {} } as const;
        const { verdict, reason, observed } = judge({ request, failsOn: DEFAULT_FAILS_ON }, answer);
        expect(verdict === 'unresolved').toBe(reason !== undefined);
        expect((observed.message ?? '').length).toBeLessThanOrEqual(300);
        expect((observed.code ?? '').length).toBeLessThanOrEqual(200);
        expect(observed.message ?? '').not.toContain('native code');
        expect(observe(answer)).toEqual(observed);
        restLink(answer);
        isFromWordpress(answer);
      },
    ));

  test('is compared with every known plugin without throwing', () =>
    holds(
      [
        said,
        soup(),
        fc.array(fc.record<Challenge>({ scheme: soup(), realm: fc.option(soup()) }), {
          maxLength: 2,
        }),
      ],
      (text, code, challenges) => {
        const request = {
          method: 'GET',
          url: `${SITE}wp-json/${encodeURIComponent('x')}`,
          as: 'anonymous',
          headers: {},
        } as const;
        const observed = { status: 401, code, message: text.slice(0, 300), challenges };
        for (const { signs } of KNOWN_PLUGINS) {
          for (const sign of signs) {
            expect(['named', 'hinted', null, undefined, 'none', false]).toContain(
              likeness({ request, observed }, sign),
            );
          }
        }
      },
      50,
    ));
});

describe('a page of Health Check', () => {
  const page = `<html><a href="${SITE}?health-check-disable-troubleshooting=1&_wpnonce=x">End</a><a href="/?health-check-change-active-theme=t&_wpnonce=y">T</a><div id="wpadminbar">`;
  test('gives links to its own site only', () =>
    holds(
      [
        damaged(page, [...HTML, 'href="', 'https://evil.test/', 'health-check-', '_wpnonce=']),
        status,
      ],
      async (text, code) => {
        const asked: string[] = [];
        const client = {
          identity: 'session',
          send: async ({ url }: { url: string }) => {
            asked.push(new URL(url).origin);
            return answerOf(text, code, { 'content-type': 'text/html' });
          },
          rest: async () => Promise.reject(new Error('not asked')),
        } as const;
        const links = await readSessionLinks(client, ADDRESS, 'cookie', 'stamp').catch(
          (error: unknown) => {
            expect(error).toMatchObject({ name: 'Problem' });
            return null;
          },
        );
        expect(new Set(asked)).toEqual(new Set(['https://example.test']));
        for (const [theme] of links?.themes ?? []) expect(typeof theme).toBe('string');
      },
      100,
    ));
});
