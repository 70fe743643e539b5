// What is looked at beside the reading of a list, and when that counts.
import { expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { RunResult } from '../../src/engine/task.ts';
import { type Fails, imagine, letters, plugin, prepare } from './imagined-site.ts';

const ids = letters(12);
const [, guilty] = ids as [string, string];
const PLUGINS = ids.map((id) => plugin(id));
const KNOWN = { proof: 'reversal' as const, priors: [{ [guilty]: 99 }], steady: [0] };

const named = ({ culprits }: RunResult) =>
  culprits.map(({ plugins }) => plugins.map((each) => each.plugin));

/** A run that ends with a proof by reversal, and what its oracle was asked. */
async function prove(fails: Fails) {
  const site = imagine(PLUGINS, [fails], { kind: 'admin' });
  const asked: boolean[] = [];
  const oracle: typeof site.oracle = {
    probe(...args) {
      asked.push(site.active.has(guilty));
      return site.oracle.probe(...args);
    },
  };
  const { ports, task, events } = prepare(site, KNOWN, { oracle });
  return { result: await run(ports, task), asked, events };
}

test('a proof by reversal probes four times with the culprit off and three times with it on', async () => {
  const { result, asked, events } = await prove((on) => on.has(guilty));
  expect(named(result)).toEqual([[guilty]]);
  const purposes = events.flatMap((event) => (event.type === 'probe-started' ? event.purpose : []));
  expect(purposes).toEqual(['all-on', 'without', 'again']);
  // Everything on failed just now, and nothing was switched since: there is no last look.
  expect(asked).toEqual([true, false, false, false, false, true, true, true]);
});

test('a probe with everything on again is repeated where it came too early', async () => {
  let wasOff = false;
  let early = 0;
  const { result, asked, events } = await prove((on) => {
    if (!on.has(guilty)) wasOff = true;
    else if (wasOff && early < 3) {
      early += 1;
      return false;
    }
    return on.has(guilty);
  });
  expect(named(result)).toEqual([[guilty]]);
  expect(events.filter(({ type }) => type === 'note')).toEqual([]);
  // Three that were too early, one that was not and contradicts them, and three that count.
  expect(asked.filter(Boolean)).toHaveLength(1 + 4 + 3);
});

test('a failure that really ended is reported as ended, although an early probe came first', async () => {
  let wasOff = false;
  const { result } = await prove((on) => {
    wasOff ||= !on.has(guilty);
    return on.has(guilty) && !wasOff;
  });
  expect(named(result)).toEqual([]);
});
