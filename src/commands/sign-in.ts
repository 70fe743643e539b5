/** Who signs in, and by which way: as given beforehand, or as the person chooses. */

import { isProblem, type Problem } from '../model/errors.ts';
import type { AccessAnswer } from '../model/prompts.ts';
import type { SignInIdentity } from '../model/report.ts';
import { shutBy } from '../model/shut-ways.ts';
import { isNetworkProblem } from '../wordpress/http/network-problem.ts';
import { looksLikeApplicationPassword } from '../wordpress/sign-in/application-password.ts';
import type { ApprovalServices } from './browser-approval.ts';
import {
  type AnotherSite,
  type Context,
  type CredentialShape,
  type Credentials,
  isAnotherSite,
  type Reached,
  type SignedIn,
} from './context.ts';
import { createDoors, type Doors } from './doors.ts';
import { forgetRefused, keep, keptUnattended, readKept } from './saved-passwords.ts';
import { signInOptions } from './sign-in-options.ts';

/** What signing in with given credentials works with. */
export type GivenServices = Pick<
  Context,
  'ask' | 'emit' | 'keyring' | 'options' | 'remembered' | 'signal'
>;

/** What has to be known of a site to sign in. */
export type Entrance = Pick<Reached, 'address' | 'ahead' | 'connection' | 'recovery' | 'typed'>;

/** What signing in works with. */
export type SignInServices = GivenServices & ApprovalServices;

/** Does `command`; again, asking for the site, for as long as the person goes back to that question. */
export async function untilOneSite<End extends object>(
  context: Context,
  command: (context: Context) => Promise<End | AnotherSite>,
): Promise<End> {
  for (let here = context; ; here = { ...here, options: { ...here.options, site: null } }) {
    const end = await command(here);
    if (!isAnotherSite(end)) return end;
  }
}

/** Signs in with what was given beforehand, asked for line by line where somebody can be asked. */
export async function proveGiven(context: GivenServices, reached: Entrance): Promise<SignedIn> {
  const doors = createDoors(context, reached);
  const given = await givenCredentials(context);
  if (given !== null) return doors.prove(given);
  const kept = await keptUnattended(context, reached);
  if (kept !== null) return doors.prove(kept);
  const { ask, options } = context;
  const known = await context.remembered.site(reached.address.home);
  const user = options.user ?? (await ask.user(known?.user));
  const kind = await ask.credential();
  const typed = credentialsFor(user, kind, await ask.secret(kind));
  return doors.prove(typed).catch((error: unknown) => {
    throw isProblem(error) ? error.in({ atPrompt: true }) : error;
  });
}

/**
 * Signs in with what was given beforehand; then by whatever way the person chooses, until one opens the
 * site. Each password is sent once: sites lock people out for less. Rejects with a `Problem` that no
 * other password would change.
 */
export async function signInAsking(
  context: SignInServices,
  reached: Entrance,
): Promise<SignedIn | AnotherSite> {
  const known = await context.remembered.site(reached.address.home);
  let user = context.options.user ?? known?.user ?? null;
  let refused: Problem | null = null;
  const hopeless = createHopeless();
  const shut = createShutWays();
  const doors = createDoors(context, reached);
  const given = await givenCredentials(context);
  if (given !== null) {
    try {
      return await remembering(context, reached, doors.prove(given));
    } catch (error) {
      refused = shut.note(worthAnotherTry(error));
      user = given.user;
      hopeless.note(given, refused);
    }
  }
  for (;;) {
    const answer = await context.ask.access(await signInOptions(context, reached, user, refused));
    if (answer.way === 'back') return { type: 'another-site' };
    user = 'user' in answer ? answer.user : user;
    const typed =
      'secret' in answer ? credentialsFor(answer.user, answer.way, answer.secret) : null;
    try {
      hopeless.refuse(typed);
      return await remembering(context, reached, signInBy(context, reached, doors, answer, user));
    } catch (error) {
      refused = shut.note(worthAnotherTry(error));
      hopeless.note(typed, refused);
    }
  }
}

/** Refusals that the same user and password would meet again. */
const WRONG: ReadonlySet<string> = new Set(['wrong-password', 'unknown-user', 'not-allowed']);

