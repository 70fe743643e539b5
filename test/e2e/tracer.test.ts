/** What the tracer names on a real WordPress, with one request each, and who cannot see it. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLES } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { basic, request } from '../../mocks/embedded/visitor.ts';
import type { Trace } from '../../src/model/trace.ts';
import { readTrace, TRACE_HEADER, traced } from '../../src/wordpress/tracer/header.ts';
import {
  mustUseFileOf,
  newTracer,
  TRACER_LIFE,
  tracerFile,
} from '../../src/wordpress/tracer/tracer.ts';

const SOURCE = readFileSync('companion/wp-bisect-tracer/wp-bisect-tracer.php', 'utf8');
const POSTS = 'wp-json/wp/v2/posts';
const ME = 'wp-json/wp/v2/users/me';
const tracer = newTracer();

let site: EmbeddedWordPress;
let appPassword: { authorization: string };

beforeAll(async () => {
  const blockers = SAMPLES.filter(({ kind }) => kind === 'blocker' || kind === 'part');
  const others = ['loyalty-points/loyalty-points', 'woolshop/woolshop'];
  others.push('woolshop-subscriptions/woolshop-subscriptions', 'contact-letters/contact-letters');
  const plugins = [...blockers.map(({ plugin }) => plugin), ...others];
  site = await startWordPress({ plugins, active: [] });
  appPassword = { authorization: basic(site.user, await site.createApplicationPassword()) };
});
beforeEach(async () => {
  await site.reset([]);
  put(`plugins/${tracer.plugin}.php`, tracerFile(SOURCE, tracer, Date.now()));
});
afterAll(() => site?.stop());

/** Writes a file of wp-content; the next reset takes it away. */
function put(file: string, content: string): void {
  const path = join(site.contentDir, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

/** A plugin of one's own, in wp-content/plugins; its first line of code is line 3. */
function plugin(code: string, file = 'acme/acme'): string {
  put(`plugins/${file}.php`, `<?php\n// Plugin Name: Acme\n${code}\n`);
  return file;
}

/** Sends one traced request to a site where these plugins, and the tracer, are active. */
async function trace(
  active: readonly string[],
  path = POSTS,
  headers: Readonly<Record<string, string>> = {},
) {
  await site.setActive([tracer.plugin, ...active]);
  return await send(path, headers, active);
}

async function send(
  path = POSTS,
  headers: Readonly<Record<string, string>> = {},
  active: readonly string[] = [],
) {
  const answer = await request(site.url + path, traced({ headers }, tracer.token));
  expect(answer.headers.get(TRACE_HEADER)?.length ?? 0).toBeLessThan(1_000);
  return { status: answer.status, ...readTrace(answer.headers, active) };
}

/** A trace in short: `kind file:line function hook@priority`. */
const told = (found: Trace | null) =>
  found &&
  `${found.kind} ${found.file}:${found.line} ${found.function} ${found.hook}@${found.priority}`;

const IN_AUTHENTICATION = '{closure} rest_authentication_errors';

describe('the tracer, asked about a sample plugin that refuses', () => {
  it.each([
    ['members-only-api', 20, `${IN_AUTHENTICATION}@99`],
    ['sentry-lodge', 25, `${IN_AUTHENTICATION}@200`],
    ['api-off-switch', 16, `${IN_AUTHENTICATION}@999`],
    ['plain-wall', 18, '{closure} rest_api_init@10'],
    ['gate-lodge', 23, '{closure} init@10'],
    ['user-list-shield', 19, '{closure} rest_pre_dispatch@10', 'wp-json/wp/v2/users'],
    ['gift-wallet', 23, '{closure} parse_request@10', 'wp-json/gift-wallet/v1/balance'],
    ['staging-curtain', 20, '{closure} template_redirect@1', ''],
    ['login-doorman', 19, '{closure} login_init@10', 'wp-login.php'],
  ])('names %s with its line', async (name, line, where, path = POSTS) => {
    const id = `${name}/${name}`;
    const found = await trace(['contact-letters/contact-letters', id], path);
    expect(found.status).toBe(401);
    expect(told(found.trace)).toBe(`plugin wp-content/plugins/${id}.php:${line} ${where}`);
    expect(found.trace?.plugin).toBe(id);
  });

  it('names the plugin behind a bare __return_false that switches application passwords off', async () => {
    const id = 'no-app-passwords/no-app-passwords';
    const found = await trace([id], ME, appPassword);
    expect(told(found.trace)).toBe(
      `plugin wp-content/plugins/${id}.php:15 __return_false wp_is_application_passwords_available@10`,
    );
    expect(found.changes).toMatchObject([{ gave: 'false', file: `wp-content/plugins/${id}.php` }]);
  });

  it('names a plugin that needs others, and the refusing one of a group', async () => {
    const shop = ['woolshop-members/woolshop-members', 'woolshop/woolshop'];
    shop.splice(0, 0, 'woolshop-subscriptions/woolshop-subscriptions');
    expect((await trace(shop)).trace).toMatchObject({ line: 21, plugin: shop[1] });
    const pair = ['guest-basket/guest-basket', 'strict-sessions/strict-sessions'];
    expect((await trace(pair)).trace).toMatchObject({ line: 20, plugin: pair[1] });
    const three = ['bot-sieve/bot-sieve', 'geo-fence/geo-fence', 'night-watch/night-watch'];
    expect((await trace(three)).trace).toMatchObject({ line: 22, plugin: three[2] });
  });

  it('names a plugin that refuses at random only when it refuses', async () => {
    await site.runPhp("update_option( 'coin_flip_percent', 100 );");
    const id = 'coin-flip-guard/coin-flip-guard';
    expect(told((await trace([id])).trace)).toMatch(`${id}.php:26 ${IN_AUTHENTICATION}@99`);
    await site.runPhp("update_option( 'coin_flip_percent', 0 );");
    expect(await send()).toMatchObject({ status: 200, present: true, trace: null });
  });

  it('adds nothing to an answer that the web server gave without WordPress', async () => {
    await trace(['rule-writer/rule-writer']);
    expect(await send()).toMatchObject({ status: 401, present: false, trace: null });
  });
});

describe('the tracer, where no plugin refuses', () => {
  const refuse = (code: string) =>
    `add_filter( 'rest_authentication_errors', function () {\n return new WP_Error( '${code}', 'No.', array( 'status' => 401 ) );\n} );`;

  it('names a must-use file, also one that a plugin left behind', async () => {
    put('mu-plugins/guard.php', `<?php\n${refuse('guard')}`);
    expect(told((await trace([])).trace)).toBe(
      `must-use wp-content/mu-plugins/guard.php:3 ${IN_AUTHENTICATION}@10`,
    );
    await site.reset([]);
    put(`plugins/${tracer.plugin}.php`, tracerFile(SOURCE, tracer, Date.now()));
    await trace(['left-behind/left-behind']);
    expect((await send()).trace).toMatchObject({
      kind: 'must-use',
      file: 'wp-content/mu-plugins/left-behind-helper.php',
      plugin: null,
    });
  });

  it("names a theme's functions.php", async () => {
    await site.runPhp("switch_theme( 'locked-theme' );");
    expect(told((await trace([])).trace)).toBe(
      `theme wp-content/themes/locked-theme/functions.php:12 ${IN_AUTHENTICATION}@99`,
    );
  });

  it('names a drop-in', async () => {
    put('object-cache.php', `<?php\n${refuse('cached')}`);
    expect((await trace([])).trace).toMatchObject({
      kind: 'drop-in',
      file: 'wp-content/object-cache.php',
      line: 3,
    });
  });

  it('names WordPress where it refuses by itself', async () => {
    const found = await trace(['contact-letters/contact-letters'], ME);
    expect(found).toMatchObject({ status: 401, trace: { kind: 'core', plugin: null } });
    expect(found.trace?.file).toBe(
      'wp-includes/rest-api/endpoints/class-wp-rest-users-controller.php',
    );
  });

  it('does not name a plugin that only asks for the current user', async () => {
    const wrong = { authorization: basic(site.user, 'aaaa bbbb cccc dddd eeee ffff') };
    const found = await trace(['loyalty-points/loyalty-points'], POSTS, wrong);
    expect(found).toMatchObject({ status: 401, trace: { kind: 'core', plugin: null } });
  });

  it('names nothing for an answer that is no refusal', async () => {
    expect(await trace(['contact-letters/contact-letters'])).toEqual({
      status: 200,
      present: true,
      trace: null,
      changes: [],
    });
  });
});

describe('the tracer, where a plugin ends the request by itself', () => {
  it.each([
    [
      'header() and exit in a hook',
      "add_action( 'init', 'acme_gate', 3 );\nfunction acme_gate() {\n header( 'HTTP/1.1 401 Unauthorized' );\n exit;\n}",
      'plugin wp-content/plugins/acme/acme.php:6 acme_gate init@3',
    ],
    [
      'a method that prints, then exits',
      "class Acme {\n static function gate() {\n  http_response_code( 401 );\n  echo str_repeat( 'no ', 3000 );\n  die;\n } }\nadd_action( 'wp_loaded', 'Acme::gate' );",
      'plugin wp-content/plugins/acme/acme.php:6 Acme::gate wp_loaded@10',
    ],
    [
      'die while the file is loading',
      "http_response_code( 401 );\ndie( 'Closed.' );",
      'plugin wp-content/plugins/acme/acme.php:4 null null@null',
    ],
    [
      '__return_false added in a hook, from a function',
      "add_action( 'init', function () {\n add_filter( 'wp_is_application_passwords_available_for_user', '__return_false' );\n} );",
      'plugin wp-content/plugins/acme/acme.php:4 __return_false wp_is_application_passwords_available_for_user@10',
    ],
    [
      'an answer of a route that is no error',
      "add_action( 'rest_api_init', function () {\n register_rest_route( 'acme/v1', '/x', array( 'methods' => 'GET', 'permission_callback' => '__return_true',\n  'callback' => function () {\n   return new WP_REST_Response( array( 'code' => 'acme' ), 401 );\n  } ) );\n} );",
      'plugin wp-content/plugins/acme/acme.php:5 {closure} null@null',
    ],
    [
      'a permission callback that says no',
      "function acme_may() { return false; }\nadd_action( 'rest_api_init', function () {\n register_rest_route( 'acme/v1', '/x', array( 'methods' => 'GET', 'permission_callback' => 'acme_may', 'callback' => '__return_true' ) );\n} );",
      'plugin wp-content/plugins/acme/acme.php:3 acme_may null@null',
    ],
    [
      'an answer in the place of the route',
      "add_filter( 'rest_pre_dispatch', function ( $result ) {\n return new WP_REST_Response( null, 401 );\n}, 7 );",
      'plugin wp-content/plugins/acme/acme.php:3 {closure} rest_pre_dispatch@7',
    ],
    [
      "WordPress' own error, handed on",
      "add_filter( 'rest_authentication_errors', function ( $result ) {\n return wp_authenticate( '', '' );\n}, 8 );",
      'plugin wp-content/plugins/acme/acme.php:3 {closure} rest_authentication_errors@8',
    ],
    [
      'a caller who is no longer known',
      "add_filter( 'determine_current_user', function ( $user ) {\n return 0;\n}, 99 );",
      'plugin wp-content/plugins/acme/acme.php:3 {closure} determine_current_user@99',
    ],
    [
      'a status that is changed after the route has answered',
      "add_filter( 'rest_pre_serve_request', function () {\n header( 'HTTP/1.1 401 Unauthorized' );\n exit;\n} );",
      'plugin wp-content/plugins/acme/acme.php:5 {closure} rest_pre_serve_request@10',
    ],
    [
      'a callback that exits where WordPress also ends its answers',
      "add_action( 'parse_request', function () {\n if ( isset( $_GET['never'] ) ) exit;\n header( 'HTTP/1.1 401 Unauthorized' );\n acme_end();\n}, 9 );\nfunction acme_end() { exit; }",
      'plugin wp-content/plugins/acme/acme.php:4 {closure} parse_request@9',
    ],
    [
      'a fatal error',
      "add_action( 'init', function () {\n acme_gone();\n} );",
      'plugin wp-content/plugins/acme/acme.php:4 null null@null',
    ],
    [
      'code made by eval()',
      "add_filter( 'rest_authentication_errors', function () {\n return eval( \"\\n\\nreturn new WP_Error( 'acme', 'No.', array( 'status' => 401 ) );\" );\n} );",
      'plugin wp-content/plugins/acme/acme.php:4 eval rest_authentication_errors@10',
    ],
  ])('names the line of %s', async (_what, code, expected) => {
    const identity = /application_passwords|current_user/u.test(code);
    const route = code.includes('acme/v1') ? 'wp-json/acme/v1/x' : POSTS;
    const [path, offers] = identity ? [ME, appPassword] : [route, {}];
    const found = await trace(['contact-letters/contact-letters', plugin(code)], path, offers);
    expect(told(found.trace)).toBe(expected);
    expect(found.trace?.plugin).toBe('acme/acme');
  });

  it('names a file in a folder of the plugin, and removes absolute paths from names', async () => {
    put(
      'plugins/acme/inc/guard.php',
      "<?php\nnamespace Acme;\n( new class {\n function go() {\n  add_action( 'init', array( $this, 'stop' ) );\n }\n function stop() {\n  wp_send_json( array(), 401 );\n } } )->go();",
    );
    const found = await trace([plugin("require __DIR__ . '/inc/guard.php';")]);
    expect(told(found.trace)).toBe(
      'plugin wp-content/plugins/acme/inc/guard.php:8 class@anonymous::stop init@10',
    );
    expect(found.trace?.plugin).toBe('acme/acme');
  });

  it('does not name another callback of the hook in which WordPress ends', async () => {
    const innocent = "add_action( 'parse_request', function () {} );";
    // The whole status line: where one was sent before, native PHP keeps it over http_response_code().
    const served =
      "add_filter( 'rest_pre_serve_request', function () { header( 'HTTP/1.1 401 Unauthorized', true, 401 ); return true; } );";
    const two = [plugin(innocent, 'one/one'), plugin(served, 'two/two')];
    expect(await trace(two)).toMatchObject({ status: 401, trace: null });
  });

  it('names nothing where two plugins end at the same hook and priority in the same way', async () => {
    const stop =
      "add_action( 'init', function () { if ( isset( $_GET['go'] ) ) { http_response_code( 401 ); exit; } } );";
    const two = [plugin(stop, 'one/one'), plugin(stop, 'two/two')];
    expect(await trace(two, `${POSTS}?go=1`)).toMatchObject({ status: 401, trace: null });
  });
});

describe('the tracer in wp-content/mu-plugins', () => {
  beforeEach(() =>
    put(`mu-plugins/${mustUseFileOf(tracer)}`, tracerFile(SOURCE, tracer, Date.now())),
  );

  it.each([[false], [true]])(
    'names the same line, also beside an uploaded one (%s)',
    async (both) => {
      const id = 'members-only-api/members-only-api';
      await site.setActive(both ? [tracer.plugin, id] : [id]);
      expect((await send(POSTS, {}, [id])).trace).toMatchObject({ line: 20, plugin: id });
    },
  );

  it('names another must-use file that dies while it is loaded', async () => {
    put('mu-plugins/guard.php', '<?php\nhttp_response_code( 401 );\ndie;');
    await site.setActive([]);
    expect((await send()).trace).toMatchObject({
      kind: 'must-use',
      file: 'wp-content/mu-plugins/guard.php',
      line: 3,
    });
  });
});

describe('a visitor who knows the tool', () => {
  const anyone = async (path: string, token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { [TRACE_HEADER]: token };
    const answer = await request(site.url + path, { headers });
    const kept = [...answer.headers].filter(([name]) => name !== 'date');
    return JSON.stringify([answer.status, kept, answer.text]);
  };
  const PLUGINS = ['api-off-switch/api-off-switch'];
  const expired = tracerFile(SOURCE, tracer, Date.now() - (TRACER_LIFE + 1) * 1_000);

  it.each([
    ['without a token', undefined, undefined],
    ['with an empty token', '', undefined],
    ['with another token', newTracer().token, undefined],
    ['with the hash of the token', /TOKEN_HASH = '(\w+)'/u.exec(expired)?.[1], undefined],
    ['with the token, when its time is over', tracer.token, expired],
    ['with a token, where the shipped file was put as it is', tracer.token, SOURCE],
    ['without any, where the shipped file was put as it is', '', SOURCE],
  ])('learns nothing %s', async (_who, token, file) => {
    if (file !== undefined) put(`plugins/${tracer.plugin}.php`, file);
    for (const path of [POSTS, '', 'wp-json/', 'wp-login.php', 'no-such-page/']) {
      await site.setActive(PLUGINS);
      const without = await anyone(path);
      await site.setActive([tracer.plugin, ...PLUGINS]);
      expect(await anyone(path, token)).toBe(without);
    }
  });

  it('cannot read it from a cache: the traced answer forbids keeping it', async () => {
    await site.setActive([tracer.plugin, ...PLUGINS]);
    const answer = await request(site.url + POSTS, traced({}, tracer.token));
    expect(answer.headers.get('cache-control')).toBe('no-store, private');
  });

  it('leaves the options and the files as they were', async () => {
    const options =
      'global $wpdb; echo json_encode( $wpdb->get_results( "SELECT option_name, option_value FROM $wpdb->options ORDER BY 1" ) );';
    await site.setActive([tracer.plugin, ...PLUGINS]);
    await anyone(POSTS);
    const before = await site.runPhp(options);
    await send();
    expect(await site.runPhp(options)).toBe(before);
  });
});
