/** One list out of two tellings: REST knows names, the page knows what requires what. */

import * as v from 'valibot';
import { Problem } from '../../model/errors.ts';
import { dependencySlug } from '../../model/plugin-ids.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import { isFromCache } from '../http/caches.ts';
import { plainText } from '../http/html.ts';
import type { Client, HttpRequest } from '../http/types.ts';
import { toldApart } from './namesakes.ts';
import type { PluginRow } from './plugins-page.ts';

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
  return toldApart(facts.map((each) => ({ ...each, ...needsOf(byId.get(each.plugin), facts) })));
}

/** True where REST shows a plugin active and the page does not, or the other way round. */
export function tellDifferently(rest: readonly RestPlugin[], rows: readonly PluginRow[]): boolean {
  const byId = new Map(rows.map((row) => [row.plugin, row.status]));
  return rest.some(({ plugin, status }) => {
    const shown = byId.get(plugin);
    const counts = shown !== undefined && shown !== 'network-active' && status !== 'network-active';
    return counts && shown !== status;
  });
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
  const matches = installed.filter((each) => dependencySlug(each.plugin) === words);
  const named = matches.length > 0 ? matches : installed.filter((each) => each.name === words);
  return (named.find((each) => each.status !== 'inactive') ?? named[0])?.plugin ?? null;
}

/** The dependencies that "not active" answers name (`plugin_missing_dependencies`), as far as installed. */
export function idsOfSlugs(
  slugs: readonly string[],
  installed: Iterable<PluginId>,
): readonly PluginId[] {
  const ids = [...installed];
  return slugs.flatMap((slug) => ids.filter((id) => dependencySlug(id) === slug).slice(0, 1));
}

/** The plugin list as core's REST API tells it (`GET /wp/v2/plugins`, WordPress 5.5). */

/** A plugin of the REST list. It says nothing about "Requires Plugins". */
export type RestPlugin = Omit<Plugin, 'requires' | 'missingRequires'>;

const text = v.fallback(v.string(), '');
const entry = v.object({
  plugin: v.string(),
  status: v.picklist(['active', 'inactive', 'network-active']),
  name: text,
  version: text,
  author: text,
  plugin_uri: text,
});

/**
 * Every installed plugin; core does not page this list. `stamp` makes the address unique, against
 * caches that keep REST answers. Rejects as `Client.rest` does, and with `rest-unavailable` when the
 * answer is not a list of plugins, `cached-list` when it is an old one.
 */
export async function readRestPlugins(
  client: Client,
  stamp: string,
  signal?: AbortSignal,
  how: ReadHow = {},
): Promise<readonly RestPlugin[]> {
  const { json, answer } = await client.rest({
    path: '/wp/v2/plugins',
    query: { _fields: 'plugin,status,name,version,author,plugin_uri', _: stamp },
    signal,
    ...how,
  });
  if (isFromCache(answer)) throw new Problem('cached-list', { url: answer.url });
  const list = v.safeParse(v.array(entry), json);
  if (!list.success) {
    throw new Problem('rest-unavailable', { url: answer.url, status: answer.status, code: null });
  }
  return onceEach(list.output).map(({ plugin_uri, name, author, ...rest }) => ({
    ...rest,
    name: plainText(name),
    author: plainText(author),
    uri: plugin_uri,
  }));
}

/** A filter may list a plugin twice; if one of the two is active, so is the plugin. */
function onceEach<T extends RestEntry>(entries: readonly T[]): readonly T[] {
  const known = new Map<PluginId, T>();
  for (const entry of entries) {
    if (!known.has(entry.plugin) || entry.status !== 'inactive') known.set(entry.plugin, entry);
  }
  return [...known.values()];
}

type RestEntry = Pick<Plugin, 'plugin' | 'status'>;

/** How a list is read; `ownConnection`: over a connection that nothing else is sent over afterwards. */
export type ReadHow = Pick<HttpRequest, 'ownConnection'>;

/** Statuses by plugin. */
export type Statuses = ReadonlyMap<PluginId, Plugin['status']>;

/** The statuses of a list. */
export function statusesOf(
  list: readonly { plugin: PluginId; status: Plugin['status'] }[],
): Statuses {
  return new Map(list.map((each) => [each.plugin, each.status]));
}
