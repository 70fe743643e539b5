/** Uploading the tracer through wp-admin, using it, and taking it away: nothing of it stays. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EDITOR } from '../../mocks/embedded/accounts.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { systemClock } from '../../src/system/clock.ts';
import type { Connection } from '../../src/wordpress/http/connection.ts';
import type { Client, HttpRequest, SiteAddress } from '../../src/wordpress/http/types.ts';
import { HEALTH_CHECK } from '../../src/wordpress/switches/health-check/install.ts';
import { isolatedSwitch } from '../../src/wordpress/switches/isolated.ts';
import { readTrace, traced } from '../../src/wordpress/tracer/header.ts';
import { installTracer } from '../../src/wordpress/tracer/install.ts';
import { removeTracer } from '../../src/wordpress/tracer/remove.ts';
import {
  findTracerFile,
  mustUseFileOf,
  newTracer,
  type Tracer,
  tracerFile,
} from '../../src/wordpress/tracer/tracer.ts';
import {
  addressOf,
  connect,
  signIn,
  withApplicationPassword,
} from '../wordpress/switches/sign-in.ts';

const clock = systemClock();

const SOURCE = readFileSync('companion/wp-bisect-tracer/wp-bisect-tracer.php', 'utf8');
const BLOCKER = 'api-off-switch/api-off-switch';
const BASE = [BLOCKER, 'contact-letters/contact-letters', 'welcome-mat/welcome-mat'];

let site: EmbeddedWordPress;
let connection: Connection;
let address: SiteAddress;
let session: Client;

beforeAll(async () => {
  site = await startWordPress({ plugins: [...BASE, HEALTH_CHECK], active: BASE });
  connection = connect();
  address = addressOf(site.url);
  session = await signIn(connection, address, site.user, site.password);
});
beforeEach(async () => {
  await site.reset(BASE);
  // WordPress empties this folder of its own at the next upload only.
  await site.runPhp(`
    require_once ABSPATH . 'wp-admin/includes/file.php';
    WP_Filesystem();
    $GLOBALS['wp_filesystem']->delete( WP_CONTENT_DIR . '/upgrade', true );`);
  // The first admin page schedules what core always schedules.
  await session.send({ url: `${address.siteUrl}wp-admin/plugins.php` });
});
afterAll(async () => {
  await connection?.close();
  await site?.stop();
});

/** Events that core's own upload schedules: one runs once after two hours and goes, one is core's weekly tidying. */
const CORE_EVENTS = ['upgrader_scheduled_cleanup', 'wp_delete_temp_updater_backups'];

/** Options without transients, the number of rows that an upload adds, the scheduled events, and every file. */
async function everything() {
  const [options, posts, meta, cron] = JSON.parse(
    await site.runPhp(`
      global $wpdb;
      $rows = $wpdb->get_results( "SELECT option_name, option_value FROM $wpdb->options" );
      $hooks = array();
      foreach ( _get_cron_array() as $events ) $hooks = array_merge( $hooks, array_keys( $events ) );
      echo json_encode( array(
        array_column( $rows, 'option_value', 'option_name' ),
        $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->posts" ),
        $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->postmeta" ),
        $hooks
      ) );`),
  ) as [Record<string, string>, string, string, string[]];
  const looked = ['cron', 'active_plugins'];
  const kept = Object.entries(options).filter(
    ([name]) => !name.includes('_transient_') && !looked.includes(name),
  );
  const found = readdirSync(site.contentDir, { recursive: true, withFileTypes: true });
  const files = found.flatMap((each) => (each.isFile() ? [join(each.parentPath, each.name)] : []));
  return {
    options: Object.fromEntries(kept),
    posts,
    meta,
    cron: cron.filter((hook) => !CORE_EVENTS.includes(hook)).toSorted(),
    active: await site.activeFiles(),
    files: files.toSorted(),
  };
}

/** Files that make the site forbid something; the next reset takes them away. */
function mustUse(code: string, name = 'host.php'): void {
  mkdirSync(join(site.contentDir, 'mu-plugins'), { recursive: true });
  writeFileSync(join(site.contentDir, 'mu-plugins', name), code);
}

const install = (tracer: Tracer, client = session, source = SOURCE) =>
  installTracer({ clock, client, address, tracer, source });
const remove = ({ plugin }: Tracer, client = session) =>
  removeTracer({ clock, client, address, plugin });

async function use({ token }: Tracer, client = session) {
  const url = `${address.restRoot}wp/v2/posts`;
  const { headers } = await client.send(traced({ url }, token));
  return readTrace(headers, BASE);
}

