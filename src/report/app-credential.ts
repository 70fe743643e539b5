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
  const { evidence, advice } =
    credential === 'bearer' ? tokenWords(t, why === 'expired') : keyWords(t, why);
  const answer =
    code === null ? [] : [t.__('The site answers %(code)s.', { code: clean(code, 80) })];
  return { evidence: [evidence, ...answer].join(' '), advice };
}

function tokenWords(t: Language, expired: boolean) {
  return expired
    ? {
        evidence: t.__('The bearer token has expired. The site reads the token and refuses it.'),
        advice: t.__('Let the app get a new token: sign it in again, or use its refresh token.'),
      }
    : {
        evidence: t.__('The bearer token is wrong. The site reads the token and refuses it.'),
        advice: t.__(
          "Let the app get a new token. If the site refuses that too, compare the token plugin's secret key in wp-config.php with the one that made the token.",
        ),
      };
}

function keyWords(t: Language, why: App['why']) {
  switch (why) {
    case 'read-only':
      return {
        evidence: t.__('The WooCommerce key may only read, and this request writes.'),
        advice: permissions(t),
      };
    case 'write-only':
      return {
        evidence: t.__('The WooCommerce key may only write, and this request reads.'),
        advice: permissions(t),
      };
    case 'wrong':
    case 'expired':
      return {
        evidence: t.__(
          'WooCommerce does not accept this key and secret. The key was deleted, or one of the two is wrong.',
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
