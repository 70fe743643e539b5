/**
 * How long a site takes to hear of a switch. Replicas, servers with a memory of their own and caches
 * answer with plugins that are off already, or not on yet; a verdict counts only when whoever answers
 * visitors has heard of the switch. On a site that answers at once nothing is waited for.
 */

import type { PluginId } from '../model/report.ts';

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
