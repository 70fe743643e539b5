/** Signing in by approving in a browser, and what is kept or taken back afterwards, in words. */

import type { ProblemFacts } from '../model/errors.ts';
import type { ApprovalWait, Note } from '../model/report.ts';
import { clean, type Sentence, safeUrl } from './format.ts';

/** Where to approve, and from where that can be reached. */
export function approvalLines({ url, opened, port, host, minutes }: ApprovalWait): string[] {
  const here = clean(host ?? '', 80);
  return [
    opened
      ? 'A browser shows a page of your site: sign in there and approve. If none opened, open this address:'
      : 'Open this address in a browser, sign in to your site there and approve:',
    `  ${safeUrl(url)}`,
    ...(host === null
      ? []
      : [
          `You are on ${here} over SSH. For a browser on your own computer run there first, and leave it open:`,
          `  ssh -L ${port}:127.0.0.1:${port} ${here}`,
        ]),
    `Waiting up to ${minutes} minutes for the answer ...`,
  ];
}

/** A password's way as the browser's last page tells it. */
type Result = 'approved' | 'switched-off' | ProblemFacts['not-approved']['why'];

/** The page a browser ends on. Nothing in it comes from the site. */
export function approvalPage(result: Result): string {
  const [title, text] = pageWords(result);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>wp-bisect: ${title}</title>
<h1>${title}</h1>
<p>${text}</p>
<p>You can close this window and go back to the terminal.</p>
</html>
`;
}

function pageWords(result: Result): readonly [title: string, text: string] {
  switch (result) {
    case 'approved':
      return ['Approved', 'wp-bisect has received the application password and goes on.'];
    case 'rejected':
      return ['Not approved', 'No application password was made.'];
    case 'switched-off':
      return ['Switched off', 'Application passwords are switched off on this site.'];
    case 'another-site':
      return ['Another site', 'The answer came from another site than the one asked.'];
    case 'incomplete':
    case 'given-up':
    case 'timed-out':
    case 'no-loopback':
      return ['Something is missing', 'The answer of the site is not complete.'];
  }
}

/** Why approving in the browser did not lead to a password. */
export function notApproved({ why, url, named }: ProblemFacts['not-approved']): Sentence {
  const another = 'Try again, or sign in with one of the passwords.';
  switch (why) {
    case 'rejected':
      return { fact: 'The connection was not approved in the browser.', remedy: another };
    case 'timed-out':
      return {
        fact: `Nobody approved in time on ${safeUrl(url)}.`,
        remedy: `${another} The browser must be able to reach this machine: over SSH, forward the port that is named.`,
      };
    case 'given-up':
      return { fact: 'The approval was not waited for.', remedy: another };
    case 'another-site':
      return {
        fact: `The approval came from another site${named === null ? '' : ` (${safeUrl(named)})`}; it was not used.`,
        remedy:
          'Enter the address by which the site calls itself (Settings, General), and revoke the application password there: Users, Profile, Application Passwords.',
      };
    case 'incomplete':
      return {
        fact: 'The site sent the browser back without user or password.',
        remedy: 'A plugin may interfere with that page. Sign in with one of the passwords.',
      };
    case 'no-loopback':
      return {
        fact: 'This machine does not let wp-bisect listen on 127.0.0.1, where the answer of the site would arrive.',
        remedy: 'Sign in with one of the passwords.',
      };
  }
}

type NoteOf<T extends Note['type']> = Extract<Note, { type: T }>;

/** What became of the application password that was made for this run. */
export function madeNote({ name, profile, now }: NoteOf<'application-password-made'>): string {
  const what = `the application password "${clean(name, 80)}"`;
  const byHand = `revoke it under Application Passwords on ${safeUrl(profile)}`;
  switch (now) {
    case 'revoked':
      return `For this run ${what} was made; it is revoked again.`;
    case 'kept':
      return `For this run ${what} was made, and the site still accepts it. When it is no longer needed, ${byHand}.`;
    case 'not-revoked':
      return `For this run ${what} was made, and it COULD NOT be revoked: ${byHand}.`;
  }
}

/** What became of a password in the system's keyring. */
export function keyringNote({ user, credential, what }: NoteOf<'keyring'>): string {
  const which = `The ${credential === 'session' ? 'account password' : 'application password'} of ${clean(user, 60)}`;
  switch (what) {
    case 'kept':
      return `${which} is kept in the keyring of this system.`;
    case 'not-kept':
      return `${which} could not be kept: the keyring of this system refused it. It is stored nowhere.`;
    case 'removed':
      return `${which} was refused by the site and is removed from the keyring of this system.`;
    case 'not-removed':
      return `${which} was refused by the site, but could not be removed from the keyring of this system (entry "wp-bisect").`;
  }
}
