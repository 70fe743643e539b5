/** What happens during a run, for every front end alike (Ink, text lines, NDJSON). */

import type { Purpose } from '../search/index.ts';
import type { Problem } from './errors.ts';
import type { CheckId, Finding } from './findings.ts';
import type { Note } from './notes.ts';
import type {
  ApprovalWait,
  Difference,
  Observation,
  Pin,
  Plugin,
  PluginId,
  Range,
  ReportedCulprit,
  SignInIdentity,
  SwitchKind,
  Symptom,
  SymptomRequest,
} from './report.ts';
import type { RunReport } from './run-report.ts';

/** Why a run waits: the site asks for it, is slow, notices changes late, or may still get what was sent. */
export type WhyWait = 'rate-limited' | 'site-suffers' | 'site-lags' | 'comes-and-goes' | 'may-land';

/** One thing that happened. */
export type RunEvent =
  | { readonly type: 'connecting'; readonly site: string }
  | { readonly type: 'address-found'; readonly site: string; readonly restRoot: string }
  | { readonly type: 'signing-in'; readonly credential: SignInIdentity }
  | {
      readonly type: 'access-proven';
      readonly credential: SignInIdentity;
      readonly user: string;
    }
  | {
      readonly type: 'access-refused';
      readonly credential: SignInIdentity;
      readonly problem: Problem;
    }
  /** The command of `--wp-cli` leads to this site. */
  | { readonly type: 'wp-cli-proven'; readonly program: string }
  /** WordPress' page for making an application password waits in a browser. */
  | { readonly type: 'approval-asked'; readonly wait: ApprovalWait }
  | { readonly type: 'surveying'; readonly request: SymptomRequest }
  | {
      readonly type: 'survey-answer';
      readonly request: SymptomRequest;
      readonly observation: Observation;
    }
  | { readonly type: 'symptoms-found'; readonly symptoms: readonly Symptom[] }
  /** From here on every index means this order, the report's: what is searched for, then what a check explains. */
  | { readonly type: 'symptoms-ordered'; readonly symptoms: readonly Symptom[] }
  /** The diagnosis begins: these checks, in this order. */
  | {
      readonly type: 'diagnosing';
      readonly checks: readonly CheckId[];
      /** What each of them looks at. */
      readonly labels: Readonly<Record<CheckId, string>>;
    }
  | { readonly type: 'checked'; readonly finding: Finding }
  | { readonly type: 'plugins-listed'; readonly plugins: readonly Plugin[] }
  | {
      readonly type: 'planned';
      readonly switch: SwitchKind;
      readonly suspects: readonly PluginId[];
      readonly pinned: readonly Pin[];
      readonly probes: Range;
      readonly seconds: Range;
    }
  /** A journal knows of a run that did not finish: until it is put back, plugins may be off. */
  | { readonly type: 'interrupted-run-found'; readonly since: string }
  | { readonly type: 'restoring-leftover'; readonly since: string }
  /** A switch is being made ready, which changes the site: a session begins, a helper plugin is switched on. */
  | {
      readonly type: 'preparing';
      readonly switch: SwitchKind;
      /** The plugin that is installed or activated for it; null where it is there already. */
      readonly helper: PluginId | null;
      /** True where the helper is downloaded, false where it is on the site and inactive. */
      readonly installs: boolean;
    }
  /**
   * The tracer, which names the line of code that answers: uploaded, asked, removed. `gone` was read back
   * from the site; `stays` means that it should be gone and is not.
   */
  | {
      readonly type: 'tracing';
      readonly step: 'uploading' | 'asking' | 'removing' | 'gone' | 'stays';
      /** The tracer that this run uploads; null for one that was put there by hand. */
      readonly plugin: PluginId | null;
    }
  /** What the tracer named: the same symptoms in the same order, those that were asked about with a `trace`. */
  | { readonly type: 'traced'; readonly symptoms: readonly Symptom[] }
  /** What was made ready is gone from the site again: no session, no helper. */
  | { readonly type: 'taken-back' }
  | {
      readonly type: 'probe-started';
      /** 1 for the first. */
      readonly probe: number;
      readonly purpose: Purpose;
      readonly active: readonly PluginId[];
      readonly off: readonly PluginId[];
      readonly suspectsLeft: number;
      /** About how many probes are still to come, this one included. */
      readonly probesToGo: number;
    }
  | { readonly type: 'toggled'; readonly plugin: PluginId; readonly now: 'active' | 'inactive' }
  | {
      readonly type: 'probe-finished';
      readonly probe: number;
      readonly observations: readonly Observation[];
      readonly seconds: number;
    }
  | { readonly type: 'culprit-confirmed'; readonly culprit: ReportedCulprit }
  | {
      readonly type: 'waiting';
      readonly why: WhyWait;
      readonly seconds: number;
    }
  /** The site gives no answer while it is put back: it is tried again. */
  | {
      readonly type: 'unreachable';
      /** 1 for the first try that failed. */
      readonly attempt: number;
      readonly attempts: number;
      readonly nextSeconds: number;
    }
  /** These culprits are switched off now and left off, as the person asked. */
  | { readonly type: 'keeping-off'; readonly plugins: readonly PluginId[] }
  /** The person wants the run to hold still: every plugin is on until `resumed`. */
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /** The verdict of this probe was taken back on request. */
  | { readonly type: 'undone'; readonly probe: number }
  | { readonly type: 'restoring'; readonly off: readonly PluginId[] }
  /** `died`: plugins that WordPress refuses to activate again; all the rest is back. */
  | { readonly type: 'restored'; readonly died?: readonly PluginId[] }
  | { readonly type: 'not-restored'; readonly difference: Difference; readonly journal: string }
  | { readonly type: 'note'; readonly note: Note }
  | { readonly type: 'finished'; readonly report: RunReport };

/** Receives every event of a run, in order. Must not throw. */
export type Emit = (event: RunEvent) => void;
