/** Brings the site into a state, and reads its list until it says so or will not. */

import type { Journal } from '../journal/journal.ts';
import type { Emit } from '../model/events.ts';
import type { Clock, Switch, SwitchedState } from '../model/ports.ts';
import { differenceOf, type PluginId } from '../model/report.ts';
import { type DowntimeMeter, tellToggles } from './downtime.ts';
import type { WhatCounts } from './evidence.ts';
import { isStopped, type Stopped } from './stopped.ts';
import { type Lag, saysWhy, type Timeline } from './timeline.ts';

/** The site's plugin list, as the run moves it. */
export type Reach = {
  /** Makes exactly these plugins active; sends nothing where they are. Rejects as the switch does. */
  reach(
    active: readonly PluginId[],
    onWritten?: (isAccepted: boolean) => void,
  ): Promise<SwitchedState | Stopped>;
  /** The next state is reached anew, also where it is the one of now. */
  forgetCurrent(): void;
  /** Plugins that somebody else switched on during the run, as far as a list showed them. */
  readonly appeared: ReadonlySet<PluginId>;
  /** True once the site, or its list, was seen to be behind. */
  readonly isLate: boolean;
  /** Answers were late for another reason; what a list has shown stays true. */
  dismissLag(): void;
  /** True where its list may be behind, too: it was, or it did not follow at all. */
  readonly lags: boolean;
  /** Plugins of the baseline that may be off, whatever a list says. */
  readonly maybeOff: readonly PluginId[];
  /** Changes of the site's own plugin set. */
  readonly states: number;
  /** True while nothing was sent that could change the list. */
  readonly isUntouched: boolean;
};

