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
   * True when one delay, of at most `most` milliseconds, explains all looks at a symptom and lets one of
   * the looks at the last so many states tell of another set than its own.
   */
  couldBeLate(symptom: number, states: number, most: number): boolean;
  /**
   * Milliseconds to stay in the present state, at most `most`, before a success with these plugins active, and a
   * failure with everything on after it, could not be late: by then whatever is behind has passed what was in force
   * before. 0 where no such time is enough.
   */
  stayBefore(
    active: readonly PluginId[],
    symptom: number,
    limits: { readonly now: number; readonly most: number },
  ): number;
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
      const seen = seenOf(symptom);
      return isExplained(stretches, seen, states, most);
    },
    stayBefore(active, symptom, { now, most }) {
      const current = stretches.at(-1);
      const last = looks.at(-1);
      if (!current?.steady || !last) return 0;
      const known = { stretches, seen: seenOf(symptom) };
      const mask = maskOf(active);
      const pace = {
        switching: shortestChange(stretches),
        looking: last.to - last.from,
      };
      for (let stay = 0; stay <= most; stay = Math.max(SHORTEST_MS, stay * LONGER)) {
        const success = foretold(known, { at: now + stay, mask, ...pace }, 'passes');
        const then = { at: success.seen.at(-1)?.to ?? now, mask: everything, ...pace };
        const proof = foretold(success, then, 'fails');
        if (!isExplained(proof.stretches, proof.seen, IN_TURN, most)) return stay;
      }
      return 0;
    },
  };

  /** True where all looks make sense with some delay, and one at the last so many states is of another set then. */
  function isExplained(
    then: readonly Stretch[],
    seen: readonly SeenVerdict[],
    states: number,
    most: number,
  ): boolean {
    const since = lastStates(then, states)[0]?.from ?? Number.NEGATIVE_INFINITY;
    return delaysBetween(harmlessDelay(then, seen, states), most).some((delay) => {
      const told = tellsOf(delay, then, seen, everything);
      if (told === null) return false;
      const atLast = told.filter(({ from }) => from >= since);
      return atLast.length === 0 || atLast.some((look) => isOfAnother(look, then));
    });
  }

  function isOfAnother({ from, verdict, masks }: LookInDoubt, then: readonly Stretch[]): boolean {
    const own = then.findLast((stretch) => stretch.from <= from)?.masks[0] ?? UNKNOWN;
    // That everything on fails was seen before anything was switched.
    if (verdict === 'fails' && own === everything) return false;
    return masks.some((mask) => mask !== own);
  }

  function seenOf(symptom: number): readonly SeenVerdict[] {
    return looks.flatMap(({ from, to, verdicts }) => {
      const verdict = verdicts[symptom];
      return verdict === 'fails' || verdict === 'passes' ? [{ from, to, verdict }] : [];
    });
  }
}

type Course = { readonly stretches: readonly Stretch[]; readonly seen: readonly SeenVerdict[] };

/** Milliseconds that the shortest way from one state to another took: of a proof it is one plugin's. */
function shortestChange(stretches: readonly Stretch[]): number {
  const took = stretches.flatMap(({ from, steady }, index) =>
    steady ? [] : (stretches[index + 1]?.from ?? from) - from,
  );
  return took.length > 0 ? Math.min(...took) : 0;
}

/** What will have been seen once another state was reached after so long, and looked at for so long. */
function foretold(
  { stretches, seen }: Course,
  next: {
    readonly at: number;
    readonly mask: Mask;
    readonly switching: number;
    readonly looking: number;
  },
  verdict: Verdict,
): Course {
  const { at, mask } = next;
  const from = at + next.switching;
  const before = stretches.at(-1)?.masks[0] ?? UNKNOWN;
  return {
    stretches: [
      ...stretches,
      { from: at, steady: false, masks: onTheWay(before, mask) },
      { from, steady: true, masks: [mask] },
    ],
    seen: [...seen, { from, to: from + next.looking, verdict }],
  };
}

type SeenVerdict = { readonly from: number; readonly to: number; readonly verdict: Verdict };

/** A shorter delay leaves each look with its own state, or with the one before. */
function harmlessDelay(
  stretches: readonly Stretch[],
  seen: readonly SeenVerdict[],
  states: number,
): number {
  const last = lastStates(stretches, states);
  const delays = last.slice(1).flatMap((state, index) => {
    const first = seen.find(({ from }) => from >= state.from);
    return first ? first.from - (last[index]?.from ?? 0) : 0;
  });
  return Math.min(...delays);
}

function lastStates(stretches: readonly Stretch[], count: number): readonly Stretch[] {
  return stretches.filter(({ steady }) => steady).slice(-count);
}

/** Delays from `least` to `most`, so close that each holds for those up to the next. Milliseconds. */
function delaysBetween(least: number, most: number): readonly number[] {
  const delays: number[] = [];
  if (least >= most) return delays;
  for (let delay = Math.max(SHORTEST_MS, least); delay < most; delay *= STEP) delays.push(delay);
  return [...delays, most];
}

/** A look, and the sets one of which it may tell of. */
type LookInDoubt = SeenVerdict & { readonly masks: readonly Mask[] };

/** What every look may tell of, if that is what was in force so long before it; null where one makes no sense then. */
function tellsOf(
  delay: number,
  stretches: readonly Stretch[],
  seen: readonly SeenVerdict[],
  everything: Mask,
): readonly LookInDoubt[] | null {
  const blur = Math.max(SHORTEST_MS, BLUR * delay);
  let told: readonly LookInDoubt[] = seen.map((look) => ({
    ...look,
    masks: inForce(stretches, look.from - delay - blur, look.to - delay + blur),
  }));
  const failing = new Set([everything]);
  const passing = new Set<Mask>();
  for (let known = 0; known < failing.size + passing.size; ) {
    known = failing.size + passing.size;
    told = told.map((look) => ({
      ...look,
      masks: look.masks.filter(
        (mask) =>
          mask === UNKNOWN ||
          (look.verdict === 'fails'
            ? !some(passing, (larger) => (mask & larger) === mask)
            : !some(failing, (smaller) => (mask & smaller) === smaller)),
      ),
    }));
    for (const { verdict, masks } of told) {
      if (masks.length === 0) return null;
      if (masks.includes(UNKNOWN)) continue;
      // Whichever it was: what all of them hold works where one of them does, and all together fails.
      if (verdict === 'fails') failing.add(masks.reduce((together, mask) => together | mask));
      else passing.add(masks.reduce((shared, mask) => shared & mask));
    }
  }
  return told;
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
/** Stays are tried so far apart: each this many times as long as the one before. */
const LONGER = 1.2;
/** The states of a proof: everything on, everything but the culprit, everything on. */
const IN_TURN = 3;
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
  /** What was seen has another reason: no switch is waited out for it. Heard once, or a run would never end. */
  dismiss(): void;
  /** These plugins are active from now on; `changed`: they were not the ones before. */
  reached(active: readonly PluginId[], at: number, changed: boolean): void;
  /** Milliseconds until an answer counts as one of the present state. */
  toWait(now: number): number;
  /** Milliseconds until whoever can be waited for at all has heard of the present state. */
  untilHeard(now: number): number;
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
  let isDismissed = false;
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
    dismiss() {
      if (!isDismissed) level = 0;
      isDismissed = true;
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
    untilHeard: (now) => Math.max(0, switchedAt + Math.max(...WAITS) - now),
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
