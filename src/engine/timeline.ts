/**
 * What was in force when, and what was seen when: enough to tell whether every answer may have come of
 * an earlier state. Servers that are behind by the same time, as replicas are, contradict nothing by
 * themselves; they contradict the sets. With more plugins on a failure stays a failure, so a delay that
 * would make a larger set work than one that fails is none. Pure.
 */

import type { Observation, PluginId, Verdict } from '../model/report.ts';

/** The record of a run's states and looks. Times are in milliseconds and never go back. */
export type Timeline = {
  /** From now on the site is on its way to another state. */
  leaves(at: number): void;
  /**
   * These plugins are active from now on. `disturbed`: they were to be already, and somebody else had
   * changed them at some moment since.
   */
  reaches(active: readonly PluginId[], at: number, disturbed: boolean): void;
  /** One request a symptom was sent and answered meanwhile. */
  sees(observations: readonly Observation[], from: number, to: number): void;
  /**
   * True when one delay, of at most `most` milliseconds, explains all looks at a symptom and makes one of
   * the looks at the last so many states tell of a state before the one that precedes it.
   */
  couldBeLate(symptom: number, states: number, most: number): boolean;
};

/** A set of baseline plugins, one bit each; negative where it is not known. */
type Mask = bigint;
const UNKNOWN: Mask = -1n;
/** What was in force from a moment on; on the way between two states it can have been any of a few. */
type Stretch = { readonly from: number; readonly steady: boolean; readonly masks: readonly Mask[] };
type TimedLook = {
  readonly from: number;
  readonly to: number;
  readonly verdicts: readonly (Verdict | undefined)[];
};

/** A timeline that starts with the baseline, on which every symptom fails. */
export function createTimeline(baseline: readonly PluginId[]): Timeline {
  const bitOf = new Map(baseline.map((plugin, index) => [plugin, 1n << BigInt(index)]));
  const maskOf = (active: readonly PluginId[]) =>
    active.reduce((mask, plugin) => mask | (bitOf.get(plugin) ?? 0n), 0n);
  const everything = maskOf(baseline);
  const stretches: Stretch[] = [
    { from: Number.NEGATIVE_INFINITY, steady: true, masks: [everything] },
  ];
  const looks: TimedLook[] = [];
  let leftAt: number | undefined;
  let readAt = Number.NEGATIVE_INFINITY;

  return {
    leaves(at) {
      leftAt ??= at;
    },
    reaches(active, at, disturbed) {
      const mask = maskOf(active);
      const before = stretches.at(-1)?.masks[0];
      const isNew = before !== mask;
      if (isNew || disturbed) {
        const masks = isNew && before !== undefined ? onTheWay(before, mask) : [UNKNOWN];
        stretches.push({ from: isNew ? (leftAt ?? at) : readAt, steady: false, masks });
        stretches.push({ from: at, steady: true, masks: [mask] });
      }
      leftAt = undefined;
      readAt = at;
    },
    sees(observations, from, to) {
      const verdicts = observations.map(({ verdict }) => verdict);
      looks.push({ from, to, verdicts });
    },
    couldBeLate(symptom, states, most) {
      const seen = looks.flatMap(({ from, to, verdicts }) => {
        const verdict = verdicts[symptom];
        return verdict === 'fails' || verdict === 'passes' ? [{ from, to, verdict }] : [];
      });
      const least = harmlessDelay(stretches, seen, states);
      for (let delay = Math.max(SHORTEST_MS, least); ; delay *= STEP) {
        const tried = Math.min(delay, most);
        if (least < most && explains(tried, stretches, seen, everything)) return true;
        if (delay >= most) return false;
      }
    },
  };
}

type SeenVerdict = { readonly from: number; readonly to: number; readonly verdict: Verdict };

/** A shorter delay leaves each look with its own state, or with the one before. */
function harmlessDelay(
  stretches: readonly Stretch[],
  seen: readonly SeenVerdict[],
  states: number,
): number {
  const last = stretches.filter(({ steady }) => steady).slice(-states);
  const delays = last.slice(1).flatMap((state, index) => {
    const first = seen.find(({ from }) => from >= state.from);
    return first ? first.from - (last[index]?.from ?? 0) : 0;
  });
  return Math.min(...delays);
}

