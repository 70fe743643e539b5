import {
  findCulprits,
  type SearchOptions,
  type SearchResult,
  type SearchStep,
  type Verdict,
} from '../../src/search/index.ts';

/** Answers for a plugin set: the imagined site. */
export type Oracle = (active: ReadonlySet<string>) => Verdict;

/** A finished search with everything it asked. */
export type Played = {
  readonly result: SearchResult;
  readonly steps: readonly (SearchStep & { readonly verdict: Verdict })[];
};

/** Plays a search to its end against an imagined site. */
export function play(options: SearchOptions, oracle: Oracle): Played {
  const search = findCulprits(options);
  const steps: (SearchStep & { verdict: Verdict })[] = [];
  let next = search.next();
  while (!next.done) {
    if (steps.length > 20_000) throw new Error('The search does not end.');
    const verdict = oracle(new Set(next.value.active));
    steps.push({ ...next.value, verdict });
    next = search.next(verdict);
  }
  return { result: next.value, steps };
}

/** A site that fails where all plugins of any of these combinations are active. */
export const failsWith =
  (...combinations: readonly (readonly string[])[]): Oracle =>
  (active) =>
    combinations.some((plugins) => plugins.every((id) => active.has(id))) ? 'fails' : 'passes';

/**
 * A site described by a formula over plugin ids: `a || b && !c`. Names may contain letters, digits,
 * dots, dashes, underscores and slashes; parentheses are allowed.
 */
export function formula(text: string): Oracle {
  const tokens = text.match(/\|\||&&|!|\(|\)|[\w./-]+/g) ?? [];
  let at = 0;
  const either = (active: ReadonlySet<string>): boolean => {
    let value = both(active);
    while (tokens[at] === '||') {
      at++;
      value = both(active) || value;
    }
    return value;
  };
  const both = (active: ReadonlySet<string>): boolean => {
    let value = single(active);
    while (tokens[at] === '&&') {
      at++;
      value = single(active) && value;
    }
    return value;
  };
  const single = (active: ReadonlySet<string>): boolean => {
    const token = tokens[at++];
    if (token === '!') return !single(active);
    if (token !== '(') return token === 'true' || active.has(token ?? '');
    const value = either(active);
    at++;
    return value;
  };
  return (active) => {
    at = 0;
    return either(active) ? 'fails' : 'passes';
  };
}

/** `count` plugin ids: p0, p1, ... */
export const plugins = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `p${index}`);

/** The sets a site can be in: every plugin's known requirements are active too. */
export function reachableSets(
  suspects: readonly string[],
  requires: Readonly<Record<string, readonly string[]>> = {},
  pinned: readonly string[] = [],
): ReadonlySet<string>[] {
  const sets: Set<string>[] = [];
  for (let mask = 0; mask < 2 ** suspects.length; mask++) {
    const set = new Set([...pinned, ...suspects.filter((_, index) => (mask >> index) & 1)]);
    if (isReachable(set, [...pinned, ...suspects], requires)) sets.push(set);
  }
  return sets;
}

/** Whether a site can be in this set. */
export const isReachable = (
  active: ReadonlySet<string>,
  ids: readonly string[],
  requires: Readonly<Record<string, readonly string[]>>,
): boolean =>
  [...active].every((id) =>
    (requires[id] ?? []).every((need) => !ids.includes(need) || active.has(need)),
  );

/** Every minimal failing set among the reachable ones, by brute force; for small sites. */
export function minimalFailingSets(
  sets: readonly ReadonlySet<string>[],
  oracle: Oracle,
): ReadonlySet<string>[] {
  const failing = sets.filter((set) => oracle(set) === 'fails');
  return failing.filter(
    (set) => !failing.some((other) => other.size < set.size && isWithin(other, set)),
  );
}

const isWithin = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].every((id) => b.has(id));

/** Plugins with everything they require. */
export function withNeeds(
  ids: Iterable<string>,
  requires: Readonly<Record<string, readonly string[]>>,
  known: readonly string[],
): Set<string> {
  const set = new Set<string>();
  const pending = [...ids];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (set.has(id)) continue;
    set.add(id);
    pending.push(...(requires[id] ?? []).filter((need) => known.includes(need)));
  }
  return set;
}

/** Numbers in [0, 1) that repeat for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
