import type { Language } from '../../language/language.ts';
import type { OtherWay, ProblemFacts } from '../../model/errors.ts';
import { notApproved } from '../approval-page.ts';
import { type CredentialSource, clean, type Sentence, type Sentences, safeUrl } from '../format.ts';
import { settingLine } from '../next-steps.ts';
import { switchReason } from '../reasons.ts';
import { applicationPasswordsRefused } from './application-passwords.ts';

function applicationInstead(t: Language, given: CredentialSource, other: OtherWay): string {
  return `${applicationPasswordInstead(t, given, other)} ${withoutPassword(t)}`;
}

function applicationPasswordInstead(t: Language, given: CredentialSource, other: OtherWay): string {
  switch (other) {
    case 'refused':
      return t.__('The application password did not work, either.');
    case 'closed':
      return t.__('This site takes no application passwords, either.');
    case 'open':
      return given === 'asked'
        ? t.__(
            'Use an application password instead: choose "Approve in the browser" to make one, or make it in wp-admin under Users > Profile > Application Passwords.',
          )
        : t.__(
            'An application password would work instead: create one in wp-admin under Users > Profile > Application Passwords, and put it into WP_BISECT_APP_PASSWORD.',
          );
  }
}

/** The door that no login page and no plugin locks. */
function withoutPassword(t: Language): string {
  return t.__(
    "With a shell on the server, plugins can be switched without signing in: --wp-cli 'ssh HOST wp --path=FOLDER'.",
  );
}

/** The way in. Each remedy names the credential that would work. */
export const ACCESS: Sentences<
  | 'no-credentials'
  | 'no-user'
  | 'none-kept'
  | 'wrong-password'
  | 'unknown-user'
  | 'application-password-as-account-password'
  | 'account-password-as-application-password'
  | 'application-passwords-refused'
  | 'not-allowed'
  | 'two-factor'
  | 'login-hidden'
  | 'captcha'
  | 'locked-out'
  | 'login-failed'
  | 'not-approved'
  | 'session-lost'
  | 'account-lost'
  | 'page-refused'
  | 'isolation-lost'
  | 'no-switch'
