/** Which active plugins the run may switch off. What somebody else activated meanwhile is left alone. */

import type { PluginId } from '../../model/report.ts';
import type { Statuses } from '../plugins/plugin-list__rest-list.ts';

/** Remembers what a run knows as its own. */
export type Ownership = {
  /** The caller was shown this list; the first one counts where nothing was said. */
  shown(statuses: Statuses): void;
  /** The plugins that may be switched off by this call. */
  of(target: readonly PluginId[], said?: readonly PluginId[]): ReadonlySet<PluginId>;
};

/**
 * Said by the caller (per call, else once for the switch), it is the baseline. Unsaid, it is what was
 * active in the first list that the caller was shown; a switch that showed none owns only what it was
 * asked for, so that restoring a site undoes nobody's work. What was ever asked for is always added.
 */
export function ownership(saidOnce?: readonly PluginId[]): Ownership {
  const asked = new Set<PluginId>();
  let first: readonly PluginId[] | null = null;
  return {
    shown(statuses) {
      first ??= [...statuses].flatMap(([plugin, status]) => (status === 'active' ? [plugin] : []));
    },
    of(target, said) {
      for (const plugin of target) asked.add(plugin);
      return new Set([...(said ?? saidOnce ?? first ?? []), ...asked]);
    },
  };
}
