/** The plugins of a site as WP-CLI tells them. */

import * as v from 'valibot';
import type { Plugin, PluginId } from '../../model/report.ts';
import { plainText } from '../http/html.ts';
import type { Extra } from '../plugins/admin-page.ts';
import { dependencySlug, idOf } from '../plugins/ids.ts';
import { idsOfSlugs } from '../plugins/plugin-list.ts';
import { askJson, type WpCli } from './wp-cli.ts';

/** Everything that `wp plugin list` shows. */
export type WpCliPlugins = {
  /** In WP-CLI's order, which is that of the folders. */
  readonly plugins: readonly Plugin[];
  readonly mustUse: readonly Extra[];
  readonly dropIns: readonly Extra[];
};

const text = v.fallback(v.string(), '');
const entry = v.object({
  name: v.string(),
  file: v.string(),
  status: v.string(),
  version: text,
  title: text,
});
const header = v.object({ Author: text, PluginURI: text, RequiresPlugins: text });
type Headers = Readonly<Record<string, v.InferOutput<typeof header>>>;

const STATUSES: Readonly<Record<string, Plugin['status']>> = {
  active: 'active',
  inactive: 'inactive',
  'active-network': 'network-active',
};

/**
 * The installed plugins, must-use plugins and drop-ins. Authors and "Requires Plugins" come from the
 * files' headers and are empty where the host forbids `wp eval`. Rejects with a `wp-cli-` problem.
 */
export async function readWpCliPlugins(wpCli: WpCli, signal?: AbortSignal): Promise<WpCliPlugins> {
  const args = ['plugin', 'list', '--fields=name,file,status,version,title', '--format=json'];
  const call = { args, signal };
  const printed = await askJson(wpCli, call);
  const told = v.safeParse(v.array(entry), printed);
  if (!told.success) throw wpCli.unclear(call, JSON.stringify(printed) ?? '');
  const headers = await readHeaders(wpCli, signal);
  const listed = told.output.flatMap(({ status, ...rest }) => {
    const known = STATUSES[status];
    return known === undefined ? [] : [{ ...rest, plugin: idOf(rest.file), status: known }];
  });
  const ids = listed.map(({ plugin }) => plugin);
  const extras = (status: string) =>
    told.output
      .filter((each) => each.status === status)
      .map(({ file, title }) => ({ file, name: plainText(title) || file }));
  return {
    plugins: listed.map(({ plugin, file, status, version, title }) => {
      const { Author = '', PluginURI = '', RequiresPlugins = '' } = headers[file] ?? {};
      return {
        plugin,
        name: plainText(title) || plugin,
        version,
        author: plainText(Author),
        uri: PluginURI,
        status,
        ...needsOf(RequiresPlugins, ids),
      };
    }),
    mustUse: extras('must-use'),
    dropIns: extras('dropin'),
  };
}

/** No `$` and no backslash in it: it must survive whatever carries it to the server. */
const HEADERS_CODE = `require_once ABSPATH . 'wp-admin/includes/plugin.php'; echo json_encode( get_plugins() );`;

async function readHeaders(wpCli: WpCli, signal?: AbortSignal): Promise<Headers> {
  const told = await askJson(wpCli, { args: ['eval', HEADERS_CODE], signal }).catch(() => null);
  signal?.throwIfAborted();
  const headers = v.safeParse(v.record(v.string(), header), told);
  return headers.success ? headers.output : {};
}

/** "Requires Plugins: one, two" names folders (WordPress 6.5). */
function needsOf(
  words: string,
  installed: readonly PluginId[],
): Pick<Plugin, 'requires' | 'missingRequires'> {
  const slugs = words.split(',').flatMap((word) => word.trim() || []);
  const missing = slugs.filter((slug) => !installed.some((id) => dependencySlug(id) === slug));
  const requires = idsOfSlugs(slugs, installed);
  return missing.length === 0 ? { requires } : { requires, missingRequires: missing };
}
