/** The words of the first screen: which site, and how to sign in. */

import type { SignInWay, WayClosed } from '../../model/prompts.ts';

/** What the first screen says. */
export const CONNECT = {
  site: 'Which site?',
  promise:
    'wp-bisect finds the plugin behind a 401 ("not allowed"), proves it, and leaves your site as it was. It asks before it changes anything.',
  siteHelp: 'Paste any address of your site, for example example.com.',
  remembered: (site: string) => `Press Enter to use ${site}`,
  access: (site: string) => `Sign in to ${site}`,
  accessHelp: 'Sign in as an administrator. Your password goes to this site only.',
  how: 'How',
  user: 'User',
  keep: 'Keep it in the keyring of this computer',
  notKept: 'Not stored.',
  kept: 'Kept in the keyring, for this site only.',
} as const;

/** What is said while WordPress' own page waits in a browser. */
export const APPROVAL = {
  title: 'Waiting for your approval in the browser',
  opened: 'A page of your site was opened: sign in there and approve. If none opened, open this:',
  byHand: 'Open this address in a browser, sign in to your site there and approve:',
  remote: (host: string) => `You are on ${host} over SSH. On your own computer run first:`,
  minutes: (minutes: number) => `Waiting up to ${minutes} minutes.`,
  copied: 'Copied (if your terminal allows it).',
} as const;

/** A way to sign in: its name, and what it is good for. */
export const WAYS: Readonly<Record<SignInWay, { readonly label: string; readonly about: string }>> =
  {
    password: {
      label: 'Your WordPress password',
      about: 'what you type at wp-login.php',
    },
    'application-password': {
      label: 'Application password',
      about: 'for sites with two-factor login or a captcha',
    },
    browser: {
      label: 'Approve in the browser',
      about: 'nothing to type; can be revoked',
    },
    saved: { label: 'Saved in the keyring', about: 'from the last time; nothing to type' },
  };

const WHY_NOT: Readonly<Record<WayClosed, string>> = {
  gate: 'not here: the password gate takes its place',
  'no-keyring': 'not here: this system has no keyring',
  'no-https': 'not here: the site has no https',
  'not-offered': 'not here: the site does not offer it',
  'none-saved': 'not here: none is saved for this site',
};

/** Why a way is not open, by its code. */
export function whyNot(code: WayClosed): string {
  return WHY_NOT[code];
}

/** What is odd about a typed address. */
export const SITE_DOUBTS = {
  secret: 'The address contains a user or a password. Leave that out: you type it later, hidden.',
  email: 'That is an e-mail address. Type the address of the site, for example example.com.',
  blank: 'The address contains a space.',
  scheme: 'Only http and https can be examined.',
  'no-dot': 'This does not look complete. Example: example.com',
} as const;

/** What is odd about a typed user. */
export const USER_DOUBTS = {
  email: 'An e-mail address is often refused here: the user name is the safe one.',
} as const;

/** What is odd about a typed secret. */
export const SECRET_LOOKS = {
  counting: (characters: number, of: number) => `${characters} of ${of} letters and digits`,
  complete: 'complete',
  passwordInstead:
    'An application password is 24 letters and digits. If this is the password of the account, choose that above.',
  applicationPasswordInstead:
    'This looks like an application password. If it is one, choose that above.',
  tooLong: 'More than the 24 letters and digits of an application password.',
} as const;
