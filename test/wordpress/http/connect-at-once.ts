/** A connection for tests: no real waiting. */

import {
  type ConnectionOptions,
  createConnection,
} from '../../../src/wordpress/http/connection.ts';

/** A connection whose sleeps return at once and are written down. Milliseconds. */
export function connect(options: Partial<ConnectionOptions> = {}) {
  const slept: number[] = [];
  const connection = createConnection({
    timeoutMs: 5_000,
    userAgent: 'wp-bisect/test',
    sleep: async (ms) => void slept.push(ms),
    ...options,
  });
  return { connection, slept };
}
