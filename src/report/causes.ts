/** Who answers 401 when no plugin does, in words: what was seen, and what to do about it. */

import type { Language } from '../language/language.ts';
import { isProblem, type Problem } from '../model/errors.ts';
import type { CauseFacts, ExtraFile } from '../model/facts/no-plugin.ts';
import type { CheckId, Finding } from '../model/findings.ts';
import type { Cause } from '../model/report.ts';
import { checkNamed, type Told } from './findings/index.ts';
import { clean, safeUrl } from './format.ts';
import { explain } from './problems/index.ts';

/** The name of a plugin by its id. */
type NameOf = (plugin: string) => string;

/** The facts of a cause as the two sentences of a report. Text from the site is made safe to print. */
export function causeOf(
  t: Language,
  facts: CauseFacts,
  nameOf: NameOf = (plugin) => plugin,
): Cause {
  return { kind: facts.kind, ...sentences(t, facts, nameOf) };
}

/** A finding as the cause of a report: what was seen and what it means, then what to do. */
export function causeOfFinding({ finding, kind }: Told): Cause {
  const evidence = [finding.evidence, finding.meaning].filter(Boolean).join(' ');
  return { kind, evidence, advice: finding.advice };
}

type Words = Pick<Cause, 'evidence' | 'advice'>;

function sentences(t: Language, facts: CauseFacts, nameOf: NameOf): Words {
  switch (facts.kind) {
    case 'server-basic-auth':
      return gate(facts);
    case 'server':
      return {
        evidence: `${serverName(facts.server)} answers ${facts.status} to ${safeUrl(facts.url)} before WordPress runs${facts.host ? ` (hosted by ${facts.host})` : ''}.`,
        advice:
          'Look into the configuration of the web server, or ask the host. No plugin can change this answer.',
      };
    case 'authorization-header-stripped':
      return {
        evidence:
          'Site Health says that the Authorization header does not reach PHP, so every application password is ignored.',
        advice:
          'On Apache, save the permalinks once (it writes the rule that passes the header on) or set "CGIPassAuth On"; elsewhere ask the host.',
      };
    case 'application-passwords-off':
      return passwordsOff(t, facts);
    case 'wrong-credentials':
      return wrongCredentials(facts);
    case 'must-use-plugin':
      return {
        evidence: `Must-use plugins run in every state, and no switch can turn them off: ${files(t, facts.files)}.${facts.theme ? ` The theme (${clean(facts.theme, 80)}) does, too.` : ''}`,
        advice: `Rename ${fileName(facts.files[0])} in wp-content/mu-plugins for a moment and send the request again${facts.files.length > 1 ? '; then the next one' : ''}.`,
      };
    case 'drop-in':
      return {
        evidence: `WordPress loads ${files(t, facts.files)} from wp-content before any plugin, and what answered was not its REST API.`,
        advice: `Rename ${fileName(facts.files[0])} for a moment and send the request again.`,
      };
    case 'theme':
      return theme(facts);
    case 'cache':
      return {
        evidence: `A cache in front of the site answers ${safeUrl(facts.url)}, whatever the site itself would say.`,
        advice:
          'Empty the cache of the site, of the host and of the CDN, exclude this address from it, and try again.',
      };
    case 'rate-limit':
      return {
        evidence: 'The site limits how many requests it answers, and this run met the limit.',
        advice:
          facts.retryAfterSeconds === null
            ? 'Wait a while, or allow your own address in the firewall, and try again.'
            : `Try again in ${t.duration(facts.retryAfterSeconds)}, or allow your own address in the firewall.`,
      };
    case 'bot-challenge':
      return {
        evidence: `A service in front of the site${facts.by ? ` (${clean(facts.by, 40)})` : ''} wants a browser to prove itself before the site answers.`,
        advice:
          'Allow your own address there, or switch the challenge off for a while, and try again.',
      };
    case 'not-tested':
      return notTested(t, facts, nameOf);
    case 'leftover':
      return leftover(facts, nameOf);
    case 'by-design':
      return {
        evidence: `WordPress itself refuses visitors at ${facts.method} ${safeUrl(facts.url)}: a 401 without a login is its normal answer there.`,
        advice: 'Send the request with a credential: --as application-password or --as session.',
      };
    case 'unknown':
      return {
        evidence: `It still fails with every plugin off${facts.code ? ` (${clean(facts.code, 80)})` : ''}, and nothing shows who answers.`,
        advice:
          'Look into wp-config.php, wp-content/mu-plugins and the functions.php of the theme, and ask the host.',
      };
  }
}

