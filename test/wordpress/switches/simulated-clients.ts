/** A simulated site and clients for it, in one process: no port, no waiting. */

import { virtualClock } from '../../../mocks/simulated/clock.ts';
import { createSite } from '../../../mocks/simulated/site.ts';
import type { SiteOptions } from '../../../mocks/simulated/types.ts';
import { createConnection } from '../../../src/wordpress/http/connection.ts';
import { fakeClock } from './fake-site.ts';
import { addressOf, anonymous, signIn, withApplicationPassword } from './sign-in.ts';

export async function simulated(options: SiteOptions) {
  const site = createSite({ clock: virtualClock(), ...options });
  const clock = fakeClock();
  /** Where the requests seem to come from. */
  const visitor = { ip: '198.51.100.7' };
  const connection = createConnection({
    timeoutMs: 30_000,
    userAgent: 'wp-bisect test',
    sleep: async () => {},
    fetch: async (input, init) => {
      const answer = await site.handle(new Request(input, init), visitor.ip);
      if (answer.type === 'error') {
        throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
      }
      return answer;
    },
  });
  const address = addressOf(site.url, site.restUrl);
  return {
    site,
    clock,
    visitor,
    address,
    session: await signIn(connection, address, 'admin', 'password'),
    app: withApplicationPassword(connection, address, 'admin', 'abcd EFGH 1234 ijkl MNOP 5678'),
    anonymous: anonymous(connection, address),
  };
}
