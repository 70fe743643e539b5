import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProblem } from '../../src/model/errors.ts';
import type { Identity } from '../../src/model/report.ts';
import { headersOf, readHeader, readRequest, requestTo } from '../../src/symptoms/parse-request.ts';
import type { SiteAddress } from '../../src/wordpress/http/types.ts';
import { en } from '../language/english.ts';
import { ADDRESS } from './answers.ts';

const FOLDER: SiteAddress = {
  home: 'https://shop.test/blog/',
  siteUrl: 'https://shop.test/blog/wp/',
  restRoot: 'https://shop.test/blog/wp-json/',
  namespaces: ['wp/v2'],
};
const PLAIN: SiteAddress = { ...ADDRESS, restRoot: 'https://shop.test/?rest_route=/' };
const PLAIN_FOLDER: SiteAddress = { ...FOLDER, restRoot: 'https://shop.test/blog/?rest_route=/' };

const parseHeaders = (lines: readonly string[]) =>
  headersOf(
    en,
    lines.map((line) => readHeader(en, line)),
  );
const parseRequest = (
  typed: string,
  as: Identity | undefined,
  headers: readonly string[],
  address: SiteAddress,
  available: readonly Identity[] = [],
) => requestTo(en, address, readRequest(en, typed), as ?? null, parseHeaders(headers), available);

const urlOf = (typed: string, address: SiteAddress = ADDRESS) =>
  parseRequest(typed, 'anonymous', [], address).url;

/** The code of the problem that `work` ends in; "none" when it does not. */
function problemOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (isProblem(error)) return error.code;
    throw error;
  }
}

describe('the address of a request', () => {
  it.each([
    [
      'a path',
      'GET /wp-json/wc/v3/orders?per_page=1',
      'https://shop.test/wp-json/wc/v3/orders?per_page=1',
    ],
    [
      'a path without its slash',
      'GET wp-json/wp/v2/posts',
      'https://shop.test/wp-json/wp/v2/posts',
    ],
    ['no method', '/shop/', 'https://shop.test/shop/'],
    ['no scheme', 'shop.test/shop/', 'https://shop.test/shop/'],
    ['an absolute URL', 'GET https://shop.test/shop/', 'https://shop.test/shop/'],
    [
      'http and www of the same site',
      'GET http://www.shop.test/shop/?a=b',
      'https://shop.test/shop/?a=b',
    ],
    ['a bare REST route', 'GET /wc/v3/orders', 'https://shop.test/wp-json/wc/v3/orders'],
    [
      'a bare REST route with a query',
      'GET /wp/v2/posts?search=a%20b',
      'https://shop.test/wp-json/wp/v2/posts?search=a+b',
    ],
    ['a fragment', 'GET /shop/#top', 'https://shop.test/shop/'],
    [
      'a plain REST URL',
      'GET /?rest_route=/wp/v2/posts',
      'https://shop.test/?rest_route=/wp/v2/posts',
    ],
    ['the front page', 'GET /', 'https://shop.test/'],
  ])('may be %s', (_, typed, url) => {
    expect(urlOf(typed)).toBe(url);
  });

  it.each([
    [
      'a path as the browser shows it',
      '/blog/wp-json/wp/v2/posts',
      'https://shop.test/blog/wp-json/wp/v2/posts',
    ],
    ['a path below the site', '/wp-json/wp/v2/posts', 'https://shop.test/blog/wp-json/wp/v2/posts'],
    ['the login page', '/wp-login.php', 'https://shop.test/blog/wp/wp-login.php'],
    ['the dashboard, in full', '/blog/wp/wp-admin/', 'https://shop.test/blog/wp/wp-admin/'],
    ['a page', '/about/', 'https://shop.test/blog/about/'],
  ])('of a site in a subfolder may be %s', (_, typed, url) => {
    expect(urlOf(typed, FOLDER)).toBe(url);
  });

  it('is rewritten where the REST API is at another path', () => {
    const index: SiteAddress = { ...ADDRESS, restRoot: 'https://shop.test/index.php/wp-json/' };
    expect(urlOf('/wp-json/wc/v3/orders?per_page=1', index)).toBe(
      'https://shop.test/index.php/wp-json/wc/v3/orders?per_page=1',
    );
    expect(urlOf('/index.php/wp-json/wp/v2/posts', index)).toBe(
      'https://shop.test/index.php/wp-json/wp/v2/posts',
    );
    expect(urlOf('/about/', index)).toBe('https://shop.test/about/');
  });

  it('stays as typed where the API was found without pretty permalinks', () => {
    expect(urlOf('/wp-json/wc/v3/orders', PLAIN)).toBe('https://shop.test/wp-json/wc/v3/orders');
    expect(urlOf('/wp/v2/posts', PLAIN)).toBe('https://shop.test/?rest_route=/wp/v2/posts');
    expect(urlOf('/wp/v2/posts?a=b', PLAIN_FOLDER)).toBe(
      'https://shop.test/blog/?rest_route=/wp/v2/posts&a=b',
    );
  });

  it.each([
    ['a foreign host', 'GET https://other.test/', 'foreign-request'],
    ['another port', 'GET https://shop.test:8443/', 'foreign-request'],
    ['another scheme', 'GET ftp://shop.test/', 'foreign-request'],
    ['a host without a scheme', 'GET //other.test/x', 'foreign-request'],
    ['a user and a password', 'GET https://me:pw@shop.test/', 'secret-in-address'],
    ['an unknown method', 'TRACE /', 'bad-option'],
    ['nothing', '  ', 'bad-option'],
    ['a method alone', 'GET', 'bad-option'],
    ['spaces', 'GET /a b', 'bad-option'],
    ['no URL', 'GET https://', 'bad-option'],
  ])('cannot have %s', (_, typed, code) => {
    expect(problemOf(() => urlOf(typed))).toBe(code);
  });

  it('is not repeated in the error where it holds a password', () => {
    expect(() => urlOf('GET https://shop.test.evil/?password=hunter2')).toThrow(
      expect.objectContaining({
        facts: expect.not.objectContaining({ url: expect.stringContaining('hunter2') }),
      }),
    );
  });

  it('stays on the site, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.webPath(),
          fc.constantFrom('//x', '\\\\x', '/\\x', 'https:x', '?rest_route=/a'),
        ),
        fc.constantFrom(ADDRESS, FOLDER, PLAIN, PLAIN_FOLDER),
        (typed, address) => {
          let url: string | null = null;
          problemOf(() => {
            url = urlOf(`GET ${typed}`, address);
          });
          if (url !== null) expect(new URL(url).origin).toBe('https://shop.test');
        },
      ),
    );
  });
});

