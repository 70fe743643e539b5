import type { Challenge, Observation, Observed, SymptomRequest } from '../model/report.ts';
import { namesPrettyRoot } from '../wordpress/discover/recognise.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { type Asked, type Asking, askOnce } from './ask.ts';
import type { Topic } from './candidates.ts';
import type { AppCredentialDoubt, CredentialDoubt } from './doubts.ts';
import type { Ranking } from './group.ts';
import { type Answered, leadsToLoginPage } from './questions.ts';

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

/** What one answer tells beside a symptom. */
export function anomaliesOf({ request, observation, cached }: Asked): readonly Anomaly[] {
  if (observation.reason === 'rate-limited') {
    return [{ type: 'rate-limited', retryAfterSeconds: observation.retryAfterSeconds ?? null }];
  }
  if (observation.verdict === 'unresolved') return [{ type: 'other-error', request, observation }];
  return cached?.verdict === 'fails'
    ? [{ type: 'cached-failure', request, observed: cached.observed }]
    : [];
}

/** False where only a refusal would tell something, and there is none. `all`: what else was asked. */
export function isWorthTelling({ candidate, asked }: Answered, all: readonly Answered[]): boolean {
  // Some hide the names of users by taking the route away: usual protection, and no refusal.
  const { code } = asked.observation.observed;
  if (candidate.topic === 'users-route' && code === 'rest_no_route') return false;
  // The site itself names that address, and it is closed.
  if (candidate.topic === 'pretty-rest' && all.some((each) => namesPretty(each))) return true;
  return !MAY_BE_MISSING.has(candidate.topic) || leadsToLoginPage(asked);
}

function namesPretty({ asked: { answer } }: Answered): boolean {
  return answer !== null && namesPrettyRoot(answer);
}

/** Topics where only a refusal tells something: the address may not be there at all. */
const MAY_BE_MISSING: ReadonlySet<Topic> = new Set(['pretty-rest', 'feed', 'xmlrpc', 'on-page']);

/** When everything fails with a challenge: does the server ask for it before any PHP runs? */
export async function serverGate(
  failing: readonly Asked[],
  { siteUrl }: SiteAddress,
  asking: Asking,
): Promise<Anomaly | null> {
  const visitors = failing.filter(({ request }) => request.as === 'anonymous');
  if (!visitors.some(({ observation }) => observation.observed.challenges.length > 0)) return null;
  // A file of WordPress itself that every version has; the server sends it without PHP.
  const url = `${siteUrl}wp-includes/images/blank.gif`;
  const request: SymptomRequest = { method: 'GET', url, as: 'anonymous', headers: {} };
  const { observation } = await askOnce(request, { ...asking, failsOn: [401] });
  if (observation.verdict !== 'fails') return null;
  return { type: 'server-gate', request, challenges: observation.observed.challenges };
}