it('the tracer is uploaded, used and removed where a plugin blocks all of REST', async () => {
  const before = await everything();
  const tracer = newTracer();
  await site.clearRequests();
  expect(await install(tracer)).toEqual({ type: 'ready' });
  expect(await site.requests()).toHaveLength(5);
  expect(await site.activeFiles()).toEqual([
    `${tracer.plugin}.php`,
    ...BASE.map((id) => `${id}.php`),
  ]);
  expect((await use(tracer)).trace).toMatchObject({ plugin: BLOCKER, line: 16 });
  expect(await remove(tracer)).toEqual({ type: 'removed' });
  expect(await everything()).toEqual(before);
  expect(await remove(tracer)).toEqual({ type: 'removed' });
});

describe('the order of the active plugins, which WordPress sorts at every activation', () => {
  const inDatabase = () =>
    site.runPhp(
      'global $wpdb; echo $wpdb->get_var( "SELECT option_value FROM $wpdb->options WHERE option_name = \'active_plugins\'" );',
    );
  /** Backwards, and with the gaps that WordPress leaves where a plugin was deactivated. */
  const LIST = BASE.toReversed().map((id, place) => `${2 * place + 1} => '${id}.php'`);
  const unsort = () => site.runPhp(`update_option( 'active_plugins', array( ${LIST.join()} ) );`);

  it('is the same before, during and after the tracer, byte for byte', async () => {
    await unsort();
    const before = await inDatabase();
    const tracer = newTracer();
    expect(await install(tracer)).toEqual({ type: 'ready' });
    const meanwhile = (await inDatabase()).matchAll(/"([^"]+)\.php"/g);
    expect(Array.from(meanwhile, ([, id]) => id)).toEqual([tracer.plugin, ...BASE.toReversed()]);
    expect(await use(tracer)).toMatchObject({ present: true, trace: { plugin: BLOCKER } });
    expect(await remove(tracer)).toEqual({ type: 'removed' });
    expect(await inDatabase()).toBe(before);
  });

  it('is the same where a plugin moves itself to the first place at every activation', async () => {
    mustUse(`<?php add_action( 'activated_plugin', function () {
      $list = get_option( 'active_plugins' );
      sort( $list );
      update_option( 'active_plugins', array_reverse( $list ) );
    } );`);
    await unsort();
    const before = await inDatabase();
    const tracer = newTracer();
    expect(await install(tracer)).toEqual({ type: 'ready' });
    expect(await remove(tracer)).toEqual({ type: 'removed' });
    expect(await inDatabase()).toBe(before);
  });
});

it('the tracer works in a troubleshooting session, where nothing is switched for visitors', async () => {
  await site.setActive([...BASE, HEALTH_CHECK]);
  const tracer = newTracer();
  await install(tracer);
  const active = [tracer.plugin, ...BASE, HEALTH_CHECK].toSorted();
  const control = isolatedSwitch({ client: session, address, clock });
  const traceWith = async (target: readonly string[]) => {
    const { through } = await control.activateExactly(target, { owned: active });
    const url = `${address.restRoot}wp/v2/posts`;
    const request = {
      ...through({ method: 'GET', url, headers: {}, as: 'session' }),
      signal: undefined,
    };
    return readTrace((await session.send(traced(request, tracer.token))).headers, active);
  };
  expect((await traceWith(active)).trace?.plugin).toBe(BLOCKER);
  const without = await traceWith(active.filter((id) => id !== BLOCKER));
  expect(without).toMatchObject({ present: true, trace: null });
  expect((await traceWith(active.filter((id) => id !== tracer.plugin))).present).toBe(false);
  expect(await site.activePlugins()).toEqual(active);
  await control.close();
  expect(await remove(tracer)).toEqual({ type: 'removed' });
});

