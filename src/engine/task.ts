/** What a run is told, what it works with, and what it comes to. */

import type { InstalledHelper, Journal, JournaledSymptom } from '../journal/journal.ts';
import type { Emit } from '../model/events.ts';
import type { Clock, Oracle, Steering, Switch } from '../model/ports.ts';
import type {
  Cost,
  Difference,
  Observation,
  Observed,
  Outcome,
  Plugin,
  PluginId,
  ReportedCulprit,
  Symptom,
} from '../model/report.ts';
import type { Proof } from '../search/index.ts';
import type { Plan } from './plan.ts';
import type { EarlierVerdicts } from './resume.ts';
import type { Stopped } from './stopped.ts';

/** What is to be found out, decided before anything is changed. */
export type RunTask = {
  readonly site: string;
  readonly restRoot: string;
  readonly siteUrl: string;
  /** What the person typed, without its query. */
  readonly typed?: string;
  readonly symptoms: readonly Symptom[];
  readonly plugins: readonly Plugin[];
  readonly plan: Plan;
  /** Plugins that are active for a whole network of sites, where they are switched, too. */
  readonly network?: readonly PluginId[];
  /** One a symptom: how likely each plugin is to be behind it. */
  readonly priors: readonly Readonly<Record<PluginId, number>>[];
  /** The same for one symptom by another answer, which is told while some plugin is off. */
  readonly priorBy?: (symptom: number, observed: Observed) => Readonly<Record<PluginId, number>>;
  readonly all: boolean;
  readonly repeat: number | 'auto';
  /** So many probes were promised at most; default: what the plan's own forecast says at its upper end. */
  readonly maxProbes?: number;
  /** How a culprit is proven; default: in full. */
  readonly proof?: Proof;
  /** One a symptom: how likely it is that no plugin is behind it, before any probe; null: the search's own belief. */
  readonly noPlugin?: readonly (number | null)[];
  /** Indices of symptoms that failed every time they were looked at before the run. */
  readonly steady: readonly number[];
  readonly parallel: number;
  readonly leaveOff: boolean;
  /** A plugin that was put on the site for this run; see `RunPorts.takeAway`. */
  readonly brought: InstalledHelper | null;
  /** The option `active_plugins` as it was found, for the journal; absent where nobody can read it. */
  readonly activePlugins?: string;
  /** The symptoms as the journal may keep them; without them a later run has to begin anew. */
  readonly journaled?: readonly JournaledSymptom[];
  /** What an earlier run has seen of the same plugins and symptoms. */
  readonly recalled?: EarlierVerdicts | null;
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
  /** What to tell the person to change about these plugins. */
  readonly advise: (
    plugins: readonly Plugin[],
    symptoms: readonly Symptom[],
  ) => Pick<ReportedCulprit, 'advice' | 'remedy'>;
  /** Takes away the plugin that was brought along; resolves with false where it stays. */
  readonly takeAway?: () => Promise<boolean>;
  /** Told, once or more, that the site is as it was: what only reads may begin. */
  readonly onWhole?: () => void;
  /** How often each of these plugins is mentioned in what every visitor is shown just now; null: nobody can tell. */
  readonly mentions?: (
    plugins: readonly PluginId[],
  ) => Promise<ReadonlyMap<PluginId, number> | null>;
  /** HTTP requests sent so far, for the cost. */
  readonly requests: () => number;
};

/** What a run found, and the state it left the site in. */
export type RunResult = {
  readonly outcome: Extract<
    Outcome,
    'culprit-found' | 'not-reproduced' | 'not-a-plugin' | 'inconclusive' | 'cancelled'
  >;
  readonly culprits: readonly ReportedCulprit[];
  /** The plan as it was followed in the end: plugins that would not go off are pinned in it. */
  readonly plan: Plan;
  /** One a symptom, with everything off that may be off; empty when that was never tried. */
  readonly everythingOff: readonly Observation[];
  /** Plugins that were seen to serve an unexplained request and to refuse it by themselves. */
  readonly owners: readonly PluginId[];
  readonly restored: boolean;
  readonly difference: Difference;
  readonly leftOff: readonly PluginId[];
  /** Members of `leftOff` that WordPress refuses to activate again, because their code dies. */
  readonly died: readonly PluginId[];
  /** What ended the run early to spare the site: a note tells it, and it is no fault. */
  readonly stopped: Stopped | null;
  /** What ended the run early, other than the person and `stopped`: a network fault, a bug. */
  readonly error: unknown;
  /** What was seen, for a run that goes on from here; null where single looks prove nothing. */
  readonly seen: EarlierVerdicts | null;
  readonly cost: Cost;
};
