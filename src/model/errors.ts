/**
 * What can go wrong, as data: a code and its facts. The sentences (fact, then remedy) are in
 * `report/problems`; the exit codes are here, in one table.
 */

import type { Setting } from './findings.ts';

/** Process exit codes; part of the stable command line. */
export const EXIT = {
  found: 0,
  noPlugin: 1,
  usage: 2,
  noWayIn: 3,
  inconclusive: 4,
  notRestored: 5,
  /** `--check`: something is refused that should not be. */
  refused: 6,
  cancelled: 130,
} as const;

/** One of the process exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every problem a person can meet, with the facts its sentence needs. */
export type ProblemFacts = {
  // usage: nothing was sent
  'not-a-url': { typed: string };
  'bad-option': { message: string };
  'not-a-terminal': { site: string | null };
  'secret-in-address': Record<string, never>;
  'unknown-plugin': {
    flag: '--keep' | '--only';
    typed: string;
    /** The active plugins. */
    known: readonly string[];
    /** True where it is installed and off. */
    inactive: boolean;
  };
  'foreign-request': { url: string; origin: string };
  /** The password did not come from where it was said to be: stdin (null), or a program, by its name. */
  'no-secret':
    | { program: null; why: 'terminal' | 'empty' | 'unasked-for' }
    | { program: string; why: 'empty' | 'failed' | 'not-started' | 'timed-out' };
  /** A line of the list of sites. */
  'bad-site-list': { path: string; line: number; why: 'column' | 'empty' | 'quote' };
  'unreadable-file':
    | { path: string; cause: string }
    /** It can be read, and is something else than was asked for. */
    | { path: string; wanted: 'certificate' | 'report' | 'failing-request' };
  'unwritable-output': { path: string; cause: string };
  // the network
  'host-unknown': { host: string };
  'connection-refused': { host: string };
  'connection-failed': { host: string; cause: string };
  'timed-out': { url: string; seconds: number };
  tls: { host: string; cause: string };
  /** A password would go over plain http to a public host, and nobody has agreed to that. */
  'plain-http-refused': { host: string };
  'bad-proxy': { proxy: string; cause: string };
  'redirected-away': { from: string; to: string };
  'redirect-loop': { url: string };
  // the site
  'not-wordpress': { url: string; status: number };
  'rest-unavailable': { url: string; status: number; code: string | null };
  'wordpress-too-old': { url: string };
  'gate-closed': { url: string; realm: string | null; refused: boolean; byPlugin?: boolean };
  'bot-challenge': { url: string; by: string };
  'rate-limited': { url: string; retryAfterSeconds: number | null };
  'server-error': { url: string; status: number; excerpt: string };
  /** A cache shows an old list of plugins. */
  'cached-list': { url: string };
  // access
  'no-credentials': Record<string, never>;
  'no-user': Record<string, never>;
  'none-kept': { site: string };
  'wrong-password': {
    credential: 'application-password' | 'session';
    user: string;
    said: string | null;
  };
  'unknown-user': { user: string; said: string | null };
  'application-password-as-account-password': { user: string };
  'account-password-as-application-password': { user: string };
  'application-passwords-refused': {
    code: string | null;
    status: number;
    /**
     * What is known about why: switched off by a plugin or the site, the site is on plain HTTP, a
     * plugin refuses them, taken for a stranger's, answered by a plugin exactly as a stranger is, or
     * a gate needs the Authorization header itself.
     */
    why:
      | 'switched-off'
      | 'no-https'
      | 'blocked'
      | 'header-stripped-or-wrong'
      | 'same-as-anonymous'
      | 'gate';
    suspects: readonly string[];
    /** True: signing in with the password of the account did not work, either. */
    sessionToo?: true;
  };
  'not-allowed': {
    user: string;
    credential: 'application-password' | 'session';
    capability: string;
    /** The site names the account an administrator: something takes the right away, or it is a network. */
    isAdministrator?: boolean;
  };
  'two-factor': { user: string };
  'login-hidden': { url: string; status: number };
  captcha: { url: string };
  'locked-out': { url: string; said: string };
  'login-failed': {
    url: string;
    status: number;
    said: string | null;
    /** The password was accepted, and then: the login was forgotten, or led to this page. */
    accepted?: 'forgotten' | { to: string };
    /** The known plugins that answer in these words, and what opens them. */
    by?: { plugins: readonly string[]; setting: Setting | null };
  };
  /** Nobody approved on WordPress' own page, or what came back is of no use. */
  'not-approved': {
    why: 'rejected' | 'timed-out' | 'given-up' | 'another-site' | 'incomplete' | 'no-loopback';
    /** The page. */
    url: string;
    /** The site that the answer names, for `another-site`. */
    named: string | null;
  };
  'session-lost': { url: string };
  /** An account that was let in, and is not any more: its password is refused, or it may not manage plugins. */
  'account-lost': {
    user: string;
    credential: 'application-password' | 'session';
    why: 'password' | 'rights';
  };
  /** wp-admin shows a page to nobody, or not to this account, although the session stands; `said` in these words. */
  'page-refused': { url: string; status: number; said: string | null };
  /** States handed out lately were not in force: the session ended, or the site's own list was overwritten. */
  'isolation-lost': { why: 'session-ended' | 'list-overwritten'; missing: readonly string[] };
  'no-switch': { asked: string; reasons: readonly { switch: string; code: string }[] };
  /** A plugin that was put on the site for the run, which then did not come about, would not go. */
  'left-on-site': { site: string; plugin: string; journal: string };
  // Recovery Mode
  /** `another-site`: the link is well-formed and leads to `named`. */
  'bad-recovery-link': { why: 'not-a-link' | 'another-site'; site: string; named: string | null };
  /**
   * WordPress did not let the link in. `used` also stands for a link that it does not know; `refused`
   * is a refusal in words we do not know; `no-cookie`: something else answered; `still-fatal`: Recovery
   * Mode is on, and the login page is a fatal error all the same.
   */
  'recovery-refused': {
    why: 'expired' | 'used' | 'wrong' | 'refused' | 'no-cookie' | 'still-fatal';
    status: number;
    said: string | null;
  };
  // multisite
  /** The plugins of the network cannot be switched; `url` is the page where they are managed elsewhere. */
  'network-closed': {
    why: 'no-session' | 'not-super-admin' | 'elsewhere' | 'no-network' | 'unclear';
    url: string | null;
  };
  // WP-CLI
  /** The command of --wp-cli cannot be split into words. */
  'bad-wp-cli': { why: 'empty' | 'open-quote' | 'open-escape' | 'control-character' };
  'wp-cli-missing': { program: string; cause: string };
  /** WP-CLI, or what leads to it, ended with an error. `exit` is null where a signal ended it. */
  'wp-cli-failed': { program: string; exit: number | null; said: string };
  'wp-cli-timed-out': { program: string; seconds: number };
  /** It ended well and printed something else than it was asked for. */
  'wp-cli-unclear': { program: string; asked: string; said: string };
  /** The command leads to another site than the one that is examined. */
  'wp-cli-other-site': { site: string; named: string };
  /** `@alias` as the site: WP-CLI does not know it, or it stands for several sites. */
  'wp-cli-alias': { alias: string; isKnown: boolean; known: readonly string[] };
  // a mistake of this program
  unexpected: { said: string };
  // our own record
  'journal-unwritable': { path: string; cause: string };
  'journal-corrupt': { path: string; line: number };
  /** Something else stands where the lock goes: a folder, a file that cannot be deleted. */
  'lock-unusable': { path: string; cause: string };
  /** A journal of the same server may be this site's, which does not say which of its folders it is. */
  'journal-elsewhere': { site: string; since: string };
  locked: { site: string; pid: number; host: string; since: string; path: string };
};

