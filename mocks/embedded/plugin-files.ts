import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PluginId } from './types.ts';

/** `folder/file` -> `folder/file.php`. */
export const fileOf = (id: PluginId): string => `${id}.php`;

/** `folder/file.php` -> `folder/file`. */
export const idOf = (file: string): PluginId => file.replace(/\.php$/, '');

/** The plugins that a plugin folder or a single file holds, found by their header as WordPress does. */
export const pluginsIn = (path: string): PluginId[] => {
  if (statSync(path).isFile()) return isPlugin(path) ? [idOf(basename(path))] : [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.php') && isPlugin(join(path, name)))
    .map((name) => idOf(`${basename(path)}/${name}`))
    .sort();
};

/** Every plugin in a wp-content/plugins folder. */
export const pluginsOnDisk = (pluginsDir: string): PluginId[] =>
  readdirSync(pluginsDir).flatMap((name) => pluginsIn(join(pluginsDir, name)));

const isPlugin = (file: string): boolean =>
  /^[ \t/*#@]*Plugin Name:/im.test(readFileSync(file, 'utf8').slice(0, 8192));
