/**
 * One run, from a planned search to a restored site: journal, probe, restore, read back, tell.
 * Whatever happens in between, the baseline comes back before this resolves.
 */

import { endJournal } from '../journal/journal.ts';
import type { Note } from '../model/notes.ts';
import { type Clock, type Oracle, UNSTEERED } from '../model/ports.ts';
import { isNone, type PluginId, type ReportedCulprit } from '../model/report.ts';
import { inSeconds } from '../model/run-report.ts';
import type { SearchResult } from '../search/index.ts';
import { mayStayOff, provenByDying } from './dies-on-activation.ts';
import { createDowntimeMeter } from './downtime.ts';
import { createEvidence } from './evidence.ts';
import { trueToSymptoms } from './fingerprint.ts';
import { expand, pinnedUnits } from './plan.ts';
import { createProber } from './prober.ts';
import { restoreBaseline } from './restore.ts';
import { sightingsOf, verdictsOf } from './resume.ts';
import { createSolver } from './solve-all.ts';
import type { Stopped } from './stopped.ts';
import type { RunPorts, RunResult, RunTask } from './task.ts';
import { LONGEST_MEMORY_MS } from './timeline.ts';

/** Runs the whole search. Rejects only with `journal-unwritable`, before anything was changed. */
export async function run(ports: RunPorts, task: RunTask): Promise<RunResult> {
  const { control, journal, clock, emit, signal, steering = UNSTEERED } = ports;
  const { recalled } = task;
  const started = clock.now();
  const since = recalled?.since ?? new Date(started).toISOString();
  const downtime = createDowntimeMeter();

  const start = {
    site: task.site,
    restRoot: task.restRoot,
    siteUrl: task.siteUrl,
    typed: task.typed,
    startedAt: since,
    switch: control.kind,
    baseline: task.plan.baseline,
    requires: task.plan.requires,
    brought: task.brought,
    activePlugins: task.activePlugins,
    network: control.kind === 'isolated' ? undefined : task.network,
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
    downtime,
    steering,
    trust: { repeat: task.repeat, steady: task.steady },
    parallel: task.parallel,
  });

  const solver = createSolver(ports, task, { prober, evidence, steering });
  let stopped: Stopped | null = null;
  let error: unknown;
  try {
    stopped = await solver.solve();
  } catch (thrown) {
    error = thrown;
  }
  if (prober.lags) emit({ type: 'note', note: { type: 'site-lags' } });
  for (const note of notesOf(stopped, prober.probes)) emit({ type: 'note', note });
  // What still looks ahead would write into the journal after its end.
  await prober.stop();

  const { solutions, plan, unsteady } = solver;
  // A session that stood to the end has left the site's own list alone: one reading shows that.
  const wasLeftAlone = control.kind === 'isolated' && !stopped && error === undefined;
  const staysWhole = task.brought === null && !task.leaveOff && prober.maybeOff.length === 0;
  if (staysWhole) ports.onWhole?.();
  const culprits = solver.culprits.map((culprit) => provenByDying(culprit, prober.died));
  const unwanted = task.leaveOff ? pluginsOf(culprits) : [];
  const { difference, leftOff, died } = await restoreBaseline(
    ports,
    { ...task, plan },
    downtime,
    unwanted,
    {
      maybeOff: wasLeftAlone ? [] : prober.maybeOff,
      lags: prober.lags,
      untouched: prober.isUntouched,
      mayStayOff: mayStayOff(culprits, task.symptoms, task.plan.baseline),
    },
  );
  const restored = isNone(difference);
  if (restored) ports.onWhole?.();
  const lost = [...prober.appeared].filter((plugin) => !difference.appeared.includes(plugin));
  // WordPress keeps no lock on its list: of two changes at the same moment it can lose one.
  if (lost.length > 0 && difference.unknown === undefined) {
    emit({ type: 'note', note: { type: 'off-again', plugins: lost } });
  }
  const gone = restored && leftOff.length === 0 && !stopped && !error ? await goneMeanwhile() : [];
  await (restored ? endJournal(journal, emit) : journal.keep());

  const standing = culprits.filter(
    ({ symptoms }) => !symptoms.every((symptom) => gone.includes(symptom)),
  );
  for (const { plugins, symptoms } of culprits) {
    const symptom = symptoms.find((each) => gone.includes(each));
    if (symptom === undefined) continue;
    const named = plugins.map(({ plugin }) => plugin);
    emit({ type: 'note', note: { type: 'gone-meanwhile', symptom, plugins: named } });
  }
  const isEarly = stopped !== null || error !== undefined;
  const isCancelled = isEarly && gaveUp(error);
  const outcome = isCancelled ? 'cancelled' : outcomeOf(solutions, isEarly, standing);
  if (outcome === 'not-a-plugin' && restored && (await isSwitchUnseen())) {
    emit({ type: 'note', note: { type: 'switch-unseen', ms: LONGEST_MEMORY_MS } });
  }
  for (const culprit of standing) emit({ type: 'culprit-confirmed', culprit });
  return {
    outcome,
    culprits: standing,
    plan,
    everythingOff: evidence.in(expand(plan, pinnedUnits(plan)))?.observations ?? [],
    owners: [...new Set(solver.owners)],
    restored,
    difference,
    leftOff: restored ? leftOff : [],
    died: restored ? died : [],
    stopped: isCancelled ? null : stopped,
    error: isCancelled ? undefined : error,
    seen: unsteady ? null : { since, probed: verdictsOf(evidence.all) },
    cost: {
      probes: prober.probes,
      states: prober.states,
      toggles: downtime.toggles,
      requests: ports.requests(),
      seconds: inSeconds(clock.now() - started),
      pluginSecondsOff: downtime.pluginSecondsOff(clock.now()),
    },
  };

  /** Symptoms of culprits that do not show any more. Of one that comes and goes, a pass says nothing. */
  async function goneMeanwhile(): Promise<readonly number[]> {
    const proven = [...new Set(culprits.flatMap(({ symptoms }) => symptoms))].filter(
      (symptom) =>
        task.symptoms[symptom]?.described === undefined && !prober.failing.includes(symptom),
    );
    if (unsteady) return [];
    // A session of its own switched nothing: there is no lag to wait for.
    const pause = control.kind === 'isolated' ? 0 : LONGEST_MEMORY_MS;
    const oracle = trueToSymptoms(ports.oracle, task.symptoms);
    return recheck(oracle, proven, { signal, clock, pause, lags: prober.lags });
  }

  /** True where plugins were off, and nothing could have shown that visitors' server has heard of it. */
  async function isSwitchUnseen(): Promise<boolean> {
    if (control.kind === 'isolated' || prober.isUntouched) return false;
    const shown = await ports.mentions?.(task.plan.baseline).catch(() => null);
    return shown?.size === 0;
  }

  /** Ctrl-C, or a question of the run that the person would not answer. */
  function gaveUp(thrown: unknown): boolean {
    return signal.aborted || (thrown instanceof Error && thrown.name === 'AbortError');
  }
}

