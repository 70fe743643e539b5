/**
 * A proof that waits for nothing. It alternates: a state that is known to fail, one that works, one that
 * fails. Who answers with what it remembers has to forget the one before it shows the other, and by then
 * nothing else was in force but these two. A server that is behind by the same time all along is told by
 * the timeline, and everything stays on for as long as that needs. Where neither excludes a site that lags, it
 * is waited for.
 */

import type { PluginId, Verdict } from '../model/report.ts';
import type { SearchStep } from '../search/index.ts';
import { dependentsOf, expand, onlyThese, type Plan, withoutThese } from './plan.ts';
import type { Probed, ProbeRequest, Prober, StateLook, Undone } from './probe.ts';
import type { Stopped } from './stopped.ts';

/**
 * `broken`: an answer contradicts what the search was told. `gone`: it is that of everything on, which
 * works. `unclear`: none could be read.
 */
export type Bracket = 'holds' | 'broken' | 'gone' | 'unclear';

/** Plugins that are to be active, and what the symptom has to do then. */
export type State = { readonly active: readonly PluginId[]; readonly expected: Verdict };

/** What is to be proven. */
export type Claim = {
  readonly plan: Plan;
  /** In units of the plan; with all of them off the symptom passes, each of them alone fails. */
  readonly culprits: readonly (readonly PluginId[])[];
  /** Units that stay on throughout, for without them the symptom fails for another reason. */
  readonly kept: readonly PluginId[];
  readonly symptom: number;
  /** The symptoms looked at on the way, this one among them. */
  readonly unsolved: readonly number[];
};

/** Claims that were seen to hold while another symptom's was looked at. */
export type ProvenClaims = Set<string>;

/** Looks at a state of the site, unless the person takes a verdict back or the run is stopped. */
export type Ask = (request: ProbeRequest) => Promise<Probed | Undone | Stopped>;

/** Looks at every state of the claim, each look over a connection of its own. Rejects as the prober does. */
export async function proveAtOnce(
  {
    prober,
    ask,
    proven,
  }: { readonly prober: Prober; readonly ask: Ask; readonly proven: ProvenClaims },
  claim: Claim,
): Promise<Bracket | 'could-be-late' | Undone | Stopped> {
  const states = alternating(claim);
  const keyOf = (symptom: number) => JSON.stringify([symptom, states]);
  if (proven.has(keyOf(claim.symptom))) return 'holds';
  const shown = shownAlready(prober.looks, states, claim.symptom);
  let same = claim.unsolved.filter((symptom) =>
    shown.every(({ verdicts }, at) => verdicts[symptom] === states[at]?.expected),
  );
  for (const [index, { active, expected }] of states.entries()) {
    if (index < shown.length) continue;
    const seen = await ask({
      active,
      symptoms: same,
      purpose:
        expected === 'passes' ? 'without' : active === claim.plan.baseline ? 'again' : 'alone',
      suspectsLeft: claim.culprits.flat().length,
      probesToGo: states.length - index,
      afresh: LOOKS,
    });
    if (seen.type !== 'probed') return seen;
    const verdictOf = (symptom: number) =>
      seen.flipped.includes(symptom) ? undefined : seen.observations[symptom]?.verdict;
    const verdict = verdictOf(claim.symptom);
    if (verdict === 'unresolved') return seen.restart ? 'broken' : 'unclear';
    if (seen.restart) return 'broken';
    if (verdict === 'passes' && active === claim.plan.baseline) return 'gone';
    if (verdict !== expected) return 'broken';
    same = same.filter((symptom) => verdictOf(symptom) === expected);
  }
  for (const symptom of same) {
    if (!prober.couldBeLate(symptom, states.length)) proven.add(keyOf(symptom));
  }
  return proven.has(keyOf(claim.symptom)) ? 'holds' : 'could-be-late';
}

/** How often each state is looked at: where two servers answer at random, both do. */
const LOOKS = 4;

/** The run's last looks, as far as they are the first states of the proof: the search has ended with them. */
function shownAlready(
  looks: readonly StateLook[],
  states: readonly State[],
  symptom: number,
): readonly StateLook[] {
  const isShown = ({ active, verdicts, afresh }: StateLook, at: number) =>
    afresh >= LOOKS &&
    verdicts[symptom] === states[at]?.expected &&
    active.join('\n') === states[at]?.active.join('\n');
  for (let count = Math.min(looks.length, states.length); count > 0; count -= 1) {
    const last = looks.slice(-count);
    if (last.every(isShown)) return last;
  }
  return [];
}

/** The states, from everything on to everything on; before that, no two that follow on one another do the same. */
function alternating({ plan, culprits, kept }: Claim): readonly State[] {
  const without = (units: readonly PluginId[]) =>
    expand(plan, [...withoutThese(plan, units), ...kept]);
  const only = (units: readonly PluginId[]) => expand(plan, [...onlyThese(plan, units), ...kept]);
  const everything: State = { active: plan.baseline, expected: 'fails' };
  const none: State = {
    active: without(culprits.flat()),
    expected: 'passes',
  };
  const states: State[] = [everything, none];
  const add = (state: State) => {
    if (states.at(-1)?.expected === state.expected)
      states.push(state.expected === 'fails' ? none : everything);
    states.push(state);
  };
  for (const culprit of culprits) {
    const others = culprits.filter((each) => each !== culprit).flat();
    // What requires a member goes off with it: it must not be the one that is to blame.
    const rest = [...others, ...dependentsOf(plan, culprit)].filter(
      (unit) => !culprit.includes(unit),
    );
    if (rest.length > 0) add({ active: without(rest), expected: 'fails' });
    if (culprit.length === 1) continue;
    const alone: State = { active: only(culprit), expected: 'fails' };
    for (const unit of culprit) {
      if (states.at(-1)?.expected === 'passes') add(alone);
      const fewer = culprit.filter((each) => each !== unit);
      add({ active: only(fewer), expected: 'passes' });
    }
  }
  // That everything on fails is known; what is to be seen is only that it does so again.
  states.push(everything);
  return states;
}

/**
 * The search's last steps, looked at as the proof wants them: everything on, everything but the culprit, everything
 * on, four looks each. Then nothing is left to be looked at once more; see prompt-proof.ts.
 */

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
