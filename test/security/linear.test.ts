// Whatever a site sends, reading it takes time in proportion to its length. An eighth of a MiB costs a linear
// reader milliseconds and a quadratic one ten seconds or more: the bound has room for the slowest machine.
import { createContext, Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { clean, safeUrl } from '../../src/report/format.ts';
import { toJson } from '../../src/report/json.ts';
import { observe } from '../../src/symptoms/observe.ts';
import { judge } from '../../src/symptoms/verdict.ts';
import {
  generatorVersion,
  isFromWordpress,
  ownFilesFolder,
  restIndex,
  restLink,
} from '../../src/wordpress/discover/recognise.ts';
import { addressFromIndex } from '../../src/wordpress/discover/site-address.ts';
import { parseChallenges } from '../../src/wordpress/http/basic-auth.ts';
import { pluginFolderOf } from '../../src/wordpress/http/fatal-error.ts';
import { pageSays, plainText } from '../../src/wordpress/http/html.ts';
import { findJson } from '../../src/wordpress/http/json.ts';
import { botChallenge } from '../../src/wordpress/http/response-source.ts';
import { restErrorFrom } from '../../src/wordpress/http/rest-error.ts';
import type { HttpAnswer, SiteAddress } from '../../src/wordpress/http/types.ts';
import {
  leadsToLogin,
  restRouteOf,
  tellable,
  withPlainPermalink,
} from '../../src/wordpress/http/urls.ts';
import { mergePlugins } from '../../src/wordpress/plugins/plugin-list.ts';
import {
  parseExtrasPage,
  parsePluginsPage,
  parseTakenOff,
} from '../../src/wordpress/plugins/plugins-page.ts';
import { readLoginPage } from '../../src/wordpress/sign-in/login-page.ts';
import { whyNoForm, whyRefused } from '../../src/wordpress/sign-in/submit-login.ts';

const LENGTH = 128 * 1_024;
const PATIENCE_MS = 3_000;
const URL_OF_SITE = 'https://example.test/';

/** Beginnings without an end, and ends without a beginning: what makes expressions go back. */
const PIECES: readonly string[] = [
  '<', '<a', '<a ', '</', '<!--', '<!-- -', '<script>', '<script ', '<style>', '</script ',
  '<title>', '<title', '<h1>', '<div>', '<div class="wp-die-message" ', '<div wp-die-message>',
  '<body id="', '<body ', 'class="wp-die-', '<meta content="', '<meta ', '<meta content="WordPress ',
  '<link ', '<link rel=', '<link rel="https://api.w.org/" href=', '<form id="', '<form ',
  'href="', "src='/wp-includes", '&', '&#', '&#x', '&amp', '&toString;', '&constructor;',
  '{', '[', '["', '{"', '{"a":', '[1,', '[[1],', '[[[[1],', '"', '\\', '"\\', '["\\u', '{"a":[{"b":',
  '0', '0 ', '0123456789', '0123456789 ', ' ', '\n', '\t ', ',', ' ,', '=', '?', '?a', '&a=', '/',
  '//', '/a', '/wp-json', '/wp-json/', 'index.php/', ';', '#', '@', 'a@', 'x', 'a.', '401.',
  'Fatal error: ', 'Fatal error: in /', 'Parse error</b>: in <b>/', ' in /', ' in C:', 'in <b>/x',
  '/cdn-cgi/challenge-platform/', 'awswaf.com/', 'Basic ', 'Basic realm="', 'Basic realm="\\', 'a=',
  '/plugins/', '\\plugins\\', '\u202e', '\u0000', '\u0301', '\ud800', '😀', '\u200b ', '<hr> <center>',
]; // biome-ignore format: a list of pieces reads best as one.

function answerOf(text: string, status = 401, type = 'text/html'): HttpAnswer {
  return { url: URL_OF_SITE, status, headers: new Headers({ 'content-type': type }), text };
}

function redirectTo(text: string): HttpAnswer {
  // A header holds no other characters.
  const headers = new Headers({ location: text.replace(/[^\x21-\x7e]/g, 'x') });
  return { ...answerOf('', 302), headers };
}

const ADDRESS: SiteAddress = {
  home: URL_OF_SITE,
  siteUrl: URL_OF_SITE,
  restRoot: `${URL_OF_SITE}wp-json/`,
  namespaces: [],
};
const SYMPTOM = {
  request: { method: 'GET', url: `${URL_OF_SITE}wp-json/`, as: 'anonymous', headers: {} },
  failsOn: [401],
} as const;
const NO_PAGE = { form: null, captcha: false, secondFactor: false, error: null, title: null };
const CONTEXT = { hasGate: false, asked: URL_OF_SITE, user: 'u', password: 'p' };

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'one clean line': (text) => clean(text),
  'an address to show': (text) => safeUrl(`https://e.test/${text}`),
  'JSON to print': (text) => toJson({ text }),
  'an address without secrets': (text) => tellable(`https://e.test/${text}`),
  'the text of HTML': plainText,
  'what a page says': pageSays,
  'an observation': (text) => [200, 401, 500].map((status) => observe(answerOf(text, status))),
  'a verdict': (text) =>
    [200, 302, 401, 503].map((status) => judge(SYMPTOM, answerOf(text, status))),
  'the owner of a file': pluginFolderOf,
  'a login page that has no form': (text) =>
    [200, 403, 500].map((status) =>
      whyNoForm({ answer: answerOf(text, status), page: NO_PAGE }, CONTEXT),
    ),
  'a login page that refuses': (text) =>
    whyRefused({ answer: answerOf(text, 500), page: NO_PAGE }, CONTEXT),
  'signs of WordPress': (text) => {
    const answer = answerOf(text, 200);
    return [restLink(answer), isFromWordpress(answer), ownFilesFolder(answer), restIndex(answer)];
  },
  'a generator': (text) => generatorVersion(answerOf(text)),
  'a browser check': (text) => botChallenge(answerOf(text)),
  'challenges, as long as headers get': (text) => parseChallenges(text.slice(0, 64 * 1_024)),
  'JSON in it': findJson,
  'a REST error': (text) => restErrorFrom(answerOf(text)),
  'a REST error with such a message': (text) =>
    observe(answerOf(JSON.stringify({ code: text, message: text, data: { status: 401 } }), 401)),
  'a route': (text) => [restRouteOf(URL_OF_SITE + text), withPlainPermalink(URL_OF_SITE + text)],
  'a redirect': (text) => leadsToLogin(redirectTo(text), `${URL_OF_SITE}login`),
  'an index': (text) =>
    addressFromIndex(ADDRESS.restRoot, {
      home: URL_OF_SITE + text,
      siteUrl: URL_OF_SITE + text,
      namespaces: [],
      approvalPage: null,
      pluginsRoute: true,
      applicationPasswords: true,
    }),
  'a list of plugins': (text) =>
    mergePlugins(
      [{ plugin: 'a/a', status: 'active', name: text, version: text, author: text, uri: text }],
      [
        {
          plugin: 'a/a',
          status: 'active',
          name: text,
          version: text,
          author: text,
          uri: text,
          requires: [text],
          selectable: true,
          unmet: false,
          activation: null,
        },
      ],
    ),
};

