/** `--trace` and `--tracer` as a person uses them: the line is named, and nothing of the tracer stays. */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { HEALTH_CHECK } from '../../src/wordpress/switches/health-check/install.ts';
import { runCli, temporaryHome } from './run-cli.ts';

/** No table knows it, and its name says nothing. */
const CULPRIT = 'quiet-otter/quiet-otter';
/** With these, the site has 25 plugins. */
const FILLERS = Array.from(
  { length: 24 - HARMLESS.length },
  (_, at) => `filler-${at}/filler-${at}`,
);
const PLUGINS = [...HARMLESS, ...FILLERS, CULPRIT].sort();
const BLOCKER = `<?php
// Plugin Name: Quiet Otter
add_filter( 'rest_authentication_errors', function ( $result ) {
	return is_user_logged_in() ? $result : new WP_Error( 'otter', 'No.', array( 'status' => 401 ) );
} );
`;

/** Core refuses the settings to an administrator, in code of its own: the right is gone. */
const TAKES_RIGHT = `<?php
// Plugin Name: Quiet Otter
add_filter( 'map_meta_cap', function ( $caps, $cap ) {
	return 'manage_options' === $cap && defined( 'REST_REQUEST' ) ? array( 'do_not_allow' ) : $caps;
}, 10, 2 );
`;
const SETTINGS = 'GET /wp-json/wp/v2/settings';

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;
let env: Record<string, string>;

beforeAll(async () => {
  const constants = { WP_CACHE: true };
  site = await startWordPress({ plugins: [...HARMLESS, HEALTH_CHECK], constants });
});
afterAll(() => site?.stop());
beforeEach(async () => {
  await site.reset();
  // What the reset leaves alone.
  for (const file of ['begun', 'done']) rmSync(join(site.contentDir, file), { force: true });
  put(`plugins/${CULPRIT}.php`, BLOCKER);
  for (const id of FILLERS) put(`plugins/${id}.php`, `<?php\n// Plugin Name: ${id.split('/')[0]}`);
  await site.setActive(PLUGINS);
  // WordPress makes this (empty) option when somebody first looks at the page of plugins.
  await site.runPhp("update_option( 'recently_activated', array() );");
  ({ home, remove } = await temporaryHome());
  env = { WP_BISECT_HOME: home, WP_BISECT_USER: site.user, WP_BISECT_PASSWORD: site.password };
});
afterEach(() => remove());

