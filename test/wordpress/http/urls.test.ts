import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../../src/wordpress/http/types.ts';
import {
  isLogin,
  isLoginFile,
  isLoginPage,
  isRestUrl,
  leadsToLogin,
  redirectTarget,
  restUrl,
  showsLoginForm,
  tellable,
} from '../../../src/wordpress/http/urls.ts';

const pretty = { home: 'https://a.test/', restRoot: 'https://a.test/wp-json/' };
const plain = { home: 'https://a.test/blog/', restRoot: 'https://a.test/blog/?rest_route=/' };

describe('the URL of a REST route', () => {
  it.each([
    [pretty, '/wp/v2/plugins/a/b', {}, 'https://a.test/wp-json/wp/v2/plugins/a/b'],
    [plain, '/wp/v2/plugins/a/b', {}, 'https://a.test/blog/?rest_route=/wp/v2/plugins/a/b'],
    [pretty, '/', {}, 'https://a.test/wp-json/'],
    [plain, '/', {}, 'https://a.test/blog/?rest_route=/'],
    [
      pretty,
      'wp/v2/posts?page=2',
      { per_page: '1' },
      'https://a.test/wp-json/wp/v2/posts?page=2&per_page=1',
    ],
    [
      plain,
      '/wp/v2/posts?page=2',
      { per_page: '1' },
      'https://a.test/blog/?rest_route=/wp/v2/posts&page=2&per_page=1',
    ],
    [pretty, '/wp/v2/posts?page=2', { page: '3' }, 'https://a.test/wp-json/wp/v2/posts?page=3'],
    [
      pretty,
      '/wp/v2/plugins/my plugin/100%&#',
      {},
      'https://a.test/wp-json/?rest_route=/wp/v2/plugins/my%20plugin/100%25%26%23',
    ],
    [
      { restRoot: 'https://a.test/index.php/api/' },
      '/wp/v2/plugins/Плагин (1)/б?page=2',
      { per_page: '1' },
      'https://a.test/index.php/api/?rest_route=/wp/v2/plugins/%D0%9F%D0%BB%D0%B0%D0%B3%D0%B8%D0%BD%20(1)/%D0%B1&page=2&per_page=1',
    ],
    [plain, '/wp/v2/plugins/a+b/c', {}, 'https://a.test/blog/?rest_route=/wp/v2/plugins/a%2Bb/c'],
    [
      { restRoot: 'https://a.test/index.php/wp-json/' },
      '/x',
      {},
      'https://a.test/index.php/wp-json/x',
    ],
    [
      { restRoot: 'https://a.test/?lang=en&rest_route=/' },
      '/x',
      { a: '1' },
      'https://a.test/?lang=en&rest_route=/x&a=1',
    ],
  ])('for %o %s %o is %s', (address, path, query, expected) => {
    expect(restUrl(address, path, query as Record<string, string>)).toBe(expected);
  });

  it('is recognised among URLs of pages', () => {
    expect(isRestUrl(pretty, 'https://a.test/wp-json/wp/v2/posts')).toBe(true);
    expect(isRestUrl(pretty, 'https://a.test/wp-json')).toBe(true);
    expect(isRestUrl(pretty, 'https://a.test/?rest_route=/wp/v2/posts')).toBe(true);
    expect(isRestUrl({ ...pretty, restRoot: 'https://a.test/api/' }, 'https://a.test/api/x')).toBe(
      true,
    );
    expect(isRestUrl(plain, plain.home)).toBe(false);
    expect(isRestUrl(plain, 'https://a.test/blog/wp-admin/')).toBe(false);
    expect(isRestUrl(pretty, 'https://b.test/wp-json/')).toBe(false);
  });
});

describe('URLs that may be shown', () => {
  it('keep no user, password, fragment or secret parameter', () => {
    expect(tellable('https://u:p@a.test/x?consumer_secret=abc&page=2#t')).toBe(
      'https://a.test/x?consumer_secret=***&page=2',
    );
    expect(tellable('u:p@bad host/')).toBe('bad host/');
  });
});

