import { describe, expect, it } from 'vitest';
import {
  isLogin,
  isLoginFile,
  isLoginPage,
  leadsToLogin,
  showsLoginForm,
} from '../../../src/wordpress/http/login-url.ts';
import type { HttpAnswer } from '../../../src/wordpress/http/types.ts';

function answering(status: number, location: string | null): HttpAnswer {
  const headers = new Headers(location === null ? {} : { location });
  return { url: 'https://a.test/', status, headers, text: '', ms: 1 };
}

describe('an address of a login form', () => {
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
  ])('%s', (path, file, own, any) => {
    const url = new URL(path, 'https://a.test');
    expect([isLoginFile(url), isLogin(url), isLoginPage(url)]).toEqual([file, own, any]);
  });
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
  ])('%s: %s', (location, expected) => {
    expect(leadsToLogin(answering(302, location), 'https://a.test/my-door/')).toBe(expected);
  });

  it('is none where a page comes with it: a browser shows the page', () => {
    expect(leadsToLogin(answering(200, '/wp-login.php'))).toBe(false);
  });
});

describe('a page with the login form', () => {
  it.each([
    ['<form name="loginform" id="loginform" action="/wp-login.php">', true],
    ["<form id='loginform'>", true],
    ['<form id="registerform">', false],
    ['<a href="#" data-id="loginform-link">', false],
  ])('%s: %s', (html, expected) => {
    expect(showsLoginForm(html)).toBe(expected);
  });
});
