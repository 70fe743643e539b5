/** What one check of the diagnosis says, for every front end alike. */

/** A check, named after what the guides tell people to look at; the list is `report/findings/index.ts`. */
export type CheckId = string;

/**
 * `cause`: this explains the 401, and no plugin has to be switched. `clue`: worth knowing, explains
 * nothing by itself. `cleared`: looked at, and not the cause. `not-checked`: it could not be looked at.
 */
export type FindingResult = 'cause' | 'clue' | 'cleared' | 'not-checked';

/** What one check saw, what that means, and what to do next; in words, safe to print. */
export type Finding = {
  readonly check: CheckId;
  /** What the check looks at, as it stands in a list. */
  readonly label: string;
  readonly result: FindingResult;
  readonly evidence: string;
  readonly meaning: string;
  /** Empty where there is nothing to do. */
  readonly advice: string;
  /** What the sentences are made of: `kind` is a code that stays, the rest its parameters. */
  readonly facts?: { readonly kind: string };
};

/** A finding as facts of its own; the sentences are in `report/findings/`. */
export type Found<Facts> = {
  readonly check: CheckId;
  readonly result: FindingResult;
  readonly facts: Facts;
  /** Indices of the symptoms that this explains, where it is not all that such a cause may explain. */
  readonly explained?: readonly number[];
};

/** A message for whoever can help, ready to send: no secret is in it. */
export type Ticket = {
  readonly to: 'host' | 'plugin-author' | 'site-owner';
  /** The plugin's author or the host, as far as it is known. */
  readonly name: string | null;
  /** Where to send it; null where nothing is known. */
  readonly url: string | null;
  readonly subject: string;
  readonly text: string;
};

/** What helps against a plugin that refuses requests, as facts. The sentences are in `report/next-steps.ts`. */

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
  /** True: done on the real plugin and seen to end the refusal. */
  readonly verified: boolean;
  /** False where the instruction is to do without the plugin; absent: it can stay on. */
  readonly keepsOn?: boolean;
};

/** What to do about plugins, the gentlest first: a setting keeps the plugin. */
export type Remedy = {
  readonly setting: Setting | null;
  /** Further settings, where other requests are refused for another reason. */
  readonly also?: readonly Setting[];
  readonly contacts: readonly Contact[];
  /** The name of a plugin that runs code written for this site: its developer knows nothing of the refusal. */
  readonly runsOwnCode?: string;
};
