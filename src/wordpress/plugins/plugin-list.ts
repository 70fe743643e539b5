/** One list out of two tellings: REST knows names, the page knows what requires what. */

import type { Plugin, PluginId } from '../../model/report.ts';
import { slugOf } from './ids.ts';
import type { PluginRow } from './plugins-page.ts';
import type { RestPlugin } from './plugin-list__rest-list.ts';

/**
 * The installed plugins: names, versions and authors from REST where there is one; statuses and
 * dependencies from the page, which was read later and is what wp-admin acts upon. Plugins hidden
 * from the page stay in, as REST tells them. The order is REST's, then the page's.
 */
export function mergePlugins(
  rest: readonly RestPlugin[],
  rows: readonly PluginRow[],
): readonly Plugin[] {
  const byId = new Map(rows.map((row) => [row.plugin, row]));
  const known = new Set(rest.map((each) => each.plugin));
  const facts: RestPlugin[] = [
    ...rest.map((each) => {
      const row = byId.get(each.plugin);
      const status = row && each.status !== 'network-active' ? row.status : each.status;
      return { ...each, status };
    }),
    ...rows.filter((row) => !known.has(row.plugin)).map(factsOf),
  ];
  return facts.map((each) => ({ ...each, ...needsOf(byId.get(each.plugin), facts) }));
}

function factsOf({ plugin, status, name, version, author, uri }: PluginRow): RestPlugin {
  return { plugin, status, name, version, author, uri };
}

function needsOf(
  row: PluginRow | undefined,
  installed: readonly RestPlugin[],
): Pick<Plugin, 'requires' | 'missingRequires'> {
  const found = (row?.requires ?? []).flatMap((words) => resolve(words, installed));
  const requires = found.flatMap((each) => each.plugin ?? []);
  const missing = found.flatMap((each) => (each.plugin === null ? [each.words] : []));
  return missing.length === 0 ? { requires } : { requires, missingRequires: missing };
}

type Need = { readonly words: string; readonly plugin: PluginId | null };

/** The phrase may list several, separated as the site's language does; a name may hold a comma itself. */
function resolve(words: string, installed: readonly RestPlugin[]): readonly Need[] {
  const whole = lookUp(words, installed);
  if (whole !== null) return [{ words, plugin: whole }];
  const separators = /[,、،]/u;
  let rest = words;
  const needs: Need[] = [];
  const withComma = installed.filter(
    (each) => separators.test(each.name) && rest.includes(each.name),
  );
  for (const { name, plugin } of withComma) {
    rest = rest.replace(name, '');
    needs.push({ words: name, plugin });
  }
  for (const part of rest
    .split(separators)
    .map((each) => each.trim())
    .filter((each) => each !== '')) {
    needs.push({ words: part, plugin: lookUp(part, installed) });
  }
  return needs;
}

/** Slugs first: they are exact. Among namesakes the active one is meant. */
function lookUp(words: string, installed: readonly RestPlugin[]): PluginId | null {
  const matches = installed.filter((each) => slugOf(each.plugin) === words);
  const named = matches.length > 0 ? matches : installed.filter((each) => each.name === words);
  return (named.find((each) => each.status !== 'inactive') ?? named[0])?.plugin ?? null;
}

/** The dependencies that "not active" answers name (`plugin_missing_dependencies`), as far as installed. */
export function idsOfSlugs(
  slugs: readonly string[],
  installed: Iterable<PluginId>,
): readonly PluginId[] {
  const ids = [...installed];
  return slugs.flatMap((slug) => ids.filter((id) => slugOf(id) === slug).slice(0, 1));
}
