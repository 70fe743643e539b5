import { searchFrom } from './find-culprits.ts';
import { type Prepared, prepare, startRun } from './state.ts';
import type { SearchOptions, Verdict } from './types.ts';

/** From the luckiest to a bad case; a worse one can happen: `maxProbes` makes `high` a promise. */
export type Range = { readonly low: number; readonly likely: number; readonly high: number };

/** What a search will cost, told before anything is changed. The way back to the baseline is included. */
export type Estimate = {
  readonly probes: Range;
  readonly states: Range;
  readonly toggles: Range;
};

const SINGLES_AT_MOST = 10;
const COUPLES_AT_MOST = 3;
const USUAL_FAIL_RATE = 0.5;

/**
 * Plays the search against a few imagined sites. `likely` is the mean over single culprits, weighed by
 * the prior; `low` the cheapest of them; `high` the dearest seen with two culprits, with two that only
 * fail together, and with none. All are without unreadable sets. Numbers are rounded up.
 */
export function estimate(options: SearchOptions): Estimate {
  const prepared = prepare(options);
  const { space } = prepared;
  const units = space.members.map(([id], unit) => ({ id: id!, weight: space.weights[unit]! }));
  if (units.length === 0) return asRanges([{ probes: 1, states: 0, toggles: 0, weight: 1 }], []);

  const imagine = (isFailing: (on: ReadonlySet<string>) => boolean) =>
    play(options, prepared, isFailing);
  const heaviestFirst = units.toSorted((a, b) => b.weight - a.weight);
  const [named, ...others] = heaviestFirst;
  const sampled = spread(others, SINGLES_AT_MOST - 1);
  const single = ({ id }: { readonly id: string }) => imagine((on) => on.has(id));
  const typical = [
    { ...single(named!), weight: named!.weight },
    // Each of these stands for its neighbours as well.
    ...sampled.map((unit) => ({
      ...single(unit),
      weight: unit.weight * (others.length / sampled.length),
    })),
  ];
  const nobody = imagine(() => true);
  const { notAPlugin } = prepared;
  // Where a plugin that stays on is the likely one, that is the typical run.
  if (notAPlugin > 0.5) {
    const suspicion = typical.reduce((sum, { weight }) => sum + weight, 0);
    typical.push({ ...nobody, weight: (suspicion * notAPlugin) / (1 - notAPlugin) });
  }
  const partners = spread(units, COUPLES_AT_MOST * 2);
  const couples = partners
    .slice(0, Math.floor(partners.length / 2))
    .map(({ id }, at) => [id, partners.at(-1 - at)!.id] as const);
  const bad = couples.flatMap(([a, b]) => [
    imagine((on) => on.has(a) || on.has(b)),
    imagine((on) => on.has(a) && on.has(b)),
  ]);
  return asRanges(typical, [...bad, nobody]);
}

type EstimatedCost = { readonly probes: number; readonly states: number; readonly toggles: number };

function asRanges(
  typical: readonly (EstimatedCost & { weight: number })[],
  bad: readonly EstimatedCost[],
): Estimate {
  const range = (of: (cost: EstimatedCost) => number): Range => {
    const total = typical.reduce((sum, { weight }) => sum + weight, 0);
    const mean = typical.reduce((sum, cost) => sum + (of(cost) * cost.weight) / total, 0);
    return {
      low: Math.min(...typical.map(of)),
      likely: Math.ceil(mean - 1e-9),
      high: Math.max(...[...typical, ...bad].map(of)),
    };
  };
  return {
    probes: range(({ probes }) => probes),
    states: range(({ states }) => states),
    toggles: range(({ toggles }) => toggles),
  };
}

/** One imagined search. A flaky symptom shows at its rate, evenly spread instead of by chance. */
function play(
  options: SearchOptions,
  prepared: Prepared,
  isFailing: (on: ReadonlySet<string>) => boolean,
): EstimatedCost {
  const search = searchFrom(startRun({ ...options, known: [] }, prepared));
  const rate = options.flaky ? (options.flaky.failRate ?? USUAL_FAIL_RATE) : 1;
  let shown = 0;
  const answer = (on: ReadonlySet<string>): Verdict => {
    if (!isFailing(on)) return 'passes';
    shown += rate;
    if (shown < 1) return 'passes';
    shown -= 1;
    return 'fails';
  };
  let next = search.next();
  while (!next.done) next = search.next(answer(new Set(next.value.active)));
  return next.value;
}

/** About `count` items, evenly spread. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)]!);
}