const watched: { work: () => unknown } = { work: () => undefined };
const context = createContext(watched);
const script = new Script('work()');

/** Stops `work` when it takes too long: a hung expression would otherwise hang the test run. */
function within(work: () => unknown, timeout = PATIENCE_MS): void {
  watched.work = work;
  script.runInContext(context, { timeout });
}

const PAGES: Readonly<Record<string, (html: string) => Promise<unknown>>> = {
  'plugins.php': parsePluginsPage,
  'the notices of plugins.php': parseTakenOff,
  'must-use plugins': (html) => parseExtrasPage(html, 'mustuse'),
  'wp-login.php': readLoginPage,
};

const ROW =
  '<tr class="active" data-plugin="a/a.php"><td class="plugin-title"><strong>A</strong><td class="plugin-version-author-uri requires">';

/** Markup that makes a browser's tree, or a search in it, take the square of its length or worse. */
const HOSTILE_PAGES: Readonly<Record<string, string>> = {
  'formatting that every paragraph opens again': `<form><p>${Array.from({ length: 1_000 }, (_, at) => `<b a${at}>`).join('')}${'<p>x'.repeat(200_000)}`,
  'formatting behind the table': `<table><tbody id="the-list">${ROW}</table>${Array.from({ length: 3_000 }, (_, at) => `<i a${at}>`).join('')}${'<p>'.repeat(300_000)}`,
  'links in links': '<a href=x><div>'.repeat(200_000),
  'misnested ends': '<b><i><u><p></b></i></u>'.repeat(100_000),
  'ends of nothing': `${'<b>'.repeat(5_000)}${'</i></p></td>'.repeat(300_000)}`,
  'rows in rows': `<table id="x">${`${ROW}<table>`.repeat(20_000)}`,
  'tables in tables': '<table><tr><td>'.repeat(200_000),
  'forms in forms': '<form><input type=password name=p><table><td></form>'.repeat(60_000),
  'bold in bold': `<div id="login_error">${'<strong>x'.repeat(300_000)}`,
  'many attributes': `<div ${Array.from({ length: 600_000 }, (_, at) => at.toString(36)).join(' ')}>`,
  'the same attribute': `<div ${'a '.repeat(2_000_000)}>`,
  'many classes': `<div class="${'plugin-title '.repeat(300_000)}">`,
  'many options': `<select>${'<option>'.repeat(500_000)}`,
  'selects in selects': '<select><option><select><option>'.repeat(100_000),
  'templates in templates': '<template><div>'.repeat(200_000),
  'pictures in pictures': '<svg><g><foreignObject><p>'.repeat(100_000),
  'formulas in formulas': '<math><mi><annotation-xml encoding="text/html"><b>'.repeat(60_000),
  'buttons and lists': '<button><ul><li><a>'.repeat(150_000),
  'a frame set': `<frameset>${'<frame>'.repeat(400_000)}`,
  'ruby and options': '<ruby><rb><rt><optgroup><option>'.repeat(80_000),
  'a table that nothing fits into': `<table>${'<b>x<tr>y<td><table>'.repeat(60_000)}`,
  'a text that never ends': `<textarea>${'<b>'.repeat(1_000_000)}`,
  'comments in comments': '<!--<!--->'.repeat(400_000),
  'many characters': `<p>${'&amp;x'.repeat(700_000)}`,
  'many elements': '<p>x'.repeat(1_000_000),
}; // biome-ignore format: one page a line.