> = {
  'no-credentials': (t) => ({
    fact: t.__('There is no password to sign in with.'),
    remedy: t.__(
      'Put the password of an administrator account into WP_BISECT_PASSWORD, or an application password into WP_BISECT_APP_PASSWORD. In a terminal, wp-bisect asks for it.',
    ),
  }),
  'no-user': (t) => ({
    fact: t.__('The user name to sign in with is missing.'),
    remedy: t.__('Give the name of an administrator with --user NAME or WP_BISECT_USER.'),
  }),
  'none-kept': (t, { site }) => ({
    fact: t.__('The keyring of this system no longer holds a password for %(site)s.', {
      site: safeUrl(site),
    }),
    remedy: t.__('Sign in in another way; wp-bisect can save that password again.'),
  }),
  'wrong-password': (t, { credential, user, said }, given) => {
    const name = { user: clean(user, 60) };
    return credential === 'session'
      ? {
          fact: withWords(t, said, t.__('WordPress refuses the password of "%(user)s".', name)),
          remedy: [
            given === 'asked'
              ? t.__('Check it; it is the password of the login page.')
              : t.__('Check WP_BISECT_PASSWORD; it is the password of the login page.'),
            t.__('It was tried only once, so that the site does not lock you out.'),
          ].join(' '),
        }
      : {
          fact: withWords(
            t,
            said,
            t.__('WordPress refuses the application password of "%(user)s".', name),
          ),
          remedy: [
            given === 'asked'
              ? t.__(
                  'Check the user and the application password (the name of the account, not of the application password).',
                )
              : t.__(
                  'Check --user and WP_BISECT_APP_PASSWORD (the name of the account, not of the application password).',
                ),
            t.__('You can make a new one in wp-admin: Users > Profile > Application Passwords.'),
          ].join(' '),
        };
  },
  'unknown-user': (t, { user, said }, given) => ({
    fact: withWords(t, said, t.__('The site knows no user "%(user)s".', { user: clean(user, 60) })),
    remedy:
      given === 'asked'
        ? t.__('Use the login name or the e-mail address of the account, not the displayed name.')
        : t.__(
            'Check --user: the login name or the e-mail address of the account, not the displayed name.',
          ),
  }),
  'application-password-as-account-password': (t, { user }, given) => ({
    fact: t.__(
      'The password of "%(user)s" looks like an application password. Those do not work at the login page.',
      { user: clean(user, 60) },
    ),
    remedy:
      given === 'asked'
        ? t.__(
            'If it is one, choose "Application password"; otherwise type the password of the login page.',
          )
        : t.__(
            'Put it into WP_BISECT_APP_PASSWORD instead, or the password of the account into WP_BISECT_PASSWORD.',
          ),
  }),
  'account-password-as-application-password': (t, { user }, given) => ({
    fact: t.__(
      'The given application password of "%(user)s" does not look like one (24 letters and digits).',
      { user: clean(user, 60) },
    ),
    remedy: [
      given === 'asked'
        ? t.__('If it is the password of the account, choose that.')
        : t.__('If it is the password of the account, put it into WP_BISECT_PASSWORD.'),
      t.__('You can make an application password in wp-admin: Users > Profile.'),
    ].join(' '),
  }),
  'application-passwords-refused': applicationPasswordsRefused,
  'not-allowed': (t, { user, credential, capability, isAdministrator }) => {
    const who = { user: clean(user, 60), capability: clean(capability, 60) };
    return {
      fact:
        credential === 'session'
          ? t.__(
              '"%(user)s" is signed in (password), but may not manage plugins: the capability %(capability)s is missing.',
              who,
            )
          : t.__(
              '"%(user)s" is signed in (application password), but may not manage plugins: the capability %(capability)s is missing.',
              who,
            ),
      remedy: isAdministrator
        ? [
            t.__(
              'The account is an administrator. On a multisite network only a super admin may do this, unless the network opens the Plugins menu. On any other site a plugin, a must-use plugin or the theme takes this right away: ask whoever set the site up.',
            ),
            withoutPassword(t),
          ].join(' ')
        : t.__(
            'Use an administrator account. On a multisite network only a super admin may do this, unless the network opens the Plugins menu.',
          ),
    };
  },
  'two-factor': (t, { user }, given, other) => ({
    fact: t.__('The login of "%(user)s" asks for a second factor, which you cannot enter here.', {
      user: clean(user, 60),
    }),
    remedy: applicationInstead(t, given, other),
  }),
  'login-hidden': (t, { url, status }, given, other) => ({
    fact: t.__(
      'There is no login page at %(url)s (answer %(status)s). A plugin may have moved it.',
      { url: safeUrl(url), status },
    ),
    // The program itself asks for the address.
    remedy: [
      ...(given === 'asked' ? [] : [t.__('Give its address with --login-url URL.')]),
      applicationInstead(t, given, other),
    ].join(' '),
  }),
  captcha: (t, { url }, given, other) => ({
    fact: t.__('The login page %(url)s asks for a captcha.', { url: safeUrl(url) }),
    remedy: applicationInstead(t, given, other),
  }),
  'locked-out': (t, { url, said }, given, other) => ({
    fact: t.__('The login page %(url)s is locked after too many attempts: "%(words)s".', {
      url: safeUrl(url),
      words: clean(said, 200),
    }),
    remedy: `${t.__('Wait until the lock ends, or lift it.')} ${applicationInstead(t, given, other)}`,
  }),
  'login-failed': (t, { url, status, said, accepted, by }, given, other) => {
    if (accepted !== undefined) return acceptedBut(t, accepted, given, other);
    return {
      fact: withWords(
        t,
        said,
        t.__('Signing in at %(url)s did not work (answer %(status)s).', {
          url: safeUrl(url),
          status,
        }),
      ),
      remedy: [
        ...whoBlocks(t, by),
        t.__('Try it in a browser.'),
        applicationInstead(t, given, other),
      ].join(' '),
    };
  },
  'not-approved': notApproved,
  'session-lost': (t, { url }, given, other) => ({
    fact: t.__(
      'The site has ended the session (seen at %(url)s), and signing in again did not bring it back.',
      { url: safeUrl(url) },
    ),
    remedy: applicationInstead(t, given, other),
  }),
  'account-lost': (t, { user, credential, why }, given) => ({
    fact: lostAccount(t, clean(user, 60), credential, why),
    remedy: [
      newWayIn(t, credential, why, given),
      ...(given === 'asked' ? [] : [t.__('Then run the command again.')]),
      withoutPassword(t),
    ].join(' '),
  }),
  'page-refused': (t, { url, status, said }) => ({
    fact: withWords(
      t,
      said,
      t.__(
        'The account is signed in, but the site does not open %(url)s for it (answer %(status)s). A plugin, the host or a firewall keeps the page closed.',
        { url: safeUrl(url), status },
      ),
    ),
    remedy: [t.__('--switch rest needs no page of wp-admin.'), withoutPassword(t)].join(' '),
  }),
  'isolation-lost': (t, { why, missing }) => ({
    fact: isolationLost(t, why, missing),
    remedy: t.__(
      'Try again while no other administrator troubleshoots the site or changes its plugins, or use --switch admin.',
    ),
  }),
  'no-switch': (t, { asked, reasons }, given) => ({
    fact:
      asked === 'auto'
        ? t.__('There is no way to switch the plugins of this site off and on.')
        : t.__('%(flag)s cannot be used on this site.', { flag: `--switch ${clean(asked, 20)}` }),
    remedy: [
      ...reasons.map(
        ({ switch: kind, code }) => `${clean(kind, 20)}: ${switchReason(t, code, given)}`,
      ),
      ...(asked === 'auto' ? [] : [t.__('--switch auto takes the gentlest way that works.')]),
    ].join(' '),
  }),
};