/** What the site has called wrong is refused here when it is typed again, and never sent again. */
function createHopeless() {
  const known = new Map<string, Problem>();
  const keyOf = ({ user, password, applicationPassword }: Credentials) =>
    JSON.stringify([user.trim(), password ?? null, applicationPassword?.trim() ?? null]);
  return {
    note(credentials: Credentials | null, problem: Problem): void {
      if (credentials && WRONG.has(problem.code)) known.set(keyOf(credentials), problem);
    },
    refuse(credentials: Credentials | null): void {
      const problem = credentials && known.get(keyOf(credentials));
      if (problem) throw problem.in({ notSentAgain: true });
    },
  };
}

/** What a refusal shuts, whatever is typed: then the other kind of password is no advice any more. */
function createShutWays() {
  const shut = new Set<SignInIdentity>();
  return {
    note(problem: Problem): Problem {
      const way = shutBy(problem);
      if (way) shut.add(way);
      const isOfApps = problem.code === 'application-passwords-refused';
      const other = isOfApps ? 'session' : 'application-password';
      return problem.otherWay === 'open' && shut.has(other)
        ? problem.in({ otherWay: 'refused' })
        : problem;
    },
  };
}

/** The problem, where another password or way can get around it. */
function worthAnotherTry(error: unknown): Problem {
  const unreachable: boolean = isNetworkProblem(error);
  if (!isProblem(error) || unreachable) throw error;
  // A locked login stays locked, and every further try makes it longer.
  if (error.code === 'locked-out' || error.code === 'foreign-request') throw error;
  return error;
}

async function signInBy(
  context: SignInServices,
  reached: Pick<Reached, 'address'>,
  doors: Doors,
  answer: Exclude<AccessAnswer, { way: 'back' }>,
  user: string | null,
): Promise<SignedIn> {
  switch (answer.way) {
    case 'browser': {
      const { approveInBrowser } = await import('./browser-approval.ts');
      const approved = await approveInBrowser(context, reached);
      const credentials = { user: approved.user, applicationPassword: approved.password };
      const signedIn = await doors.prove(credentials);
      const kept =
        answer.keep && (await keep(context, reached, 'application-password', credentials));
      approved.becomes(kept ? 'kept' : 'in-use');
      return signedIn;
    }
    case 'saved': {
      const { kind, credentials } = await readKept(context, reached, user);
      try {
        return await doors.prove(credentials);
      } catch (error) {
        if (isProblem(error)) await forgetRefused(context, reached, kind, credentials.user, error);
        throw error;
      }
    }
    case 'password':
    case 'application-password': {
      const credentials = credentialsFor(answer.user, answer.way, answer.secret);
      const signedIn = await doors.prove(credentials);
      if (answer.keep) await keep(context, reached, kindOf(answer.way), credentials);
      return signedIn;
    }
  }
}

/** Who signed in is offered next time. */
async function remembering(
  { remembered }: Pick<Context, 'remembered'>,
  { address }: Pick<Reached, 'address'>,
  signing: Promise<SignedIn>,
): Promise<SignedIn> {
  const signedIn = await signing;
  await remembered.note(address.home, { user: signedIn.credentials.user });
  return signedIn;
}

async function givenCredentials({
  options,
  ask,
}: Pick<Context, 'ask' | 'options'>): Promise<Credentials | null> {
  const { applicationPassword, password } = options.secrets;
  if (applicationPassword === null && password === null) return null;
  return {
    user: options.user ?? (await ask.user()),
    applicationPassword: applicationPassword ?? undefined,
    password: password ?? undefined,
  };
}

function credentialsFor(
  user: string,
  kind: 'password' | 'application-password',
  secret: string,
): Credentials {
  return kind === 'password' ? { user, password: secret } : { user, applicationPassword: secret };
}

function kindOf(way: 'password' | 'application-password'): SignInIdentity {
  return way === 'password' ? 'session' : way;
}

/** The shape of credentials. */
export function credentialShape({
  user,
  applicationPassword,
  password,
}: Credentials): CredentialShape {
  const shaped = (secret: string) => looksLikeApplicationPassword(secret);
  return {
    user: user === '' ? null : user.includes('@') ? 'email' : 'name',
    applicationPassword:
      applicationPassword === undefined ? null : shaped(applicationPassword) ? 'shaped' : 'other',
    password: password === undefined ? null : shaped(password) ? 'shaped-like-one' : 'other',
  };
}
