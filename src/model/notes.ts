/** Facts worth telling that are no errors. */

import type { ProblemFacts } from './errors.ts';
import type {
  Identity,
  Observed,
  Pin,
  PluginId,
  RefusalReason,
  SignInIdentity,
  SwitchKind,
  SymptomRequest,
} from './report.ts';

/** Why the evidence of an earlier run does not count any more. */
export type Staleness =
  | 'not-recorded'
  | 'too-old'
  | 'plugins-changed'
  | 'symptoms-changed'
  | 'comes-and-goes'
  | 'other-switch'
  | 'in-a-session';

/** A fact worth telling that is not an error. */
export type Note =
  | { readonly type: 'plain-http'; readonly host: string }
  | { readonly type: 'switch-skipped'; readonly switch: SwitchKind; readonly code: string }
  | {
      readonly type: 'hazard';
      readonly plugin: PluginId;
      readonly what: string;
      /** True: left alone because of it. */
      readonly pinned: boolean;
    }
  /** Told before the first switching: the answer is one of this plugin's own, and the run leaves it on. */
  | { readonly type: 'suspect-left-on'; readonly plugin: PluginId; readonly why: Pin['why'] }
  /** Nobody signed in as a browser does: the editor's requests were sent with the application password. */
  | { readonly type: 'editor-not-signed-in' }
  /** A file or an option that the `isolated` switch could not take away again. */
  | { readonly type: 'left-behind'; readonly what: string }
  | { readonly type: 'appeared-meanwhile'; readonly plugins: readonly PluginId[] }
  /** They appeared meanwhile, and at the end they are off: two writes at once, or somebody's own choice. */
  | { readonly type: 'off-again'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'awkward-plugin'; readonly plugin: PluginId; readonly code: string }
  /** WordPress itself deactivated them when its page of plugins was read: their files are gone. */
  | { readonly type: 'taken-off-list'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'non-monotone'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'rate-limited'; readonly waitedSeconds: number }
  /** `--trace` could not be followed; the run goes on without. `code` says why, `detail` what the site answered. */
  | { readonly type: 'not-traced'; readonly code: string; readonly detail: string }
  /** A tracer answered: one that this run uploaded and took away again, or the must-use file that is named. */
  | { readonly type: 'tracer-used'; readonly file: string | null }
  /** The tracer named one plugin, and the proof found others (or none). */
  | { readonly type: 'traced-otherwise'; readonly symptom: number; readonly plugin: PluginId }
  /** The site got much slower, or kept failing, also with everything on: the run ended for its sake. */
  | { readonly type: 'site-suffers'; readonly from: 'slow' | 'errors' }
  /** `failRate` of the requests failed with everything on; `isSeldom`: too few of them to search by. */
  | { readonly type: 'flaky'; readonly failRate: number; readonly isSeldom: boolean }
  | { readonly type: 'symptom-not-solved'; readonly symptom: number; readonly reason: string }
  /** The smallest set seen failing, where it could not be confirmed as minimal: a lead, no proof. */
  | { readonly type: 'leads'; readonly symptom: number; readonly plugins: readonly PluginId[] }
  /** With everything on again the symptom does not show any more: what was proven of it is withdrawn. */
  | {
      readonly type: 'gone-meanwhile';
      readonly symptom: number;
      readonly plugins: readonly PluginId[];
    }
  /** Whatever is off, the failure does not come back: a cache was emptied, or a setting deleted. */
  | {
      readonly type: 'ended-by-switching';
      readonly symptom: number;
      /** What went off between the last failure and the first pass. */
      readonly plugins: readonly PluginId[];
    }
  /** A check explains this symptom: it was not searched. */
  | { readonly type: 'explained'; readonly symptom: number }
  /** With nothing else in the way the plugins that serve the request refuse it, in words of their own. */
  | {
      readonly type: 'own-refusal';
      readonly symptom: number;
      readonly observed: Observed;
      readonly plugins: readonly PluginId[];
    }
  /** A request works for the sender that was chosen for it, and is refused to another: that is examined. */
  | { readonly type: 'refused-to-another'; readonly request: SymptomRequest; readonly as: Identity }
  /** Answers (or lists) were behind the switches; each one was waited out. */
  | { readonly type: 'site-lags' }
  /** The site refused to switch anything off in this way; `code`: `http-403`, or what REST said. */
  | { readonly type: 'changes-refused'; readonly switch: SwitchKind; readonly code: string }
  /** Answers contradict each other however long a switch is waited out: nothing can be proven. */
  | { readonly type: 'two-voices' }
  /**
   * No plugin seems to be to blame, and nothing that visitors are shown tells which are active: a server that
   * remembers them for longer than these milliseconds would look the same.
   */
  | { readonly type: 'switch-unseen'; readonly ms: number }
  /** Since the run every request ends in a fatal error of this plugin (its folder or file): it needs what is off. */
  | { readonly type: 'ends-every-page'; readonly plugin: string }
  /** The forecast was used up; it is a promise. */
  | { readonly type: 'over-forecast'; readonly probes: number }
  | { readonly type: 'session-renewed' }
  /** A request that went wrong in a way that does not count as failing (403, a fatal error). */
  | {
      readonly type: 'other-error';
      readonly request: SymptomRequest;
      readonly observed: Observed;
    }
  /** Visitors are refused what many owners close on purpose, or what WordPress shows to nobody. */
  | {
      readonly type: 'not-searched';
      readonly request: SymptomRequest;
      readonly observed: Observed;
      readonly rank: 'usual-protection' | 'by-design';
      readonly reason: RefusalReason;
    }
  | { readonly type: 'multisite' }
  /** These are switched for every site of the network. */
  | { readonly type: 'network-switched'; readonly plugins: readonly PluginId[] }
  /** Plugins of the network could not be tested. */
  | ({ readonly type: 'network-closed' } & ProblemFacts['network-closed'])
  /** What an earlier run, cut off at `since`, had left was put back before this one began. */
  | { readonly type: 'restored-leftover'; readonly since: string }
  /** What an earlier run had seen, begun at `since`, was taken over: so many probes were saved. */
  | { readonly type: 'resumed-from'; readonly since: string; readonly probes: number }
  /** What an earlier run had seen could not be taken over; everything is looked at anew. */
  | { readonly type: 'not-resumed'; readonly since: string; readonly why: Staleness }
  /** An interrupted run's journal is there, and was left as it is. */
  | { readonly type: 'leftover-found'; readonly since: string | null }
  /** `--restore` found no journal of the site on this machine. */
  | { readonly type: 'nothing-to-restore' }
  /** `by` is given where it was not the flag. */
  | { readonly type: 'insecure-tls'; readonly by?: 'environment' }
  /** The interrupted run had WP-CLI, and this start has not: it may be the only way in. */
  | { readonly type: 'restore-by-wp-cli' }
  /** This switch put the plugins back; `instead` of the run's own where that could not, else null. */
  | {
      readonly type: 'restored-through';
      readonly switch: SwitchKind;
      readonly instead: SwitchKind | null;
    }
  /** The site is as it was, and the journal could not be deleted: the next run would obey it. */
  | { readonly type: 'journal-stays'; readonly path: string }
  /** An application password was made for this run, and whether the site still has it. */
  | {
      readonly type: 'application-password-made';
      readonly name: string;
      readonly user: string;
      /** Where it can be revoked by hand. */
      readonly profile: string;
      readonly now: 'revoked' | 'kept' | 'not-revoked';
    }
  /** What became of a password in the system's keyring. */
  | {
      readonly type: 'keyring';
      readonly user: string;
      readonly credential: SignInIdentity;
      readonly what: 'kept' | 'not-kept' | 'removed' | 'not-removed';
    };