describe('the sender of a request', () => {
  const both = ['anonymous', 'application-password', 'session'] as const;

  it('is a visitor by default', () => {
    expect(parseRequest('GET /wp-json/wp/v2/posts', undefined, [], ADDRESS, both).as).toBe(
      'anonymous',
    );
    expect(parseRequest('GET /shop/', undefined, [], ADDRESS, both).as).toBe('anonymous');
    expect(parseRequest('GET /wp-json/wp/v2/posts', 'session', [], ADDRESS, both).as).toBe(
      'session',
    );
  });

  it.each([
    'POST /wp-json/wp/v2/posts',
    'GET /wp-json/wp/v2/posts?context=edit',
    'GET /wp-json/wp/v2/users/me',
    'GET /wp-json/wp/v2/plugins',
    'GET /wp-json/wc/v3/orders',
  ])('is the first credential for %s, which refuses visitors by design', (typed) => {
    expect(parseRequest(typed, undefined, [], ADDRESS, both).as).toBe('application-password');
    expect(parseRequest(typed, undefined, [], ADDRESS, ['session']).as).toBe('session');
    expect(parseRequest(typed, undefined, [], ADDRESS, []).as).toBe('anonymous');
  });

  it('is a visitor where the request has its own credential', () => {
    const own = ['Authorization: Bearer abc'];
    expect(parseRequest('GET /wc/v3/orders', undefined, own, ADDRESS, both).as).toBe('anonymous');
    expect(problemOf(() => parseRequest('GET /wc/v3/orders', 'session', own, ADDRESS))).toBe(
      'bad-option',
    );
  });
});

describe('headers', () => {
  it('are "Name: value" lines', () => {
    expect(parseHeaders(['X-Api-Key: a:b', 'accept:text/html '])).toEqual({
      'X-Api-Key': 'a:b',
      accept: 'text/html',
    });
  });

  it.each([
    'no colon',
    ': x',
    'Bad Name: x',
    'Host: evil',
    'Content-Length: 3',
    'X-A: a\r\nX-B: b',
    'X-A: ☃',
  ])('cannot be %j', (line) => {
    expect(problemOf(() => parseHeaders([line]))).toBe('bad-option');
  });

  it('may be given once each', () => {
    expect(problemOf(() => parseHeaders(['X-A: 1', 'x-a: 2']))).toBe('bad-option');
  });

  it('are not repeated in an error', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 30 }), (value) => {
        try {
          parseHeaders([`Authorization: sEcReT${value}☃`]);
        } catch (error) {
          expect(JSON.stringify(error)).not.toContain('sEcReT');
          return;
        }
        throw new Error('a snowman is no header value');
      }),
    );
  });
});
