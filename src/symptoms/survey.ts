/** Finds what answers 401 on a site and should not. Reads only. */

import type { Emit } from '../model/events.ts';
import type { Clock } from '../model/ports.ts';
import {
  type Audience,
  type Challenge,
  type Identity,
  isAppIdentity,
  type Observation,
  type Observed,
  type Symptom,
  type SymptomRequest,
} from '../model/report.ts';
import { uniqueNames } from '../wordpress/http/caches.ts';
import { isLoginPage } from '../wordpress/http/login-url.ts';
import { mapLimited } from '../wordpress/http/rate-limit.ts';
import { redirectTarget } from '../wordpress/http/redirect.ts';
import { isFromRestServer } from '../wordpress/http/response-source.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { isPrivateByDesign, restRouteOf, withPlainPermalink } from '../wordpress/http/urls.ts';
import { type Ahead, createAhead } from './ahead.ts';
import { type AppCredentialDoubt, doubtAppCredential } from './app-credential.ts';
import { type Asked, type Asking, askOnce, type Clients, failRateOf, type Rate } from './ask.ts';
import {
  type Candidate,
  firstRound,
  ownApplicationPasswords,
  routesNamedIn,
  savingProbe,
  secondRound,
  type Topic,
} from './candidates.ts';
import { type CredentialDoubt, doubtCredential, offeredBy } from './credential-doubt.ts';
import { editorRequests } from './editor-candidates.ts';
import { chooseSymptoms, type FailureGroup, headOf } from './group.ts';
import { type Ranking, rankOf } from './ranking.ts';
import { DEFAULT_FAILS_ON, judgePassword, judgeRefusal } from './verdict.ts';

/** What a survey needs. `clients` may hold a credential that the site refuses: that is a symptom, too. */
export type SurveyOptions = {
  readonly address: SiteAddress;
  readonly clients: Clients;
  readonly failsOn?: readonly (number | string)[];
  readonly emit?: Emit;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Starts the parameter that keeps caches out of repeats; unique to the run. */
  readonly nonce?: string;
  /** Whose problem it is; absent: everybody's is looked for. */
  readonly audience?: Audience;
  /** True before a search: feeds are asked for, and whether a post could be saved; nothing is saved. */
  readonly asksToSave?: boolean;
  /** Where the login page is, when a plugin hides it; default: wp-login.php. */
  readonly loginUrl?: string;
  /** At most so many questions, the most telling first, and none is repeated; default: all. */
  readonly questions?: number;
  /** What the site does with a new application password; absent where none may be made. */
  readonly tryFreshPassword?: () => Promise<'taken' | 'refused' | 'unknown'>;
  /** What was asked while somebody signed in, for the same questions. */
  readonly ahead?: Ahead;
};

/** Something that the survey met and that is no symptom, as data. */
export type Anomaly =
  /** Another error than what counts as failing: 403, 5xx, a redirect to a login form, a challenge. */
  | {
      readonly type: 'other-error';
      readonly request: SymptomRequest;
      readonly observation: Observation;
    }
  /** A refusal that is usually meant: told, never searched unless somebody asks for that request. */
  | ({
      readonly type: 'meant';
      readonly request: SymptomRequest;
      readonly observed: Observed;
    } & Exclude<Ranking, { readonly rank: 'fault' }>)
  /** A cache serves a copy of a failure that WordPress no longer answers. */
  | {
      readonly type: 'cached-failure';
      readonly request: SymptomRequest;
      readonly observed: Observed;
    }
  /** The web server asks for a password even for static files: no plugin is running there. */
  | {
      readonly type: 'server-gate';
      readonly request: SymptomRequest;
      readonly challenges: readonly Challenge[];
    }
  | CredentialDoubt
  | AppCredentialDoubt
  /** The site answered 429 or a lock-out: the survey stopped there. */
  | { readonly type: 'rate-limited'; readonly retryAfterSeconds: number | null };

/** What a survey found. */
export type Survey = {
  /** At most five, the most telling first. */
  readonly symptoms: readonly Symptom[];
  /** For each symptom, how often its request failed. */
  readonly rates: readonly Rate[];
  /** For each symptom, the requests that fail in the same way: to be asked again at the end. */
  readonly alike: readonly (readonly SymptomRequest[])[];
  /** Requests that WordPress answers as it should. */
  readonly healthy: readonly { readonly request: SymptomRequest; readonly observed: Observed }[];
  readonly anomalies: readonly Anomaly[];
};

