/**
 * Random runs under random faults: `npm run test:faults -- --runs 10000 --seed 1`, over all cores. Exits
 * with 1 when anything was lost or a culprit was wrong. No run of one seed is a run of another. Without
 * `--seed` a seed is drawn and printed. `--only SEED:RUN` repeats one run and prints all that happened.
 */
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { program } from '../../build/program.mjs';
import { play } from './play.ts';
import { scenarioOf } from './scenario.ts';
import { count, emptyTally, merge, type Tally, tableOf } from './tally.ts';

const REPORT = 50;
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
    workers: { type: 'string', default: String(availableParallelism()) },
    /** A worker's share: from this run on, every so-manieth. */
    from: { type: 'string', default: '0' },
    step: { type: 'string' },
    only: { type: 'string' },
  },
});

if (values.only !== undefined) process.exitCode = await repeat(values.only);
else if (values.step !== undefined) await share(Number(values.step));
else process.exitCode = await all();

async function repeat(id: string): Promise<number> {
  const [seed, run] = id.split(':').map(Number);
  if (!Number.isInteger(seed) || !Number.isInteger(run)) {
    throw new Error('Name one run as SEED:RUN, for example --only 3:417');
  }
  // A first run loads what is loaded late, which changes the order of requests.
  await play(scenarioOf(0, 0));
  const played = await play(scenarioOf(Number(seed), Number(run)));
  console.log(played.transcript());
  return played.lost.length + played.wrong.length > 0 ? 1 : 0;
}

async function share(step: number): Promise<void> {
  const tally = emptyTally();
  for (let run = Number(values.from); run < Number(values.runs); run += step) {
    const bad = tally.bad.length;
    count(tally, await play(scenarioOf(Number(values.seed), run)));
    for (const { id, why } of tally.bad.slice(bad)) console.error(`run ${id}: ${why}`);
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
  const bundle = await bundled();
  const said = (message: { runs?: number; tally?: Tally }) => {
    if (message.tally) merge(tally, message.tally);
    done += message.runs ?? 0;
    if (message.runs && process.stderr.isTTY) process.stderr.write(`\r${done} of ${values.runs}`);
  };
  const codes = await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const share = ['--from', String(index), '--step', String(workers)];
      const args = ['--seed', values.seed, '--runs', values.runs, ...share];
      // Every run makes a site and forgets it: most of what is thrown away is young.
      const worker = fork(bundle, args, { execArgv: ['--max-semi-space-size=64'] });
      worker.on('message', said);
      return new Promise<number | null>((resolve) => worker.on('exit', resolve));
    }),
  );
  await rm(bundle);
  console.log(`seed ${values.seed}`);
  console.log(tableOf(tally, (performance.now() - started) / 1_000));
  const { bad } = tally;
  for (const { id, why } of bad.slice(0, 30)) console.log(`run ${id}: ${why}`);
  if (bad[0]) console.log(`To see it: npm run test:faults -- --only ${bad[0].id}`);
  const complete = codes.every((code) => code === 0) && tally.runs === Number(values.runs);
  if (!complete) console.log(`Only ${tally.runs} of ${values.runs} runs came to an end.`);
  return bad.length === 0 && complete ? 0 : 1;
}

/** This file and all it imports as one: a worker that resolves nothing while it plays takes two thirds of the time. */
async function bundled(): Promise<string> {
  const outfile = fileURLToPath(
    new URL(`../../node_modules/.cache/wp-bisect/faults-${process.pid}.mjs`, import.meta.url),
  );
  await build({
    ...program,
    entryPoints: [fileURLToPath(import.meta.url)],
    outfile,
    legalComments: 'none',
    external: [...program.external, 'esbuild'],
  });
  return outfile;
}
