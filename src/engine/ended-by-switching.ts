/**
 * Was the failure ended by the switching itself? Where many sets work and none fails any more, everything is
 * switched on again: a failure that does not come back then is nothing that a plugin's absence explains.
 */

import type { PluginId, Verdict } from '../model/report.ts';
import type { SearchStep } from '../search/index.ts';
import type { Plan } from './plan.ts';
import { type ProbeRequest, type SteeredPorts, steered, type Undone } from './probe.ts';
import { isStopped, type Stopped } from './stopped.ts';

/** The failure ended with a switch and does not come back: what went off then is all that is known. */
export type EndedBySwitching = {
  readonly type: 'ended-by-switching';
  readonly leads: readonly PluginId[];
};

/** What everything on showed. `forgotten`: what was seen before is worth nothing any more. */
type Control =
  | { readonly type: 'goes-on' }
  | { readonly type: 'forgotten' }
  | { readonly type: 'comes-and-goes' }
  | Undone
  | EndedBySwitching
  | Stopped;

/** What passes and failures followed on one another, to tell a failure that ended for good. */
export type VerdictTrail = {
  add(step: SearchStep, verdict: Verdict): void;
  /** True where nothing has failed since the first pass. */
  readonly hasOnlyPassed: boolean;
  /** True where so much has passed since the last failure that everything on is worth a probe. */
  readonly isDoubtful: boolean;
  /** Probes everything on. Rejects as the prober does. */
  askControl(): Promise<Control>;
};

/** The trail of one search; `failedEarlier`: the symptom was seen to fail before it. */
export function createTrail(
  ports: SteeredPorts,
  { plan, symptom }: { readonly plan: Plan; readonly symptom: number },
  failedEarlier: boolean,
): VerdictTrail {
  const { prober } = ports;
  let passes = 0;
  let before: readonly PluginId[] | undefined;
  let leads: readonly PluginId[] | undefined;
  let failedSince = failedEarlier;
  const hasOnlyPassed = () => leads !== undefined && !failedSince;
  const request: ProbeRequest = {
    active: plan.baseline,
    symptoms: [symptom],
    purpose: 'all-on',
    suspectsLeft: plan.units.length,
    probesToGo: 1,
  };
  return {
    add({ active }, verdict) {
      if (verdict === 'fails') {
        if (leads) failedSince = true;
        else before = active;
      }
      if (verdict === 'passes') passes += 1;
      if (verdict === 'passes') leads ??= (before ?? []).filter((id) => !active.includes(id));
    },
    get hasOnlyPassed() {
      return hasOnlyPassed();
    },
    get isDoubtful() {
      return passes >= MANY_PASSES && hasOnlyPassed();
    },
    async askControl() {
      const seen = await steered(ports, async () => {
        const first = await prober.probe(request);
        if (isStopped(first)) return first;
        // That it fails was to be expected; that it does not may only be late.
        const works = first.observations[symptom]?.verdict === 'passes';
        return works && !first.restart ? prober.probe({ ...request, held: true }) : first;
      });
      if (seen.type !== 'probed') return seen;
      if (seen.restart) return { type: 'forgotten' };
      if (seen.flipped.includes(symptom)) return { type: 'comes-and-goes' };
      const verdict = seen.observations[symptom]?.verdict;
      if (verdict === 'passes') return { type: 'ended-by-switching', leads: leads ?? [] };
      if (verdict === 'fails') failedSince = true;
      return { type: 'goes-on' };
    },
  };
}

/** So many sets in a row that work, and none that fails since, are a reason to ask for everything on. */
const MANY_PASSES = 4;
