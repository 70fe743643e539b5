import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observe } from '../../src/symptoms/observe.ts';
import { pluginFolderOf } from '../../src/wordpress/http/fatal-error.ts';
import { answer, html, json, NGINX_401, redirect, restError } from './answers.ts';

describe('a REST error', () => {
  it('gives its code and message', () => {
    expect(observe(restError(401, 'rest_login_required', 'Members only.'))).toEqual({
      status: 401,
      code: 'rest_login_required',
      message: 'Members only.',
      challenges: [],
    });
  });

  it('is found behind PHP notices', () => {
    const noisy = html(
      401,
      '<br />\n<b>Notice</b>:  Undefined index: {x} in <b>/var/www/a.php</b> on line <b>3</b><br />\n{"code":"rest_forbidden","message":"Sorry.","data":{"status":401}}',
    );
    expect(observe(noisy)).toMatchObject({ code: 'rest_forbidden', message: 'Sorry.' });
  });

  it.each([
    [
      'an OAuth-like body',
      { error: 'UNAUTHORIZED', error_description: 'Not you.' },
      'UNAUTHORIZED',
      'Not you.',
    ],
    [
      'wp_send_json_error()',
      { success: false, data: { type: 'simple-jwt-login-route-protect', message: 'Not you.' } },
      'simple-jwt-login-route-protect',
      'Not you.',
    ],
    [
      'a body with statusCode',
      {
        success: false,
        statusCode: 403,
        code: 'jwt_auth_invalid_token',
        message: 'Expired',
        data: [],
      },
      'jwt_auth_invalid_token',
      'Expired',
    ],
  ])('is read from %s', (_, body, code, message) => {
    expect(observe(json(401, body))).toMatchObject({ code, message });
  });

  it('has its message cut to 300 characters, without tags', () => {
    const { message } = observe(restError(401, 'x', `<b>${'é'.repeat(500)}</b>`));
    expect(message).toHaveLength(300);
    expect(message).toMatch(/^é+…$/);
  });

  it('is not seen in a success that merely has a field called code', () => {
    expect(observe(json(200, { code: 'SUMMER', message: 'A coupon', data: {} })).code).toBeNull();
  });
});

describe('a page', () => {
  it('gives its title', () => {
    expect(observe(NGINX_401)).toEqual({
      status: 401,
      code: null,
      message: '401 Authorization Required',
      challenges: [{ scheme: 'Basic', realm: 'Staging' }],
      layer: 'nginx',
    });
  });

  it('made by wp_die() gives its message, entities decoded', () => {
    const died = html(
      403,
      '<!DOCTYPE html><html><head><title>WordPress &rsaquo; Error</title></head><body id="error-page"><div class="wp-die-message">You&#8217;re not <em>allowed</em>.</div></body></html>',
    );
    expect(observe(died).message).toBe('You’re not allowed.');
  });

  it('made by wp_die() for a feed gives its message, too', () => {
    const died = answer(
      401,
      '<?xml version="1.0" encoding="UTF-8"?>\n<error>\n<code>wp_die</code>\n<title><![CDATA[No]]></title>\n<message><![CDATA[You need a password.]]></message>\n</error>',
      { headers: { 'content-type': 'text/xml; charset=UTF-8' } },
    );
    expect(observe(died).message).toBe('You need a password.');
  });

  it('without a title gives its heading or its few words', () => {
    expect(observe(html(401, '<h1>Unauthorized</h1>')).message).toBe('Unauthorized');
    expect(observe(html(401, 'Go away')).message).toBe('Go away');
    expect(observe(html(401, '')).message).toBeNull();
  });

  it('gives the address that it redirects to', () => {
    expect(observe(redirect('https://shop.test/wp-login.php')).location).toBe(
      'https://shop.test/wp-login.php',
    );
  });
});

describe('a fatal error', () => {
  it('names the plugin folder in the JSON that core gives', () => {
    const fatal = json(500, {
      code: 'internal_server_error',
      message: '<p>There has been a critical error on this website.</p>',
      data: {
        status: 500,
        error: {
          type: 1,
          message: 'Boom',
          file: '/srv/wp-content/plugins/broken-one/inc/a.php',
          line: 3,
        },
      },
    });
    expect(observe(fatal)).toMatchObject({ fatalIn: 'broken-one', code: 'internal_server_error' });
  });

  it('names it in the text that PHP displays', () => {
    const shown = html(
      500,
      '<b>Fatal error</b>:  Uncaught Error: Boom in /x.php:3\nStack trace:\n#0 {main}\n  thrown in <b>/srv/wp-content/plugins/broken/broken.php</b> on line <b>3</b>',
    );
    expect(observe(shown).fatalIn).toBe('broken');
  });

  it('names no plugin when the file is elsewhere', () => {
    expect(pluginFolderOf('/srv/wp-content/themes/quiet/functions.php')).toBeNull();
    expect(pluginFolderOf('/srv/wp-content/mu-plugins/loader.php')).toBeNull();
    expect(pluginFolderOf('C:\\www\\wp-content\\plugins\\hello.php')).toBe('hello');
  });
});

it('any answer is read without throwing, into a short message', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<title>',
      '</title>',
      '<div class="wp-die-message">',
      '{"code":',
      '"x"',
      '}',
      '&#xD800;',
      '&#99999999;',
      '\ud83d',
    ),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 599 }),
      fc.array(piece, { maxLength: 20 }),
      fc.constantFrom('text/html', 'application/json', 'text/plain', ''),
      (status, parts, type) => {
        const seen = observe(
          answer(status, parts.join(''), { headers: type ? { 'content-type': type } : {} }),
        );
        expect(seen.status).toBe(status);
        expect((seen.message ?? '').length).toBeLessThanOrEqual(300);
      },
    ),
  );
});
