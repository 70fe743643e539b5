/** The symptoms of a run, and what else was met while looking for them. */

import type { JournaledSymptom } from '../journal/journal.ts';
import { isProblem, Problem } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import type { Question } from '../model/prompts.ts';
import type { Audience, Symptom, SymptomRequest } from '../model/report.ts';
import type { Anomaly } from '../symptoms/anomalies.ts';
import { firstLook } from '../symptoms/first-look.ts';
import { effectOf } from '../symptoms/group.ts';
import { readRequest } from '../symptoms/parse-request.ts';
import { survey } from '../symptoms/survey.ts';
import { DEFAULT_FAILS_ON } from '../symptoms/verdict.ts';
import { isLoginPage, locationTarget } from '../wordpress/http/urls.ts';
import { withAppCredential } from './app-clients.ts';
import { type Connected, type Context, isAttended } from './context.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { freshPasswordTest } from './fresh-password.ts';
import { needCredential, refusedToAnother, requestOf } from './own-request.ts';

/** What looking for symptoms works with. */
export type SurveyServices = Looking & Pick<Context, 'ask' | 'sent' | 't'>;

/** What a survey has to know of the site. */
export type SurveyedSite = SignedInSite & Pick<Connected, 'access' | 'ahead'>;

/** What a first look at a request works with. */
type Looking = Pick<Context, 'clock' | 'emit' | 'hostname' | 'options' | 'signal'>;

/** Where a first look at a request is taken. */
type SignedInSite = Pick<Connected, 'address' | 'clients' | 'connection' | 'refused'>;

/**
 * The person's own requests as symptoms, or what a survey of the site finds and, where somebody can be
 * asked, the person chooses of it. Reads only.
 */
export async function findSymptoms(
  context: SurveyServices,
  site: SurveyedSite,
): Promise<FoundSymptoms> {
  const { options, emit } = context;
  const asks = options.requests.length > 0;
  const connected = asks ? await withAppCredential(options.as, context, site) : site;
  needCredential(context.t, options.as, connected);
  const carried = options.body === null ? {} : { payload: options.body };
  const requests = options.requests.map((typed) => ({
    ...requestOf(context.t, typed, options.as, options.headers, connected),
    ...carried,
  }));
  if (requests.length > 0) {
    const looked = await lookAt(requests, context, connected);
    return told({ ...looked, clients: connected.clients }, context);
  }

  needEditor(context, connected);
  const fresh = freshPasswordTest(context, connected);
  const audience = await audienceOf(context);
  if (audience === 'editor' && connected.clients.session === undefined) {
    emit({ type: 'note', note: { type: 'editor-not-signed-in' } });
  }
  const { symptoms, anomalies, rates } = await survey({
    ...lookingOf(context, connected),
    address: connected.address,
    loginUrl: options.loginUrl ?? undefined,
    audience: audience ?? undefined,
    asksToSave: asksToSave(context),
    tryFreshPassword: fresh.ask,
    ahead: connected.ahead,
    questions: options.mode === 'check' ? questionsLeft(context) : undefined,
  });
  tellMeant(anomalies, emit);
  const { isRefused: isFreshPasswordRefused } = fresh;
  const found = { symptoms, anomalies, rates, works: false, exact: false };
  const surveyed = { ...found, isFreshPasswordRefused };
  emit({ type: 'symptoms-found', symptoms });
  if (!isAttended(context)) return surveyed;
  const others = symptoms.length > 0 ? null : await otherFailures(anomalies, context, connected);
  return others ?? chosen(surveyed, context, connected);
}

/** Everything that the editor asks is asked signed in: without that nothing would be tried, and nothing found. */
function needEditor(
  { options, t }: Pick<Context, 'options' | 't'>,
  { access, clients }: Pick<Connected, 'access' | 'clients'>,
): void {
  if (options.audience !== 'editor' || clients.session !== undefined) return;
  const refusal = access.refused.find(({ credential }) => credential === 'session');
  if (refusal) throw refusal.problem;
  const message = t.__(
    '--for editor needs the password of an account: put it into WP_BISECT_PASSWORD.',
  );
  throw new Problem('bad-option', { message });
}

