import { describe, expect, it } from 'vitest';
import {
  restCode,
  restErrorFrom,
  restErrorIn,
  serverError,
} from '../../../src/wordpress/http/rest-error.ts';
import type { HttpAnswer } from '../../../src/wordpress/http/types.ts';

function answering(body: unknown, status = 401): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { url: 'https://a.test/wp-json/', status, headers: new Headers(), text };
}

const CORE = { code: 'rest_forbidden', message: 'No.', data: { status: 401 } };

describe('a REST error', () => {
  it.each<[string, unknown, string, string | null, number | null, boolean]>([
    // What, its body, and code, message, status, and whether only WordPress writes such a one.
    ['of core', CORE, 'rest_forbidden', 'No.', 401, true],
    [
      'behind PHP notices',
      `<br />\n<b>Notice</b>: {x} in a.php<br />\n${JSON.stringify(CORE)}`,
      'rest_forbidden',
      'No.',
      401,
      true,
    ],
    [
      'whose plugin wrote the status in quotes',
      { code: 'gate_shut', message: 'No.', data: { status: '401' } },
      'gate_shut',
      'No.',
      401,
      true,
    ],
    [
      'without words',
      { code: 'gate_shut', message: '', data: { status: 401 } },
      'gate_shut',
      null,
      401,
      true,
    ],
    ['of wp_die()', { code: 'wp_die', message: 'No.', data: null }, 'wp_die', 'No.', null, true],
    [
      'of a token plugin',
      { success: false, statusCode: 403, code: 'jwt_auth_bad_iss', message: 'No.', data: [] },
      'jwt_auth_bad_iss',
      'No.',
      403,
      false,
    ],
    [
      'of wp_send_json_error()',
      { success: false, data: { type: 'bad_token', message: 'No.' } },
      'bad_token',
      'No.',
      null,
      false,
    ],
    [
      'in the form of OAuth',
      { status: 'error', error: 'UNAUTHORIZED', error_description: 'No.' },
      'UNAUTHORIZED',
      'No.',
      null,
      false,
    ],
    [
      'of a gateway',
      { code: 'unauthorized', message: 'No route for you.' },
      'unauthorized',
      'No route for you.',
      null,
      false,
    ],
  ])(
    '%s is read with its code, message and status',
    (_, body, code, message, status, isWordPress) => {
      const answer = answering(body);
      expect(restErrorIn(answer)).toMatchObject({ code, message, status, isWordPress });
      expect(restCode(answer)).toBe(isWordPress ? code : null);
      // What is thrown says the same.
      expect(restErrorFrom(answer)).toMatchObject({ code, message: message ?? 'HTTP 401' });
    },
  );

  it.each<[string, unknown]>([
    ['a message alone', { message: 'Forbidden' }],
    ['a number for a code', { code: 401, message: 'No.' }],
    ['an empty code', { code: '', message: 'No.', data: { status: 401 } }],
    ['a list', [CORE]],
    ['a page', '<html><title>401</title></html>'],
    ['nothing', ''],
  ])('is not %s', (_, body) => {
    expect(restErrorIn(answering(body))).toBeNull();
    expect(restCode(answering(body))).toBeNull();
  });

  it('names the errors stacked behind it', () => {
    const body = { ...CORE, additional_errors: [{ code: 'second', message: 'No.' }, null] };
    expect(restErrorIn(answering(body))?.alsoCodes).toEqual(['second']);
  });
});

function failing(text: string, type = 'text/html') {
  const headers = new Headers({ 'content-type': type });
  return { url: 'https://a.test/wp-admin/?key=secret', status: 500, headers, text };
}

describe('an error of the server', () => {
  it.each([
    [
      'WordPress',
      '<!DOCTYPE html><html lang="fr"><head><title>WordPress &rsaquo; Erreur</title></head><body id="error-page"><div class="wp-die-message"><p>Il y a eu une erreur critique sur ce site. <a href="#">D&eacute;pannage</a></p></div></body></html>',
      'Il y a eu une erreur critique sur ce site. Dépannage',
    ],
    ['a proxy', '<html><head><title>502 Bad Gateway</title></head><body>', '502 Bad Gateway'],
    [
      'REST',
      'Notice: x {"code":"internal_server_error","message":"<p>Critical error.</p>","data":{"status":500}}',
      'Critical error.',
    ],
    [
      'a script that prints',
      'Error establishing a <b>database</b> connection',
      'Error establishing a database connection',
    ],
    ['nobody', '', ''],
  ])('is quoted in the words of %s, without markup', (_, text, excerpt) => {
    expect(serverError(failing(text)).facts).toEqual({
      url: 'https://a.test/wp-admin/?key=***',
      status: 500,
      excerpt,
    });
  });
});
