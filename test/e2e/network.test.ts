import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { systemClock } from '../../src/system/clock.ts';
import type { Connection } from '../../src/wordpress/http/connection.ts';
import type { Client, SiteAddress } from '../../src/wordpress/http/types.ts';
import { adminSwitch } from '../../src/wordpress/switches/admin.ts';
import {
  findNetworkAdmin,
  networkForm,
  withNetwork,
} from '../../src/wordpress/switches/network.ts';
import { restSwitch } from '../../src/wordpress/switches/rest.ts';
import { addressOf, connect, signIn } from '../wordpress/switches/sign-in.ts';

const clock = systemClock();

const BLOCKER = 'members-only-api/members-only-api';
const PARENT = 'woolshop/woolshop';
const CHILD = 'woolshop-subscriptions/woolshop-subscriptions';
const QUIET = 'hello-otter';
const NETWORK = [BLOCKER, PARENT];
const SITE = [CHILD, QUIET];

let site: EmbeddedWordPress;
let connection: Connection;

beforeAll(async () => {
  site = await startWordPress({ plugins: [...NETWORK, ...SITE], networkActive: NETWORK });
  connection = connect();
});
beforeEach(async () => {
  await site.reset();
  await site.runPhp(`
$host = wp_parse_url( home_url(), PHP_URL_HOST ) . ':' . wp_parse_url( home_url(), PHP_URL_PORT );
wp_insert_site( array( 'domain' => $host, 'path' => '/two/', 'title' => 'Two', 'user_id' => 1 ) );
$keeper = wp_insert_user( array( 'user_login' => 'keeper', 'user_pass' => 'keeper', 'user_email' => 'k@example.com', 'role' => 'administrator' ) );`);
});
afterAll(async () => {
  await connection?.close();
  await site?.stop();
});

const onNetwork = async (): Promise<readonly string[]> =>
  JSON.parse(
    await site.runPhp(
      `echo wp_json_encode( array_keys( get_site_option( 'active_sitewide_plugins' ) ) );`,
    ),
  ).map((file: string) => file.replace(/\.php$/, ''));
const subsite = (): SiteAddress => addressOf(`${site.url}two/`);
const enter = (address: SiteAddress, user: string = site.user, password = site.password) =>
  signIn(connection, address, user, password);

async function screenOf(client: Client, address: SiteAddress): Promise<string> {
  const found = await findNetworkAdmin(client, address);
  if (found.type !== 'open') throw new Error(found.type);
  return found.screen;
}

describe("the network's page of plugins", () => {
  it('is found from the main site and from a subsite', async () => {
    const main = addressOf(site.url);
    const expected = { type: 'open', screen: `${site.url}wp-admin/network/plugins.php` };
    expect(await findNetworkAdmin(await enter(main), main)).toEqual(expected);
    expect(await findNetworkAdmin(await enter(subsite()), subsite())).toEqual(expected);
  });

  it('is closed to the administrator of one site', async () => {
    const main = addressOf(site.url);
    const client = await enter(main, 'keeper', 'keeper');
    expect(await findNetworkAdmin(client, main)).toEqual({ type: 'not-super-admin' });
  });
});

describe.each([
  ['admin', adminSwitch],
  ['rest', restSwitch],
] as const)('%s with the network', (_, make) => {
  it('switches network-active plugins and the site’s own, and puts both back', async () => {
    const address = addressOf(site.url);
    const client = await enter(address);
    const control = withNetwork({
      site: make({ client, address, clock }),
      writer: networkForm(client, address, await screenOf(client, address), clock),
    });
    const plugins = await control.list();
    const baseline = plugins.filter(({ status }) => status === 'active').map((p) => p.plugin);
    expect(baseline.toSorted()).toEqual([...NETWORK, ...SITE].toSorted());

    const toggles: string[] = [];
    const onToggle = (plugin: string, now: string) => toggles.push(`${plugin} ${now}`);
    const off = await control.activateExactly([QUIET], { owned: baseline, onToggle });
    expect(off).toMatchObject({ active: [QUIET], refused: [] });
    expect(await onNetwork()).toEqual([]);
    expect(await site.activePlugins()).toEqual([QUIET]);
    expect(toggles.indexOf(`${CHILD} inactive`)).toBeLessThan(
      toggles.indexOf(`${PARENT} inactive`),
    );

    const back = await control.activateExactly(baseline, { owned: baseline });
    expect(back.refused).toEqual([]);
    expect(back.active.toSorted()).toEqual(baseline.toSorted());
    expect((await onNetwork()).toSorted()).toEqual(NETWORK.toSorted());
    expect(await site.activePlugins()).toEqual(SITE.toSorted());
  });

  it('restores from another process the plugins that it knows to belong to the network', async () => {
    const address = addressOf(site.url);
    const client = await enter(address);
    const screen = await screenOf(client, address);
    await withNetwork({
      site: make({ client, address, clock }),
      writer: networkForm(client, address, screen, clock),
    }).activateExactly([QUIET], { owned: [...NETWORK, ...SITE] });
    const later = withNetwork({
      site: make({ client, address, clock }),
      writer: networkForm(client, address, screen, clock),
      network: NETWORK,
    });
    const baseline = [...NETWORK, ...SITE];
    expect((await later.activateExactly(baseline, { owned: baseline })).refused).toEqual([]);
    expect((await onNetwork()).toSorted()).toEqual(NETWORK.toSorted());
    expect(await site.activePlugins()).toEqual(SITE.toSorted());
  });
});

it('a run on a subsite switches the network-active plugins that refuse its visitors', async () => {
  const address = subsite();
  const client = await enter(address);
  const control = withNetwork({
    site: adminSwitch({ client, address, clock }),
    writer: networkForm(client, address, await screenOf(client, address), clock),
  });
  const visit = async () => (await fetch(`${address.home}wp-json/wp/v2/posts`)).status;
  await control.list();
  expect(await visit()).toBe(401);
  await control.activateExactly([PARENT]);
  expect(await visit()).toBe(200);
  await control.activateExactly(NETWORK);
  expect(await visit()).toBe(401);
});
