/** Brings plugins back over whatever way works, and believes only what is read back. */

import type { InstalledHelper } from '../journal/journal.ts';
import type { Emit } from '../model/events.ts';
import type { Clock, OnToggle, Refusal, Switch, SwitchedState } from '../model/ports.ts';
import {
  type Difference,
  differenceOf,
  isNone,
  type PluginId,
  type Unknown,
} from '../model/report.ts';
import { diedIn } from './dies-on-activation.ts';
import { type DowntimeMeter, tellToggles } from './downtime.ts';
import type { Plan } from './plan.ts';
import type { RunPorts, RunTask } from './task.ts';
import { LONGEST_MEMORY_MS, saysWhy } from './timeline.ts';

/** How often each switch is tried, and how long a lost network is waited for between tries (ms). */
const WAITS = [0, 1_000, 3_000, 8_000, 20_000, 30_000];

/** The wait after which, with those before it, the longest memory is over. */
const LATE_MS = 8_000;

/**
 * Brings `target` back and reads the list back: first over the run's own switch, then over every
 * other way in, then again after waiting (the network may come back). Never throws and never gives
 * up early: the difference it resolves with is what is really left.
 */
export async function restorePlugins(ports: {
  readonly switches: readonly Switch[];
  readonly target: readonly PluginId[];
  /** What may be switched off on the way: the baseline. */
  readonly owned?: readonly PluginId[];
  /** What may be off, whatever a list says; default: everything. Nothing else is told as missing unread. */
  readonly maybeOff?: readonly PluginId[];
  /** The list was seen to be behind: it is not believed at once. */
  readonly lags?: boolean;
  readonly clock: Clock;
  readonly onToggle: OnToggle;
  /** What may be off, for a site whose list cannot be read at all. */
  readonly unread: () => Unknown;
  /** Told which switch brought everything back. */
  readonly onRestored?: (control: Switch) => void;
  /** Told what a switch refused, each time. */
  readonly onRefused?: (refused: readonly Refusal[]) => void;
  /** Told of every wait: for a site that gave no answer, and for a list that may be behind. */
  readonly emit: Emit;
}): Promise<Difference> {
  const { switches, target, owned, lags = false, clock, onToggle, emit } = ports;
  const maybeOff = ports.maybeOff ?? ports.unread().plugins;
  const doubtful = target.filter((plugin) => maybeOff.includes(plugin));
  let last: Difference | null = null;
  let absent: ReadonlySet<PluginId> = new Set();
  /** A plugin stays off, and nobody said why: the list may only be behind. */
  let late = lags;
  const told = new Set<PluginId>();
  /** Sent on although a list showed them active. */
  const sentOn = new Set<PluginId>();
  const tell: OnToggle = (plugin, now) => {
    if (now === 'active') told.add(plugin);
    onToggle(plugin, now);
  };

  const leavers = new Set<PluginId>();

  async function attempt(control: Switch, force: readonly PluginId[]): Promise<SwitchedState> {
    const state = await control.activateExactly(target, {
      onToggle: tell,
      owned,
      force,
      agreed: true,
    });
    ports.onRefused?.(state.refused);
    for (const { plugin, wanted, code } of state.refused) {
      if (wanted === 'active' && code === 'went-off-by-itself') leavers.add(plugin);
    }
    late ||= state.refused.some(({ wanted, code }) => wanted === 'active' && !saysWhy(code));
    return state;
  }

  /**
   * A list that shows plugins active which nobody has switched on is behind, or was never different: they are
   * sent on once, whatever else is missing. One that is on accepts that, too.
   */
  async function readTwice(control: Switch, once: SwitchedState): Promise<SwitchedState> {
    const claimed = doubtful.filter(
      (plugin) =>
        once.active.includes(plugin) && !sentOn.has(plugin) && (lags || !told.has(plugin)),
    );
    if (claimed.length === 0) return once;
    const { refused } = await attempt(control, claimed);
    for (const plugin of claimed) {
      if (!refused.some((each) => each.plugin === plugin)) sentOn.add(plugin);
    }
    emit({ type: 'waiting', why: 'site-lags', seconds: LONGEST_MEMORY_MS / 1_000 });
    await clock.sleep(LONGEST_MEMORY_MS);
    return attempt(control, []);
  }

  let reached = true;
  let missedBefore: string | undefined;
  for (const [tries, wait] of WAITS.entries()) {
    if (!reached) {
      const nextSeconds = wait / 1_000;
      emit({ type: 'unreachable', attempt: tries, attempts: WAITS.length, nextSeconds });
    }
    if (wait > 0) await clock.sleep(wait);
    reached = false;
    for (const control of switches) {
      try {
        const state = await readTwice(control, await attempt(control, []));
        // An update takes a plugin's files away for a moment: it is gone when two tries say so.
        const now = notInstalled(state);
        last = differenceOf(
          state.active,
          target,
          target.filter((plugin) => wait > 0 && now.has(plugin) && absent.has(plugin)),
        );
        if (!reached) absent = now;
        reached = true;
        if (last.missing.length === 0) {
          ports.onRestored?.(control);
          return last;
        }
      } catch {
        // The next way in, or the next try, may work; what could not be done shows in `last`.
      }
    }
    // The site answered and still refuses: one more try is worth it, waiting a minute is not. What is missing
    // only now was sent on a moment ago, and a list that is behind cannot show it yet.
    const missed = last?.missing.join('\n');
    const isNew = late && missed !== missedBefore && wait === LATE_MS;
    if (reached && wait >= (late ? LATE_MS : 1_000) && !isNew) break;
    missedBefore = missed;
  }
  return last === null ? unreadDifference(ports.unread()) : withOffAgain(last, leavers, switches);
}

