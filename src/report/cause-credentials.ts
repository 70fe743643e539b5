/** Causes that are in the credential: it is wrong, or WordPress takes none of its kind. */

import type { Language } from '../language/language.ts';
import type { CauseFacts, ExtraFile } from '../model/facts/no-plugin.ts';
import type { Cause, PluginId } from '../model/report.ts';
import { files } from './cause-out-of-reach.ts';
import { clean } from './format.ts';

/** Why the site takes no application password. */
export function passwordsOff(
  t: Language,
  { why, mustUse }: Extract<CauseFacts, { kind: 'application-passwords-off' }>,
): Pick<Cause, 'evidence' | 'advice'> {
  switch (why) {
    case 'no-https':
      return {
        evidence: t.__(
          'The site does not offer application passwords: WordPress needs https for them, and this site uses plain http.',
        ),
        advice: t.__(
          'Serve the site over https, or set WP_ENVIRONMENT_TYPE to "local" on a test site.',
        ),
      };
    case 'for-this-user':
      return {
        evidence: t.__(
          'Application passwords exist on this site, but they are disabled for this user, even with every plugin off.',
        ),
        advice: lookForFilter(t, 'wp_is_application_passwords_available_for_user', mustUse),
      };
    case 'switched-off':
      return {
        evidence: t.__(
          'Application passwords are disabled on this site, even with every plugin off. Behind a proxy that decrypts https, WordPress may also not know that it is on https.',
        ),
        advice: [
          lookForFilter(t, 'wp_is_application_passwords_available', mustUse),
          t.__("Behind a proxy, set $_SERVER['HTTPS'] = 'on' in wp-config.php."),
        ].join(' '),
      };
  }
}

function lookForFilter(t: Language, filter: string, mustUse: readonly ExtraFile[]): string {
  return mustUse.length > 0
    ? t.__(
        'Look for the filter %(filter)s in wp-config.php, in the functions.php of the theme, in the must-use plugins (%(files)s).',
        { filter, files: files(t, mustUse) },
      )
    : t.__(
        'Look for the filter %(filter)s in wp-config.php and in the functions.php of the theme.',
        { filter },
      );
}

/** What is wrong with the credential. */
export function wrongCredentials(
  t: Language,
  { noneExists, certain, code, app }: Extract<CauseFacts, { kind: 'wrong-credentials' }>,
  nameOf: (plugin: string) => string,
): Pick<Cause, 'evidence' | 'advice'> {
  if (app) return appCredentialWords(t, app, code, nameOf);
  if (noneExists) {
    return {
      evidence: t.__(
        'This user has no application password at all, so the one that was sent cannot be right.',
      ),
      advice: t.__('Make one in Users > Profile > Application Passwords, and send that.'),
    };
  }
  if (!certain) {
    return {
      evidence: t.__(
        'The site never accepts the application password: it is wrong, or the server drops the Authorization header. Both look the same from outside.',
      ),
      advice: t.__(
        'Make a new one in Users > Profile > Application Passwords. If the site refuses that too, look at Tools > Site Health: it tests the Authorization header.',
      ),
    };
  }
  return {
    evidence: code
      ? t.__(
          'The application password is wrong (%(code)s): WordPress answers as it does without a login.',
          { code: clean(code, 80) },
        )
      : t.__('The application password is wrong: WordPress answers as it does without a login.'),
    advice: t.__('Make a new one in Users > Profile > Application Passwords, and copy it whole.'),
  };
}

/** An app's own credential is to blame, in words. */

type App = NonNullable<Extract<CauseFacts, { kind: 'wrong-credentials' }>['app']>;

/** What the site says of the credential, and what to do about it. */
function appCredentialWords(
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
