/** Why the site refuses one password, in words. */

import type { Language } from '../../language/language.ts';
import type { CredentialFacts, CredentialRefusal, Secret } from '../../model/facts/access.ts';
import { clean } from '../format.ts';
import type { FindingWords, Telling } from './words.ts';

type RefusedFacts = Pick<CredentialFacts & { kind: 'credentials-refused' }, 'user' | 'proven'> &
  Telling;

/** What was refused, what that means and what to do. */
export function refusalWords(
  t: Language,
  refusal: CredentialRefusal,
  given: RefusedFacts,
): FindingWords {
  const { credential, why } = refusal;
  const ofAccount = credential === 'session';
  const page = ownPasswordPage(t);
  switch (why) {
    case 'account-password-typed':
      return {
        evidence: t.__(
          'The given application password does not look like one: WordPress makes them of 24 letters and digits.',
        ),
        meaning: t.__(
          'It is another password, most likely that of the account. WordPress does not accept that over REST and answers as it does without a login: 401.',
        ),
        advice: t.__(
          'Put the password of the account into WP_BISECT_PASSWORD, or make an application password at %(page)s. Spaces in it do not matter.',
          { page },
        ),
      };
    case 'application-password-typed':
      return {
        evidence: t.__(
          'The login page refuses the account password, and it looks like an application password.',
        ),
        meaning: t.__('Application passwords work over REST only, never at the login page.'),
        advice: t.__(
          'Put it into WP_BISECT_APP_PASSWORD, or the password of the account into WP_BISECT_PASSWORD.',
        ),
      };
    case 'unknown-user':
      return {
        evidence:
          given.user === 'email'
            ? t.__('The site knows no user with this e-mail address.')
            : t.__('The site knows no such user.'),
        meaning: t.__(
          'The login name and the e-mail address of the account both work as user name. The displayed name and the name of an application password do not.',
        ),
        advice: t.__('Look at wp-admin > Users for the "Username", and give that with --user.'),
      };
    case 'wrong-password':
      return wrongPassword(t, refusal);
    case 'none-exists':
      return {
        evidence: t.__('The signed-in user has no application password at all.'),
        meaning: t.__(
          'WordPress ignores the one that was sent and answers as it does without a login: 401.',
        ),
        advice: t.__('Make one at %(page)s. WordPress shows it only once.', { page }),
      };
    case 'taken-for-stranger':
      return takenForStranger(t, refusal, given);
    case 'refused-by-site':
      return {
        evidence: said(
          refusal,
          t.__(
            'The site refuses requests with an application password in a way that WordPress itself does not.',
          ),
        ),
        meaning: [
          t.__(
            'Something on the site refuses right ones as well, so this does not show that the password is wrong.',
          ),
          ...known(t, refusal.refusers),
        ].join(' '),
        advice: given.searchFollows
          ? t.__('If no plugin is found, look at the settings of security plugins.')
          : t.__(
              'Search the plugins with the account password (--bisect and WP_BISECT_PASSWORD), or look at the settings of security plugins.',
            ),
      };
    case 'switched-off':
      return {
        evidence: t.__('Application passwords are disabled on this site.'),
        meaning: [
          t.__(
            'A plugin or a line of code disables them, and WordPress ignores right ones. This does not show that the password is wrong.',
          ),
          ...known(t, refusal.refusers),
        ].join(' '),
        advice: given.searchFollows
          ? t.__(
              'If no plugin is found, look for wp_is_application_passwords_available in the theme and in wp-content/mu-plugins.',
            )
          : t.__(
              'Use the account password, or find the plugin with --bisect and WP_BISECT_PASSWORD. If it is not a plugin, look for wp_is_application_passwords_available in the theme and in wp-content/mu-plugins.',
            ),
      };
    case 'for-this-user':
      return {
        evidence: t.__('Application passwords are disabled for this user.'),
        meaning: [
          t.__('A plugin or a line of code decides that by user or role.'),
          ...known(t, refusal.refusers),
        ].join(' '),
        advice: t.__('Use another administrator, or the account password.'),
      };
    case 'no-https':
      return {
        evidence: t.__('The address of the site is plain http.'),
        meaning: t.__(
          'WordPress accepts application passwords over https only and ignores them here.',
        ),
        advice: t.__(
          'Use the https address. If there is none, ask the host for a certificate. Until then, the account password works.',
        ),
      };
    case 'https-not-seen':
      return {
        evidence: t.__(
          'The request used https, but WordPress answers as over http (its login page redirects to itself, or links to its own files by http). A proxy decrypts https in front of it and does not say so.',
        ),
        meaning: t.__(
          'WordPress takes the request for plain http. It ignores application passwords, so a right one gets 401 as well, and its login page may redirect in circles.',
        ),
        advice: t.__(
          "Have the proxy send X-Forwarded-Proto, and let wp-config.php set $_SERVER['HTTPS'] = 'on' when it says https (above the line \"That's all, stop editing\"). The host can tell which header its proxy sends.",
        ),
      };
    case 'not-allowed':
      return {
        evidence: ofAccount
          ? t.__(
              'The account password is right, but its account may not manage plugins (activate_plugins).',
            )
          : t.__(
              'The application password is right, but its account may not manage plugins (activate_plugins).',
            ),
        meaning: t.__(
          'That is a 403, not a 401: 401 means that WordPress does not know who asks, 403 that it knows and does not allow it. A missing role does not explain a 401.',
        ),
        advice: t.__('Use an administrator account; on a network, a super admin.'),
      };
    case 'two-factor':
      return {
        evidence: t.__('The login asks for a second factor.'),
        meaning: notTested(t, t.__('You cannot enter a second factor here.'), credential),
        advice: t.__('Use an application password: %(page)s.', { page }),
      };
    case 'captcha':
      return {
        evidence: t.__('The login page asks for a captcha.'),
        meaning: notTested(t, t.__('You cannot solve a captcha here.'), credential),
        advice: t.__('Use an application password: %(page)s.', { page }),
      };
    case 'login-hidden':
      return {
        evidence: t.__('There is no login form at wp-login.php: a plugin has moved or hidden it.'),
        meaning: t.__(
          'The account password was not tested. This explains no 401 of REST requests.',
        ),
        advice: t.__('Give the address of the form with --login-url, or an application password.'),
      };
    case 'locked-out':
      return {
        evidence: t.__('The login page has locked this address out after too many attempts.'),
        meaning: t.__('The account password was not tested. It may be right.'),
        advice: t.__(
          'Wait, or lift the lock in the plugin that made it. Do not try again meanwhile.',
        ),
      };
    case 'gate':
      return {
        evidence: t.__('A password gate protects the site.'),
        meaning: [
          untested(t, credential),
          ...(ofAccount
            ? []
            : [
                t.__(
                  'The gate and an application password need the same header, so only one of them can be sent.',
                ),
              ]),
        ].join(' '),
        advice: given.proven.includes('session')
          ? t.__(
              'Leave the application password out: behind the gate the account password does all that wp-bisect needs.',
            )
          : t.__("Give the gate's user with --gate, and the account password to sign in with."),
      };
    case 'challenge':
      return {
        evidence: t.__('A browser check protects the site.'),
        meaning: notTested(t, t.__('Only a browser passes the check.'), credential),
        advice: t.__('Use an application password: %(page)s.', { page }),
      };
    case 'rate-limited':
      return {
        evidence: t.__(
          'The site limits how many requests it answers, and did not check the password.',
        ),
        meaning: t.__('It is unknown whether the password is right.'),
        advice: t.__('Wait a few minutes and try again.'),
      };
    case 'site-error':
      return {
        evidence: said(
          refusal,
          ofAccount
            ? t.__('The site answered the account password with an error of its own.')
            : t.__('The site answered the application password with an error of its own.'),
        ),
        meaning: untested(t, credential),
        advice: t.__('Check the error log of the site first.'),
      };
    case 'other':
      return {
        evidence: said(
          refusal,
          ofAccount
            ? t.__(
                'Signing in with the account password did not work, and the page does not say why.',
              )
            : t.__(
                'Signing in with the application password did not work, and the page does not say why.',
              ),
        ),
        meaning: t.__('It is unknown whether the password is right.'),
        advice: t.__('Try it once in a private browser window.'),
      };
  }
}

