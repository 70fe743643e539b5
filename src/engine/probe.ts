/** One probe: a set of plugins to be active, what its requests showed then, and who sends them. */

import type { Steering } from '../model/ports.ts';
import type { Observed, PluginId, Verdict } from '../model/report.ts';
import type { Purpose } from '../search/index.ts';
import type { Seen } from './repeat.ts';
import type { Stopped } from './stopped.ts';

/** Why a set is probed, for the person who watches. */
type ProbeNote = {
  readonly purpose: Purpose;
  readonly suspectsLeft: number;
  readonly probesToGo: number;
};

/** One set to probe, and the symptoms that are still to be solved. */
export type ProbeRequest = ProbeNote & {
  readonly active: readonly PluginId[];
  readonly symptoms: readonly number[];
  /** Looks again when nothing else can be answered any more than this state, whatever was seen. */
  readonly held?: boolean;
  /** So many looks at least, each over a connection of its own: balancers give another server to each. */
  readonly afresh?: number;
  /** Milliseconds to wait before it, over what the site needs: nothing that has a rhythm is to keep step. */
  readonly afterMs?: number;
  /** Looks on until it fails: so often at most, and so far apart (ms). */
  readonly lookout?: Lookout;
  /** The symptom is known to come and go: answers that differ in one state say nothing of a site that is behind. */
  readonly flaky?: boolean;
};

/** How often a state is looked at, and the milliseconds between two looks. */
export type Lookout = { readonly looks: number; readonly pauseMs: number };

/** What one probe showed, and what the site let out about itself on the way. */
export type Probed = Seen & {
  readonly type: 'probed';
  readonly active: readonly PluginId[];
  readonly seconds: number;
  readonly learned: Readonly<Record<PluginId, readonly PluginId[]>>;
  /** Plugins that were to go off and did not, whatever was tried. */
  readonly stuck: readonly PluginId[];
  /** True when an earlier verdict had to be forgotten: the search is to start anew with what is left. */
  readonly restart: boolean;
};

/** What one state showed. */
export type StateLook = {
  readonly active: readonly PluginId[];
  /** One a symptom; undefined where it was told both ways. */
  readonly verdicts: readonly (Verdict | undefined)[];
  /** So many looks at least, each over a connection of its own. */
  readonly afresh: number;
};

/** Probes sets one by one, or ahead of time where states do not disturb one another. */
export type Prober = {
  /** Probes a set, or takes what looking ahead has brought. Rejects as the switch and the reader do. */
  probe(request: ProbeRequest): Promise<Probed | Stopped>;
  /** Starts a probe that may be asked for next, if the site can bear one more at a time. */
  lookAhead(request: ProbeRequest): void;
  /** Waits while the person wants the run to hold still, every plugin on again meanwhile. */
  holdStill(): Promise<Stopped | null>;
  /** Takes the last probe's verdict back; false where there is none left. */
  takeBack(): Promise<boolean>;
  /** Plugins that somebody else switched on during the run, as far as a list showed them. */
  readonly appeared: ReadonlySet<PluginId>;
  /** Plugins that died when they were to be activated again. */
  readonly died: ReadonlySet<PluginId>;
  /** True where a verdict can be taken back. */
  readonly mayTakeBack: boolean;
  /** From now on this is the route's own answer to a symptom, and passes. What was seen before is forgotten. */
  learnOwnRefusal(symptom: number, observed: Observed): Promise<void>;
  /** Takes back what all answers so far have shown: the site was behind. Tells where it is so for good. */
  distrust(): Stopped | null;
  /** What was taken for a site that is behind is a failure that comes and goes: no switch is waited out for it. */
  dismissLag(): void;
  /** True where this state was looked at when no other one could answer any more. */
  isHeld(active: readonly PluginId[]): boolean;
  /** True once the site, or its list, was seen to be behind. */
  readonly isLate: boolean;
  /** True where its list may be behind, too: it was, or it did not follow at all. */
  readonly lags: boolean;
  /** True where a proof may go without waiting, for nothing speaks of a site that is behind. */
  readonly isPrompt: boolean;
  /** What was looked at, in this order, since something was last forgotten or taken back. */
  readonly looks: readonly StateLook[];
  /**
   * True when all that was seen of a symptom could also be answers that came late, and the last so many
   * states that were looked at were not those which answered.
   */
  couldBeLate(symptom: number, states: number): boolean;
  /**
   * Symptoms that the last look saw to fail with everything on, nothing having been switched since; none
   * where the site may be behind.
   */
  readonly failing: readonly number[];
  /** Plugins of the baseline that may be off, whatever a list says. */
  readonly maybeOff: readonly PluginId[];
  /** Ends what was started ahead and nobody came to need. Resolves when nothing is under way any more. */
  stop(): Promise<void>;
  /** Sets probed so far; what was looked at ahead and never needed is not counted. */
  readonly probes: number;
  /** Changes of the site's own plugin set. */
  readonly states: number;
  /** True while nothing was sent that could change the list. */
  readonly isUntouched: boolean;
};

/** A probe as the person steers the run: paused before it, undone while it is under way. */

/** The person takes back the verdict before this probe; what the probe itself showed is taken back already. */
export type Undone = { readonly type: 'undone' };

/** What a steered probe works with. */
export type SteeredPorts = { readonly prober: Prober; readonly steering: Steering };

/**
 * Waits while the run is paused, then asks. `ask` starts the probe, or tells why there is none. Rejects as
 * `ask` does.
 */
export async function steered<Outcome extends Probed | { readonly type: string }>(
  { prober, steering }: SteeredPorts,
  ask: () => Promise<Outcome>,
): Promise<Outcome | Undone | Stopped> {
  const stopped = await prober.holdStill();
  if (stopped) return stopped;
  if (steering.takeUndo()) return UNDONE;
  const outcome = await ask();
  if (outcome.type !== 'probed' || !steering.takeUndo()) return outcome;
  // Meant was the verdict before this probe; whatever this one says comes out of it.
  await prober.takeBack();
  return UNDONE;
}

const UNDONE: Undone = { type: 'undone' };
