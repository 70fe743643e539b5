/** Solves one symptom: drives the pure search with real probes, and starts it anew when it learns. */

import { own } from '../model/own-property.ts';
import type { Observation, Observed, PluginId, Verdict } from '../model/report.ts';
import {
  findCulprits,
  type SearchOptions,
  type SearchResult,
  type SearchStep,
} from '../search/index.ts';
import { createTrail, type EndedBySwitching } from './ended-by-switching.ts';
import type { RunEvidence } from './evidence.ts';
import { expand, learn, type Plan, suspectUnits } from './plan.ts';
import {
  type Probed,
  type ProbeRequest,
  type SteeredPorts,
  steered,
  type Undone,
} from './probe.ts';
import { createLastSteps } from './prompt-proof.ts';
import {
  foreseenSteps,
  looksAtSet,
  replayed,
  type SearchTask,
  searchInput,
} from './search-input.ts';
import type { Stopped } from './stopped.ts';

/** How a run searches. */
export type SolveOptions = SearchTask & {
  /** This symptom and those still to come: probed in the same states. */
  readonly unsolved: readonly number[];
  /** Of an answer with every suspect off: true where the plugin that serves the request refuses it by itself. */
  readonly isOwnRefusal?: (observed: Observed) => boolean;
  /** Those of `unsolved` that are sent again as often as a proof wants it. */
  readonly repeatable: readonly number[];
  /** So many probes were promised at most; a search that starts anew is promised as many again. */
  readonly maxProbes: () => number;
};

/** How the search for one symptom ends. What is not `solved` tells what it is to begin anew with. */
export type SearchEnd =
  | { readonly type: 'solved'; readonly result: SearchResult }
  /** The symptom turned out to come and go. */
  | { readonly type: 'comes-and-goes' }
  /** The plugin that serves the request refuses it by itself: that answer is to count as a pass. */
  | { readonly type: 'refused-by-owner'; readonly observed: Observed }
  /** Plugins will not go off. */
  | { readonly type: 'refused'; readonly plugins: readonly PluginId[] }
  /** The verdict to take back belongs to a search before this one. */
  | Undone
  | EndedBySwitching
  | Stopped;

/** What a search is driven with. */
export type SolvePorts = SteeredPorts & { readonly evidence: RunEvidence };

/** Searches for what is behind one symptom. Rejects as the prober does. */
export async function solveSymptom(ports: SolvePorts, options: SolveOptions): Promise<SearchEnd> {
  let requires = options.plan.requires;
  for (;;) {
    const end = await searchOnce(ports, options, requires);
    if (end.type !== 'learned') return end;
    requires = learn(requires, end.learned, options.plan);
  }
}

/** What was seen is worth less than it seemed: the search begins anew with what is known by now. */
type Learned = { readonly type: 'learned'; readonly learned: Probed['learned'] };

type Answer = { readonly type: 'verdict'; readonly verdict: Verdict };

