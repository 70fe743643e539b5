/** An app's own credential is to blame, in words. */

import type { Language } from '../language/language.ts';
import type { CauseFacts } from '../model/facts/no-plugin.ts';
import { clean } from './format.ts';

type App = NonNullable<Extract<CauseFacts, { kind: 'wrong-credentials' }>['app']>;

/** What the site says of the credential, and what to do about it. */
export function appCredentialWords(
  t: Language,
  { credential, why }: App,
  code: string | null,
): { readonly evidence: string; readonly advice: string } {
  // In brackets after the sentence it belongs to; empty where the answer has no code.
  const answer = code === null ? '' : ` (${clean(code, 80)})`;
  return credential === 'bearer'
    ? tokenWords(t, why === 'expired', answer)
    : keyWords(t, why, answer);
}

function tokenWords(t: Language, expired: boolean, answer: string) {
  return expired
    ? {
        // translators: %(answer)s is empty, or a code in brackets after a space: " (jwt_auth_invalid_token)"
        evidence: t.__(
          'The bearer token has expired%(answer)s. The site reads the token and refuses it.',
          { answer },
        ),
        advice: t.__('Let the app get a new token: sign it in again, or use its refresh token.'),
      }
    : {
        evidence: t.__(
          'The bearer token is wrong%(answer)s. The site reads the token and refuses it.',
          { answer },
        ),
        advice: t.__(
          "Let the app get a new token. If the site refuses that too, compare the token plugin's secret key in wp-config.php with the one that made the token.",
        ),
      };
}

function keyWords(t: Language, why: App['why'], answer: string) {
  switch (why) {
    case 'read-only':
      return {
        evidence: t.__('The WooCommerce key may only read, and this request writes%(answer)s.', {
          answer,
        }),
        advice: permissions(t),
      };
    case 'write-only':
      return {
        evidence: t.__('The WooCommerce key may only write, and this request reads%(answer)s.', {
          answer,
        }),
        advice: permissions(t),
      };
    case 'wrong':
    case 'expired':
      return {
        evidence: t.__(
          'WooCommerce does not accept this key and secret%(answer)s. The key was deleted, or one of the two is wrong.',
          { answer },
        ),
        advice: t.__(
          'Make a new key in WooCommerce > Settings > Advanced > REST API, for a user who may manage the shop. Copy the whole key and the whole secret.',
        ),
      };
  }
}

function permissions(t: Language): string {
  return t.__(
    "Set the key's permissions to Read/Write in WooCommerce > Settings > Advanced > REST API.",
  );
}
