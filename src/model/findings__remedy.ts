/** What helps against a plugin that refuses requests, as facts. The sentences are in `report/advice.ts`. */

/** Who made a plugin, and where they can be asked. */
export type Contact = {
  readonly name: string;
  readonly version: string;
  /** The plugin's support page; else its own page; null where nothing is known. */
  readonly url: string | null;
};

/** The setting that opens what a plugin closes. */
export type Setting = {
  /** A short instruction, from the known-plugin data. */
  readonly text: string;
  /** True: read in the plugin's source, not from memory. */
  readonly verified: boolean;
};

/** What to do about plugins, the gentlest first: a setting keeps the plugin. */
export type Remedy = {
  readonly setting: Setting | null;
  readonly contacts: readonly Contact[];
};
