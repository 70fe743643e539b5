import { isProblem } from '../../model/errors.ts';
import type { SessionFacts, SessionIssue } from '../../model/facts/access.ts';
import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import type { FindingResult, Found } from '../../model/findings.ts';
import type { Symptom } from '../../model/report.ts';
import { readSetCookies } from '../../wordpress/http/cookies.ts';
import type { CookieFacts, SiteAddress } from '../../wordpress/http/types.ts';
import { restRouteOf, tellable, withPlainPermalink } from '../../wordpress/http/urls.ts';
import type { Check } from '../check.ts';
import { type AfterSearchInput, type DiagnosisInput, unexplained } from '../input.ts';
import { isPass, loginPage, lookAgain } from '../reader.ts';

/** WordPress' own login lasts two days (wp-includes/pluggable.php); less than one was made so. */
const SHORT_SECONDS = 24 * 3_600;

/** Issues that keep a browser from sending the login back at all. */
const LOSES_LOGIN: ReadonlySet<SessionIssue['type']> = new Set([
  'two-hosts',
  'cookie-domain',
  'cookie-path',
]);

/** Does a login last, and do its cookies come back to the site? */
async function session(input: DiagnosisInput): Promise<Found<SessionFacts>> {
  const { address, clients, clock } = input;
  const lost = await loginLost(input);
  if (lost) return lost;
  if (!address) return found('not-checked', { kind: 'session-unknown', why: 'no-site' });
  const login = clients.session?.loginCookie?.() ?? null;
  const page = await loginPage(input);
  const lines = page?.headers.getSetCookie() ?? [];
  const cookies = await readSetCookies(lines, clock.now());
  // Core sets this one with the domain, path and security of the login cookie (wp-login.php).
  const test = cookies.filter(({ name }) => name === 'wordpress_test_cookie');
  const seen = [...(login ? [login] : []), ...test];
  if (seen.length === 0) {
    const issue = twoHosts(address);
    if (!issue) return found('not-checked', { kind: 'session-unknown', why: 'no-login-page' });
  }

  const lifeSeconds = login && secondsUntil(login.validUntil, login.setAt);
  const issues = issuesOf(address, seen, lifeSeconds);
  const matters = isLost(input);
  const explained = matters && issues.some(({ type }) => LOSES_LOGIN.has(type));
  return found(explained ? 'cause' : issues.length > 0 ? 'clue' : 'cleared', {
    kind: 'session-seen',
    issues,
    lifeSeconds,
    ...(login && { keptSeconds: secondsUntil(login.expires, login.setAt) }),
    phpSession: cookies.some(({ name }) => name === 'PHPSESSID'),
    matters,
  });
}

/** Rounded to ten seconds: the answer itself took one or two. */
function secondsUntil(time: number | null, from: number): number | null {
  return time === null ? null : Math.round((time - from) / 10_000) * 10;
}

function issuesOf(
  address: SiteAddress,
  cookies: readonly CookieFacts[],
  lifeSeconds: number | null,
): readonly SessionIssue[] {
  const { hostname, protocol } = new URL(address.siteUrl);
  const hosts = twoHosts(address);
  const issues: SessionIssue[] = hosts ? [hosts] : [];
  const foreign = cookies.find(({ domain }) => domain !== null && !covers(domain, hostname));
  if (foreign?.domain) {
    issues.push({ type: 'cookie-domain', domain: foreign.domain, host: hostname });
  }
  const needed = new URL(address.restRoot).pathname.replace(/(?:index\.php\/)?wp-json\/$/, '');
  const paths = cookies.flatMap(({ path }) => path ?? []);
  if (paths.length > 0 && !paths.some((path) => needed.startsWith(path))) {
    issues.push({ type: 'cookie-path', path: paths[0]!, needed });
  }
  const unsafe = cookies.some(({ secure }) => !secure);
  if (protocol === 'https:' && unsafe) issues.push({ type: 'cookie-not-secure' });
  if (lifeSeconds !== null && lifeSeconds < SHORT_SECONDS) {
    issues.push({ type: 'short-life', seconds: lifeSeconds });
  }
  return issues;
}

