/**
 * Draws which request of a run waited for which: `npm run timeline -- SITE --bisect ...`, with the options
 * of wp-bisect. Without arguments: a real WordPress on this machine, 300 ms away, a culprit in no table.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { maskSecrets } from '../../src/model/secrets.ts';
import { chain, draw, type Sent } from './chain.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const HOOK = new URL('hook.mjs', import.meta.url).href;

const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-timeline-'));
try {
  const args = process.argv.slice(2);
  process.exitCode = args.length > 0 ? await show(args, {}) : await showSample();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function showSample(): Promise<number> {
  const { startSample } = await import('./sample-site.ts');
  const site = await startSample();
  try {
    return await show([site.url, '--bisect', '--switch', 'admin', '--yes'], {
      WP_BISECT_USER: site.user,
      WP_BISECT_PASSWORD: site.password,
      WP_BISECT_HOME: folder,
    });
  } finally {
    await site.stop();
  }
}

/** Runs the program and draws its requests on stdout. Resolves with its exit code. */
async function show(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const file = join(folder, 'requests.ndjson');
  const child = spawn(process.execPath, ['--import', HOOK, CLI, ...args], {
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, ...env, WP_BISECT_TIMELINE: file },
  });
  const code = await new Promise<number>((resolve) =>
    child.on('close', (status) => resolve(status ?? 1)),
  );
  const sent = sentIn(await readFile(file, 'utf8').catch(() => ''));
  process.stdout.write(`${draw(chain(sent)).join('\n')}\n`);
  return code;
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
