/** Plugins that must not be switched off because they would not come back. */

import type { Plugin, PluginId } from '../../model/report.ts';
import type { PluginRow } from '../plugins/plugins-page.ts';

/**
 * Active plugins whose "Requires Plugins" are not met now. WordPress lets them run, but would refuse
 * to activate them again, so switching them off cannot be undone.
 */
export function cannotComeBack(plugins: readonly Plugin[]): readonly PluginId[] {
  const running = new Set(
    plugins.filter((each) => each.status !== 'inactive').map((each) => each.plugin),
  );
  return plugins
    .filter((each) => each.status === 'active')
    .filter(
      (each) =>
        (each.missingRequires ?? []).length > 0 ||
        !each.requires.every((need) => running.has(need)),
    )
    .map((each) => each.plugin);
}

/** Active, but WordPress would not activate it now: requirements not met, or a PHP it no longer runs on. */
export function wouldNotComeBack(row: PluginRow): boolean {
  return row.status === 'active' && (row.unmet || !row.selectable);
}
