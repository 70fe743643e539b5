import type { Language } from '../../language/language.ts';
import { clean, type Sentence, type Sentences, safeUrl } from '../format.ts';

/** Problems of WordPress' Recovery Mode link. No sentence holds a part of its key. */
export const RECOVERY: Sentences<'bad-recovery-link' | 'recovery-refused'> = {
  'bad-recovery-link': (t, { why, site, named }) => ({
    fact:
      why === 'another-site'
        ? t.__('The recovery link leads to %(named)s, not to %(site)s.', {
            named: safeUrl(named ?? ''),
            site: safeUrl(site),
          })
        : t.__('This is not a recovery link of WordPress.'),
    remedy: t.__(
      'Copy the whole link from the mail. It looks like https://example.com/wp-login.php?action=enter_recovery_mode&rm_token=...&rm_key=...',
    ),
  }),
  'recovery-refused': (t, { why, status, said }) =>
    knownRefusal(t, why) ?? {
      fact: withWords(
        t,
        t.__(
          'The site answered the recovery link with HTTP %(status)s, and Recovery Mode is not on.',
          {
            status,
          },
        ),
        clean(said ?? '', 200),
      ),
      remedy: `${t.__('Open the link in your browser to see what stops it.')} ${newLink(t)}`,
    },
};

function knownRefusal(t: Language, why: string): Sentence | null {
  switch (why) {
    case 'expired':
      return { fact: t.__("WordPress' recovery link has expired."), remedy: newLink(t) };
    case 'used':
      return {
        fact: t.__('WordPress does not know this recovery link. Each link works only once.'),
        remedy: newLink(t),
      };
    case 'wrong':
      return {
        fact: t.__("The key in WordPress' recovery link is wrong."),
        remedy: `${t.__('Copy the whole link from the mail. If it was complete, it no longer works.')} ${newLink(t)}`,
      };
    case 'still-fatal':
      return {
        fact: t.__('Recovery Mode is on, but the login page still ends in a fatal error.'),
        remedy: t.__(
          'Recovery Mode pauses a plugin only if the error is in its own files, and never must-use or network-active plugins. Use --wp-cli, or see the error log of the server.',
        ),
      };
    default:
      return null;
  }
}

function newLink(t: Language): string {
  return t.__(
    'Open wp-admin in your browser: WordPress then mails a new link to the administrator, at most once a day.',
  );
}

function withWords(t: Language, sentence: string, words: string): string {
  return words === '' ? sentence : `${sentence} ${t.__('It says: "%(words)s"', { words })}`;
}
