/** The words of the first screen: which site, and how to sign in. */

import type { SignInWay, WayClosed } from '../../model/prompts.ts';

/** What the first screen says. */
export const CONNECT = {
  site: 'Which site?',
  siteHelp: 'Any address of it: with or without https://, a page of it, a link into wp-admin.',
  remembered: (site: string) => `Enter alone: ${site}`,
  access: (site: string) => `Sign in to ${site}`,
  accessHelp: 'As an administrator. It is sent to this site only, and nothing is changed yet.',
  how: 'How',
  user: 'User',
  keep: 'Keep it in the keyring of this system',
  notKept: 'It is stored nowhere.',
  kept: 'It will be kept in the keyring, for this site only.',
} as const;

/** What is said while WordPress' own page waits in a browser. */
export const APPROVAL = {
  title: 'Waiting for your approval in the browser',
  opened: 'A page of your site was opened: sign in there and approve. If none opened, open this:',
  byHand: 'Open this address in a browser, sign in to your site there and approve:',
  remote: (host: string) => `You are on ${host} over SSH. On your own computer run first:`,
  minutes: (minutes: number) => `It is waited for ${minutes} minutes.`,
  copied: 'Sent to the clipboard of your terminal.',
} as const;

/** A way to sign in: its name, and what it is good for. */
export const WAYS: Readonly<Record<SignInWay, { readonly label: string; readonly about: string }>> =
  {
    password: {
      label: 'Password of the account',
      about: 'works nearly everywhere',
    },
    'application-password': {
      label: 'Application password',
      about: 'revocable; for logins with a code or captcha',
    },
    browser: {
      label: 'In the browser',
      about: 'WordPress makes a password; nothing to type',
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
  secret: 'There is a user or a password in it. Leave that out: it is asked for later, hidden.',
  email: 'That is an e-mail address. The address of the site is needed, such as example.com.',
  blank: 'There is a blank in it.',
  scheme: 'Only http and https can be examined.',
  'no-dot': 'No dot in it: complete, such as example.com?',
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