/** Whether every look makes sense, if it tells of what was in force that long before it. */
function explains(
  delay: number,
  stretches: readonly Stretch[],
  seen: readonly SeenVerdict[],
  everything: bigint,
): boolean {
  const blur = Math.max(SHORTEST_MS, BLUR * delay);
  const clues = seen.map(({ from, to, verdict }) => ({
    verdict,
    masks: inForce(stretches, from - delay - blur, to - delay + blur),
  }));
  const failing = new Set([everything]);
  const passing = new Set<bigint>();
  for (let known = 0; known < failing.size + passing.size; ) {
    known = failing.size + passing.size;
    for (const { verdict, masks } of clues) {
      const left = masks.filter(
        (mask) =>
          mask === UNKNOWN ||
          (verdict === 'fails'
            ? !some(passing, (larger) => (mask & larger) === mask)
            : !some(failing, (smaller) => (mask & smaller) === smaller)),
      );
      if (left.length === 0) return false;
      if (left.includes(UNKNOWN)) continue;
      // Whichever it was: what all of them hold works where one of them does, and all together fails.
      if (verdict === 'fails') failing.add(left.reduce((together, mask) => together | mask));
      else passing.add(left.reduce((shared, mask) => shared & mask));
    }
  }
  return true;
}

/** What was in force at some moment of these. */
function inForce(stretches: readonly Stretch[], from: number, to: number): readonly Mask[] {
  const masks = new Set<Mask>();
  for (const [index, stretch] of stretches.entries()) {
    const end = stretches[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    if (stretch.from > to || end < from) continue;
    for (const mask of stretch.masks) masks.add(mask);
  }
  return [...masks];
}

/** Between two states lies what both have at least, and at most what either has. */
function onTheWay(before: Mask, after: Mask): readonly Mask[] {
  return [...new Set([before, after, before & after, before | after])];
}

function some(masks: ReadonlySet<bigint>, holds: (mask: bigint) => boolean): boolean {
  for (const mask of masks) if (holds(mask)) return true;
  return false;
}

/** Delays are tried so far apart, and hold so much more or less: a tenth either way. */
const STEP = 1.05;
const BLUR = 0.1;
/** Nothing that takes requests is told apart more closely. Milliseconds. */
const SHORTEST_MS = 20;

/**
 * How long a site takes to hear of a switch. Replicas, servers with a memory of their own and caches
 * answer with plugins that are off already, or not on yet; a verdict counts only when whoever answers
 * visitors has heard of the switch. On a site that answers at once nothing is waited for.
 */

/** Longer than any memory that was met (object caches, opcode caches, replicas, page caches). Milliseconds. */
export const LONGEST_MEMORY_MS = 12_000;
/** How long every switch is waited out, once it was seen that the site lags: once, and again. */
const WAITS = [0, LONGEST_MEMORY_MS, 2.5 * LONGEST_MEMORY_MS];

/** True for a refusal that tells its reason; any other one may only be a list that is behind. */
export function saysWhy(code: string): boolean {
  return /^(?:plugin_|rest_|no_plugin_header|unreachable$|not-installed$|fatal$)/.test(code);
}

/** What is known of a site's lag, and of which states its answers may still tell. */
export type Lag = {
  /** True once an answer, or a list, was seen to be behind. */
  readonly isSeen: boolean;
  /** True while a switch can still be waited out longer than now. */
  readonly canWaitLonger: boolean;
  /** The site was seen to lag (again): every switch is waited out longer. False at the end of all patience. */
  see(): boolean;
  /** These plugins are active from now on; `changed`: they were not the ones before. */
  reached(active: readonly PluginId[], at: number, changed: boolean): void;
  /** Milliseconds until an answer counts as one of the present state. */
  toWait(now: number): number;
  /**
   * Milliseconds until an answer can tell of no other state. A pass cannot come from everything on as it
   * was found, for that fails: `passes` does not wait for it.
   */
  untilAlone(now: number, passes: boolean): number;
};

/** The lag of a site on which these plugins were found active, and nothing was switched yet. */
export function createLag(baseline: readonly PluginId[]): Lag {
  const first = keyOf(baseline);
  /** When each state was in force last. */
  const ended = new Map<string, number>();
  let current = first;
  let switchedAt = Number.NEGATIVE_INFINITY;
  let level = 0;
  return {
    get isSeen() {
      return level > 0;
    },
    get canWaitLonger() {
      return level + 1 < WAITS.length;
    },
    see() {
      if (level + 1 === WAITS.length) return false;
      level += 1;
      return true;
    },
    reached(active, at, changed) {
      const key = keyOf(active);
      if (key !== current || changed) {
        ended.set(current, at);
        switchedAt = at;
      }
      current = key;
    },
    toWait: (now) => Math.max(0, switchedAt + (WAITS[level] ?? 0) - now),
    untilAlone(now, passes) {
      const others = [...ended].filter(([key]) => key !== current && !(passes && key === first));
      const last = Math.max(Number.NEGATIVE_INFINITY, ...others.map(([, at]) => at));
      // A clock that was set back would have it waited for hours.
      return Math.min(LONGEST_MEMORY_MS, Math.max(0, last + LONGEST_MEMORY_MS - now));
    },
  };
}

function keyOf(active: readonly PluginId[]): string {
  return active.toSorted().join('\n');
}
