/** What is true of the site right now, folded from a run's events: what is off, for whom, since when. Pure. */

import type { RunEvent, WhyWait } from './events.ts';
import { type PluginId, type SwitchKind, type Unread, unreadIn } from './report.ts';

/** A helper plugin that this run has put, or is putting, on the site. */
export type Helper = {
  readonly plugin: PluginId;
  readonly what: 'health-check' | 'tracer';
  /**
   * `coming`: being installed or activated; `on`: there while it is needed; `leaving`: being removed;
   * `stays`: it should be gone, and is not.
   */
  readonly now: 'coming' | 'on' | 'leaving' | 'stays';
};

/** What the run waits for. */
type Wait =
  | { readonly why: WhyWait; readonly seconds: number }
  | {
      readonly why: 'unreachable';
      readonly attempt: number;
      readonly attempts: number;
      readonly nextSeconds: number;
    };

/** The state of the site as far as the run has told it. */
export type Truth = {
  readonly site: string | null;
  /** Off for everyone, switched off by this run and not back on; in the order they went off. */
  readonly off: readonly PluginId[];
  /** Left out for this run's own requests only, by the probes under way. */
  readonly hidden: readonly PluginId[];
  /** When the first plugin of `off` went off, in ms; null while none is. */
  readonly since: number | null;
  /** True for ever once this run has changed anything on the site. */
  readonly touched: boolean;
  /** True while a session of Health Check stands: its own files and options are on the site. */
  readonly session: boolean;
  readonly helper: Helper | null;
  readonly wait: Wait | null;
  /** While the baseline comes back: how many are back, of how many that were off. */
  readonly restoring: { readonly back: number; readonly of: number } | null;
  /** Null before the site was read back after the last change; then whether it is as it was. */
  readonly restored: boolean | null;
  /** What is known all the same, where the list could not be read in the end. */
  readonly unread: Unread | null;
  /** Off for good because the person asked for that. */
  readonly leftOff: readonly PluginId[];
  /** True from the moment an interrupted run's remains are known until they are put back. */
  readonly interrupted: boolean;
  /** The plugins active before this run, where they were listed. */
  readonly baseline: readonly PluginId[];
  readonly names: ReadonlyMap<PluginId, string>;
  /** When the last event came, in ms: how long the site has been silent counts from here. */
  readonly heard: number | null;
  readonly probing: readonly number[];
  readonly switch: SwitchKind | null;
};

/** Before the first event: nothing is changed, nothing is known. */
export const UNTOUCHED: Truth = {
  site: null,
  off: [],
  hidden: [],
  since: null,
  touched: false,
  session: false,
  helper: null,
  wait: null,
  restoring: null,
  restored: null,
  unread: null,
  leftOff: [],
  interrupted: false,
  baseline: [],
  names: new Map(),
  heard: null,
  probing: [],
  switch: null,
};

