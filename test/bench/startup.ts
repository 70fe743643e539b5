// How long the program takes to be there, beside `node -e 0`, and what it costs while it waits:
// npm run bench:startup -- [--runs N]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { firstScreen, median, waiting } from './first-screen.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '11' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs needs a whole number above 0.');
const cli = resolve('dist/cli.js');
if (!existsSync(cli)) throw new Error('There is no dist/cli.js: npm run build');

const home = await mkdtemp(join(tmpdir(), 'wp-bisect-startup-'));
try {
  const node: number[] = [];
  const version: number[] = [];
  const painted: number[] = [];
  const ready: number[] = [];
  // One after the other, so that whatever else this machine does meets them all alike.
  for (let run = 0; run < runs; run += 1) {
    node.push(timed(['-e', '0']));
    version.push(timed([cli, '--version']));
    const screen = await firstScreen(cli, home);
    painted.push(screen.painted);
    ready.push(screen.ready);
    await screen.end();
  }
  const base = median(node);
  const line = (what: string, all: readonly number[]) => {
    const ms = median(all);
    const best = Math.min(...all);
    return `${what.padEnd(28)}${ms.toFixed(0).padStart(6)} ms ${(ms / base).toFixed(1).padStart(6)} x   best ${best.toFixed(0)} ms`;
  };
  console.log(`Median of ${runs} runs, Node ${process.version}`);
  console.log(line('node -e 0', node));
  console.log(line('wp-bisect --version', version));
  console.log(`${line('first frame', painted)}   (target: 3 x)`);
  console.log(line('ready for the address', ready));
  const cost = await waiting(cli, home, 5_000);
  const shown = (value: number | null, unit: string) =>
    value === null ? 'not known on this system' : `${value.toFixed(1)} ${unit}`;
  console.log(`most memory at that screen  ${shown(cost.megabytes, 'MB')}   (target: 90 MB)`);
  console.log(`processor while waiting 5 s ${shown(cost.percent, '%')}   (target: 5 %)`);
} finally {
  await rm(home, { recursive: true, force: true });
}

function timed(args: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}.`);
  return performance.now() - started;
}
