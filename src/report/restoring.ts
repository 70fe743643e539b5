/** What is different after restoring, and what to do by hand. */

import type { Difference } from '../run/model.ts';
import { clean, folderOf, list } from './describe.ts';

/** One line a step: what is missing, then three ways to put it back. Empty when nothing is missing. */
export function missingSteps(
  difference: Difference,
  site: string,
  name: (plugin: string) => string,
): readonly string[] {
  if (difference.missing.length === 0) return [];
  const named = (plugin: string) =>
    name(plugin) === plugin ? clean(plugin, 120) : `${name(plugin)} (${clean(plugin, 120)})`;
  const folders = difference.missing.map((plugin) => shellWord(folderOf(plugin)));
  return [
    `Still off, and active before: ${list(difference.missing.map(named))}.`,
    `Try again: wp-bisect ${shellWord(site)} --restore`,
    'Or in wp-admin, under Plugins: activate them.',
    `Or on the server: wp plugin activate ${folders.join(' ')}`,
  ];
}

/** A word for a shell command line, quoted where it has to be. */
function shellWord(text: string): string {
  const safe = clean(text, 500);
  return /^[\w./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
