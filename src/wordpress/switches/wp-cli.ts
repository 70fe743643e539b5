/** The `wp-cli` switch: writes the option `active_plugins` as a whole, whatever the site answers over HTTP. */

import { isProblem } from '../../model/errors.ts';
import { fileOf, idOf } from '../../model/plugin-ids.ts';
import type { Clock, Refusal, Switch } from '../../model/ports.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import { lookAgain } from '../http/retry.ts';
import type { SiteAddress } from '../http/types.ts';
import { type Statuses, statusesOf } from '../plugins/plugin-list.ts';
import { mustBeSameSite } from '../wp-cli/address.ts';
import {
  type ActivePlugins,
  activePluginsIn,
  activePluginsOf,
  activePluginsWriter,
  isSameValue,
  readActivePlugins,
  readWpCliPlugins,
} from '../wp-cli/plugins.ts';
import type { WpCli } from '../wp-cli/wp-cli.ts';
import { ownership, type ToggleLedger, toggleLedger } from './reconcile.ts';

/** What the `wp-cli` switch needs. */
export type WpCliSwitchOptions = {
  readonly wpCli: WpCli;
  /** The site that the command must lead to. */
  readonly address: SiteAddress;
  /** The plugins that may be switched off; see `activateExactly`. */
  readonly owned?: readonly PluginId[];
  readonly clock: Clock;
  /** The option as an interrupted run had found it (`found`), to be put back byte for byte. */
  readonly original?: string;
  /** True where `mustBeSameSite` has shown already that the command leads to this site. */
  readonly isProven?: boolean;
};

/** The switch, with what a later process needs to put the option back byte for byte. */
export type WpCliSwitch = Switch & {
  readonly kind: 'wp-cli';
  /** The option `active_plugins` as first found, as JSON; null before the first look. Holds file names only. */
  found(): string | null;
};

/** Somebody else may write at the same time; more rounds than this are a fight. */
const MOST_WRITES = 3;

/**
 * Any number of plugins with one write. No hook of a plugin runs and no code of one is loaded, so a
 * plugin that dies on every page is switched like any other, and "Requires Plugins" is not enforced.
 * Network-active plugins, files that are not installed, and what others activate stay in the list. The
 * set of plugins found first is written back byte for byte. Everything rejects with a `wp-cli-`
 * problem when the command fails or leads to another site; nothing is written then.
 */
export function createWpCliSwitch(options: WpCliSwitchOptions): WpCliSwitch {
  const { wpCli, address, clock } = options;
  const ours = ownership(options.owned);
  const write = activePluginsWriter(wpCli);
  let installed: Statuses | null = null;
  let original = options.original === undefined ? null : activePluginsIn(options.original);
  let ghosts: ReadonlySet<string> = new Set();
  let sameSite = options.isProven === true;

  async function survey(signal?: AbortSignal) {
    if (!sameSite) await mustBeSameSite(wpCli, address, signal);
    sameSite = true;
    const { plugins } = await readWpCliPlugins(wpCli, signal);
    const value = await readActivePlugins(wpCli, signal);
    original ??= value;
    const files = new Set(plugins.map(({ plugin }) => fileOf(plugin)));
    ghosts = new Set(value.files.filter((file) => !files.has(file)));
    installed = statusesOf(plugins);
    return { plugins: plugins.map((each) => withStatus(each, value)), value };
  }

  /** The option now; where it names a file that was never seen, the installed plugins are asked for anew. */
  async function read(signal?: AbortSignal): Promise<ActivePlugins> {
    const value = await readActivePlugins(wpCli, signal);
    const isKnown = (file: string) => ghosts.has(file) || installed?.has(idOf(file)) === true;
    return value.files.every(isKnown) ? value : (await survey(signal)).value;
  }

  function statusesIn(value: ActivePlugins): Statuses {
    const on = new Set(value.files.map(idOf));
    return new Map(
      [...(installed ?? [])].map(([plugin, status]) => [
        plugin,
        status === 'network-active' ? status : on.has(plugin) ? 'active' : 'inactive',
      ]),
    );
  }

  /** One write, whose answer is no proof: a command that was cut off may have done its work. */
  async function change(from: ActivePlugins, to: ActivePlugins, ledger: ToggleLedger) {
    try {
      await write(to);
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (error.code !== 'wp-cli-timed-out') return error.code;
      const seen = await lookAgain(read, (value) => isSameValue(value, to), clock);
      return isSameValue(seen, to) ? null : error.code;
    }
    for (const plugin of without(from, to)) ledger.tell(plugin, 'inactive');
    for (const plugin of without(to, from)) ledger.tell(plugin, 'active');
    return null;
  }

  return {
    kind: 'wp-cli',
    // A look, a write and a look, whatever the size.
    price: { probe: 1, state: 3, toggle: 0 },
    parallel: 1,
    async list(signal) {
      const { plugins, value } = await survey(signal);
      ours.shown(statusesOf(plugins));
      return inLoadOrder(plugins, value);
    },
    unreachable: () => [],
    found: () => original?.json ?? null,
    async activateExactly(target, call = {}) {
      let now = installed === null ? (await survey(call.signal)).value : await read(call.signal);
      const owned = ours.of(target, call.owned);
      const start = statusesIn(now);
      const ledger = toggleLedger(start, owned, call.signal, call.onToggle);
      let code: string | null = null;
      for (let writes = 0; writes < MOST_WRITES; writes += 1) {
        const next = valueFor({ target, owned, now, statuses: statusesIn(now), original });
        if (isSameValue(next, now)) break;
        ledger.throwIfAborted();
        code = await change(now, next, ledger);
        now = await read();
        ledger.read(statusesIn(now));
      }
      const statuses = statusesIn(now);
      const active = inLoadOrder([...statuses.keys()].map(toRef), now)
        .map(({ plugin }) => plugin)
        .filter((plugin) => statuses.get(plugin) === 'active');
      const refused = refusalsOf({ target, owned, start, statuses, code, ledger });
      return { active, refused, learned: {}, through: (request) => request };
    },
    close: async () => {},
  };
}

