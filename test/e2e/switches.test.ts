import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import type { Switch } from '../../src/model/ports.ts';
import type { SymptomRequest } from '../../src/model/report.ts';
import { systemClock } from '../../src/system/clock.ts';
import type { Connection } from '../../src/wordpress/http/connection.ts';
import type { Client, SiteAddress } from '../../src/wordpress/http/types.ts';
import { readExtras } from '../../src/wordpress/plugins/plugins-page.ts';
import { readActiveTheme } from '../../src/wordpress/plugins/themes.ts';
import { adminSwitch } from '../../src/wordpress/switches/admin.ts';
import {
  HEALTH_CHECK,
  installHealthCheck,
  removeHealthCheck,
} from '../../src/wordpress/switches/health-check/install.ts';
import { isolatedSwitch } from '../../src/wordpress/switches/isolated.ts';
import { restSwitch } from '../../src/wordpress/switches/rest.ts';
import {
  addressOf,
  anonymous,
  connect,
  signIn,
  withApplicationPassword,
} from '../wordpress/switches/sign-in.ts';

/** The awkward ones: printing, redirecting, welcoming, dashboard-only, dotted, twins, chains, self-deactivating. */
const AWKWARD = [
  'chatty-installer/chatty-installer',
  'hello-otter',
  'screen-hugger/screen-hugger',
  'stray-notice/stray-notice',
  'tour-guide/tour-guide',
  'twin-tools/footnotes',
  'twin-tools/headings',
  'web.counter/web.counter',
  'welcome-mat/welcome-mat',
  'wool-taxes/wool-taxes',
  'woolshop-gifts/woolshop-gifts',
  'woolshop-subscriptions/woolshop-subscriptions',
  'woolshop/woolshop',
];
const BLOCKER = 'members-only-api/members-only-api';
const BASE = [...AWKWARD, BLOCKER].toSorted();

let site: EmbeddedWordPress;
let connection: Connection;
let address: SiteAddress;
let session: Client;
let app: Client;

beforeAll(async () => {
  site = await startWordPress({ plugins: [...BASE, HEALTH_CHECK] });
  connection = connect();
  address = addressOf(site.url);
  session = await signIn(connection, address, site.user, site.password);
  app = withApplicationPassword(
    connection,
    address,
    site.user,
    await site.createApplicationPassword(),
  );
});
beforeEach(() => site.reset([...BASE, HEALTH_CHECK]));
afterAll(async () => {
  await connection?.close();
  await site?.stop();
});

const sorted = (state: { active: readonly string[] }) => state.active.toSorted();
const owned = [...BASE, HEALTH_CHECK];

describe.each([
  ['admin', () => adminSwitch({ client: session, address, clock: systemClock() })],
  [
    'rest, with a session',
    () => restSwitch({ client: app, address, session, clock: systemClock() }),
  ],
  [
    'rest, over the session alone',
    () => restSwitch({ client: session, address, session, clock: systemClock() }),
  ],
])('the switch %s', (_name, make: () => Switch) => {
  it('switches awkward plugins off and on, and reports what WordPress says', async () => {
    const control = make();
    const list = await control.list();
    expect(
      list
        .filter((each) => each.status === 'active')
        .map((each) => each.plugin)
        .toSorted(),
    ).toEqual(owned.toSorted());
    expect(control.unreachable(list)).toEqual([]);
    const needs = Object.fromEntries(list.map((each) => [each.plugin, each.requires]));
    expect(needs['woolshop-gifts/woolshop-gifts']).toEqual([
      'woolshop-subscriptions/woolshop-subscriptions',
    ]);
    for (const target of [
      [],
      BASE.filter((plugin) => plugin.startsWith('wool')),
      BASE,
      BASE.filter((plugin) => !plugin.startsWith('wool')),
      owned,
    ]) {
      const state = await control.activateExactly(target, { owned });
      expect(state.refused).toEqual([]);
      expect(sorted(state)).toEqual(target.toSorted());
      expect(await site.activePlugins()).toEqual(target.toSorted());
    }
  });
});

describe('the switch rest with an application password alone', () => {
  it('leaves plugins alone that it cannot reach, and learns dependencies from refusals', async () => {
    const control = restSwitch({ client: app, address, clock: systemClock() });
    const list = await control.list();
    expect(control.unreachable(list)).toEqual(['web.counter/web.counter']);
    const chain = BASE.filter((plugin) => plugin.startsWith('woolshop')).toSorted();
    await site.reset([...chain, 'web.counter/web.counter']);
    await control.activateExactly(['web.counter/web.counter']);
    const state = await control.activateExactly([...chain, 'web.counter/web.counter']);
    expect(state.refused).toEqual([]);
    expect(state.learned).toEqual({
      'woolshop-gifts/woolshop-gifts': ['woolshop-subscriptions/woolshop-subscriptions'],
      'woolshop-subscriptions/woolshop-subscriptions': ['woolshop/woolshop'],
    });
    expect(await site.activePlugins()).toEqual([...chain, 'web.counter/web.counter'].toSorted());
  });
});

