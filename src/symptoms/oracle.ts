/** Asks the site, in one state, every symptom's question. */

import { isProblem } from '../model/errors.ts';
import { isReadOnly } from '../model/http-methods.ts';
import type { Clock, Oracle } from '../model/ports.ts';
import type { Identity, Observation, Symptom, SymptomRequest } from '../model/report.ts';
import {
  bypassesCaches,
  isFromCache,
  noCache,
  uniqueNames,
  withBuster,
} from '../wordpress/http/caches.ts';
import { mapLimited } from '../wordpress/http/rate-limit.ts';
import type { HttpAnswer, SiteAddress } from '../wordpress/http/types.ts';
import { restRouteOf, restUrl } from '../wordpress/http/urls.ts';
import { type Clients, sendSymptom } from './ask.ts';
import { judge, unanswered } from './verdict.ts';

/** How many symptoms of one state are sent at a time: the site is live. */
const AT_A_TIME = 2;

/** What an oracle asks, and as whom. */
export type OracleOptions = {
  readonly clients: Clients;
  readonly symptoms: readonly Symptom[];
  readonly address: SiteAddress;
  /**
   * Credentials that the site refused with everything on. Their refusal is what is examined, so it
   * fails. The refusal of any other credential is a credential lost in mid-run: `unresolved`.
   */
  readonly refused?: readonly Identity[];
  /** True for the person's own requests: sent as typed, with no parameter against caches. */
  readonly exact?: boolean;
  readonly clock?: Clock;
  /** Starts the parameter that keeps caches out; unique to the run. */
  readonly nonce?: string;
};

/**
 * An oracle for these symptoms. Each probe sends each symptom once (a lost connection: once more),
 * at most two at a time, in their order; writes one by one. Network faults are observations, never
 * exceptions; only an abort rejects.
 */
export function createOracle(options: OracleOptions): Oracle {
  const { symptoms } = options;
  const unique = uniqueNames('', options.nonce);
  const atATime = symptoms.every(({ request }) => isReadOnly(request.method)) ? AT_A_TIME : 1;
  return {
    probe: (through, signal, wanted) =>
      mapLimited([...symptoms.entries()], atATime, async ([index, symptom]) =>
        wanted === undefined || wanted.includes(index)
          ? observeSymptom(symptom, { ...options, through, signal, unique })
          : unanswered('not-asked'),
      ),
  };
}

type Probe = OracleOptions & {
  readonly through: (request: SymptomRequest) => SymptomRequest;
  readonly signal: AbortSignal | undefined;
  readonly unique: () => string;
};

async function observeSymptom(symptom: Symptom, probe: Probe): Promise<Observation> {
  const plain = noCache(symptom.request);
  const past = (request: SymptomRequest) => withBuster(request, probe.unique());
  const answer = await ask(plain, probe, probe.exact ? undefined : past);
  if (answer === null) return unanswered('credential-lost', 'no-credentials');
  const observation = await confirm(symptom, judge(symptom, answer), probe);
  if (isProblem(answer) || !isFromCache(answer)) return observation;

  // The copy of another state proves nothing. Ask past the cache, where that cannot hurt the request.
  const again =
    probe.exact && bypassesCaches(symptom.request) ? await ask(plain, probe, past) : null;
  if (again === null || isProblem(again) || isFromCache(again)) {
    return { ...observation, verdict: 'unresolved', reason: 'cached' };
  }
  return confirm(symptom, judge(symptom, again), probe);
}

/** Sends as the request's own identity, each stop of its redirects varied alike; null where there is no client for it. */
async function ask(
  request: SymptomRequest,
  probe: Probe,
  vary: (request: SymptomRequest) => SymptomRequest = (same) => same,
) {
  const client = probe.clients[request.as];
  if (!client) return null;
  return sendSymptom(client, request, { ...probe, vary: (each) => probe.through(vary(each)) });
}

/**
 * Tells a culprit that refuses a credential from a credential that has died (revoked meanwhile): a
 * proven application password that is no longer anybody cannot accuse a plugin. A session needs no
 * such question: its client renews it, or reports `session-lost`.
 */
async function confirm(
  symptom: Symptom,
  observation: Observation,
  probe: Probe,
): Promise<Observation> {
  const { as, url } = symptom.request;
  const atStake = observation.verdict === 'fails' && as === 'application-password';
  if (!atStake || probe.refused?.includes(as) || restRouteOf(url) === '/wp/v2/users/me') {
    return observation;
  }
  const me = restUrl(probe.address, '/wp/v2/users/me', { _fields: 'id' });
  const asked = withBuster({ method: 'GET', url: me, as, headers: {} }, probe.unique());
  const answer = await ask(asked, probe);
  if (answer === null || isProblem(answer) || !isRefusal(answer)) return observation;
  return { ...observation, verdict: 'unresolved', reason: 'credential-lost' };
}

function isRefusal(answer: HttpAnswer): boolean {
  return answer.status === 401 || answer.status === 403;
}
