import { notApproved } from '../approval-page.ts';
import { clean, type Given, list, type Sentences, safeUrl, switchName } from '../format.ts';
import { switchReason } from '../notes.ts';

const SESSION_INSTEAD = {
  beforehand:
    'The password of the account would work instead: put it into WP_BISECT_PASSWORD (and leave WP_BISECT_APP_PASSWORD out).',
  asked: 'The password of the account would work instead.',
} as const;
const APPLICATION_INSTEAD = {
  beforehand:
    'An application password would work instead: create one in wp-admin under Users, Profile, Application Passwords, and put it into WP_BISECT_APP_PASSWORD.',
  asked:
    'An application password would work instead: "In the browser" makes one, or wp-admin under Users, Profile, Application Passwords.',
} as const;

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
  | 'isolation-lost'
  | 'no-switch'
> = {
  'no-credentials': () => ({
    fact: 'There is no password to sign in with.',
    remedy:
      'Put the password of an administrator account into WP_BISECT_PASSWORD, or an application password into WP_BISECT_APP_PASSWORD. In a terminal they are asked for.',
  }),
  'no-user': () => ({
    fact: 'It is not said who signs in.',
    remedy: 'Give the name of an administrator with --user NAME or WP_BISECT_USER.',
  }),
  'none-kept': ({ site }) => ({
    fact: `The keyring of this system holds no password for ${safeUrl(site)} any more.`,
    remedy: 'Sign in in another way; that password can be kept again.',
  }),
  'wrong-password': ({ credential, user, said }, given) => ({
    fact:
      credential === 'session'
        ? `WordPress refuses the password of "${clean(user, 60)}"${quote(said)}.`
        : `WordPress refuses the application password of "${clean(user, 60)}"${quote(said)}.`,
    remedy:
      credential === 'session'
        ? `Check ${given === 'asked' ? 'it' : 'WP_BISECT_PASSWORD'}; it is the password of the login page. It was tried once only, so that nobody is locked out.`
        : `Check ${userAndApplicationPassword(given)} (the name of the account, not of the application password). A new one: wp-admin, Users, Profile, Application Passwords.`,
  }),
  'unknown-user': ({ user, said }, given) => ({
    fact: `The site knows no user "${clean(user, 60)}"${quote(said)}.`,
    remedy: `${given === 'asked' ? 'It takes' : 'Check --user:'} the login name or the e-mail address of the account, not the displayed name.`,
  }),
  'application-password-as-account-password': ({ user }, given) => ({
    fact: `The password of "${clean(user, 60)}" looks like an application password, and those do not work at the login page.`,
    remedy:
      given === 'asked'
        ? 'If it is one, choose "Application password"; otherwise type the password of the login page.'
        : 'Put it into WP_BISECT_APP_PASSWORD instead, or the password of the account into WP_BISECT_PASSWORD.',
  }),
  'account-password-as-application-password': ({ user }, given) => ({
    fact: `What was given as the application password of "${clean(user, 60)}" does not look like one (24 letters and digits).`,
    remedy: `If it is the password of the account, ${given === 'asked' ? 'choose that' : 'put it into WP_BISECT_PASSWORD'}. Application passwords are made in wp-admin under Users, Profile.`,
  }),
  'application-passwords-refused': ({ code, status, why, suspects }, given) => {
    const answer = code === null ? `${status}` : `${status} ${clean(code, 80)}`;
    const perhaps =
      suspects.length === 0
        ? ''
        : ` Known to do that: ${list(
            suspects.map((plugin) => clean(plugin, 80)),
            'or',
          )}.`;
    switch (why) {
      case 'switched-off':
        return {
          fact: `Application passwords are switched off on this site (${answer}).${perhaps}`,
          remedy: SESSION_INSTEAD[given],
        };
      case 'no-https':
        return {
          fact: `WordPress accepts application passwords over https only, and takes this site for plain http (${answer}).`,
          remedy: `${SESSION_INSTEAD[given]} Or use the https address of the site.`,
        };
      case 'blocked':
        return {
          fact: `The site refuses requests with an application password (${answer}), right or wrong.${perhaps}`,
          remedy: SESSION_INSTEAD[given],
        };
      case 'same-as-anonymous':
        return {
          fact: `The site answers a request with this application password as it answers one without (${answer}): a plugin refuses them all, the server does not pass the Authorization header on, or user name or password is wrong.${perhaps}`,
          remedy: `${SESSION_INSTEAD[given]} Or check ${userAndApplicationPassword(given)}.`,
        };
      case 'gate':
        return {
          fact: 'Behind a password gate of the server an application password cannot be sent: both need the Authorization header.',
          remedy: SESSION_INSTEAD[given],
        };
      case 'header-stripped-or-wrong':
        return {
          fact: `WordPress treats the request with the application password as anonymous (${answer}): either user name or password is wrong, or the server does not pass the Authorization header on.${perhaps}`,
          remedy: `Check ${userAndApplicationPassword(given)}. If they are right: ${SESSION_INSTEAD[given]}`,
        };
    }
  },
  'not-allowed': ({ user, credential, capability }) => ({
    fact: `"${clean(user, 60)}" is signed in (${credential === 'session' ? 'password' : 'application password'}), but may not manage plugins: the capability ${clean(capability, 60)} is missing.`,
    remedy:
      'Use an administrator account. On a multisite network only a super admin may do this, unless the network opens the Plugins menu.',
  }),
  'two-factor': ({ user }, given) => ({
    fact: `The login of "${clean(user, 60)}" asks for a second factor, which cannot be given here.`,
    remedy: APPLICATION_INSTEAD[given],
  }),
  'login-hidden': ({ url, status }, given) => ({
    fact: `There is no login page at ${safeUrl(url)} (answer ${status}). A plugin may have moved it.`,
    remedy: `Give its address with --login-url URL. ${APPLICATION_INSTEAD[given]}`,
  }),
  captcha: ({ url }, given) => ({
    fact: `The login page ${safeUrl(url)} asks for a captcha.`,
    remedy: APPLICATION_INSTEAD[given],
  }),
  'locked-out': ({ url, said }, given) => ({
    fact: `The login page ${safeUrl(url)} is locked after too many attempts: "${clean(said, 200)}".`,
    remedy: `Wait until the lock ends, or lift it. ${APPLICATION_INSTEAD[given]}`,
  }),
  'login-failed': ({ url, status, said }, given) => ({
    fact: `Signing in at ${safeUrl(url)} did not work (answer ${status})${quote(said)}.`,
    remedy: `Try it in a browser. ${APPLICATION_INSTEAD[given]}`,
  }),
  'not-approved': notApproved,
  'session-lost': ({ url }, given) => ({
    fact: `The site has ended the session (seen at ${safeUrl(url)}), and signing in again did not bring it back.`,
    remedy: APPLICATION_INSTEAD[given],
  }),
  'isolation-lost': ({ why, missing }) => ({
    fact:
      why === 'session-ended'
        ? 'The Health Check session ended during the search, so the last answers prove nothing.'
        : `Something wrote to the list of active plugins during the search${missing.length === 0 ? '' : ` (no longer in it: ${list(missing.map((plugin) => clean(plugin, 120)))})`}, so the last answers prove nothing.`,
    remedy:
      'Try again while nobody else troubleshoots the site or changes its plugins, or use --switch admin.',
  }),
  'no-switch': ({ asked, reasons }, given) => ({
    fact:
      asked === 'auto'
        ? 'There is no way to switch the plugins of this site off and on.'
        : `--switch ${clean(asked, 20)} cannot be used on this site.`,
    remedy: `${reasons
      .map(({ switch: kind, code }) => `${nameOf(kind)}: ${switchReason(code, given)}`)
      .join(
        ' ',
      )}${asked === 'auto' ? '' : ' --switch auto takes the gentlest way that works.'}`.trim(),
  }),
};

function userAndApplicationPassword(given: Given): string {
  return given === 'asked'
    ? 'the user and the application password'
    : '--user and WP_BISECT_APP_PASSWORD';
}

function quote(said: string | null): string {
  return said === null || said === '' ? '' : ` ("${clean(said, 200)}")`;
}

function nameOf(kind: string): string {
  return kind === 'isolated' || kind === 'admin' || kind === 'rest' || kind === 'wp-cli'
    ? (switchName(kind).split(' ')[0] ?? kind)
    : clean(kind, 20);
}
