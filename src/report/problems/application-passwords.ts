/** An application password that the site refuses: why, and which credential would work instead. */

import type { Language } from '../../language/language.ts';
import type { OtherWay, ProblemFacts } from '../../model/errors.ts';
import { type CredentialSource, clean, type Sentence } from '../format.ts';

export function applicationPasswordsRefused(
  t: Language,
  { code, status, why, suspects, sessionToo }: ProblemFacts['application-passwords-refused'],
  given: CredentialSource,
  other: OtherWay,
): Sentence {
  const answer = { answer: code === null ? `${status}` : `${status} ${clean(code, 80)}` };
  const instead =
    sessionToo || other === 'refused'
      ? t.__(
          'Signing in with the password of the account did not work, either. Where a firewall of the site keeps this machine out, somebody who gets in can allow its address.',
        )
      : sessionInstead(t, given);
  const known = (fact: string) =>
    suspects.length === 0
      ? fact
      : `${fact} ${t.__('Known to do that: %(plugins)s.', {
          plugins: t.list(
            suspects.map((plugin) => clean(plugin, 80)),
            'or',
          ),
        })}`;
  switch (why) {
    case 'switched-off':
      return {
        fact: known(t.__('Application passwords are disabled on this site (%(answer)s).', answer)),
        remedy: instead,
      };
    case 'no-https':
      return {
        fact: t.__(
          'WordPress accepts application passwords over https only, and takes this site for plain http (%(answer)s).',
          answer,
        ),
        remedy: `${instead} ${t.__('Or use the https address of the site.')}`,
      };
    case 'blocked':
      return {
        fact: known(
          t.__(
            'The site refuses requests with an application password (%(answer)s), right or wrong.',
            answer,
          ),
        ),
        remedy: instead,
      };
    case 'same-as-anonymous':
      return {
        fact: known(
          t.__(
            'The site answers a request with this application password as it answers one without (%(answer)s). A plugin refuses them all, the server drops the Authorization header, or user name or password is wrong.',
            answer,
          ),
        ),
        remedy: `${instead} ${
          given === 'asked'
            ? t.__('Or check the user and the application password.')
            : t.__('Or check --user and WP_BISECT_APP_PASSWORD.')
        }`,
      };
    case 'gate':
      return {
        fact: t.__(
          'Behind a password gate of the server an application password cannot be sent: both need the Authorization header.',
        ),
        remedy: instead,
      };
    case 'header-stripped-or-wrong':
      return {
        fact: known(
          t.__(
            'WordPress treats the request with the application password as anonymous (%(answer)s). The user name or the password is wrong, a plugin switches application passwords off, or the server drops the Authorization header.',
            answer,
          ),
        ),
        remedy: `${
          given === 'asked'
            ? t.__('Check the user and the application password.')
            : t.__('Check --user and WP_BISECT_APP_PASSWORD.')
        } ${instead}`,
      };
  }
}

function sessionInstead(t: Language, given: CredentialSource): string {
  return given === 'asked'
    ? t.__('The password of the account would work instead.')
    : t.__(
        'The password of the account would work instead: put it into WP_BISECT_PASSWORD (and leave WP_BISECT_APP_PASSWORD out).',
      );
}
