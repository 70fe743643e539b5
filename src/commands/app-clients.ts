/** The clients of an app's credentials: WooCommerce keys, a bearer token. They only send the failing request. */

import { type AppIdentity, type Identity, isAppIdentity } from '../model/report.ts';
import type { Options } from '../options/parse-options.ts';
import { type AppCredential, createClient } from '../wordpress/http/client.ts';
import type { Client } from '../wordpress/http/types.ts';
import type { Connected, Context } from './context.ts';

/** What of an app's credentials was given beforehand. A key without its secret is none. */
export function givenAppCredentials({ secrets }: Pick<Options, 'secrets'>): AppCredential[] {
  const { woocommerceKey: key, woocommerceSecret: secret, bearer } = secrets;
  return [
    ...(key !== null && secret !== null
      ? [{ identity: 'woocommerce-keys', key: key.trim(), secret: secret.trim() } as const]
      : []),
    ...(bearer === null ? [] : [{ identity: 'bearer', token: tokenOf(bearer) } as const]),
  ];
}

/** A client for each of these credentials. Nothing is sent here. */
export function appClients(
  credentials: readonly AppCredential[],
  { connection, address }: Pick<Connected, 'connection' | 'address'>,
): Partial<Record<AppIdentity, Client>> {
  return Object.fromEntries(
    credentials.map((credential) => [
      credential.identity,
      createClient({ connection, address, credential }),
    ]),
  );
}

/**
 * Asks, hidden, for the credential that a request is to be sent with, where it is an app's and was not
 * given: the site with a client for it. Rejects where nobody can be asked.
 */
export async function withAppCredential<
  Site extends Pick<Connected, 'address' | 'clients' | 'connection'>,
>(
  as: Identity | null,
  { ask, options }: Pick<Context, 'ask' | 'options'>,
  connected: Site,
): Promise<Site> {
  if (as === null || !isAppIdentity(as) || connected.clients[as] !== undefined) return connected;
  const { woocommerceKey, woocommerceSecret, bearer } = options.secrets;
  const secrets =
    as === 'bearer'
      ? { ...options.secrets, bearer: bearer ?? (await ask.secret('bearer')) }
      : {
          ...options.secrets,
          woocommerceKey: woocommerceKey ?? (await ask.secret('woocommerce-key')),
          woocommerceSecret: woocommerceSecret ?? (await ask.secret('woocommerce-secret')),
        };
  const asked = appClients(givenAppCredentials({ secrets }), connected);
  return { ...connected, clients: { ...connected.clients, ...asked } };
}

/** People copy the whole header. */
function tokenOf(typed: string): string {
  return typed
    .trim()
    .replace(/^authorization:\s*/i, '')
    .replace(/^bearer\s+/i, '');
}
