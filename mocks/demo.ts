/**
 * Boots a real WordPress on this machine, breaks it with a secretly chosen culprit, and hands the real program
 * over: in a terminal you have the keys, and Enter is enough. Then it reveals the secret and checks the answer.
 * `--auto` plays by itself, `--seed N` repeats a choice, `--scenario NAME` makes it.
 */

import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEMO_SCENARIOS, type Scenario } from './embedded/samples.ts';
import { startWordPress } from './embedded/start.ts';
import { createSpinner } from './spinner.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { values } = parseArgs({
  options: {
    auto: { type: 'boolean', default: false },
    cli: { type: 'string', default: join(ROOT, 'dist/cli.js') },
    scenario: { type: 'string' },
    seed: { type: 'string' },
  },
});
const isTerminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
const hasKeys = isTerminal && !values.auto;
const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
const scenario = choose(seed, values.scenario);

const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-demo-'));
const say = (line: string) => process.stderr.write(`${line}\n`);
say(`A real WordPress starts on this machine (seed ${seed}). The first time takes about a minute.`);

const spinner = createSpinner(process.stderr);
const site = await startWordPress({
  ...(hasKeys ? withHealthCheck(scenario.site) : scenario.site),
  onProgress: (line) => spinner.tell(line),
}).finally(() => spinner.stop());
let exitCode = 1;
try {
  const before = await site.activePlugins();
  say(`${site.url} has ${before.length} active plugins, and something makes it answer 401.`);
  say(
    hasKeys
      ? 'Find it with wp-bisect: Enter is enough, and you are signed in already. Ctrl-C stops it.\n'
      : 'wp-bisect looks for it now, and answers its own questions (--yes). Ctrl-C stops it.\n',
  );
  const code = await runWpBisect();
  exitCode = await check(code, before);
} finally {
  await site.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = exitCode;

/** The real executable: the terminal UI where there is a terminal, unattended otherwise. */
async function runWpBisect(): Promise<number | null> {
  const mode = [...(isTerminal ? [] : ['--bisect']), ...(hasKeys ? [] : ['--yes'])];
  const cli = [values.cli, site.url, ...mode];
  const child = spawn(process.execPath, [...cli, '--format', 'json', '--output', answerFile()], {
    stdio: 'inherit',
    env: {
      ...process.env,
      WP_BISECT_USER: site.user,
      WP_BISECT_PASSWORD: site.password,
      WP_BISECT_APP_PASSWORD: await site.createApplicationPassword('wp-bisect demo'),
      WP_BISECT_HOME: join(folder, 'home'),
    },
  });
  // Ctrl-C reaches the child too, which restores the site first; the demo waits for it.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    return await new Promise((resolve, reject) => {
      child.on('exit', resolve);
      child.on('error', reject);
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}

/** Health Check is there and off: searched in its session, no visitor notices anything. */
function withHealthCheck({ plugins = [], active = plugins, ...site }: Scenario['site']) {
  return { ...site, plugins: [...plugins, 'health-check/health-check'], active };
}

async function check(code: number | null, before: readonly string[]): Promise<number> {
  const after = await site.activePlugins();
  const same = JSON.stringify(after) === JSON.stringify(before);
  if (code === 130) {
    say(`\nCancelled. The active plugins are ${same ? 'the same as before' : 'NOT the same'}.`);
    return same ? 130 : 1;
  }
  const found = await culpritsInAnswer();
  const right = JSON.stringify(found) === JSON.stringify(sorted(scenario.culprits));
  say('');
  say(`The secret was:    ${show(scenario.culprits)}`);
  say(`The answer was:    ${show(found)}`);
  say(right ? 'That is right.' : 'That is WRONG.');
  say(`The active plugins before and after are ${same ? 'the same' : 'NOT the same'}.`);
  say(`Once more, the same: npm run demo -- --seed ${seed}`);
  say('A site to try it on by hand: npx tsx mocks/embedded/main.ts');
  return right && same && code === 0 ? 0 : 1;
}

async function culpritsInAnswer(): Promise<string[][]> {
  const text = await readFile(answerFile(), 'utf8').catch(() => '{"culprits":[]}');
  const answer = JSON.parse(text) as { culprits: { plugins: { plugin: string }[] }[] };
  return sorted(answer.culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin)));
}

function answerFile(): string {
  return join(folder, 'answer.json');
}

function sorted(sets: readonly (readonly string[])[]): string[][] {
  return sets.map((set) => [...set].sort()).sort((a, b) => String(a).localeCompare(String(b)));
}

function show(sets: readonly (readonly string[])[]): string {
  return sets.map((set) => set.join(' + ')).join(', ') || 'none';
}

function choose(number: number, name: string | undefined): Scenario {
  const named = DEMO_SCENARIOS.find((candidate) => candidate.name === name);
  if (name !== undefined && !named) {
    const names = DEMO_SCENARIOS.map((candidate) => candidate.name).join(', ');
    throw new Error(`There is no scenario ${name}. There are: ${names}.`);
  }
  return named ?? (DEMO_SCENARIOS[number % DEMO_SCENARIOS.length] as Scenario);
}
