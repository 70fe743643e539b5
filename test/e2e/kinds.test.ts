// Kinds of failure that look like a plugin's and are not, and those that hide whose it is, on a real WordPress
// behind a proxy of a few lines.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress, PluginId } from '../../mocks/embedded/types.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { isPrivateByDesign } from '../../src/wordpress/http/urls.ts';
import { listen } from '../wordpress/http/server.ts';
import { runCli, temporaryHome } from './run-cli.ts';

/** Plugins that are written for these tests alone. */
const OWN_PLUGINS = {
  // As WooCommerce: it only asks who the sender is, before REST does.
  'early-bird': `add_filter( 'rest_authentication_errors', function ( $result ) {
  wp_get_current_user();
  return $result;
}, 15 );`,
  // Refuses visitors of every REST route that is not core's.
  'route-guard': `add_filter( 'rest_authentication_errors', function ( $result ) {
  $route = $GLOBALS['wp']->query_vars['rest_route'] ?? '';
  return is_user_logged_in() || ! str_starts_with( $route, '/acme/' ) ? $result
    : new WP_Error( 'route_guarded', 'Not for visitors.', array( 'status' => 401 ) );
}, 1000 );`,
  // Serves routes of its own; one of them has a rule of its own.
  acme: `add_action( 'rest_api_init', function () {
  register_rest_route( 'acme/v1', '/orders', array( 'callback' => fn() => array( 'orders' => 2 ),
    'permission_callback' => fn() => isset( $_GET['signature'] ) ? true
      : new WP_Error( 'acme_unsigned', 'Sign it.', array( 'status' => 401 ) ) ) );
  register_rest_route( 'acme/v1', '/upload', array( 'methods' => 'POST',
    'permission_callback' => '__return_true',
    'callback' => fn() => new WP_Error( 'acme_too_large', 'Too large.', array( 'status' => 413 ) ) ) );
} );`,
  // A page of its own, which nobody has without it.
  catalogue: `add_action( 'parse_request', function ( $wp ) {
  if ( 'catalogue' === $wp->request ) { status_header( 200 ); die( '<title>Catalogue</title>' . get_bloginfo( 'name' ) ); }
}, 5 );`,
  'page-guard': `add_action( 'parse_request', function ( $wp ) {
  if ( 'catalogue' === $wp->request && get_option( 'active_plugins' ) && defined( 'CATALOGUE_IS_ON' ) && ! is_user_logged_in() ) {
    wp_die( 'Not for visitors.', '', array( 'response' => 401 ) );
  }
}, 1 );`,
  // Answers every application password in core's words for a wrong one.
  'picky-ear': `add_filter( 'rest_authentication_errors', fn( $result ) => isset( $_SERVER['PHP_AUTH_USER'] )
  ? new WP_Error( 'incorrect_password', 'The password is wrong.', array( 'status' => 401 ) ) : $result, 1000 );`,
  // Refuses while its setting is there; the hook deletes it.
  forgetful: `add_filter( 'rest_authentication_errors', fn( $result ) => get_option( 'forgetful_closed' )
  && ! is_user_logged_in() ? new WP_Error( 'forgetful_says_no', 'Closed.', array( 'status' => 401 ) ) : $result );
register_deactivation_hook( __FILE__, fn() => delete_option( 'forgetful_closed' ) );`,
  // Sends visitors to a page of its own, and refuses them there.
  lobby: `add_action( 'parse_request', function ( $wp ) {
  if ( is_user_logged_in() || is_admin() || ! empty( $wp->query_vars['rest_route'] ) ) { return; }
  if ( 'lobby' !== $wp->request ) { wp_safe_redirect( home_url( '/lobby' ) ); exit; }
  wp_die( 'Members only.', '', array( 'response' => 401 ) );
}, 1 );`,
  // Sends visitors to their language, whose pages are the site's own.
  tongues: `add_action( 'parse_request', function ( $wp ) {
  if ( is_admin() || ! empty( $wp->query_vars['rest_route'] ) ) { return; }
  if ( '' === $wp->request ) { wp_redirect( home_url( '/en' ) ); exit; }
  if ( 'en' === $wp->request ) { $wp->request = ''; $wp->query_vars = array(); }
}, 0 );`,
  'front-guard': `add_action( 'parse_request', function ( $wp ) {
  if ( is_user_logged_in() || is_admin() || ! empty( $wp->query_vars['rest_route'] ) ) { return; }
  wp_die( 'Not for visitors.', '', array( 'response' => 401 ) );
}, 1 );`,
  // Moves the REST API to another address.
  'address-mover': "add_filter( 'rest_url_prefix', fn() => 'api' );",
  'visitor-guard': `add_filter( 'rest_authentication_errors', fn( $result ) => is_user_logged_in() ? $result
  : new WP_Error( 'visitor_guarded', 'Not for visitors.', array( 'status' => 401 ) ), 1000 );`,
} as const;