/** A login cookie goes to the host that set it, and a secure one not to http. */
function twoHosts({ home, siteUrl }: SiteAddress): SessionIssue | null {
  if (new URL(home).origin === new URL(siteUrl).origin) return null;
  return { type: 'two-hosts', home, siteUrl };
}

function covers(domain: string, host: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** What fails is sent by somebody signed in, or signing in brought no login that came back. */
function isLost({ symptoms, refused }: DiagnosisInput): boolean {
  if (symptoms.length > 0) return symptoms.every(({ request }) => request.as === 'session');
  return refused.some(
    ({ credential, problem }) =>
      credential === 'session' &&
      (isProblem(problem, 'login-failed') || isProblem(problem, 'session-lost')),
  );
}

function found(result: FindingResult, facts: SessionFacts): Found<SessionFacts> {
  return { check: 'session', result, facts };
}

export const sessionCheck: Check<SessionFacts> = {
  id: 'session',
  sureness: 10,
  explains: ({ request }) => request.as === 'session',
  run: session,
  kindOf: ({ kind }) => {
    if (kind === 'login-lost') return kind;
    return kind === 'session-seen' ? 'stale-session' : 'unknown';
  },
  maySpareSearch: ({ symptoms }) => symptoms.some(seesNoLogin),
  // Short sessions are made by plugins as often as by hosts.
  isLeftToSearch: ({ kind }) => kind !== 'login-lost',
  worksByHand: true,
  after: [{ order: 8, run: nonceRefusedWithAllOff }],
};

/** Does a login arrive where the failing request goes? What stands in front may drop cookies, or a header. */

const NONCE_REFUSED = 'rest_cookie_invalid_nonce';

/**
 * True where WordPress itself says that it saw no login with a request of the session: the client has
 * renewed its nonce by then, and the session is good in wp-admin.
 */
function seesNoLogin({ request, observed }: Symptom): boolean {
  if (request.as !== 'session' || restRouteOf(request.url) === null) return false;
  return observed.code === NONCE_REFUSED || observed.code === 'rest_not_logged_in';
}

/** What keeps the login away, where another way of sending the same request shows it; else null. */
async function loginLost(input: DiagnosisInput): Promise<Found<SessionFacts> | null> {
  const { symptoms } = input;
  const lost = symptoms.filter(seesNoLogin);
  const [first] = lost;
  if (!first) return null;
  const { url } = first.request;
  const plain = withPlainPermalink(url);
  const by =
    plain !== null && (await works(first, plain, input))
      ? ('plain-address' as const)
      : (await works(first, await withNonce(url, input), input))
        ? ('nonce-in-address' as const)
        : null;
  if (by === null) return null;
  const explained = lost.map((symptom) => symptoms.indexOf(symptom));
  const facts = { kind: 'login-lost', by, url: tellable(url) } as const;
  return { check: 'session', result: 'cause', facts, explained };
}

/** A fresh nonce that is refused with every suspect off: neither a plugin nor the theme is known to do that. */
async function nonceRefusedWithAllOff(input: AfterSearchInput): Promise<CauseFacts | null> {
  const found = unexplained(input).find(
    ({ symptom, observation }) =>
      symptom.request.as === 'session' && observation.observed.code === NONCE_REFUSED,
  );
  if (!found) return null;
  return { kind: 'login-lost', by: 'all-off', url: tellable(found.symptom.request.url) };
}

async function works(
  symptom: Symptom,
  url: string | null,
  input: DiagnosisInput,
): Promise<boolean> {
  if (url === null || symptom.request.method !== 'GET') return false;
  const { headers } = symptom.request;
  const answer = await lookAgain(input, { as: 'session', url, headers });
  return answer !== null && isPass(symptom, answer);
}

/** The address with a fresh nonce, as wp-admin gives it; null where it gives none. */
async function withNonce(url: string, input: DiagnosisInput): Promise<string | null> {
  if (input.address === null) return null;
  const from = `${input.address.siteUrl}wp-admin/admin-ajax.php?action=rest-nonce`;
  const nonce = (await lookAgain(input, { as: 'session', url: from }))?.text.trim() ?? '';
  if (!/^[0-9a-f]{10}$/.test(nonce)) return null;
  const signed = new URL(url);
  signed.searchParams.set('_wpnonce', nonce);
  return signed.href;
}