/** Requests of the survey that are on their way at a time: more would crowd a small site. */
const AT_A_TIME = 4;

/**
 * Asks a dozen things that a healthy site answers, and gives what fails as symptoms: grouped by who
 * asks and what is answered, each repeated to see that it is stable. Rejects with the network's
 * `Problem` when no request at all was answered.
 */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const identities = (Object.keys(options.clients) as Identity[]).filter(
    (as) => options.clients[as],
  );
  const { audience = null, asksToSave = false } = options;
  const isWanted = worthAsking({ audience, asksToSave, identities });
  const wanted = (candidates: readonly Candidate[]) => candidates.filter(isWanted);
  const asking = { ...askingOf(options), ahead: aheadOf(options, identities, isWanted) };
  const { questions = Number.POSITIVE_INFINITY } = options;
  const first = await askAll(
    wanted(firstRound(options.address, identities, options.loginUrl)).slice(0, questions),
    asking,
  );
  const blocked = blockedIdentities(first);
  const next = [
    ...secondRound(options.address, identities, blocked),
    ...routesOnFrontPage(first, options.address, blocked),
    ...(options.asksToSave ? savingProbes(options.address, identities, blocked) : []),
    ...(options.asksToSave && identities.includes('session') && !blocked.includes('session')
      ? editorRequests(options.address)
      : []),
    ...(maySwitchOff(first, options.address) && !isPasswordRefused(first)
      ? [ownApplicationPasswords(options.address)]
      : []),
  ];
  const second = isStopped(first)
    ? []
    : await askAll(wanted(next).slice(0, questions - first.length), asking);
  const all = [...first, ...second];
  throwIfUnreachable(all);

  const doubts = await doubtsAbout(all, options, asking);
  const trusted = all.filter(({ asked }) => !doubts.some((doubt) => isDoubted(asked, doubt)));
  const { findings, meant } = chooseSymptoms(trusted);
  const failing = trusted.filter(({ asked }) => asked.observation.verdict === 'fails');
  const gate = await serverGate(
    failing.map(({ asked }) => asked),
    options,
    asking,
  );
  const isBrief = options.questions !== undefined;
  const rates = await ratesOf(findings, asking, isBrief || gate !== null || isStopped(all));

  return {
    ...symptomsOf(findings),
    rates,
    healthy: all
      .filter(({ asked }) => asked.observation.verdict === 'passes')
      .map(({ asked }) => ({ request: asked.request, observed: asked.observation.observed })),
    anomalies: [
      ...(gate ? [gate] : []),
      ...doubts,
      ...meant.flatMap(({ asked }): Anomaly[] => {
        const { request } = asked;
        const { observed } = asked.observation;
        const ranking = rankOf(request, observed);
        return ranking.rank === 'fault' ? [] : [{ type: 'meant', request, observed, ...ranking }];
      }),
      ...all
        .filter(isWorthTelling)
        .filter(({ asked }) => !doubts.some((doubt) => isItsOwn(asked, doubt)))
        .flatMap(({ asked }) => anomaliesOf(asked)),
    ],
  };
}

/** Every identity's questions, under way at once; with a few to ask they are asked in their order. */
function aheadOf(
  { clients, address, failsOn = DEFAULT_FAILS_ON, asksToSave = false, ...options }: SurveyOptions,
  identities: readonly Identity[],
  isWanted: (candidate: Candidate) => boolean,
): Ahead | undefined {
  if (options.questions !== undefined) return undefined;
  const { clock, signal } = options;
  const ahead =
    options.ahead ?? createAhead({ address, failsOn, isWanted, asksToSave, clock, signal });
  ahead.haveAll();
  for (const as of identities) {
    const client = clients[as];
    if (client) ahead.enter(as, client);
  }
  return ahead;
}

/** What became of the person's own requests with everything on. */
export type FirstLook = Pick<Survey, 'symptoms' | 'rates' | 'anomalies'> & {
  /** Requests that do not fail: nothing to search for there. */
  readonly healthy: Survey['healthy'];
  /** Requests that visitors are refused by design: a 401 may be no fault. */
  readonly byDesign: readonly SymptomRequest[];
};

/**
 * Sends the person's own requests exactly as given, each up to three times, one after the other. A
 * `/wp-json/` address where no WordPress answers is tried as `?rest_route=` (plain permalinks).
 */
