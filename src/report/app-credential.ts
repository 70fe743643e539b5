/** An app's own credential is to blame, in words. */

import type { Language } from '../language/language.ts';
import type { CauseFacts } from '../model/facts/no-plugin.ts';
import type { PluginId } from '../model/report.ts';
import { clean } from './format.ts';

type App = NonNullable<Extract<CauseFacts, { kind: 'wrong-credentials' }>['app']>;

/** What the site says of the credential, and what to do about it. */
export function appCredentialWords(
  t: Language,
  { credential, why, readers = [] }: App,
  code: string | null,
  nameOf: (plugin: PluginId) => string,
): { readonly evidence: string; readonly advice: string } {
  const named = t.list(readers.map((reader) => clean(nameOf(reader), 80)));
  const { evidence, advice } =
    credential === 'bearer' ? tokenWords(t, why, named) : keyWords(t, why);
  const answer =
    code === null ? [] : [t.__('The site answers %(code)s.', { code: clean(code, 80) })];
  return { evidence: [evidence, ...answer].join(' '), advice };
}

function tokenWords(t: Language, why: App['why'], readers: string) {
  switch (why) {
    case 'expired':
      return {
        evidence: t.__('The bearer token has expired. The site reads the token and refuses it.'),
        advice: t.__('Let the app get a new token: sign it in again, or use its refresh token.'),
      };
    case 'not-configured':
      return {
        evidence: t.__(
          'The plugin that reads bearer tokens has no secret key, so it refuses every token.',
        ),
        advice: t.__(
          'Define JWT_AUTH_SECRET_KEY in wp-config.php with a long random text. Then let the app get a new token.',
        ),
      };
    case 'not-accepted':
      return {
        evidence: t.__(
          'With every suspect off, the site still takes the sender of the bearer token for a visitor. The plugins that read tokens stayed on: %(readers)s.',
          { readers },
        ),
        advice: t.__(
          'Let the app get a new token from this site. If that one works, the old token is from another site, or its user or key is gone. If not, look into the settings of %(readers)s, and let --diagnose show whether the Authorization header arrives.',
          { readers },
        ),
      };
    case 'unread':
      return {
        evidence: t.__(
          'The site takes the sender of the bearer token for a visitor, and no active plugin is known to read such tokens. WordPress itself reads none.',
        ),
        advice: t.__(
          'Activate the plugin that made the token, or let the app use an application password (Users > Profile > Application Passwords).',
        ),
      };
    default:
      return {
        evidence: t.__('The bearer token is wrong. The site reads the token and refuses it.'),
        advice: t.__(
          "Let the app get a new token. If the site refuses that too, compare the token plugin's secret key in wp-config.php with the one that made the token.",
        ),
      };
  }
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
    case 'not-allowed':
      return {
        evidence: t.__('WooCommerce knows the key, and the user it belongs to may not do this.'),
        advice: t.__(
          'In WooCommerce > Settings > Advanced > REST API, make a key for a shop manager or an administrator.',
        ),
      };
    default:
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
