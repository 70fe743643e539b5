/** The doors to a login form that cannot be reached: its own address, and WordPress' recovery link. */

import { isProblem, Problem } from '../model/errors.ts';
import type { DoorOffer } from '../model/prompts.ts';
import { createBrowser } from '../wordpress/http/cookies.ts';
import {
  enterRecoveryMode,
  leaveRecoveryMode,
  parseRecoveryLink,
} from '../wordpress/sign-in/recovery.ts';
import { proveAccess } from '../wordpress/sign-in/sign-in.ts';
import { enteringOf } from './ahead.ts';
import type { Connected, Context, Credentials, Reached, SignedIn } from './context.ts';

/** Proves credentials through whatever door the person knows. */
export type Doors = {
  /**
   * Signs in; where the form is hidden or dead, asks the person for another door and sends the same
   * credentials there, for they were not sent before. Rejects with the `Problem` where there is none.
   */
  prove(credentials: Credentials): Promise<SignedIn>;
};

/** The doors of a site. What was opened stays open for the next credentials: a link works only once. */
export function createDoors(
  context: Pick<Context, 'ask' | 'emit' | 'options' | 'signal'>,
  reached: Pick<Reached, 'address' | 'ahead' | 'connection' | 'recovery' | 'typed'>,
): Doors {
  let loginUrl = context.options.loginUrl ?? undefined;
  let { recovery } = reached;
  let hidden: Problem | null = null;
  let isTypedTried = loginUrl !== undefined;
  /** True once somebody was asked for a door. */
  let isAsked = false;

  async function proveOnce(credentials: Credentials): Promise<SignedIn> {
    const { address, connection } = reached;
    const { signal, emit } = context;
    const browser = recovery;
    const entering = enteringOf(reached);
    const given = {
      address,
      connection,
      ...credentials,
      loginUrl,
      browser,
      signal,
      emit,
      ...entering,
    };
    return { access: await proveAccess(given), credentials, ...(recovery ? { recovery } : {}) };
  }

  /** Opens the door that the person names; false where they know none. */
  async function openAnother(problem: Problem): Promise<boolean> {
    const kind = doorFor(problem, recovery !== undefined);
    if (kind === 'login-address' && !isTypedTried) {
      isTypedTried = true;
      loginUrl = loginPageTyped(reached);
      if (loginUrl !== undefined) return true;
    } else if (kind === 'login-address') loginUrl = context.options.loginUrl ?? undefined;
    if (kind === null || !context.ask.door) return false;
    for (let said: Problem = problem; ; ) {
      context.ask.tell(said);
      isAsked = true;
      const typed = await context.ask.door({ kind });
      if (typed === null) return false;
      if (kind === 'login-address') {
        loginUrl = typed;
        return true;
      }
      try {
        ({ recovery } = await throughLink(typed, context, reached));
        return true;
      } catch (error) {
        if (!isProblem(error)) throw error;
        said = error;
      }
    }
  }

  return {
    async prove(credentials) {
      let isNamed = false;
      for (;;) {
        try {
          return await proveOnce(credentials);
        } catch (error) {
          if (!isProblem(error) || credentials.password === undefined) throw error;
          // The page that was typed as the site's address was only a guess: its failure tells nothing.
          if (isProblem(error, 'login-hidden')) hidden ??= error;
          const problem = isProblem(error, 'login-hidden') && hidden ? hidden : error;
          // Who named an address has to know that this one shows no form.
          if (!(await openAnother(isNamed ? error : problem))) throw await withWhoKeepsOut(problem);
          isNamed = isAsked;
        }
      }
    },
  };
}

/** The same, with the plugin that says so where one is known. What is known of plugins is loaded for that alone. */
async function withWhoKeepsOut(problem: Problem): Promise<Problem> {
  if (!isProblem(problem, 'login-failed') || problem.facts.said === null) return problem;
  const { url, status, said } = problem.facts;
  const { keptOutBy } = await import('../diagnosis/advice.ts');
  const by = keptOutBy(url, status, said);
  return by
    ? new Problem('login-failed', { ...problem.facts, by }, { cause: problem.cause })
    : problem;
}

/** The page that was typed as the site's address, which may be the login form; undefined for the site itself. */
function loginPageTyped({
  typed,
  address,
}: Pick<Reached, 'address' | 'typed'>): string | undefined {
  const [page, home] = [new URL(typed), new URL(address.home)];
  if (page.host !== home.host || !page.pathname.startsWith(home.pathname)) return undefined;
  const below = page.pathname.slice(home.pathname.length);
  return /^(?:$|wp-(?:login\.php|admin|json))/.test(below)
    ? undefined
    : `${home.origin}${page.pathname}`;
}

/** What would open the door that this problem found shut; null where neither would. */
function doorFor(problem: Problem, isInRecovery: boolean): DoorOffer['kind'] | null {
  if (isProblem(problem, 'login-hidden')) return 'login-address';
  if (isProblem(problem, 'server-error') && problem.facts.status === 500 && !isInRecovery) {
    return 'recovery-link';
  }
  return null;
}

/** Into WordPress' Recovery Mode by the link of its mail, and out of it again. */

/** A site that may have a browser in Recovery Mode. */
type Recoverable = Pick<Reached, 'address' | 'connection' | 'recovery'>;

/**
 * The site with a browser in Recovery Mode, where a link was given beforehand; else as it was. The link
 * is spent. Rejects with `bad-recovery-link` before anything is sent, or with `recovery-refused`.
 */
export async function throughGivenLink<Site extends Recoverable>(
  context: Pick<Context, 'options' | 'signal'>,
  reached: Site,
): Promise<Site> {
  const { recoveryLink } = context.options.secrets;
  if (recoveryLink === null || reached.recovery) return reached;
  return throughLink(recoveryLink, context, reached);
}

/** The site with a browser that this link has led into Recovery Mode. Rejects as `throughGivenLink`. */
async function throughLink<Site extends Recoverable>(
  typed: string,
  { signal }: Pick<Context, 'signal'>,
  reached: Site,
): Promise<Site> {
  const { address, connection } = reached;
  const link = parseRecoveryLink(typed, address);
  const recovery = createBrowser(connection.at(new URL(address.restRoot).origin));
  await enterRecoveryMode(recovery, address, link, signal);
  return { ...reached, recovery };
}

/**
 * Ends Recovery Mode, so that the site forgets what it had paused for this session. What stays ends by
 * itself: the cookie is good for a week. Never rejects.
 */
export async function outOfRecoveryMode({
  access,
  address,
  recovery,
}: Pick<Connected, 'access' | 'address' | 'recovery'>): Promise<void> {
  if (!recovery || !access.session) return;
  await leaveRecoveryMode(access.session, address).catch(() => false);
}
