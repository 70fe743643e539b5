/** Signing in for a look around: a refusal is something to tell, not the end. */

import { isProblem, Problem } from '../model/errors.ts';
import { proveAccess } from '../wordpress/sign-in/sign-in.ts';
import { type Connected, connectedBy, type Reached } from './connect.ts';
import type { Context } from './context.ts';
import type { Credentials } from './sign-in.ts';

/**
 * Signs in with whatever was given, once a credential. With nothing given, or nothing accepted, the
 * visitor is left. Rejects with `bad-option` where a password has no user.
 */
export async function signInAnyway(context: Context, reached: Reached): Promise<Connected> {
  const { options, emit, signal } = context;
  const { address, connection } = reached;
  const credentials = await givenIn(context);
  const access = await proveAccess({
    address,
    connection,
    ...credentials,
    loginUrl: options.loginUrl ?? undefined,
    anyway: true,
    signal,
    emit,
  });
  return connectedBy(reached, { access, credentials });
}

/** What was given beforehand; a user without a password is asked for one, where somebody can be. */
async function givenIn({ options, ask }: Context): Promise<Credentials> {
  const { applicationPassword, password } = options.secrets;
  if (applicationPassword !== null || password !== null) {
    if (options.user === null) {
      const message = 'There is a password, but nobody to go with it: give --user NAME.';
      throw new Problem('bad-option', { message });
    }
    return {
      user: options.user,
      applicationPassword: applicationPassword ?? undefined,
      password: password ?? undefined,
    };
  }
  if (options.user === null) return { user: '' };
  const { user } = options;
  try {
    const kind = await ask.credential();
    const secret = await ask.secret(kind);
    return kind === 'password' ? { user, password: secret } : { user, applicationPassword: secret };
  } catch (error) {
    if (isProblem(error, 'no-credentials')) return { user };
    throw error;
  }
}
