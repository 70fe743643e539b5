/** From a site to proven ways into it, with whatever credentials there are. Changes nothing. */

import { isProblem, Problem } from '../model/errors.ts';
import { hasPassword } from '../options/secrets.ts';
import { type AppCredential, createClient } from '../wordpress/http/client.ts';
import { type Access, proveAccess } from '../wordpress/sign-in/sign-in.ts';
import { enteringOf } from './ahead.ts';
import { appClients, givenAppCredentials } from './app-clients.ts';
import {
  type AnotherSite,
  type Connected,
  type Context,
  type Credentials,
  isAnotherSite,
  type Reached,
  type SignedIn,
} from './context.ts';
import { throughGivenLink } from './doors.ts';
import { consentToPlainHttp } from './reach.ts';
import { keptUnattended } from './saved-passwords.ts';
import {
  credentialShape,
  type GivenServices,
  proveGiven,
  type SignInServices,
  signInAsking,
} from './sign-in.ts';

/** Signs in with whatever the person gave, and proves each credential. */
export async function signIn(
  context: SignInServices,
  reached: Reached,
): Promise<Connected | AnotherSite> {
  await consentToPlainHttp(context, reached);
  const interactive = context.options.mode === 'interactive';
  const entered = await throughGivenLink(context, reached);
  if (entered.wpCli && needsNobody(context)) return signInAnyway(askingNothing(context), entered);
  const signedIn = await (interactive
    ? signInAsking(context, entered)
    : proveGiven(context, entered));
  if (isAnotherSite(signedIn)) return signedIn;
  return connectedBy(entered, signedIn, givenAppCredentials(context.options));
}

/**
 * True where WP-CLI switches and nobody has to sign in for the symptom: what was given is tried all the
 * same, and nothing is asked for.
 */
function needsNobody({ options }: Pick<Context, 'options'>): boolean {
  const { user, secrets, as, audience, mode } = options;
  if (as === 'session' || as === 'application-password') return false;
  // Requests of an editor or an app are none that a visitor can send.
  if (audience === 'editor' || audience === 'app') return false;
  return hasPassword(secrets) || user === null || mode !== 'interactive';
}

/** A user without a password would be asked for one. */
function askingNothing<Services extends Pick<Context, 'options'>>(context: Services): Services {
  const { options } = context;
  return hasPassword(options.secrets)
    ? context
    : { ...context, options: { ...options, user: null } };
}

/** A site with whoever signed in, and the address as only they may read it. */
export function connectedBy(
  reached: Reached,
  { access, credentials, recovery = reached.recovery }: SignedIn,
  ofApps: readonly AppCredential[] = [],
): Connected {
  const { connection } = reached;
  const address = { ...reached.address, ...access.address };
  const refused = access.refused.map(({ credential }) => credential);
  const refusedPassword =
    access.refused.some(isWorthAsking) && credentials.applicationPassword !== undefined
      ? createClient({
          connection,
          address,
          credential: {
            identity: 'application-password',
            user: credentials.user,
            password: credentials.applicationPassword,
          },
        })
      : undefined;

  return {
    ...reached,
    ...(recovery ? { recovery } : {}),
    address,
    access,
    refused,
    given: credentialShape(credentials),
    clients: {
      anonymous: access.anonymous,
      'application-password': access.applicationPassword ?? refusedPassword,
      session: access.session,
      ...appClients(ofApps, { connection, address }),
    },
  };
}

/** Behind an open gate an application password cannot be sent: what the gate says to it is no symptom. */
function isWorthAsking({ credential, problem }: Access['refused'][number]): boolean {
  if (credential !== 'application-password') return false;
  return !isProblem(problem, 'application-passwords-refused') || problem.facts.why !== 'gate';
}

/** `isTyped`: at a prompt, not given beforehand. */
type GivenCredentials = { readonly credentials: Credentials; readonly isTyped: boolean };

/**
 * Signs in with whatever was given, once a credential. With nothing given, or nothing accepted, the
 * visitor is left. Rejects with `bad-option` where a password has no user.
 */
export async function signInAnyway(
  context: GivenServices & Pick<Context, 't'>,
  reached: Reached,
): Promise<Connected> {
  const { options, emit, signal } = context;
  const { address, connection } = reached;
  const { credentials, isTyped } = (await keptIn(context, reached)) ?? (await givenIn(context));
  const ofApps = givenAppCredentials(options);
  if (credentials.applicationPassword ?? credentials.password ?? ofApps[0]) {
    await consentToPlainHttp(context, reached);
  }
  const proven = await proveAccess({
    address,
    connection,
    ...credentials,
    loginUrl: options.loginUrl ?? undefined,
    anyway: true,
    signal,
    emit,
    ...enteringOf(reached),
  });
  const refused = proven.refused.map(({ problem, ...refusal }) => ({
    ...refusal,
    problem: isTyped ? problem.in({ atPrompt: true }) : problem,
  }));
  return connectedBy(reached, { access: { ...proven, refused }, credentials }, ofApps);
}

/** What the keyring has for this site, where nothing was given. */
async function keptIn(
  context: Pick<Context, 'keyring' | 'options' | 'remembered'>,
  reached: Pick<Reached, 'address'>,
): Promise<GivenCredentials | null> {
  const credentials = await keptUnattended(context, reached);
  return credentials && { credentials, isTyped: false };
}

/** What was given beforehand; a user without a password is asked for one, where somebody can be. */
async function givenIn({
  options,
  t,
  ask,
}: Pick<Context, 'ask' | 'options' | 't'>): Promise<GivenCredentials> {
  const { applicationPassword, password } = options.secrets;
  if (hasPassword(options.secrets)) {
    if (options.user === null) {
      const message = t.__('There is a password without a user. Add --user NAME.');
      throw new Problem('bad-option', { message });
    }
    const credentials = {
      user: options.user,
      applicationPassword: applicationPassword ?? undefined,
      password: password ?? undefined,
    };
    return { credentials, isTyped: false };
  }
  if (options.user === null) return { credentials: { user: '' }, isTyped: false };
  const { user } = options;
  try {
    const kind = await ask.credential();
    const secret = await ask.secret(kind);
    const credentials =
      kind === 'password' ? { user, password: secret } : { user, applicationPassword: secret };
    return { credentials, isTyped: true };
  } catch (error) {
    if (isProblem(error, 'no-credentials')) return { credentials: { user }, isTyped: false };
    throw error;
  }
}
