/** Signing in by approving in a browser, and what is kept or taken back afterwards, in words. */

import type { Language } from '../language/language.ts';
import type { ProblemFacts } from '../model/errors.ts';
import type { Note } from '../model/notes.ts';
import type { ApprovalWait } from '../model/report.ts';
import { clean, type Sentence, safeUrl } from './format.ts';

/** Where to approve, and from where that can be reached. */
export function approvalLines(
  t: Language,
  { url, opened, port, host, minutes }: ApprovalWait,
): string[] {
  const here = clean(host ?? '', 80);
  const forward =
    host === null
      ? []
      : [
          t.__(
            'You are on %(host)s over SSH. To use the browser of your own computer, run this there first, and leave it open:',
            { host: here },
          ),
          `  ssh -L ${port}:127.0.0.1:${port} ${here}`,
        ];
  return [
    opened
      ? t.__(
          'A browser shows a page of your site: sign in there and approve. If none opened, open this address:',
        )
      : t.__('Open this address in a browser, sign in to your site there and approve:'),
    `  ${safeUrl(url)}`,
    ...forward,
    t._n(
      'Waiting up to %(count)s minute for the answer ...',
      'Waiting up to %(count)s minutes for the answer ...',
      minutes,
    ),
  ];
}

/** A password's way as the browser's last page tells it. */
type ApprovalResult = 'approved' | 'switched-off' | ProblemFacts['not-approved']['why'];

/** The page a browser ends on. Nothing in it comes from the site. */
export function approvalPage(t: Language, result: ApprovalResult): string {
  const [title, text] = pageWords(t, result);
  return `<!doctype html>
<html lang="${t.locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>wp-bisect: ${title}</title>
<h1>${title}</h1>
<p>${text}</p>
<p>${t.__('You can close this window and go back to the terminal.')}</p>
</html>
`;
}

function pageWords(t: Language, result: ApprovalResult): readonly [title: string, text: string] {
  switch (result) {
    case 'approved':
      return [
        t.__('Approved'),
        t.__('wp-bisect has received the application password and continues.'),
      ];
    case 'rejected':
      return [t.__('Not approved'), t.__('The site made no application password.')];
    case 'switched-off':
      return [t.__('Switched off'), t.__('Application passwords are switched off on this site.')];
    case 'another-site':
      return [t.__('Another site'), t.__('The answer came from another site.')];
    case 'incomplete':
    case 'given-up':
    case 'timed-out':
    case 'no-loopback':
      return [t.__('Something is missing'), t.__('The answer of the site is not complete.')];
  }
}

/** Why approving in the browser did not lead to a password. */
export function notApproved(
  t: Language,
  { why, url, named }: ProblemFacts['not-approved'],
): Sentence {
  const another = t.__('Try again, or sign in with one of the passwords.');
  switch (why) {
    case 'rejected':
      return { fact: t.__('You rejected the connection in the browser.'), remedy: another };
    case 'timed-out':
      return {
        fact: t.__('The approval on %(url)s did not arrive in time.', { url: safeUrl(url) }),
        remedy: `${another} ${t.__('The browser must be able to reach this machine: over SSH, forward the port that the screen names.')}`,
      };
    case 'given-up':
      return { fact: t.__('You stopped waiting for the approval.'), remedy: another };
    case 'another-site':
      return {
        fact:
          named === null
            ? t.__('The approval came from another site; wp-bisect did not use it.')
            : t.__('The approval came from another site (%(site)s); wp-bisect did not use it.', {
                site: safeUrl(named),
              }),
        remedy: t.__(
          'Enter the address that the site gives itself (Settings > General), and revoke the application password there: Users > Profile > Application Passwords.',
        ),
      };
    case 'incomplete':
      return {
        fact: t.__('The site sent the browser back without a user or a password.'),
        remedy: t.__('A plugin may interfere with that page. Sign in with one of the passwords.'),
      };
    case 'no-loopback':
      return {
        fact: t.__(
          'wp-bisect cannot listen on 127.0.0.1 of this machine, where the answer of the site would arrive.',
        ),
        remedy: t.__('Sign in with one of the passwords.'),
      };
  }
}

type NoteOf<T extends Note['type']> = Extract<Note, { type: T }>;

/** What became of the application password that was made for this run. */
export function madeNote(
  t: Language,
  { name, profile, now }: NoteOf<'application-password-made'>,
): string {
  const given = { name: clean(name, 80), url: safeUrl(profile) };
  switch (now) {
    case 'revoked':
      return t.__(
        'The application password "%(name)s" was made for this run and is revoked again.',
        {
          name: given.name,
        },
      );
    case 'kept':
      return t.__(
        'The application password "%(name)s" was made for this run, and the site still accepts it. When you no longer need it, revoke it under Application Passwords on %(url)s.',
        given,
      );
    case 'not-revoked':
      return t.__(
        'wp-bisect COULD NOT revoke the application password "%(name)s" of this run. Revoke it under Application Passwords on %(url)s.',
        given,
      );
  }
}

/** What became of a password in the system's keyring. */
export function keyringNote(
  t: Language,
  { user: name, credential, what }: NoteOf<'keyring'>,
): string {
  const user = clean(name, 60);
  const isSession = credential === 'session';
  switch (what) {
    case 'kept':
      return isSession
        ? t.__('The account password of %(user)s is in the keyring of this system.', { user })
        : t.__('The application password of %(user)s is in the keyring of this system.', { user });
    case 'not-kept':
      return isSession
        ? t.__(
            'The keyring of this system refused the account password of %(user)s. It is not saved.',
            { user },
          )
        : t.__(
            'The keyring of this system refused the application password of %(user)s. It is not saved.',
            { user },
          );
    case 'removed':
      return isSession
        ? t.__(
            'The site refused the account password of %(user)s. It is no longer in the keyring of this system.',
            { user },
          )
        : t.__(
            'The site refused the application password of %(user)s. It is no longer in the keyring of this system.',
            { user },
          );
    case 'not-removed':
      return isSession
        ? t.__(
            'The site refused the account password of %(user)s. It is still in the keyring of this system: remove the entry "wp-bisect" there.',
            { user },
          )
        : t.__(
            'The site refused the application password of %(user)s. It is still in the keyring of this system: remove the entry "wp-bisect" there.',
            { user },
          );
  }
}
