/** Every symptom of a run, one after the other: what is behind each, told as it is confirmed. */

import { isReadOnly } from '../model/http-methods.ts';
import type { Steering, Switch } from '../model/ports.ts';
import type { Observed, PluginId, ReportedCulprit } from '../model/report.ts';
import { estimate, type Price, type SearchResult } from '../search/index.ts';
import {
  failsWithin,
  isGoneForGood,
  isUnheard,
  measureFailRate,
  worksAfterAll,
} from './beside-search.ts';
import { bracket } from './bracket.ts';
import type { EndedBySwitching } from './ended-by-switching.ts';
import type { RunEvidence } from './evidence.ts';
import { isOwnRefusal, isSameButForNumbers } from './fingerprint.ts';
import { notesOn, served, withCulprits } from './gather-culprits.ts';
import { expand, type Plan, pinMore, pinnedUnits, suspectUnits } from './plan.ts';
import type { Prober, Undone } from './probe.ts';
import { refusingOwner } from './refusing-owner.ts';
import { type Flakiness, looksAtSet } from './search-input.ts';
import { type SearchEnd, type SolveOptions, solveSymptom } from './solve-one.ts';
import { isStopped, type Stopped } from './stopped.ts';
import type { RunPorts, RunTask } from './task.ts';
import { LONGEST_MEMORY_MS } from './timeline.ts';

/** What has been found so far; grows while `solve` is under way, and stays where it rejects. */
export type Solver = {
  /** Solves every symptom, or as many as it comes to before the run is stopped. Rejects as the prober does. */
  solve(): Promise<Stopped | null>;
  readonly solutions: readonly SearchResult[];
  readonly culprits: readonly ReportedCulprit[];
  /** Plugins that serve a request which nothing else explains, and refuse it by themselves. */
  readonly owners: readonly PluginId[];
  /** The plan as it is followed: plugins that would not go off are pinned in it. */
  readonly plan: Plan;
  /** True where a symptom came and went: single looks prove nothing. */
  readonly unsteady: boolean;
};

