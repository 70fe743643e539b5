import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makePrivateFolder } from '../embedded/private-folder.ts';
import { provision } from '../embedded/provision.ts';
import { layOutSite, SHARED_FOLDERS, siteFolders, wpConfig } from '../embedded/site.ts';
import { provisionPhar } from './phar.ts';

/** A WordPress served by this computer's own PHP, with WP-CLI beside it. */
export type NativeWordPress = {
  /** With a trailing slash. */
  readonly url: string;
  /** The folder of WordPress. */
  readonly path: string;
  /** The command that reaches it, as a person would type it. */
  readonly wpCli: string;
  /** The option `active_plugins` exactly as the database holds it. */
  activeOption(): string;
  /** Writes it, with no hooks run. */
  setActiveOption(serialized: string): void;
  stop(): Promise<void>;
};

/** The PHP extensions that WordPress on SQLite and WP-CLI need, or the word why there is no PHP. */
export const whyNoPhp = (): string | null => {
  const { error, stdout } = spawnSync('php', ['-m'], { encoding: 'utf8' });
  if (error) return 'php is not installed';
  const missing = ['pdo_sqlite', 'mbstring', 'Phar'].filter((name) => !stdout.includes(name));
  return missing.length === 0 ? null : `php lacks ${missing.join(' and ')}`;
};

/** Boots it. `plugins` are PHP texts by file, such as `wreck/wreck.php`; none is active. */
export const startNativeWordPress = async (
  plugins: Readonly<Record<string, string>>,
): Promise<NativeWordPress> => {
  const { wordpressDir, sqliteDir, templateDatabase } = await provision();
  const phar = await provisionPhar();
  const privateDir = makePrivateFolder();
  layOutSite(privateDir, wordpressDir);
  const folders = siteFolders(privateDir);
  for (const folder of SHARED_FOLDERS) {
    cpSync(join(wordpressDir, folder), join(folders.root, folder), { recursive: true });
  }
  copyFileSync(templateDatabase, folders.database);
  writeFileSync(
    join(folders.content, 'db.php'),
    `<?php\n/* Plugin Name: SQLite database */\nrequire_once '${sqliteDir}/wp-includes/sqlite/db.php';\n`,
  );
  for (const [file, text] of Object.entries(plugins)) {
    mkdirSync(join(folders.plugins, file, '..'), { recursive: true });
    writeFileSync(join(folders.plugins, file), text);
  }
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const constants = { WP_HOME: address, WP_SITEURL: address, DB_DIR: `${privateDir}/` };
  writeFileSync(join(folders.root, 'wp-config.php'), wpConfig(constants, 'native'));
  const server = spawn('php', ['-S', `127.0.0.1:${port}`, '-t', folders.root], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listening(server);

  const sql = (code: string, ...args: string[]) => {
    const open = `$d = new PDO('sqlite:${folders.database}'); `;
    return execFileSync('php', ['-r', open + code, '--', ...args], { encoding: 'utf8' });
  };
  return {
    url: `${address}/`,
    path: folders.root,
    wpCli: `php '${phar}' '--path=${folders.root}' --allow-root`,
    activeOption: () =>
      sql(
        `echo $d->query("SELECT option_value FROM wp_options WHERE option_name = 'active_plugins'")->fetchColumn();`,
      ),
    setActiveOption: (serialized) => {
      sql(
        `$d->prepare("UPDATE wp_options SET option_value = ? WHERE option_name = 'active_plugins'")->execute(array($argv[1]));`,
        serialized,
      );
    },
    stop: async () => {
      const ended = new Promise((resolve) => server.once('close', resolve));
      server.kill('SIGKILL');
      await ended;
      rmSync(privateDir, { recursive: true, force: true });
    },
  };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

/** PHP says so on stderr when it listens. */
const listening = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk;
      if (/Development Server .* started/.test(said)) resolve();
    });
    server.once('error', reject);
    server.once('close', () => reject(new Error(`PHP did not serve the site: ${said}`)));
  });
