/**
 * Is a refusal the one that is being explained, or somebody else's? A firewall that has had enough of
 * this run also answers 401, and to take that for the symptom would blame plugins for it. Pure.
 */

import type { Oracle } from '../model/ports.ts';
import type { Observation, Observed, Symptom } from '../model/report.ts';

/** Words of those who count requests. */
const TOO_MANY = /too many|rate.?limit|request limit|slow down|limit reached/i;
/** What a server says for itself: the status in words, and nothing else. */
const BARE =
  /^(?:error )?(?:401|403|unauthori[sz]ed|authori[sz]ation required|forbidden|[\s:.-])*$/i;

/** By symptom: the refusal that the route itself gives to this request, once nobody is in the way. */
export type OwnRefusals = ReadonlyMap<number, Observed>;

/**
 * The oracle, with refusals that are not the symptom's own counted as `unresolved`. A route's own refusal
 * comes from behind every door: it counts as `passes`.
 */
export function trueToSymptoms(
  oracle: Oracle,
  symptoms: readonly Symptom[],
  ownRefusals: OwnRefusals = new Map(),
): Oracle {
  return {
    async probe(through, signal, wanted) {
      const seen = await oracle.probe(through, signal, wanted);
      return seen.map((observation, index) =>
        isSameRefusal(observation.observed, ownRefusals.get(index))
          ? { verdict: 'passes', observed: observation.observed }
          : trueTo(symptoms[index], observation),
      );
    },
  };
}

/**
 * True where this answer refuses in WordPress' own form and in other words than the symptom: with only the
 * plugin on that serves the request, it is that plugin's.
 */
export function isOwnRefusal(observed: Observed, symptom: Symptom): boolean {
  const isRefusal = observed.status === 401 || observed.status === 403;
  return isRefusal && observed.code !== null && observed.code !== symptom.observed.code;
}

function isSameRefusal(observed: Observed, own: Observed | undefined): boolean {
  return own !== undefined && observed.status === own.status && observed.code === own.code;
}

/**
 * A failure counts unless somebody in front of WordPress has said it. Sites with several blockers show
 * the second one's code once the first is off, so any refusal with a code of WordPress' own counts.
 */
function trueTo(symptom: Symptom | undefined, observation: Observation): Observation {
  if (!symptom || observation.verdict !== 'fails' || symptom.described !== undefined) {
    return observation;
  }
  const { observed } = observation;
  const first = symptom.observed;
  if (observed.code === first.code && saysTheSame(observed, first)) return observation;
  const isCounted = TOO_MANY.test(`${observed.code ?? ''} ${observed.message ?? ''}`);
  if (isCounted && !TOO_MANY.test(`${first.code ?? ''} ${first.message ?? ''}`)) {
    return { ...observation, verdict: 'unresolved', reason: 'another-refusal' };
  }
  if (observed.code !== null) return observation;
  const isOther = first.code !== null || (isBare(observed) && !isBare(first));
  return isOther
    ? { ...observation, verdict: 'unresolved', reason: 'another-refusal' }
    : observation;
}

function saysTheSame(one: Observed, other: Observed): boolean {
  return one.status === other.status && one.message === other.message && one.layer === other.layer;
}

/** Made by a server or a firewall, as far as that shows: no words of its own. */
function isBare({ layer, message }: Observed): boolean {
  return layer !== undefined || BARE.test(message ?? '');
}

/** The same answer, but for the numbers in it: minutes to wait, an address, a count. */
export function isSameButForNumbers(one: Observed, other: Observed): boolean {
  const bare = ({ message }: Observed) => message?.replace(/\d+/g, '0') ?? null;
  return one.code === other.code && bare(one) === bare(other);
}
