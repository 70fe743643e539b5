/** The whole program on a network of two sites whose culprit is active for both. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const BLOCKER = 'members-only-api/members-only-api';
const NETWORK = [BLOCKER, 'woolshop/woolshop'];
const SITE = ['hello-otter', 'ledger-keeper/ledger-keeper'];

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  site = await startWordPress({ plugins: [...NETWORK, ...SITE], networkActive: NETWORK });
});
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
  await site.reset();
  await site.runPhp(`
$host = wp_parse_url( home_url(), PHP_URL_HOST ) . ':' . wp_parse_url( home_url(), PHP_URL_PORT );
wp_insert_site( array( 'domain' => $host, 'path' => '/two/', 'title' => 'Two', 'user_id' => 1 ) );
update_site_option( 'menu_items', array( 'plugins' => 1 ) );
wp_insert_user( array( 'user_login' => 'keeper', 'user_pass' => 'keeper', 'user_email' => 'k@example.com', 'role' => 'administrator' ) );`);
});
afterEach(() => remove());
afterAll(() => site?.stop());

const sitewide = async (): Promise<readonly string[]> =>
  JSON.parse(
    await site.runPhp(
      `echo wp_json_encode( array_keys( get_site_option( 'active_sitewide_plugins' ) ) );`,
    ),
  )
    .map((file: string) => file.replace(/\.php$/, ''))
    .toSorted();
const expectAsBefore = async () => {
  expect(await sitewide()).toEqual(NETWORK.toSorted());
  expect(await site.activePlugins()).toEqual(SITE.toSorted());
};

const environment = (user: string, password: string) => ({
  WP_BISECT_HOME: home,
  WP_BISECT_USER: user,
  WP_BISECT_PASSWORD: password,
});

async function run(
  args: readonly string[],
  { address = site.url, user = site.user as string, password = site.password } = {},
) {
  const ran = await runCli([address, '--bisect', '--format', 'json', ...args], {
    env: environment(user, password),
  });
  return { ...ran, report: JSON.parse(ran.stdout) };
}

describe('a culprit that is active for the whole network', () => {
  it.each(['', 'two/'])('is proven and put back with --network (at /%s)', async (path) => {
    const { code, report, stderr } = await run(['--network'], { address: site.url + path });
    expect(report.culprits).toMatchObject([
      { plugins: [{ plugin: BLOCKER }], proof: { without: 'passes' } },
    ]);
    expect(report).toMatchObject({ restored: true, switch: 'admin' });
    expect(code).toBe(0);
    expect(stderr).toContain('every site of the network');
    await expectAsBefore();
  });

  it.each([[[]], [['--yes']]])(
    'stays on without --network (%j), and the answer says what to add',
    async (args) => {
      const { code, report } = await run(args);
      expect(code).toBe(4);
      expect(report.cause).toMatchObject({ kind: 'not-tested' });
      expect(report.cause.advice).toContain('--network');
      await expectAsBefore();
    },
  );

  it('is reported to the administrator of one site, with the missing capability', async () => {
    const { code, report, stderr } = await run(['--network'], {
      user: 'keeper',
      password: 'keeper',
    });
    expect(code).toBe(4);
    expect(stderr).toContain('super admin');
    // The flag was given: the advice must not ask for it.
    expect(report.cause.advice).not.toContain('add --network');
    await expectAsBefore();
  });

  it('is activated again by --restore after a kill', async () => {
    await runCli([site.url, '--bisect', '--network'], {
      env: environment(site.user, site.password),
      onProgress: (stderr, child) => {
        if (/^ +2 /m.test(stderr)) child.kill('SIGKILL');
      },
    });
    expect([...(await sitewide()), ...(await site.activePlugins())].length).toBeLessThan(4);
    const { code } = await runCli([site.url, '--restore'], {
      env: environment(site.user, site.password),
    });
    expect(code).toBe(0);
    await expectAsBefore();
  });
});

it('a run on a subsite finds its own culprit, and changes no network-active plugin', async () => {
  await site.runPhp(`
switch_to_blog( 2 );
update_option( 'active_plugins', array( 'hello-otter.php', '${BLOCKER}.php' ) );
restore_current_blog();
update_site_option( 'active_sitewide_plugins', array( 'woolshop/woolshop.php' => time() ) );`);
  const { code, report } = await run([], { address: `${site.url}two/` });
  expect(report.culprits).toMatchObject([{ plugins: [{ plugin: BLOCKER }] }]);
  expect(code).toBe(0);
  expect(await sitewide()).toEqual(['woolshop/woolshop']);
});
