/** What is different after restoring, and what to do by hand. */

import type { Difference } from '../model/report.ts';
import { clean, folderOf, list } from './format.ts';

/** One line a step: what is different, as far as it could be read, then the ways to put it right. */
export function missingSteps(
  difference: Difference,
  site: string,
  name: (plugin: string) => string,
): readonly string[] {
  const { missing, stayed = [] } = difference;
  if (missing.length === 0 && stayed.length === 0) {
    return [
      'An earlier run was cut off, and what it has left off could not be read.',
      `Try again: wp-bisect ${shellWord(site)} --restore`,
    ];
  }
  const named = (plugin: string) =>
    name(plugin) === plugin ? clean(plugin, 120) : `${name(plugin)} (${clean(plugin, 120)})`;
  const folders = (plugins: readonly string[]) =>
    plugins.map((plugin) => shellWord(cliName(plugin, plugins))).join(' ');
  const off = missing.length > 0;
  const left = stayed.length > 0;
  return [
    ...(off ? [`Still off, and active before: ${list(missing.map(named))}.`] : []),
    ...(left ? [`Put there for this run, and still there: ${list(stayed.map(named))}.`] : []),
    `Try again: wp-bisect ${shellWord(site)} --restore`,
    ...(off ? ['Or in wp-admin, under Plugins: activate them.'] : []),
    ...(left ? [`Or in wp-admin, under Plugins: take ${list(stayed.map(named))} away.`] : []),
    ...(off ? [`Or on the server: wp plugin activate ${folders(missing)}`] : []),
    ...(left ? [`Or on the server: wp plugin uninstall --deactivate ${folders(stayed)}`] : []),
  ];
}

/** How WP-CLI calls a plugin: by its folder; by its file where several share the folder. */
function cliName(plugin: string, all: readonly string[]): string {
  const folder = folderOf(plugin);
  return all.filter((other) => folderOf(other) === folder).length > 1 ? plugin : folder;
}

/** A word for a shell command line, quoted where it has to be. */
function shellWord(text: string): string {
  const safe = clean(text, 500);
  return /^[\w./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
