/** The plugin list as core's REST API tells it (`GET /wp/v2/plugins`, WordPress 5.5). */

import * as v from 'valibot';
import { Problem } from '../../model/errors.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import { isFromCache } from '../http/caches.ts';
import type { Client } from '../http/types.ts';

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
): Promise<readonly RestPlugin[]> {
  const { json, answer } = await client.rest({
    path: '/wp/v2/plugins',
    query: { _fields: 'plugin,status,name,version,author,plugin_uri', _: stamp },
    signal,
  });
  if (isFromCache(answer)) throw new Problem('cached-list', { url: answer.url });
  const list = v.safeParse(v.array(entry), json);
  if (!list.success) {
    throw new Problem('rest-unavailable', { url: answer.url, status: answer.status, code: null });
  }
  return list.output.map(({ plugin_uri, name, author, ...rest }) => ({
    ...rest,
    name: plain(name),
    author: plain(author),
    uri: plugin_uri,
  }));
}

/** Statuses by plugin. */
export type Statuses = ReadonlyMap<PluginId, Plugin['status']>;

/** The statuses of a list. */
export function statusesOf(
  list: readonly { plugin: PluginId; status: Plugin['status'] }[],
): Statuses {
  return new Map(list.map((each) => [each.plugin, each.status]));
}

/** Plugin headers may hold markup and entities; reports want words. */
function plain(words: string): string {
  const named: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
  };
  return words
    .replace(/<[^<>]*>/gu, '')
    .replace(/&(#\d+|#x[\da-f]+|\w+);/giu, (whole, code: string) => {
      const name = code.toLowerCase();
      if (!code.startsWith('#')) return Object.hasOwn(named, name) ? named[name]! : whole;
      const point = /^#x/iu.test(code) ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1));
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .trim();
}
