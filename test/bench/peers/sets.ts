import { type Asking, minus, type Peer, repeated } from './peer.ts';

/** Zeller and Hildebrandt's ddmin (TSE 2002), with its cache, repeated on what is left. */
export const ddmin: Peer = {
  name: 'ddmin, repeated',
  *search(size) {
    const ask = cached();
    return yield* repeated(size, function* (pool) {
      if (yield* ask([])) return [];
      let set = pool;
      let parts = 2;
      while (set.length >= 2) {
        const chunks = split(set, parts);
        const failing = yield* firstFailing(ask, chunks);
        if (failing) {
          set = failing;
          parts = 2;
          continue;
        }
        const complements = parts > 2 ? chunks.map((chunk) => minus(set, chunk)) : [];
        const rest = yield* firstFailing(ask, complements);
        if (rest) {
          set = rest;
          parts = Math.max(parts - 1, 2);
          continue;
        }
        if (parts >= set.length) break;
        parts = Math.min(set.length, parts * 2);
      }
      return set;
    });
  },
};

/** Junker's QuickXplain (AAAI 2004), repeated on what is left. */
export const quickXplain: Peer = {
  name: 'QuickXplain, repeated',
  *search(size) {
    const ask = cached();
    const explain = function* (
      base: readonly number[],
      hasGrown: boolean,
      set: readonly number[],
    ): Asking<readonly number[]> {
      if (hasGrown && (yield* ask(base))) return [];
      if (set.length === 1) return set;
      const [left, right] = split(set, 2) as [readonly number[], readonly number[]];
      const inRight = yield* explain([...base, ...left], true, right);
      const inLeft = yield* explain([...base, ...inRight], inRight.length > 0, left);
      return [...inLeft, ...inRight];
    };
    return yield* repeated(size, function* (pool) {
      if (yield* ask([])) return [];
      return yield* explain([], false, pool);
    });
  },
};

/**
 * rimbisect's finder: where the first half passes, the second is assumed to fail; the answer is
 * checked, and where it does not hold both halves are narrowed, each with the other one loaded.
 */
export const rimbisect: Peer = {
  name: 'rimbisect finder, repeated',
  *search(size) {
    const ask = cached();
    // Undefined where an assumption on the way did not hold: then nothing in `set` fails by itself.
    const find = function* (
      set: readonly number[],
      base: readonly number[],
      isAssumed: boolean,
    ): Asking<readonly number[] | undefined> {
      if (set.length === 1) return !isAssumed || (yield* ask([...base, ...set])) ? set : undefined;
      const [left, right] = split(set, 2) as [readonly number[], readonly number[]];
      if (yield* ask([...base, ...left])) return yield* find(left, base, false);
      const guess = yield* find(right, base, true);
      if (guess) return guess;
      if (isAssumed) return undefined;
      if (yield* ask([...base, ...right])) return yield* find(right, base, false);
      const inLeft = (yield* find(left, [...base, ...right], false)) ?? [];
      const inRight = (yield* find(right, [...base, ...inLeft], false)) ?? [];
      return [...inLeft, ...inRight];
    };
    return yield* repeated(size, function* (pool) {
      const found = (yield* find(pool, [], false)) ?? [];
      return (yield* ask(found)) && !(yield* ask([])) ? found : [];
    });
  },
};

/** Mod Bisect Tool's IMCS: grows a passing set up to the plugin that tips it, holds that one, repeats. */
export const imcs: Peer = {
  name: 'IMCS-Enum',
  *search(size) {
    return yield* repeated(size, function* (pool) {
      if (yield []) return [];
      const found: number[] = [];
      let candidates = pool;
      do {
        let passing = 0;
        let failing = candidates.length;
        while (failing - passing > 1) {
          const middle = (passing + failing) >> 1;
          if (yield [...found, ...candidates.slice(0, middle)]) failing = middle;
          else passing = middle;
        }
        found.push(candidates[failing - 1]!);
        candidates = candidates.slice(0, failing - 1);
      } while (candidates.length > 0 && !(yield [...found]));
      return found;
    });
  },
};

type Ask = (on: readonly number[]) => Asking<boolean>;

/** Asks each set once. */
function cached(): Ask {
  const answers = new Map<string, boolean>();
  return function* (on) {
    const key = on.toSorted((a, b) => a - b).join();
    const before = answers.get(key);
    if (before !== undefined) return before;
    const answer = yield on;
    answers.set(key, answer);
    return answer;
  };
}

function* firstFailing(
  ask: Ask,
  sets: readonly (readonly number[])[],
): Asking<readonly number[] | undefined> {
  for (const set of sets) if (yield* ask(set)) return set;
  return undefined;
}

function split(set: readonly number[], parts: number): (readonly number[])[] {
  return Array.from({ length: parts }, (_, part) =>
    set.slice(
      Math.floor((part * set.length) / parts),
      Math.floor(((part + 1) * set.length) / parts),
    ),
  ).filter((chunk) => chunk.length > 0);
}
