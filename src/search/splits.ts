import { type Bits, difference, hasBit, indices, intersection, isEmpty, union } from './bits.ts';
import type { CostTable } from './costs.ts';
import type { Space } from './space.ts';

// Dearer than any plan: a part over the cap is taken only where nothing else is left.
const OVER_CAP = 1e6;

/** Where to split: somewhere between a passing set and a failing one lies the plugin that decides. */
export type Interval = {
  /** Passes, or is taken to pass until tested. */
  readonly low: Bits;
  /** Fails, and contains `low`. */
  readonly high: Bits;
  /** Per unit: how likely it is the deciding one. */
  readonly weight: (unit: number) => number;
  /** Units that count for `cap`. */
  readonly counts: (unit: number) => boolean;
  /** No part may keep more of them than this; keeps a wrong prior cheap. */
  readonly cap: number;
};

/** One set to try: `on` is what it adds to `low`. */
export type Split = { readonly set: Bits; readonly on: readonly number[]; readonly cost: number };

/**
 * Sets strictly inside the interval, cheapest expected plan first. Splits weigh suspicion, not
 * counts, and every set is one the site can be in. Lazy: as a rule only the first is looked at.
 */
export function* rankSplits(
  space: Space,
  interval: Interval,
  current: Bits,
  table: CostTable,
): Generator<Split, void, void> {
  const units = indices(difference(interval.high, interval.low));
  const heaviest = units
    .map((unit) => ({ unit, weight: interval.weight(unit) }))
    .sort(
      (a, b) => b.weight - a.weight || space.dear[a.unit]! - space.dear[b.unit]! || a.unit - b.unit,
    );
  const isUniform =
    heaviest[0]?.weight === heaviest.at(-1)?.weight &&
    units.every((unit) => space.dear[unit] === space.dear[units[0]!]);
  const order = heaviest.map(({ unit }) => unit);
  const orders = isUniform ? [order] : [order, order.toReversed()];
  const plans = orders
    .flatMap((one) => [adding(space, interval, one), removing(space, interval, one)])
    .map((chunks) => ({ chunks, costs: score(space, interval, current, table, chunks) }));
  for (;;) {
    let best: { plan: (typeof plans)[number]; at: number; cost: number } | undefined;
    for (const plan of plans)
      for (let at = 0; at < plan.costs.length; at++)
        if (plan.costs[at]! < (best?.cost ?? Number.POSITIVE_INFINITY))
          best = { plan, at, cost: plan.costs[at]! };
    if (!best) return;
    best.plan.costs[best.at] = Number.POSITIVE_INFINITY;
    const on = best.plan.chunks.slice(0, best.at + 1).flat();
    const set = on.reduce((bits, unit) => union(bits, space.needs[unit]!), interval.low);
    yield { set, on, cost: best.cost };
  }
}

/**
 * Sets to fall back on when others could not be read: first halves in another order, then ever
 * smaller parts, at last every plugin by itself in both directions.
 */
export function alternativeSplits(space: Space, interval: Interval, attempt: number): Bits[] {
  const units = indices(difference(interval.high, interval.low));
  const part = Math.max(1, Math.ceil(units.length / 2 ** (1 + Math.floor(attempt / 4))));
  const order =
    part === 1 ? units : [...units].sort((a, b) => scramble(a, attempt) - scramble(b, attempt));
  const sets: Bits[] = [];
  for (let start = 0; start < order.length; start += part) {
    const chunk = order.slice(start, start + part);
    sets.push(chunk.reduce((set, unit) => union(set, space.needs[unit]!), interval.low));
    sets.push(chunk.reduce((set, unit) => difference(set, space.dependents[unit]!), interval.high));
  }
  return sets.map((set) => union(set, interval.low)).filter((set) => isInside(set, interval));
}

const isInside = (set: Bits, { low, high }: Interval): boolean =>
  !isEmpty(difference(set, low)) && !isEmpty(difference(high, set));

/** Growing sets from `low` up: each chunk is a unit with what it still lacks. */
function adding(space: Space, { low }: Interval, order: readonly number[]): number[][] {
  if (!space.hasRequires) return order.map((unit) => [unit]);
  const chunks: number[][] = [];
  let covered = low;
  for (const unit of order) {
    if (hasBit(covered, unit)) continue;
    chunks.push(indices(difference(space.needs[unit]!, covered)));
    covered = union(covered, space.needs[unit]!);
  }
  return chunks;
}

/** The same from `high` down, as chunks to add in the reverse order: each is a unit with its dependents. */
function removing(space: Space, { low, high }: Interval, order: readonly number[]): number[][] {
  if (!space.hasRequires) return order.map((unit) => [unit]).reverse();
  const chunks: number[][] = [];
  let rest = difference(high, low);
  for (const unit of order) {
    if (!hasBit(rest, unit)) continue;
    chunks.push(indices(intersection(space.dependents[unit]!, rest)));
    rest = difference(rest, space.dependents[unit]!);
  }
  return chunks.reverse();
}

/** Expected cost of the plan that switches on the first 1, 2, ... chunks, all but the whole. */
function score(
  space: Space,
  interval: Interval,
  current: Bits,
  table: CostTable,
  chunks: readonly (readonly number[])[],
): number[] {
  const dear = (set: Bits) => indices(set).reduce((sum, unit) => sum + space.dear[unit]!, 0);
  const total = mass(interval, chunks.flat());
  const size = chunks.flat().filter(interval.counts).length;
  const outside = dear(difference(space.all, interval.high));
  let off = dear(difference(space.all, interval.low));
  let switchedOn = dear(difference(interval.low, current));
  let weight = 0;
  let entropy = 0;
  let count = 0;
  return chunks.slice(0, -1).map((chunk) => {
    for (const unit of chunk) {
      const own = interval.weight(unit);
      weight += own;
      entropy += own * Math.log(own);
      off -= space.dear[unit]!;
      if (!hasBit(current, unit)) switchedOn += space.dear[unit]!;
    }
    count += chunk.filter(interval.counts).length;
    const share = weight / total.weight;
    const isLonely = count === 1 || size - count === 1;
    const overCap = Math.max(0, Math.max(count, size - count) - interval.cap);
    const on = perplexity(weight, entropy);
    const dark = perplexity(total.weight - weight, total.entropy - entropy);
    const { whenOn, whenOff } = table;
    return (
      table.step * (isLonely ? 1.01 : 1) +
      2 * table.toggle * switchedOn +
      table.off * off +
      share * (whenOn.cost(on) + table.off * off * whenOn.looks(on)) +
      (1 - share) * (whenOff.cost(dark) + table.off * outside * whenOff.looks(dark)) +
      overCap * OVER_CAP
    );
  });
}

type Mass = { readonly weight: number; readonly entropy: number };

function mass(interval: Interval, units: readonly number[]): Mass {
  let weight = 0;
  let entropy = 0;
  for (const unit of units) {
    const w = interval.weight(unit);
    weight += w;
    entropy += w * Math.log(w);
  }
  return { weight, entropy };
}

/** How many equally likely candidates the weights amount to. */
export const perplexity = (weight: number, entropy: number): number =>
  weight > 0 ? Math.exp(Math.log(weight) - entropy / weight) : 0;

function scramble(unit: number, seed: number): number {
  let hash = Math.imul(unit + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return (hash ^ (hash >>> 16)) >>> 0;
}
