// "No plugin is to blame" is said of what visitors' server has heard of.
import { expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { PluginId } from '../../src/model/report.ts';
import { type Hooks, imagine, letters, plugin, prepare } from './imagined-site.ts';

const ids = letters(4);
const [first = '', second = ''] = ids;

type Shown = ReadonlyMap<PluginId, number> | null;

/** A run on a site that fails whatever is off, and shows visitors this. */
async function runShowing(shows: (active: ReadonlySet<PluginId>) => Shown, hooks: Hooks = {}) {
  const site = imagine(
    ids.map((id) => plugin(id)),
    [() => true],
    hooks,
  );
  const { ports, task, events } = prepare(site);
  let asked = 0;
  const mentions = async () => {
    asked += 1;
    return shows(site.active);
  };
  const { outcome, restored } = await run({ ...ports, mentions }, task);
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.note.type] : []));
  const told = notes.filter((type) => type === 'two-voices' || type === 'switch-unseen');
  return { outcome, restored, told, asked };
}

const once = (...plugins: readonly PluginId[]) =>
  new Map(plugins.map((each) => [each, 1] as const));

test('the run is inconclusive where visitors are shown all plugins with everything off', async () => {
  const { outcome, restored, told } = await runShowing(() => once(first, second));
  expect({ outcome, restored, told }).toEqual({
    outcome: 'inconclusive',
    restored: true,
    told: ['two-voices'],
  });
});

test('the run is inconclusive where visitors are shown fewer plugins with everything on', async () => {
  let looks = 0;
  const { outcome } = await runShowing(() => (++looks === 1 ? once(first, second) : once(first)));
  expect(outcome).toBe('inconclusive');
});

test('the run is inconclusive where visitors are shown one plugin as before, and others less', async () => {
  const { outcome } = await runShowing((active) => once(first, ...(active.has(second) ? ids : [])));
  expect(outcome).toBe('inconclusive');
});

test('a plugin that a text mentions is not taken for one that runs', async () => {
  const { outcome, told } = await runShowing((active) =>
    active.has(first) ? new Map([[first, 2]]) : once(first),
  );
  expect({ outcome, told }).toEqual({ outcome: 'not-a-plugin', told: [] });
});

test('no plugin is to blame where the plugins that are shown go off with the others', async () => {
  const { outcome, told } = await runShowing((active) => once(...active));
  expect({ outcome, told }).toEqual({ outcome: 'not-a-plugin', told: [] });
});

test('the answer says that the switches were not seen where pages never show a plugin', async () => {
  const { outcome, told } = await runShowing(() => once());
  expect({ outcome, told }).toEqual({ outcome: 'not-a-plugin', told: ['switch-unseen'] });
});

test('nothing is said about it where no page can be read', async () => {
  const { outcome, told } = await runShowing(() => null);
  expect({ outcome, told }).toEqual({ outcome: 'not-a-plugin', told: [] });
});

test('under isolated it is not asked', async () => {
  const { outcome, asked } = await runShowing(() => once(first), { kind: 'isolated' });
  expect({ outcome, asked }).toEqual({ outcome: 'not-a-plugin', asked: 0 });
});
