/** A symptom that only a person sees: the person is the oracle. */

import type { Emit } from '../model/events.ts';
import type { Oracle } from '../model/ports.ts';
import type { Prompter } from '../model/prompts.ts';
import type { Observation, PluginId, Symptom, Verdict } from '../model/report.ts';

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
