/**
 * The search's last steps, looked at as the proof wants them: everything on, everything but the culprit, everything
 * on, four looks each. Then nothing is left to be looked at once more; see prompt-proof.ts.
 */

import type { PluginId } from '../model/report.ts';
import type { SearchStep } from '../search/index.ts';
import { expand, type Plan } from './plan.ts';
import type { ProbeRequest, Prober } from './probe.ts';
import { LOOKS } from './prompt-proof.ts';

/** How a search's steps serve as a proof. */
export type LastSteps = {
  /** Everything on, where it is to be looked at before this step; null where the step is no proof, or needs none. */
  leadUpTo(step: SearchStep): ProbeRequest | null;
  /** How often the step is looked at over connections of its own, where that is more than once. */
  looksAt(step: SearchStep): number | undefined;
};

/** The last steps of one search. `mayRepeat`: its request is sent again as often as that is wanted. */
export function createLastSteps(
  prober: Prober,
  plan: Plan,
  {
    symptoms,
    mayRepeat,
    several,
  }: {
    readonly symptoms: readonly number[];
    readonly mayRepeat: boolean;
    /** True where another one answered once a plugin was off: then without one of them it still fails. */
    readonly several: () => boolean;
  },
): LastSteps {
  /** Everything but the suspect that was asked about last. */
  let without: readonly PluginId[] | undefined;
  let hasLedUp = false;
  const isAnswered = () => without !== undefined && prober.isHeld(without);

  return {
    leadUpTo({ active, purpose, suspectsLeft }) {
      if (purpose === 'without') without = expand(plan, active);
      const isProof = purpose === 'without' && suspectsLeft === 1 && !hasLedUp && !several();
      // Where nothing but everything on was in force before, a success is of no other state.
      if (!isProof || !mayRepeat || !prober.isPrompt || prober.states === 0) return null;
      hasLedUp = true;
      return {
        active: plan.baseline,
        symptoms,
        purpose: 'again',
        suspectsLeft,
        probesToGo: 3,
        afresh: LOOKS,
      };
    },
    looksAt({ purpose }) {
      const isProof = purpose === 'again' || (purpose === 'without' && isLedUpTo(prober, plan));
      return isProof && mayRepeat && prober.isPrompt && !isAnswered() ? LOOKS : undefined;
    },
  };
}

/** True where the look just before was at everything on. */
function isLedUpTo({ looks }: Prober, { baseline }: Plan): boolean {
  const last = looks.at(-1);
  return last !== undefined && last.afresh >= LOOKS && last.active.length === baseline.length;
}