function gate({
  url,
  realm,
  server,
  staticFiles,
  mayBeLeftover,
}: Extract<CauseFacts, { kind: 'server-basic-auth' }>): Words {
  const what = realm ? ` ("${clean(realm, 80)}")` : '';
  const proof = staticFiles
    ? ' even for a static file, which no plugin sees'
    : ` for ${safeUrl(url)}, with its own error page`;
  const leftover = mayBeLeftover
    ? ' A plugin may have written it: --switch admin deactivates plugins for real, which lets them clean up.'
    : '';
  return {
    evidence: `${serverName(server)} asks for a password${what}${proof}.`,
    advice: staticFiles
      ? 'This is a gate in front of the whole site: name its user with --gate, or remove it in the configuration of the web server or at the host.'
      : `Look for a password rule in the .htaccess files and in the configuration of the web server, or at the host.${leftover}`,
  };
}

function passwordsOff(
  t: Language,
  { why, mustUse }: Extract<CauseFacts, { kind: 'application-passwords-off' }>,
): Words {
  switch (why) {
    case 'no-https':
      return {
        evidence:
          'The site does not offer application passwords: WordPress needs https for them, and this site is on plain http.',
        advice: 'Serve the site over https, or set WP_ENVIRONMENT_TYPE to "local" on a test site.',
      };
    case 'for-this-user':
      return {
        evidence:
          'Application passwords exist on this site, but are switched off for this user, with every plugin off.',
        advice: `Look for the filter wp_is_application_passwords_available_for_user in ${places(t, mustUse)}.`,
      };
    case 'switched-off':
      return {
        evidence:
          'Application passwords are switched off on this site, with every plugin off. Behind a proxy that ends https, WordPress may also not know that it is on https.',
        advice: `Look for the filter wp_is_application_passwords_available in ${places(t, mustUse)}; behind a proxy, set $_SERVER['HTTPS'] = 'on' in wp-config.php.`,
      };
  }
}

function wrongCredentials({
  noneExists,
  certain,
  code,
}: Extract<CauseFacts, { kind: 'wrong-credentials' }>): Words {
  if (noneExists) {
    return {
      evidence:
        'This user has no application password at all, so the one that was sent cannot be right.',
      advice: 'Make one in Users > Profile > Application Passwords, and send that.',
    };
  }
  return {
    evidence: certain
      ? `The application password is wrong${code ? ` (${clean(code, 80)})` : ''}: WordPress answers as if nobody had signed in.`
      : 'The application password is not accepted in any state of the site: it is wrong, or the server keeps the Authorization header from WordPress. Both look the same from outside.',
    advice: certain
      ? 'Make a new one in Users > Profile > Application Passwords, and copy it whole.'
      : 'Make a new one in Users > Profile > Application Passwords. If that is refused too, look at Tools > Site Health: it tests the Authorization header.',
  };
}

function theme({
  theme: name,
  proven,
  mustUseKnown,
}: Extract<CauseFacts, { kind: 'theme' }>): Words {
  const which = name ? `the theme ${clean(name, 80)}` : 'the theme';
  return {
    evidence: proven
      ? `The failure goes away with another theme: ${which} answers.`
      : `It still fails with every plugin off, and ${mustUseKnown ? 'there is no must-use plugin: what is left is' : 'the must-use plugins could not be listed: what is left is those,'} ${which} (its functions.php) and wp-config.php.`,
    advice: proven
      ? 'Look into the functions.php of the theme, or ask its author.'
      : 'Look into the functions.php of the theme, or try another theme on a copy of the site.',
  };
}

function notTested(
  t: Language,
  { plugins, why }: Extract<CauseFacts, { kind: 'not-tested' }>,
  nameOf: NameOf,
): Words {
  const names = t.list(plugins.map(nameOf));
  const it = plugins.length === 1 ? 'it' : 'them';
  const advice = `Test ${it}, if switching ${it} off does no harm: name ${it} with --only and leave out --keep, or switch ${it} off by hand.`;
  switch (why) {
    case 'answer':
      return {
        evidence: `The answer is one that ${names} ${plugins.length === 1 ? 'gives' : 'give'}, and ${plugins.length === 1 ? 'that plugin was' : 'those plugins were'} not switched off.`,
        advice,
      };
    case 'route':
      return {
        evidence: `The route is served by ${names}: with ${it} off it is gone, and nothing can be learned about the 401.`,
        advice: `Keep ${it} on with --keep and search among the others; if nothing is found, the refusal is ${plugins.length === 1 ? 'its' : 'their'} own.`,
      };
    case 'serves-request':
      return {
        evidence: `The request is served by ${names} and still fails with every other plugin off: ${names} itself refuses it.`,
        advice: `Look at the permissions of ${names}: its own settings, the role of the user, and whether its keys may read this.`,
      };
    case 'only-ones-left':
      return {
        evidence: `It still fails with everything off that may be switched off. Left on: ${names}.`,
        advice,
      };
  }
}

function leftover(
  { plugin, where, file }: Extract<CauseFacts, { kind: 'leftover' }>,
  nameOf: NameOf,
): Words {
  const name = nameOf(plugin);
  const place = {
    'must-use': 'wp-content/mu-plugins',
    'drop-in': 'wp-content',
    htaccess: '.htaccess',
    'wp-config': 'wp-config.php',
    'auto-prepend': 'auto_prepend_file (.user.ini or .htaccess)',
  }[where];
  const what = file ? `${clean(file, 120)} in ${place}` : place;
  return {
    evidence: `${name} works outside the list of plugins, too: ${what} stays in force while the plugin itself is left out.`,
    advice: file
      ? `Rename ${clean(file, 120)} for a moment and send the request again.`
      : `Deactivate ${name} for real, which lets it clean up (--switch admin), and test again.`,
  };
}

