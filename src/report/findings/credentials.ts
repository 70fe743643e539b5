/** The typed credentials, in words. */

import type { CredentialFacts, Refusal, Secret } from '../../model/facts/access.ts';
import { clean, list } from '../format.ts';
import type { FindingWords } from './words.ts';

const NAME: Readonly<Record<Secret, string>> = {
  'application-password': 'application password',
  session: 'account password',
};

/** What became of the credentials. */
export function credentialWords(facts: CredentialFacts): FindingWords {
  switch (facts.kind) {
    case 'credentials-none':
      return {
        evidence: 'No user name and password were given.',
        meaning:
          'Whether a login or an application password works could not be looked at; the other checks saw what visitors see.',
        advice:
          'Give the password of an administrator in WP_BISECT_PASSWORD (or an application password in WP_BISECT_APP_PASSWORD) with --user: then this shows whether it is accepted, what its account may do, and whether the Authorization header arrives.',
      };
    case 'credentials-untried':
      return {
        evidence: 'Credentials were given, and the site could not be asked about them.',
        meaning: 'Whether they are right is not known.',
        advice: 'See what keeps the site from answering, and try again.',
      };
    case 'credentials-work':
      return {
        evidence: `The site accepts the ${list(facts.proven.map((one) => NAME[one]))}, and the account may manage plugins.`,
        meaning: 'Wrong credentials are not the cause.',
        advice: '',
      };
    case 'credentials-refused': {
      const words = facts.refused.map((one) => refusalWords(one, facts));
      const works = facts.proven.map((one) => `The ${NAME[one]} works.`);
      return {
        evidence: together([...words.map(({ evidence }) => evidence), ...works]),
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

type Given = Pick<CredentialFacts & { kind: 'credentials-refused' }, 'user' | 'proven'>;

const OWN_PASSWORD_PAGE = 'wp-admin > Users > Profile > Application Passwords';

function refusalWords(refusal: Refusal, given: Given): FindingWords {
  const { credential, why } = refusal;
  const name = NAME[credential];
  switch (why) {
    case 'account-password-typed':
      return {
        evidence:
          'What was given as the application password has not the form of one: WordPress makes them of 24 letters and digits.',
        meaning:
          'It is another password, most likely the one of the account. WordPress does not accept that over REST and treats the sender as a stranger: 401.',
        advice: `Put the password of the account into WP_BISECT_PASSWORD, or make an application password at ${OWN_PASSWORD_PAGE}. Blanks in it do not matter.`,
      };
    case 'application-password-typed':
      return {
        evidence:
          'The login page refuses the account password, and it has the form of an application password.',
        meaning: 'Application passwords work over REST only, never at the login page.',
        advice:
          'Put it into WP_BISECT_APP_PASSWORD, or the password of the account into WP_BISECT_PASSWORD.',
      };
    case 'unknown-user':
      return {
        evidence: `The site knows no such user${given.user === 'email' ? ' (an e-mail address was given)' : ''}.`,
        meaning:
          'The login name and the e-mail address of the account both work as user name. The displayed name and the name of an application password do not.',
        advice: 'Look at wp-admin > Users for the "Username", and give that with --user.',
      };
    case 'wrong-password':
      return {
        evidence: `WordPress knows the user and says that the ${name} is wrong.`,
        meaning: refusal.certain
          ? 'It is a typing error, an old password, or one that was revoked or belongs to another user or site. Blanks before and after do not matter to WordPress.'
          : `It may be wrong; but ${refusal.refusers.length > 0 ? names(refusal.refusers) : 'a plugin that takes it for the password of the account'} gives the same answer to a right one.`,
        advice:
          credential === 'session'
            ? 'Try it once in a private browser window; after several failures sites lock the address out.'
            : `Make a new one at ${OWN_PASSWORD_PAGE}; its name in the list is not the user name.`,
      };
    case 'none-exists':
      return {
        evidence: 'The signed-in user has no application password at all.',
        meaning:
          'Whatever is sent as one is ignored: the request counts as a stranger, and that is the 401.',
        advice: `Make one at ${OWN_PASSWORD_PAGE}. It is shown once.`,
      };
    case 'taken-for-stranger':
      return {
        evidence: `WordPress answers a request with the application password as it answers a stranger${codeOf(refusal)}.`,
        meaning: `That happens in three cases that look the same: user name or password is wrong, something on the site refuses application passwords, or the Authorization header is lost on the way. WordPress itself says nothing about a wrong one.${known(refusal.refusers)}`,
        advice: `${given.proven.includes('session') ? '' : 'Give the account password as well (WP_BISECT_PASSWORD): then these can be told apart. '}Check that --user is the login name or the e-mail address (not the name of the application password), and make a new one at ${OWN_PASSWORD_PAGE} if in doubt.`,
      };
    case 'refused-by-site':
      return {
        evidence: `The site refuses requests with an application password${codeOf(refusal)}, in a way that WordPress itself does not.`,
        meaning: `Something on the site does that, to right ones as well: the password is not shown to be wrong.${known(refusal.refusers)}`,
        advice:
          'Let the plugins be examined with the account password (--bisect and WP_BISECT_PASSWORD), or look at the settings of security plugins.',
      };
    case 'switched-off':
      return {
        evidence: 'Application passwords are switched off on this site.',
        meaning: `A plugin or a line of code does that, and right ones are ignored: the password is not shown to be wrong.${known(refusal.refusers)}`,
        advice:
          'Use the account password, or find the plugin with --bisect and WP_BISECT_PASSWORD. Without a plugin, look for wp_is_application_passwords_available in the theme and in wp-content/mu-plugins.',
      };
    case 'for-this-user':
      return {
        evidence: 'Application passwords are switched off for this user.',
        meaning: `A plugin or a line of code decides that by user or role.${known(refusal.refusers)}`,
        advice: 'Use another administrator, or the account password.',
      };
    case 'no-https':
      return {
        evidence: 'The address of the site is plain http.',
        meaning: 'WordPress accepts application passwords over https only and ignores them here.',
        advice:
          'Use the https address; where there is none, ask the host for a certificate. The account password works meanwhile.',
      };
    case 'https-not-seen':
      return {
        evidence:
          'The site was asked over https, and WordPress answers as over http (its login page redirects to itself, or links to its own files by http): a proxy ends https in front of it and does not say so.',
        meaning:
          'WordPress takes the request for plain http: it ignores application passwords, so that a right one gets 401 as well, and its login page may send people in circles.',
        advice:
          "Have the proxy send X-Forwarded-Proto, and let wp-config.php set $_SERVER['HTTPS'] = 'on' when it says https (above the line \"That's all, stop editing\"). The host can tell which header its proxy sends.",
      };
    case 'not-allowed':
      return {
        evidence: `The ${name} is right, and its account may not manage plugins (activate_plugins).`,
        meaning:
          'That is a 403, not a 401: 401 means that WordPress does not know who asks, 403 that it knows and does not allow it. A role explains no 401.',
        advice: 'Use an administrator account; on a network, a super admin.',
      };
    case 'two-factor':
      return other('The login asks for a second factor.', 'cannot be given here', credential);
    case 'captcha':
      return other('The login page asks for a captcha.', 'cannot be solved here', credential);
    case 'login-hidden':
      return {
        evidence: 'There is no login form at wp-login.php: a plugin has moved or hidden it.',
        meaning: 'The account password was not tried. This explains no 401 of REST requests.',
        advice: 'Give the address of the form with --login-url, or an application password.',
      };
    case 'locked-out':
      return {
        evidence: 'The login page has locked this address out after too many attempts.',
        meaning: 'The account password was not judged. It may be right.',
        advice: 'Wait, or lift the lock in the plugin that made it. Do not try again meanwhile.',
      };
    case 'gate':
      return {
        evidence: 'A password gate stands in front of the site.',
        meaning: `The ${name} was not judged.${credential === 'application-password' ? ' The gate and an application password need the same header, so only one of them can be sent.' : ''}`,
        advice: "Give the gate's user with --gate, and the account password to sign in with.",
      };
    case 'challenge':
      return other('A browser check stands in front of the site.', 'needs a browser', credential);
    case 'rate-limited':
      return {
        evidence: 'The site limits how often it may be asked, and did not judge the password.',
        meaning: `Whether the ${name} is right is not known.`,
        advice: 'Wait a few minutes and try again.',
      };
    case 'site-error':
      return {
        evidence: `The site answered the ${name} with an error of its own${codeOf(refusal)}.`,
        meaning: 'The password was not judged.',
        advice: 'Look into the error log of the site first.',
      };
    case 'other':
      return {
        evidence: `Signing in with the ${name} did not work${codeOf(refusal)}, and the page does not say why.`,
        meaning: 'Whether it is right is not known.',
        advice: 'Try it once in a private browser window.',
      };
  }
}

function other(evidence: string, what: string, credential: Secret): FindingWords {
  return {
    evidence,
    meaning: `It ${what}, so the ${NAME[credential]} was not judged. This explains no 401 of REST requests with an application password.`,
    advice: `Use an application password: ${OWN_PASSWORD_PAGE}.`,
  };
}

function codeOf({ status, code }: Refusal): string {
  const answer = [status, code && clean(code, 80)].filter(Boolean).join(' ');
  return answer === '' ? '' : ` (${answer})`;
}

function known(refusers: readonly string[]): string {
  return refusers.length === 0 ? '' : ` Active here and known to do that: ${names(refusers)}.`;
}

function names(plugins: readonly string[]): string {
  return list(plugins.map((plugin) => clean(plugin, 80)));
}
