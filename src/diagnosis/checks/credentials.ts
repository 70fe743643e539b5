import { isProblem, type Problem } from '../../model/errors.ts';
import type {
  CredentialFacts,
  CredentialRefusal,
  RefusalWhy,
  Secret,
} from '../../model/facts/access.ts';
import type { Found } from '../../model/findings.ts';
import { slugOf } from '../../model/plugin-ids.ts';
import type { Cause } from '../../model/report.ts';
import { findJson } from '../../wordpress/http/json.ts';
import { restCode } from '../../wordpress/http/rest-error.ts';
import { OWN_PASSWORDS, redirectTarget } from '../../wordpress/http/urls.ts';
import { type Check, everything } from '../check.ts';
import { KNOWN_PLUGINS } from '../fingerprints.ts';
import type { DiagnosisInput } from '../input.ts';
import { loginPage, lookAtRoute } from '../reader.ts';
import { refusedWithAllOff, unreadToken } from './after-search.ts';

type Result = Found<CredentialFacts>;

/**
 * What became of the credentials that were typed. A wrong one is a cause only where nothing else could
 * look the same: core takes a wrong application password silently for a stranger's, and so do plugins
 * that refuse right ones.
 */
async function credentials(input: DiagnosisInput): Promise<Result> {
  const check = 'credentials' as const;
  const { given, proven } = input;
  if (given.applicationPassword === null && given.password === null) {
    return { check, result: 'not-checked', facts: { kind: 'credentials-none' } };
  }
  if (input.refused.length === 0) {
    return proven.length > 0
      ? { check, result: 'cleared', facts: { kind: 'credentials-work', proven } }
      : { check, result: 'not-checked', facts: { kind: 'credentials-untried' } };
  }
  const refused: CredentialRefusal[] = [];
  for (const one of input.refused)
    refused.push(await refusalOf(one.credential, one.problem, input));
  const explained = refused.some(
    ({ certain, credential }) => certain && explains(credential, input),
  );
  return {
    check,
    result: explained ? 'cause' : 'clue',
    facts: { kind: 'credentials-refused', refused, proven, user: given.user },
  };
}

/** A credential explains what is sent with it; and, where nothing else fails, the failure that was meant. */
function explains(credential: Secret, { symptoms, proven }: DiagnosisInput): boolean {
  if (symptoms.length > 0) return symptoms.every(({ request }) => request.as === credential);
  return credential === 'application-password' || proven.length === 0;
}

async function refusalOf(
  credential: Secret,
  problem: Problem,
  input: DiagnosisInput,
): Promise<CredentialRefusal> {
  const { code, status } = answerOf(problem);
  const refusers =
    credential === 'application-password' ? knownRefusers(code, input) : { named: [], exact: [] };
  const why = await whyRefused(credential, problem, input);
  const doubtful =
    (why === 'wrong-password' &&
      (refusers.exact.length > 0 || isTakenForAccountPassword(problem))) ||
    (credential === 'application-password' && input.isFreshPasswordRefused === true);
  const certain = CERTAIN.has(why) && !doubtful;
  return { credential, why, certain, code, status, refusers: refusers.named };
}

/**
 * Plugins that look at the header themselves say "incorrect password" to a right application password:
 * they compare it with the account's, and core's words are those for that.
 */
function isTakenForAccountPassword(problem: Problem): boolean {
  if (!isProblem(problem, 'wrong-password')) return false;
  const { credential, said } = problem.facts;
  return credential === 'application-password' && /the password you entered for/i.test(said ?? '');
}

/** What nothing but the credential itself, or a rule of core, brings about. */
const CERTAIN: ReadonlySet<RefusalWhy> = new Set([
  'account-password-typed',
  'application-password-typed',
  'unknown-user',
  'wrong-password',
  'none-exists',
  'no-https',
  'https-not-seen',
] as const);

async function whyRefused(
  credential: Secret,
  problem: Problem,
  input: DiagnosisInput,
): Promise<RefusalWhy> {
  if (isProblem(problem, 'application-passwords-refused')) {
    return whyApplicationPassword(problem, input);
  }
  switch (problem.code) {
    case 'account-password-as-application-password':
      // Something on the site may turn all of them away; the form of this one is known, though.
      return input.given.applicationPassword === 'shaped'
        ? 'taken-for-stranger'
        : 'account-password-typed';
    case 'application-password-as-account-password':
      return 'application-password-typed';
    case 'wrong-password':
    case 'unknown-user':
    case 'not-allowed':
    case 'two-factor':
    case 'captcha':
    case 'locked-out':
    case 'rate-limited':
      return problem.code;
    case 'login-hidden':
      return (await isHttpsUnseen(input)) ? 'https-not-seen' : 'login-hidden';
    case 'gate-closed':
      return 'gate';
    case 'bot-challenge':
      return 'challenge';
    case 'server-error':
    case 'rest-unavailable':
    case 'wordpress-too-old':
      return 'site-error';
    default:
      return credential === 'session' ? 'other' : 'refused-by-site';
  }
}