const ASKED = 'https://a.test/blog/page?x=1';

function answering(status: number, location?: string) {
  return { url: ASKED, status, headers: new Headers(location === undefined ? {} : { location }) };
}

describe('where a redirect leads', () => {
  it.each([
    ['https://b.test/', 'https://b.test/'],
    ['/wp-admin/', 'https://a.test/wp-admin/'],
    ['other', 'https://a.test/blog/other'],
    ['?y=2', 'https://a.test/blog/page?y=2'],
    ['//b.test/x', 'https://b.test/x'],
    ['http://a.test', 'http://a.test/'],
    ['/x#part', 'https://a.test/x'],
    ['https://user:secret@a.test/x', 'https://a.test/x'],
  ])('reads %s against the address that was asked for', (location, target) => {
    expect(redirectTarget(answering(302, location))?.href).toBe(target);
  });

  it.each(['http://[broken', 'https://', 'about:blank', 'javascript:alert(1)', 'mailto:a@b.test'])(
    'is nowhere for %s, which no browser follows',
    (location) => {
      expect(redirectTarget(answering(302, location))).toBeNull();
    },
  );

  it('is nowhere without a Location', () => {
    expect(redirectTarget(answering(302))).toBeNull();
  });

  it.each([300, 301, 302, 303, 307, 308])('counts a %i', (status) => {
    expect(redirectTarget(answering(status, '/x'))?.pathname).toBe('/x');
  });

  it.each([200, 201, 401, 404, 500])(
    'is nowhere for a %i: the page that came is shown',
    (status) => {
      expect(redirectTarget(answering(status, '/wp-login.php'))).toBeNull();
    },
  );
});

function answeringAt(status: number, location: string | null): HttpAnswer {
  const headers = new Headers(location === null ? {} : { location });
  return { url: 'https://a.test/', status, headers, text: '' };
}

describe('the address of a login form', () => {
  it.each([
    // The address, and whether it is the file, WordPress' form, and a form of any kind.
    ['/wp-login.php?redirect_to=x&reauth=1', true, true, true],
    ['/blog/wp-login.php', true, true, true],
    ['/my-door/?reauth=1', false, true, true],
    ['/?password-protected=login&redirect_to=x', false, false, true],
    ['/?password-protected=logout', false, false, false],
    ['/wp-admin/', false, false, false],
    ['/not-wp-login.php', false, false, false],
    ['/wp-login.php/more', false, false, false],
  ])(
    '%s: wp-login.php %s, a form of WordPress %s, a form of any kind %s',
    (path, file, own, any) => {
      const url = new URL(path, 'https://a.test');
      expect([isLoginFile(url), isLogin(url), isLoginPage(url)]).toEqual([file, own, any]);
    },
  );
});

describe('a redirect to the login form', () => {
  it.each([
    ['https://a.test/wp-login.php?redirect_to=x&reauth=1', true],
    ['/blog/wp-login.php', true],
    ['/my-door', true],
    ['/my-door/?redirect_to=x', true],
    ['https://b.test/my-door', false],
    // A form that a plugin has moved, and nobody told us where to.
    ['/another-door/?reauth=1', true],
    ['/wp-admin/index.php', false],
    [null, false],
    ['http://[broken', false],
  ])('is seen in %s: %s', (location, expected) => {
    expect(leadsToLogin(answeringAt(302, location), 'https://a.test/my-door/')).toBe(expected);
  });

  it('is not seen where a page comes with it, which a browser would show', () => {
    expect(leadsToLogin(answeringAt(200, '/wp-login.php'))).toBe(false);
  });
});

describe('a page with the login form', () => {
  it.each([
    ['<form name="loginform" id="loginform" action="/wp-login.php">', true],
    ["<form id='loginform'>", true],
    ['<form id="registerform">', false],
    ['<a href="#" data-id="loginform-link">', false],
  ])('is seen in %s: %s', (html, expected) => {
    expect(showsLoginForm(html)).toBe(expected);
  });
});
