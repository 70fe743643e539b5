/** The symptoms that a run has found: what is known of them, which of them fail, and what a journal keeps. */

import type { JournaledSymptom } from '../journal/journal.ts';
import type { Symptom } from '../model/report.ts';
import { safeUrl } from '../report/format.ts';
import type { Anomaly } from '../symptoms/anomalies.ts';
import type { Rate } from '../symptoms/ask.ts';
import type { Connected } from './context.ts';

/** What looking for symptoms has found. */
export type FoundSymptoms = {
  readonly symptoms: readonly Symptom[];
  readonly anomalies: readonly Anomaly[];
  /** How often each of the first ones failed; requests that worked have none. */
  readonly rates: readonly Rate[];
  /** True where one of the person's requests worked just now: it may come and go. */
  readonly works: boolean;
  /** True for the person's own requests: sent exactly as typed. */
  readonly exact: boolean;
  /** What a check explains: told, and not searched. */
  readonly explained?: readonly Symptom[];
  /** True where the site refuses a new application password just like the one that was given. */
  readonly isFreshPasswordRefused?: boolean;
  /** Who the person's own requests were sent as: a credential may have been asked for on the way. */
  readonly clients?: Connected['clients'];
};

/** The site with everybody who its symptoms were sent as. */
export function withClientsOf<Site extends Pick<Connected, 'clients'>>(
  { clients }: Pick<FoundSymptoms, 'clients'>,
  connected: Site,
): Site {
  return clients ? { ...connected, clients } : connected;
}

/**
 * What fails: what was seen to fail, and what a cache goes on serving as a failure. Requests that worked
 * when they were looked at are not among them, and neither is what only a person sees: the request
 * beside it stands for a place.
 */
export function failing({ symptoms, rates, anomalies }: FoundSymptoms): {
  readonly symptoms: readonly Symptom[];
  readonly rates: readonly Rate[];
} {
  const seen = symptoms.slice(0, rates.length);
  const copies = anomalies.flatMap((anomaly) => {
    if (anomaly.type !== 'cached-failure') return [];
    const { request, observed } = anomaly;
    const isSeen = seen.some(
      ({ request: { url, as } }) => url === request.url && as === request.as,
    );
    const failsOn = seen[0]?.failsOn ?? [observed.status];
    return isSeen ? [] : [{ request, failsOn, observed }];
  });
  return {
    symptoms: [...seen, ...copies],
    rates: [...rates, ...copies.map(() => ({ fails: 1, of: 1 }))],
  };
}

/** Indices of the symptoms that failed every time they were looked at, more than once. */
export function steadyOf({ rates }: Pick<FoundSymptoms, 'rates'>): number[] {
  return [...rates.entries()].flatMap(([index, { fails, of }]) =>
    of > 1 && fails === of ? index : [],
  );
}

/** The symptoms as a journal may keep them: no header's value, and no secret of an address. */
export function journaledSymptoms({ symptoms, exact }: FoundSymptoms): readonly JournaledSymptom[] {
  return symptoms.map(({ request, failsOn, observed, described }) => ({
    method: request.method,
    url: safeUrl(request.url),
    as: request.as,
    failsOn: [...failsOn],
    status: observed.status,
    code: observed.code,
    described,
    exact,
    whole:
      safeUrl(request.url) === request.url &&
      Object.keys(request.headers).length === 0 &&
      request.payload === undefined,
  }));
}
