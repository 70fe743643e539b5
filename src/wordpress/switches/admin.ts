/** The `admin` switch: the bulk form of wp-admin/plugins.php, whatever REST is like. */

import type { Clock, Switch } from '../../model/ports.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import { PRICES } from '../../search/index.ts';
import { isUnreadable } from '../http/rest-error.ts';
import type { Client, SiteAddress } from '../http/types.ts';
import {
  mergePlugins,
  type ReadHow,
  type RestPlugin,
  readRestPlugins,
  type Statuses,
  statusesOf,
  tellDifferently,
} from '../plugins/plugin-list.ts';
import { bulkForm, pluginsForm } from './bulk-form.ts';
import { cannotComeBack, joinRequires, type Requires, wouldNotComeBack } from './dependencies.ts';
import { ownership, type PluginWriter, reconcile } from './reconcile.ts';
import { activeByStatus, requirementsOf } from './rest.ts';

/** What the `admin` switch needs. */
export type AdminSwitchOptions = {
  /** With a login session. */
  readonly client: Client;
  readonly address: SiteAddress;
  /** The plugins that may be switched off; see `activateExactly`. */
  readonly owned?: readonly PluginId[];
  readonly clock: Clock;
};

/**
 * Any number of plugins with one POST off, one POST on and one look. Names come from REST where it
 * answers; a site that refuses REST altogether is switched just as well.
 */
export function adminSwitch(options: AdminSwitchOptions): Switch {
  const { client, address, clock } = options;
  const form = pluginsForm(client, address, clock);
  const ours = ownership(options.owned);
  let known: Statuses | null = null;
  let requires: Requires = {};
  let hidden: ReadonlySet<PluginId> = new Set();
  let stuck: ReadonlySet<PluginId> = new Set();
  let surveyed = false;
  let disputed = false;
  let reads = 0;

  async function readRest(signal?: AbortSignal, how?: ReadHow): Promise<readonly RestPlugin[]> {
    reads += 1;
    try {
      return await readRestPlugins(client, `${clock.now()}-${reads}`, signal, how);
    } catch (error) {
      if (isUnreadable(error)) return [];
      throw error;
    }
  }

  /** Plugins hidden from the page (`all_plugins` filter) are asked of REST; the form switches them all the same. */
  async function read(signal?: AbortSignal, how?: ReadHow): Promise<Statuses> {
    const rows = statusesOf(await form.rows(signal, how));
    if (hidden.size === 0) return rows;
    const behind = (await readRest(signal, how)).filter((each) => hidden.has(each.plugin));
    return new Map([...rows, ...statusesOf(behind)]);
  }

  /** Both tellings, and what follows from them. */
  async function survey(signal?: AbortSignal): Promise<readonly Plugin[]> {
    const [told, rows] = await Promise.all([readRest(signal), form.rows(signal)]);
    const shown = new Set(rows.map((row) => row.plugin));
    hidden = new Set(told.map((each) => each.plugin).filter((plugin) => !shown.has(plugin)));
    stuck = new Set(rows.filter(wouldNotComeBack).map((row) => row.plugin));
    const plugins = mergePlugins(told, rows);
    requires = joinRequires(requires, requirementsOf(plugins));
    known = statusesOf(plugins);
    disputed = tellDifferently(told, rows);
    surveyed = true;
    return plugins;
  }

  const writer: PluginWriter = { read, ...bulkForm(form, read, clock) };

  return {
    kind: 'admin',
    // A POST off, a POST on and a look, whatever the size; a single plugin more costs next to nothing.
    price: PRICES.admin,
    parallel: 1,
    async list(signal) {
      const plugins = await survey(signal);
      ours.shown(statusesOf(plugins));
      return plugins;
    },
    unreachable: (plugins) => [
      ...new Set([
        ...plugins.map((each) => each.plugin).filter((plugin) => stuck.has(plugin)),
        ...cannotComeBack(plugins),
      ]),
    ],
    async activateExactly(target, call = {}) {
      const fresh = !surveyed || known === null;
      if (!surveyed) await survey(call.signal);
      const before = known ?? (await read(call.signal));
      known = null;
      const { statuses, refused, learned, twoVoices } = await reconcile(writer, {
        ...call,
        disputed,
        target,
        owned: ours.of(target, call.owned),
        known: before,
        fresh,
        requires,
        unreachable: new Set(),
      });
      known = statuses;
      const active = activeByStatus(statuses);
      return { active, refused, learned, twoVoices, through: (request) => request };
    },
    close: async () => {},
  };
}