/** The truth after one more event, told at `at` (ms). Total: any event in any order gives a truth. */
export function foldTruth(before: Truth, event: RunEvent, at: number): Truth {
  const truth = { ...before, heard: at };
  switch (event.type) {
    case 'address-found':
      return { ...truth, site: event.site };
    case 'plugins-listed': {
      const active = event.plugins.filter(({ status }) => status !== 'inactive');
      const ids = active.map(({ plugin }) => plugin);
      return {
        ...truth,
        // A helper of this run is on by now, and was not before it.
        baseline: ids.filter((plugin) => plugin !== truth.helper?.plugin),
        names: new Map(event.plugins.map(({ plugin, name }) => [plugin, name])),
      };
    }
    case 'preparing':
      return {
        ...changed(truth),
        session: true,
        helper:
          event.helper === null
            ? truth.helper
            : { plugin: event.helper, what: 'health-check', now: 'coming' },
      };
    case 'tracing':
      return traced(truth, event);
    case 'planned':
      return { ...truth, switch: event.switch, helper: settled(truth.helper) };
    case 'taken-back':
      return { ...truth, session: false, helper: null, restored: truth.off.length === 0 };
    case 'probe-started': {
      const probing = [...truth.probing, event.probe];
      const helper = settled(truth.helper);
      // Under `isolated` nothing is toggled: a probe leaves plugins out for its own requests.
      const next = event.off.length > 0 ? changed(truth) : truth;
      if (truth.switch !== 'isolated') return { ...next, probing, helper, wait: null };
      return { ...next, probing, helper, wait: null, hidden: event.off };
    }
    case 'probe-finished': {
      const probing = truth.probing.filter((probe) => probe !== event.probe);
      return { ...truth, probing, wait: null, hidden: probing.length === 0 ? [] : truth.hidden };
    }
    case 'toggled':
      return event.now === 'active'
        ? cameOn(truth, event.plugin)
        : wentOff(truth, event.plugin, at);
    case 'waiting':
      return { ...truth, wait: { why: event.why, seconds: event.seconds } };
    case 'unreachable': {
      const { type: _, ...wait } = event;
      return { ...truth, wait: { why: 'unreachable', ...wait } };
    }
    case 'keeping-off':
      return { ...changed(truth), leftOff: event.plugins, restored: null };
    case 'restoring':
      return {
        ...truth,
        wait: null,
        hidden: [],
        probing: [],
        restored: null,
        unread: null,
        restoring: { back: 0, of: truth.off.length },
      };
    case 'interrupted-run-found':
      return { ...truth, interrupted: true, restored: null };
    case 'restoring-leftover':
      return {
        ...changed(truth),
        interrupted: true,
        restored: null,
        unread: null,
        restoring: { back: 0, of: truth.off.length },
      };
    case 'restored':
      return event.died ? { ...back(truth), leftOff: event.died } : back(truth);
    case 'not-restored': {
      const { missing, stayed = [] } = event.difference;
      const [left] = stayed;
      return {
        ...changed(truth),
        off: missing,
        since: truth.since ?? at,
        hidden: [],
        probing: [],
        restoring: null,
        wait: null,
        session: false,
        restored: false,
        unread: unreadIn(event.difference),
        helper: left === undefined ? null : { plugin: left, what: 'health-check', now: 'stays' },
      };
    }
    case 'note':
      return event.note.type === 'restored-leftover' ? back(changed(truth)) : truth;
    case 'finished': {
      const { restored, leftOff, difference, cost } = event.report;
      const touched = truth.touched || cost.toggles > 0;
      if (!restored) {
        const unread = unreadIn(difference);
        return { ...truth, touched: true, restored: false, unread, off: difference.missing };
      }
      return { ...truth, touched, leftOff, restored: touched ? true : truth.restored };
    }
    default:
      return truth;
  }
}

/** A tracer that was put there by hand changes nothing, whatever is asked of it. */
function traced(truth: Truth, { step, plugin }: Extract<RunEvent, { type: 'tracing' }>): Truth {
  if (plugin === null) return truth;
  const helper = (now: Helper['now']): Helper => ({ plugin, what: 'tracer', now });
  switch (step) {
    case 'uploading':
      return { ...changed(truth), helper: helper('coming') };
    case 'asking':
      return { ...changed(truth), helper: helper('on') };
    case 'removing':
      return { ...changed(truth), helper: helper('leaving') };
    case 'gone':
      return { ...truth, helper: null, restored: truth.off.length === 0 };
    case 'stays':
      return { ...changed(truth), helper: helper('stays'), restored: false };
  }
}

function changed(truth: Truth): Truth {
  return { ...truth, touched: true, restored: null };
}

/** A helper that was coming is there once the run goes on. */
function settled(helper: Helper | null): Helper | null {
  return helper?.now === 'coming' ? { ...helper, now: 'on' } : helper;
}

function wentOff(truth: Truth, plugin: PluginId, at: number): Truth {
  const off = [...truth.off.filter((other) => other !== plugin), plugin];
  return { ...changed(truth), off, wait: null, since: truth.since ?? at };
}

function cameOn(truth: Truth, plugin: PluginId): Truth {
  const off = truth.off.filter((other) => other !== plugin);
  const { restoring } = truth;
  return {
    ...changed(truth),
    off,
    wait: null,
    since: off.length === 0 ? null : truth.since,
    leftOff: truth.leftOff.filter((other) => other !== plugin),
    // What an earlier run left off was not seen going off: what comes back is counted then.
    restoring: restoring && {
      ...restoring,
      back: restoring.of === 0 ? restoring.back + 1 : Math.max(0, restoring.of - off.length),
    },
  };
}

/** Read back from the site: everything that was active is, but for what was to stay off. */
function back(truth: Truth): Truth {
  return {
    ...truth,
    off: [],
    hidden: [],
    probing: [],
    since: null,
    session: false,
    helper: null,
    wait: null,
    restoring: null,
    restored: true,
    unread: null,
    interrupted: false,
  };
}

/** True where this run has changed nothing on the site: there is nothing of its own to put back. */
export function isUntouched({ touched }: Truth): boolean {
  return !touched;
}

/** True while this run owes the site something: it is not as it was, or nobody has read back that it is. */
export function isOwed(truth: Truth): boolean {
  return !isUntouched(truth) && truth.restored !== true;
}
