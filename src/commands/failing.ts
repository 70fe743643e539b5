/** Which of the symptoms that were found fail, and which fail every time. */

import type { Symptom } from '../model/report.ts';
import type { Rate } from '../symptoms/ask.ts';
import type { FoundSymptoms } from './find-symptoms.ts';

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
