/** Plugins that are active for a whole network of sites, switched beside those of the examined site. */

import { Problem } from '../../model/errors.ts';
import type { Clock, Refusal, Switch } from '../../model/ports.ts';
import type { PluginId } from '../../model/report.ts';
import type { Client, SiteAddress } from '../http/types.ts';
import { isLogin, redirectTarget } from '../http/urls.ts';
import { type Statuses, statusesOf } from '../plugins/plugin-list.ts';
import { bulkForm, pluginsForm } from './bulk-form.ts';
import type { Requires } from './dependencies.ts';
import { type PluginWriter, reconcile } from './reconcile.ts';
import { activeByStatus, requirementsOf } from './rest.ts';

/** Where the plugins of the network are managed, or why this session cannot do it. */
export type NetworkAdmin =
  /** The address of the network's own page of plugins. */
  | { readonly type: 'open'; readonly screen: string }
  /** The site is one of its own, not part of a network. */
  | { readonly type: 'no-network' }
  /** The user administers this site, and is no super admin. */
  | { readonly type: 'not-super-admin' }
  /** The network is managed at another host, where this session is not signed in. */
  | { readonly type: 'elsewhere'; readonly url: string }
  /** Something else came, such as a fatal error. */
  | { readonly type: 'unclear'; readonly status: number };

/**
 * Looks for the network's page of plugins with a login session. A subsite sends the browser on to the
 * network's main site. Nothing is changed. Rejects with `session-lost` where it leads to the login form.
 */
export async function findNetworkAdmin(
  client: Client,
  address: SiteAddress,
  signal?: AbortSignal,
): Promise<NetworkAdmin> {
  const asked = new URL('wp-admin/network/plugins.php', address.siteUrl).href;
  const first = await client.send({ url: asked, signal });
  const target = redirectTarget(first);
  if (target && isLogin(target)) throw new Problem('session-lost', { url: asked });
  if (target && /\/wp-admin\/network\//u.test(target.pathname)) {
    const screen = new URL('plugins.php', target).href;
    if (target.origin !== new URL(asked).origin) return { type: 'elsewhere', url: screen };
    return known(readScreen(await client.send({ url: screen, signal }), screen));
  }
  return known(readScreen(first, asked));

  // A site of its own answers 403 here as well: it has no menu for a network. Only somebody who belongs to
  // a site of a network has a list of sites.
  async function known(page: NetworkAdmin): Promise<NetworkAdmin> {
    if (page.type !== 'not-super-admin') return page;
    const url = new URL('wp-admin/my-sites.php', address.siteUrl).href;
    const { text } = await client.send({ url, signal });
    return text.includes('id="myblogs"') ? page : { type: 'no-network' };
  }
}

function readScreen(
  { status, text }: { readonly status: number; readonly text: string },
  screen: string,
): NetworkAdmin {
  if (text.includes('id="bulk-action-form"')) return { type: 'open', screen };
  if (status === 403) return { type: 'not-super-admin' };
  // wp-admin/network/admin.php says so with a 500 of its own; in other languages it stays unclear.
  return text.includes('Multisite support is not enabled')
    ? { type: 'no-network' }
    : { type: 'unclear', status };
}

/** The network's plugins over the bulk form of its own page. `active` means active for the network. */
export function networkForm(
  client: Client,
  address: SiteAddress,
  screen: string,
  clock: Clock,
): PluginWriter {
  const form = pluginsForm(client, address, clock, screen);
  const read: PluginWriter['read'] = async (...how) => statusesOf(await form.rows(...how));
  return { read, ...bulkForm(form, read, clock) };
}

/** What a switch needs to take the network's plugins along. */
export type WithNetworkOptions = {
  /** Switches the plugins of the examined site. */
  readonly site: Switch;
  /** Switches those of the network: `networkForm`. */
  readonly writer: PluginWriter;
  /**
   * The plugins that were active for the network at the start of an interrupted run. Without them, a
   * plugin that is off now would be activated for the one site alone.
   */
  readonly network?: readonly PluginId[];
};

/**
 * `site` with network-active plugins as suspects: `list` shows them as `active`, and they are switched
 * for all sites of the network at once. What others activate for the network stays.
 */
export function withNetwork(options: WithNetworkOptions): Switch {
  const { site, writer } = options;
  const network = new Set(options.network ?? []);
  let requires: Requires = {};
  let known: Statuses | null = null;

  /** The statuses of the network's own plugins. */
  const ofNetwork = (seen: Statuses): Statuses =>
    new Map([...seen].filter(([plugin]) => network.has(plugin)));
  const readNetwork: PluginWriter['read'] = async (...how) => ofNetwork(await writer.read(...how));

  async function list(signal?: AbortSignal) {
    const plugins = await site.list(signal);
    const seen = await writer.read(signal);
    const onNetwork = new Set(activeByStatus(seen));
    for (const plugin of onNetwork) network.add(plugin);
    known = ofNetwork(seen);
    requires = requirementsOf(plugins);
    return plugins.map((each) =>
      onNetwork.has(each.plugin) ? { ...each, status: 'active' as const } : each,
    );
  }

  return {
    ...site,
    price: { ...site.price, state: site.price.state + 3 },
    list,
    async activateExactly(target, call = {}) {
      const fresh = known === null;
      if (fresh) await list(call.signal);
      const isOurs = (plugin: PluginId) => network.has(plugin);
      const ofSite = target.filter((plugin) => !isOurs(plugin));
      const owned = call.owned?.filter((plugin) => !isOurs(plugin));
      // Children of the site go off before parents of the network do; those that come on may have to wait.
      let settled = await site.activateExactly(ofSite, { ...call, owned });
      const start = known ?? (await readNetwork(call.signal));
      known = null;
      const onNetwork = await reconcile(
        { ...writer, read: readNetwork },
        {
          ...call,
          target: target.filter(isOurs),
          owned: new Set(call.owned?.filter(isOurs) ?? network),
          known: start,
          fresh,
          requires,
          unreachable: new Set(),
        },
      );
      known = onNetwork.statuses;
      if (settled.refused.some(isWaiting)) {
        settled = await site.activateExactly(ofSite, { ...call, owned });
      }
      return {
        ...settled,
        active: [
          ...activeByStatus(known),
          ...settled.active.filter((plugin) => !isOn(known, plugin)),
        ],
        refused: [...onNetwork.refused, ...settled.refused],
      };
    },
  };
}

function isOn(statuses: Statuses | null, plugin: PluginId): boolean {
  return statuses?.get(plugin) === 'active';
}

function isWaiting({ wanted }: Refusal): boolean {
  return wanted === 'active';
}