/** Where every way in runs the hooks of an activation, plugins that deactivate each other do not come back. */
function withOffAgain(
  difference: Difference,
  leavers: ReadonlySet<PluginId>,
  switches: readonly Switch[],
): Difference {
  const canActivateSilently = switches.some(({ kind }) => kind === 'admin' || kind === 'wp-cli');
  const offAgain = difference.missing.filter((plugin) => leavers.has(plugin));
  return canActivateSilently || offAgain.length === 0 ? difference : { ...difference, offAgain };
}

/** What is off as far as is known where the list cannot be read: what the journal says, and what was seen going off. */
export function unreadOff(
  wanted: readonly PluginId[],
  journaled: readonly PluginId[],
  { off }: DowntimeMeter,
): readonly PluginId[] {
  return wanted.filter((plugin) => journaled.includes(plugin) || off.includes(plugin));
}

/** The difference of a site whose list could not be read. */
export function unreadDifference(unknown: Unknown): Difference {
  return { missing: [], appeared: [], unknown };
}

function notInstalled({ refused }: SwitchedState): ReadonlySet<PluginId> {
  return new Set(refused.flatMap(({ plugin, code }) => (code === 'not-installed' ? plugin : [])));
}

/**
 * The difference after what the run itself had put on the site (Health Check) is to be gone. It goes
 * last: the session that it carries has ended. `takeAway` resolves with true when it is gone.
 */
export async function afterCleanup(
  found: Difference,
  brought: InstalledHelper | null,
  takeAway: () => Promise<boolean>,
): Promise<Difference> {
  if (brought === null) return found;
  const { plugin } = brought;
  const appeared = found.appeared.filter((id) => id !== plugin);
  const gone = await takeAway().catch(() => false);
  return { ...found, appeared, ...(gone ? {} : { stayed: [plugin] }) };
}

/** The end of a run: the baseline comes back over whatever way works, and is read back. */

/** How the site differs now, and what is off because it was to stay off. */
export type Restoration = {
  readonly difference: Difference;
  readonly leftOff: readonly PluginId[];
  /** Members of `leftOff` that WordPress refuses to activate again, because their code dies. */
  readonly died: readonly PluginId[];
};

