import { describe, expect, it } from 'vitest';
import { isProblem } from '../../../src/model/errors.ts';
import { adminSwitch } from '../../../src/wordpress/switches/admin.ts';
import { address, answer, fakeClock, fakeSite, json, redirect } from './fake-site.ts';

function over(site: ReturnType<typeof fakeSite>) {
  const clock = fakeClock();
  return { clock, control: adminSwitch({ client: site.session, address, clock }) };
}

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}/p${i}`, {}]));

describe('the admin switch', () => {
  it('switches any number with one POST and one reading of the list', async () => {
    const site = fakeSite(many(60));
    const { control } = over(site);
    await control.list();
    site.clearLog();
    const state = await control.activateExactly(['p1/p1']);
    expect(state).toMatchObject({ active: ['p1/p1'], refused: [] });
    expect(site.log).toEqual([
      'POST /wp-admin/plugins.php?plugin_status=all',
      'GET /wp-admin/plugins.php?plugin_status=all&deactivate-multi=true',
    ]);
  });

  it('switches off, then on, then reads the list', async () => {
    const site = fakeSite({ 'a/a': {}, 'b/b': { status: 'inactive' } });
    const { control } = over(site);
    await control.list();
    site.clearLog();
    const toggles: string[] = [];
    const state = await control.activateExactly(['b/b'], {
      onToggle: (plugin, now) => toggles.push(`${plugin} ${now}`),
    });
    expect(state.active).toEqual(['b/b']);
    expect(site.log.map((line) => line.split(' ')[0])).toEqual(['POST', 'POST', 'GET']);
    expect(toggles).toEqual(['a/a inactive', 'b/b active']);
  });

  it('takes names from REST, dependencies from the page', async () => {
    const site = fakeSite({ 'c/c': { requires: ['p/p'] }, 'p/p': {}, 'n.n/n': {} });
    const { control } = over(site);
    expect(await control.list()).toMatchObject([
      { plugin: 'c/c', name: 'The c/c plugin', status: 'active', requires: ['p/p'] },
      { plugin: 'p/p', requires: [] },
      { plugin: 'n.n/n', requires: [] },
    ]);
    expect(control.unreachable(await control.list())).toEqual([]);
  });

  it('works where REST does not answer', async () => {
    const site = fakeSite({ 'a.b/a': {}, 'c/c': {} });
    site.events.before = (line) =>
      line.includes('/wp/v2/') ? json(403, { code: 'rest_disabled', message: 'No.' }) : undefined;
    const { control } = over(site);
    expect(await control.list()).toMatchObject([
      { plugin: 'a.b/a', name: 'The a.b/a plugin', version: '1.0', author: 'Author' },
      { plugin: 'c/c' },
    ]);
    expect((await control.activateExactly(['c/c'])).active).toEqual(['c/c']);
  });

  it('switches plugins that are hidden from the page, and sees them over REST', async () => {
    const site = fakeSite({ 'ghost/ghost': { hidden: true }, 'a/a': {} });
    const { control } = over(site);
    expect(await control.list()).toMatchObject([{ plugin: 'ghost/ghost' }, { plugin: 'a/a' }]);
    expect(await control.activateExactly([])).toMatchObject({ active: [], refused: [] });
    expect(site.active()).toEqual([]);
  });

  it('gathers the rows of every page', async () => {
    const site = fakeSite(many(7));
    site.table.perPage = 3;
    const { control } = over(site);
    expect(await control.list()).toHaveLength(7);
    expect((await control.activateExactly(['p6/p6'])).active).toEqual(['p6/p6']);
  });

  it('renews a nonce that was refused', async () => {
    const site = fakeSite({ 'a/a': {} });
    const { control } = over(site);
    await control.list();
    site.table.nonce = 'bbbbbbbbbb';
    expect(await control.activateExactly([])).toMatchObject({ active: [], refused: [] });
  });

  it('gives up on a 403 that stays with a new nonce', async () => {
    const site = fakeSite({ 'a/a': {} });
    const { control } = over(site);
    await control.list();
    site.events.before = (line) => (line.startsWith('POST') ? answer(403, 'Blocked.') : undefined);
    expect(await control.activateExactly([])).toMatchObject({
      refused: [{ plugin: 'a/a', wanted: 'inactive', code: 'http-403' }],
    });
  });
});

describe('the admin switch, where plugins disturb the form', () => {
  it.each(['redirect', 'redirect-with-page'] as const)(
    'sends the form again after onboarding: %s',
    async (onboarding) => {
      const site = fakeSite({
        'a/a': { status: 'inactive', onboarding },
        'b/b': { status: 'inactive', onboarding },
      });
      const { control } = over(site);
      const { active, refused } = await control.activateExactly(['a/a', 'b/b']);
      expect({ active: active.toSorted(), refused }).toEqual({
        active: ['a/a', 'b/b'],
        refused: [],
      });
    },
  );

  it('goes on with the plugins after one that dies', async () => {
    const site = fakeSite({
      'a/a': { status: 'inactive' },
      'bad/bad': { status: 'inactive', quirks: { 'form-on': 'fatal' } },
      'z/z': { status: 'inactive' },
    });
    const { control } = over(site);
    const state = await control.activateExactly(['a/a', 'bad/bad', 'z/z']);
    expect(state.active.toSorted()).toEqual(['a/a', 'z/z']);
    expect(state.refused).toEqual([{ plugin: 'bad/bad', wanted: 'active', code: 'fatal' }]);
  });

  it.each(['redirect-changed', 'redirect-unchanged', 'cut-changed'] as const)(
    'goes on with the plugins after one that ends the request: %s',
    async (quirk) => {
      const site = fakeSite({
        'a/a': { status: 'inactive' },
        'odd/odd': { status: 'inactive', quirks: { 'form-on': quirk }, times: 1 },
        'z/z': { status: 'inactive' },
      });
      const { control } = over(site);
      const state = await control.activateExactly(['a/a', 'odd/odd', 'z/z']);
      expect(state.active.toSorted()).toEqual(['a/a', 'odd/odd', 'z/z']);
      expect(state.refused).toEqual([]);
    },
  );

  it('finds the one plugin whose deactivation hook undoes the whole bulk action', async () => {
    const site = fakeSite({
      ...many(9),
      'odd/odd': { quirks: { 'form-off': 'redirect-unchanged' } },
    });
    const { control } = over(site);
    await control.list();
    const state = await control.activateExactly([]);
    expect(state.active).toEqual(['odd/odd']);
    expect(state.refused).toEqual([{ plugin: 'odd/odd', wanted: 'inactive', code: 'redirected' }]);
  });

  it('sends plugins again that were skipped without their parent, parents first', async () => {
    const site = fakeSite({
      'a/a': { status: 'inactive', requires: ['z/z'] },
      'z/z': { status: 'inactive' },
    });
    site.table.tellsRequires = false;
    const { control } = over(site);
    const { active, refused } = await control.activateExactly(['a/a', 'z/z']);
    expect({ active: active.toSorted(), refused }).toEqual({ active: ['a/a', 'z/z'], refused: [] });
    expect(site.writes).toEqual(['+z/z', '+a/a']);
  });

  it('stops activating a child that deactivates itself each time', async () => {
    const site = fakeSite({ 'c/c': { needsUndeclared: 'p/p' }, 'p/p': {} });
    const { control } = over(site);
    await control.list();
    const state = await control.activateExactly(['c/c']);
    expect(state.active).toEqual([]);
    expect(state.refused).toEqual([
      { plugin: 'c/c', wanted: 'active', code: 'went-off-by-itself' },
    ]);
    expect(site.log.length).toBeLessThan(15);
    expect((await control.activateExactly(['c/c', 'p/p'])).refused).toEqual([]);
  });

  it('does not take a page that is cut off for the whole list', async () => {
    const site = fakeSite(many(3));
    const { control } = over(site);
    await control.list();
    site.table.cut = true;
    const failure = await control.activateExactly([]).catch((error: unknown) => error);
    expect(isProblem(failure, 'server-error')).toBe(true);
  });

  it('says that the session is over', async () => {
    const site = fakeSite(many(3));
    const { control } = over(site);
    await control.list();
    site.events.before = () => redirect('http://site.test/wp-login.php?redirect_to=x&reauth=1');
    const failure = await control.activateExactly([]).catch((error: unknown) => error);
    expect(isProblem(failure, 'session-lost')).toBe(true);
  });

  it.each([401, 403])(
    'says that the page is closed to a session that stands (%i)',
    async (status) => {
      const site = fakeSite(many(3));
      site.events.before = (line) =>
        line.includes('plugins.php')
          ? answer(status, '<div class="wp-die-message">Managed by your agency.</div>')
          : undefined;
      const { control } = over(site);
      const failure = await control.list().catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'page-refused',
        facts: { status, said: 'Managed by your agency.' },
      });
    },
  );

  it('reports where the plugins page redirects instead', async () => {
    const site = fakeSite(many(3));
    site.events.before = (line) =>
      line.includes('plugins.php') ? redirect('admin.php?page=setup') : undefined;
    const { control } = over(site);
    const failure = await control.list().catch((error: unknown) => error);
    expect(isProblem(failure, 'redirected-away') && failure.facts.to).toBe(
      'http://site.test/wp-admin/admin.php?page=setup',
    );
  });

  it('takes a page with an invalid Location for the wrong page', async () => {
    const site = fakeSite(many(3));
    site.events.before = () => redirect('http://[broken');
    const { control } = over(site);
    const failure = await control.list().catch((error: unknown) => error);
    expect(isProblem(failure, 'server-error') && failure.facts.status).toBe(302);
  });

  it('reads the list back where the form answers with an invalid Location', async () => {
    const site = fakeSite(many(3));
    const { control } = over(site);
    const [, ...others] = (await control.list()).map(({ plugin }) => plugin);
    let broken = 1;
    site.events.before = (line) =>
      line.startsWith('POST') && broken-- > 0 ? redirect('http://[broken') : undefined;
    const state = await control.activateExactly(others);
    expect(state.active).toEqual(others);
  });

  it('leaves plugins alone that others activate, and network-active ones', async () => {
    const site = fakeSite({
      'a/a': {},
      'new/new': { status: 'inactive' },
      'net/net': { status: 'network-active' },
    });
    const { control } = over(site);
    await control.list();
    site.status.set('new/new', 'active');
    expect(await control.activateExactly([])).toMatchObject({ active: ['new/new'], refused: [] });
    expect(site.writes).toEqual(['-a/a']);
  });
});
