/** Requests that one troubleshooting session of Health Check answers with a chosen set of plugins. */

import type { PluginId, SymptomRequest } from '../../../model/report.ts';
import { folderOf } from '../../plugins/ids.ts';

/** The cookie that makes a request part of the session. */
export const SESSION_COOKIE = 'wp-health-check-disable-plugins';

/** The parameter that names, for one request, the folders that may load. */
const ALLOWED = 'health-check-allowed-plugins';

/**
 * The request as the session answers it: the cookie beside its own cookies, the folders in its query.
 * `stamp` makes the address unlike any before, so that no cache in front answers for another set.
 */
export function throughSession<R extends Pick<SymptomRequest, 'url' | 'headers'>>(
  request: R,
  session: { readonly cookie: string; readonly folders: Iterable<string>; readonly stamp: string },
): R {
  const url = new URL(request.url);
  url.searchParams.set(ALLOWED, [...session.folders].join(','));
  url.searchParams.set('_', session.stamp);
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.toLowerCase() === 'cookie') cookies.push(value);
    else headers[name] = value;
  }
  headers.Cookie = [...cookies, `${SESSION_COOKIE}=${session.cookie}`].join('; ');
  return { ...request, url: url.href, headers };
}

/** The folders of plugins, as the session knows them (`hello.php` for a single file). */
export function foldersOf(plugins: Iterable<PluginId>): ReadonlySet<string> {
  return new Set([...plugins].map(folderOf));
}

/** A folder that the comma-separated list cannot name. */
export function isUnnameable(plugin: PluginId): boolean {
  return folderOf(plugin).includes(',');
}
