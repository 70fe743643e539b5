/** A diagnosis made and told: from a scene to findings, and what they come to. */

import { type Diagnosis, diagnose } from '../diagnosis/diagnose.ts';
import type { Scene, SceneCheck } from '../diagnosis/input__scene.ts';
import type { Emit } from '../model/events.ts';
import type { Finding } from '../model/findings.ts';
import type { Cause } from '../model/report.ts';
import type { Told } from './diagnosis-checks.ts';

/** What a diagnosis has found, in words. */
export type LookedAround = {
  readonly findings: readonly Finding[];
  /** The surest cause; null where none was found. */
  readonly cause: Cause | null;
  /** True where the causes explain everything that fails: no plugin has to be switched. */
  readonly settled: boolean;
  /** What stands in for a cause where nothing is settled; null where the plugins' answer tells nothing. */
  readonly suspicion: Cause | null;
};

/** Makes the checks on a scene and tells each as it ends. Rejects only when cancelled. */
export async function lookAround(
  checks: readonly SceneCheck<Told>[],
  scene: Scene,
  emit: Emit,
): Promise<LookedAround> {
  const diagnosis = await diagnose(checks, scene, {
    began: (ids) => emit({ type: 'diagnosing', checks: ids }),
    ended: ({ facts }) => emit({ type: 'checked', finding: facts.finding }),
  });
  const { found, cause, explained } = diagnosis;
  return {
    findings: found.map(({ facts }) => facts.finding),
    cause: cause && causeOf(cause.facts),
    settled: cause !== null && explained.length === scene.symptoms.length,
    suspicion: suspicionIn(diagnosis),
  };
}

function causeOf({ finding, kind }: Told): Cause {
  const evidence = [finding.evidence, finding.meaning].filter(Boolean).join(' ');
  return { kind, evidence, advice: finding.advice };
}

/** What the check on plugins says; it is the last resort, and the advice is to prove it. */
function suspicionIn({ found }: Diagnosis<Told>): Cause | null {
  const plugin = found.find(({ check, result }) => check === 'plugin' && result === 'clue');
  return plugin ? causeOf(plugin.facts) : null;
}
