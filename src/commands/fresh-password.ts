/** Before an application password is called wrong: does the site refuse a new one as well? */

import { tryFreshPassword } from '../wordpress/sign-in/fresh-password.ts';
import type { Connected, Context } from './context.ts';

type PasswordVerdict = Awaited<ReturnType<typeof tryFreshPassword>>['verdict'];

/** Asked at most once a run. */
export type FreshPasswordTest = {
  /** What the site does with a new password; `unknown` where none could be made. */
  ask(): Promise<PasswordVerdict>;
  /** What `ask` has found; false where nobody asked. */
  readonly isRefused: boolean;
};

/** A test with the session, where there is one. What only reads makes no password. */
export function freshPasswordTest(
  context: Pick<Context, 'emit' | 'hostname' | 'options' | 'signal'>,
  connected: Pick<Connected, 'address' | 'clients' | 'connection'>,
): FreshPasswordTest {
  const { emit, signal, hostname } = context;
  const { connection, address, clients } = connected;
  const { session } = clients;
  const mayMake = context.options.mode === 'bisect' || context.options.mode === 'interactive';
  let asked: Promise<PasswordVerdict> | undefined;
  let isRefused = false;

  async function test(): Promise<PasswordVerdict> {
    if (session === undefined || !mayMake) return 'unknown';
    const name = `wp-bisect on ${hostname}: test, revoked at once`;
    const made = await tryFreshPassword({ session, connection, address, name, signal });
    isRefused = made.verdict === 'refused';
    if (made.user !== null) {
      emit({
        type: 'note',
        note: {
          type: 'application-password-made',
          name,
          user: made.user,
          profile: `${address.siteUrl}wp-admin/profile.php#application-passwords-section`,
          now: made.isRevoked ? 'revoked' : 'not-revoked',
        },
      });
    }
    return made.verdict;
  }

  return {
    ask() {
      asked ??= test();
      return asked;
    },
    get isRefused() {
      return isRefused;
    },
  };
}
