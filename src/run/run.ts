/**
 * One run, from a planned search to a restored site: journal, probe, restore, read back, tell.
 * Whatever happens in between, the baseline comes back before this resolves.
 */

import type { Price, SearchResult } from '../search/index.ts';
import type { Emit } from './events.ts';
import { createEvidence } from './evidence.ts';
import { forget } from './forget.ts';
import { createHarmMeter, tellToggles } from './harm.ts';
import type { Brought, Journal, JournaledSymptom } from './journal.ts';
import type {
  Cost,
  Culprit,
  Difference,
  Observation,
  Outcome,
  Plugin,
  PluginId,
  PluginRef,
  Symptom,
} from './model.ts';
import { expand, type Plan, pinMore, pinnedUnits } from './plan.ts';
import type { Clock, Oracle, Switch } from './ports.ts';
import { createProber } from './prober.ts';
import { type Recalled, sightingsOf, verdictsOf } from './recall.ts';
import { isNone, restore, withoutBrought } from './restore.ts';
import { solve, TakenBack, TurnsOutFlaky, WillNotGoOff } from './solve.ts';
import { type Steering, UNSTEERED } from './steering.ts';
import { SiteSuffers } from './vitals.ts';

/** What is to be found out, decided before anything is changed. */
export type RunTask = {
  readonly site: string;
  readonly restRoot: string;
  readonly siteUrl: string;
  readonly symptoms: readonly Symptom[];
  readonly plugins: readonly Plugin[];
  readonly plan: Plan;
  /** One a symptom: how likely each plugin is to be behind it. */
  readonly priors: readonly Readonly<Record<PluginId, number>>[];
  readonly all: boolean;
  readonly repeat: number | 'auto';
  /** Indices of symptoms that failed every time they were looked at before the run. */
  readonly steady: readonly number[];
  readonly parallel: number;
  readonly leaveOff: boolean;
  /** A plugin that was put on the site for this run; see `RunPorts.takeAway`. */
  readonly brought: Brought | null;
  /** The symptoms as the journal may keep them; without them a later run has to begin anew. */
  readonly journaled?: readonly JournaledSymptom[];
  /** What an earlier run has seen of the same plugins and symptoms. */
  readonly recalled?: Recalled | null;
};

/** What a run works with. */
export type RunPorts = {
  readonly control: Switch;
  /** Other ways in, for bringing the baseline back when the run's own switch cannot. */
  readonly fallbacks: readonly Switch[];
  readonly oracle: Oracle;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** Pause and undo; default: nobody steers. */
  readonly steering?: Steering;
  /** What to tell the person to change about these plugins; null when nothing is known. */
  readonly advise: (plugins: readonly Plugin[], symptoms: readonly Symptom[]) => string | null;
  /** Takes away the plugin that was brought along; resolves with false where it stays. */
  readonly takeAway?: () => Promise<boolean>;
  /** HTTP requests sent so far, for the cost. */
  readonly requests: () => number;
};

/** What a run found, and the state it left the site in. */
export type RunResult = {
  readonly outcome: Extract<
    Outcome,
    'culprit-found' | 'not-reproduced' | 'not-a-plugin' | 'inconclusive' | 'cancelled'
  >;
  readonly culprits: readonly Culprit[];
  /** The plan as it was followed in the end: plugins that would not go off are pinned in it. */
  readonly plan: Plan;
  /** One a symptom, with everything off that may be off; empty when that was never tried. */
  readonly everythingOff: readonly Observation[];
  readonly restored: boolean;
  readonly difference: Difference;
  readonly leftOff: readonly PluginId[];
  /** What ended the run early, other than the person: a network fault, a bug, a rate limit. */
  readonly error: unknown;
  /** What was seen, for a run that goes on from here; null where single looks prove nothing. */
  readonly seen: Recalled | null;
  readonly cost: Cost;
};