type Own = keyof typeof OWN_PLUGINS;
const idOf = (name: Own): PluginId => `${name}/${name}`;

/** What Disable REST API answers, as a must-use plugin. */
const COPY = `<?php add_filter( 'rest_authentication_errors', fn( $result ) => is_user_logged_in() ? $result
  : new WP_Error( 'rest_cannot_access', 'DRA: Only authenticated users can access the REST API.', array( 'status' => 401 ) ), 1000 );`;

let site: EmbeddedWordPress;
let folder: string;
let url: string;
/** Where the site itself listens. */
let behind: string;
let home: string;
let remove: () => Promise<void>;
/** What the proxy does with the headers of a request on its way to the site. */
let onTheWay: (headers: IncomingHttpHeaders, path: string) => void = () => {};

const proxy = createServer((asked, reply) => {
  const headers = { ...asked.headers };
  onTheWay(headers, asked.url ?? '/');
  const onward = request(new URL(asked.url ?? '/', behind), { method: asked.method, headers });
  onward.on('response', (answer) => {
    reply.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(reply);
  });
  onward.on('error', () => reply.destroy());
  asked.pipe(onward);
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wp-bisect-kinds-'));
  const mount: string[] = [];
  for (const [name, code] of Object.entries(OWN_PLUGINS)) {
    await mkdir(join(folder, name));
    const head = `<?php\n/* Plugin Name: ${name}\nVersion: 1.0 */\n`;
    const more = name === 'catalogue' ? "define( 'CATALOGUE_IS_ON', true );\n" : '';
    await writeFile(join(folder, name, `${name}.php`), `${head}${more}${code}\n`);
    mount.push(join(folder, name));
  }
  url = `http://127.0.0.1:${await listen(proxy)}/`;
  const taken = createServer();
  const port = await listen(taken);
  await new Promise((resolve) => taken.close(resolve));
  behind = `http://127.0.0.1:${port}/`;
  site = await startWordPress({ plugins: HARMLESS, active: HARMLESS, mount, siteUrl: url, port });
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(async () => {
  onTheWay = () => {};
  await remove();
});

/** A run on the site as it is, with its account password. */
function bisect(args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
  const env = {
    WP_BISECT_HOME: home,
    WP_BISECT_USER: site.user,
    WP_BISECT_PASSWORD: site.password,
    ...more,
  };
  return runCli([url, '--bisect', '--format', 'json', '--switch', 'admin', ...args], { env });
}

/** A run on the site with these plugins beside the harmless ones; the list is as it was. */
async function run(
  own: readonly Own[],
  args: readonly string[],
  given: 'session' | 'both' = 'session',
) {
  const before = [...HARMLESS, ...own.map(idOf)];
  await site.reset(before);
  const { stdout, stderr, code } = await bisect(['--yes', ...args], {
    ...(given === 'both' && { WP_BISECT_APP_PASSWORD: await site.createApplicationPassword() }),
  });
  const report = JSON.parse(stdout) as RunReport;
  expect(await site.activePlugins(), stderr).toEqual(before.toSorted());
  const named = report.culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin));
  return { code, report, named, stderr };
}

