// A slice of the random runs of `npm run test:faults`, small enough for every `npm test`.
// Each time it is another slice; its seed is printed. FAULT_SEED=N plays the slice of seed N again.
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { play } from './play.ts';
import { scenarioOf } from './scenario.ts';
import { count, emptyTally } from './tally.ts';

const RUNS = 120;
const SEED = Number(process.env.FAULT_SEED ?? randomInt(1, 1_000_000));

test(`seed ${SEED}, ${RUNS} random runs under random faults: every site is restored, and no innocent plugin is named`, async () => {
  console.log(`Fault runs of seed ${SEED}. To play them again: FAULT_SEED=${SEED}`);
  const tally = emptyTally();
  for (let run = 0; run < RUNS; run += 1) count(tally, await play(scenarioOf(SEED, run)));
  const again = 'To see one: npm run test:faults -- --only SEED:RUN';
  expect(tally.bad, again).toEqual([]);
  // The slice would prove nothing if nothing went wrong in it, or if nothing was ever found.
  expect(tally.atOnce + tally.later).toBe(RUNS);
  expect(tally.later).toBeGreaterThan(RUNS / 30);
  expect(tally.culprits).toBeGreaterThan(RUNS / 6);
  expect(Object.keys(tally.struck).length).toBeGreaterThan(30);
}, 240_000);

test('two seeds share no run', () => {
  const streams = [1, 2, 3, 4].flatMap((seed) =>
    Array.from({ length: 500 }, (_, run) => scenarioOf(seed, run).seed),
  );
  expect(new Set(streams).size).toBe(streams.length);
});
