/** The stock WordPress Playground CLI: kept in the cache folder, run on loopback only. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { cacheRoot } from '../embedded/cache.ts';
import { npm } from '../embedded/provision.ts';

const PINNED = ['package.json', 'package-lock.json'];

/** Where the pinned version is, or will be. */
function folder(): string {
  const lock = readFileSync(join(import.meta.dirname, 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex');
  return join(cacheRoot(), `playground-${digest.slice(0, 12)}`);
}

/** True where `providePlayground` has been here before: nothing has to be downloaded. */
export function hasPlayground(): boolean {
  return existsSync(folder());
}

/** Installs it from the npm registry (215 MB on disk) where it is missing. */
export async function providePlayground(): Promise<void> {
  const target = folder();
  if (hasPlayground()) return;
  const making = `${target}.${process.pid}.partial`;
  try {
    await mkdir(making, { recursive: true });
    for (const file of PINNED) await cp(join(import.meta.dirname, file), join(making, file));
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], making);
    await rename(making, target);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** A site that the CLI has made of a blueprint. */
export type PlaygroundSite = { readonly url: string; stop(): Promise<void> };

/** What the CLI is given. */
export type PlaygroundOptions = {
  /** The file of the blueprint, as the product wrote it. */
  readonly blueprint: string;
  /** A copy of WordPress of its own: the CLI writes into it. */
  readonly wordpress: string;
  /** What wordpress.org would serve: `SLUG.VERSION.zip`. */
  readonly zips: string;
};

/**
 * Runs the blueprint, unchanged, and serves the site on 127.0.0.1. `offline.mjs` refuses every other
 * address and answers plugin downloads from `zips`. Rejects with what the CLI said where it ends.
 */
export async function startPlayground(options: PlaygroundOptions): Promise<PlaygroundSite> {
  const port = await freePort();
  const cli = join(folder(), 'node_modules/@wp-playground/cli/wp-playground.js');
  const child = spawn(
    process.execPath,
    [
      ...['--import', join(import.meta.dirname, 'offline.mjs'), cli, 'server'],
      ...['--port', String(port), '--blueprint', options.blueprint],
      // WordPress is there already: the CLI would download it otherwise.
      ...['--wordpress-install-mode', 'install-from-existing-files'],
      ...['--mount-dir-before-install', options.wordpress, '/wordpress'],
    ],
    {
      cwd: dirname(options.blueprint),
      env: { ...process.env, WP_BISECT_PLUGIN_ZIPS: options.zips },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await new Promise<void>((ready, failed) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        said += text;
        if (said.includes('Ready!')) ready();
      });
    }
    child.on('error', failed);
    void ended.then(() => failed(new Error(`The Playground CLI ended:\n${said}`)));
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