/** A diagnosis and a check send nothing but reads. */
export function asksToSave({ options }: Pick<Context, 'options'>): boolean {
  return options.mode !== 'diagnose' && options.mode !== 'check';
}

/** A check sends at most so many requests, whatever the site: it may run every minute. */
const CHECK_REQUESTS = 15;
/** Kept back for what a refusal makes the survey ask: is it a gate, does the password arrive? */
const AFTERWARDS = 2;

function questionsLeft({ sent }: Pick<Context, 'sent'>): number {
  return Math.max(4, CHECK_REQUESTS - AFTERWARDS - sent.requests);
}

/** Whose problem it is: as the flag says, or as the person who watches says; null: anybody's. */
async function audienceOf(context: Pick<Context, 'ask' | 'options'>): Promise<Audience | null> {
  const { options, ask } = context;
  if (options.audience !== null || !isAttended(context)) return options.audience;
  const sufferer = await ask.sufferer?.({ likely: 'unknown' });
  if (sufferer === undefined || sufferer === 'unknown') return null;
  return sufferer === 'me' ? 'editor' : sufferer;
}

/** Refusals that are usually meant are listed, and nothing is searched for them. */
function tellMeant(anomalies: readonly Anomaly[], emit: Emit): void {
  for (const anomaly of anomalies) {
    if (anomaly.type !== 'meant') continue;
    const { request, observed, rank, reason } = anomaly;
    emit({ type: 'note', note: { type: 'not-searched', request, observed, rank, reason } });
  }
}

/** The symptoms of an interrupted run, looked at again; null where they are not there any more. */
export async function sameSymptoms(
  before: readonly JournaledSymptom[],
  context: Looking,
  connected: SignedInSite,
): Promise<FoundSymptoms | null> {
  const described = before[0]?.described;
  if (described !== undefined) return told(await byHand(described, context, connected), context);
  const requests = before.map(({ method, url, as }) => ({ method, url, as, headers: {} }));
  const found = await lookAt(requests, context, connected, before[0]?.failsOn);
  if (found.works || found.symptoms.length !== before.length) return null;
  return told({ ...found, exact: before.every(({ exact }) => exact) }, context);
}

/** Where nothing is refused and something else fails: that as symptoms, if the person wants it searched. */
async function otherFailures(
  anomalies: readonly Anomaly[],
  context: Looking & Pick<Context, 'ask'>,
  connected: SignedInSite,
): Promise<FoundSymptoms | null> {
  const others = anomalies.flatMap((anomaly) =>
    anomaly.type === 'other-error' ? [{ ...anomaly, ...anomaly.observation.observed }] : [],
  );
  const errors = others.filter(({ status }) => status >= 500);
  const failing = errors.length > 0 ? errors : others.filter(sendsToLogin);
  const [first] = failing;
  if (!first) return null;
  const { status } = first;
  const { url } = first.request;
  const question: Question =
    errors.length > 0
      ? { type: 'search-server-error', url, status }
      : { type: 'search-login-redirect', url };
  if (!(await context.ask.confirm(question))) return null;
  const requests = failing.slice(0, MOST_ALIKE).map(({ request }) => request);
  const failsOn = [...failsOnOf(context), ...new Set(failing.map((each) => each.status))];
  const found = await lookAt(requests, context, connected, failsOn);
  return found.works || found.symptoms.length === 0 ? null : told(found, context);
}

/** Visitors get the login form in place of the page: a refusal, too, as they see it. */
function sendsToLogin({
  request,
  location,
}: {
  readonly request: SymptomRequest;
  readonly location?: string;
}): boolean {
  if (request.as !== 'anonymous' || location === undefined) return false;
  const target = locationTarget(location, request.url);
  return target !== null && isLoginPage(target);
}

/** One error is usually behind all of them. */
const MOST_ALIKE = 3;

