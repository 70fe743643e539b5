import type { Observation, PluginId, Verdict } from '../model/report.ts';

/** What was seen in one state of the site: one observation a symptom. */
export type ObservationRecord = {
  readonly active: readonly PluginId[];
  readonly observations: readonly Observation[];
};

/** Everything a run has seen, so that a second symptom's search starts with the first one's probes. */
export type RunEvidence = {
  add(record: ObservationRecord): void;
  /**
   * Forgets what was seen with exactly these plugins active; without them everything: the site is not
   * the one any more of which it was seen.
   */
  forget(active?: readonly PluginId[]): void;
  /** What is known of one symptom; `unresolved` records are left out, they may resolve later. */
  of(symptom: number): readonly { active: readonly PluginId[]; verdict: Verdict }[];
  /** What was seen last with exactly these plugins active, of each symptom that was asked for there. */
  in(active: readonly PluginId[]): ObservationRecord | undefined;
  readonly all: readonly ObservationRecord[];
};

/** What a run has seen: begins empty, or with what an earlier run saw. */
export function createEvidence(earlier: readonly ObservationRecord[] = []): RunEvidence {
  let records = earlier;
  return {
    add(record) {
      records = [...records, record];
    },
    forget(active) {
      const key = active?.join('\n');
      records = records.filter((record) => key !== undefined && record.active.join('\n') !== key);
    },
    in(active) {
      const key = active.join('\n');
      const here = records.filter((record) => record.active.join('\n') === key);
      const latest = here.at(-1);
      if (!latest) return undefined;
      const observations = latest.observations.map(
        (last, symptom) =>
          here.findLast(({ observations: seen }) => wasAsked(seen[symptom]))?.observations[
            symptom
          ] ?? last,
      );
      return { active: latest.active, observations };
    },
    of(symptom) {
      return records.flatMap(({ active, observations }) => {
        const verdict = observations[symptom]?.verdict;
        return verdict && verdict !== 'unresolved' ? [{ active, verdict }] : [];
      });
    },
    get all() {
      return records;
    },
  };
}

/** A probe asks for the symptoms that are being solved; of the others it says nothing. */
function wasAsked(observation: Observation | undefined): boolean {
  return observation !== undefined && observation.reason !== 'not-asked';
}
