import { describe, expect, it } from 'vitest';
import { isProblem } from '../../../src/model/errors.ts';
import { restSwitch } from '../../../src/wordpress/switches/rest.ts';
import { address, answer, fakeClock, fakeSite, json } from './fake-site.ts';

function over(site: ReturnType<typeof fakeSite>, more: { session?: boolean } = {}) {
  const clock = fakeClock();
  const session = more.session ? site.session : undefined;
  return { clock, control: restSwitch({ client: site.client, address, clock, session }) };
}

describe('the rest switch', () => {
  it('makes exactly the target active, with one PUT for each change and one reading at the end', async () => {
    const site = fakeSite({ 'a/a': {}, 'b/b': {}, 'c/c': { status: 'inactive' }, hello: {} });
    const { control } = over(site);
    await control.list();
    site.clearLog();
    const toggles: string[] = [];
    const state = await control.activateExactly(['a/a', 'hello'], {
      onToggle: (plugin, now) => toggles.push(`${plugin} ${now}`),
    });
    expect(state.active.toSorted()).toEqual(['a/a', 'hello']);
    expect(state.refused).toEqual([]);
    expect(site.log).toEqual(['PUT /wp/v2/plugins/b/b inactive', 'GET /wp/v2/plugins']);
    expect(toggles).toEqual(['b/b inactive']);
    expect(site.active()).toEqual(['a/a', 'hello']);
  });

  it.each([
    ['off', 'active'],
    ['on', 'inactive'],
  ] as const)(
    'goes on without a plugin that only a broken page of wp-admin could switch %s',
    async (_, now) => {
      const site = fakeSite({ 'a/a': {}, 'we.b/web.counter': { status: now }, 'c/c': {} });
      const { control } = over(site, { session: true });
      site.events.before = (line) =>
        line.includes('plugins.php') ? answer(200, 'There has been a critical error.') : undefined;
      const target = now === 'active' ? ['a/a'] : ['a/a', 'we.b/web.counter'];
      const owned = ['a/a', 'we.b/web.counter', 'c/c'];
      const state = await control.activateExactly(target, { owned, force: ['we.b/web.counter'] });
      expect(state.refused.map(({ plugin }) => plugin)).toEqual(['we.b/web.counter']);
      expect(site.status.get('c/c')).toBe('inactive');
      expect(site.status.get('we.b/web.counter')).toBe(now);
    },
  );

  it('reads the list also where nothing is to be done', async () => {
    const site = fakeSite({ 'a/a': {} });
    const { control } = over(site);
    await control.list();
    site.status.set('a/a', 'inactive');
    const state = await control.activateExactly(['a/a']);
    expect(state.active).toEqual(['a/a']);
  });

  it.each([
    ['redirect-changed', 'inactive'],
    ['error-changed', 'inactive'],
    ['odd-body', 'inactive'],
    ['cut-changed', 'inactive'],
  ] as const)('believes the list where the answer is %s', async (quirk, now) => {
    const site = fakeSite({
      'a/a': { quirks: { 'rest-off': quirk, 'rest-on': quirk } },
      'b/b': {},
    });
    const { control } = over(site);
    const off = await control.activateExactly(['b/b'], { owned: ['a/a', 'b/b'] });
    expect(off).toMatchObject({ active: ['b/b'], refused: [] });
    expect(site.status.get('a/a')).toBe(now);
    const on = await control.activateExactly(['a/a', 'b/b']);
    expect(on).toMatchObject({ refused: [] });
    expect(site.active()).toEqual(['a/a', 'b/b']);
    expect(site.writes).toEqual(['-a/a', '+a/a']);
  });

  it.each([
    ['redirect-unchanged', 'unexpected_redirect'],
    ['fatal', 'http-500'],
    ['refused', 'plugin_php_incompatible'],
    ['ok-unchanged', 'still-inactive'],
    ['cut-unchanged', 'timed-out'],
  ] as const)('reports a plugin that stays off: %s', async (quirk, code) => {
    const site = fakeSite({
      'a/a': { status: 'inactive', quirks: { 'rest-on': quirk } },
      'b/b': { status: 'inactive' },
    });
    const { control } = over(site);
    const state = await control.activateExactly(['a/a', 'b/b']);
    expect(state.active).toEqual(['b/b']);
    expect(state.refused).toEqual([{ plugin: 'a/a', wanted: 'active', code }]);
  });

  it('takes a reported toggle back where the answer was wrong', async () => {
    const site = fakeSite({ 'a/a': { quirks: { 'rest-off': 'ok-unchanged' } } });
    const { control } = over(site);
    await control.list();
    const toggles: string[] = [];
    const state = await control.activateExactly([], {
      onToggle: (plugin, now) => toggles.push(`${plugin} ${now}`),
    });
    expect(state.refused).toEqual([{ plugin: 'a/a', wanted: 'inactive', code: 'still-active' }]);
    expect(toggles.at(-1)).toBe('a/a active');
  });

  it('repeats a change that failed once', async () => {
    const site = fakeSite({ 'a/a': { quirks: { 'rest-off': 'fatal' }, times: 1 } });
    const { control } = over(site);
    await control.list();
    expect(await control.activateExactly([])).toMatchObject({ active: [], refused: [] });
  });

  it('waits for a change that is still going on after the connection was cut', async () => {
    const site = fakeSite({ 'a/a': { quirks: { 'rest-off': 'cut-unchanged' } } });
    const { control, clock } = over(site);
    await control.list();
    let looks = 0;
    site.events.before = (line) => {
      if (line.startsWith('GET') && ++looks === 3) site.status.set('a/a', 'inactive');
      return undefined;
    };
    expect(await control.activateExactly([])).toMatchObject({ active: [], refused: [] });
    expect(clock.slept).toEqual([1000, 2000]);
  });

  it('waits as long as a rate limit asks and then goes on', async () => {
    const site = fakeSite({ 'a/a': {} });
    const { control, clock } = over(site);
    await control.list();
    let refusals = 1;
    site.events.before = (line) =>
      line.startsWith('PUT') && refusals-- > 0
        ? answer(429, '{"code":"too_many","message":"slow"}', { 'retry-after': '7' })
        : undefined;
    expect(await control.activateExactly([])).toMatchObject({ active: [], refused: [] });
    expect(clock.slept).toEqual([7000]);
  });
});

