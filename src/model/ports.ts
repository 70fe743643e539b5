/** What a run needs from the outside, as small types. Adapters are in `wordpress/` and `symptom/`. */

import type { Price } from '../search/index.ts';
import type { Observation, Plugin, PluginId, SwitchKind, SymptomRequest } from './report.ts';

/** A plugin that would not be switched, and how it answered. */
export type Refusal = {
  readonly plugin: PluginId;
  readonly wanted: 'active' | 'inactive';
  /** The REST code, or a code of ours (`still-active`, `went-off-by-itself`, `unreachable`). */
  readonly code: string;
};

/** The state a switch has brought about, as read back from the site. */
export type SwitchedState = {
  /** The switchable plugins that are active now (network-active ones are not listed). */
  readonly active: readonly PluginId[];
  readonly refused: readonly Refusal[];
  /** Nothing was sent: the list said now one thing and now another, and nobody had switched anything. */
  readonly twoVoices?: boolean;
  /** Dependencies that the site named while refusing ("Requires Plugins"). */
  readonly learned: Readonly<Record<PluginId, readonly PluginId[]>>;
  /** Makes a request be answered in this state; the identity function unless `isolated`. */
  readonly through: (request: SymptomRequest) => SymptomRequest;
};

/** Told of every single change the site accepted, as it happens: the downtime meter and the journal. */
export type OnToggle = (plugin: PluginId, now: 'active' | 'inactive') => void;

/** A way of turning plugins off and on. A switch reads the list back after every change. */
export interface Switch {
  readonly kind: SwitchKind;
  readonly price: Price;
  /** How many states can be probed at once; 1 where a state is the site's own. */
  readonly parallel: number;
  /** Every installed plugin, read from the site now. */
  list(signal?: AbortSignal): Promise<readonly Plugin[]>;
  /** Plugins that this switch cannot turn off or on (a dot in the file name, under `rest`). */
  unreachable(plugins: readonly Plugin[]): readonly PluginId[];
  /**
   * Makes exactly `target` active (network-active plugins aside), children off before parents and
   * parents on before children. Resolves with what was read back, also when a plugin refused; rejects
   * only when the site cannot be reached or `signal` aborts, between two changes.
   */
  activateExactly(
    target: readonly PluginId[],
    options?: {
      readonly signal?: AbortSignal;
      readonly onToggle?: OnToggle;
      /**
       * The only plugins that may be switched off, besides those ever asked for: the baseline. What
       * else is active belongs to somebody else, stays on and is listed in `active`. Default: what
       * was active when the switch first read the list.
       */
      readonly owned?: readonly PluginId[];
      /** Members of `target` to be switched on whatever the list says: it may be behind. */
      readonly force?: readonly PluginId[];
      /** This run has sent nothing so far: a list that changes by itself has to agree with itself first. */
      readonly untouched?: boolean;
      /** Nothing was seen to go off yet: where many are to, one goes first, and the others once the list shows it. */
      readonly first?: boolean;
      /** The list is believed only as several readings, over connections of their own, agree on it. */
      readonly agreed?: boolean;
      /** Told each time something was sent, before the list is read; `isAccepted`: the site refused nothing. */
      readonly onWritten?: (isAccepted: boolean) => void;
    },
  ): Promise<SwitchedState>;
  /** Plugins that this switch can only turn together (one folder, under `isolated`); default: none. */
  groups?(plugins: readonly Plugin[]): readonly (readonly PluginId[])[];
  /**
   * To be asked before a conclusion is believed, where there is one: rejects with `isolation-lost` when
   * states handed out earlier may not have been in force (the session of `isolated` ended meanwhile).
   */
  confirm?(signal?: AbortSignal): Promise<void>;
  /** What `close` could not take away and was not there before, as codes; empty for most. */
  leftovers?(): readonly string[];
  /** Ends what the switch began on the site beyond plugin states; safe to call twice. */
  close(): Promise<void>;
}

/** Sends the symptoms' requests in one state. */
export interface Oracle {
  /**
   * One observation a symptom, in their order; symptoms outside of `wanted` (their indices; default
   * all) are not sent and come back as `unresolved: not-asked`.
   */
  probe(
    through: (request: SymptomRequest) => SymptomRequest,
    signal?: AbortSignal,
    wanted?: readonly number[],
  ): Promise<readonly Observation[]>;
}

/** Time, passed in so that tests need no waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How a person steers a run that is under way. */

/** Asked by the run; the front end knows which keys were pressed. */
export interface Steering {
  /** True while the person wants the run to hold still: every plugin is on again until it goes on. */
  readonly paused: boolean;
  /** Resolves when the run may go on; at once unless paused. Rejects as `signal` aborts. */
  untilResumed(signal: AbortSignal): Promise<void>;
  /** True once for every time the person wants the last verdict taken back. */
  takeUndo(): boolean;
}

/** Nobody steers: never paused, nothing undone. */
export const UNSTEERED: Steering = {
  paused: false,
  untilResumed: async () => {},
  takeUndo: () => false,
};

/** This process as a job of a shell. */
export type Job = {
  /** Stops the job, as the shell's Ctrl-Z does. */
  readonly stop: () => void;
  /** Stops this process alone, whatever it listens to. */
  readonly halt: () => void;
  /** Calls back in place of being stopped, for each Ctrl-Z; returns how to end that. */
  readonly whenAskedToStop: (listener: () => void) => () => void;
  /** Calls back whenever the job was sent on; returns how to end that. */
  readonly whenContinued: (listener: () => void) => () => void;
};
