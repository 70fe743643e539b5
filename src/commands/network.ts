/** Plugins that are active for a whole network of sites: consent to switch them, and the page that does it. */

import { isProblem, Problem } from '../model/errors.ts';
import type { PluginId } from '../model/report.ts';
import { findNetworkAdmin } from '../wordpress/switches/network.ts';
import { type Connected, type Context, isAttended } from './context.ts';
import { likelyFirst } from './diagnosis-input.ts';
import type { RealSwitches } from './real-switches.ts';

/** A site that may be one of a network. */
type Networked = Pick<Connected, 'access' | 'address' | 'network'>;

/**
 * The site with its network's plugins, where it has some and the person agreed to switch them for every
 * site of the network; else as it was. What stands in the way is told as a note. Changes nothing.
 */
export async function withNetworkPlugins<Site extends Networked>(
  context: Pick<Context, 'ask' | 'emit' | 'options' | 'signal'>,
  connected: Site,
  real: RealSwitches,
): Promise<Site> {
  const plugins = await networkActive(real, context);
  if (plugins.length === 0 || !(await mayTouchNetwork(context, plugins))) return connected;
  const { emit, signal } = context;
  const found = await networkPage(connected, signal);
  if ('why' in found) {
    emit({ type: 'note', note: { type: 'network-closed', ...found } });
    return connected;
  }
  emit({ type: 'note', note: { type: 'network-switched', plugins } });
  return { ...connected, network: { ...found, plugins } };
}

/**
 * The site with the network that an interrupted run switched, to put its plugins back; else as it was.
 * To put back what we switched takes no consent. Rejects with `network-closed` where this account cannot:
 * activated on the one site alone, they would be off for all others.
 */
export async function onItsNetwork<Site extends Networked>(
  connected: Site,
  plugins: readonly PluginId[] | undefined,
  signal: AbortSignal,
): Promise<Site> {
  if (plugins === undefined || plugins.length === 0) return connected;
  const found = await networkPage(connected, signal);
  if ('why' in found) throw new Problem('network-closed', found);
  return { ...connected, network: { ...found, plugins } };
}

/** True where plugins of the network may be to blame that this account is not even shown. */
export async function hidesNetworkPlugins(
  connected: Pick<Connected, 'access' | 'address' | 'network'>,
  { signal }: Pick<Context, 'signal'>,
): Promise<boolean> {
  if (!connected.access.session || connected.network) return false;
  const found = await networkPage(connected, signal).catch(() => null);
  return found !== null && 'why' in found && found.why === 'not-super-admin';
}

type Closed = Problem<'network-closed'>['facts'];

async function networkPage(
  { access, address }: Pick<Connected, 'access' | 'address'>,
  signal: AbortSignal,
): Promise<{ readonly screen: string } | Closed> {
  if (!access.session) return { why: 'no-session', url: null };
  const found = await findNetworkAdmin(access.session, address, signal);
  if (found.type === 'open') return { screen: found.screen };
  return { why: found.type, url: found.type === 'elsewhere' ? found.url : null };
}

async function networkActive(
  real: RealSwitches,
  context: Pick<Context, 'options' | 'signal'>,
): Promise<readonly PluginId[]> {
  // What was listed before is not read again.
  const first = likelyFirst(context, real);
  const control = 'kind' in first ? first : real.usable[0];
  if (!control) return [];
  try {
    const plugins = await real.list(control, context.signal);
    return plugins.flatMap(({ plugin, status }) => (status === 'network-active' ? plugin : []));
  } catch (error) {
    // Whoever prepares the switch meets it again, and tells it.
    if (!isProblem(error)) throw error;
    return [];
  }
}

/** Other sites are concerned, and `--yes` was said about this one. */
async function mayTouchNetwork(
  context: Pick<Context, 'ask' | 'options'>,
  plugins: readonly PluginId[],
): Promise<boolean> {
  if (context.options.network) return true;
  return isAttended(context) && context.ask.confirm({ type: 'network', plugins });
}
