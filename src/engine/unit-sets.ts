/** Plugin sets around what a search has found, in the plan's units. Pure. */

import type { PluginId } from '../model/report.ts';
import { type Plan, pinnedUnits } from './plan.ts';

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
