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
type Look = {
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
  const looks: Look[] = [];
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

type Seen = { readonly from: number; readonly to: number; readonly verdict: Verdict };

/** A shorter delay leaves each look with its own state, or with the one before. */
function harmlessDelay(
  stretches: readonly Stretch[],
  seen: readonly Seen[],
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
  seen: readonly Seen[],
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
