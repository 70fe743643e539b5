/** What a run may ask a person, as one port: a terminal UI, plain lines and "nobody" answer it. */

import type { Problem } from '../errors.ts';
import type { Range } from './events.ts';
import type { PluginId, SwitchKind } from './model.ts';

/** A secret that can be typed. */
export type SecretKind = 'application-password' | 'password' | 'gate-password';

/** A question that is answered with yes or no. `yes` never harms the site more than it says. */
export type Question =
  /** An earlier run was cut off: put the baseline back? Default yes. */
  | { readonly type: 'restore-leftover'; readonly site: string; readonly since: string }
  /** Plugins will be off for visitors: go on? Default yes. */
  | {
      readonly type: 'go-on';
      readonly switch: SwitchKind;
      readonly suspects: readonly PluginId[];
      readonly probes: Range;
      readonly seconds: Range;
    }
  /** Install Health Check for this run, so that visitors notice nothing? Default yes. */
  | { readonly type: 'install-health-check' }
  /** It stays with everything off under `isolated`: go on by really switching plugins? Default no. */
  | { readonly type: 'really-switch'; readonly switch: SwitchKind }
  /** The password would travel unencrypted. Default no. */
  | { readonly type: 'plain-http'; readonly host: string };

/**
 * Asks what is missing. Every method rejects with an AbortError when the person gives up, and with
 * a `Problem` where nobody can be asked.
 */
export interface Ask {
  /** The address of the site, as typed. */
  site(): Promise<string>;
  /** The WordPress user. */
  user(): Promise<string>;
  /** Which of the two passwords the person has at hand. */
  credential(): Promise<'application-password' | 'password'>;
  /** A secret, typed hidden; exactly as typed. */
  secret(kind: SecretKind): Promise<string>;
  confirm(question: Question): Promise<boolean>;
  /** Shows a problem before the next question, so that it can be asked again. */
  tell(problem: Problem): void;
}