/** A solver of the task's symptoms. */
export function createSolver(
  { control, emit, signal, clock, advise, mentions }: RunPorts,
  task: RunTask,
  { prober, evidence, steering }: { prober: Prober; evidence: RunEvidence; steering: Steering },
): Solver {
  let plan = task.plan;
  let solutions: SearchResult[] = [];
  let culprits: readonly ReportedCulprit[] = [];
  let owners: readonly PluginId[] = [];
  /** How the last symptom that was found to come and go does that; null where none was. */
  let flaky: Flakiness | null = null;
  const isolated = control.kind === 'isolated';
  const proven = new Set<string>();
  /** Symptoms that were seen to rest with everything on. */
  const resting = new Set<number>();

  return {
    async solve() {
      for (;;) {
        const end = await solveAll();
        if (end?.type !== 'undone') return end;
        // It may have decided a symptom before: all begins anew without it.
        await prober.takeBack();
      }
    },
    get solutions() {
      return solutions;
    },
    get culprits() {
      return culprits;
    },
    get owners() {
      return owners;
    },
    get plan() {
      return plan;
    },
    get unsteady() {
      return flaky !== null;
    },
  };

  /** Solves every symptom; tells what kept it from that. */
  async function solveAll(): Promise<Undone | Stopped | null> {
    solutions = [];
    culprits = [];
    owners = [];
    for (const symptom of task.symptoms.keys()) {
      const solution = await solvePatiently(symptom);
      if (solution.type === 'undone' || solution.type === 'stopped') return solution;
      const result = solution.type === 'solved' ? solution.result : NOTHING_FOUND;
      if (solution.type === 'ended-by-switching') {
        const plugins = solution.leads;
        emit({ type: 'note', note: { type: 'ended-by-switching', symptom, plugins } });
      }
      await control.confirm?.(signal);
      solutions.push(result);
      culprits = withCulprits(culprits, result, symptom, { task, plan, advise });
      const isUnclear = result.outcome === 'inconclusive' && result.culprits.length === 0;
      const owner = isUnclear ? refusingOwner(evidence, plan, symptom) : [];
      owners = [...owners, ...owner];
      // Who refuses is known then: leads would say less.
      const told = owner.length > 0 ? { ...result, leads: [] } : result;
      for (const note of notesOn(told, symptom, task.plan)) emit({ type: 'note', note });
    }
    return null;
  }

  /**
   * A failure that is gone with everything on may only rest. It is looked out for, with no plugin off; where it comes
   * back it is searched for as one that comes and goes.
   */
  async function solvePatiently(symptom: number): Promise<Solution> {
    const solution = await solveSurely(symptom);
    const mayRest = task.repeat === 'auto' && isRead(symptom) && !resting.has(symptom);
    if (!mayRest || !isGone(solution)) return solution;
    const mostMs = prober.states === 0 ? LONGEST_REST_MS : LONGEST_MEMORY_MS;
    const back = await failsWithin(prober, symptom, {
      active: plan.baseline,
      suspectsLeft: plan.units.length,
      afterMs: LOOKOUT_MS,
      lookout: { looks: Math.ceil(mostMs / LOOKOUT_MS), pauseMs: LOOKOUT_MS },
    });
    if (isStopped(back)) return back;
    if (!back) return solution;
    resting.add(symptom);
    return solveSurely(symptom);
  }

  /** What is found is looked at once more before it is told; where that contradicts it, all begins anew. */
  async function solveSurely(symptom: number): Promise<Solution> {
    for (;;) {
      const solution = await solveWithin(symptom);
      if (solution.type !== 'solved') return solution;
      const { result } = solution;
      if (result.outcome === 'not-reproduced' && prober.isLate && isRead(symptom)) {
        // It failed before the run: visitors may still be answered with what was off.
        const stopped = prober.distrust();
        if (stopped) return stopped;
        continue;
      }
      const doubtsAll = result.outcome === 'not-a-plugin' && !isolated && isRead(symptom);
      if (doubtsAll && flaky) {
        // One moment says nothing of what rests; until it fails once more, with every suspect off, nobody is cleared.
        const fails = await failsWithin(prober, symptom, {
          active: expand(plan, pinnedUnits(plan)),
          suspectsLeft: 0,
          afterMs: LONGEST_MEMORY_MS,
          lookout: looksAtSet(flaky, suspectUnits(plan).length),
        });
        if (isStopped(fails)) return fails;
        return fails ? solution : solved(unproven(result));
      }
      const works = doubtsAll && (await worksAfterAll(prober, plan, symptom));
      if (isStopped(works)) return works;
      if (works) continue;
      const unheard = doubtsAll && mentions && (await isUnheard(prober, plan, symptom, mentions));
      if (isStopped(unheard)) return unheard;
      if (unheard) return { type: 'stopped', why: 'two-voices' };
      if (!isToBeBracketed(result, symptom)) return solution;
      const doubtful = prober.isLate || flaky !== null;
      const unsolved = unsolvedFrom(symptom).filter(isRead);
      const failing = flaky?.failRate ?? null;
      const found = { result, plan, symptom, unsolved, doubtful };
      const asked = { ...found, unnoticed: isolated, failRate: failing };
      const verdict = await bracket({ prober, steering, proven }, asked);
      if (typeof verdict === 'object') return verdict;
      if (verdict === 'holds') return solution;
      const gone = verdict === 'gone' && (await isGoneForGood(prober, plan, symptom));
      if (isStopped(gone)) return gone;
      if (gone) return ended(symptom);
      if (verdict === 'unclear' || flaky || isolated) return solved(unproven(result));
      const stopped = prober.distrust();
      if (stopped) return stopped;
    }
  }

  /** What went off between the last failure and the first success after it. */
  function ended(symptom: number): EndedBySwitching {
    const seen = evidence.of(symptom);
    const last = seen.findLastIndex(({ verdict }) => verdict === 'fails');
    const after = new Set(seen[last + 1]?.active);
    const before = seen[last]?.active ?? plan.baseline;
    const leads = seen[last + 1] ? before.filter((plugin) => !after.has(plugin)) : [];
    return { type: 'ended-by-switching', leads };
  }

  /** What a person judges, and what may change something, is not asked again and again. */
  function isToBeBracketed({ culprits, cures = [] }: SearchResult, symptom: number) {
    // A session of its own is never late: what cures there was seen to.
    const isCured = cures.length > 0 && isolated;
    return isRead(symptom) && culprits.length > 0 && !isCured;
  }

  /** This symptom and those after it. */
  function unsolvedFrom(symptom: number): readonly number[] {
    return [...task.symptoms.keys()].filter((index) => index >= symptom);
  }

  function isRead(symptom: number): boolean {
    const { described, request } = task.symptoms[symptom] ?? {};
    return described === undefined && isReadOnly(request?.method ?? '');
  }

  /** A plugin that will not go off leaves the search space; what was seen so far stays seen. */
  async function solveWithin(symptom: number): Promise<Solution> {
    for (;;) {
      const end = await solveOne(symptom);
      if (end.type !== 'refused') return end;
      const pinned = pinMore(plan, end.plugins);
      if (pinned.pins.length === plan.pins.length)
        throw new Error(`Pinned, and to go off all the same: ${end.plugins}`);
      plan = pinned;
    }
  }

  async function solveOne(symptom: number): Promise<SearchEnd> {
    const prior = task.priors[symptom] ?? {};
    const traced = task.symptoms[symptom]?.trace?.plugin;
    const options = {
      symptom,
      unsolved: unsolvedFrom(symptom),
      repeatable: unsolvedFrom(symptom).filter(isRead),
      plan,
      prior,
      priorBy: (observed: Observed) => priorBy(symptom, observed),
      traced: traced ? [traced] : [],
      price: priceOf(control, task.symptoms.length),
      all: task.all,
      proof: isolated ? 'full' : task.proof,
      notAPlugin: task.noPlugin?.[symptom] ?? undefined,
      maxProbes: () => task.maxProbes ?? mostProbes(prior),
    };
    const ports = { prober, evidence, steering };
    let end: SearchEnd = resting.has(symptom)
      ? { type: 'comes-and-goes' }
      : await solveSymptom(ports, { ...options, isOwnRefusal: ownRefusalOf(symptom) });
    if (end.type === 'refused-by-owner') {
      // Whoever answers otherwise stands before the plugin that serves the request.
      const { observed } = end;
      await prober.learnOwnRefusal(symptom, observed);
      const note = { type: 'own-refusal', symptom, observed, plugins: served(plan) } as const;
      emit({ type: 'note', note });
      end = await solveSymptom(ports, options);
    }
    const isNoPlugin = end.type === 'solved' && end.result.outcome === 'not-a-plugin';
    if (isNoPlugin && isAnotherAnswer(symptom)) {
      // With everything off somebody else answers: a plugin's absence may bring that failure.
      const cured = await solveSymptom(ports, { ...options, cures: true });
      if (cured.type !== 'comes-and-goes') end = cured;
    }
    if (end.type !== 'solved' && end.type !== 'comes-and-goes') return end;
    const steady = end.type === 'solved' ? end.result : undefined;
    const clear = steady?.outcome !== 'inconclusive' || steady.reason === 'unresolved';
    if (steady && (clear || task.repeat !== 'auto')) return solved(steady);
    flaky = UNMEASURED;
    // It comes and goes, or the evidence contradicts itself: find out how often it fails.
    const measured = await measureFailRate(prober, plan, symptom, clock);
    if (isStopped(measured)) return measured;
    const { failRate, restsMs } = measured;
    flaky = { failRate, error: FLAKY_ERROR, restsMs };
    if (measured.isSteady && resting.has(symptom)) {
      // It rested once, and fails each time from then on.
      flaky = null;
      evidence.forget(plan.baseline);
      return solveSymptom(ports, { ...options, isOwnRefusal: ownRefusalOf(symptom) });
    }
    if (measured.isLate && !isolated) {
      flaky = null;
      return prober.distrust() ?? solveOne(symptom);
    }
    const gone = measured.isGone && (await isGoneForGood(prober, plan, symptom));
    if (isStopped(gone)) return gone;
    if (gone && prober.states > 0) return ended(symptom);
    if (gone && !measured.isSeldom) return solved({ ...NOTHING_FOUND, outcome: 'not-reproduced' });
    if (steady && measured.isSteady) return solved(steady);
    // It fails each time with everything on, and both ways in one state: that is not chance.
    if (measured.isNearlySteady && !isolated) return { type: 'stopped', why: 'two-voices' };
    // In a session of its own no visitor is the worse for a search that may end without an answer.
    const isSeldom = measured.isSeldom && !isolated;
    emit({ type: 'note', note: { type: 'flaky', failRate, isSeldom } });
    prober.dismissLag();
    if (isSeldom) return solved({ ...NOTHING_FOUND, reason: 'flaky' });
    return solveSymptom(ports, { ...options, flaky });
  }

  /** Tells the refusals of the plugin that serves the request, where one does. */
  function ownRefusalOf(index: number): SolveOptions['isOwnRefusal'] {
    const symptom = task.symptoms[index];
    if (!symptom || symptom.described !== undefined || served(plan).length === 0) return undefined;
    return (observed) => isOwnRefusal(observed, symptom);
  }

  /** What an answer makes of the suspects that is another than the one with everything on. */
  function priorBy(symptom: number, observed: Observed): SolvePrior | undefined {
    const before = task.symptoms[symptom]?.observed;
    if (!before || isSameButForNumbers(observed, before)) return undefined;
    return task.priorBy?.(symptom, observed);
  }

  /** True where everything off is refused in other words than everything on. */
  function isAnotherAnswer(symptom: number): boolean {
    const before = task.symptoms[symptom]?.observed;
    const off = evidence.in(expand(plan, pinnedUnits(plan)))?.observations[symptom]?.observed;
    if (!before || !off) return false;
    return before.status !== off.status || before.code !== off.code;
  }

  /** The upper end of the forecast, with room for what the forecast leaves out. */
  function mostProbes(prior: SolvePrior): number {
    const { probes } = estimate({
      suspects: suspectUnits(plan),
      pinned: pinnedUnits(plan),
      requires: plan.requires,
      prior,
      price: priceOf(control, task.symptoms.length),
      all: task.all,
    });
    return MARGIN * probes.high;
  }
}

