/** An app's own credential is to blame, in words. */

import type { CauseFacts } from '../model/facts/no-plugin.ts';
import { clean } from './format.ts';

type App = NonNullable<Extract<CauseFacts, { kind: 'wrong-credentials' }>['app']>;

const KEYS_PAGE = 'WooCommerce > Settings > Advanced > REST API';

/** What the site says of the credential, and what to do about it. */
export function appCredentialWords(
  { credential, why }: App,
  code: string | null,
): { readonly evidence: string; readonly advice: string } {
  const answer = code === null ? '' : ` (${clean(code, 80)})`;
  if (credential === 'bearer') {
    return {
      evidence:
        why === 'expired'
          ? `The bearer token has expired${answer}. The site reads the token and refuses it.`
          : `The bearer token is wrong${answer}. The site reads the token and refuses it.`,
      advice:
        why === 'expired'
          ? 'Let the app get a new token: sign it in again, or use its refresh token.'
          : "Let the app get a new token. If that is refused too, compare the token plugin's secret key in wp-config.php with the one that made the token.",
    };
  }
  switch (why) {
    case 'read-only':
      return {
        evidence: `The WooCommerce key may only read, and this request writes${answer}.`,
        advice: `Set the key's permissions to Read/Write in ${KEYS_PAGE}.`,
      };
    case 'write-only':
      return {
        evidence: `The WooCommerce key may only write, and this request reads${answer}.`,
        advice: `Set the key's permissions to Read/Write in ${KEYS_PAGE}.`,
      };
    case 'wrong':
    case 'expired':
      return {
        evidence: `WooCommerce does not accept this key and secret${answer}: the key was deleted, or one of the two is wrong.`,
        advice: `Make a new key in ${KEYS_PAGE}, for a user who may manage the shop, and copy key and secret whole.`,
      };
  }
}
