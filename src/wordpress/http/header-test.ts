/** Site Health's own test of the Authorization header (wp-includes/rest-api, `wp-site-health/v1`). */

import { record } from './json.ts';

/** Where it is, and the user and password (`user:pwd`) that it expects to see (class-wp-site-health.php). */
export const HEADER_TEST = {
  route: '/wp-site-health/v1/tests/authorization-header',
  headers: { Authorization: 'Basic dXNlcjpwd2Q=' },
} as const;

/**
 * Whether the header arrived; null for anything but the test's own answer. "invalid" means that another
 * header came and "missing" that none did, but the labels are translated: only `good` tells.
 */
export function headerArrives(status: number, json: unknown): boolean | null {
  const test = record(json);
  if (status !== 200 || test?.test !== 'authorization_header') return null;
  return test.status === 'good';
}