describe('the requests of the switch admin', () => {
  it('are one POST and one reading of the list to switch everything off', async () => {
    const control = adminSwitch({ client: session, address, clock: systemClock() });
    await control.list();
    await site.clearRequests();
    await control.activateExactly([], { owned });
    const requests = await site.requests();
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });
});

describe('the switch isolated', () => {
  const posts = (): SymptomRequest => ({
    method: 'GET',
    url: `${site.url}wp-json/wp/v2/posts`,
    as: 'anonymous',
    headers: {},
  });

  it('applies every set to its own requests, and nothing to visitors', async () => {
    const visitor = anonymous(connection, address);
    const theme = await readActiveTheme(session);
    const control = isolatedSwitch({ client: session, address, clock: systemClock() });
    const list = await control.list();
    expect(control.groups?.(list)).toEqual([['twin-tools/footnotes', 'twin-tools/headings']]);
    expect(await control.start()).toEqual({
      type: 'ready',
      theme: { own: theme?.stylesheet, worn: theme?.stylesheet },
    });
    for (const [target, status] of [
      [owned, 401],
      [[], 200],
      [owned.filter((plugin) => plugin !== BLOCKER), 200],
      [[BLOCKER], 401],
      [['hello-otter', BLOCKER], 401],
    ] as const) {
      const state = await control.activateExactly(target, { owned });
      expect(sorted(state)).toEqual(target.toSorted());
      expect((await visitor.send(state.through(posts()))).status).toBe(status);
      expect((await visitor.send(posts())).status).toBe(401);
    }
    await control.confirm?.();
    const mine: SymptomRequest = {
      ...posts(),
      url: `${site.url}wp-json/wp/v2/users/me`,
      as: 'session',
    };
    const none = await control.activateExactly([], { owned });
    expect((await session.send(none.through(mine))).status).toBe(200);
    expect(await site.activePlugins()).toEqual(owned.toSorted());

    await control.close();
    const trace = 'health-check-troubleshooting-mode.php';
    const files = await readExtras(session, address, 'mustuse');
    expect(files.map((each) => each.file)).toEqual([trace]);
    expect(control.leftovers?.()).toEqual([
      `must-use:${trace}`,
      'option:health-check-disable-plugin-hash',
    ]);
    expect(await optionsOf('health-check')).toEqual(['health-check-disable-plugin-hash']);
    // The client's own requests are not in the session any more.
    expect(await removeHealthCheck({ client: session, undo: 'delete' })).toEqual({
      type: 'removed',
    });
    expect(await optionsOf('health-check')).toEqual([]);
    expect(await readExtras(session, address, 'mustuse')).toEqual([]);
    expect(await site.activePlugins()).toEqual(BASE);

    // No way to the plugin directory from here: said, and nothing is left behind.
    const plugins = await control.list();
    expect(await installHealthCheck({ client: session, plugins, clock: systemClock() })).toEqual({
      type: 'refused',
      mayLand: false,
      code: 'directory-unreachable',
      detail: 'plugins_api_failed',
    });
    expect(await site.activePlugins()).toEqual(BASE);
  });
});

async function optionsOf(prefix: string): Promise<string[]> {
  const code = `global $wpdb; echo json_encode( $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '${prefix}%'" ) );`;
  return JSON.parse(await site.runPhp(code));
}

describe('plugins that deactivate each other when they are activated', () => {
  const RIVALS = ['free-edition/free-edition', 'paid-edition/paid-edition'];

  it('are both active again under the admin switch', async () => {
    for (const [at, plugin] of RIVALS.entries()) {
      const file = join(site.contentDir, 'plugins', `${plugin}.php`);
      const other = `${RIVALS[1 - at]}.php`;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        `<?php\n/* Plugin Name: ${plugin} */\nadd_action( 'activated_plugin', function ( $file ) {\n\tif ( plugin_basename( __FILE__ ) === $file ) {\n\t\tdeactivate_plugins( '${other}' );\n\t}\n} );\n`,
      );
    }
    const all = [...RIVALS, ...BASE].toSorted();
    await site.setActive(all);
    const before = await site.activePlugins();
    const control = adminSwitch({ client: session, address, clock: systemClock() });
    await control.list();
    for (const target of [BASE, all, [...BASE, RIVALS[0] ?? ''], all, [], all]) {
      const state = await control.activateExactly(target, { owned: all });
      expect(state.refused).toEqual([]);
      expect(sorted(state)).toEqual(target.toSorted());
    }
    expect(await site.activePlugins()).toEqual(before);
  });
});
