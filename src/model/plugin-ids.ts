/** What a plugin's REST identifier tells: `akismet/akismet`, or `hello` for a single file. */

import type { Plugin, PluginId } from './report.ts';

/** The plugin's folder, or the name of its single file, as WP-CLI and wordpress.org name it. */
export function slugOf(plugin: PluginId): string {
  return plugin.split('/')[0] ?? plugin;
}

/** The plugins that are active on the site itself (not those of a network), in their order. */
export function activeOf(plugins: readonly Plugin[]): PluginId[] {
  return plugins.filter(({ status }) => status === 'active').map(({ plugin }) => plugin);
}
