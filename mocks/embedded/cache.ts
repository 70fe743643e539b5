import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import envPaths from 'env-paths';

/** The npm package that carries WordPress 7.1.1 and the SQLite database layer, with the sha512 the registry must answer. */
export const WORDPRESS_SOURCE = {
  spec: 'wp-studio@1.22.0',
  integrity:
    'sha512-boMtahkhgWDKKyNTBA1uTK5ghnAmxXhDY6KeQCO9FmcI3/o+YOSq8JwYW5ZYnxHCxH14Jf/mD6CJTBvTWl2Ytw==',
  files: 'package/dist/cli/wp-files',
  wordpress: 'latest/wordpress',
  sqlite: 'sqlite-database-integration',
  wpCli: 'wp-cli/wp-cli.phar',
} as const;

/** The folder of the pinned PHP runtime: package.json, its lock file and the stub for native file locks. */
export const RUNTIME_SOURCE = join(import.meta.dirname, 'runtime');

/** Where everything downloaded lives: `WP_BISECT_CACHE`, else the user's cache folder. */
export const cacheRoot = (env: NodeJS.ProcessEnv = process.env): string =>
  env.WP_BISECT_CACHE || envPaths('wp-bisect', { suffix: '' }).cache;

/** The folder for exactly what this version of the project pins; another version uses another folder. */
export const cacheFolder = (root: string): string => {
  const hash = createHash('sha256').update(WORDPRESS_SOURCE.integrity);
  for (const file of ['runtime/package-lock.json', 'template.ts', 'accounts.ts']) {
    hash.update(readFileSync(join(import.meta.dirname, file)));
  }
  const digest = hash.digest('hex');
  return join(root, `embedded-${digest.slice(0, 12)}`);
};