describe('the tracer of a run that was killed', () => {
  /** A client of a process that dies once `most` requests were answered. */
  function mortal(most: number): Client {
    let sent = 0;
    const send = async (request: HttpRequest) => {
      if (sent === most) throw new Error('killed');
      sent += 1;
      return await session.send(request);
    };
    return { ...session, send };
  }

  it('is found and removed later, whichever request was the last', async () => {
    const before = await everything();
    let survived = false;
    for (let most = 1; !survived; most += 1) {
      const tracer = newTracer();
      const client = mortal(most);
      const life = async () => {
        await install(tracer, client);
        await use(tracer, client);
        await remove(tracer, client);
      };
      survived = await life().then(
        () => true,
        () => false,
      );
      expect(await remove(tracer), `after ${most} requests`).toEqual({ type: 'removed' });
      expect(await everything(), `after ${most} requests`).toEqual(before);
      expect(most).toBeLessThan(30);
    }
  });

  it('is removed over REST with an application password, also when it has expired', async () => {
    await site.setActive(BASE.filter((id) => id !== BLOCKER));
    const before = await everything();
    const tracer = newTracer();
    await install(tracer, session, SOURCE);
    const file = join(site.contentDir, 'plugins', `${tracer.plugin}.php`);
    writeFileSync(file, tracerFile(SOURCE, tracer, 0));
    expect((await use(tracer)).present).toBe(false);
    const password = await site.createApplicationPassword();
    const app = withApplicationPassword(connection, address, site.user, password);
    expect(await remove(tracer, app)).toEqual({ type: 'removed' });
    expect(await everything()).toEqual({ ...before, options: expect.anything() });
    expect((await everything()).options.recently_activated).toBe(before.options.recently_activated);
  });
});

describe('a site on which the tracer cannot be installed', () => {
  it.each([
    ['file-changes-forbidden', "define( 'DISALLOW_FILE_MODS', true );"],
    ['file-credentials', "add_filter( 'filesystem_method', function () { return 'ftpext'; } );"],
    [
      'no-upload-form',
      "add_action( 'admin_init', function () { remove_action( 'install_plugins_upload', 'install_plugins_upload' ); } );",
    ],
    [
      'upload-refused',
      "add_filter( 'wp_handle_upload_prefilter', function ( $file ) { return array( 'error' => 'No.' ) + $file; } );",
    ],
    [
      'upload-refused',
      "add_filter( 'upgrader_pre_install', function () { return new WP_Error( 'scanner', 'No.' ); } );",
    ],
    [
      'upload-refused',
      "add_action( 'admin_init', function () { if ( $_FILES ) { status_header( 413 ); exit; } } );",
    ],
  ])('is reported with the reason: %s (%#)', async (code, php) => {
    mustUse(`<?php ${php}`);
    const before = await everything();
    const tracer = newTracer();
    expect(await install(tracer)).toMatchObject({ type: 'refused', code });
    expect(await remove(tracer)).toEqual({ type: 'removed' });
    const { files, posts, ...rest } = await everything();
    expect(rest.active).toEqual(before.active);
    expect(files.filter((file) => file.includes('/plugins/'))).toEqual(
      before.files.filter((file) => file.includes('/plugins/')),
    );
  });

  it('is reported where the account may not install plugins', async () => {
    const editor = await signIn(connection, address, EDITOR.user, EDITOR.password);
    await site.setActive(BASE.filter((id) => id !== BLOCKER));
    expect(await install(newTracer(), editor)).toMatchObject({ code: 'not-allowed' });
  });

  it('has a tracer that does not start removed again', async () => {
    const before = await everything();
    const broken = SOURCE.replace("defined( 'ABSPATH' ) || exit;", 'no_such_function();');
    expect(await install(newTracer(), session, broken)).toEqual({
      type: 'refused',
      code: 'would-not-start',
      detail: 'fatal',
    });
    expect(await everything()).toEqual(before);
  });
});

it('a tracer in wp-content/mu-plugins is recognised whatever its file is called', async () => {
  expect(await findTracerFile(session, address)).toBeNull();
  const tracer = newTracer();
  const file = mustUseFileOf(tracer);
  mustUse(tracerFile(SOURCE, tracer, Date.now()), file);
  expect(await findTracerFile(session, address)).toBe(file);
  expect((await use(tracer)).trace?.plugin).toBe(BLOCKER);
  await site.reset(BASE);
  mustUse(tracerFile(SOURCE, tracer, Date.now()), 'renamed.php');
  expect(await findTracerFile(session, address)).toBe('renamed.php');
});

it('a removal deletes tracers only', async () => {
  await expect(
    removeTracer({ clock, client: session, address, plugin: BLOCKER }),
  ).rejects.toThrow();
  expect(await site.activePlugins()).toEqual(BASE);
});

it('a network of sites is reported as one whose upload form is elsewhere', async () => {
  const network = await startWordPress({ plugins: BASE, networkActive: [] });
  try {
    const there = addressOf(network.url);
    const client = await signIn(connection, there, network.user, network.password);
    const given = { client, address: there, tracer: newTracer(), source: SOURCE, clock };
    expect(await installTracer(given)).toMatchObject({ type: 'refused', code: 'network' });
  } finally {
    await network.stop();
  }
});
