import { describe, expect, it } from 'vitest';
import type { SiteOptions } from '../../../mocks/simulated/types.ts';
import { isProblem } from '../../../src/model/errors.ts';
import type { SymptomRequest } from '../../../src/model/report.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { throughSession } from '../../../src/wordpress/switches/health-check/session.ts';
import { isolatedSwitch } from '../../../src/wordpress/switches/isolated.ts';
import { simulated } from './simulated-clients.ts';

const options: SiteOptions = {
  plugins: ['guard', 'health-check', 'hello.php', 'shop', 'two/one', 'two/two'],
  rules: [{ when: 'guard', at: 'anonymous-rest' }],
};
const BASE = [
  'guard/guard',
  'health-check/health-check',
  'hello',
  'shop/shop',
  'two/one',
  'two/two',
];

async function isolated(more: SiteOptions = {}) {
  const world = await simulated({ ...options, ...(more.plugins && { rules: [] }), ...more });
  const { session, address, clock } = world;
  const control = isolatedSwitch({ client: session, address, clock });
  const posts: SymptomRequest = {
    method: 'GET',
    url: `${address.restRoot}wp/v2/posts`,
    as: 'anonymous',
    headers: {},
  };
  return { ...world, control, posts };
}

describe('a request through a session', () => {
  const session = { cookie: 'abc', folders: ['a', 'hello.php'], stamp: 's1' };

  it('carries the folders, a stamp, and the cookie beside its own', () => {
    const request = {
      url: 'https://x.test/wp-json/?a=1',
      headers: { Cookie: 'mine=1', 'X-A': 'b' },
    };
    expect(throughSession(request, session)).toEqual({
      url: 'https://x.test/wp-json/?a=1&health-check-allowed-plugins=a%2Chello.php&_=s1',
      headers: { 'X-A': 'b', Cookie: 'mine=1; wp-health-check-disable-plugins=abc' },
    });
  });

  it('keeps a REST route of plain permalinks', () => {
    const inside = throughSession(
      { url: 'https://x.test/?rest_route=%2Fwp%2Fv2%2Fposts', headers: {} },
      session,
    );
    expect(new URL(inside.url).searchParams.get('rest_route')).toBe('/wp/v2/posts');
  });
});

describe('the isolated switch', () => {
  it('applies every set to its own requests, and nothing to visitors', async () => {
    const { control, site, anonymous, posts } = await isolated();
    const before = site.snapshot();
    await control.list();
    const without = BASE.filter((plugin) => plugin !== 'guard/guard');
    for (const [target, status] of [
      [BASE, 401],
      [[], 200],
      [without, 200],
      [['guard/guard'], 401],
    ] as const) {
      const state = await control.activateExactly(target);
      expect(state).toMatchObject({ active: target, refused: [] });
      expect((await anonymous.send(state.through(posts))).status).toBe(status);
      expect((await anonymous.send(posts)).status).toBe(401);
    }
    expect(site.active).toEqual(before.active);
    expect(site.counters).toMatchObject({ toggles: 0, pluginSecondsOff: 0 });
    await control.close();
    await control.close();
    const { options: left, mustUse, ...after } = site.snapshot();
    const { options: there, mustUse: _, ...same } = before;
    expect(after).toEqual(same);
    // What only deleting Health Check takes away, and it was there before.
    expect(mustUse).toEqual(['health-check-troubleshooting-mode.php']);
    expect(Object.keys(left)).toEqual([...Object.keys(there), 'health-check-disable-plugin-hash']);
    expect(control.leftovers?.()).toEqual([
      'must-use:health-check-troubleshooting-mode.php',
      'option:health-check-disable-plugin-hash',
    ]);
  });

  it('costs no request for a new set', async () => {
    const { control, site } = await isolated();
    await control.list();
    await control.start();
    const requests = site.counters.requests;
    await control.activateExactly(['shop/shop']);
    await control.activateExactly(['guard/guard', 'hello']);
    expect(site.counters.requests).toBe(requests);
  });

  it('never requests an address twice, so that no cache answers', async () => {
    const { control, posts } = await isolated();
    await control.list();
    const { through } = await control.activateExactly(['shop/shop']);
    expect(through(posts).url).not.toBe(through(posts).url);
  });

  it('moves plugins of one folder together, and says so', async () => {
    const { control } = await isolated();
    const plugins = await control.list();
    expect(control.groups?.(plugins)).toEqual([['two/one', 'two/two']]);
    expect(await control.activateExactly(['two/one'])).toMatchObject({
      active: ['two/one', 'two/two'],
      refused: [{ plugin: 'two/two', wanted: 'inactive', code: 'same-folder' }],
    });
  });

  it('cannot activate an inactive plugin', async () => {
    const { control } = await isolated({
      plugins: ['health-check', { file: 'off', status: 'inactive' }],
    });
    await control.list();
    const { refused } = await control.activateExactly(['off/off', 'gone/gone']);
    expect(refused).toEqual([
      { plugin: 'off/off', wanted: 'active', code: 'inactive-on-site' },
      { plugin: 'gone/gone', wanted: 'active', code: 'not-installed' },
    ]);
  });

  it('keeps the theme of the site, not the default one', async () => {
    const { control, site } = await isolated({ theme: 'shopkeeper', themes: ['twentytwentyfour'] });
    const started = await control.start();
    expect(started).toEqual({ type: 'ready', theme: { own: 'shopkeeper', worn: 'shopkeeper' } });
    expect(await control.wear('twentytwentyfour')).toBe('twentytwentyfour');
    expect(await control.wear('shopkeeper')).toBe('shopkeeper');
    await control.close();
    expect(site.snapshot().theme).toBe('shopkeeper');
  });
});

