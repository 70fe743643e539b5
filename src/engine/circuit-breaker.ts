/**
 * Does the site suffer? Answers get much slower than they were, or one error follows the other. That
 * alone proves nothing: a set of plugins may be slow or broken by itself. So it is a suspicion, and
 * what decides is a look at like and like: the site with everything on, then and now.
 */

import type { Clock, Oracle, SwitchedState } from '../model/ports.ts';
import type { Observation } from '../model/report.ts';
import { type Degradation, isStopped, type Stopped } from './stopped.ts';

/** So many looks make a suspicion; after each one that was wrong, twice as many. */
const WINDOW = 5;
/** So many looks, the first ones that got an answer, tell what is usual. */
const USUAL = 3;
const MUCH_SLOWER = 5;
/** Below this nobody suffers, however fast the site was before. Milliseconds. */
const BEARABLE_MS = 3_000;
/** How long the site is left alone before each further look. Milliseconds. */
const RESTS = [0, 10_000, 30_000];

/** Watches how an oracle is answered, and looks closer where that is worrying. */
export type CircuitBreaker = {
  /** The oracle, watched. */
  readonly oracle: Oracle;
  /**
   * Resolves at once unless the last looks were worrying. Then everything comes on, and the site is
   * looked at and given time. Tells where it does not recover.
   */
  check(signal: AbortSignal): Promise<Stopped | null>;
};

/** Watches `oracle`. `allOn` makes everything active; `onRest` is told before the site is left alone. */
export function createCircuitBreaker(ports: {
  readonly oracle: Oracle;
  readonly clock: Clock;
  /** Indices of the symptoms that the site itself answers. */
  readonly symptoms: readonly number[];
  readonly allOn: () => Promise<SwitchedState | Stopped>;
  readonly onSuspicion: () => void;
  readonly onRest: (seconds: number) => void;
}): CircuitBreaker {
  const { oracle, clock, symptoms } = ports;
  const usual: number[] = [];
  let recent: TimedAnswer[] = [];
  let window = WINDOW;

  async function look(probe: () => Promise<readonly Observation[]>, asked: readonly number[]) {
    const started = clock.now();
    const observations = await probe();
    const seen = asked.flatMap((index) => observations[index] ?? []);
    const ms = (clock.now() - started) / Math.max(1, seen.length);
    return { observations, look: { ms, bad: seen.length > 0 && seen.every(isBad) } };
  }

  function add(seen: TimedAnswer): void {
    if (!seen.bad && usual.length < USUAL) usual.push(seen.ms);
    recent = [...recent, seen].slice(-window);
  }

  function suspicion(): Degradation | null {
    if (recent.length < window || usual.length < USUAL) return null;
    if (recent.every(({ bad }) => bad)) return 'errors';
    return isSlow(median(recent.map(({ ms }) => ms))) ? 'slow' : null;
  }

  function isSlow(ms: number): boolean {
    return ms > Math.max(BEARABLE_MS, MUCH_SLOWER * median(usual));
  }

  return {
    oracle: {
      async probe(through, signal, wanted) {
        const asked = symptoms.filter((index) => wanted?.includes(index) ?? true);
        const seen = await look(() => oracle.probe(through, signal, wanted), asked);
        // A person who judges takes as long as a person takes.
        if (asked.length > 0) add(seen.look);
        return seen.observations;
      },
    },
    async check(signal) {
      const from = suspicion();
      if (from === null) return null;
      ports.onSuspicion();
      for (const rest of RESTS) {
        if (rest > 0) ports.onRest(rest / 1_000);
        await clock.sleep(rest, signal);
        const state = await ports.allOn();
        if (isStopped(state)) return state;
        const { through } = state;
        const { look: now } = await look(() => oracle.probe(through, signal, symptoms), symptoms);
        if (now.bad || isSlow(now.ms)) continue;
        // The sets are to blame, not the load.
        recent = [];
        window *= 2;
        return null;
      }
      return { type: 'stopped', why: 'site-suffers', from };
    },
  };
}

type TimedAnswer = { readonly ms: number; readonly bad: boolean };

function isBad({ reason }: Observation): boolean {
  return reason === 'server-error' || reason === 'no-answer';
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