/** What the person wants to have examined; what cannot be is told, and asked again. */
async function chosen(
  surveyed: FoundSymptoms,
  context: Looking & Pick<Context, 'ask' | 't'>,
  site: SignedInSite & Pick<Connected, 'access'>,
): Promise<FoundSymptoms> {
  let connected = site;
  for (;;) {
    const choice = await context.ask.symptoms({
      symptoms: surveyed.symptoms,
      effects: surveyed.symptoms.map(({ request }) => effectOf(request)),
    });
    try {
      switch (choice.type) {
        case 'all':
          return surveyed;
        case 'only': {
          const some = onlySome(surveyed, choice.symptoms);
          if (some.symptoms.length > 0) return told(some, context);
          break;
        }
        case 'request': {
          connected = await withAppCredential(choice.as, context, connected);
          needCredential(context.t, choice.as, connected);
          const request = requestOf(
            context.t,
            readRequest(context.t, choice.typed),
            choice.as,
            {},
            connected,
          );
          const looked = await lookAt([request], context, connected);
          return told({ ...looked, clients: connected.clients }, context);
        }
        case 'by-hand':
          if (choice.description.trim() === '') break;
          return told(await byHand(choice.description.trim(), context, connected), context);
      }
    } catch (error) {
      if (!isProblem(error)) throw error;
      context.ask.tell(error);
    }
  }
}

function onlySome(
  { symptoms, rates, ...found }: FoundSymptoms,
  wanted: readonly number[],
): FoundSymptoms {
  const kept = [...symptoms.keys()].filter((index) => wanted.includes(index));
  return {
    ...found,
    symptoms: kept.flatMap((index) => symptoms[index] ?? []),
    rates: kept.flatMap((index) => rates[index] ?? []),
  };
}

async function lookAt(
  requests: readonly SymptomRequest[],
  context: Looking,
  connected: SignedInSite,
  failsOn = failsOnOf(context),
): Promise<FoundSymptoms> {
  const asking = { ...lookingOf(context, connected), failsOn };
  const first = await firstLook(requests, asking);
  const other = await refusedToAnother(first, asking, context, connected);
  const { symptoms, healthy, anomalies, rates } = other ?? first;
  // A request that works right now may fail one time in two: the run looks at it ten times.
  const doubtful = healthy.map(({ request, observed }) => ({ request, failsOn, observed }));
  const works = healthy.length > 0;
  const isRefused = ({ request: { as } }: Symptom) =>
    as === 'application-password' && connected.refused.includes(as);
  const isFreshPasswordRefused =
    symptoms.some(isRefused) && (await freshPasswordTest(context, connected).ask()) === 'refused';
  return {
    symptoms: [...symptoms, ...doubtful],
    anomalies,
    rates,
    works,
    exact: true,
    isFreshPasswordRefused,
  };
}

/** Something that only a person sees: the front page stands for where it is seen. */
async function byHand(
  described: string,
  context: Looking,
  connected: SignedInSite,
): Promise<FoundSymptoms> {
  const { home } = connected.address;
  const request = { method: 'GET', url: home, as: 'anonymous', headers: {} } as const;
  const { symptoms } = await lookAt([request], context, connected);
  const observed = symptoms[0]?.observed ?? NO_ANSWER;
  const symptom = { request, failsOn: failsOnOf(context), observed, described };
  return { symptoms: [symptom], anomalies: [], rates: [], works: false, exact: true };
}

const NO_ANSWER = { status: 0, code: null, message: null, challenges: [] } as const;

function told(found: FoundSymptoms, { emit }: Pick<Context, 'emit'>): FoundSymptoms {
  emit({ type: 'symptoms-found', symptoms: found.symptoms });
  return found;
}

function lookingOf(
  context: Pick<Context, 'clock' | 'emit' | 'options' | 'signal'>,
  { clients }: Pick<Connected, 'clients'>,
) {
  const { emit, signal, clock } = context;
  return { clients, failsOn: failsOnOf(context), emit, signal, clock };
}

export function failsOnOf({ options }: Pick<Context, 'options'>): Symptom['failsOn'] {
  return options.failsOn.length > 0 ? options.failsOn : DEFAULT_FAILS_ON;
}
