import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheFolder, cacheRoot, RUNTIME_SOURCE, WORDPRESS_SOURCE } from './cache.ts';
import { verifyIntegrity } from './integrity.ts';

/** Folders of a complete cache. */
export type Provisioned = {
  /** WordPress core as published: shared by all sites, never written to. */
  readonly wordpressDir: string;
  /** The package.json folder whose node_modules holds the PHP runtime. */
  readonly packagesDir: string;
  /** The SQLite database layer. */
  readonly sqliteDir: string;
  /** Database of a freshly installed WordPress. */
  readonly templateDatabase: string;
};

/**
 * Makes sure that WordPress, PHP and an installed template database are in the cache (about 100 MB from the
 * npm registry the first time, nothing afterwards) and says where. Rejects with the fact, then the remedy.
 */
export const provision = async (
  onProgress: (line: string) => void = () => {},
  root = cacheRoot(),
): Promise<Provisioned> => {
  const target = cacheFolder(root);
  if (!existsSync(target)) await fill(target, onProgress);
  return within(target);
};

const within = (folder: string): Provisioned => ({
  wordpressDir: join(folder, 'wordpress'),
  packagesDir: join(folder, 'runtime'),
  sqliteDir: join(folder, 'sqlite'),
  templateDatabase: join(folder, 'template.sqlite'),
});

// Everything is made in a folder of its own and moved into place in one step: a killed provisioning
// leaves rubbish, never a half cache, and of two at once the second finds the place taken.
const fill = async (target: string, onProgress: (line: string) => void): Promise<void> => {
  await mkdir(dirname(target), { recursive: true }).catch((cause) => {
    throw new Error(
      `The cache folder ${dirname(target)} cannot be made (${cause.code}). Set WP_BISECT_CACHE to a folder you may write to.`,
      { cause },
    );
  });
  await removeRubbish(target);
  const making = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.partial`;
  await mkdir(making);
  try {
    const parts = within(making);
    onProgress('Fetching the PHP runtime (about 30 MB)');
    await fetchRuntime(parts.packagesDir);
    onProgress('Fetching WordPress 7.1.1 (67 MB)');
    await fetchWordPress(making, parts);
    onProgress('Installing WordPress once');
    await makeTemplate(parts);
    await rename(making, target).catch((error) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  onProgress(`Ready in ${target}`);
};

const fetchRuntime = async (packagesDir: string): Promise<void> => {
  await cp(RUNTIME_SOURCE, packagesDir, { recursive: true });
  // npm ci checks every package against the sha512 in our lock file, which names no registry.
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], packagesDir);
};

const fetchWordPress = async (making: string, parts: Provisioned): Promise<void> => {
  const download = join(making, 'download');
  await mkdir(download);
  const { files, wordpress, sqlite } = WORDPRESS_SOURCE;
  await fetchSource([wordpress, sqlite], download);
  await rename(join(download, files, wordpress), parts.wordpressDir);
  await rename(join(download, files, sqlite), parts.sqliteDir);
  await rm(download, { recursive: true });
};

/** Downloads the package that carries WordPress and unpacks these parts of its files below `download`. */
export const fetchSource = async (parts: readonly string[], download: string): Promise<void> => {
  await npm(['pack', WORDPRESS_SOURCE.spec, '--ignore-scripts'], download);
  const file = (await readdir(download)).find((name) => name.endsWith('.tgz'));
  if (!file)
    throw new Error(`npm pack ${WORDPRESS_SOURCE.spec} left no file. Run it by hand to see why.`);
  await verifyIntegrity(join(download, file), WORDPRESS_SOURCE.integrity);
  const members = parts.map((part) => `${WORDPRESS_SOURCE.files}/${part}`);
  await run('tar', ['-xzf', file, ...members], download);
};

const makeTemplate = async (parts: Provisioned): Promise<void> => {
  const script = join(import.meta.dirname, 'template.ts');
  const folders = [parts.packagesDir, parts.wordpressDir, parts.sqliteDir, parts.templateDatabase];
  await run(process.execPath, ['--import', 'tsx', script, ...folders], import.meta.dirname);
};

/** Runs npm to its end. Rejects with the last lines it said, or with what to do where there is no network. */
export const npm = async (args: readonly string[], cwd: string): Promise<void> => {
  try {
    await run('npm', args, cwd, process.platform === 'win32');
  } catch (error) {
    const text = String(error);
    const offline = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/.exec(
      text,
    );
    if (!offline) throw error;
    throw new Error(
      `The npm registry cannot be reached (${offline[0]}). The embedded WordPress is downloaded once: connect, or point npm to a registry you can reach, and try again.`,
      { cause: error },
    );
  }
};

/** Runs a command to its end; rejects with the last lines it said. */
const run = (command: string, args: readonly string[], cwd: string, shell = false): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listen = (chunk: Buffer) => {
      said = (said + chunk).slice(-4000);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new Error(
          cause.code === 'ENOENT'
            ? `The command ${command} is not installed. Install it and try again.`
            : `${command} could not be started (${cause.code}).`,
          { cause },
        ),
      ),
    );
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const asked = [basename(command), ...args.map((arg) => basename(arg))].join(' ');
      reject(new Error(`"${asked}" failed (${signal ?? code}):\n${said.trim()}`));
    });
  });

const HOUR = 3_600_000;

/** Deletes what killed provisionings left: half-made folders that nobody has touched for an hour. */
const removeRubbish = async (target: string): Promise<void> => {
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith('embedded-') || !name.endsWith('.partial')) continue;
    const folder = join(dirname(target), name);
    const touched = await stat(folder).catch(() => undefined);
    if (touched && Date.now() - touched.mtimeMs > HOUR) {
      await rm(folder, { recursive: true, force: true });
    }
  }
};
