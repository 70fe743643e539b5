/** What a check is: one object for each thing that the guides send people to look at. */

import type { CauseFacts } from '../model/facts/no-plugin.ts';
import type { NotLooked } from '../model/facts/server.ts';
import type { CheckId, Found } from '../model/findings.ts';
import type { Cause, Symptom } from '../model/report.ts';
import type { AfterSearchInput, DiagnosisInput } from './input.ts';

/** What a check can say once every suspect is off and the request still fails. */
export type AfterStep = {
  /**
   * Steps are taken in this order, and the first that knows the cause is believed: what was observed
   * (below 10), what is there (below 20), what is left (from 20).
   */
  readonly order: number;
  /** The cause with the facts it rests on; null where this step does not know. Reads only. */
  readonly run: (input: AfterSearchInput) => Promise<CauseFacts | null>;
};

/** A check. Its sentences are in the file of the same name under `report/findings`. */
export type Check<Facts extends { readonly kind: string }> = {
  readonly id: CheckId;
  /** Which cause is believed when several checks name one: the lowest; null where it never names one. */
  readonly sureness: number | null;
  /** True where a cause that this check finds speaks of this symptom. */
  readonly explains: (symptom: Symptom) => boolean;
  /** Looks, and changes nothing. What it cannot look at is `not-checked`; it rejects only when cancelled. */
  readonly run: (input: DiagnosisInput) => Promise<Found<Facts | NotLooked>>;
  /** The kind of cause that these facts are. */
  readonly kindOf: (facts: Facts) => Cause['kind'];
  /** True where its word can spare the search of these symptoms; absent: never. */
  readonly maySpareSearch?: (input: ToDecide) => boolean;
  /** True where a plugin may have made this: a search that follows decides it, so it is only a clue. */
  readonly isLeftToSearch?: (facts: Facts) => boolean;
  /** True where it means something although only a person sees what fails. */
  readonly worksByHand?: boolean;
  readonly after?: readonly AfterStep[];
};

/** What tells whether a check can spare a search. */
export type ToDecide = Pick<DiagnosisInput, 'symptoms' | 'exact' | 'refused'>;

/**
 * True where WordPress' REST server has signed every answer: it was made behind everything that stands
 * in front of WordPress, so nothing there is asked once more.
 */
export function isSigned({ symptoms }: Pick<DiagnosisInput, 'symptoms'>): boolean {
  return symptoms.every(
    ({ observed }) => observed.code !== null && observed.challenges.length === 0,
  );
}

/** A REST code is WordPress' own word: nothing in front of it gives one. */
export function hasNoCode({ observed }: Symptom): boolean {
  return observed.code === null;
}

/** A cause of this check is the cause of whatever fails. */
export function everything(): boolean {
  return true;
}
