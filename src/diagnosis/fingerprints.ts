/** Plugins that are known to answer 401 or to mind being switched off, as data. */

import type { Identity, PluginId } from '../model/report.ts';
import data from './known-plugins.json' with { type: 'json' };

/** What one setting of a plugin answers, and to whom. */
export type Sign = {
  /** REST codes; never translated. */
  readonly codes?: readonly string[];
  /** The English message or title, as a regular expression. */
  readonly message?: string;
  /** The realm of its WWW-Authenticate. */
  readonly realm?: string;
  readonly refuses: readonly Identity[];
  readonly where: 'rest' | 'page' | 'login' | 'users' | 'namespace' | 'any';
  readonly namespace?: string;
  /**
   * What tells this plugin from all others: its code, its message (the code is core's or shared with
   * other plugins), or nothing (the site treats a credential as no credential at all).
   */
  readonly names: 'code' | 'message' | 'nothing';
  /** The setting to change. `verified`: read in the plugin's source, not from memory. */
  readonly fix?: { readonly setting: string; readonly verified: boolean };
  /**
   * True where the plugin is not at fault: its normal answer to strangers, or an answer that only makes
   * visible what is wrong elsewhere (a wrong password). It is never reported.
   */
  readonly byDesign?: boolean;
  /** Where this is written in the plugin's own source: path and line. */
  readonly source?: string;
};

/** What a plugin leaves outside its folder, deactivated or not. */
export type Leaving = 'must-use' | 'drop-in' | 'htaccess' | 'wp-config' | 'auto-prepend';

/** What switching a plugin off does beyond switching it off. */
export type Risk = {
  readonly grade: 'loses-data' | 'drops-protection' | 'leaves-traces';
  readonly what: string;
  /** True: it is left alone unless the person says otherwise. */
  readonly pin: boolean;
  /** `rest`: only where nothing but REST can switch it; wp-admin's form does it well. */
  readonly only?: 'rest';
  /** As in `Sign`. */
  readonly source?: string;
};

/** One known plugin. */
export type KnownPlugin = {
  /** Its folder, which is its name in the plugin directory. */
  readonly slug: string;
  readonly plugin: PluginId;
  readonly name: string;
  /** False where the official plugin directory does not have it (any more). */
  readonly directory?: false;
  readonly signs: readonly Sign[];
  readonly hazard?: Risk;
  readonly leaves?: readonly Leaving[];
};

/** All known plugins, by slug. */
export const KNOWN_PLUGINS = data as readonly KnownPlugin[];

/** What is known about a plugin; told by its folder, since main files are renamed now and then. */
export function knownPlugin(plugin: PluginId): KnownPlugin | undefined {
  const slug = slugOf(plugin);
  return KNOWN_PLUGINS.find((known) => known.slug === slug);
}

/** A plugin's folder, or the name of a single file. */
export function slugOf(plugin: PluginId): string {
  return plugin.split('/')[0] ?? plugin;
}