describe('what stands in front of WordPress', () => {
  test('a portal that adds its own user convicts no plugin that only reads the user early', async () => {
    await site.createApplicationPassword();
    const user = `Basic ${btoa('portal-user:secret')}`;
    onTheWay = (headers) => {
      headers.authorization ??= user;
    };
    const { code, report, named, stderr } = await run(['early-bird'], [], 'both');
    expect({ code, named, cause: report.cause?.kind }, stderr).toEqual({
      code: 1,
      named: [],
      cause: 'foreign-credential',
    });
    expect(report.cost.toggles).toBe(0);

    // What is told to do about it ends it.
    const [rule] = /add_filter\(.*?\);/.exec(report.cause?.advice ?? '') ?? [];
    const file = join(site.contentDir, 'mu-plugins', 'no-passwords.php');
    const asked = () => fetch(`${url}wp-json/wp/v2/posts`).then(({ status }) => status);
    expect(await asked()).toBe(401);
    await writeFile(file, `<?php ${rule}`);
    expect(await asked()).toBe(200);
    await rm(file);
  });

  test.each([
    ['cookie', 'plain-address'],
    ['x-wp-nonce', 'plain-address'],
  ])(
    'a proxy that drops %s at the REST API is reported before any plugin is switched',
    async (header, by) => {
      onTheWay = (headers, path) => {
        if (path.startsWith('/wp-json')) delete headers[header];
      };
      const { code, report, stderr } = await run([], ['--for', 'editor']);
      expect({ code, cause: report.cause?.kind, facts: report.cause?.facts }, stderr).toMatchObject(
        {
          code: 1,
          cause: 'login-lost',
          facts: { by },
        },
      );
      expect(report.cost.toggles).toBe(0);
    },
  );

  test('a lost header does not spare the search for the plugin that refuses visitors', async () => {
    onTheWay = (headers) => {
      delete headers.authorization;
    };
    const { code, report, named, stderr } = await run(['visitor-guard'], [], 'both');
    expect({ code, named }, stderr).toEqual({ code: 0, named: [[idOf('visitor-guard')]] });
    expect(report.notes).toContainEqual(expect.objectContaining({ type: 'explained' }));
    expect(report.cost.probes).toBeLessThanOrEqual(8);
  });
});

describe('a 4xx answer that shows that the request got through', () => {
  test('passes where the route itself refuses in its own words', async () => {
    const request = ['--request', 'GET /wp-json/acme/v1/orders', '--as', 'anonymous'];
    const { code, report, named, stderr } = await run(['acme', 'route-guard'], request);
    expect({ code, named }, stderr).toEqual({ code: 0, named: [[idOf('route-guard')]] });
    expect(report.culprits[0]?.needs?.map(({ plugin }) => plugin)).toEqual([idOf('acme')]);
    expect(report.notes).toContainEqual(expect.objectContaining({ type: 'own-refusal' }));
  });

  test('passes as the 413 of a route, to a POST that is sent as a visitor', async () => {
    const request = ['--request', 'POST /wp-json/acme/v1/upload'];
    const { code, report, named, stderr } = await run(['acme', 'route-guard'], request);
    expect({ code, named }, stderr).toEqual({ code: 0, named: [[idOf('route-guard')]] });
    expect(report.symptoms[0]?.request.as).toBe('anonymous');
  });

  test('keeps the plugin on whose page the request asks for', async () => {
    const request = ['--request', 'GET /catalogue', '--as', 'anonymous'];
    const { code, report, named, stderr } = await run(['catalogue', 'page-guard'], request);
    expect({ code, named }, stderr).toEqual({ code: 0, named: [[idOf('page-guard')]] });
    expect(report.culprits[0]?.needs?.map(({ plugin }) => plugin)).toEqual([idOf('catalogue')]);
  });

  test('convicts no plugin that moves the REST API away from wp-json', async () => {
    const { code, named, stderr } = await run(['address-mover', 'visitor-guard'], []);
    expect({ code, named }, stderr).toEqual({ code: 0, named: [[idOf('visitor-guard')]] });
  });
});