export async function firstLook(
  requests: readonly SymptomRequest[],
  options: Omit<SurveyOptions, 'address'>,
): Promise<FirstLook> {
  const asking = { ...askingOf(options), exact: true };
  const asked: Asked[] = [];
  for (const request of requests)
    asked.push(orTurnedDown(await askAsTyped(request, asking), asking));
  throwIfUnreachable(asked.map((each) => ({ asked: each })));
  const doubts = await doubtsOfApps(asked, asking);
  const failing = asked.filter(
    (each) =>
      each.observation.verdict === 'fails' && !doubts.some((doubt) => isDoubted(each, doubt)),
  );
  const rates: Rate[] = [];
  for (const { request, failsOn } of failing) {
    // A write is not repeated to find out how reliably it fails.
    const once = { fails: 1, of: 1 };
    const counted = { ...asking, failsOn };
    rates.push(request.method === 'GET' ? await failRateOf(request, counted) : once);
  }
  return {
    symptoms: failing.map(({ request, observation, answer, failsOn }) => ({
      request,
      failsOn: failsOn ?? DEFAULT_FAILS_ON,
      observed: observation.observed,
      head: headOf(answer),
    })),
    rates,
    healthy: asked
      .filter(({ observation }) => observation.verdict === 'passes')
      .filter((each) => !doubts.some((doubt) => isItsOwn(each, doubt)))
      .map(({ request, observation }) => ({ request, observed: observation.observed })),
    anomalies: [
      ...doubts,
      ...asked
        .filter((each) => !doubts.some((doubt) => isItsOwn(each, doubt)))
        .flatMap(anomaliesOf),
    ],
    byDesign: requests.filter(
      ({ as, method, url }) => as === 'anonymous' && isPrivateByDesign(method, url),
    ),
  };
}

/** An application password that is turned down, whatever the status: that is the failure. */
function orTurnedDown(asked: Asked, { failsOn = DEFAULT_FAILS_ON }: Asking): Asked {
  const { request, answer } = asked;
  return answer === null
    ? { ...asked, failsOn }
    : { ...asked, ...judgePassword({ request, failsOn }, answer) };
}

async function askAsTyped(request: SymptomRequest, asking: Asking): Promise<Asked> {
  const asked = await askOnce(request, asking);
  const plain = withPlainPermalink(request.url);
  const { answer } = asked;
  if (plain === null || answer?.status !== 404 || isFromRestServer(answer)) return asked;
  const second = await askOnce({ ...request, url: plain }, asking);
  return second.answer !== null && isFromRestServer(second.answer) ? second : asked;
}

type Answered = { readonly candidate: Candidate; readonly asked: Asked };

async function askAll(
  candidates: readonly Candidate[],
  asking: Asking,
): Promise<readonly Answered[]> {
  let stopped = false;
  const answers = await mapLimited(candidates, AT_A_TIME, async (candidate) => {
    if (stopped) return null;
    const asked = await askRefused(candidate, asking);
    // A site that asks to slow down is not asked the rest.
    if (asked.observation.reason === 'rate-limited') stopped = true;
    return { candidate, asked };
  });
  return answers.filter((answer) => answer !== null);
}

async function askRefused({ request, failsOn }: Candidate, asking: Asking): Promise<Asked> {
  const counts = failsOn ?? asking.failsOn ?? DEFAULT_FAILS_ON;
  const asked = await askOnce(request, { ...asking, failsOn: counts });
  if (asked.answer === null || failsOn) return { ...asked, failsOn: counts };
  return { ...asked, ...judgeRefusal({ request, failsOn: counts }, asked.answer) };
}

/** Topics where only a refusal tells something: the address may not be there at all. */
const MAY_BE_MISSING: ReadonlySet<Topic> = new Set(['pretty-rest', 'feed', 'xmlrpc', 'on-page']);

function isWorthTelling({ candidate, asked }: Answered): boolean {
  // Some hide the names of users by taking the route away: usual protection, and no refusal.
  const { code } = asked.observation.observed;
  if (candidate.topic === 'users-route' && code === 'rest_no_route') return false;
  return !MAY_BE_MISSING.has(candidate.topic) || leadsToLoginPage(asked);
}

function leadsToLoginPage({ answer }: Asked): boolean {
  const target = answer && redirectTarget(answer);
  return target !== null && isLoginPage(target);
}

/** Which questions are about whoever has the problem, and worth their request. */
export function worthAsking({
  audience,
  asksToSave,
  identities,
}: {
  readonly audience: Audience | null;
  readonly asksToSave: boolean;
  readonly identities: readonly Identity[];
}): (candidate: Candidate) => boolean {
  return (candidate) =>
    concerns(candidate, audience, identities) &&
    // A diagnosis has little to spend: what visitors rarely miss is left to a search.
    (asksToSave || candidate.topic !== 'feed');
}

