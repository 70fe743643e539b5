// A slice of the random runs of `npm run test:faults`, small enough for every `npm test`.
import { expect, test } from 'vitest';
import { play } from './play.ts';
import { scenarioOf } from './scenario.ts';
import { count, emptyTally } from './tally.ts';

const RUNS = 120;

test(`${RUNS} random runs under random faults: nothing is lost, nobody is wrongly named`, async () => {
  const tally = emptyTally();
  for (let seed = 1; seed <= RUNS; seed += 1) count(tally, await play(scenarioOf(seed)));
  const again = 'npm run test:faults -- --only SEED';
  expect(tally.bad, again).toEqual([]);
  // The slice would prove nothing if nothing went wrong in it, or if nothing was ever found.
  expect(tally.atOnce + tally.later).toBe(RUNS);
  expect(tally.later).toBeGreaterThan(RUNS / 20);
  expect(tally.culprits).toBeGreaterThan(RUNS / 4);
  expect(Object.keys(tally.struck).length).toBeGreaterThan(30);
}, 120_000);
