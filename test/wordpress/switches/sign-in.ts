/** Clients for a site whose password is known, without the care that the product takes. */

import { createClient } from '../../../src/wordpress/http/client.ts';
import { type Connection, createConnection } from '../../../src/wordpress/http/connection.ts';
import { createBrowser } from '../../../src/wordpress/http/cookies.ts';
import { createSessionClient, readNonce } from '../../../src/wordpress/http/session-client.ts';
import type { Client, SiteAddress } from '../../../src/wordpress/http/types.ts';

export function addressOf(url: string, restRoot = `${url}wp-json/`): SiteAddress {
  return { home: url, restRoot, siteUrl: url, namespaces: [] };
}

export function connect(): Connection {
  return createConnection({ timeoutMs: 30_000, userAgent: 'wp-bisect test' });
}

export function anonymous(connection: Connection, address: SiteAddress): Client {
  return createClient({ connection, address, credential: { identity: 'anonymous' } });
}

export function withApplicationPassword(
  connection: Connection,
  address: SiteAddress,
  user: string,
  password: string,
): Client {
  return createClient({
    connection,
    address,
    credential: { identity: 'application-password', user, password },
  });
}

export async function signIn(
  connection: Connection,
  address: SiteAddress,
  user: string,
  password: string,
): Promise<Client> {
  const browser = createBrowser(connection.at(new URL(address.siteUrl).origin));
  const url = `${address.siteUrl}wp-login.php`;
  async function enter() {
    await browser.send({ url });
    const form = { log: user, pwd: password, 'wp-submit': 'Log In', testcookie: '1' };
    await browser.send({ url, method: 'POST', body: new URLSearchParams(form) });
    if (!(await browser.hasCookie('wordpress_logged_in_', address.siteUrl))) {
      throw new Error('The password was not accepted.');
    }
  }
  await enter();
  const asked = await readNonce(browser.send, address);
  const nonce = asked.type === 'nonce' ? asked.nonce : null;
  return createSessionClient({ browser, address, nonce, signIn: enter, now: Date.now });
}
