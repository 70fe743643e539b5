/** The network's option `active_sitewide_plugins`, switched by WP-CLI without running hooks of plugins. */

import * as v from 'valibot';
import { isProblem } from '../../model/errors.ts';
import type { Clock } from '../../model/ports.ts';
import type { PluginId } from '../../model/report.ts';
import { findJsonText } from '../http/json.ts';
import { fileOf, idOf } from '../plugins/ids.ts';
import { type Statuses, statusesOf } from '../plugins/plugin-list.ts';
import { optionWriter } from '../wp-cli/active-plugins.ts';
import { readWpCliPlugins } from '../wp-cli/plugin-list.ts';
import type { WpCli } from '../wp-cli/wp-cli.ts';
import type { Attempt, PluginWriter, ToggleLedger } from './reconcile.ts';

const OPTION = 'active_sitewide_plugins';

/** Files, and when each was activated, in seconds since the epoch; files are never numbers, so the order stays. */
type Sitewide = Readonly<Record<string, number>>;

const Sitewide = v.union([
  v.record(v.string(), v.number()),
  // PHP's empty list.
  v.pipe(
    v.array(v.never()),
    v.transform((): Sitewide => ({})),
  ),
]);

/**
 * The network's plugins over WP-CLI, for `withNetwork`. `active` means active for the network. What
 * comes back keeps its place and its time: the option ends byte for byte as it was found.
 */
export function networkOption(wpCli: WpCli, clock: Clock): PluginWriter {
  const write = optionWriter(wpCli, ['site', 'option', 'update', OPTION]);
  let original: Sitewide | null = null;

  async function readOption(signal?: AbortSignal): Promise<Sitewide> {
    const call = { args: ['site', 'option', 'get', OPTION, '--format=json'], signal };
    const printed = await wpCli.run(call);
    const json = findJsonText(printed);
    const value = v.safeParse(Sitewide, json === undefined ? undefined : JSON.parse(json));
    if (!value.success) throw wpCli.unclear(call, printed);
    original ??= value.output;
    return value.output;
  }

  async function read(signal?: AbortSignal): Promise<Statuses> {
    const { plugins } = await readWpCliPlugins(wpCli, signal);
    const on = new Set(Object.keys(await readOption(signal)).map(idOf));
    return statusesOf(
      plugins.map(({ plugin }) => ({ plugin, status: on.has(plugin) ? 'active' : 'inactive' })),
    );
  }

  async function change(
    plugins: readonly PluginId[],
    to: 'active' | 'inactive',
    ledger: ToggleLedger,
  ): Promise<Attempt> {
    const now = await readOption();
    const files = new Set(plugins.map(fileOf));
    const staying = Object.entries(now).filter(([file]) => !files.has(file));
    const added = Math.floor(clock.now() / 1_000);
    const coming =
      to === 'active' ? [...files].map((file) => [file, original?.[file] ?? added] as const) : [];
    ledger.throwIfAborted();
    try {
      await write(JSON.stringify(inPlace(Object.fromEntries([...staying, ...coming]), original)));
    } catch (error) {
      if (!isProblem(error)) throw error;
      const { code } = error;
      return { refusals: new Map(plugins.map((plugin) => [plugin, code])), learned: {} };
    }
    for (const plugin of plugins) ledger.tell(plugin, to);
    return { refusals: new Map(), learned: {} };
  }

  return {
    read,
    hasOneVoice: true,
    off: (plugins, ledger) => change(plugins, 'inactive', ledger),
    on: (plugins, ledger) => change(plugins, 'active', ledger),
  };
}

/** What was there first keeps its place. */
function inPlace(value: Sitewide, original: Sitewide | null): Sitewide {
  const first = Object.keys(original ?? {}).filter((file) => Object.hasOwn(value, file));
  const order = new Set([...first, ...Object.keys(value)]);
  return Object.fromEntries([...order].map((file) => [file, value[file] ?? 0]));
}