const toRef = (plugin: PluginId) => ({ plugin });

type Wish = {
  readonly target: readonly PluginId[];
  readonly owned: ReadonlySet<PluginId>;
  readonly now: ActivePlugins;
  readonly statuses: Statuses;
  readonly original: ActivePlugins | null;
};

/** The option's value that makes `target` active and leaves alone what is not ours. */
function valueFor({ target, owned, now, statuses, original }: Wish): ActivePlugins {
  const wanted = new Set(target);
  const mayGo = (plugin: PluginId) => owned.has(plugin) && statuses.get(plugin) === 'active';
  const staying = now.files.filter((file) => wanted.has(idOf(file)) || !mayGo(idOf(file)));
  const coming = target.filter((plugin) => statuses.get(plugin) === 'inactive').map(fileOf);
  const files = [...new Set([...staying, ...coming])];
  if (original !== null && isSameSet(files, original.files)) return original;
  // What was there first keeps its place; a run that restores for another one goes by the baseline.
  const first = original?.files ?? [];
  const order = target.every((plugin) => first.includes(fileOf(plugin)))
    ? first
    : target.map(fileOf);
  const place = (file: string) => {
    const index = order.indexOf(file);
    return index === -1 ? order.length : index;
  };
  return activePluginsOf(files.toSorted((one, other) => place(one) - place(other)));
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [new Set(one), new Set(other)];
  return a.size === b.size && [...a].every((each) => b.has(each));
}

/** The plugins of `one` that `other` does not have. */
function without(one: ActivePlugins, other: ActivePlugins): readonly PluginId[] {
  const rest = new Set(other.files);
  return one.files.filter((file) => !rest.has(file)).map(idOf);
}

/** Active plugins first, in the order in which WordPress loads them: the baseline keeps it. */
function inLoadOrder<T extends { readonly plugin: PluginId }>(
  plugins: readonly T[],
  { files }: ActivePlugins,
): readonly T[] {
  const place = new Map(files.map((file, index) => [idOf(file), index]));
  const placeOf = ({ plugin }: T) => place.get(plugin) ?? files.length;
  return plugins.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** The option was read after the list, and is what WordPress acts upon. */
function withStatus(plugin: Plugin, { files }: ActivePlugins): Plugin {
  if (plugin.status === 'network-active') return plugin;
  const status = files.includes(fileOf(plugin.plugin)) ? 'active' : 'inactive';
  return { ...plugin, status };
}

function refusalsOf(seen: {
  readonly target: readonly PluginId[];
  readonly owned: ReadonlySet<PluginId>;
  readonly start: Statuses;
  readonly statuses: Statuses;
  readonly code: string | null;
  readonly ledger: ToggleLedger;
}): readonly Refusal[] {
  const { target, owned, start, statuses, code, ledger } = seen;
  const off = target
    .filter((plugin) => statuses.get(plugin) === 'inactive' || !statuses.has(plugin))
    .map((plugin): Refusal => {
      const hasBeenOn = start.get(plugin) === 'active' || ledger.hasBeenOn(plugin);
      const why = hasBeenOn ? 'went-off-by-itself' : (code ?? 'still-inactive');
      return { plugin, wanted: 'active', code: statuses.has(plugin) ? why : 'not-installed' };
    });
  const on = [...owned]
    .filter((plugin) => statuses.get(plugin) === 'active' && !target.includes(plugin))
    .map((plugin): Refusal => ({ plugin, wanted: 'inactive', code: code ?? 'still-active' }));
  return [...off, ...on];
}
