/** What a troubleshooting session can and cannot tell apart. */

import type { Plugin, PluginId } from '../../../model/report.ts';
import type { Refusal } from '../../../model/ports.ts';
import { folderOf } from '../../plugins/ids.ts';
import type { Statuses } from '../../plugins/plugin-list__rest-list.ts';
import { isUnnameable } from './session__through.ts';

/** Active plugins that share a folder. */
export function together(plugins: readonly Plugin[]): readonly (readonly PluginId[])[] {
  const byFolder = new Map<string, PluginId[]>();
  for (const { plugin, status } of plugins) {
    if (status !== 'active') continue;
    const folder = folderOf(plugin);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), plugin]);
  }
  return [...byFolder.values()].filter((members) => members.length > 1);
}

/** Plugins of the target that do not run inside, and plugins beyond it that do. */
export function refusalsOf(
  target: readonly PluginId[],
  reached: readonly PluginId[],
  base: Statuses,
  owned: ReadonlySet<PluginId>,
): readonly Refusal[] {
  const wanted = new Set(target);
  const missing: Refusal[] = target
    .filter((plugin) => !reached.includes(plugin) && base.get(plugin) !== 'network-active')
    .map((plugin) => ({
      plugin,
      wanted: 'active',
      // The session leaves plugins out; it cannot add one.
      code: isUnnameable(plugin)
        ? 'unreachable'
        : base.has(plugin)
          ? 'inactive-on-site'
          : 'not-installed',
    }));
  const undue: Refusal[] = reached
    .filter((plugin) => !wanted.has(plugin) && owned.has(plugin))
    .map((plugin) => ({ plugin, wanted: 'inactive', code: 'same-folder' }));
  return [...missing, ...undue];
}
