/**
 * One run, from a planned search to a restored site: journal, probe, restore, read back, tell.
 * Whatever happens in between, the baseline comes back before this resolves.
 */

import type { SearchResult } from '../search/index.ts';
import { bringBack } from './restore__bring-back.ts';
import type { Emit } from '../model/events.ts';
import { createEvidence } from './evidence.ts';
import { forget } from '../journal/journal__forget.ts';
import { createHarmMeter } from './downtime.ts';
import type { Brought, Journal, JournaledSymptom } from '../journal/journal.ts';
import { goneSince } from './run__last-look.ts';
import type {
  Cost,
  Culprit,
  Difference,
  Observation,
  Outcome,
  Plugin,
  PluginId,
  Symptom,
} from '../model/report.ts';
import { expand, type Plan, pinnedUnits } from './plan.ts';
import type { Clock, Oracle, Switch } from '../model/ports.ts';
import { createProber } from './probe.ts';
import { type Recalled, sightingsOf, verdictsOf } from './resume.ts';
import { isNone } from './restore.ts';
import { createSolver } from './solve-all.ts';
import { type Steering, UNSTEERED } from '../model/ports__steering.ts';
import { SiteSuffers } from './circuit-breaker.ts';

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

  const solver = createSolver(ports, task, { prober, evidence, steering });
  let error: unknown;
  try {
    await solver.solve();
  } catch (thrown) {
    error = thrown;
    if (thrown instanceof SiteSuffers) {
      emit({ type: 'note', note: { type: 'site-suffers', from: thrown.from } });
    }
  }
  // What still looks ahead would write into the journal after its end.
  await prober.stop();

  const { solutions, culprits, plan, unsteady } = solver;
  const unwanted = task.leaveOff ? pluginsOf(culprits) : [];
  const { difference, leftOff } = await bringBack(ports, { ...task, plan }, harm, unwanted);
  const restored = isNone(difference);
  const gone = restored && leftOff.length === 0 && !error ? await goneMeanwhile() : [];
  await (restored ? forget(journal, emit) : journal.keep());

  const standing = culprits.filter(
    ({ symptoms }) => !symptoms.every((symptom) => gone.includes(symptom)),
  );
  for (const { plugins, symptoms } of culprits) {
    const symptom = symptoms.find((each) => gone.includes(each));
    if (symptom === undefined) continue;
    const named = plugins.map(({ plugin }) => plugin);
    emit({ type: 'note', note: { type: 'gone-meanwhile', symptom, plugins: named } });
  }
  return {
    outcome: error && gaveUp(error) ? 'cancelled' : outcomeOf(solutions, error, standing),
    culprits: standing,
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

  /** Symptoms of culprits that do not show any more. Of one that comes and goes, a pass says nothing. */
  async function goneMeanwhile(): Promise<readonly number[]> {
    const proven = [...new Set(culprits.flatMap(({ symptoms }) => symptoms))].filter(
      (symptom) => task.symptoms[symptom]?.described === undefined,
    );
    return unsteady ? [] : goneSince(ports.oracle, proven, signal);
  }

  /** Ctrl-C, or a question of the run that the person would not answer. */
  function gaveUp(thrown: unknown): boolean {
    return signal.aborted || (thrown instanceof Error && thrown.name === 'AbortError');
  }
}

function outcomeOf(
  solutions: readonly SearchResult[],
  error: unknown,
  culprits: readonly Culprit[],
): RunResult['outcome'] {
  const outcomes = solutions.map(({ outcome }) => outcome);
  if (culprits.length > 0) return 'culprit-found';
  if (error || outcomes.includes('found')) return 'inconclusive';
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
