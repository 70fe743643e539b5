import { describe, expect, it } from 'vitest';
import { serverError } from '../../../src/wordpress/http/answer-problem.ts';

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
  ])('is told in the words of %s, without markup', (_, text, excerpt) => {
    expect(serverError(failing(text)).facts).toEqual({
      url: 'https://a.test/wp-admin/?key=***',
      status: 500,
      excerpt,
    });
  });
});