function put(file: string, content: string): void {
  const path = join(site.contentDir, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

/** What a run must leave as it was. WordPress' own notes (transients, schedules) are not among it. */
async function everything() {
  const options = await site.runPhp(`
    global $wpdb;
    $rows = $wpdb->get_results( "SELECT option_name, option_value FROM $wpdb->options WHERE option_name NOT LIKE '%_transient_%' AND option_name != 'cron' ORDER BY option_name" );
    echo json_encode( array_column( $rows, 'option_value', 'option_name' ) );`);
  const folders = ['plugins', 'mu-plugins'].map((folder) => {
    const entries = readdirSync(join(site.contentDir, folder), { recursive: true });
    return entries.map(String).sort();
  });
  return { options: JSON.parse(options), folders, active: await site.activeFiles() };
}

const POSTS = 'GET /wp-json/wp/v2/posts';

/** A whole unattended run with `--trace`; the site is signed in to as `env` says. */
const searched = (kind: 'admin' | 'isolated' | 'rest', request = POSTS) => {
  const as = request === SETTINGS ? ['--as', 'session', '--fails-on', '403'] : [];
  const args = ['--bisect', '--switch', kind, '--yes', '--trace', '--request', request, ...as];
  return runCli([site.url, '--format', 'json', ...args], { env });
};

describe('--trace', () => {
  it('names the line of an unknown plugin, and proves the plugin with few tests', async () => {
    const before = await everything();
    expect(before.active).toHaveLength(25);
    await site.clearRequests();
    const { code, stdout, stderr } = await searched('admin');
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.symptoms[0].trace).toEqual({
      kind: 'plugin',
      file: `wp-content/plugins/${CULPRIT}.php`,
      line: 4,
      function: '{closure}',
      hook: 'rest_authentication_errors',
      priority: 10,
      plugin: CULPRIT,
    });
    expect(report.culprits).toMatchObject([{ plugins: [{ plugin: CULPRIT }] }]);
    expect(report.notes).toContainEqual({ type: 'tracer-used', file: null });
    expect(report.cost.toggles).toBeLessThanOrEqual(4);
    const traced = (await site.requests()).filter(({ headers }) => headers['x-wp-bisect-trace']);
    expect(traced.map(({ path }) => path)).toEqual(['/wp-json/wp/v2/posts']);
    expect(await everything()).toEqual(before);
  });

  it('names the line under isolated, where nothing is off for visitors', async () => {
    await site.setActive([...PLUGINS, HEALTH_CHECK].sort());
    const { active } = await everything();
    const { code, stdout, stderr } = await searched('isolated');
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.symptoms[0].trace).toMatchObject({ plugin: CULPRIT, line: 4 });
    expect(report.culprits).toMatchObject([{ plugins: [{ plugin: CULPRIT }] }]);
    expect(report.cost.toggles).toBe(0);
    expect((await everything()).active).toEqual(active);
  });

  it('ends before any plugin is switched where a must-use file answers', async () => {
    await site.setActive(HARMLESS);
    put('mu-plugins/guard.php', BLOCKER);
    const before = await everything();
    const { code, stdout, stderr } = await searched('admin');
    expect(code, stderr).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ outcome: 'not-a-plugin', cost: { toggles: 0, probes: 0 } });
    expect(report.cause).toMatchObject({ kind: 'must-use-plugin' });
    expect(report.cause.evidence).toContain('wp-content/mu-plugins/guard.php:4');
    expect(await everything()).toEqual(before);
  });

  it('ends before any plugin is switched where the theme answers', async () => {
    await site.setActive(HARMLESS);
    const stylesheet = await site.runPhp("echo get_option( 'stylesheet' );");
    const file = join(site.contentDir, 'themes', stylesheet, 'functions.php');
    const own = existsSync(file) ? readFileSync(file, 'utf8') : null;
    onTestFinished(() => (own === null ? rmSync(file) : writeFileSync(file, own)));
    writeFileSync(file, BLOCKER);
    const { code, stdout, stderr } = await searched('admin');
    expect(code, stderr).toBe(1);
    const { cause, cost } = JSON.parse(stdout);
    expect(cause).toMatchObject({ kind: 'theme' });
    expect(cause.evidence).toContain(`wp-content/themes/${stylesheet}/functions.php:4`);
    expect(cost).toMatchObject({ toggles: 0, probes: 0 });
  });

  it.each([
    ['object-cache.php', BLOCKER],
    ['advanced-cache.php', BLOCKER],
  ])('ends before any plugin is switched where the drop-in %s answers', async (file, code) => {
    await site.setActive(HARMLESS);
    put(file, code);
    onTestFinished(() => rmSync(join(site.contentDir, file), { force: true }));
    const before = await everything();
    const ended = await searched('admin');
    expect(ended.code, ended.stderr).toBe(1);
    const report = JSON.parse(ended.stdout);
    expect(report).toMatchObject({ outcome: 'not-a-plugin', cost: { toggles: 0, probes: 0 } });
    expect(report.cause).toMatchObject({ kind: 'drop-in' });
    expect(report.cause.evidence).toContain(`wp-content/${file}:4`);
    expect(await everything()).toEqual(before);
  });

  it('begins with every plugin off where core answers because a must-use file removed a capability', async () => {
    await site.setActive(HARMLESS);
    put('mu-plugins/rights.php', TAKES_RIGHT);
    const before = await everything();
    const { code, stdout, stderr } = await searched('admin', SETTINGS);
    expect(code, stderr).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.symptoms[0].trace).toMatchObject({ kind: 'core' });
    expect(report.outcome).toBe('not-a-plugin');
    const purposes = report.probes.map(({ purpose }: { purpose: string }) => purpose);
    expect([...new Set(purposes)]).toEqual(['all-on', 'all-off']);
    expect(await everything()).toEqual(before);
  });

  it('finds a plugin that removed a capability, although core answers', async () => {
    put(`plugins/${CULPRIT}.php`, TAKES_RIGHT);
    const before = await everything();
    const { code, stdout, stderr } = await searched('admin', SETTINGS);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.symptoms[0].trace).toMatchObject({ kind: 'core' });
    expect(report.culprits).toMatchObject([{ plugins: [{ plugin: CULPRIT }] }]);
    expect(await everything()).toEqual(before);
  });

  it('says where an answer is made before plugins are loaded, and goes on searching', async () => {
    await site.setActive(HARMLESS);
    const file = 'advanced-cache.php';
    put(
      file,
      "<?php if ( strpos( $_SERVER['REQUEST_URI'], '/wp/v2/posts' ) ) { http_response_code( 401 ); exit; }",
    );
    onTestFinished(() => rmSync(join(site.contentDir, file), { force: true }));
    const ended = await searched('admin');
    expect(ended.code, ended.stderr).toBe(1);
    const report = JSON.parse(ended.stdout);
    const said = expect.objectContaining({ type: 'not-traced', code: 'before-plugins' });
    expect(report.notes).toContainEqual(said);
    expect(report.cause).toMatchObject({ kind: 'drop-in' });
    expect(report.cause.evidence).toContain(file);
    expect(ended.stderr).toContain('made before WordPress loads plugins');
  });

  it('goes on without the tracer where the site forbids file changes, and says so', async () => {
    put('mu-plugins/host.php', "<?php define( 'DISALLOW_FILE_MODS', true );");
    const { code, stdout, stderr } = await searched('admin');
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.culprits).toMatchObject([{ plugins: [{ plugin: CULPRIT }] }]);
    const said = expect.objectContaining({ type: 'not-traced', code: 'file-changes-forbidden' });
    expect(report.notes).toContainEqual(said);
    expect(report.symptoms[0]).not.toHaveProperty('trace');
  });

  it.each([
    ['it is uploaded', "'upload-plugin' === ( $_GET['action'] ?? '' )"],
    ['it is activated', "'activate-selected' === ( $_POST['action'] ?? '' )"],
    ['it is asked', "isset( $_SERVER['HTTP_X_WP_BISECT_TRACE'] )"],
    ['it is deactivated', "'deactivate-selected' === ( $_POST['action'] ?? '' )"],
    ['it is deleted', "'delete-selected' === ( $_POST['action'] ?? '' )"],
  ])('leaves nothing after a kill while %s, once --restore has run', async (_, moment) => {
    slowDown(moment);
    const before = await everything();
    const killed = await stopWith('SIGKILL');
    expect(killed.code, killed.stderr).toBeNull();
    expect(journals()).toHaveLength(1);
    await expect
      .poll(() => existsSync(join(site.contentDir, 'done')), { timeout: 20_000 })
      .toBe(true);

    const restored = await runCli([site.url, '--restore', '--format', 'json'], { env });
    expect(restored.code, restored.stderr).toBe(0);
    expect(JSON.parse(restored.stdout)).toMatchObject({ outcome: 'restored', restored: true });
    expect(await everything()).toEqual(before);
    expect(journals()).toEqual([]);
  });

  it('removes the tracer after Ctrl-C, then exits 130', async () => {
    slowDown("isset( $_SERVER['HTTP_X_WP_BISECT_TRACE'] )");
    const before = await everything();
    const { code, stderr } = await stopWith('SIGINT');
    expect(code, stderr).toBe(130);
    expect(await everything()).toEqual(before);
    expect(journals()).toEqual([]);
  });
});