function outcomeOf(
  solutions: readonly SearchResult[],
  isEarly: boolean,
  culprits: readonly ReportedCulprit[],
): RunResult['outcome'] {
  const outcomes = solutions.map(({ outcome }) => outcome);
  if (culprits.length > 0) return 'culprit-found';
  if (isEarly || outcomes.includes('found')) return 'inconclusive';
  if (outcomes.includes('inconclusive')) return 'inconclusive';
  return outcomes.includes('not-a-plugin') ? 'not-a-plugin' : 'not-reproduced';
}

/** What tells why a run was stopped. Of a rate limit and of refused changes the command says more. */
function notesOf(stopped: Stopped | null, probes: number): readonly Note[] {
  switch (stopped?.why) {
    case 'over-forecast':
      return [{ type: stopped.why, probes }];
    case 'site-suffers':
      return [{ type: stopped.why, from: stopped.from }];
    case 'two-voices':
      return [{ type: stopped.why }];
    case 'rate-limited':
    case 'changes-refused':
    case undefined:
      return [];
  }
}

function versionsOf({ plan, plugins }: RunTask): Readonly<Record<PluginId, string>> {
  const known = new Map(plugins.map(({ plugin, version }) => [plugin, version]));
  return Object.fromEntries(plan.baseline.map((plugin) => [plugin, known.get(plugin) ?? '']));
}

function pluginsOf(culprits: readonly ReportedCulprit[]): PluginId[] {
  return culprits.flatMap(({ plugins }) => plugins.map(({ plugin }) => plugin));
}

/** A look at the restored site: what was proven has to hold with everything on again. */

/** So many passes in a row, with everything on, contradict a failure that was steady. */
const LOOKS = 2;

/**
 * The symptoms that do not show any more although everything is on: a fault that came and went looks
 * like a plugin's. Before the last of the looks it is waited for `pause` milliseconds, for the site may
 * not have heard yet that everything is on; where it `lags`, before the first one. Empty where the site
 * cannot be asked. Indices of `symptoms`, in their order.
 */
async function recheck(
  oracle: Oracle,
  symptoms: readonly number[],
  {
    signal,
    clock,
    pause,
    lags,
  }: {
    readonly signal: AbortSignal;
    readonly clock: Clock;
    readonly pause: number;
    readonly lags: boolean;
  },
): Promise<readonly number[]> {
  let gone = symptoms;
  try {
    if (lags && gone.length > 0) await clock.sleep(pause, signal);
    for (let look = 0; look < LOOKS && gone.length > 0; look += 1) {
      if (look === LOOKS - 1) await clock.sleep(pause, signal);
      const seen = await oracle.probe((request) => request, signal, gone);
      gone = gone.filter((symptom) => seen[symptom]?.verdict === 'passes');
    }
    return gone;
  } catch {
    return [];
  }
}
