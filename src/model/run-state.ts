/** The run so far, as a front end shows it. */

import type { Purpose } from '../search/index.ts';
import type { WhyWait } from './events.ts';
import type { CheckId, Finding } from './findings.ts';
import type {
  Observation,
  PluginId,
  Range,
  ReportedCulprit,
  SwitchKind,
  Symptom,
  SymptomRequest,
  Verdict,
} from './report.ts';

/** Where the run is. */
type Phase =
  | 'waiting'
  | 'connecting'
  | 'signing-in'
  | 'surveying'
  | 'diagnosing'
  | 'planning'
  | 'restoring-leftover'
  | 'searching'
  | 'restoring'
  | 'finished';

/**
 * What is known of a plugin. `suspect`: inside the smallest set that failed in this hunt; `aside`:
 * outside of it (perhaps a culprit of its own); `cleared` only when the run has ended, because until
 * then a plugin may still be one of a pair.
 */
export type Standing =
  | 'inactive'
  | 'pinned'
  | 'untested'
  | 'suspect'
  | 'aside'
  | 'culprit'
  | 'cleared';

/** One plugin as a front end lists it. */
export type PluginView = {
  readonly plugin: PluginId;
  readonly name: string;
  readonly standing: Standing;
  /** On or off in the state being probed (under `isolated`: for the probe alone). */
  readonly now: 'on' | 'off';
};

/** One probe, begun or ended. */
export type ProbeView = {
  readonly probe: number;
  readonly purpose: Purpose;
  readonly active: readonly PluginId[];
  readonly off: readonly PluginId[];
  readonly suspectsLeft: number;
  readonly probesToGo: number;
  /** Null while it is under way. */
  readonly verdict: Verdict | null;
  readonly seconds: number | null;
};

/** The result of one request of the survey. */
type SurveyView = { readonly request: SymptomRequest; readonly observation: Observation };

/** The run so far. */
export type RunState = {
  readonly phase: Phase;
  /** As typed first, as found later. */
  readonly site: string | null;
  readonly survey: readonly SurveyView[];
  readonly symptoms: readonly Symptom[];
  /** The checks of the diagnosis, in order; empty before it. */
  readonly checks: readonly CheckId[];
  /** What each of them looks at. */
  readonly labels: Readonly<Record<CheckId, string>>;
  readonly findings: readonly Finding[];
  readonly plugins: readonly PluginView[];
  readonly switch: SwitchKind | null;
  readonly forecast: { readonly probes: Range; readonly seconds: Range } | null;
  /** Under way, in the order they began; several under `isolated`. */
  readonly underWay: readonly ProbeView[];
  /** Ended, in the order they ended. */
  readonly history: readonly ProbeView[];
  readonly suspectsLeft: number | null;
  /** About how many probes are still to come. */
  readonly probesToGo: number | null;
  readonly culprits: readonly ReportedCulprit[];
  /** Why nothing is sent just now, and for how long. */
  readonly wait: { readonly why: WhyWait; readonly seconds: number } | null;
  /** Held still by the person. */
  readonly paused: boolean;
  /** Null until the site was read back after restoring. */
  readonly restored: boolean | null;
};

/** Before the first event. */
export const BEFORE: RunState = {
  phase: 'waiting',
  site: null,
  survey: [],
  symptoms: [],
  checks: [],
  labels: {},
  findings: [],
  plugins: [],
  switch: null,
  forecast: null,
  underWay: [],
  history: [],
  suspectsLeft: null,
  probesToGo: null,
  culprits: [],
  wait: null,
  paused: false,
  restored: null,
};
