/** The words of the first screen: which site, and how to sign in. */

import { type Language, msg } from '../../language/language.ts';
import type { SignInWay, WayClosed } from '../../model/prompts.ts';

/** What the first screen says. */
export const CONNECT = {
  site: msg('Which site?'),
  promise: msg(
    'wp-bisect finds the plugin behind a 401 ("not allowed"), proves it, and leaves your site as it was. It asks before it changes anything.',
  ),
  siteHelp: msg('Paste any address of your site, for example example.com.'),
  remembered: msg('Press Enter to use %(site)s'),
  access: msg('Sign in to %(site)s'),
  accessHelp: msg('Sign in as an administrator. Your password goes to this site only.'),
  user: msg('User'),
  keep: msg('Keep it in the keyring of this computer'),
  notKept: msg('Not stored.'),
  kept: msg('Kept in the keyring, for this site only.'),
} as const;

/** What is said while WordPress' own page waits in a browser. */
export const APPROVAL = {
  title: msg('Waiting for your approval in the browser'),
  opened: msg(
    'A page of your site opened in the browser. Sign in there and approve. If no page opened, use this address:',
  ),
  byHand: msg('Open this address in a browser, sign in to your site there and approve:'),
  // translators: %(host)s is the name of a computer; a command follows on the next line.
  remote: msg('You are on %(host)s over SSH. Run this on your own computer first:'),
  copied: msg('Copied (if your terminal allows it).'),
} as const;

/** How long an approval can still come. */
export function approvalMinutes(t: Language, minutes: number): string {
  return t._n('Waiting up to %(count)s minute.', 'Waiting up to %(count)s minutes.', minutes);
}

/** A way to sign in: its name, and what it is good for. */
export const WAYS = {
  password: {
    label: msg('Your WordPress password'),
    about: msg('what you type at wp-login.php'),
  },
  'application-password': {
    label: msg('Application password'),
    about: msg('for sites with two-factor login or a captcha'),
  },
  browser: {
    label: msg('Approve in the browser'),
    about: msg('nothing to type; can be revoked'),
  },
  saved: {
    label: msg('Saved in the keyring'),
    about: msg('from the last time; nothing to type'),
  },
} as const satisfies Readonly<
  Record<SignInWay, { readonly label: string; readonly about: string }>
>;

/** Why a way is not open, by its code. */
export const WHY_NOT = {
  gate: msg('not here: the password gate takes its place'),
  'no-keyring': msg('not here: this system has no keyring'),
  'no-https': msg('not here: the site has no https'),
  'not-offered': msg('not here: the site does not offer it'),
  'none-saved': msg('not here: none is saved for this site'),
} as const satisfies Readonly<Record<WayClosed, string>>;

/** What is odd about a typed address. */
export const SITE_DOUBTS = {
  secret: msg(
    'The address contains a user or a password. Leave that out: you type it later, hidden.',
  ),
  email: msg('That is an e-mail address. Type the address of the site, for example example.com.'),
  blank: msg('The address contains a space.'),
  scheme: msg('Only http and https addresses can be checked.'),
  'no-dot': msg('This does not look complete. Example: example.com'),
} as const;

/** What is odd about a typed user. */
export const USER_DOUBTS = {
  email: msg('Some sites refuse an e-mail address here. The user name always works.'),
} as const;

/** What is odd about a typed secret. */
export const SECRET_LOOKS = {
  complete: msg('complete'),
  passwordInstead: msg(
    'An application password is 24 letters and digits. If this is your WordPress password, choose that above.',
  ),
  applicationPasswordInstead: msg(
    'This looks like an application password. If it is one, choose that above.',
  ),
  tooLong: msg('An application password has 24 letters and digits; this has more.'),
} as const;

/** How much of an application password is there. */
export function charactersWords(t: Language, characters: number, of: number): string {
  return t._n(
    '%(count)s of %(of)s letters and digits',
    '%(count)s of %(of)s letters and digits',
    characters,
    { of },
  );
}
