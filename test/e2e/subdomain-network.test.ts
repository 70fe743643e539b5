/** A network whose sites are subdomains: main.test and two.main.test, over a proxy that knows them. */

import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const BLOCKER = 'members-only-api/members-only-api';
const SHOP = 'woolshop/woolshop';
const SITE = ['hello-otter', 'ledger-keeper/ledger-keeper'];
const MAIN = 'http://main.test/';
const TWO = 'http://two.main.test/';

let site: EmbeddedWordPress;
let proxy: Server;
let proxyUrl: string;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  const port = await freePort();
  site = await startWordPress({
    plugins: [BLOCKER, SHOP, ...SITE],
    networkActive: [SHOP],
    active: SITE,
    siteUrl: MAIN.slice(0, -1),
    subdomains: true,
    port,
  });
  proxy = createServer().on('connect', (_, client) => {
    const server = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    server.on('error', () => client.destroy());
    client.on('error', () => server.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  proxyUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
  await site.reset();
});
afterEach(() => remove());
afterAll(async () => {
  proxy?.close();
  await site?.stop();
});

/** A port that nothing listens to just now: the address of the site does not tell where it is served. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

/** The second site with these plugins of its own, and what is active for the network. */
const prepare = (own: readonly string[], network: readonly string[]) =>
  site.runPhp(`
$two = wp_insert_site( array( 'domain' => 'two.main.test', 'path' => '/', 'title' => 'Two', 'user_id' => 1 ) );
switch_to_blog( $two );
update_option( 'active_plugins', array( ${own.map((id) => `'${id}.php'`).join(', ')} ) );
restore_current_blog();
update_site_option( 'active_sitewide_plugins', array( ${network.map((id) => `'${id}.php' => time()`).join(', ')} ) );`);

async function run(address: string, ...args: readonly string[]) {
  const ran = await runCli([address, '--bisect', '--format', 'json', ...args], {
    env: {
      HTTP_PROXY: proxyUrl,
      WP_BISECT_HOME: home,
      WP_BISECT_USER: site.user,
      WP_BISECT_PASSWORD: site.password,
    },
  });
  return { ...ran, report: JSON.parse(ran.stdout) };
}

it("finds a subsite's own culprit, and leaves the network alone", async () => {
  await prepare(['hello-otter', BLOCKER], [SHOP]);
  const { code, report } = await run(TWO);
  expect(report.culprits).toMatchObject([{ plugins: [{ plugin: BLOCKER }] }]);
  expect(code).toBe(0);
});

it("proves the network's culprit from the main site", async () => {
  await prepare(['hello-otter'], [SHOP, BLOCKER]);
  const { code, report } = await run(MAIN, '--network');
  expect(report.culprits).toMatchObject([{ plugins: [{ plugin: BLOCKER }] }]);
  expect(code).toBe(0);
});

it("says where the network's culprit can be tested, from a subsite", async () => {
  await prepare(['hello-otter'], [SHOP, BLOCKER]);
  const { code, stderr } = await run(TWO, '--network');
  expect(code).toBe(4);
  expect(stderr).toContain(`${MAIN}wp-admin/network/`);
});
