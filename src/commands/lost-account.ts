/**
 * An account that the site refuses in mid-run: its password was revoked or changed, or its rights were taken.
 * Every list then answers with a refusal, which looks like a fault of the site or of a plugin.
 */

import { isProblem, Problem } from '../model/errors.ts';
import type { SignInIdentity } from '../model/report.ts';
import { isRefusedAccount } from '../wordpress/http/rest-error.ts';
import type { Client } from '../wordpress/http/types.ts';
import { capabilitiesOf } from '../wordpress/sign-in/capabilities.ts';
import type { Connected } from './context.ts';

/** Problems that an account without its password or its rights brings about, too. */
const DOUBTFUL: ReadonlySet<string> = new Set([
  'isolation-lost',
  'page-refused',
  'rest-unavailable',
  'session-lost',
]);

/**
 * The problem of a run, told as one of the account where the site refuses an account now that it had let in. Asks
 * the site for that, after the run has ended. Never rejects.
 */
export async function orLostAccount(
  problem: Problem | null,
  { access }: Pick<Connected, 'access'>,
  signal?: AbortSignal,
): Promise<Problem | null> {
  if (problem === null || !DOUBTFUL.has(problem.code)) return problem;
  // What the session stumbled over concerns the session; where there is none, the password that REST took.
  const isRest = problem.code === 'rest-unavailable';
  const client = isRest ? (access.applicationPassword ?? access.session) : access.session;
  if (!client) return problem;
  const why = whyRefused(problem) ?? (await askWhy(client, signal).catch(whyRefused));
  if (why === null) return problem;
  const credential: SignInIdentity = client === access.session ? 'session' : 'application-password';
  return new Problem('account-lost', { user: access.user, credential, why }, { cause: problem });
}

type Why = 'password' | 'rights';

async function askWhy(client: Client, signal?: AbortSignal): Promise<Why | null> {
  const rights = await capabilitiesOf(client, signal);
  switch (rights.type) {
    case 'may-manage':
      return null;
    case 'may-not':
      return 'rights';
    case 'refused':
      // A session that REST turns down may stand all the same.
      return client.identity !== 'session' && isRefusedAccount(rights.failure) ? 'password' : null;
  }
}

/** What a session says that could not be renewed: it signed in again, and was refused. */
function whyRefused(error: unknown): Why | null {
  if (!isProblem(error, 'session-lost')) return null;
  const refusal = error.cause;
  return isProblem(refusal, 'wrong-password') || isProblem(refusal, 'unknown-user')
    ? 'password'
    : null;
}
