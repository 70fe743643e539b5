/** The plugins of a site as WP-CLI tells them, and the option `active_plugins`, read and written exactly. */

import * as v from 'valibot';
import { isProblem } from '../../model/errors.ts';
import { parseJson } from '../../model/parse-json.ts';
import { dependencySlug, idOf } from '../../model/plugin-ids.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import { plainText } from '../http/html.ts';
import { findJsonText } from '../http/json.ts';
import { toldApart } from '../plugins/namesakes.ts';
import { idsOfSlugs } from '../plugins/plugin-list.ts';
import type { Extra } from '../plugins/plugins-page.ts';
import { askJson, lastLine, type WpCli } from './wp-cli.ts';

/** The option's value. */
export type ActivePlugins = {
  /** Main files, in load order; also of plugins that are not installed any more. */
  readonly files: readonly string[];
  /**
   * The JSON that makes exactly this value. WordPress leaves holes in the keys when it deactivates a
   * plugin, and JSON is then an object.
   */
  readonly json: string;
};

const OPTION = 'active_plugins';

/** Reads the option. Rejects with `wp-cli-unclear` when it is no list of files. */
export async function readActivePlugins(
  wpCli: WpCli,
  signal?: AbortSignal,
): Promise<ActivePlugins> {
  const call = { args: ['option', 'get', OPTION, '--format=json'], signal };
  const printed = await wpCli.run(call);
  // An option that was emptied by hand; WordPress takes it for no plugins.
  const json = lastLine(printed) === '""' ? '""' : findJsonText(printed);
  const value = json === undefined ? null : activePluginsIn(json);
  if (value === null) throw wpCli.unclear(call, printed);
  return value;
}

/** The value that this JSON makes; null when it is no list of files. */
export function activePluginsIn(json: string): ActivePlugins | null {
  const files = filesIn(json);
  return files === null ? null : { files, json };
}

/** The value that holds these files as a plain list. */
export function activePluginsOf(files: readonly string[]): ActivePlugins {
  return { files, json: asciiJson(files) };
}

/** True when the option holds the same files in the same order. */
export function isSameValue(one: ActivePlugins, other: ActivePlugins): boolean {
  return shapeOf(one.json) === shapeOf(other.json);
}

/**
 * A writer of the option. Its JSON goes through the standard input, where no list of processes shows it and no
 * shell reads it. `docker exec` without `-i` passes no input on: then it goes as an argument. A write takes no
 * signal: what is half written is written to its end. Rejects with a `wp-cli-` problem.
 */
export function activePluginsWriter(wpCli: WpCli): (value: ActivePlugins) => Promise<void> {
  const update = ['option', 'update', OPTION];
  let hasInput = true;
  return async ({ json }) => {
    if (hasInput) {
      try {
        await wpCli.run({ args: [...update, '--format=json'], input: json });
        return;
      } catch (error) {
        if (!isProblem(error, 'wp-cli-failed')) throw error;
      }
    }
    await wpCli.run({ args: [...update, json, '--format=json'] });
    hasInput = false;
  };
}

/** The members of a flat JSON list or object of texts, as written; JavaScript would sort keys that are numbers. */
function membersIn(json: string): readonly (readonly [key: string, text: string])[] {
  const member = /(?:"((?:[^"\\]|\\.)*)"\s*:\s*)?("(?:[^"\\]|\\.)*")\s*(?=[,}\]])/gu;
  return [...json.matchAll(member)].map(([, key, text = ''], index) => [
    key ?? String(index),
    JSON.parse(text),
  ]);
}

function filesIn(json: string): readonly string[] | null {
  const value = parseJson(json);
  if (value === '') return [];
  if (typeof value !== 'object' || value === null) return null;
  const all = Object.values(value);
  const isFlat = all.every((each) => typeof each === 'string');
  return isFlat ? membersIn(json).map(([, text]) => text) : null;
}

function shapeOf(json: string): string {
  return json === '""' ? json : JSON.stringify(membersIn(json));
}

/** Nothing but ASCII: what carries it may have another idea of characters. */
function asciiJson(files: readonly string[]): string {
  return JSON.stringify(files).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The plugins of a site as WP-CLI tells them. */

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
    plugins: toldApart(
      listed.map(({ plugin, file, status, version, title }) => {
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
    ),
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