function ownPasswordPage(t: Language): string {
  return t.__('wp-admin > Users > Profile > Application Passwords');
}

function wrongPassword(
  t: Language,
  { credential, certain, refusers }: CredentialRefusal,
): FindingWords {
  const ofAccount = credential === 'session';
  const doubt =
    refusers.length > 0
      ? t._n(
          'It may be wrong, but this active plugin gives the same answer to a right one: %(plugins)s.',
          'It may be wrong, but these active plugins give the same answer to a right one: %(plugins)s.',
          refusers.length,
          { plugins: names(t, refusers) },
        )
      : t.__(
          'It may be wrong, but a plugin that takes it for the password of the account gives the same answer to a right one.',
        );
  return {
    evidence: ofAccount
      ? t.__('WordPress knows the user and says that the account password is wrong.')
      : t.__('WordPress knows the user and says that the application password is wrong.'),
    meaning: certain
      ? t.__(
          'It is mistyped, outdated, revoked, or belongs to another user or site. WordPress ignores spaces before and after it.',
        )
      : doubt,
    advice: ofAccount
      ? t.__(
          'Try it once in a private browser window. After several failures many sites lock the address out.',
        )
      : t.__('Make a new one at %(page)s; its name in the list is not the user name.', {
          page: ownPasswordPage(t),
        }),
  };
}

