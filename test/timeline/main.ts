/**
 * Draws which request of a run waited for which: `npm run timeline -- SITE --bisect ...`, with the options
 * of wp-bisect. Without arguments: every run that is promised a depth, as a table, each on a real WordPress
 * on this machine, 300 ms away. `npm run timeline -- row 'known admin'` draws the runs of that name.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { maskSecrets } from '../../src/model/secrets.ts';
import { chain, depthOf, draw, type Link, type Sent } from './chain.ts';
import { type Access, depthFor, type Kind, ROWS, type Row } from './rows.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const HOOK = new URL('hook.mjs', import.meta.url).href;

const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-timeline-'));
try {
  const [first, name = '', ...more] = process.argv.slice(2);
  if (first === undefined) process.exitCode = await showRows(ROWS, false);
  else if (first === 'row') {
    const rows = ROWS.filter((row) => row.name.startsWith(name));
    if (rows.length === 0)
      throw new Error(`Name one of: ${ROWS.map((row) => row.name).join(', ')}.`);
    process.exitCode = await showRows(rows, true);
  } else {
    const { links, code } = await run([first, name, ...more].filter(Boolean), {});
    print(draw(links));
    process.exitCode = code;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Resolves with 1 where a run went deeper than promised. */
async function showRows(rows: readonly Row[], drawn: boolean): Promise<number> {
  let tooDeep = 0;
  print(['depth wanted requests seconds exit  run']);
  for (const kind of new Set(rows.map(({ site }) => site))) {
    await onSample(kind, async (start) => {
      for (const row of rows.filter(({ site }) => site === kind)) {
        for (const access of row.access) {
          const { links, code } = await start(row, access);
          if (drawn) print(draw(links));
          const depth = depthOf(links);
          const wanted = depthFor(row, access);
          if (depth > wanted) tooDeep += 1;
          const seconds = (Math.max(0, ...links.map(({ end }) => end)) / 1_000).toFixed(1);
          const figures = [
            `${depth}`.padStart(5),
            `${wanted}`.padStart(6),
            `${links.length}`.padStart(8),
            seconds.padStart(7),
            `${code}`.padStart(4),
          ];
          print([`${figures.join(' ')}  ${row.name}, ${access}`]);
        }
      }
    });
  }
  return tooDeep > 0 ? 1 : 0;
}

type Start = (row: Row, access: Access) => Promise<Ran>;

async function onSample(kind: Kind, work: (start: Start) => Promise<void>): Promise<void> {
  const { startSample } = await import('./sample-site.ts');
  const site = await startSample(kind, folder);
  try {
    await work(async ({ args }, access) => {
      await site.reset();
      const given = {
        WP_BISECT_USER: site.user,
        WP_BISECT_HOME: await mkdtemp(join(folder, 'home-')),
        ...(access !== 'application-password' && { WP_BISECT_PASSWORD: site.password }),
        ...(access !== 'session' && {
          WP_BISECT_APP_PASSWORD: await site.createApplicationPassword(),
        }),
      };
      return run([site.url, ...args], given);
    });
  } finally {
    await site.stop();
  }
}

type Ran = { readonly links: readonly Link[]; readonly code: number };

/** Runs the program, and resolves with its requests and its exit code. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const file = join(await mkdtemp(join(folder, 'run-')), 'requests.ndjson');
  const child = spawn(process.execPath, ['--import', HOOK, CLI, ...args, '--quiet'], {
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, ...env, WP_BISECT_TIMELINE: file },
  });
  const code = await new Promise<number>((resolve) =>
    child.on('close', (status) => resolve(status ?? 1)),
  );
  return { links: chain(sentIn(await readFile(file, 'utf8').catch(() => ''))), code };
}

function sentIn(lines: string): readonly Sent[] {
  const raw = lines
    .split('\n')
    .filter(Boolean)
    .map(
      (line) =>
        JSON.parse(line) as Omit<Sent, 'label'> & { method: string; path: string; status: number },
    );
  const first = Math.min(...raw.map(({ start }) => start));
  return raw.map(({ method, path, status, start, end }) => ({
    label: `${status || 'no answer'} ${maskSecrets(`${method} ${path}`)}`.slice(0, 100),
    start: start - first,
    end: end - first,
  }));
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