async function whyApplicationPassword(
  { facts }: Problem<'application-passwords-refused'>,
  input: DiagnosisInput,
): Promise<RefusalWhy> {
  switch (facts.why) {
    case 'gate':
      return 'gate';
    case 'no-https':
      return 'no-https';
    case 'switched-off':
      if (facts.code === 'application_passwords_disabled_for_user') return 'for-this-user';
      return whyOff(input);
    case 'blocked':
      return 'refused-by-site';
    case 'same-as-anonymous':
    case 'header-stripped-or-wrong':
      return whyStranger(input);
  }
}

/** The session may read the list of the user's own application passwords, or is told why there is none. */
async function whyStranger(input: DiagnosisInput): Promise<RefusalWhy> {
  if (!input.proven.includes('session')) return 'taken-for-stranger';
  const own = await lookAtRoute(input, 'session', OWN_PASSWORDS);
  if (own === null) return 'taken-for-stranger';
  const code = restCode(own);
  if (code === 'application_passwords_disabled') return whyOff(input);
  if (code === 'application_passwords_disabled_for_user') return 'for-this-user';
  const list = own.status === 200 ? findJson(own.text) : undefined;
  return Array.isArray(list) && list.length === 0 ? 'none-exists' : 'taken-for-stranger';
}

/** Core offers application passwords over https only (wp-includes/user.php). */
async function whyOff(input: DiagnosisInput): Promise<RefusalWhy> {
  return (await isHttpsUnseen(input)) ? 'https-not-seen' : 'switched-off';
}

/**
 * Where a proxy ends https and PHP is not told, the login page redirects to https, which is to itself
 * (wp-login.php); with FORCE_SSL_ADMIN off it links to WordPress' own files by http.
 */
async function isHttpsUnseen(input: DiagnosisInput): Promise<boolean> {
  const { address } = input;
  if (!address?.siteUrl.startsWith('https:')) return false;
  const page = await loginPage(input);
  if (page === null) return false;
  const target = redirectTarget(page);
  if (target !== null) return target.href === page.url;
  const plain = address.siteUrl.replace(/^https:/, 'http:').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`["']${plain}wp-(?:includes|admin)/`, 'i').test(page.text);
}

/** Active plugins known to refuse application passwords: all of them, and those that use this very code. */
function knownRefusers(code: string | null, { plugins }: DiagnosisInput) {
  const active = (plugins ?? []).filter(({ status }) => status !== 'inactive');
  const refusers = active.flatMap((plugin) => {
    const known = KNOWN_PLUGINS.find(({ slug }) => slug === slugOf(plugin.plugin));
    const signs = (known?.signs ?? []).filter(
      ({ refuses, where, byDesign }) =>
        byDesign !== true &&
        refuses.includes('application-password') &&
        (where === 'rest' || where === 'any'),
    );
    return signs.length === 0 ? [] : [{ name: plugin.name, signs }];
  });
  const sameCode = refusers.filter(({ signs }) =>
    signs.some(({ codes }) => code !== null && codes?.includes(code)),
  );
  const silent = refusers.filter(({ signs }) => signs.some(({ names }) => names === 'nothing'));
  return {
    named: [...new Set([...sameCode, ...silent].map(({ name }) => name))],
    exact: sameCode.map(({ name }) => name),
  };
}

function answerOf(problem: Problem): {
  readonly code: string | null;
  readonly status: number | null;
} {
  const { code, status } = problem.facts as { code?: unknown; status?: unknown };
  const asked = typeof code === 'string' ? code : null;
  return {
    // Core's own words for it; the problem keeps no code.
    code: isProblem(problem, 'wrong-password') && asked === null ? 'incorrect_password' : asked,
    status: typeof status === 'number' ? status : null,
  };
}

/** The kind of a refusal: the one that is certain, where there is one. */
function kindOf(facts: CredentialFacts): Cause['kind'] {
  if (facts.kind !== 'credentials-refused') return 'unknown';
  const refusal = facts.refused.find(({ certain }) => certain) ?? facts.refused[0];
  switch (refusal?.why) {
    case 'switched-off':
    case 'for-this-user':
    case 'no-https':
    case 'https-not-seen':
      return 'application-passwords-off';
    case 'not-allowed':
      return 'not-allowed';
    case 'locked-out':
      return 'lockout';
    case 'gate':
      return 'server-basic-auth';
    case 'challenge':
      return 'bot-challenge';
    case 'rate-limited':
      return 'rate-limit';
    default:
      return 'wrong-credentials';
  }
}

export const credentialsCheck: Check<CredentialFacts> = {
  id: 'credentials',
  sureness: 9,
  // A wrong application password says nothing about what visitors are refused.
  explains: ({ request }) => request.as !== 'anonymous',
  run: credentials,
  kindOf,
  maySpareSearch: everything,
  worksByHand: true,
  after: [
    { order: 6, run: refusedWithAllOff },
    { order: 7, run: unreadToken },
  ],
};
