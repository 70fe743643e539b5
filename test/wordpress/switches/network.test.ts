import { describe, expect, it } from 'vitest';
import { type StandInSite, standIn } from '../../../mocks/wp-cli/stand-in.ts';
import type { Client, HttpAnswer } from '../../../src/wordpress/http/types.ts';
import { findNetworkAdmin, withNetwork } from '../../../src/wordpress/switches/network.ts';
import type { PluginWriter } from '../../../src/wordpress/switches/reconcile.ts';
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
      return { url, status, text, headers: new Headers(to ? { location: to } : {}) };
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

describe('a switch with the plugins of a network', () => {
  const NETWORK = ['404', 'guard/guard', 'parent/parent'];
  const ACTIVE = '["shop\\/shop.php","hello.php"]';

  /** The network's list, in memory; the site's own plugins are switched over WP-CLI. */
  function world() {
    const files = (ids: Iterable<string>) =>
      JSON.stringify(Object.fromEntries([...ids].map((id) => [`${id}.php`, 1])));
    const network = new Set(NETWORK);
    const site: StandInSite = {
      home: 'http://site.test',
      siteurl: 'http://site.test',
      plugins: [...NETWORK, 'hello', 'shop/shop'].map((id) => ({ file: `${id}.php`, title: id })),
      active: ACTIVE,
      sitewide: files(network),
    };
    const change =
      (to: 'active' | 'inactive'): PluginWriter['on'] =>
      async (plugins, ledger) => {
        for (const plugin of plugins) {
          if (to === 'active') network.add(plugin);
          else network.delete(plugin);
          ledger.tell(plugin, to);
        }
        site.sitewide = files(network);
        return { refusals: new Map(), learned: {} };
      };
    const writer: PluginWriter = {
      read: async () =>
        new Map(
          site.plugins.map(({ file }) => {
            const id = file.replace('.php', '');
            return [id, network.has(id) ? 'active' : 'inactive'] as const;
          }),
        ),
      hasOneVoice: true,
      off: change('inactive'),
      on: change('active'),
    };
    const wpCli = createWpCli({
      command: { program: 'wp', args: [], throughShell: false },
      timeoutMs: 1_000,
      run: async ({ args, input }) => ({
        type: 'exited',
        cause: null,
        ...standIn(site, args, input),
      }),
    });
    const clock = { now: () => 0, sleep: async () => {} };
    const make = (known?: readonly string[]) =>
      withNetwork({ site: createWpCliSwitch({ wpCli, address, clock }), writer, network: known });
    return { site, network, make };
  }

  it('makes network-active plugins suspects, and restores both lists', async () => {
    const { site, network, make } = world();
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
    expect([[...network], site.active]).toEqual([[], '[]']);
    await control.activateExactly(baseline, { owned: baseline });
    expect([[...network].toSorted(), site.active]).toEqual([NETWORK, ACTIVE]);
  });

  it('restores from another process every plugin to its own list', async () => {
    const { site, network, make } = world();
    const baseline = (await make().list()).map(({ plugin }) => plugin);
    await make().activateExactly(['hello'], { owned: baseline });
    const { refused } = await make(NETWORK).activateExactly(baseline, { owned: baseline });
    expect(refused).toEqual([]);
    expect([...network].toSorted()).toEqual(NETWORK);
    expect(site.active).toBe(ACTIVE);
  });

  it('keeps plugins that others have activated for the network', async () => {
    const { site, network, make } = world();
    const control = make();
    const baseline = (await control.list()).map(({ plugin }) => plugin);
    site.plugins = [...site.plugins, { file: 'new/new.php', title: 'new' }];
    network.add('new/new');
    await control.activateExactly([], { owned: baseline });
    expect([...network]).toEqual(['new/new']);
  });
});