/** Runs the whole search. Rejects only with `journal-unwritable`, before anything was changed. */
export async function run(ports: RunPorts, task: RunTask): Promise<RunResult> {
  const { control, journal, clock, emit, signal, steering = UNSTEERED } = ports;
  const { recalled } = task;
  const started = clock.now();
  const since = recalled?.since ?? new Date(started).toISOString();
  const harm = createHarmMeter();

  const start = {
    site: task.site,
    restRoot: task.restRoot,
    siteUrl: task.siteUrl,
    startedAt: since,
    switch: control.kind,
    baseline: task.plan.baseline,
    requires: task.plan.requires,
    brought: task.brought,
    symptoms: task.journaled,
    versions: versionsOf(task),
  };
  await journal.begin(start, recalled?.probed);

  const evidence = createEvidence(
    sightingsOf(recalled?.probed ?? [], expand(task.plan, pinnedUnits(task.plan))),
  );
  const prober = createProber({
    ...ports,
    symptoms: task.symptoms,
    baseline: task.plan.baseline,
    brought: task.brought?.plugin ?? null,
    evidence,
    harm,
    steering,
    trust: { repeat: task.repeat, steady: task.steady },
    parallel: Math.min(task.parallel, control.parallel),
  });

  let plan = task.plan;
  let solutions: SearchResult[] = [];
  let culprits: Culprit[] = [];
  let unsteady = false;
  let error: unknown;
  try {
    while (!(await solveAll()));
  } catch (thrown) {
    error = thrown;
    if (thrown instanceof SiteSuffers) {
      emit({ type: 'note', note: { type: 'site-suffers', from: thrown.from } });
    }
  }
  // What still looks ahead would write into the journal after its end.
  await prober.stop();

  const { baseline } = task.plan;
  const unwanted = task.leaveOff ? withDependents(pluginsOf(culprits), plan) : [];
  const { difference, leftOff } = await bringBack(unwanted);
  const restored = isNone(difference);
  await (restored ? forget(journal, emit) : journal.keep());

  return {
    outcome: error && gaveUp(error) ? 'cancelled' : outcomeOf(solutions, error),
    culprits,
    plan,
    everythingOff: evidence.in(expand(plan, pinnedUnits(plan)))?.observations ?? [],
    restored,
    difference,
    leftOff: restored ? leftOff : [],
    error: gaveUp(error) ? undefined : error,
    seen: unsteady ? null : { since, probed: verdictsOf(evidence.all) },
    cost: {
      probes: prober.probes,
      states: prober.states,
      toggles: harm.toggles,
      requests: ports.requests(),
      seconds: Math.round((clock.now() - started) / 100) / 10,
      pluginSecondsOff: harm.pluginSecondsOff(clock.now()),
    },
  };

  /** Ctrl-C, or a question of the run that the person would not answer. */
  function gaveUp(thrown: unknown): boolean {
    return signal.aborted || (thrown instanceof Error && thrown.name === 'AbortError');
  }

  /** Solves every symptom; false where a verdict was taken back that decided one of them before. */
  async function solveAll(): Promise<boolean> {
    solutions = [];
    culprits = [];
    try {
      for (const symptom of task.symptoms.keys()) {
        const result = await solveWithin(symptom);
        await control.confirm?.(signal);
        solutions.push(result);
        gather(result, symptom);
        annotate(result, symptom);
      }
      return true;
    } catch (thrown) {
      if (!(thrown instanceof TakenBack)) throw thrown;
      await prober.takeBack();
      return false;
    }
  }

  /** A plugin that will not go off leaves the search space; what was seen so far stays seen. */
  async function solveWithin(symptom: number): Promise<SearchResult> {
    for (;;) {
      try {
        return await solveOne(symptom);
      } catch (thrown) {
        if (!(thrown instanceof WillNotGoOff)) throw thrown;
        const pinned = pinMore(plan, thrown.plugins);
        if (pinned.pins.length === plan.pins.length) throw thrown;
        plan = pinned;
      }
    }
  }

  async function solveOne(symptom: number): Promise<SearchResult> {
    const options = {
      symptom,
      unsolved: [...task.symptoms.keys()].filter((index) => index >= symptom),
      plan,
      prior: task.priors[symptom] ?? {},
      price: priceOf(control, task.symptoms.length),
      all: task.all,
    };
    let steady: SearchResult | undefined;
    try {
      steady = await solve({ prober, evidence, steering }, options);
    } catch (thrown) {
      if (!(thrown instanceof TurnsOutFlaky)) throw thrown;
    }
    const clear = steady?.outcome !== 'inconclusive' || steady.reason === 'unresolved';
    if (steady && (clear || task.repeat !== 'auto')) return steady;
    unsteady = true;
    // It comes and goes, or the evidence contradicts itself: find out how often it fails.
    const failRate = await calibrate(symptom);
    if (steady && failRate > STEADY) return steady;
    emit({ type: 'note', note: { type: 'flaky', failRate } });
    return solve(
      { prober, evidence, steering },
      { ...options, flaky: { failRate, error: FLAKY_ERROR } },
    );
  }

  /** Sends the symptom's request with everything on, to learn how often it fails. */
  async function calibrate(symptom: number): Promise<number> {
    let sent = 0;
    let failed = 0;
    let unclear = 0;
    while (sent < CALIBRATION_SENDS) {
      await prober.holdStill();
      const seen = await prober.probe({
        active: task.plan.baseline,
        symptoms: [symptom],
        purpose: 'repeat',
        suspectsLeft: task.plan.units.length,
        probesToGo: CALIBRATION_SENDS - sent,
      });
      const verdict = seen.observations[symptom]?.verdict;
      if (verdict === 'fails') failed += 1;
      if (verdict !== 'unresolved') sent += 1;
      else unclear += 1;
      if (unclear >= CALIBRATION_SENDS) break;
    }
    // Laplace's rule of succession keeps an unlucky calibration away from 0 and 1.
    return (failed + 1) / (sent + 2);
  }

  function gather(result: SearchResult, symptom: number): void {
    for (const found of result.culprits) {
      const plugins = expand(task.plan, found.plugins);
      const key = plugins.join('\n');
      const at = culprits.findIndex(
        (known) => known.plugins.map((p) => p.plugin).join('\n') === key,
      );
      const known = culprits[at];
      const symptoms = [...(known?.symptoms ?? []), symptom];
      const details = task.plugins.filter(({ plugin }) => plugins.includes(plugin));
      const culprit: Culprit = {
        plugins: details.map(refer),
        symptoms,
        proof: { without: found.without, alone: found.alone },
        advice: ports.advise(
          details,
          symptoms.flatMap((index) => task.symptoms[index] ?? []),
        ),
      };
      if (known) culprits[at] = { ...culprit, proof: known.proof };
      else culprits.push(culprit);
      emit({ type: 'culprit-confirmed', culprit });
    }
  }

  function annotate(result: SearchResult, symptom: number): void {
    if (result.cures && result.cures.length > 0) {
      const plugins = expand(task.plan, result.cures);
      emit({ type: 'note', note: { type: 'non-monotone', plugins } });
    }
    if (result.outcome !== 'found' || result.reason) {
      const reason = result.reason ?? result.outcome;
      emit({ type: 'note', note: { type: 'symptom-not-solved', symptom, reason } });
    }
    if (result.leads && result.leads.length > 0 && result.leads.length < LEADS) {
      const plugins = expand(task.plan, result.leads);
      emit({ type: 'note', note: { type: 'leads', symptom, plugins } });
    }
  }

  async function bringBack(unwanted: readonly PluginId[]) {
    emit({ type: 'restoring', off: [] });
    let leftOff = unwanted;
    let found = await bringBackTo(baseline.filter((plugin) => !leftOff.includes(plugin)));
    if (leftOff.length > 0 && found.missing.length > 0) {
      // Something else would stay off with them: to have everything back comes first.
      leftOff = [];
      found = await bringBackTo(baseline);
    }
    await control.close().catch(() => {});
    const { takeAway = async () => true } = ports;
    const difference = await withoutBrought(found, task.brought, takeAway);
    // Deleting Health Check takes what it keeps along.
    const deleted = task.brought?.undo === 'delete' && difference.stayed === undefined;
    for (const left of deleted ? [] : (control.leftovers?.() ?? [])) {
      emit({ type: 'note', note: { type: 'left-behind', what: left } });
    }
    emit(
      isNone(difference)
        ? { type: 'restored' }
        : { type: 'not-restored', difference, journal: journal.path },
    );
    // A culprit that would not go off is active still, whatever was asked for.
    const off = leftOff.filter((plugin) => !difference.appeared.includes(plugin));
    return { difference, leftOff: off };
  }

  async function bringBackTo(target: readonly PluginId[]): Promise<Difference> {
    // When the disk is full the site still has to come back; the journal's baseline then stands.
    await journal.restoring(target).catch(() => {});
    // A session leaves plugins out and cannot really switch one: a culprit that is to stay off needs more.
    const real = control.kind === 'isolated' && target.length < baseline.length;
    return restore({
      switches: real ? ports.fallbacks : [control, ...ports.fallbacks],
      target,
      owned: baseline,
      clock,
      onToggle: tellToggles(harm, clock, emit),
    });
  }
}

