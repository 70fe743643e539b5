// Faults that hostile input has brought to light, one test each.

import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../src/options/parse-options.ts';
import { clean } from '../../src/report/format.ts';
import { toJson } from '../../src/report/json.ts';
import { explainNote } from '../../src/report/notes.ts';
import { explain } from '../../src/report/problems/index.ts';
import { refusalReason, switchReason } from '../../src/report/reasons.ts';
import { observe } from '../../src/symptoms/observe.ts';
import { findSite } from '../../src/wordpress/discover/find-site.ts';
import { canonicalRoot } from '../../src/wordpress/discover/site-address.ts';
import { plainText } from '../../src/wordpress/http/html.ts';
import { readRestPlugins } from '../../src/wordpress/plugins/plugin-list.ts';
import { childrenFirst, joinRequires } from '../../src/wordpress/switches/dependencies.ts';
import { en } from '../language/english.ts';
import { indexOf, internet, moved, page, restAnswer } from '../wordpress/http/small-internet.ts';

describe('names that every object inherits', () => {
  test('do not confuse a restore: a plugin called constructor is put back like any other', () => {
    expect(childrenFirst(['a/a', 'constructor', '__proto__'], { 'a/a': ['constructor'] })).toEqual([
      '__proto__',
      'a/a',
      'constructor',
    ]);
    expect(joinRequires({}, { constructor: ['a/a'] } as never)).toEqual({ constructor: ['a/a'] });
  });

  test('are shown as they are where a site uses them as codes and reasons', () => {
    expect(refusalReason(en, 'constructor')).toBe('The reason: constructor.');
    expect(switchReason(en, 'toString')).toBe('The site answers toString.');
    const note = { type: 'symptom-not-solved', symptom: 0, reason: 'valueOf' } as const;
    expect(explainNote(en, note, (id) => id)).toContain('valueOf');
  });

  test('are not read as HTML entities', async () => {
    expect(plainText('&toString; &amp;')).toBe('&toString; &');
    const answer = { url: '', status: 200, headers: new Headers(), text: '' };
    const json = [{ plugin: 'a/a', status: 'active', name: '&constructor;' }];
    const client = {
      identity: 'session',
      send: async () => answer,
      rest: async () => ({ json, answer }),
    };
    expect(await readRestPlugins(client as never, '')).toMatchObject([{ name: '&constructor;' }]);
  });
});

describe('text of a site, before it is shown', () => {
  test('loses tags, fillers, soft hyphens, marks and halves of characters', () => {
    expect(clean('a\u00adb\u061cc\u180ed\u3164e\u{e0041}f\ufff9g\ud800h\u202ei\u034fj')).toBe(
      'a b c d e f g h i j',
    );
    expect(clean('Grüße, 日本語, عربى, ❤️')).toBe('Grüße, 日本語, عربى, ❤️');
  });

  test('reorders nothing on a terminal when it is written as JSON', () => {
    const json = toJson({ name: '\u202egnp.exe\u200b\u{e0041}' });
    expect(json).toBe('{"name":"\\u202egnp.exe\\u200b\\udb40\\udc41"}');
    expect(JSON.parse(json)).toEqual({ name: '\u202egnp.exe\u200b\u{e0041}' });
  });

  test('is cut where a REST code is longer than a name', () => {
    const body = JSON.stringify({ code: 'x'.repeat(1e6), message: 'm', data: { status: 401 } });
    const type = new Headers({ 'content-type': 'application/json' });
    const seen = observe({ url: 'https://e.test/', status: 401, headers: type, text: body });
    expect(seen.code).toHaveLength(200);
  });

  test('does not repeat a password that was typed into a URL', () => {
    const argv = ['e.test', '--bisect', '--fails-on', 'https://u:s3cret@x/'];
    const said = () => {
      try {
        return JSON.stringify(parseOptions(en, argv));
      } catch (error) {
        return JSON.stringify(explain(en, error as never));
      }
    };
    expect(said()).toContain('--fails-on');
    expect(said()).not.toContain('s3cret');
  });
});

describe('the address that a password is sent to', () => {
  const index = (url: string) => restAnswer(indexOf(url));

  test.each([
    ['https://example.com', 'https://example.com:8443/', 'another port'],
    ['https://example.com', 'http://example.com/', 'http after https was typed'],
    ['https://example.com', 'http://example.com:8080/', 'http and another port'],
    ['example.com', 'http://example.com:8080/', 'http and another port, no scheme typed'],
    ['http://example.com', 'http://example.com:8080/', 'another port of http'],
    ['https://example.com', 'https://example.com.evil.test/', 'a host that only looks alike'],
  ])('%s is not replaced by %s, where it redirects (%s)', async (typed, to) => {
    const { connection, sent } = internet(
      {
        'https://example.com': () => moved(to),
        'http://example.com': () => moved(to),
        [new URL(to).origin === 'http://example.com' ? 'http://x.test' : new URL(to).origin]: () =>
          index(to),
      },
      { gate: { user: 'door', password: 'secret' } },
    );
    await expect(findSite(typed, { connection })).rejects.toMatchObject({
      code: 'redirected-away',
      facts: { to },
    });
    expect(
      sent.every(
        ({ url }) => new URL(url).origin !== new URL(to).origin || to === 'http://example.com/',
      ),
    ).toBe(true);
    expect(sent.map(({ authorization }) => authorization).filter(Boolean)).toEqual([]);
  });

  test('follows a redirect to https, to www and back', async () => {
    const { connection } = internet({
      'http://example.com': () => moved('https://www.example.com/'),
      'https://www.example.com': ({ url }) =>
        url.includes('wp-json')
          ? index('https://www.example.com')
          : page('', 200, { Link: '<https://www.example.com/wp-json/>; rel="https://api.w.org/"' }),
    });
    const found = await findSite('http://example.com', { connection });
    expect(found.home).toBe('https://www.example.com/');
  });

  test.each([
    'ftp://www.example.com',
    'javascript:alert(1)',
    'ttps://example.com',
    'https://example.com:81',
    'https://www.example.com:81',
  ])('is not what the site calls itself where that is %s', (siteUrl) => {
    const told = {
      home: siteUrl,
      siteUrl,
      namespaces: [],
      approvalPage: null,
      pluginsRoute: true,
      applicationPasswords: true,
    };
    expect(canonicalRoot('https://example.com/wp-json/', told)).toBeNull();
  });
});
