import {
  allBits,
  type Bits,
  countBits,
  difference,
  indices,
  intersection,
  isEmpty,
  noBits,
  union,
  withBit,
} from './bits.ts';
import type { SearchOptions } from './types.ts';

/**
 * The sets a site can be in, as down-sets of an order: a unit is a plugin, or several that require
 * each other and so can only be switched together. Plugins that a pinned one requires are pinned too.
 */
export type Space = {
  /** Number of units. */
  readonly size: number;
  readonly all: Bits;
  /** Per unit: itself and everything it requires. */
  readonly needs: readonly Bits[];
  /** Per unit: itself and everything that requires it. */
  readonly dependents: readonly Bits[];
  /** Per unit: its share of suspicion, positive. */
  readonly weights: readonly number[];
  /** Per unit: how dear switching it is, in plugins. */
  readonly dear: readonly number[];
  /** Per unit: its plugin ids. */
  readonly members: readonly (readonly string[])[];
  /** Whether the prior distinguishes any suspect from another. */
  readonly hasPrior: boolean;
  /** Whether any unit requires another. */
  readonly hasRequires: boolean;
  /** Every id of the site, pinned ones included, in the site's order. */
  readonly order: readonly string[];
  /** id -> its unit; pinned ids are absent. */
  readonly unitOf: ReadonlyMap<string, number>;
};

/** Builds the space from whatever the caller gave: duplicates, cycles and unknown ids are put right. */
export function createSpace(options: SearchOptions): Space {
  const pinned = new Set(options.pinned ?? []);
  const listed = new Set(options.suspects);
  const order = [...[...pinned].filter((id) => !listed.has(id)), ...listed];
  const reach = reachability(order, options.requires ?? {});
  const fixed = new Set([...pinned].flatMap((id) => [id, ...reach.get(id)!]));
  const suspects = order.filter((id) => !fixed.has(id));

  const unitOf = new Map<string, number>();
  const members: string[][] = [];
  for (const id of suspects) {
    if (unitOf.has(id)) continue;
    const mutual = [...reach.get(id)!].filter((other) => reach.get(other)!.has(id));
    const together = [...new Set([id, ...mutual])];
    for (const other of together) unitOf.set(other, members.length);
    members.push(together);
  }
  const needs = members.map((ids, unit) => {
    let set = withBit(noBits(members.length), unit);
    for (const id of reach.get(ids[0]!)!) if (unitOf.has(id)) set = withBit(set, unitOf.get(id)!);
    return set;
  });
  const dependents = members.map((_, unit) => withBit(noBits(members.length), unit));
  needs.forEach((set, unit) => {
    for (const need of indices(set)) dependents[need] = withBit(dependents[need]!, unit);
  });
  const weights = new Map(Object.entries(options.price?.weights ?? {}));
  const sum = (ids: readonly string[], of: (id: string) => number) =>
    ids.reduce((total, id) => total + of(id), 0);
  const space = {
    size: members.length,
    all: allBits(members.length),
    needs,
    dependents,
    dear: members.map((ids) => sum(ids, (id) => saneWeight(weights.get(id)))),
    members,
    hasRequires: needs.some((set) => countBits(set) > 1),
    order,
    unitOf,
  };
  return weighed(space, options.prior, options.traced);
}

/** The same sets, with other suspicions. */
export function weighed(
  space: Omit<Space, 'weights' | 'hasPrior'>,
  prior: SearchOptions['prior'] = {},
  traced: SearchOptions['traced'] = [],
): Space {
  const weightOf = new Map(Object.entries(prior));
  const isTraced = new Set(traced);
  const suspicion = (id: string) => (isTraced.has(id) ? TRACED : saneWeight(weightOf.get(id)));
  const weights = space.members.map((ids) => ids.reduce((total, id) => total + suspicion(id), 0));
  return { ...space, weights, hasPrior: weights.some((weight) => weight !== weights[0]) };
}

/** Members plus everything they require. */
export function closure(space: Space, units: Iterable<number>): Bits {
  let set = noBits(space.size);
  for (const unit of units) set = union(set, space.needs[unit]!);
  return set;
}

/** The set without the given units and whatever requires them. */
export function without(space: Space, set: Bits, units: Iterable<number>): Bits {
  let rest = set;
  for (const unit of units) rest = difference(rest, space.dependents[unit]!);
  return rest;
}