type LostAccount = ProblemFacts['account-lost'];

function lostAccount(
  t: Language,
  user: string,
  credential: LostAccount['credential'],
  why: LostAccount['why'],
): string {
  if (why === 'rights') {
    return t.__(
      '"%(user)s" may no longer manage plugins: another administrator or a plugin took that right away during the run.',
      { user },
    );
  }
  return credential === 'session'
    ? t.__(
        'The site no longer accepts the password of "%(user)s". It did when the run began: the password was changed, or the account was deleted or closed.',
        { user },
      )
    : t.__(
        'The site no longer accepts the application password of "%(user)s". It did when the run began: the application password was revoked, or the account was deleted or closed.',
        { user },
      );
}

function newWayIn(
  t: Language,
  credential: LostAccount['credential'],
  why: LostAccount['why'],
  given: CredentialSource,
): string {
  if (why === 'rights') {
    return given === 'asked'
      ? t.__(
          'Ask another administrator to make the account an administrator again (Users), or sign in as another administrator.',
        )
      : t.__(
          'Ask another administrator to make the account an administrator again (Users), or give another administrator with --user NAME and the password.',
        );
  }
  if (credential === 'session') {
    return given === 'asked'
      ? t.__('Sign in with the password that is valid now.')
      : t.__('Put the password that is valid now into WP_BISECT_PASSWORD.');
  }
  return given === 'asked'
    ? t.__(
        'Make a new one in wp-admin under Users > Profile > Application Passwords, or sign in with the password of the account.',
      )
    : t.__(
        'Make a new one in wp-admin under Users > Profile > Application Passwords, and put it into WP_BISECT_APP_PASSWORD. The password of the account would work as well: WP_BISECT_PASSWORD.',
      );
}

function isolationLost(
  t: Language,
  why: ProblemFacts['isolation-lost']['why'],
  missing: readonly string[],
): string {
  if (why === 'session-ended') {
    return t.__(
      'The Health Check session ended during the search, so the last answers prove nothing.',
    );
  }
  return missing.length === 0
    ? t.__(
        'Something changed the list of active plugins during the search, so the last answers prove nothing.',
      )
    : t.__(
        'Something changed the list of active plugins during the search (no longer in it: %(plugins)s), so the last answers prove nothing.',
        { plugins: t.list(missing.map((plugin) => clean(plugin, 120))) },
      );
}

/** The sentence with what the site says behind it. */
function withWords(t: Language, said: string | null, sentence: string): string {
  return said === null || said === ''
    ? sentence
    : `${sentence} ${t.__('The site says: "%(words)s".', { words: clean(said, 200) })}`;
}

/** The plugin that says so, and its setting: it may have blocked the address that asks. */
function whoBlocks(t: Language, by: ProblemFacts['login-failed']['by']): readonly string[] {
  if (!by) return [];
  return [
    t.__('%(plugins)s answers in these words when it blocks an address.', {
      plugins: t.list([...by.plugins]),
    }),
    ...(by.setting ? [settingLine(t, by.setting)] : []),
  ];
}

/** The password is right, and yet nobody is signed in. */
function acceptedBut(
  t: Language,
  accepted: NonNullable<ProblemFacts['login-failed']['accepted']>,
  given: CredentialSource,
  other: OtherWay,
): Sentence {
  if (accepted === 'forgotten') {
    return {
      fact: t.__('The site accepts the password, and does not know the login at the next request.'),
      remedy: `${t.__(
        'The password is right. The cookies of the login do not come back: check COOKIE_DOMAIN and COOKIEPATH in wp-config.php, whether every server has the same keys and salts, and whether a proxy in front drops cookies or does not pass on that https is used (X-Forwarded-Proto).',
      )} ${applicationInstead(t, given, other)}`,
    };
  }
  return {
    fact: t.__('The site accepts the password, and then leads to %(url)s.', {
      url: safeUrl(accepted.to),
    }),
    remedy: `${t.__(
      'The password is right. Finish that page in a browser once, such as the set-up of a second factor, and try again.',
    )} ${applicationInstead(t, given, other)}`,
  };
}
