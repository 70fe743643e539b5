/** Which plugins show in what a site gives to every visitor: a mark of those that ran when it was made. */

import { folderOf } from '../../model/plugin-ids.ts';
import type { PluginId } from '../../model/report.ts';
import { noCache, uniqueNames, withBuster } from '../http/caches.ts';
import type { Client, SiteAddress } from '../http/types.ts';

/**
 * How often these plugins are mentioned (those that are not are left out) in the front page and in the REST
 * index, each read over a connection of its own and past caches. An index that cannot be read mentions none;
 * null where the front page cannot be. Only an abort rejects.
 */
export async function readMentions(
  client: Client,
  { home, restRoot }: Pick<SiteAddress, 'home' | 'restRoot'>,
  plugins: readonly PluginId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<PluginId, number> | null> {
  const unique = uniqueNames('');
  const read = async (url: string) => {
    const plain = noCache({ method: 'GET', url, headers: {}, as: 'anonymous' });
    const { url: fresh, headers } = withBuster(plain, unique());
    const answer = await client
      .send({ url: fresh, headers, ownConnection: true, signal })
      .catch(() => null);
    signal?.throwIfAborted();
    return answer?.status === 200 ? answer.text : null;
  };
  const [front, index] = await Promise.all([read(home), read(restRoot)]);
  return front === null ? null : mentionsIn(`${front}\n${index ?? ''}`, plugins);
}

/**
 * Counts these plugins in HTML or JSON: the styles and scripts of theirs, and their folders' names where those are
 * no plain words, for plugins name what they print after themselves. What a text says of them, or a picture in it
 * that lies in their folder, stays when they are off, and is left out.
 */
export function mentionsIn(
  text: string,
  plugins: readonly PluginId[],
): ReadonlyMap<PluginId, number> {
  const counts = new Map<string, number>();
  for (const [quoted] of text.matchAll(/<(?:link|script)\b[^>]*>/gi)) {
    const folder = /\/plugins\/([\w.-]+)\//.exec(quoted)?.[1];
    if (folder !== undefined) count(folder);
  }
  for (const [quoted] of text.matchAll(/(?:"[^"<>]*"|'[^'<>]*')/g)) {
    // Each beginning that ends with a word: `acme-forms-css` is one of acme-forms.
    for (const [name] of quoted.matchAll(/(?<![\w./\\-])[a-z\d]+(?:-[a-z\d]+)+/gi)) {
      const words = name.split('-');
      for (let end = 2; end <= words.length; end += 1) count(words.slice(0, end).join('-'));
    }
  }
  return new Map(
    plugins.flatMap((plugin) => {
      const seen = counts.get(folderOf(plugin).replace(/\.php$/, ''));
      return seen === undefined ? [] : [[plugin, seen] as const];
    }),
  );

  function count(name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}
