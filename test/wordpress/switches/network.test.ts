import { describe, expect, it } from 'vitest';
import { type StandInSite, standIn } from '../../../mocks/wp-cli/stand-in.ts';
import type { Client, HttpAnswer } from '../../../src/wordpress/http/types.ts';
import {
  findNetworkAdmin,
  networkOption,
  withNetwork,
} from '../../../src/wordpress/switches/network.ts';
import { createWpCliSwitch } from '../../../src/wordpress/switches/wp-cli.ts';
import { createWpCli } from '../../../src/wordpress/wp-cli/wp-cli.ts';
import { address } from './fake-site.ts';

describe("the network's page of plugins", () => {
  const SCREEN = 'http://site.test/wp-admin/network/plugins.php';

  /** A session that gets these answers in turn. */
  function session(...answers: readonly { status: number; to?: string; text?: string }[]) {
    const asked: string[] = [];
    const send = async ({ url }: { url: string }): Promise<HttpAnswer> => {
      const { status, to, text = '' } = answers[asked.length]!;
      asked.push(url);
      return { url, status, text, headers: new Headers(to ? { location: to } : {}), ms: 1 };
    };
    return { client: { identity: 'session', send } as unknown as Client, asked };
  }
  const form = { status: 200, text: '<form id="bulk-action-form">' };

  it.each([
    ['is there', [form], { type: 'open', screen: SCREEN }],
    [
      'is where a subsite sends us',
      [{ status: 302, to: '/main/wp-admin/network/' }, form],
      { type: 'open', screen: 'http://site.test/main/wp-admin/network/plugins.php' },
    ],
    [
      'is at another host',
      [{ status: 302, to: 'http://main.test/wp-admin/network/' }],
      { type: 'elsewhere', url: 'http://main.test/wp-admin/network/plugins.php' },
    ],
    [
      'is closed',
      [{ status: 403 }, { status: 200, text: '<form id="myblogs" method="post">' }],
      { type: 'not-super-admin' },
    ],
    [
      'is no page of a site of its own, which answers 403',
      [{ status: 403 }, { status: 500, text: 'Für Multisite nicht eingerichtet.' }],
      { type: 'no-network' },
    ],
    [
      'does not exist',
      [{ status: 500, text: 'Multisite support is not enabled.' }],
      { type: 'no-network' },
    ],
    ['dies', [{ status: 500, text: 'critical error' }], { type: 'unclear', status: 500 }],
    [
      'sends us to a welcome page',
      [{ status: 302, to: '/wp-admin/admin.php?page=hello' }],
      { type: 'unclear', status: 302 },
    ],
  ])('%s', async (_, answers, expected) => {
    const { client, asked } = session(...answers);
    expect(await findNetworkAdmin(client, address)).toEqual(expected);
    expect(asked).toHaveLength(answers.length);
  });

  it('is reported as session-lost after the session ended', async () => {
    const { client } = session({ status: 302, to: 'http://site.test/wp-login.php' });
    await expect(findNetworkAdmin(client, address)).rejects.toMatchObject({ code: 'session-lost' });
  });
});

describe("the network's option over WP-CLI", () => {
  const SITEWIDE =
    '{"guard\\/guard.php":1700000000,"404.php":1600000001,"parent\\/parent.php":1650000002}';
  const ACTIVE = '["shop\\/shop.php","hello.php"]';

  function world(fail = false) {
    const site: StandInSite = {
      home: 'http://site.test',
      siteurl: 'http://site.test',
      plugins: ['404', 'guard/guard', 'hello', 'parent/parent', 'shop/shop'].map((id) => ({
        file: `${id}.php`,
        title: id,
      })),
      active: ACTIVE,
      sitewide: SITEWIDE,
    };
    const wpCli = createWpCli({
      command: { program: 'wp', args: [], throughShell: false },
      timeoutMs: 1_000,
      run: async ({ args, input }) => {
        const refused = { code: 1, stdout: '', stderr: 'Error: no' };
        const isWrite = fail && args.includes('update') && args.includes('site');
        const printed = isWrite ? refused : standIn(site, args, input);
        return { type: 'exited', cause: null, ...printed };
      },
    });
    const clock = { now: () => 1_800_000_000_500, sleep: async () => {} };
    const make = (network?: readonly string[]) =>
      withNetwork({
        site: createWpCliSwitch({ wpCli, address, clock }),
        writer: networkOption(wpCli, clock),
        network,
      });
    return { site, make };
  }

  it('makes network-active plugins suspects, and restores both options byte for byte', async () => {
    const { site, make } = world();
    const control = make();
    const list = await control.list();
    expect(list.map(({ status }) => status)).toEqual(Array(5).fill('active'));
    const baseline = list.map(({ plugin }) => plugin);
    for (const culprit of baseline) {
      const rest = baseline.filter((plugin) => plugin !== culprit);
      const state = await control.activateExactly(rest, { owned: baseline });
      expect(state.refused).toEqual([]);
      expect(state.active.toSorted()).toEqual(rest.toSorted());
    }
    await control.activateExactly([], { owned: baseline });
    expect([site.sitewide, site.active]).toEqual(['[]', '[]']);
    await control.activateExactly(baseline, { owned: baseline });
    expect([site.sitewide, site.active]).toEqual([SITEWIDE, ACTIVE]);
  });

  it('restores from another process every plugin to its own option', async () => {
    const { site, make } = world();
    const baseline = (await make().list()).map(({ plugin }) => plugin);
    await make().activateExactly(['hello'], { owned: baseline });
    const network = ['guard/guard', '404', 'parent/parent'];
    const { refused } = await make(network).activateExactly(baseline, { owned: baseline });
    expect(refused).toEqual([]);
    expect(Object.keys(JSON.parse(site.sitewide ?? '')).toSorted()).toEqual(
      network.map((id) => `${id}.php`).toSorted(),
    );
    expect(site.active).toBe(ACTIVE);
  });

  it('keeps plugins that others have activated for the network', async () => {
    const { site, make } = world();
    const control = make();
    const baseline = (await control.list()).map(({ plugin }) => plugin);
    site.sitewide = SITEWIDE.replace('}', ',"new\\/new.php":1700000009}');
    await control.activateExactly([], { owned: baseline });
    expect(site.sitewide).toBe('{"new\\/new.php":1700000009}');
  });

  it('reports what WP-CLI refuses', async () => {
    const { make } = world(true);
    const control = make();
    const baseline = (await control.list()).map(({ plugin }) => plugin);
    const { active, refused } = await control.activateExactly(['hello'], { owned: baseline });
    expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('wp-cli-failed'));
    expect(active).toHaveLength(4);
  });
});