/** The list of a site on which the baseline is active. */
export function createReach(ports: {
  readonly control: Switch;
  readonly baseline: readonly PluginId[];
  /** A plugin that the run itself put on the site: not a stranger. */
  readonly brought: PluginId | null;
  readonly journal: Journal;
  readonly downtime: DowntimeMeter;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly lag: Lag;
  readonly timeline: Timeline;
  readonly counts: WhatCounts;
}): Reach {
  const { control, baseline, journal, downtime, clock, emit, signal, lag, timeline, counts } =
    ports;
  const isolated = control.kind === 'isolated';
  const seenBefore = new Set<string>();
  const appeared = new Set<PluginId>();
  const everOff = new Set<PluginId>();
  let surelyOn: ReadonlySet<PluginId> = new Set(baseline);
  let current: { key: string; state: SwitchedState } | undefined;
  let states = 0;
  let isUntouched = true;
  let strangersSeen: string | undefined;
  let changes = 0;
  /** The list was seen to be behind, or not to follow at all. */
  let listLags = false;
  /** It was seen to be behind: what did not follow at once has followed later. */
  let isListLate = false;
  /** A change was seen in the list. */
  let isFollowed = false;
  /** Plugins that the site has refused to switch off. */
  const forbidden = new Set<PluginId>();

  async function reach(
    active: readonly PluginId[],
    onWritten?: (isAccepted: boolean) => void,
  ): Promise<SwitchedState | Stopped> {
    const key = active.join('\n');
    if (current?.key === key) return current.state;
    current = undefined;
    if (!isolated) await journal.switching(active);
    const before = downtime.toggles;
    const on = new Set(active);
    surelyOn = new Set(active.filter((plugin) => surelyOn.has(plugin)));
    for (const plugin of baseline) if (!on.has(plugin)) everOff.add(plugin);
    timeline.leaves(clock.now());
    const state = await untilListed(active, onWritten);
    if (isStopped(state)) return state;
    surelyOn = new Set(state.active);
    const changed = downtime.toggles > before;
    if (changed) states += 1;
    if (!isolated) {
      lag.reached(active, clock.now(), changed);
      timeline.reaches(active, clock.now(), changed);
    }
    tellOfOddities(state);
    await counts.record();
    if (!isolated) current = { key, state };
    return state;
  }

  /**
   * Switches, and reads again after growing pauses where the list does not show what the site has
   * accepted: it may be behind. Once it was, plugins are switched on whatever it says.
   */
  async function untilListed(
    active: readonly PluginId[],
    onWritten?: (isAccepted: boolean) => void,
  ): Promise<SwitchedState | Stopped> {
    const untouched = isUntouched;
    const attempt = (first = !isFollowed) =>
      control.activateExactly(active, {
        signal,
        owned: baseline,
        onToggle: tellToggles(downtime, clock, emit),
        untouched,
        first,
        onWritten,
        ...(listLags && { force: active.filter((plugin) => everOff.has(plugin)) }),
      });
    isUntouched = false;
    let state = await attempt();
    if (state.twoVoices) {
      isUntouched = untouched;
      return { type: 'stopped', why: 'two-voices' };
    }
    const forbids = downtime.toggles === 0 ? forbiddenIn(state) : [];
    if (forbids.length > 0) {
      for (const { plugin } of forbids) forbidden.add(plugin);
      surelyOn = new Set(state.active);
      // One plugin may forbid it for itself; of two, the site does. There is nothing to wait for.
      const [{ code } = { code: '' }] = forbids;
      return forbidden.size > 1 ? { type: 'stopped', why: 'changes-refused', code } : state;
    }
    // What was sent is seen, or nothing was: the next change is the first one still.
    isFollowed ||= downtime.toggles > 0 && keysOf(state).length === 0;
    for (const each of selfMade(state)) {
      seenBefore.add(keyOf(each));
      everOff.add(each.plugin);
    }
    const unexplained = keysOf(state).filter((key) => !seenBefore.has(key));
    if (isolated || unexplained.length === 0) return state;
    for (const pause of LIST_PAUSES) {
      emit({ type: 'waiting', why: 'site-lags', seconds: pause / 1_000 });
      await clock.sleep(pause, signal);
      state = await attempt();
      if (keysOf(state).some((key) => unexplained.includes(key))) continue;
      listLags = true;
      isListLate = true;
      isFollowed = true;
      return (lag.isSeen ? null : counts.distrust()) ?? state;
    }
    // It will not, whatever is waited for; a list that never follows looks the same.
    listLags = true;
    if (!isFollowed) state = await attempt(false);
    isFollowed = true;
    for (const key of unexplained) seenBefore.add(key);
    return state;
  }

  /**
   * Plugins that are off although this run has never switched them off: no list that is behind can show that. They
   * deactivate themselves for want of another one, or somebody else does it.
   */
  function selfMade({ refused }: SwitchedState): SwitchedState['refused'] {
    return refused.filter(
      ({ plugin, wanted, code }) =>
        wanted === 'active' && code === 'went-off-by-itself' && !everOff.has(plugin),
    );
  }

  /** With other strangers beside them, sets may fail that passed before: what was seen is of another site. */
  function noticeChange(active: readonly PluginId[]): void {
    if (isolated) return;
    const strangers = differenceOf(active, baseline).appeared.toSorted().join('\n');
    const isOther = strangersSeen !== undefined && strangersSeen !== strangers;
    strangersSeen = strangers;
    // A plugin that brings strangers along with itself would start the search anew for ever.
    if (!isOther || changes === MOST_CHANGES) return;
    changes += 1;
    counts.forget();
  }

  /** Each oddity is told once; what somebody else switched on is said and never undone. */
  function tellOfOddities({ active, refused }: SwitchedState): void {
    const isNew = (key: string) => !seenBefore.has(key) && seenBefore.add(key) !== undefined;
    const strangers = differenceOf(active, baseline).appeared.filter(
      (id) => id !== ports.brought && isNew(id),
    );
    for (const stranger of strangers) appeared.add(stranger);
    if (strangers.length > 0) {
      emit({ type: 'note', note: { type: 'appeared-meanwhile', plugins: strangers } });
    }
    noticeChange(active);
    for (const each of refused) {
      const { plugin, code } = each;
      // A list that is behind shows plugins as they were: awkward is only what stays so.
      if (isListLate && !saysWhy(code) && !seenBefore.has(keyOf(each))) continue;
      if (!isNew(`${plugin} ${code}`)) continue;
      emit({ type: 'note', note: { type: 'awkward-plugin', plugin, code } });
    }
  }

  return {
    reach,
    forgetCurrent() {
      current = undefined;
    },
    appeared,
    dismissLag() {
      if (!isListLate && !listLags) lag.dismiss();
    },
    get isLate() {
      return lag.isSeen || isListLate;
    },
    get lags() {
      return lag.isSeen || listLags;
    },
    get maybeOff() {
      // A session leaves plugins out, and what is off besides is not known to it.
      if (isolated) return baseline;
      return baseline.filter((plugin) => (listLags ? everOff.has(plugin) : !surelyOn.has(plugin)));
    },
    get states() {
      return states;
    },
    get isUntouched() {
      return isUntouched;
    },
  };
}

/** Refusals that nobody gave a reason for. */
function keysOf({ refused }: SwitchedState): string[] {
  return refused.filter(({ code }) => !saysWhy(code)).map(keyOf);
}

function keyOf({ plugin, wanted }: SwitchedState['refused'][number]): string {
  return `${plugin} not ${wanted}`;
}

/** Changes that were answered with a plain no: by a firewall, by the host, by a plugin that takes the right away. */
function forbiddenIn({ refused }: SwitchedState): SwitchedState['refused'] {
  const isNo = /^(?:wp-die|http-4(?!08|25|29)\d\d|rest_cannot_(?:manage|deactivate)_plugins?)$/;
  return refused.filter(({ wanted, code }) => wanted === 'inactive' && isNo.test(code));
}

/** How long a list is given to follow. Milliseconds. */
const LIST_PAUSES = [1_000, 3_000, 8_000];

/** So many changes by strangers start the search anew. */
const MOST_CHANGES = 4;
