// Before many plugins go off one of them does: where its switch cannot be read back, nothing else is switched.
import { describe, expect, test } from 'vitest';
import type { PluginSpec } from '../../../mocks/simulated/types.ts';
import { adminSwitch } from '../../../src/wordpress/switches/admin.ts';
import { restSwitch } from '../../../src/wordpress/switches/rest.ts';
import { simulated } from './simulated-clients.ts';

const PLUGINS: readonly PluginSpec[] = [
  { file: 'alpha' },
  { file: 'shop' },
  { file: 'gifts', requires: ['shop'] },
  { file: 'zebra' },
];
const ID = (name: string) => `${name}/${name}`;
const KEPT = [ID('alpha')];

async function staged(kind: 'admin' | 'rest', plugins = PLUGINS) {
  const world = await simulated({ plugins: [...plugins] });
  const { site, address, clock, session, app } = world;
  const control =
    kind === 'admin'
      ? adminSwitch({ client: session, address, clock })
      : restSwitch({ client: app, address, clock, session });
  const baseline = (await control.list()).map(({ plugin }) => plugin);
  const happened: string[] = [];
  site.on('toggle', ({ plugin, active }) => happened.push(`${plugin} ${active ? 'on' : 'off'}`));
  site.on('request', ({ request }) => {
    const { pathname } = new URL(request.url);
    const isList = /\/wp\/v2\/plugins$|\/plugins\.php$/.test(pathname);
    if (isList && request.method === 'GET') happened.push('list');
    return undefined;
  });
  const go = () => control.activateExactly(KEPT, { owned: baseline, untouched: true, first: true });
  return { site, happened, go };
}

describe.each(['admin', 'rest'] as const)('the first change under %s', (kind) => {
  test('is one plugin that no other requires, and two readings confirm it before the others follow', async () => {
    const { site, happened, go } = await staged(kind);
    const { refused } = await go();
    expect(refused).toEqual([]);
    expect(site.active).toEqual(KEPT);
    const toggles = happened.filter((each) => each !== 'list');
    expect(toggles[0]).not.toBe(`${ID('shop')} off`);
    const between = happened.slice(happened.indexOf(toggles[0] ?? ''));
    const second = between.findIndex((each) => each !== 'list' && each !== toggles[0]);
    expect(between.slice(1, second).filter((each) => each === 'list').length).toBeGreaterThan(1);
  });

  test('is the only one where no list shows it', async () => {
    const { site, happened, go } = await staged(kind);
    const before = site.active.map((plugin) => `${plugin}.php`);
    site.change({
      sees: ({ request }) => {
        const isList = /\/plugins$|\/plugins\.php$/.test(new URL(request.url).pathname);
        return isList && request.method === 'GET' ? before : undefined;
      },
    });
    const { refused } = await go();
    expect(refused.map(({ wanted }) => wanted)).toContain('inactive');
    // Two are tried: one may be on again by itself.
    expect(happened.filter((each) => each.endsWith('off')).length).toBeLessThanOrEqual(2);
    expect(site.active.length).toBeGreaterThan(1);
  });

  test('is tried with another plugin where the first one is active again by itself', async () => {
    const { site, go } = await staged(kind);
    site.on('toggle', ({ plugin, active }) => {
      if (!active && plugin === ID('zebra')) site.activate('zebra');
    });
    await go();
    expect(site.active.toSorted()).toEqual([...KEPT, ID('zebra')]);
  });
});