function files(t: Language, all: readonly ExtraFile[]): string {
  return t.list(
    all
      .slice(0, 8)
      .map(({ file, name }) =>
        name ? `${clean(name, 60)} (${clean(file, 80)})` : clean(file, 80),
      ),
  );
}

function fileName(file: ExtraFile | undefined): string {
  return clean(file?.file ?? '', 80);
}

function places(t: Language, mustUse: readonly ExtraFile[]): string {
  const own = mustUse.length > 0 ? `, in the must-use plugins (${files(t, mustUse)})` : '';
  return `wp-config.php, in the functions.php of the theme${own}`;
}

function serverName(server: string | null): string {
  return server ? `The web server (${clean(server, 40)})` : 'The web server';
}

/** What a problem that stopped a run says of the 401 itself. */

type Meaning = {
  readonly check: CheckId;
  readonly kind: Cause['kind'];
  /** False where something else, such as a plugin, would look the same. */
  readonly certain: boolean;
  readonly meaning: string;
};

/** The cause that a problem is; null where it is none, or where a plugin may be behind it. */
export function causeOfProblem(t: Language, problem: Problem): Cause | null {
  const meant = meaningOf(problem);
  if (!meant?.certain) return null;
  const { fact, remedy } = explain(t, problem);
  return { kind: meant.kind, evidence: fact, advice: remedy };
}

/** The same as a finding of the check that looks at it; null where the problem says nothing of a 401. */
export function findingOfProblem(t: Language, problem: Problem): Finding | null {
  const meant = meaningOf(problem);
  if (meant === null) return null;
  const { fact, remedy } = explain(t, problem);
  return {
    check: meant.check,
    label: t.__(checkNamed(meant.check).label),
    result: meant.certain ? 'cause' : 'clue',
    evidence: fact,
    meaning: meant.meaning,
    advice: remedy,
  };
}

const IN_FRONT = 'It answers before WordPress runs, so no plugin is asked.';
const WITHOUT_LOGIN = 'WordPress treats the request as one without a login, and refuses it.';

function meaningOf(problem: Problem): Meaning | null {
  const means = (check: CheckId, kind: Cause['kind'], certain: boolean, meaning: string) => ({
    check,
    kind,
    certain,
    meaning,
  });
  if (isProblem(problem, 'gate-closed')) {
    return problem.facts.byPlugin
      ? means('gate', 'plugin-suspected', false, 'WordPress itself sends this question.')
      : means('gate', 'server-basic-auth', true, IN_FRONT);
  }
  if (isProblem(problem, 'application-passwords-refused')) return passwordsRefused(problem);
  switch (problem.code) {
    case 'bot-challenge':
      return means('firewall', 'bot-challenge', true, IN_FRONT);
    case 'rate-limited':
      return means(
        'flakiness',
        'rate-limit',
        true,
        'The site refuses everybody who asks as often.',
      );
    case 'redirected-away':
    case 'redirect-loop':
      return means('address', 'redirect', true, 'Clients lose the password on such a way.');
    case 'not-wordpress':
      return means('address', 'wrong-address', true, 'Whatever answers there is not the site.');
    case 'wrong-password':
    case 'unknown-user':
    case 'application-password-as-account-password':
    case 'account-password-as-application-password':
      return means('credentials', 'wrong-credentials', true, WITHOUT_LOGIN);
    case 'not-allowed':
      return means('credentials', 'not-allowed', true, 'WordPress knows the user, and refuses.');
    case 'locked-out':
      return means(
        'flakiness',
        'lockout',
        true,
        'Whoever tries meanwhile is refused, right or not.',
      );
    default:
      return null;
  }
}

function passwordsRefused({ facts }: Problem<'application-passwords-refused'>): Meaning | null {
  const { why, suspects } = facts;
  switch (why) {
    case 'gate':
      return { check: 'gate', kind: 'server-basic-auth', certain: true, meaning: IN_FRONT };
    case 'no-https':
      return {
        check: 'credentials',
        kind: 'application-passwords-off',
        certain: true,
        meaning: WITHOUT_LOGIN,
      };
    case 'header-stripped-or-wrong':
      return {
        check: 'credentials',
        kind: 'wrong-credentials',
        // Plugins that are known to swallow right application passwords leave it open.
        certain: suspects.length === 0,
        meaning: WITHOUT_LOGIN,
      };
    case 'switched-off':
    case 'blocked':
    case 'same-as-anonymous':
      return {
        check: 'credentials',
        kind: 'plugin-suspected',
        certain: false,
        meaning: 'A plugin can do that to every application password, right or wrong.',
      };
  }
}
