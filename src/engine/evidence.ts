import type { Observation, PluginId, Verdict } from '../model/report.ts';

/** What was seen in one state of the site: one observation a symptom. */
export type ObservationRecord = {
  readonly active: readonly PluginId[];
  readonly observations: readonly Observation[];
};

/** Everything a run has seen, so that a second symptom's search starts with the first one's probes. */
export type RunEvidence = {
  add(sighting: ObservationRecord): void;
  /**
   * Forgets what was seen with exactly these plugins active; without them everything: the site is not
   * the one any more of which it was seen.
   */
  forget(active?: readonly PluginId[]): void;
  /** What is known of one symptom; `unresolved` sightings are left out, they may resolve later. */
  of(symptom: number): readonly { active: readonly PluginId[]; verdict: Verdict }[];
  /** What was seen last with exactly these plugins active, of each symptom that was asked for there. */
  in(active: readonly PluginId[]): ObservationRecord | undefined;
  readonly all: readonly ObservationRecord[];
};

/** A record of sightings; empty, or with what an earlier run has seen. */
export function createEvidence(earlier: readonly ObservationRecord[] = []): RunEvidence {
  let sightings = earlier;
  return {
    add(sighting) {
      sightings = [...sightings, sighting];
    },
    forget(active) {
      const key = active?.join('\n');
      sightings = sightings.filter(
        (sighting) => key !== undefined && sighting.active.join('\n') !== key,
      );
    },
    in(active) {
      const key = active.join('\n');
      const here = sightings.filter((sighting) => sighting.active.join('\n') === key);
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
      return sightings.flatMap(({ active, observations }) => {
        const verdict = observations[symptom]?.verdict;
        return verdict && verdict !== 'unresolved' ? [{ active, verdict }] : [];
      });
    },
    get all() {
      return sightings;
    },
  };
}

/** A probe asks for the symptoms that are being solved; of the others it says nothing. */
function wasAsked(observation: Observation | undefined): boolean {
  return observation !== undefined && observation.reason !== 'not-asked';
}
