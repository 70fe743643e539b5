import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bareName, isLoopback } from '../model/host-names.ts';

/**
 * The folder that holds a site's journal: readable host first, then a hash of the whole address, so
 * that two subfolder installs of one host keep apart. One site has one folder, whether its address is
 * written with `www.` or without, or by another name of this machine.
 */
export function siteFolder(home: string, site: string): string {
  const { host, pathname } = identityOf(site);
  const digest = createHash('sha256').update(`${host}${pathname}`).digest('hex');
  return join(home, 'sites', `${host.replace(/[^a-z0-9.-]+/gi, '_')}-${digest.slice(0, 12)}`);
}

/**
 * The folder that holds the lock of a site: one for every address on its host. A site with a closed
 * REST index can be reached by several folders, and only the host is certain.
 */
export function lockFolder(home: string, site: string): string {
  return siteFolder(home, new URL('/', site).href);
}

/** True when both addresses are on one server: the same host, `www.` aside, and the same port. */
export function isSameServer(one: string, other: string): boolean {
  return identityOf(one).host === identityOf(other).host;
}

/** True when both addresses mean the same folder of the same server. A proxy may speak https for the site. */
export function isSamePlace(one: string, other: string): boolean {
  return isSameServer(one, other) && identityOf(one).pathname === identityOf(other).pathname;
}

function identityOf(site: string): { readonly host: string; readonly pathname: string } {
  const { hostname, port, pathname } = new URL(site);
  const name = isLoopback(hostname) ? 'localhost' : bareName(hostname);
  return { host: port === '' ? name : `${name}:${port}`, pathname: pathname.replace(/\/*$/, '/') };
}