/** How long this process has worked. Milliseconds; that others work beside it costs none. */
function busyMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const LONGEST_BODY = 8 * 1_024 * 1_024;
const BODIES = [
  '[',
  '{"a":',
  '["',
  '[[],',
  '{"a":[',
  '[1,',
  '[[1],',
  '{"a":1}',
  '[]',
  '"\\u',
  '{"code":"x",',
];

describe('a body of 8 MiB is read in time and memory that grow with its length only', () => {
  test.each(BODIES)(
    'made of %j again and again',
    async (piece) => {
      const body = piece.repeat(Math.floor(LONGEST_BODY / piece.length));
      const readers: ((text: string) => unknown)[] = [
        findJson,
        (text) => restErrorFrom(answerOf(text)),
        (text) => observe(answerOf(text, 401)),
        (text) => judge(SYMPTOM, answerOf(text)),
      ];
      for (const read of readers) {
        globalThis.gc?.();
        const before = process.memoryUsage().heapUsed;
        const started = busyMs();
        read(body);
        expect(busyMs() - started).toBeLessThan(8_000);
        expect(process.memoryUsage().heapUsed - before).toBeLessThan(300 * 1_024 * 1_024);
      }
    },
    120_000,
  );
});

describe('a page is parsed in time and memory that grow with its length only', () => {
  test.each(Object.keys(HOSTILE_PAGES))(
    'where it holds %s',
    async (name) => {
      for (const read of Object.values(PAGES)) {
        globalThis.gc?.();
        const before = process.memoryUsage().heapUsed;
        const started = busyMs();
        await read(HOSTILE_PAGES[name]!);
        expect(busyMs() - started).toBeLessThan(8_000);
        expect(process.memoryUsage().heapUsed - before).toBeLessThan(300 * 1_024 * 1_024);
      }
    },
    120_000,
  );

  test.each(Object.keys(PAGES))(
    'by the reader of %s, whatever piece of markup is repeated',
    async (name) => {
      for (const piece of PIECES) {
        const started = busyMs();
        await PAGES[name]?.(piece.repeat(Math.ceil(LENGTH / piece.length)));
        expect(busyMs() - started, JSON.stringify(piece)).toBeLessThan(PATIENCE_MS);
      }
    },
    120_000,
  );
});

describe('text of a site is read in linear time, whatever piece is repeated', () => {
  test.each(Object.keys(READERS))('where it is read for %s', (name) => {
    for (const piece of PIECES) {
      const text = piece.repeat(Math.ceil(LENGTH / piece.length));
      for (const attack of piece.startsWith('<') ? [text, `${text}>`] : [text]) {
        expect(() => within(() => READERS[name]?.(attack)), JSON.stringify(piece)).not.toThrow();
      }
    }
  });

  test('which this bound checks: an expression that takes the square of the length exceeds it', () => {
    const slow = '<'.repeat(LENGTH);
    expect(() => within(() => slow.replace(/<[^>]*>/g, ''), 500)).toThrow(/timed out/);
  });
});