/** What a symptom comes to once plugins that will not go off are pinned; solved, or nothing is found. */
type Solution = Exclude<SearchEnd, { readonly type: 'refused' }>;

function solved(result: SearchResult): SearchEnd & { readonly type: 'solved' } {
  return { type: 'solved', result };
}

function isGone(solution: Solution): boolean {
  if (solution.type === 'ended-by-switching') return true;
  return solution.type === 'solved' && solution.result.outcome === 'not-reproduced';
}

/** So long a failure is looked out for that was seen before the run, where nothing was switched; milliseconds. */
const LONGEST_REST_MS = 30_000;
/** Between two looks meanwhile. */
const LOOKOUT_MS = 1_130;

type SolvePrior = RunTask['priors'][number];

/** Several culprits take longer than the two of the forecast. */
const MARGIN = 3;

const NOTHING_FOUND: SearchResult = {
  outcome: 'inconclusive',
  culprits: [],
  probes: 0,
  states: 0,
  toggles: 0,
  confidence: 0,
};

/** What was found, as a lead: it could not be shown. */
function unproven(result: SearchResult): SearchResult {
  const { leads: others = [] } = result;
  const leads = [...result.culprits.flatMap(({ plugins }) => plugins), ...others];
  return { ...result, outcome: 'inconclusive', culprits: [], reason: 'unresolved', leads };
}

const FLAKY_ERROR = 0.005;
/** Nothing is known yet of how it comes and goes. */
const UNMEASURED: Flakiness = { failRate: 1, error: FLAKY_ERROR, restsMs: 0 };
/** A probe sends one request a symptom, so several symptoms make probes dearer beside toggles. */
function priceOf(control: Switch, symptoms: number): Price {
  return { ...control.price, probe: control.price.probe * Math.max(1, symptoms) };
}
