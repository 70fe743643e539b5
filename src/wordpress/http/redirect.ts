/** Where an answer sends the browser. The one reader of the Location header. */

import type { HttpAnswer } from './types.ts';

/**
 * Where a redirect leads on http(s), without fragment, user and password. Null for every other answer, and
 * for a Location that no browser could follow. Any 3xx counts: `wp_redirect()` sends each of them.
 */
export function redirectTarget({
  url,
  status,
  headers,
}: Pick<HttpAnswer, 'url' | 'status' | 'headers'>): URL | null {
  const location = status >= 300 && status <= 399 ? headers.get('location') : null;
  if (location === null || !URL.canParse(location, url)) return null;
  const target = new URL(location, url);
  if (!/^https?:$/.test(target.protocol)) return null;
  target.hash = '';
  target.username = '';
  target.password = '';
  return target;
}