/** The code of a problem. */
export type ProblemCode = keyof ProblemFacts;

const EXIT_BY_PROBLEM: Partial<Record<ProblemCode, ExitCode>> = {
  'not-a-url': EXIT.usage,
  'bad-option': EXIT.usage,
  'not-a-terminal': EXIT.usage,
  'secret-in-address': EXIT.usage,
  'unknown-plugin': EXIT.usage,
  'foreign-request': EXIT.usage,
  'no-secret': EXIT.usage,
  'bad-site-list': EXIT.usage,
  'unreadable-file': EXIT.usage,
  'unwritable-output': EXIT.usage,
  'bad-recovery-link': EXIT.usage,
  'bad-wp-cli': EXIT.usage,
  'left-on-site': EXIT.notRestored,
  'journal-elsewhere': EXIT.notRestored,
};

/**
 * The other kind of password, where one is refused: it may open the site, it was refused as well, or this site takes
 * none of that kind.
 */
export type OtherWay = 'open' | 'refused' | 'closed';

/** How a problem was met, which decides what helps. */
type Circumstances = {
  readonly atPrompt?: boolean;
  readonly otherWay?: OtherWay;
  readonly notSentAgain?: boolean;
};

/** A problem with a known cause and a known remedy: code and facts, no prose. */
export class Problem<C extends ProblemCode = ProblemCode> extends Error {
  override readonly name = 'Problem';
  readonly code: C;
  readonly facts: ProblemFacts[C];
  /** True where it is about what was typed at a prompt, not given in an option or a variable. */
  readonly atPrompt: boolean;
  readonly otherWay: OtherWay;
  /** True where the same was refused before, and was therefore not sent again. */
  readonly notSentAgain: boolean;

  constructor(code: C, facts: ProblemFacts[C], options: ErrorOptions & Circumstances = {}) {
    super(code, options);
    this.code = code;
    this.facts = facts;
    this.atPrompt = options.atPrompt ?? false;
    this.otherWay = options.otherWay ?? 'open';
    this.notSentAgain = options.notSentAgain ?? false;
  }

  /** The same problem, met in these circumstances as well. */
  in(circumstances: Circumstances): Problem<C> {
    const { code, facts, atPrompt, otherWay, notSentAgain } = this;
    const known = { atPrompt, otherWay, notSentAgain };
    return new Problem(code, facts, { cause: this, ...known, ...circumstances });
  }

  /** 2 for usage, 5 where something was left on the site; 3 (nothing was changed) for the rest. */
  get exitCode(): ExitCode {
    return EXIT_BY_PROBLEM[this.code] ?? EXIT.noWayIn;
  }
}

/** What the system says of an error, for the facts of a problem: its code, or else its message. */
export function systemCause(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

/** True when `error` is the problem `code` (any problem, when none is named). */
export function isProblem<C extends ProblemCode = ProblemCode>(
  error: unknown,
  code?: C,
): error is Problem<C> {
  return error instanceof Problem && (code === undefined || error.code === code);
}
