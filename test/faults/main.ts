/**
 * Random runs under random faults: `npm run test:faults -- --runs 10000 --seed 1`, over all cores. Exits
 * with 1 when anything was lost or a culprit was wrong. `--only SEED` repeats one run and tells it all.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { play } from './play.ts';
import { scenarioOf } from './scenario.ts';
import { count, emptyTally, merge, type Tally, tableOf } from './tally.ts';

const REPORT = 50;
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    /** A worker's share: every so-manieth seed. */
    step: { type: 'string' },
    only: { type: 'string' },
  },
});

if (values.only !== undefined) process.exitCode = await repeat(Number(values.only));
else if (values.step !== undefined) await share(Number(values.step));
else process.exitCode = await all();

async function repeat(seed: number): Promise<number> {
  const played = await play(scenarioOf(seed));
  console.log(played.transcript());
  return played.lost.length + played.wrong.length > 0 ? 1 : 0;
}

async function share(step: number): Promise<void> {
  const tally = emptyTally();
  const last = Number(values.seed) + Number(values.runs);
  for (let seed = Number(values.seed); seed < last; seed += step) {
    count(tally, await play(scenarioOf(seed)));
    if (tally.runs % REPORT === 0) process.send?.({ runs: REPORT });
  }
  process.send?.({ tally });
  process.disconnect();
}

async function all(): Promise<number> {
  const started = performance.now();
  const tally = emptyTally();
  let done = 0;
  const workers = Number(values.workers);
  const first = Number(values.seed);
  const said = (message: { runs?: number; tally?: Tally }) => {
    if (message.tally) merge(tally, message.tally);
    done += message.runs ?? 0;
    if (message.runs && process.stderr.isTTY) process.stderr.write(`\r${done} of ${values.runs}`);
  };
  const codes = await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const seed = String(first + index);
      const runs = String(Number(values.runs) - index);
      const args = ['--seed', seed, '--runs', runs, '--step', String(workers)];
      const worker = fork(fileURLToPath(import.meta.url), args, { execArgv: process.execArgv });
      worker.on('message', said);
      return new Promise<number | null>((resolve) => worker.on('exit', resolve));
    }),
  );
  console.log(tableOf(tally, (performance.now() - started) / 1_000));
  const bad = tally.bad.toSorted((a, b) => a.seed - b.seed);
  for (const { seed, why } of bad.slice(0, 10)) console.log(`seed ${seed}: ${why}`);
  if (bad[0]) console.log(`To see it: npm run test:faults -- --only ${bad[0].seed}`);
  const complete = codes.every((code) => code === 0) && tally.runs === Number(values.runs);
  if (!complete) console.log(`Only ${tally.runs} of ${values.runs} runs came to an end.`);
  return bad.length === 0 && complete ? 0 : 1;
}