/** Of these units, those that none of the others requires: switching these on pulls in the rest. */
export function generators(space: Space, units: readonly number[]): number[] {
  const unique = [...new Set(units)];
  const set = unique.reduce((bits, unit) => withBit(bits, unit), noBits(space.size));
  return unique
    .filter((unit) => {
      const above = difference(space.dependents[unit]!, withBit(noBits(space.size), unit));
      return isEmpty(intersection(above, set));
    })
    .sort((a, b) => a - b);
}

/** The plugin ids of some units, in the site's order. */
export function pluginsOf(space: Space, units: Iterable<number>): string[] {
  const ids = new Set([...units].flatMap((unit) => space.members[unit]!));
  return space.order.filter((id) => ids.has(id));
}

/** Every active plugin id of a set, pinned ones included, in the site's order. */
export function activeIds(space: Space, set: Bits): string[] {
  const on = new Set(indices(set));
  return space.order.filter((id) => !space.unitOf.has(id) || on.has(space.unitOf.get(id)!));
}

/** The set behind a list of active ids, or undefined where the site could not be in it. */
export function setOf(space: Space, active: readonly string[]): Bits | undefined {
  const ids = new Set(active);
  const isOn = (unit: number) => space.members[unit]!.every((id) => ids.has(id));
  const units = space.members.map((_, unit) => unit).filter(isOn);
  const set = units.reduce((bits, unit) => withBit(bits, unit), noBits(space.size));
  const isWhole = space.order.every((id) =>
    space.unitOf.has(id) ? ids.has(id) === units.includes(space.unitOf.get(id)!) : ids.has(id),
  );
  return isWhole && isEmpty(difference(closure(space, units), set)) ? set : undefined;
}

/** How many plugins (not units) a set has. */
export function pluginCount(space: Space, set: Bits): number {
  if (space.size === space.unitOf.size) return countBits(set);
  return indices(set).reduce((sum, unit) => sum + space.members[unit]!.length, 0);
}

/** The one of these suspects that the prior names: more suspicious than every other of the site. */
export function standsOut(space: Space, suspects: readonly number[]): number | undefined {
  if (!space.hasPrior) return undefined;
  const { weights } = space;
  const [first, second] = [...indices(space.all)].sort((a, b) => weights[b]! - weights[a]!);
  if (first === undefined || second === undefined) return undefined;
  return weights[first]! >= NAMED * weights[second]! && suspects.includes(first)
    ? first
    : undefined;
}

/**
 * Whether the prior holds this one for the culprit at nearly eight to one, as it does where the answer is the plugin's
 * own or a trace named its file. That its trade is to refuse people is two to one, and no ground for a shorter proof.
 */
export function isNamed(space: Space, unit: number): boolean {
  const sum = indices(space.all).reduce((total, each) => total + space.weights[each]!, 0);
  return space.weights[unit]! >= 0.88 * sum;
}

/** The share of all suspicion that these hold, by weight or by number: whichever is larger. */
export function shareLeft(space: Space, suspects: readonly number[]): number {
  // An early failure that the prior foretold says nothing.
  const sum = (units: readonly number[]) =>
    units.reduce((total, unit) => total + space.weights[unit]!, 0);
  return Math.max(sum(suspects) / sum(indices(space.all)), suspects.length / space.size);
}

function reachability(
  ids: readonly string[],
  requires: Readonly<Record<string, readonly string[]>>,
): Map<string, Set<string>> {
  const known = new Set(ids);
  const direct = new Map(
    Object.entries(requires).map(([id, needs]) => [id, needs.filter((need) => known.has(need))]),
  );
  const reach = new Map<string, Set<string>>();
  for (const id of ids) {
    const seen = new Set<string>();
    const pending = [...(direct.get(id) ?? [])];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      pending.push(...(direct.get(next) ?? []));
    }
    reach.set(id, seen);
  }
  return reach;
}

// A prior that names one suspect this much above the next is taken at its word: one probe.
const NAMED = 2;

// Evidence of its own kind outweighs any guess, and is still no proof.
const TRACED = 1e6;

// A prior can make a suspect unlikely, never impossible: evidence decides.
function saneWeight(weight: number | undefined): number {
  if (weight === undefined || Number.isNaN(weight)) return 1;
  return Math.min(1e6, Math.max(1e-3, weight));
}