/** Brings everything back but `unwanted`, and what cannot be on without it; reads it back and tells. */
export async function restoreBaseline(
  ports: RunPorts,
  task: RunTask,
  downtime: DowntimeMeter,
  unwanted: readonly PluginId[],
  {
    maybeOff,
    lags,
    untouched,
    mayStayOff,
  }: {
    readonly maybeOff: readonly PluginId[];
    readonly lags: boolean;
    /** The run has sent nothing: there is nothing to put right, and two lists would only mislead. */
    readonly untouched: boolean;
    /** Plugins that may stay off where WordPress refuses to activate them because they die. */
    readonly mayStayOff: readonly PluginId[];
  },
): Promise<Restoration> {
  const { control, journal, clock, emit } = ports;
  const { baseline } = task.plan;
  const since = new Date(clock.now()).toISOString();
  if (!untouched) emit({ type: 'restoring', off: [] });
  let leftOff = withDependents(unwanted, task.plan);
  const dead = new Set<PluginId>();
  let found = await bringBackTo(baseline.filter((plugin) => !leftOff.includes(plugin)));
  if (leftOff.length > 0 && !areAloneOff(found, leftOff)) {
    // To have everything back comes first.
    const mayBeOff = leftOff;
    leftOff = [];
    found = await bringBackTo(baseline, mayBeOff);
  }
  await control.close().catch(() => {});
  const { takeAway = async () => true } = ports;
  const died = withDependents(
    mayStayOff.filter((plugin) => dead.has(plugin)),
    task.plan,
  ).filter((plugin) => found.missing.includes(plugin));
  found = { ...found, missing: found.missing.filter((plugin) => !died.includes(plugin)) };
  const difference = await afterCleanup(found, task.brought, takeAway);
  // Deleting Health Check takes what it keeps along.
  const deleted = task.brought?.undo === 'delete' && difference.stayed === undefined;
  for (const left of deleted ? [] : (control.leftovers?.() ?? [])) {
    emit({ type: 'note', note: { type: 'left-behind', what: left } });
  }
  if (!untouched || !isNone(difference)) {
    emit(
      isNone(difference)
        ? { type: 'restored', ...(died.length > 0 ? { died } : {}) }
        : { type: 'not-restored', difference, journal: journal.path },
    );
  }
  // A culprit that would not go off is active still, whatever was asked for.
  const off = leftOff.filter((plugin) => !difference.appeared.includes(plugin));
  return { difference, leftOff: [...new Set([...off, ...died])], died };

  function tellInstead(by: Switch, own: Switch | undefined): void {
    if (own === undefined || by === own) return;
    const note = { type: 'restored-through', switch: by.kind, instead: own.kind } as const;
    emit({ type: 'note', note });
  }

  async function bringBackTo(
    target: readonly PluginId[],
    offBefore: readonly PluginId[] = [],
  ): Promise<Difference> {
    if (untouched) return { missing: [], appeared: [] };
    // When the disk is full the site still has to come back; the journal's baseline then stands.
    await journal.restoring(target).catch(() => {});
    // A session leaves plugins out and cannot really switch one: a culprit that is to stay off needs more.
    const real = control.kind === 'isolated' && target.length < baseline.length;
    const switches = real ? ports.fallbacks : [control, ...ports.fallbacks];
    return restorePlugins({
      switches,
      onRestored: (by) => tellInstead(by, switches[0]),
      target,
      owned: baseline,
      unread: () => ({ plugins: unreadOff(target, journal.mayBeOff(), downtime), since }),
      maybeOff: [...maybeOff, ...offBefore],
      lags,
      clock,
      onToggle: tellToggles(downtime, clock, emit),
      onRefused: (refused) => {
        for (const plugin of diedIn(refused)) dead.add(plugin);
      },
      emit,
    });
  }
}

/** False where something else would stay off with these plugins, or where nobody can say whether they are off. */
export function areAloneOff(found: Difference, unwanted: readonly PluginId[]): boolean {
  return isNone(found) && !unwanted.some((plugin) => found.appeared.includes(plugin));
}

/** What requires a plugin cannot be switched on without it: it stays off, too. */
function withDependents(plugins: readonly PluginId[], { requires, baseline }: Plan): PluginId[] {
  const off = new Set(plugins);
  for (const parent of off) {
    for (const child of baseline) if (requires[child]?.includes(parent)) off.add(child);
  }
  return [...off];
}
