/** What the diagnosis knows of plugins and of what runs beside them; sentences in `report/findings/plugin.ts` and `must-use.ts`. */

import type { Contact, Setting } from '../findings.ts';
import type { PluginId } from '../report.ts';
import type { ExtraFile } from './no-plugin.ts';

/** A plugin whose answer an answer looks like. */
export type Lookalike = {
  readonly plugin: PluginId;
  readonly contact: Contact;
  /** The setting that opens it again; null where none is known. */
  readonly setting: Setting | null;
};

/** Which plugin the answers look like. Never a verdict: only switching it proves it. */
export type PluginFacts =
  | { readonly kind: 'nothing-fails' }
  /** A fatal error's own report names the plugin's file. */
  | { readonly kind: 'fatal'; readonly url: string; readonly plugins: readonly Lookalike[] }
  | {
      readonly kind: 'fingerprint';
      readonly url: string;
      /** `named`: the answer is this plugin's own. `hinted`: it fits, and so would others. */
      readonly likeness: 'named' | 'hinted';
      readonly plugins: readonly Lookalike[];
      /** False where nobody could list the plugins: it may not even be there. */
      readonly listed: boolean;
      /** True where it is not among the active plugins: a copy in another place may answer. */
      readonly elsewhere?: true;
    }
  /** No answer is known; `likely` are those whose trade it is to refuse people. */
  | {
      readonly kind: 'unknown-answer';
      readonly code: string | null;
      readonly likely: readonly Contact[];
      readonly active: number | null;
    };

/** Must-use plugins and drop-ins: no switch turns them off, so they are only told. */
export type BesideFacts =
  | { readonly kind: 'none' }
  /** Listing them takes a session. */
  | { readonly kind: 'not-listed' }
  | {
      readonly kind: 'present';
      /** The likeliest first. */
      readonly mustUse: readonly ExtraFile[];
      /** Drop-ins that run on every request and may answer it. */
      readonly dropIns: readonly ExtraFile[];
      /** True where nothing fails: they refuse nobody now. */
      readonly harmless: boolean;
    };
