/**
 * Is it the password, or does the site refuse all of them? A new application password, used for one request
 * and revoked at once, tells: WordPress cannot have forgotten that one, and nobody can have mistyped it.
 */

import { isProblem, type Problem } from '../../model/errors.ts';
import { createClient } from '../http/client.ts';
import type { Connection } from '../http/connection.ts';
import { record } from '../http/json.ts';
import { RestError } from '../http/rest-error.ts';
import type { Client, SiteAddress } from '../http/types.ts';
import { OWN_PASSWORDS } from '../http/urls.ts';
import { REVOKE_MS, revokePassword } from './application-password.ts';

/** Of a new application password: whether the site took it, and whether it was revoked again. */
export type FreshPassword = {
  /** `unknown`: none could be made, or no answer came. */
  readonly verdict: 'taken' | 'refused' | 'unknown';
  /** The user whose password was made; null where none was. */
  readonly user: string | null;
  readonly isRevoked: boolean;
};

const NONE: FreshPassword = { verdict: 'unknown', user: null, isRevoked: true };

/** Makes one as the session's user, asks who it is with it, and revokes it. Rejects only when cancelled. */
export async function tryFreshPassword({
  session,
  connection,
  address,
  name,
  signal,
}: {
  readonly session: Client;
  readonly connection: Connection;
  readonly address: SiteAddress;
  readonly name: string;
  readonly signal: AbortSignal;
}): Promise<FreshPassword> {
  const query = { context: 'edit' };
  const me = await told(session.rest({ path: '/wp/v2/users/me', query, signal }), signal);
  const user = member(me, 'username');
  if (user === null) return NONE;
  const made = await told(
    session.rest({ method: 'POST', path: OWN_PASSWORDS, data: { name }, signal }),
    signal,
  );
  const password = member(made, 'password');
  const uuid = member(made, 'uuid');
  if (password === null || uuid === null || !/^[\da-f-]{36}$/i.test(uuid)) return NONE;
  try {
    const credential = { identity: 'application-password', user, password } as const;
    const client = createClient({ connection, address, credential });
    const answer = await told(client.rest({ path: '/wp/v2/users/me', query, signal }), signal);
    const isTaken = member(answer, 'username') === user;
    const isRefused = answer instanceof RestError && answer.status < 500 && answer.status !== 429;
    const verdict = isTaken ? 'taken' : isRefused ? 'refused' : 'unknown';
    return { verdict, user, isRevoked: await revoke(session, uuid) };
  } catch (error) {
    await revoke(session, uuid);
    throw error;
  }
}

/** Also where the run is being stopped. */
function revoke(session: Client, uuid: string): Promise<boolean> {
  return revokePassword(session, uuid, AbortSignal.timeout(REVOKE_MS)).catch(() => false);
}

/** The JSON of an answer, or what was refused; null for no answer. */
async function told(
  asking: ReturnType<Client['rest']>,
  signal: AbortSignal,
): Promise<unknown | RestError | Problem> {
  try {
    return (await asking).json;
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof RestError) return error;
    if (isProblem(error)) return null;
    throw error;
  }
}

function member(value: unknown, name: string): string | null {
  const found = value instanceof RestError ? undefined : record(value)?.[name];
  return typeof found === 'string' && found !== '' ? found : null;
}
