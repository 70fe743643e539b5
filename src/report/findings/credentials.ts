/** The typed credentials, in words. */

import type { Language } from '../../language/language.ts';
import type { CredentialFacts, CredentialRefusal, Secret } from '../../model/facts/access.ts';
import { refusalWords } from './refused-credential.ts';
import type { FindingWords, Telling } from './words.ts';

/** What became of the credentials. */
export function credentialWords(
  t: Language,
  facts: CredentialFacts,
  telling: Telling,
): FindingWords {
  switch (facts.kind) {
    case 'credentials-none':
      return {
        evidence: t.__('No user name and password were given.'),
        meaning: t.__(
          'The login and application passwords were not tested; the other checks saw what visitors see.',
        ),
        advice: t.__(
          'Give the password of an administrator in WP_BISECT_PASSWORD (or an application password in WP_BISECT_APP_PASSWORD) with --user. This check then shows whether the site accepts it, what its account may do, and whether the Authorization header arrives.',
        ),
      };
    case 'credentials-untried':
      return {
        evidence: t.__('Credentials were given, but the site did not answer.'),
        meaning: t.__('It is unknown whether they are right.'),
        advice: t.__('Find out what keeps the site from answering, and try again.'),
      };
    case 'credentials-work':
      return {
        evidence: accepted(t, facts.proven),
        meaning: t.__('Wrong credentials are not the cause.'),
        advice: '',
      };
    case 'credentials-refused': {
      const words = facts.refused.map((one) => refusalWords(t, one, { ...facts, ...telling }));
      return {
        evidence: together([
          ...words.map(({ evidence }) => evidence),
          ...facts.proven.map((one) => works(t, one)),
        ]),
        meaning: together(words.map(({ meaning }) => meaning)),
        advice: together(words.map(({ advice }) => advice)),
      };
    }
  }
}

/** What holds for both credentials is said once. */
function together(sentences: readonly string[]): string {
  return [...new Set(sentences)].filter(Boolean).join(' ');
}

function accepted(t: Language, proven: readonly Secret[]): string {
  if (proven.length > 1) {
    return t.__('The site accepts both passwords, and the account may manage plugins.');
  }
  return proven[0] === 'session'
    ? t.__('The site accepts the account password, and the account may manage plugins.')
    : t.__('The site accepts the application password, and the account may manage plugins.');
}

function works(t: Language, secret: CredentialRefusal['credential']): string {
  return secret === 'session'
    ? t.__('The account password works.')
    : t.__('The application password works.');
}
