/**
 * The three switches and the guides' way, side by side, on one real WordPress with 25 active plugins:
 * seconds, requests, toggles and plugin-seconds off. `npm run compare`; `--latency MS` imitates distance.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HARMLESS } from './embedded/samples.ts';
import { startWordPress } from './embedded/start.ts';
import type { EmbeddedWordPress } from './embedded/types.ts';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const CULPRIT = 'members-only-api/members-only-api';
const HEALTH_CHECK = 'health-check/health-check';

/** One line of the table. */
type Row = {
  readonly way: string;
  readonly found: string;
  /** From the start of the program to its end, signing in and reading included. */
  readonly seconds: number;
  /** From the first probe or change until the answer is known and the visitors' site is as it was. */
  readonly searching: number;
  readonly requests: number;
  readonly toggles: number;
  readonly pluginSecondsOff: number;
  readonly restored: boolean;
};

const { values } = parseArgs({
  options: { latency: { type: 'string', default: '0' }, json: { type: 'boolean', default: false } },
});

/** Ordinary plugins with ordinary manners: the guides' way has to come through as well. */
const plugins = [
  CULPRIT,
  HEALTH_CHECK,
  ...HARMLESS,
  'chatty-installer/chatty-installer',
  'ledger-keeper/ledger-keeper',
  'loyalty-points/loyalty-points',
  'stray-notice/stray-notice',
  'tidy-goodbye/tidy-goodbye',
  'welcome-mat/welcome-mat',
  'woolshop/woolshop',
].sort();

const site = await startWordPress({
  plugins,
  latencyMs: Number(values.latency),
  onProgress: (line) => process.stderr.write(`${line}\n`),
});
const home = await mkdtemp(join(tmpdir(), 'wp-bisect-compare-'));
try {
  const rows: Row[] = [];
  for (const way of ['isolated', 'admin', 'rest']) rows.push(await byProgram(way));
  rows.push(await byTheGuides());
  const active = (await site.activePlugins()).length;
  if (values.json) process.stdout.write(`${JSON.stringify({ active, rows }, null, 2)}\n`);
  else print(rows, active);
  if (rows.some(({ found, restored }) => found !== CULPRIT || !restored)) process.exitCode = 1;
} finally {
  await site.stop();
  await rm(home, { recursive: true, force: true });
}

/** The real executable with one switch, told the failing request as the guides' reader knows it. */
async function byProgram(way: string): Promise<Row> {
  await prepare();
  const before = await site.activePlugins();
  const started = Date.now();
  const request = ['--request', 'GET /wp-json/wp/v2/posts', '--as', 'anonymous'];
  const args = [
    CLI,
    site.url,
    '--bisect',
    '--switch',
    way,
    ...request,
    '--format',
    'ndjson',
    '--quiet',
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      WP_BISECT_USER: site.user,
      WP_BISECT_PASSWORD: site.password,
      WP_BISECT_HOME: home,
    },
  });
  let stdout = '';
  let first = 0;
  let last = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (text.includes('"probe-started"')) first ||= Date.now();
    // Under `isolated` the visitors' site is as it was all along; else it is when it has been restored.
    const back = way === 'isolated' ? '"probe-finished"' : '"type":"restored"';
    if (text.includes(back)) last = Date.now();
  });
  await new Promise((resolve) => child.on('close', resolve));
  const seconds = (Date.now() - started) / 1_000;
  const { culprits, cost } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '').report;
  return {
    way,
    found: culprits
      .map((c: { plugins: { plugin: string }[] }) => c.plugins.map((p) => p.plugin).join('+'))
      .join(' '),
    seconds,
    searching: (last - first) / 1_000,
    requests: (await site.requests()).length,
    toggles: cost.toggles,
    pluginSecondsOff: cost.pluginSecondsOff,
    restored: String(await site.activePlugins()) === String(before),
  };
}

/** All off, then one on at a time until it fails again, then the rest on; each by its own REST request. */
async function byTheGuides(): Promise<Row> {
  await prepare();
  const authorization = `Basic ${btoa(`${site.user}:${await site.createApplicationPassword('guides')}`)}`;
  await site.clearRequests();
  const before = await site.activePlugins();
  const started = Date.now();
  const offSince = new Map<string, number>();
  let toggles = 0;
  let off = 0;
  const put = async (plugin: string, status: 'active' | 'inactive') => {
    await fetch(`${site.url}wp-json/wp/v2/plugins/${plugin}`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ status }),
      redirect: 'manual',
    }).then((response) => response.text());
    toggles += 1;
    if (status === 'inactive') offSince.set(plugin, Date.now());
    else off += Date.now() - (offSince.get(plugin) ?? Date.now());
  };
  const fails = async () => {
    const response = await fetch(`${site.url}wp-json/wp/v2/posts`);
    await response.text();
    return response.status === 401;
  };
  for (const plugin of before) await put(plugin, 'inactive');
  let found = '';
  if (!(await fails())) {
    for (const plugin of before) {
      await put(plugin, 'active');
      if (found === '' && (await fails())) found = plugin;
    }
  }
  const seconds = (Date.now() - started) / 1_000;
  return {
    way: "the guides' way",
    found,
    seconds,
    searching: seconds,
    requests: (await site.requests()).length,
    toggles,
    pluginSecondsOff: Math.round(off / 100) / 10,
    restored: String(await site.activePlugins()) === String(before),
  };
}

async function prepare(): Promise<void> {
  await (site as EmbeddedWordPress).reset(plugins);
  await site.clearRequests();
}

function print(rows: readonly Row[], active: number): void {
  const line = (...cells: (string | number)[]) =>
    `${String(cells[0]).padEnd(18)}${cells
      .slice(1)
      .map((cell) => String(cell).padStart(12))
      .join('')}`;
  const table = [
    `One culprit among ${active} active plugins, ${values.latency} ms of latency a request.`,
    line('', 'seconds', 'searching', 'requests', 'toggles', 'off (s x n)', 'right', 'restored'),
    ...rows.map((row) =>
      line(
        row.way,
        row.seconds.toFixed(1),
        row.searching.toFixed(2),
        row.requests,
        row.toggles,
        row.pluginSecondsOff.toFixed(1),
        row.found === CULPRIT ? 'yes' : 'NO',
        row.restored ? 'yes' : 'NO',
      ),
    ),
  ];
  process.stdout.write(`${table.join('\n')}\n`);
}
