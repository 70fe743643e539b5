/** Tells every change once, as it happens, and takes back what turned out not to be so. */

import type { PluginId } from '../../model/report.ts';
import type { OnToggle } from '../../model/ports.ts';
import type { Statuses } from '../plugins/plugin-list__rest-list.ts';

/** The changes of one `activateExactly`. */
export type ToggleLedger = {
  /** The site said so: told at once. */
  tell(plugin: PluginId, now: 'active' | 'inactive'): void;
  /** The list was read: every difference to what was told is told now. */
  read(statuses: Statuses): void;
  /** True when a list that was read since the start showed the plugin active. */
  hasBeenOn(plugin: PluginId): boolean;
  /** To be called before every write: stops between two changes. */
  throwIfAborted(): void;
};

/** A ledger that starts from a known list and speaks of `ours` only. */
export function toggleLedger(
  start: Statuses,
  ours: ReadonlySet<PluginId>,
  signal?: AbortSignal,
  onToggle?: OnToggle,
): ToggleLedger {
  const told = new Map<PluginId, 'active' | 'inactive'>();
  const seenOn = new Set<PluginId>();
  for (const [plugin, status] of start) {
    if (status !== 'network-active') told.set(plugin, status);
  }

  const tell = (plugin: PluginId, now: 'active' | 'inactive') => {
    if (!ours.has(plugin) || told.get(plugin) === now) return;
    told.set(plugin, now);
    onToggle?.(plugin, now);
  };

  return {
    tell,
    read(statuses) {
      for (const plugin of ours) {
        const status = statuses.get(plugin);
        if (status === 'active') seenOn.add(plugin);
        if (status === 'active' || status === 'inactive') tell(plugin, status);
      }
    },
    hasBeenOn: (plugin) => seenOn.has(plugin),
    throwIfAborted: () => signal?.throwIfAborted(),
  };
}
