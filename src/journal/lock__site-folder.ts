import { createHash } from 'node:crypto';
import { join } from 'node:path';

/**
 * The folder that holds a site's journal and lock: readable host first, then a hash of the whole
 * address, so that two subfolder installs of one host keep apart.
 */
export function siteFolder(home: string, site: string): string {
  const url = new URL(site);
  const host = url.host.replace(/[^a-z0-9.-]+/gi, '_');
  const digest = createHash('sha256').update(`${url.host}${url.pathname}`).digest('hex');
  return join(home, 'sites', `${host}-${digest.slice(0, 12)}`);
}
