import { describe, expect, it } from 'vitest';
import { fatalErrorIn } from '../../../src/wordpress/http/fatal-error.ts';
import type { HttpAnswer } from '../../../src/wordpress/http/types.ts';

const answer = (text: string, status = 500): HttpAnswer => ({
  url: 'http://site.test/',
  status,
  headers: new Headers(),
  text,
});
const FILE = '/srv/wp-content/plugins/broken/inc/a.php';
const json = (error: object) =>
  JSON.stringify({ code: 'internal_server_error', message: 'x', data: { status: 500, error } });
const page = (words: string, link = 'https://wordpress.org/documentation/article/faq/') =>
  `<html><body id="error-page"><div class="wp-die-message"><p>${words}</p><p><a href="${link}">x</a></p></div></body></html>`;

describe('a fatal error', () => {
  it.each([
    ["WordPress' JSON", json({ type: 1, message: 'Boom', file: FILE, line: 3 })],
    ['that JSON behind a notice', `Notice: [1] in x\n${json({ file: FILE, line: 3 })}`],
    ["PHP's page", `<b>Fatal error</b>:  Boom in <b>${FILE}</b> on line <b>3</b><br />`],
    ["PHP's words", `PHP Parse error: syntax error in ${FILE} on line 3`],
  ])('names file, line and plugin: %s', (_, text) => {
    expect(fatalErrorIn(answer(text))).toEqual({ file: FILE, line: 3, plugin: 'broken' });
  });

  it.each([
    ['/srv/wp-content/plugins/hello.php', 'hello'],
    ['C:\\www\\wp-content\\plugins\\acme\\acme.php', 'acme'],
    ['/srv/wp-content/mu-plugins/loader.php', null],
    ['/srv/wp-content/themes/quiet/functions.php', null],
    ['/srv/wp-includes/class-wp-hook.php', null],
  ])('in %s belongs to %s', (file, plugin) => {
    expect(fatalErrorIn(answer(json({ file, line: 1 })))).toEqual({ file, line: 1, plugin });
  });

  it.each([
    ['in English', page('There has been a critical error on this website.')],
    ['in another language', page('Kritischer Fehler', 'https://de.wordpress.org/support/')],
    ['as JSON that names no file', '{"code":"internal_server_error","message":"x","data":{}}'],
  ])('is recognised where it names no file: %s', (_, text) => {
    expect(fatalErrorIn(answer(text))).toEqual({ file: null, line: null, plugin: null });
  });

  it.each([
    ['a refusal', answer('{"code":"rest_forbidden","data":{"status":401}}', 401)],
    ['another error page of WordPress', answer(page('Recovery key expired.', '/wp-login.php'))],
    ['an article about fatal errors', answer('<p>Fatal error: what it means</p>', 200)],
    ['an error page of the server', answer('<h1>500 Internal Server Error</h1>')],
    ['a page that links to WordPress', answer(page('x'), 200)],
  ])('is not seen in %s', (_, given) => {
    expect(fatalErrorIn(given)).toBeNull();
  });
});
