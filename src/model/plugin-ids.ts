/** A plugin's names: its REST identifier (`akismet/akismet`, or `hello` for a single file), its main file, its folder. */

import type { Plugin, PluginId } from './report.ts';

/** The plugin's folder, or the name of its single file, as WP-CLI and wordpress.org name it. */
export function slugOf(plugin: PluginId): string {
  return plugin.split('/')[0] ?? plugin;
}

/** The plugins that are active on the site itself (not those of a network), in their order. */
export function activeOf(plugins: readonly Plugin[]): PluginId[] {
  return plugins.filter(({ status }) => status === 'active').map(({ plugin }) => plugin);
}

/** The main file of a plugin, as wp-admin's form and the `active_plugins` option name it. */
export function fileOf(plugin: PluginId): string {
  return `${plugin}.php`;
}

/** The REST identifier of a main file: the file without its last four characters, as core cuts it. */
export function idOf(file: string): PluginId {
  return file.endsWith('.php') ? file.slice(0, -4) : file;
}

/** The folder of a plugin; for a single-file plugin the file itself (`hello.php`). */
export function folderOf(plugin: PluginId): string {
  const slash = plugin.indexOf('/');
  return slash === -1 ? fileOf(plugin) : plugin.slice(0, slash);
}

/**
 * The name other plugins call it by in "Requires Plugins": the folder, or the file without `.php`.
 * Hello Dolly is the one exception (WP_Plugin_Dependencies::convert_to_slug).
 */
export function dependencySlug(plugin: PluginId): string {
  if (plugin === 'hello') return 'hello-dolly';
  const slash = plugin.lastIndexOf('/');
  return slash === -1 ? plugin : plugin.slice(0, slash);
}

/** True when core's REST route can name the plugin: its pattern allows no dot (`[^.\/]+(?:\/[^.\/]+)?`). */
export function hasRestRoute(plugin: PluginId): boolean {
  return /^[^./]+(?:\/[^./]+)?$/u.test(plugin);
}
