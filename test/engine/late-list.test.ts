// What a list that is behind makes of the plugins that it shows as they were.
import { expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { Refusal } from '../../src/model/ports.ts';
import type { PluginId } from '../../src/model/report.ts';
import { imagine, letters, plugin, prepare } from './imagined-site.ts';

const ids = letters(4);
const [first = '', second = ''] = ids;

/** The notes on plugins that could not be switched; of each switching, what the list shows as it was. */
async function awkwardIn(shownAsBefore: (switches: number) => readonly PluginId[]) {
  const site = imagine(
    ids.map((id) => plugin(id)),
    [(on) => on.has(second)],
  );
  let switches = 0;
  const control: typeof site.control = {
    ...site.control,
    async activateExactly(target, options) {
      const state = await site.control.activateExactly(target, options);
      switches += 1;
      const refused = shownAsBefore(switches).map((id): Refusal => {
        const wanted = target.includes(id) ? 'active' : 'inactive';
        return { plugin: id, wanted, code: `still-${wanted === 'active' ? 'inactive' : 'active'}` };
      });
      return { ...state, refused };
    },
  };
  const { ports, task, events } = prepare(site);
  await run({ ...ports, control }, task);
  return events.flatMap((event) =>
    event.type === 'note' && event.note.type === 'awkward-plugin' ? [event.note.plugin] : [],
  );
}

test('a list that is late makes no plugin look as if it refused to be switched', async () => {
  const shown: Readonly<Record<number, readonly PluginId[]>> = { 2: [first], 3: [second] };
  expect(await awkwardIn((switches) => shown[switches] ?? [])).toEqual([]);
});

test('a plugin that the list shows unchanged after all waiting is reported', async () => {
  const told = await awkwardIn((switches) => (switches >= 2 ? [first] : []));
  expect([...new Set(told)]).toEqual([first]);
});

test('a plugin that deactivates itself for want of another one is not waited for as if the list were late', async () => {
  const needy = first;
  const site = imagine(
    ids.map((id) => plugin(id)),
    [(on) => on.has(needy)],
  );
  const control: typeof site.control = {
    ...site.control,
    async activateExactly(target, options) {
      const isAlone = target.includes(needy) && !target.includes(second);
      if (!isAlone) return site.control.activateExactly(target, options);
      const left = target.filter((id) => id !== needy);
      const state = await site.control.activateExactly(left, options);
      const refused: Refusal[] = [{ plugin: needy, wanted: 'active', code: 'went-off-by-itself' }];
      return { ...state, refused };
    },
  };
  const { ports, task, events } = prepare(site);
  const { culprits } = await run({ ...ports, control }, task);
  expect(culprits.map(({ plugins }) => plugins.map((each) => each.plugin))).toEqual([[needy]]);
  expect(events.filter(({ type }) => type === 'waiting')).toEqual([]);
  expect([...site.active].toSorted()).toEqual(ids);
});