/** Makes requests of one kind wait, and tells by files when they begin and end. */
function slowDown(condition: string): void {
  put(
    'mu-plugins/slow.php',
    `<?php if ( ${condition} ) {
      touch( WP_CONTENT_DIR . '/begun' );
      register_shutdown_function( function () { touch( WP_CONTENT_DIR . '/done' ); } );
      ignore_user_abort( true );
      sleep( 1 );
    }`,
  );
}

/** Runs until such a request has begun, then sends the signal. */
async function stopWith(signal: NodeJS.Signals) {
  let timer: NodeJS.Timeout | undefined;
  const args = ['--request', POSTS, '--bisect', '--yes', '--trace'];
  const result = await runCli([site.url, ...args, '--switch', 'admin'], {
    env,
    onProgress(_, child) {
      timer ??= setInterval(() => {
        if (!existsSync(join(site.contentDir, 'begun'))) return;
        clearInterval(timer);
        child.kill(signal);
      }, 20);
    },
  });
  clearInterval(timer);
  return result;
}

const journals = () =>
  readdirSync(join(home, 'sites'), { recursive: true })
    .map(String)
    .filter((file) => file.includes('journal'));

describe('--tracer', () => {
  it('prints a file that a later run uses from mu-plugins without uploading anything', async () => {
    const printed = await runCli([site.url, '--tracer'], { env });
    expect(printed.code, printed.stderr).toBe(0);
    const [, name] = /mu-plugins\/(\S+\.php)/.exec(printed.stderr) ?? [];
    put(`mu-plugins/${name}`, printed.stdout);
    const kept = readdirSync(join(home, 'sites'), { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('tracer.json'))
      .map((file) => join(home, 'sites', file));
    expect(kept.map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
    const { token } = JSON.parse(readFileSync(kept[0]!, 'utf8'));
    expect(printed.stdout + printed.stderr).not.toContain(token);

    await site.clearRequests();
    const { code, stdout, stderr } = await searched('admin');
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.symptoms[0].trace).toMatchObject({ plugin: CULPRIT, line: 4 });
    expect(report.notes).toContainEqual({ type: 'tracer-used', file: name });
    expect(stdout + stderr).not.toContain(token);
    const uploads = (await site.requests()).filter(({ query }) => query.includes('upload-plugin'));
    expect(uploads).toEqual([]);
  });

  it('prints a file that works with an application password alone, and is left where it is', async () => {
    const user = { WP_BISECT_HOME: home, WP_BISECT_USER: site.user };
    env = { ...user, WP_BISECT_APP_PASSWORD: await site.createApplicationPassword() };
    const printed = await runCli([site.url, '--tracer'], { env });
    const [, name] = /mu-plugins\/(\S+\.php)/.exec(printed.stderr) ?? [];

    const without = JSON.parse((await searched('rest')).stdout);
    const refused = expect.objectContaining({ type: 'not-traced', code: 'no-session' });
    expect(without.notes).toContainEqual(refused);
    expect(without.culprits).toMatchObject([{ plugins: [{ plugin: CULPRIT }] }]);

    put(`mu-plugins/${name}`, printed.stdout);
    const before = await everything();
    const { code, stdout, stderr } = await searched('rest');
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.symptoms[0].trace).toMatchObject({ plugin: CULPRIT, line: 4 });
    expect(report.notes).toContainEqual({ type: 'tracer-used', file: name });
    expect(report.culprits).toMatchObject([{ plugins: [{ plugin: CULPRIT }] }]);
    expect(report.cost.toggles).toBeLessThanOrEqual(4);
    expect(report.cost.toggles).toBeLessThan(without.cost.toggles);
    const { folders, active } = await everything();
    expect([folders, active]).toEqual([before.folders, before.active]);
  });
});
