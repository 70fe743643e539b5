/** Folds events into what a front end shows. Pure: no words, no clock. */

import type { RunEvent } from './events.ts';
import type { Observation, Plugin, PluginId, ReportedCulprit, Verdict } from './report.ts';
import type { RunReport } from './run-report.ts';
import type { PluginView, ProbeView, RunState } from './run-state.ts';

/** The state after one more event. Total: any event in any order gives a state. */
export function reduce(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'connecting':
      return { ...state, phase: 'connecting', site: event.site };
    case 'address-found':
      return { ...state, site: event.site };
    case 'signing-in':
      return { ...state, phase: 'signing-in' };
    case 'approval-asked':
      return { ...state, phase: 'signing-in' };
    case 'surveying':
      return { ...state, phase: 'surveying' };
    case 'survey-answer': {
      const { request, observation } = event;
      return { ...state, survey: [...state.survey, { request, observation }] };
    }
    case 'symptoms-found':
    case 'symptoms-ordered':
    case 'traced':
      return { ...state, symptoms: event.symptoms };
    case 'diagnosing':
      return {
        ...state,
        phase: 'diagnosing',
        checks: event.checks,
        labels: event.labels,
        findings: [],
      };
    case 'checked':
      return { ...state, findings: [...state.findings, event.finding] };
    case 'plugins-listed':
      return { ...state, phase: 'planning', plugins: event.plugins.map(listed) };
    case 'planned':
      return planned(state, event);
    case 'restoring-leftover':
      return { ...state, phase: 'restoring-leftover' };
    case 'interrupted-run-found':
      return state;
    case 'probe-started':
      return probeStarted(state, event);
    case 'toggled':
      return {
        ...state,
        plugins: switched(state.plugins, [event.plugin], event.now === 'active' ? 'on' : 'off'),
      };
    case 'probe-finished':
      return probeFinished(state, event);
    case 'culprit-confirmed':
      return culpritConfirmed(state, event.culprit);
    case 'waiting':
      return { ...state, wait: { why: event.why, seconds: event.seconds } };
    case 'paused':
      return { ...state, paused: true };
    case 'resumed':
      return { ...state, paused: false };
    case 'undone':
      return undone(state, event.probe);
    case 'restoring':
      return { ...state, phase: 'restoring', restored: null, underWay: [], wait: null };
    case 'restored':
      return {
        ...state,
        wait: null,
        restored: true,
        plugins: backOn(state.plugins),
      };
    case 'not-restored':
      return {
        ...state,
        wait: null,
        restored: false,
        plugins: switched(backOn(state.plugins), event.difference.missing, 'off'),
      };
    case 'finished':
      return finished(state, event.report);
    case 'access-proven':
    case 'access-refused':
    case 'wp-cli-proven':
    case 'note':
      // Told once, in the log.
      return state;
    case 'preparing':
    case 'tracing':
    case 'taken-back':
    case 'unreachable':
    case 'keeping-off':
      // What they change is in the truth: see truth.ts.
      return state;
  }
}

/**
 * The verdict of several symptoms in one state: it fails when one fails, passes when all pass. Those
 * that were solved before are not asked about any more, and have no say.
 */
export function overall(observations: readonly Observation[]): Verdict {
  const asked = observations.filter(({ reason }) => reason !== 'not-asked');
  if (asked.some(({ verdict }) => verdict === 'fails')) return 'fails';
  return asked.length > 0 && asked.every(({ verdict }) => verdict === 'passes')
    ? 'passes'
    : 'unresolved';
}

/** The baseline, active again. */
function backOn(plugins: readonly PluginView[]): readonly PluginView[] {
  return plugins.map((view) => (view.standing === 'inactive' ? view : { ...view, now: 'on' }));
}

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

function listed({ plugin, name, status }: Plugin): PluginView {
  const standing =
    status === 'inactive' ? 'inactive' : status === 'network-active' ? 'pinned' : 'untested';
  return {
    plugin,
    name,
    standing,
    now: status === 'inactive' ? 'off' : 'on',
  };
}

function planned(state: RunState, event: Event<'planned'>): RunState {
  const pinned = new Set(event.pinned.map(({ plugin }) => plugin));
  const suspects = new Set(event.suspects);
  return {
    ...state,
    phase: 'searching',
    switch: event.switch,
    forecast: { probes: event.probes, seconds: event.seconds },
    suspectsLeft: event.suspects.length,
    probesToGo: event.probes.likely,
    plugins: state.plugins.map((view) => {
      if (pinned.has(view.plugin)) return { ...view, standing: 'pinned' };
      return suspects.has(view.plugin) ? { ...view, standing: 'untested' } : view;
    }),
  };
}

