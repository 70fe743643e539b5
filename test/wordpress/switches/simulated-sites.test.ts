import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { PluginSpec, Quirk, SiteOptions } from '../../../mocks/simulated/types.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { adminSwitch } from '../../../src/wordpress/switches/admin.ts';
import { restSwitch } from '../../../src/wordpress/switches/rest.ts';
import { simulated } from './simulated-clients.ts';

/** Quirks that a plugin gets over, so that a restore must succeed. */
const PASSING: Quirk[] = [
  'redirect-changed',
  'redirect-unchanged',
  'error-changed',
  'fatal-unchanged',
  'ok-unchanged',
];

const quirks = fc.option(
  fc
    .record({ rest: fc.constantFrom(...PASSING), form: fc.constantFrom(...PASSING) })
    .map((each) => ({
      rest: { quirk: each.rest, times: 1 },
      form: { quirk: each.form, times: 1 },
    })),
  { nil: undefined },
);

/** Plugins p0 to p9; each may require one with a higher number, so that alphabetical order is wrong. */
const plugins = fc
  .array(
    fc.record({ onActivate: quirks, onDeactivate: quirks, parent: fc.nat(9), on: fc.boolean() }),
    {
      minLength: 2,
      maxLength: 10,
    },
  )
  .map((drawn): PluginSpec[] =>
    drawn.map(({ onActivate, onDeactivate, parent, on }, index) => ({
      file: `p${index}`,
      status: on || parent > index ? 'active' : 'inactive',
      requires: parent > index && parent < drawn.length ? [`p${parent}`] : [],
      onActivate,
      onDeactivate,
    })),
  )
  // A child runs with its parents, as WordPress would have it.
  .map((specs) =>
    specs.map((spec) => (isRequired(spec, specs) ? { ...spec, status: 'active' as const } : spec)),
  );

function isRequired(spec: PluginSpec, all: readonly PluginSpec[]): boolean {
  return all.some((each) => each.requires?.includes(spec.file));
}

const subsets = fc.array(fc.array(fc.nat(9), { maxLength: 10 }), { minLength: 1, maxLength: 3 });

describe.each([
  ['rest', false],
  ['rest with a session', true],
  ['admin', true],
] as const)('the %s switch, on any site', (name, withSession) => {
  const control = async (options: SiteOptions) => {
    const world = await simulated(options);
    const { app, session, address, clock } = world;
    const made =
      name === 'admin'
        ? adminSwitch({ client: session, address, clock })
        : restSwitch({ client: app, address, clock, session: withSession ? session : undefined });
    return { ...world, made };
  };

  test.prop([plugins, subsets], { numRuns: 15 })(
    'reports every set as it is, and restores the baseline',
    async (specs, draws) => {
      const { made, site } = await control({ plugins: specs });
      const before = site.snapshot();
      await made.list();
      for (const draw of draws) {
        const target = before.active.filter((_, index) => draw.includes(index));
        const state = await made.activateExactly(target, { owned: before.active });
        expect(state.active.toSorted()).toEqual(site.snapshot().active);
        const missing = target.filter((plugin) => !state.active.includes(plugin));
        const undue = state.active.filter((plugin) => !target.includes(plugin));
        expect(state.refused.map((each) => each.plugin).toSorted()).toEqual(
          [...missing, ...undue].toSorted(),
        );
      }
      const { refused } = await made.activateExactly(before.active, { owned: before.active });
      expect(refused).toEqual([]);
      expect(site.snapshot()).toEqual(before);
    },
  );

  it('reports every toggle, no more and no less', async () => {
    const { made, site } = await control({
      plugins: [
        'a',
        { file: 'b', onDeactivate: { rest: 'error-changed', form: 'redirect-changed' } },
        'c',
      ],
    });
    await made.list();
    const told: string[] = [];
    const onToggle = (plugin: string, now: string) => told.push(`${plugin} ${now}`);
    const made2: string[] = [];
    site.on('toggle', ({ plugin, active }) =>
      made2.push(`${plugin} ${active ? 'active' : 'inactive'}`),
    );
    await made.activateExactly(['c/c'], { onToggle });
    await made.activateExactly(['a/a', 'b/b', 'c/c'], { onToggle });
    expect(told.toSorted()).toEqual(made2.toSorted());
    expect(told).toHaveLength(4);
  });

  it.each(['My Plugin (1)/my plugin+v2', 'Плагин/файл', 'a&b/c=d', 'hello you'])(
    'switches %s, whose name has to be encoded in an address',
    async (odd) => {
      const { made } = await control({ plugins: ['a', odd] });
      const all = (await made.list()).map(({ plugin }) => plugin);
      expect(all).toContain(odd.includes('/') ? odd : `${odd}/${odd}`);
      expect(await made.activateExactly(['a/a'])).toMatchObject({ active: ['a/a'], refused: [] });
      const again = await made.activateExactly(all, { owned: all });
      expect(again).toMatchObject({ active: all, refused: [] });
    },
  );

  it('survives a cut connection', async () => {
    const { made, site } = await control({ plugins: ['a', 'b', 'c'] });
    await made.list();
    let cuts = 2;
    site.on('answer', (seen) => (seen.request.method !== 'GET' && cuts-- > 0 ? 'drop' : undefined));
    expect(await made.activateExactly(['b/b'])).toMatchObject({ active: ['b/b'], refused: [] });
  });

  it('survives a session that ends in between', async () => {
    const { made, site } = await control({ plugins: ['a', 'b', 'c'] });
    await made.list();
    await made.activateExactly(['b/b']);
    site.endSessions();
    const { active } = await made.activateExactly(['a/a', 'b/b', 'c/c']);
    expect(active).toHaveLength(3);
  });
});

it('the admin switch reads a page in which a plugin prints warnings', async () => {
  const { session, address } = await simulated({
    plugins: [
      { file: 'noisy', prints: '<br /><b>Warning</b>: {"x":[1]} in x.php on line 3<br />' },
      'a',
    ],
  });
  const control = adminSwitch({ client: session, address, clock: systemClock() });
  expect((await control.list()).map((each) => each.plugin)).toEqual(['a/a', 'noisy/noisy']);
  expect((await control.activateExactly(['a/a'])).active).toEqual(['a/a']);
});

it('the admin switch leaves network-active plugins alone', async () => {
  const { session, app, address, site } = await simulated({
    multisite: true,
    plugins: ['a', { file: 'net', status: 'network-active' }],
  });
  for (const control of [
    adminSwitch({ client: session, address, clock: systemClock() }),
    restSwitch({ client: app, address, clock: systemClock() }),
  ]) {
    const list = await control.list();
    expect(list.find((each) => each.plugin === 'net/net')?.status).toBe('network-active');
    expect(await control.activateExactly([])).toMatchObject({ active: [], refused: [] });
    expect(site.snapshot().networkActive).toEqual(['net/net']);
    await control.activateExactly(['a/a']);
  }
});

it('the admin switch switches a plugin that hides from the page', async () => {
  const { session, address, site } = await simulated({
    plugins: ['a', { file: 'ghost', hidden: true }],
  });
  const control = adminSwitch({ client: session, address, clock: systemClock() });
  expect((await control.list()).map((each) => each.plugin)).toEqual(['a/a', 'ghost/ghost']);
  expect((await control.activateExactly(['a/a'])).active).toEqual(['a/a']);
  expect(site.active).toEqual(['a/a']);
});
