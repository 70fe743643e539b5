/** What a run may switch, decided before anything is changed. */

import { own } from '../model/own-property.ts';
import type { Pin, Plugin, PluginId } from '../model/report.ts';

/** The search space of a run. */
export type Plan = {
  /** The active plugins to come back to (network-active ones are not the site's own). */
  readonly baseline: readonly PluginId[];
  /** What is switched as one: usually a plugin, a folder under `isolated`. First member names it. */
  readonly units: readonly Unit[];
  readonly pins: readonly Pin[];
  /** Requirements between units, by their names. */
  readonly requires: Readonly<Record<PluginId, readonly PluginId[]>>;
};

/** Plugins that are turned off and on together. */
type Unit = { readonly name: PluginId; readonly members: readonly PluginId[] };

/**
 * Builds the search space: every active plugin is a suspect unless it is pinned; what a pinned plugin
 * requires is pinned with it; a group with a pinned member is pinned whole.
 */
export function makePlan(
  plugins: readonly Plugin[],
  pins: readonly Pin[],
  groups: readonly (readonly PluginId[])[] = [],
): Plan {
  const active = plugins.filter(({ status }) => status === 'active');
  const baseline = active.map(({ plugin }) => plugin);
  const requirements = new Map(active.map(({ plugin, requires }) => [plugin, requires]));
  const allPins = closePins(pins, requirements, new Set(baseline));
  const pinned = new Set(allPins.map(({ plugin }) => plugin));

  const unitOf = new Map<PluginId, Unit>();
  for (const plugin of baseline) {
    if (unitOf.has(plugin)) continue;
    const group = groups.find((members) => members.includes(plugin)) ?? [plugin];
    const unit = { name: plugin, members: baseline.filter((id) => group.includes(id)) };
    for (const member of unit.members) unitOf.set(member, unit);
  }
  const units = [...new Set(unitOf.values())];
  for (const unit of units) {
    if (!unit.members.some((member) => pinned.has(member))) continue;
    for (const member of unit.members) {
      if (!pinned.has(member)) allPins.push({ plugin: member, why: 'required-by-pinned' });
    }
  }
  return { baseline, units, pins: allPins, requires: between(units, unitOf, requirements) };
}

/** The plan with plugins pinned that turned out not to go off, and what they require with them. */
export function pinMore(plan: Plan, plugins: readonly PluginId[]): Plan {
  const pins: Pin[] = plugins.map((plugin) => ({ plugin, why: 'unreachable' }));
  const requirements = new Map(
    Object.entries(plan.requires).map(([name, needs]) => [name, expand(plan, needs)]),
  );
  return {
    ...plan,
    pins: closePins([...plan.pins, ...pins], requirements, new Set(plan.baseline)),
  };
}

/** The units of a plan that the search must leave on. */
export function pinnedUnits(plan: Plan): PluginId[] {
  const pinned = new Set(plan.pins.map(({ plugin }) => plugin));
  return plan.units
    .filter(({ members }) => members.some((member) => pinned.has(member)))
    .map(({ name }) => name);
}

/** The units of a plan that may be switched. */
export function suspectUnits(plan: Plan): PluginId[] {
  const pinned = new Set(pinnedUnits(plan));
  return plan.units.map(({ name }) => name).filter((name) => !pinned.has(name));
}

/** The plugins behind unit names, in the site's order. */
export function expand(plan: Plan, names: readonly PluginId[]): PluginId[] {
  const chosen = new Set(names);
  const members = new Set(
    plan.units.filter(({ name }) => chosen.has(name)).flatMap((unit) => unit.members),
  );
  return plan.baseline.filter((plugin) => members.has(plugin));
}

/** Requirements that a site named while refusing, added to those already known. */
export function learn(
  requires: Readonly<Record<PluginId, readonly PluginId[]>>,
  learned: Readonly<Record<PluginId, readonly PluginId[]>>,
  plan: Plan,
): Readonly<Record<PluginId, readonly PluginId[]>> {
  const nameOf = new Map(
    plan.units.flatMap(({ name, members }) => members.map((id) => [id, name])),
  );
  const merged: Record<PluginId, readonly PluginId[]> = { ...requires };
  for (const [plugin, needs] of Object.entries(learned)) {
    const name = nameOf.get(plugin);
    if (!name) continue;
    const known = needs.flatMap((id) => nameOf.get(id) ?? []);
    merged[name] = [...new Set([...(own(merged, name) ?? []), ...known])].filter(
      (id) => id !== name,
    );
  }
  return merged;
}

function closePins(
  pins: readonly Pin[],
  requirements: ReadonlyMap<PluginId, readonly PluginId[]>,
  switchable: ReadonlySet<PluginId>,
): Pin[] {
  const closed = new Map<PluginId, Pin>();
  for (const pin of pins) if (!closed.has(pin.plugin)) closed.set(pin.plugin, pin);
  const queue = [...closed.keys()];
  for (let plugin = queue.pop(); plugin !== undefined; plugin = queue.pop()) {
    for (const needed of requirements.get(plugin) ?? []) {
      if (closed.has(needed) || !switchable.has(needed)) continue;
      closed.set(needed, { plugin: needed, why: 'required-by-pinned' });
      queue.push(needed);
    }
  }
  return [...closed.values()];
}

function between(
  units: readonly Unit[],
  unitOf: ReadonlyMap<PluginId, Unit>,
  requirements: ReadonlyMap<PluginId, readonly PluginId[]>,
): Record<PluginId, readonly PluginId[]> {
  const result: Record<PluginId, readonly PluginId[]> = {};
  for (const unit of units) {
    const needs = unit.members
      .flatMap((member) => requirements.get(member) ?? [])
      .flatMap((id) => unitOf.get(id)?.name ?? [])
      .filter((name) => name !== unit.name);
    if (needs.length > 0) result[unit.name] = [...new Set(needs)];
  }
  return result;
}

/** Plugin sets around what a search has found, in the plan's units. Pure. */

/** Every unit but these and what requires them. */
export function withoutThese(plan: Plan, units: readonly PluginId[]): PluginId[] {
  const off = new Set(dependentsOf(plan, units));
  return plan.units.map(({ name }) => name).filter((name) => !off.has(name));
}

/** These units, and then what requires them. */
export function dependentsOf(plan: Plan, units: readonly PluginId[]): PluginId[] {
  const off = new Set(units);
  for (const parent of off) {
    for (const [child, needs] of Object.entries(plan.requires)) {
      if (needs.includes(parent)) off.add(child);
    }
  }
  return [...off];
}

/** These units, what they require, and what cannot be switched. */
export function onlyThese(plan: Plan, units: readonly PluginId[]): PluginId[] {
  const on = new Set([...pinnedUnits(plan), ...units]);
  for (const child of on) for (const parent of plan.requires[child] ?? []) on.add(parent);
  return [...on];
}
