/** Dependency order: parents are switched on before their children, and off after them. */

import { own } from '../../model/own-property.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import type { PluginRow } from '../plugins/plugins-page.ts';

/** What each plugin needs active, as far as known. */
export type Requires = Readonly<Record<PluginId, readonly PluginId[]>>;

/**
 * `plugins` with every parent before its children; otherwise in the given order. Depth first; a cycle
 * is cut where it closes, for WordPress lets such plugins be, too.
 */
export function parentsFirst(
  plugins: readonly PluginId[],
  requires: Requires,
): readonly PluginId[] {
  const wanted = new Set(plugins);
  const visited = new Set<PluginId>();
  const ordered: PluginId[] = [];
  for (const start of plugins) {
    const path: { plugin: PluginId; needs: PluginId[] }[] = [];
    const enter = (plugin: PluginId) => {
      if (visited.has(plugin)) return;
      visited.add(plugin);
      path.push({ plugin, needs: [...(own(requires, plugin) ?? [])] });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = top.needs.shift();
      if (need !== undefined) enter(need);
      else {
        path.pop();
        if (wanted.has(top.plugin)) ordered.push(top.plugin);
      }
    }
  }
  return ordered;
}

/** `plugins` with every child before its parents. */
export function childrenFirst(
  plugins: readonly PluginId[],
  requires: Requires,
): readonly PluginId[] {
  return parentsFirst(plugins, requires).toReversed();
}

/** Two maps of dependencies in one. */
export function joinRequires(one: Requires, other: Requires): Requires {
  const joined: Record<PluginId, readonly PluginId[]> = { ...one };
  for (const [plugin, needs] of Object.entries(other)) {
    joined[plugin] = [...new Set([...(own(joined, plugin) ?? []), ...needs])];
  }
  return joined;
}

/** Plugins that must not be switched off because they would not come back. */

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