describe('the isolated switch is unavailable', () => {
  it.each([
    ['health-check-missing', ['shop']],
    ['health-check-inactive', ['shop', { file: 'health-check', status: 'inactive' }]],
  ] as const)('with the reason %s', async (code, plugins) => {
    const { control, site } = await isolated({ plugins });
    const before = site.snapshot();
    expect(await control.start()).toEqual({ type: 'unavailable', code });
    await control.close();
    expect(site.snapshot()).toEqual(before);
    const failure = await control.activateExactly([]).catch((error: unknown) => error);
    expect(isProblem(failure, 'no-switch') && failure.facts.reasons).toEqual([
      { switch: 'isolated', code },
    ]);
  });

  it('where the must-use file cannot be written', async () => {
    const { control } = await isolated({ install: { files: 'no-credentials' } });
    expect(await control.start()).toEqual({
      type: 'unavailable',
      code: 'file-credentials',
    });
    expect(control.leftovers?.()).toEqual([
      'option:health-check-disable-plugin-hash',
      'option:health-check-allowed-plugins',
    ]);
  });
});

describe('the isolated switch, whose session may end', () => {
  it('notices a second tester who took over', async () => {
    const { control, session, address } = await isolated();
    await control.list();
    await control.activateExactly(['shop/shop']);
    await isolatedSwitch({ client: session, address, clock: systemClock() }).start();
    const failure = await control.confirm?.().catch((error: unknown) => error);
    expect(isProblem(failure, 'isolation-lost') && failure.facts.why).toBe('session-ended');
  });

  it('notices that the address of this computer changed', async () => {
    const { control, visitor } = await isolated();
    await control.list();
    await control.activateExactly(['shop/shop']);
    visitor.ip = '203.0.113.9';
    await expect(control.confirm?.()).rejects.toMatchObject({ code: 'isolation-lost' });
  });

  it('checks its session after a while and after some sets', async () => {
    const { control, visitor, clock } = await isolated();
    await control.list();
    await control.activateExactly(['shop/shop']);
    visitor.ip = '203.0.113.9';
    await control.activateExactly(['shop/shop']);
    await clock.sleep(3001);
    await expect(control.activateExactly([])).rejects.toMatchObject({ code: 'isolation-lost' });
  });

  it('checks its session whenever everything is to be on, and gives the plugins that visitors have', async () => {
    const { control, site } = await isolated();
    await control.list();
    await control.activateExactly(BASE);
    site.deactivate('shop');
    await expect(control.activateExactly(BASE)).rejects.toMatchObject({
      code: 'isolation-lost',
      facts: { why: 'list-overwritten', missing: ['shop/shop'] },
    });
  });

  it('leaves out plugins that others activate meanwhile, and reports them', async () => {
    const { control, site } = await isolated({
      plugins: [...(options.plugins ?? []), { file: 'new', status: 'inactive' }],
    });
    await control.list();
    await control.activateExactly([]);
    site.activate('new');
    const state = await control.activateExactly(BASE);
    expect(state.active.toSorted()).toEqual([...BASE, 'new/new'].toSorted());
  });

  const ADDON: SiteOptions = {
    plugins: ['health-check', { file: 'addon', needsUndeclared: 'shop' }, 'shop', 'other'],
  };

  it('sends nothing to wp-admin, where plugins deactivate themselves', async () => {
    const { control, site, posts } = await isolated(ADDON);
    await control.list();
    const { through } = await control.activateExactly(['addon/addon', 'other/other']);
    const request = { ...posts, url: `${site.url}wp-admin/admin-ajax.php?action=x` };
    expect(control.suits(request)).toBe(false);
    expect(control.suits(posts)).toBe(true);
    expect(() => through(request)).toThrow('no-switch');
  });

  it('notices that a plugin overwrote the list inside the session', async () => {
    const { control, site, session, posts } = await isolated(ADDON);
    await control.list();
    const { through } = await control.activateExactly(['addon/addon', 'other/other']);
    const { url, headers } = through(posts);
    const inside = `${site.url}wp-admin/index.php${new URL(url).search}`;
    await session.send({ url: inside, headers });
    expect(site.active).not.toContain('shop/shop');
    await expect(control.confirm?.()).rejects.toMatchObject({ code: 'isolation-lost' });
  });

  it('ends the session although a new sign-in made its links invalid', async () => {
    const { control, site } = await isolated();
    await control.start();
    site.endSessions();
    await control.close();
    expect(Object.keys(site.snapshot().options)).not.toContain('health-check-allowed-plugins');
    expect(control.leftovers?.()).not.toContain('option:health-check-allowed-plugins');
  });

  it('leaves out a plugin whose folder the parameter cannot name, and reports it', async () => {
    const { control } = await isolated({ plugins: ['health-check', 'odd,folder/main', 'shop'] });
    const plugins = await control.list();
    expect(control.unreachable(plugins)).toEqual(['odd,folder/main']);
    const { active, refused } = await control.activateExactly(['odd,folder/main', 'shop/shop']);
    expect(active).toEqual(['shop/shop']);
    expect(refused).toEqual([{ plugin: 'odd,folder/main', wanted: 'active', code: 'unreachable' }]);
  });
});
