/** Causes that are in the credential: it is wrong, or WordPress takes none of its kind. */

import type { Language } from '../language/language.ts';
import type { CauseFacts, ExtraFile } from '../model/facts/no-plugin.ts';
import type { Cause } from '../model/report.ts';
import { appCredentialWords } from './app-credential.ts';
import { files } from './cause-files.ts';
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
