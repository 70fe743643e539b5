import {
  accountNamed,
  applicationPasswordsInUse,
  hasApplicationPassword,
  isSsl,
} from './accounts.ts';
import { holds } from './rules.ts';
import { type Account, atLeast, wordpressVersion } from './state.ts';
import type { Visit } from './visit.ts';

/** Wp_is_application_passwords_supported(): https or a local site, 5.6 or newer. */
export function applicationPasswordsSupported({ state }: Visit): boolean {
  const isLocal = (state.options.environment ?? 'local') === 'local';
  return atLeast(wordpressVersion(state), '5.6') && (isSsl(state) || isLocal);
}

/** Wp_is_application_passwords_available(): https or a local site, 5.6 or newer, and no plugin that says no. */
export function applicationPasswordsAvailable(visit: Visit): boolean {
  const { state } = visit;
  if (!applicationPasswordsSupported(visit)) return false;
  return !state.rules.some(
    (rule) => rule.switchesApplicationPasswordsOff && holds(rule.formula, visit.around),
  );
}

/** Wp_authenticate_application_password(): the account, the error, or nothing when passwords do not count. */
export function checkBasic(visit: Visit): { account?: Account; error?: string } | undefined {
  const { state, basic } = visit;
  if (!basic || !applicationPasswordsAvailable(visit) || !applicationPasswordsInUse(state))
    return undefined;
  const account = accountNamed(state, basic.user);
  if (!account) return { error: basic.user.includes('@') ? 'invalid_email' : 'invalid_username' };
  if (account.spec.applicationPasswordsOff)
    return { error: 'application_passwords_disabled_for_user' };
  return hasApplicationPassword(account, basic.password)
    ? { account }
    : { error: 'incorrect_password' };
}

/** Core's words for an error of an application password. */
export function basicMessage(code: string): string {
  switch (code) {
    case 'incorrect_password':
      return 'The provided password is an invalid application password.';
    case 'invalid_email':
      return '<strong>Error:</strong> Unknown email address. Check again or try your username.';
    case 'invalid_username':
      return '<strong>Error:</strong> Unknown username. Check again or try your email address.';
    default:
      return 'Application passwords are not available for your account. Please contact the site administrator for assistance.';
  }
}
