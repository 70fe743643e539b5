/** Of the symptoms that were found: which only a person sees, and which fail. */

import type { Emit } from '../model/events.ts';
import type { Oracle } from '../model/ports.ts';
import type { Prompter } from '../model/prompts.ts';
import type { Observation, PluginId, Symptom, Verdict } from '../model/report.ts';
import type { Rate } from '../symptoms/ask.ts';
import type { FoundSymptoms } from './find-symptoms.ts';

/** True where a person judges: then there is this one symptom and no other. */
export function isByHand(symptoms: readonly Symptom[]): boolean {
  return symptoms.some(({ described }) => described !== undefined);
}

/** An oracle that asks the person, and the events it listens to for what is being shown. */
export type Hand = { readonly oracle: Oracle; readonly emit: Emit };

/** Asks the person about one symptom. `emit` passes every event on. */
export function judgedByHand(symptom: Symptom, ask: Prompter, emit: Emit): Hand {
  let probe = 0;
  let off: readonly PluginId[] = [];
  return {
    emit(event) {
      if (event.type === 'probe-started') ({ probe, off } = event);
      emit(event);
    },
    oracle: {
      async probe(_, signal) {
        signal?.throwIfAborted();
        const description = symptom.described ?? '';
        const { url } = symptom.request;
        const verdict = await ask.judge({ description, url, probe, off });
        // Whoever asks may answer an abort late: nothing is believed after it.
        signal?.throwIfAborted();
        return [seenBy(verdict)];
      },
    },
  };
}

function seenBy(verdict: Verdict): Observation {
  const observed = { status: 0, code: null, message: null, challenges: [] };
  return verdict === 'unresolved'
    ? { verdict, reason: 'cannot-tell', observed }
    : { verdict, observed };
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
