/** Who serves a request that fails whatever else is off: no table names the plugin, and the answers show it. */

import type { Observation, Observed, PluginId } from '../model/report.ts';
import type { RunEvidence } from './evidence.ts';
import { expand, type Plan, pinnedUnits, suspectUnits } from './plan.ts';

/**
 * The plugin without which the request goes nowhere, and with only which, and what it requires, it fails as it
 * does with everything on: they refuse by themselves. Empty where the answers do not show that of one, or where
 * another plugin was left on that may be who refuses.
 */
export function refusingOwner(
  evidence: RunEvidence,
  plan: Plan,
  symptom: number,
): readonly PluginId[] {
  if (plan.pins.some(({ why }) => why !== 'carries-the-switch')) return [];
  const seen = evidence.all.flatMap(({ active, observations }) => {
    const observation = observations[symptom];
    return observation ? [{ active: new Set(active), observation }] : [];
  });
  const floor = new Set(expand(plan, pinnedUnits(plan)));
  const withNeeds = (unit: PluginId) => expand(plan, [unit, ...(plan.requires[unit] ?? [])]);
  const owner = suspectUnits(plan).find((unit) => {
    const members = expand(plan, [unit]);
    const own = new Set([...floor, ...withNeeds(unit)]);
    const isOn = ({ active }: { active: ReadonlySet<PluginId> }) =>
      members.every((plugin) => active.has(plugin));
    const [on, off] = [seen.filter(isOn), seen.filter((each) => !isOn(each))];
    return (
      off.length > 0 &&
      off.every(({ observation }) => goesNowhere(observation)) &&
      on.every(({ observation }) => observation.verdict === 'fails') &&
      on.some(({ active }) => [...active].every((plugin) => own.has(plugin)))
    );
  });
  return owner === undefined ? [] : withNeeds(owner);
}

/** WordPress knows no such route, page or action (wp-admin/admin-ajax.php answers 400 `0`). */
function goesNowhere({ verdict, observed }: Observation): boolean {
  return verdict === 'unresolved' && isUnknownPlace(observed);
}

function isUnknownPlace({ status, code }: Observed): boolean {
  return status === 404 || (status === 400 && code === null);
}
