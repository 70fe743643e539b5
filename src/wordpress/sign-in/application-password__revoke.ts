/** Taking back an application password, with nothing but that password itself. */

import { record } from '../http/json.ts';
import type { Client } from '../http/types.ts';

const OWN = '/wp/v2/users/me/application-passwords';

/**
 * Revokes the application password of this client (WordPress 5.7: a password can be asked which one it
 * is). True when the site said that it is gone. Never rejects: what is left is told, not thrown.
 */
export async function revokeOwnPassword(client: Client, signal?: AbortSignal): Promise<boolean> {
  try {
    const { json } = await client.rest({ path: `${OWN}/introspect`, signal });
    const uuid = record(json)?.uuid;
    if (typeof uuid !== 'string' || !/^[\da-f-]{36}$/i.test(uuid)) return false;
    const gone = await client.rest({ method: 'DELETE', path: `${OWN}/${uuid}`, signal });
    return record(gone.json)?.deleted === true;
  } catch {
    return false;
  }
}