function takenForStranger(
  t: Language,
  refusal: CredentialRefusal,
  { proven }: RefusedFacts,
): FindingWords {
  return {
    evidence: said(
      refusal,
      t.__(
        'WordPress answers a request with the application password as it answers one without a login.',
      ),
    ),
    meaning: [
      t.__(
        'Three causes look the same: the user name or password is wrong, something on the site refuses application passwords, or the Authorization header is lost on the way. WordPress itself does not report a wrong one.',
      ),
      ...known(t, refusal.refusers),
    ].join(' '),
    advice: [
      ...(proven.includes('session')
        ? []
        : [t.__('Give the account password as well (WP_BISECT_PASSWORD) to tell these apart.')]),
      t.__(
        'Check that --user is the login name or the e-mail address (not the name of the application password). If in doubt, make a new one at %(page)s.',
        { page: ownPasswordPage(t) },
      ),
    ].join(' '),
  };
}

/** Why the password was never put to the test. */
function notTested(t: Language, why: string, credential: Secret): string {
  return [
    why,
    untested(t, credential),
    t.__('This explains no 401 of REST requests with an application password.'),
  ].join(' ');
}

function untested(t: Language, credential: Secret): string {
  return credential === 'session'
    ? t.__('The account password was not tested.')
    : t.__('The application password was not tested.');
}

/** The sentence with the answer of the site behind it: `… a login. (401 rest_forbidden)`. */
function said({ status, code }: CredentialRefusal, sentence: string): string {
  const answer = [status, code && clean(code, 80)].filter(Boolean).join(' ');
  return answer === '' ? sentence : `${sentence} (${answer})`;
}

function known(t: Language, refusers: readonly string[]): readonly string[] {
  return refusers.length === 0
    ? []
    : [t.__('Active here and known to do that: %(plugins)s.', { plugins: names(t, refusers) })];
}

function names(t: Language, plugins: readonly string[]): string {
  return t.list(plugins.map((plugin) => clean(plugin, 80)));
}