describe('a redirect that ends in a refusal', () => {
  test.each([
    ['a page of the plugin itself', ['lobby'], 'lobby', '/lobby'],
    ['a page that another plugin leads to', ['tongues', 'front-guard'], 'front-guard', '/en'],
  ] as const)('is what a browser shows: %s', async (_, own, culprit, place) => {
    const { code, report, named, stderr } = await run(own, []);
    expect({ code, named }, stderr).toEqual({ code: 0, named: [[idOf(culprit)]] });
    const led = report.symptoms.map(({ request }) => request.leadsTo);
    expect(led).toContain(new URL(place, url).href);
  });
});

describe('what is reported about', () => {
  test('a right application password that is called wrong: a new one clears it, and is revoked again', async () => {
    const { code, report, named, stderr } = await run(['picky-ear'], [], 'both');
    expect({ code, named }, stderr).toEqual({ code: 0, named: [[idOf('picky-ear')]] });
    expect(report.notes).toContainEqual(
      expect.objectContaining({ type: 'application-password-made', now: 'revoked' }),
    );
    const names = await site.runPhp(
      "echo implode( ',', array_column( WP_Application_Passwords::get_user_application_passwords( 1 ), 'name' ) );",
    );
    expect(names).not.toContain('revoked at once');
  });

  test('a setting that a deactivation hook deletes: the answer says so and names no plugin', async () => {
    await site.reset([...HARMLESS, idOf('forgetful')]);
    const closed = () => site.runPhp("update_option( 'forgetful_closed', 1 ); echo 1;");
    const own = [...HARMLESS, idOf('forgetful')];
    await closed();
    const { stdout, stderr, code } = await bisect();
    const report = JSON.parse(stdout) as RunReport;
    expect({ code, culprits: report.culprits }, stderr).toEqual({ code: 4, culprits: [] });
    const note = report.notes.find(({ type }) => type === 'ended-by-switching');
    expect(JSON.stringify(note)).toContain(idOf('forgetful'));
    expect(await site.activePlugins()).toEqual(own.toSorted());
  });

  test('a copy of a known plugin in a folder of mu-plugins: it is named', async () => {
    await site.reset(HARMLESS);
    const place = join(site.contentDir, 'mu-plugins', 'disable-json-api');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'disable-json-api.php'), COPY);
    const loader = "<?php require __DIR__ . '/disable-json-api/disable-json-api.php';";
    await writeFile(join(site.contentDir, 'mu-plugins', 'loader.php'), loader);
    const { stdout, stderr, code } = await bisect();
    await rm(join(site.contentDir, 'mu-plugins', 'loader.php'));
    const { cause } = JSON.parse(stdout) as RunReport;
    expect({ code, kind: cause?.kind }, stderr).toEqual({ code: 1, kind: 'must-use-plugin' });
    expect(cause?.evidence).toContain('Disable REST API');
    expect(stderr).toContain('looks like the answer of Disable REST API');
  });

  test('a plugin whose files are missing: the run reports that WordPress deactivated it', async () => {
    await site.reset(HARMLESS);
    await site.setActive([...HARMLESS, idOf('visitor-guard'), 'gone/gone']);
    const { stdout, stderr, code } = await bisect();
    const report = JSON.parse(stdout) as RunReport;
    expect(code, stderr).toBe(0);
    expect(report.notes).toContainEqual({ type: 'taken-off-list', plugins: ['gone/gone'] });
  });
});

describe('what WordPress refuses to visitors by itself', () => {
  test('is recognised on every route of its own', async () => {
    await site.reset(HARMLESS);
    const index = await (await fetch(`${url}wp-json/`)).json();
    const routes = Object.entries(index.routes as Record<string, { methods: string[] }>)
      .filter(([route, { methods }]) => methods.includes('GET') && /^\/wp\/v2|^\/wp-/.test(route))
      .map(([route]) => route)
      .filter((route) => !route.includes('('));
    expect(routes.length).toBeGreaterThan(25);
    const wrong: string[] = [];
    for (const route of routes) {
      const { status } = await fetch(`${url}wp-json${route}`);
      const isPrivate = isPrivateByDesign('GET', `${url}wp-json${route}`);
      if ((status === 401) !== isPrivate && status !== 400) wrong.push(`${route}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});
