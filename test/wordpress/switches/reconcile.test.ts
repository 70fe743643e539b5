import { describe, expect, test } from 'vitest';
import type { PluginId } from '../../../src/model/report.ts';
import type { Statuses } from '../../../src/wordpress/plugins/plugin-list.ts';
import { type PluginWriter, reconcile } from '../../../src/wordpress/switches/reconcile.ts';

const OFF: Statuses = new Map([['shop/shop', 'inactive']]);
const ON: Statuses = new Map([['shop/shop', 'active']]);

/** A site whose list is another server's, and which refuses to switch the shop on so many times. */
function behindAnother(refusals: number, code: string) {
  let asked = 0;
  const told: [PluginId, string][] = [];
  const writer: PluginWriter = {
    read: async () => ON,
    off: async () => ({ refusals: new Map(), learned: {} }),
    async on(plugins, ledger) {
      asked += 1;
      if (asked <= refusals) {
        return { refusals: new Map(plugins.map((each) => [each, code])), learned: {} };
      }
      for (const plugin of plugins) ledger.tell(plugin, 'active');
      return { refusals: new Map(), learned: {} };
    },
  };
  const ended = reconcile(writer, {
    target: ['shop/shop'],
    owned: new Set(['shop/shop']),
    known: OFF,
    fresh: true,
    requires: {},
    unreachable: new Set(),
    onToggle: (plugin, now) => void told.push([plugin, now]),
  });
  return ended.then((state) => ({ ...state, asked, told }));
}

describe('a plugin whose activation was refused and that the list shows as active', () => {
  test('is activated again, and counts as active once the site accepts it', async () => {
    const { statuses, refused, asked, told } = await behindAnother(1, 'internal_server_error');
    expect(asked).toBe(2);
    expect(statuses.get('shop/shop')).toBe('active');
    expect(refused).toEqual([]);
    expect(told).toEqual([['shop/shop', 'active']]);
  });

  test('counts as inactive where the site never accepts it', async () => {
    const { statuses, refused, told } = await behindAnother(9, 'internal_server_error');
    expect(statuses.get('shop/shop')).toBe('inactive');
    expect(refused).toMatchObject([{ plugin: 'shop/shop', code: 'internal_server_error' }]);
    expect(told).toEqual([]);
  });

  test('counts as active where a second try could not change the refusal', async () => {
    const { statuses, asked } = await behindAnother(9, 'rest_cannot_activate_plugin');
    expect(asked).toBe(1);
    expect(statuses.get('shop/shop')).toBe('active');
  });
});

describe('two plugins that deactivate each other when they are activated', () => {
  /** The site, and what was sent to it. `quietly`: it also activates without hooks. */
  async function rivals(start: readonly PluginId[], quietly: boolean) {
    const both = ['ours/ours', 'theirs/theirs'];
    let active = new Set(start);
    const sent: string[] = [];
    const writer: PluginWriter = {
      read: async () =>
        new Map(both.map((each) => [each, active.has(each) ? 'active' : 'inactive'] as const)),
      off: async () => ({ refusals: new Map(), learned: {} }),
      async on(plugins) {
        sent.push(`on ${plugins}`);
        for (const plugin of plugins) active = new Set([plugin]);
        return { refusals: new Map(), learned: {} };
      },
      ...(quietly && {
        async onAgain(plugins) {
          sent.push(`again ${plugins}`);
          active = new Set([...active, ...plugins]);
        },
      }),
    };
    const known = await writer.read();
    const task = { target: both, owned: new Set(both), known, fresh: true, requires: {} };
    const state = await reconcile(writer, { ...task, unreachable: new Set() });
    return { ...state, active: [...active].toSorted(), sent };
  }

  test.each([
    [[], ['on ours/ours,theirs/theirs', 'on ours/ours', 'again theirs/theirs']],
    [['theirs/theirs'], ['on ours/ours', 'on theirs/theirs', 'again ours/ours']],
  ])(
    'are both active again, one of them without its hooks (active before: %j)',
    async (start, all) => {
      const { active, refused, sent } = await rivals(start, true);
      expect(active).toEqual(['ours/ours', 'theirs/theirs']);
      expect(refused).toEqual([]);
      expect(sent).toEqual(all);
    },
  );

  test('are told of where there is no way to activate one without its hooks', async () => {
    const { active, refused } = await rivals([], false);
    expect(active).toHaveLength(1);
    expect(refused).toMatchObject([{ wanted: 'active', code: 'went-off-by-itself' }]);
  });
});
