import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, WORDPRESS_SOURCE } from '../embedded/cache.ts';
import { fetchSource } from '../embedded/provision.ts';

/** Makes sure that WP-CLI is in the cache (67 MB from the npm registry the first time) and gives its file. */
export const provisionPhar = async (root = cacheRoot()): Promise<string> => {
  const { integrity, files, wpCli } = WORDPRESS_SOURCE;
  const digest = createHash('sha256').update(integrity).digest('hex').slice(0, 12);
  const target = join(root, `wp-cli-${digest}.phar`);
  if (existsSync(target)) return target;
  // The name by which provision.ts knows what a killed download has left.
  const making = join(root, `embedded-wp-cli-${randomBytes(4).toString('hex')}.partial`);
  await mkdir(making, { recursive: true });
  try {
    await fetchSource([wpCli], making);
    await rename(join(making, files, wpCli), target);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return target;
};