/** True for a question about whoever has the problem. */
function concerns(
  { topic, request }: Candidate,
  audience: Audience | null,
  identities: readonly Identity[],
): boolean {
  switch (audience) {
    case null:
      return true;
    case 'visitors':
      return request.as === 'anonymous';
    case 'editor':
      return request.as === 'session' && topic !== 'application-passwords' && topic !== 'shop';
    case 'app':
      if (isAppIdentity(request.as)) return true;
      if (request.as === 'application-password' || topic === 'application-passwords') return true;
      // The page of the profile tells whether there are application passwords at all.
      if (topic === 'admin-page') return true;
      // Without a password of its own an app meets what visitors meet.
      return (
        !identities.includes('application-password') &&
        !identities.some(isAppIdentity) &&
        request.as === 'anonymous' &&
        restRouteOf(request.url) !== null
      );
  }
}

/**
 * Whether application passwords may be switched off: the profile page of a signed-in user leaves out its
 * section on them where they would be there and a filter takes them away (wp-admin/user-edit.php).
 * Without https the section is there and says so. Where a plugin shows another page in its place, only an
 * address with https leaves no other reason for REST's refusal.
 */
function maySwitchOff(answered: readonly Answered[], { siteUrl }: SiteAddress): boolean {
  const asked = answered.find(({ candidate }) => candidate.topic === 'admin-page')?.asked;
  if (!asked?.answer) return false;
  const { text } = asked.answer;
  if (/<form[^>]*\bid=["']your-profile["']/.test(text)) {
    return !text.includes('application-passwords-section');
  }
  return siteUrl.startsWith('https:') && !leadsToLoginPage(asked);
}

/** The person's own application password is refused: that request shows it as its owner meets it. */
function isPasswordRefused(answered: readonly Answered[]): boolean {
  return answered.some(
    ({ candidate, asked }) =>
      candidate.topic === 'credential' &&
      asked.request.as === 'application-password' &&
      asked.observation.verdict === 'fails',
  );
}

/** REST addresses of this site that its front page names: scripts of visitors go there. */
function routesOnFrontPage(
  answered: readonly Answered[],
  address: SiteAddress,
  blocked: readonly Identity[],
): readonly Candidate[] {
  const page = answered.find(({ candidate }) => candidate.topic === 'front-page')?.asked.answer;
  return page && !blocked.includes('anonymous') ? routesNamedIn(page.text, address) : [];
}

function savingProbes(
  address: SiteAddress,
  identities: readonly Identity[],
  blocked: readonly Identity[],
): readonly Candidate[] {
  return identities
    .filter((as) => as !== 'anonymous' && as !== 'woocommerce-keys' && !blocked.includes(as))
    .map((as) => savingProbe(address, as));
}

function isStopped(answered: readonly Answered[]): boolean {
  return answered.some(({ asked }) => asked.observation.reason === 'rate-limited');
}

/** Identities whose REST requests fail wherever they were tried. */
function blockedIdentities(answered: readonly Answered[]): readonly Identity[] {
  const telling = answered.filter(({ candidate }) =>
    ['rest', 'rest-index', 'credential'].includes(candidate.topic),
  );
  const identities = [...new Set(telling.map(({ asked }) => asked.request.as))];
  return identities.filter((as) =>
    telling
      .filter(({ asked }) => asked.request.as === as)
      .every(({ asked }) => asked.observation.verdict !== 'passes'),
  );
}

async function doubtsAbout(
  answered: readonly Answered[],
  options: SurveyOptions,
  asking: Asking,
): Promise<readonly (CredentialDoubt | AppCredentialDoubt)[]> {
  const ofApps = await doubtsOfApps(
    answered.map(({ asked }) => asked),
    asking,
  );
  const refused = answered.find(
    ({ candidate, asked }) =>
      candidate.topic === 'credential' &&
      asked.request.as === 'application-password' &&
      asked.observation.verdict === 'fails',
  );
  if (!refused) return ofApps;
  const index = answered.find(({ candidate }) => candidate.topic === 'rest-index');
  const doubt = await doubtCredential(refused.asked, index?.asked ?? null, options.address, asking);
  // Core refuses nobody's password with anything but 401: whoever does is worth a search.
  const isOpen = refused.asked.observation.observed.status === 401;
  const proven = isOpen ? await provenBy(doubt, index?.asked ?? null, options) : doubt;
  return proven ? [proven, ...ofApps] : ofApps;
}

/** A new password that is taken proves the given one wrong; one that is refused, too, clears it. */
async function provenBy(
  doubt: CredentialDoubt | null,
  index: Asked | null,
  { tryFreshPassword }: SurveyOptions,
): Promise<CredentialDoubt | null> {
  const mayBeWrong = doubt === null || doubt.why === 'wrong';
  if (!mayBeWrong || offeredBy(index) === false) return doubt;
  const verdict = await tryFreshPassword?.();
  if (verdict === 'refused') return null;
  if (verdict !== 'taken') return doubt;
  return { type: 'credential-doubtful', credential: 'application-password', why: 'wrong' };
}

/** Each credential of an app is doubted once. */
async function doubtsOfApps(
  asked: readonly Asked[],
  asking: Asking,
): Promise<readonly AppCredentialDoubt[]> {
  const doubts: AppCredentialDoubt[] = [];
  for (const each of asked) {
    const { as } = each.request;
    const isNew = !doubts.some(({ credential }) => credential === as);
    // A plugin that reads tokens may refuse them with 400, which is open to everybody else.
    const mayTell = isNew && each.observation.observed.code !== null;
    const doubt = mayTell ? await doubtAppCredential(each, asking) : null;
    if (doubt) doubts.push(doubt);
  }
  return doubts;
}

function isDoubted(asked: Asked, doubt: CredentialDoubt | AppCredentialDoubt): boolean {
  return asked.request.as === doubt.credential && asked.observation.verdict === 'fails';
}

/** True where what was answered is what the credential is doubted for: it is told once. */
function isItsOwn(
  { request, observation }: Asked,
  doubt: CredentialDoubt | AppCredentialDoubt,
): boolean {
  return (
    request.as === doubt.credential && 'code' in doubt && observation.observed.code === doubt.code
  );
}

/** When everything fails with a challenge: does the server ask for it before any PHP runs? */
async function serverGate(
  failing: readonly Asked[],
  { address }: SurveyOptions,
  asking: Asking,
): Promise<Anomaly | null> {
  const visitors = failing.filter(({ request }) => request.as === 'anonymous');
  if (!visitors.some(({ observation }) => observation.observed.challenges.length > 0)) return null;
  // A file of WordPress itself that every version has; the server sends it without PHP.
  const url = `${address.siteUrl}wp-includes/images/blank.gif`;
  const request: SymptomRequest = { method: 'GET', url, as: 'anonymous', headers: {} };
  const { observation } = await askOnce(request, { ...asking, failsOn: [401] });
  if (observation.verdict !== 'fails') return null;
  return { type: 'server-gate', request, challenges: observation.observed.challenges };
}

async function ratesOf(
  findings: readonly FailureGroup[],
  asking: Asking,
  once: boolean,
): Promise<readonly Rate[]> {
  if (once) return findings.map(() => ({ fails: 1, of: 1 }));
  return mapLimited(findings, AT_A_TIME, (finding, place) =>
    // The first symptom leads the search; the others are only checked for flapping.
    failRateOf(
      finding.asked.request,
      { ...asking, failsOn: finding.asked.failsOn },
      { least: place === 0 ? 3 : 2 },
    ),
  );
}

function symptomsOf(findings: readonly FailureGroup[]): Pick<Survey, 'symptoms' | 'alike'> {
  return {
    symptoms: findings.map(({ asked }) => ({
      request: asked.request,
      failsOn: asked.failsOn ?? DEFAULT_FAILS_ON,
      observed: asked.observation.observed,
      head: headOf(asked.answer),
    })),
    alike: findings.map(({ alike }) => alike),
  };
}

function anomaliesOf({ request, observation, cached }: Asked): readonly Anomaly[] {
  if (observation.reason === 'rate-limited') {
    return [{ type: 'rate-limited', retryAfterSeconds: observation.retryAfterSeconds ?? null }];
  }
  if (observation.verdict === 'unresolved') return [{ type: 'other-error', request, observation }];
  return cached?.verdict === 'fails'
    ? [{ type: 'cached-failure', request, observed: cached.observed }]
    : [];
}

/** No answer to any request: the network's own words say more than an empty survey. */
function throwIfUnreachable(answered: readonly { readonly asked: Asked }[]): void {
  const problem = answered[0]?.asked.problem;
  if (problem && answered.every(({ asked }) => asked.problem !== null)) throw problem;
}

function askingOf(options: Omit<SurveyOptions, 'address'>): Asking {
  return { ...options, unique: uniqueNames('s', options.nonce) };
}