describe('dependencies over rest', () => {
  const chain = () =>
    fakeSite({
      'a-child/a-child': { requires: ['m-parent/m-parent'] },
      'm-parent/m-parent': { requires: ['z-root/z-root'] },
      'z-root/z-root': {},
    });

  it('learns what requires what from refusals, and restores parents first', async () => {
    const site = chain();
    const { control } = over(site);
    await control.list();
    await control.activateExactly([]);
    const state = await control.activateExactly([
      'a-child/a-child',
      'm-parent/m-parent',
      'z-root/z-root',
    ]);
    expect(state.refused).toEqual([]);
    expect(state.active).toHaveLength(3);
    expect(state.learned).toEqual({
      'a-child/a-child': ['m-parent/m-parent'],
      'm-parent/m-parent': ['z-root/z-root'],
    });
    site.clearWrites();
    site.clearLog();
    await control.activateExactly([]);
    await control.activateExactly(['a-child/a-child', 'm-parent/m-parent', 'z-root/z-root']);
    expect(site.writes).toEqual([
      '-a-child/a-child',
      '-m-parent/m-parent',
      '-z-root/z-root',
      '+z-root/z-root',
      '+m-parent/m-parent',
      '+a-child/a-child',
    ]);
    // Six changes and a look after each batch: nothing refused, nothing repeated.
    expect(site.log).toHaveLength(8);
  });

  it('knows the order from the start with a session', async () => {
    const site = chain();
    const { control } = over(site, { session: true });
    await control.list();
    await control.activateExactly([]);
    const state = await control.activateExactly([
      'a-child/a-child',
      'm-parent/m-parent',
      'z-root/z-root',
    ]);
    expect(state.refused).toEqual([]);
    expect(site.writes.slice(3)).toEqual([
      '+z-root/z-root',
      '+m-parent/m-parent',
      '+a-child/a-child',
    ]);
  });

  it('does not activate a child whose parent is to stay off', async () => {
    const site = fakeSite({
      'c/c': { status: 'inactive', requires: ['p/p'] },
      'p/p': { status: 'inactive' },
    });
    const { control } = over(site);
    const state = await control.activateExactly(['c/c']);
    expect(state).toMatchObject({
      active: [],
      refused: [{ plugin: 'c/c', wanted: 'active', code: 'plugin_missing_dependencies' }],
      learned: { 'c/c': ['p/p'] },
    });
    expect(site.log.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  });

  it('does not deactivate plugins that could not be activated again', async () => {
    const site = fakeSite({
      'c/c': { requires: ['p/p'] },
      'p/p': { status: 'inactive' },
      'd/d': {},
    });
    const { control } = over(site, { session: true });
    expect(control.unreachable(await control.list())).toEqual(['c/c']);
  });
});

describe('the rest switch, while others change the site', () => {
  it('leaves plugins alone that others activate meanwhile', async () => {
    const site = fakeSite({ 'a/a': {}, 'b/b': {}, 'new/new': { status: 'inactive' } });
    const { control } = over(site);
    await control.list();
    site.status.set('new/new', 'active');
    const state = await control.activateExactly(['a/a']);
    expect(state.active.toSorted()).toEqual(['a/a', 'new/new']);
    expect(state.refused).toEqual([]);
    expect(site.writes).toEqual(['-b/b']);
  });

  it('deactivates only the plugins that it may, where they are given', async () => {
    const site = fakeSite({ 'a/a': { status: 'inactive' }, 'theirs/theirs': {} });
    const { control } = over(site);
    await control.list();
    const state = await control.activateExactly(['a/a'], { owned: ['a/a'] });
    expect(state.active.toSorted()).toEqual(['a/a', 'theirs/theirs']);
  });

  it('restores without having read the list first, and keeps changes of others', async () => {
    const site = fakeSite({ 'a/a': { status: 'inactive' }, 'theirs/theirs': {} });
    const { control } = over(site);
    await control.activateExactly(['a/a']);
    expect(site.active()).toEqual(['a/a', 'theirs/theirs']);
  });

  it('activates a plugin of the target that others deactivated', async () => {
    const site = fakeSite({ 'a/a': {}, 'b/b': {} });
    const { control } = over(site);
    await control.list();
    site.status.set('a/a', 'inactive');
    expect((await control.activateExactly(['a/a', 'b/b'])).active).toHaveLength(2);
  });

  it('never touches network-active plugins', async () => {
    const site = fakeSite({ 'net/net': { status: 'network-active' }, 'a/a': {} });
    const { control } = over(site);
    await control.list();
    expect(await control.activateExactly(['net/net'])).toMatchObject({ active: [], refused: [] });
    expect(site.status.get('net/net')).toBe('network-active');
    expect(site.writes).toEqual(['-a/a']);
  });

  it('reports a plugin that was deleted', async () => {
    const site = fakeSite({ 'a/a': {}, 'b/b': {} });
    const { control } = over(site);
    await control.list();
    site.status.delete('b/b');
    const { refused } = await control.activateExactly(['a/a', 'b/b']);
    expect(refused).toEqual([{ plugin: 'b/b', wanted: 'active', code: 'not-installed' }]);
  });

  it('stops between two plugins that switch each other off', async () => {
    const site = fakeSite({ 'a/a': { status: 'inactive' }, 'b/b': { status: 'inactive' } });
    const { control } = over(site);
    site.events.before = (line) => {
      if (line === 'PUT /wp/v2/plugins/a/a active') site.status.set('b/b', 'inactive');
      if (line === 'PUT /wp/v2/plugins/b/b active') site.status.set('a/a', 'inactive');
      return undefined;
    };
    const { refused } = await control.activateExactly(['a/a', 'b/b']);
    expect(refused).toMatchObject([{ wanted: 'active', code: 'went-off-by-itself' }]);
    expect(site.log.length).toBeLessThan(20);
  });
});

describe('what REST cannot do', () => {
  it('cannot reach a file with a dot, and leaves it alone', async () => {
    const site = fakeSite({ 'my.plugin/main': {}, 'a/a': {} });
    const { control } = over(site);
    expect(control.unreachable(await control.list())).toEqual(['my.plugin/main']);
    const state = await control.activateExactly([]);
    expect(state).toMatchObject({
      active: ['my.plugin/main'],
      refused: [{ plugin: 'my.plugin/main', wanted: 'inactive', code: 'unreachable' }],
    });
  });

  it('uses the form for a file with a dot where there is a session', async () => {
    const site = fakeSite({
      'my.plugin/main': {},
      'cache/cache': { quirks: { 'rest-off': 'fatal' } },
      'a/a': {},
    });
    const { control } = over(site, { session: true });
    expect(control.unreachable(await control.list())).toEqual([]);
    expect(await control.activateExactly([])).toMatchObject({ active: [], refused: [] });
    expect(site.log.filter((line) => line.startsWith('POST'))).toHaveLength(2);
    const back = await control.activateExactly(['my.plugin/main', 'cache/cache', 'a/a']);
    expect(back.active).toHaveLength(3);
  });

  it('reads the list through the session where REST dies with a change', async () => {
    const site = fakeSite({
      'a/a': { status: 'inactive' },
      'killer/killer': { status: 'inactive' },
    });
    const { control } = over(site, { session: true });
    site.events.before = (line) =>
      line.includes('/wp/v2/') && site.status.get('killer/killer') === 'active'
        ? answer(500, '')
        : undefined;
    const on = await control.activateExactly(['a/a', 'killer/killer']);
    expect(on.active.toSorted()).toEqual(['a/a', 'killer/killer']);
    const off = await control.activateExactly(['a/a']);
    expect(off.active).toEqual(['a/a']);
  });

  it("reports the site's answer where the list cannot be read", async () => {
    const site = fakeSite({ 'a/a': {} });
    const { control } = over(site);
    site.events.before = () => json(401, { code: 'rest_cannot_view_plugins', message: 'No.' });
    const failure = await control.list().catch((error: unknown) => error);
    expect(isProblem(failure, 'rest-unavailable') && failure.facts).toMatchObject({
      status: 401,
      code: 'rest_cannot_view_plugins',
    });
  });

  it('stops between two changes when it is cancelled', async () => {
    const site = fakeSite({ 'a/a': {}, 'b/b': {}, 'c/c': {} });
    const { control } = over(site);
    await control.list();
    const stop = new AbortController();
    const changing = control.activateExactly([], {
      signal: stop.signal,
      onToggle: () => stop.abort(),
    });
    await expect(changing).rejects.toMatchObject({ name: 'AbortError' });
    expect(site.writes).toHaveLength(1);
    await control.activateExactly(['a/a', 'b/b', 'c/c']);
    expect(site.active()).toEqual(['a/a', 'b/b', 'c/c']);
  });
});