function probeStarted(state: RunState, event: Event<'probe-started'>): RunState {
  const { type: _, ...probe } = event;
  const view: ProbeView = { ...probe, verdict: null, seconds: null };
  const others = state.underWay.filter((other) => other.probe !== event.probe);
  return {
    ...state,
    phase: 'searching',
    wait: null,
    underWay: [...others, view],
    suspectsLeft: event.suspectsLeft,
    probesToGo: event.probesToGo,
    plugins: switched(switched(state.plugins, event.active, 'on'), event.off, 'off'),
  };
}

function probeFinished(state: RunState, event: Event<'probe-finished'>): RunState {
  const begun = state.underWay.find(({ probe }) => probe === event.probe);
  if (begun === undefined) return state;
  const verdict = overall(event.observations);
  const done = { ...begun, verdict, seconds: event.seconds };
  return {
    ...state,
    underWay: state.underWay.filter(({ probe }) => probe !== event.probe),
    history: [...state.history, done],
    plugins: verdict === 'fails' ? narrowed(state.plugins, done) : state.plugins,
  };
}

/** What a verdict that was taken back had narrowed is open again; what the others say stays said. */
function undone(state: RunState, probe: number): RunState {
  const history = state.history.filter((view) => view.probe !== probe);
  const open = state.plugins.map(
    (view): PluginView =>
      view.standing === 'suspect' || view.standing === 'aside'
        ? { ...view, standing: 'untested' }
        : view,
  );
  const failures = history.filter(({ verdict }) => verdict === 'fails');
  return { ...state, history, plugins: failures.reduce(narrowed, open) };
}

/** A failing set holds a culprit: what is outside of it is not needed for this failure. */
function narrowed(plugins: readonly PluginView[], failed: ProbeView): readonly PluginView[] {
  const inside = new Set(failed.active);
  const hunted = plugins.filter(isHunted);
  const within = hunted.filter(({ plugin }) => inside.has(plugin));
  // A set that contains no suspect, or all of them, narrows nothing; nor does one that fails for
  // the sake of a culprit already known.
  const knownInside = plugins.some((p) => p.standing === 'culprit' && inside.has(p.plugin));
  if (within.length === 0 || knownInside) return plugins;
  return plugins.map((view) =>
    isHunted(view) ? { ...view, standing: inside.has(view.plugin) ? 'suspect' : 'aside' } : view,
  );
}

function isHunted({ standing }: PluginView): boolean {
  return standing === 'untested' || standing === 'suspect';
}

function culpritConfirmed(state: RunState, culprit: ReportedCulprit): RunState {
  const key = keyOf(culprit);
  const known = state.culprits.some((other) => keyOf(other) === key);
  const guilty = new Set(culprit.plugins.map(({ plugin }) => plugin));
  return {
    ...state,
    culprits: known
      ? state.culprits.map((other) => (keyOf(other) === key ? culprit : other))
      : [...state.culprits, culprit],
    // The next hunt starts with everything that is left.
    plugins: state.plugins.map((view) => {
      if (guilty.has(view.plugin)) return { ...view, standing: 'culprit' };
      const open = view.standing === 'suspect' || view.standing === 'aside';
      return open ? { ...view, standing: 'untested' } : view;
    }),
  };
}

function finished(state: RunState, report: RunReport): RunState {
  const guilty = new Set(report.culprits.flatMap(({ plugins }) => plugins.map((p) => p.plugin)));
  const conclusive = report.outcome === 'culprit-found' || report.outcome === 'not-a-plugin';
  return {
    ...state,
    phase: 'finished',
    underWay: [],
    wait: null,
    probesToGo: 0,
    plugins: state.plugins.map((view) => {
      if (guilty.has(view.plugin)) return { ...view, standing: 'culprit' };
      const open = isHunted(view) || view.standing === 'aside';
      return open && conclusive ? { ...view, standing: 'cleared' } : view;
    }),
  };
}

function switched(
  plugins: readonly PluginView[],
  which: readonly PluginId[],
  now: 'on' | 'off',
): readonly PluginView[] {
  const changed = new Set(which);
  return plugins.map((view) =>
    changed.has(view.plugin) && view.now !== now ? { ...view, now } : view,
  );
}

function keyOf({ plugins }: ReportedCulprit): string {
  return plugins.map(({ plugin }) => plugin).join('\n');
}