const FLAKY_ERROR = 0.005;
/** So many suspects are no lead any more. */
const LEADS = 6;
const CALIBRATION_SENDS = 20;
/** What Laplace's rule gives when every one of the calibration's sends failed. */
const STEADY = CALIBRATION_SENDS / (CALIBRATION_SENDS + 2);

function outcomeOf(solutions: readonly SearchResult[], error: unknown): RunResult['outcome'] {
  const outcomes = solutions.map(({ outcome }) => outcome);
  if (outcomes.includes('found')) return 'culprit-found';
  if (error) return 'inconclusive';
  if (outcomes.includes('inconclusive')) return 'inconclusive';
  return outcomes.includes('not-a-plugin') ? 'not-a-plugin' : 'not-reproduced';
}

function versionsOf({ plan, plugins }: RunTask): Readonly<Record<PluginId, string>> {
  const known = new Map(plugins.map(({ plugin, version }) => [plugin, version]));
  return Object.fromEntries(plan.baseline.map((plugin) => [plugin, known.get(plugin) ?? '']));
}

function pluginsOf(culprits: readonly Culprit[]): PluginId[] {
  return culprits.flatMap(({ plugins }) => plugins.map(({ plugin }) => plugin));
}

/** What requires a plugin cannot be switched on without it: it stays off, too. */
function withDependents(plugins: readonly PluginId[], { requires, baseline }: Plan): PluginId[] {
  const off = new Set(plugins);
  for (const parent of off) {
    for (const child of baseline) if (requires[child]?.includes(parent)) off.add(child);
  }
  return [...off];
}

function refer({ plugin, name, version, author, uri }: Plugin): PluginRef {
  return { plugin, name, version, author, uri };
}

/** A probe sends one request a symptom, so several symptoms make probes dearer beside toggles. */
function priceOf(control: Switch, symptoms: number): Price {
  return { ...control.price, probe: control.price.probe * Math.max(1, symptoms) };
}