async function searchOnce(
  ports: SolvePorts,
  options: SolveOptions,
  requires: SearchOptions['requires'],
): Promise<SearchEnd | Learned> {
  const { prober, evidence } = ports;
  const { plan, symptom, flaky } = options;
  const input = searchInput(options, requires, evidence);
  const failedEarlier = evidence.of(symptom).some(({ verdict }) => verdict === 'fails');
  const trail = createTrail(ports, options, failedEarlier);
  const lastSteps = createLastSteps(prober, plan, {
    symptoms: options.repeatable,
    mayRepeat: !flaky && options.repeatable.includes(symptom),
    several: () => isAnswerOther,
  });
  const verdicts: Verdict[] = [];
  let isOwnerAsked = false;
  let isAnswerOther = false;
  /** Probes since the last verdict that the search did not ask for. */
  let aside = 0;
  let search = findCulprits(input);
  let step = search.next();
  for (;;) {
    const early = await controlBefore(step.done ? null : step.value);
    if (step.done && !early) return { type: 'solved', result: step.value };
    const answer = early ?? (await answerTo(step.value as SearchStep));
    if (answer.type === 'verdict') {
      verdicts.push(answer.verdict);
      step = search.next(answer.verdict);
      continue;
    }
    if (answer.type !== 'undone') return answer;
    if (verdicts.length === 0 && prober.mayTakeBack) return answer;
    for (; aside > 0; aside -= 1) await prober.takeBack();
    if (verdicts.pop() !== undefined) await prober.takeBack();
    // The search is pure: it is replayed without its last verdict, and asks for that one again.
    search = findCulprits(input);
    step = replayed(search, verdicts);
  }

  /** Probes one step: its verdict, or what ends this search. */
  async function answerTo(step: SearchStep): Promise<Answer | SearchEnd | Learned> {
    const seen = await steered(ports, () => probeWithin(step));
    if (seen.type !== 'probed') return seen;
    const end = endAfter(seen);
    if (end) return end;
    aside = 0;
    const verdict = seen.observations[symptom]?.verdict ?? 'unresolved';
    const observed = seen.observations[symptom]?.observed;
    if (observed && verdict !== 'passes' && options.isOwnRefusal?.(observed) && !isOwnerAsked) {
      isOwnerAsked = true;
      const owner = await askOwner(options.isOwnRefusal);
      if (owner) return owner;
      aside += 1;
    }
    trail.add(step, verdict);
    isAnswerOther ||= tellsAnother(options, seen.observations[symptom]);
    return { type: 'verdict', verdict };
  }

  /**
   * Looks at everything on before a step, or the end, where that is worth it: where a proof begins, and where nothing
   * has failed for long. A step that is to fail tells that by itself. What ends this search, or null.
   */
  async function controlBefore(next: SearchStep | null): Promise<SearchEnd | Learned | null> {
    const isToFail = next?.purpose === 'alone' || next?.purpose === 'again';
    if (!flaky && trail.isDoubtful && !isToFail) {
      const control = await askControl();
      if (control.type !== 'goes-on') return control;
      aside += 1;
    }
    const leadUp = next ? lastSteps.leadUpTo(next) : null;
    if (!leadUp) return null;
    const seen = await steered(ports, () => prober.probe(leadUp));
    if (seen.type !== 'probed') return seen;
    aside += 1;
    const end = endAfter(seen);
    if (end || seen.observations[symptom]?.verdict !== 'passes') return end;
    // Everything on works: the failure is gone, or what was seen was too early.
    const control = await askControl();
    if (control.type !== 'goes-on') return control;
    return prober.distrust() ?? { type: 'learned', learned: {} };
  }

  /** Does the owner refuse it, too? With every suspect off only the owner can answer. */
  async function askOwner(
    isOwn: (observed: Observed) => boolean,
  ): Promise<SearchEnd | Learned | null> {
    const active = input.pinned ?? [];
    const step = { active, purpose: 'all-off', suspectsLeft: 0, probesToGo: 1 } as const;
    const seen = await steered(ports, () => probeWithin(step));
    if (seen.type !== 'probed') return seen.type === 'undone' ? null : seen;
    const end = endAfter(seen);
    if (end) return end;
    const observed = seen.observations[symptom]?.observed;
    return observed && isOwn(observed) ? { type: 'refused-by-owner', observed } : null;
  }

  /** Probes one step, as long as the forecast lasts, and looks ahead meanwhile. */
  async function probeWithin(step: SearchStep): Promise<Probed | SearchEnd | Learned> {
    if (!flaky && verdicts.length >= FEW && verdicts.length >= options.maxProbes()) {
      const control = trail.hasOnlyPassed ? await askControl() : null;
      if (control && control.type !== 'goes-on') return control;
      return { type: 'stopped', why: 'over-forecast' };
    }
    const wanted = prober.probe(request(step));
    // A proof's verdict is foreseen, and a flaky symptom's cannot be: only narrowing is worth it.
    if (!flaky && step.purpose === 'narrow') {
      for (const next of foreseenSteps(input, verdicts)) prober.lookAhead(request(next));
    }
    return wanted;
  }

  /** What a probe showed of the site instead of a verdict that counts; null where it counts. */
  function endAfter(seen: Probed): SearchEnd | Learned | null {
    const isFlip = !flaky && seen.flipped.includes(symptom);
    // With everything on nobody can be behind: that tells more than what was forgotten before it.
    if (isFlip && seen.active.length === plan.baseline.length) return { type: 'comes-and-goes' };
    // An earlier verdict was forgotten: what is left of the evidence tells where to go on.
    if (seen.restart) return { type: 'learned', learned: seen.learned };
    if (isFlip) return { type: 'comes-and-goes' };
    if (seen.stuck.length > 0) return { type: 'refused', plugins: seen.stuck };
    if (teachesMore(requires, seen, plan)) return { type: 'learned', learned: seen.learned };
    return null;
  }

  /** Everything on again; where that makes the evidence worthless, the search begins anew. */
  async function askControl() {
    const control = await trail.askControl();
    return control.type === 'forgotten' ? ({ type: 'learned', learned: {} } as const) : control;
  }

  function request(step: SearchStep): ProbeRequest {
    const symptoms = options.unsolved;
    const { purpose, suspectsLeft, probesToGo } = step;
    const active = expand(plan, step.active);
    const afresh = lastSteps.looksAt(step);
    const plain = { active, symptoms, purpose, suspectsLeft, probesToGo, afresh };
    if (!flaky) return plain;
    const isSameSet = prober.looks.at(-1)?.active.join('\n') === active.join('\n');
    const afterMs = isSameSet ? looksAtSet(flaky, suspectUnits(plan).length).pauseMs : 0;
    return { ...plain, flaky: true, afterMs };
  }
}

/** True where a failure is told in other words than with everything on: somebody else is behind it, too. */
function tellsAnother({ priorBy }: SolveOptions, seen: Observation | undefined): boolean {
  return seen?.verdict === 'fails' && priorBy?.(seen.observed) !== undefined;
}

/** So few probes are within every forecast; it takes time to make one. */
const FEW = 8;

function teachesMore(requires: SearchOptions['requires'], probed: Probed, plan: Plan): boolean {
  if (Object.keys(probed.learned).length === 0) return false;
  const after = learn(requires ?? {}, probed.learned, plan);
  return Object.entries(after).some(
    ([plugin, needs]) => needs.length > (own(requires, plugin)?.length ?? 0),
  );
}
