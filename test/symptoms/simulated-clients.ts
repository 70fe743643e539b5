/** The clients of a simulated site, without a network. */

import { createSite } from '../../mocks/simulated/site.ts';
import type { SimulatedSite, SiteOptions } from '../../mocks/simulated/types.ts';
import type { Identity } from '../../src/model/report.ts';
import { createClient } from '../../src/wordpress/http/client.ts';
import { createConnection } from '../../src/wordpress/http/connection.ts';
import type { Client, SiteAddress } from '../../src/wordpress/http/types.ts';
import { isRestUrl } from '../../src/wordpress/http/urls.ts';

const APPLICATION_PASSWORD = 'abcd EFGH 1234 ijkl MNOP 5678';

export type SimulatedClients = {
  readonly site: SimulatedSite;
  readonly address: SiteAddress;
  readonly clients: { readonly anonymous: Client } & Partial<Record<Identity, Client>>;
};

/** A simulated site and its clients for these identities. A session lasts as long as the site lets it. */
export function simulate(
  options: SiteOptions,
  identities: readonly Identity[] = ['anonymous'],
  { password = APPLICATION_PASSWORD }: { readonly password?: string } = {},
): SimulatedClients {
  const site = createSite(options);
  const address: SiteAddress = {
    home: site.url,
    siteUrl: site.url,
    restRoot: site.restUrl,
    namespaces: ['oembed/1.0', 'wp/v2', ...routesOf(options)],
  };
  const connection = createConnection({
    fetch: async (url, init) => {
      const response = await site.handle(new Request(url as string, init));
      // What a cut connection is to the real fetch.
      if (response.type === 'error')
        throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
      return response;
    },
    sleep: async () => {},
    timeoutMs: 5_000,
    userAgent: 'wp-bisect/test',
    env: {},
  });
  const anonymous = createClient({ connection, address, credential: { identity: 'anonymous' } });
  const withPassword = createClient({
    connection,
    address,
    credential: { identity: 'application-password', user: 'admin', password },
  });
  return {
    site,
    address,
    clients: {
      anonymous,
      ...(identities.includes('application-password') && { 'application-password': withPassword }),
      ...(identities.includes('session') && { session: sessionOf(site, address, anonymous) }),
    },
  };
}

function routesOf({ plugins = [] }: SiteOptions): readonly string[] {
  const routes = plugins.flatMap((plugin) =>
    typeof plugin === 'string' ? [] : (plugin.routes ?? []),
  );
  return [...new Set(routes.map(({ path }) => path.split('/').slice(1, 3).join('/')))];
}

function sessionOf(site: SimulatedSite, address: SiteAddress, anonymous: Client): Client {
  const { cookie, nonce } = site.signIn('admin');
  return {
    ...anonymous,
    identity: 'session',
    send: (request) =>
      anonymous.send({
        ...request,
        headers: {
          ...request.headers,
          Cookie: cookie,
          ...(isRestUrl(address, request.url) && { 'X-WP-Nonce': nonce }),
        },
      }),
  };
}
