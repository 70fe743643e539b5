/** The `isolated` switch: plugins are left out for single requests; the site's own list never changes. */

import { Problem } from '../../errors.ts';
import type { Plugin, PluginId, SymptomRequest } from '../../run/model.ts';
import type { Clock, Refusal, Switch, SwitchedState } from '../../run/ports.ts';
import type { Client, SiteAddress } from '../http/types.ts';
import { folderOf } from '../plugins/ids.ts';
import { type Statuses, statusesOf } from '../plugins/rest-list.ts';
import { adminSwitch } from './admin.ts';
import { HEALTH_CHECK } from './health-check/install.ts';
import { leavings } from './health-check/leavings.ts';
import { lookout } from './health-check/lookout.ts';
import {
  beginSession,
  followLink,
  readSessionLinks,
  type SessionLinks,
} from './health-check/session.ts';
import { foldersOf, isUnnameable, throughSession } from './health-check/through.ts';
import { ownership } from './ownership.ts';
import { realClock } from './patience.ts';
import { activeOf } from './rest.ts';

/** What the `isolated` switch needs. */
export type IsolatedSwitchOptions = {
  /** With a login session. */
  readonly client: Client;
  readonly address: SiteAddress;
  /** How many states may be probed at once; default 3. */
  readonly parallel?: number;
  readonly clock?: Clock;
};

/** Whether the session stands. */
export type IsolationStart =
  | {
      readonly type: 'ready';
      /** The stylesheet that requests inside the session wear, and the site's own; null when not told. */
      readonly theme: { readonly own: string | null; readonly worn: string | null };
    }
  | {
      readonly type: 'unavailable';
      readonly code:
        | 'health-check-missing'
        | 'health-check-inactive'
        | 'no-form'
        | 'no-cookie'
        | 'file-credentials'
        | 'not-isolating';
    };

/** The switch, and what only a session can do. */
export type IsolatedSwitch = Switch & {
  /** Begins the session and proves that it leaves plugins out. Safe to call twice. */
  start(signal?: AbortSignal): Promise<IsolationStart>;
  /** Makes the session wear a theme (stylesheet). Resolves with what it wears then; null when not told. */
  wear(stylesheet: string): Promise<string | null>;
};

/** A session is looked after at least every so many states, and every so many milliseconds. */
const LOOK_STATES = 8;
const LOOK_MS = 3000;

/**
 * Health Check's troubleshooting session as a switch. A state costs nothing: it is a cookie and a
 * parameter on the request. Now and then, and whenever everything is to be on, it makes sure that the
 * session still stands and that the site's own list is untouched; `isolation-lost` is thrown otherwise.
 */
export function isolatedSwitch(options: IsolatedSwitchOptions): IsolatedSwitch {
  const { client, address, clock = realClock, parallel = 3 } = options;
  const real = adminSwitch({ client, address, clock });
  const ours = ownership();
  const looks = lookout({ client, address });
  const traces = leavings({ client, address });
  let base: Statuses = new Map();
  let cookie: string | null = null;
  let links: SessionLinks | null = null;
  let starting: Promise<IsolationStart> | null = null;
  let looking: Promise<void> | null = null;
  let lastLook = { states: 0, at: 0 };
  let stamps = 0;

  const stamp = () => {
    stamps += 1;
    return `${clock.now().toString(36)}${stamps.toString(36)}`;
  };

  async function list(signal?: AbortSignal): Promise<readonly Plugin[]> {
    const plugins = await real.list(signal);
    base = statusesOf(plugins);
    ours.shown(base);
    return plugins;
  }

  async function begin(signal?: AbortSignal): Promise<IsolationStart> {
    if (base.size === 0) await list(signal);
    const status = base.get(HEALTH_CHECK);
    if (status === undefined) return unavailable('health-check-missing');
    if (status === 'inactive') return unavailable('health-check-inactive');
    await traces.remember(signal);
    const own = await looks.theme(null, signal);
    const begun = await beginSession(client, address, signal);
    if (begun.type === 'refused') {
      if (begun.code === 'file-credentials') await traces.compare();
      return unavailable(begun.code);
    }
    cookie = begun.cookie;
    try {
      links = await readSessionLinks(client, address, cookie, stamp(), signal);
      const empty = await looks.activeInside({ cookie, folders: [], stamp: stamp() }, signal);
      const leftOut = empty === null ? links.end !== null : empty.length === 0;
      if (!leftOut || links.end === null) {
        await end();
        return unavailable('not-isolating');
      }
      const worn = await dress(own, signal);
      lastLook = { states: 0, at: clock.now() };
      return { type: 'ready', theme: { own, worn } };
    } catch (error) {
      await end().catch(() => {});
      throw error;
    }
  }

  /** The session forces a default theme where it knows one; the site's own is put on instead. */
  async function dress(own: string | null, signal?: AbortSignal): Promise<string | null> {
    if (cookie === null) return null;
    const worn = await looks.theme({ cookie, folders: [], stamp: stamp() }, signal);
    if (own === null || worn === null || worn === own) return worn;
    return await wear(own);
  }

  async function wear(stylesheet: string): Promise<string | null> {
    if (cookie === null) return null;
    const link = links?.themes.get(stylesheet);
    if (link) await followLink(client, link, { cookie, stamp: stamp() }, { force: true });
    // Every theme but the one worn has a link: the next change needs them anew.
    links = await readSessionLinks(client, address, cookie, stamp());
    return await looks.theme({ cookie, folders: [], stamp: stamp() });
  }

  function start(signal?: AbortSignal): Promise<IsolationStart> {
    starting ??= begin(signal).catch((error: unknown) => {
      starting = null;
      throw error;
    });
    return starting;
  }

  /** Rejects when the session is over or the site's list has lost plugins. One look at a time. */
  async function confirm(signal?: AbortSignal): Promise<void> {
    if (cookie === null) return;
    const session = cookie;
    looking ??= (async () => {
      try {
        await looks.assure({ cookie: session, stamp: stamp(), expected: activeOf(base) }, signal);
        lastLook = { states: 0, at: clock.now() };
      } finally {
        looking = null;
      }
    })();
    await looking;
  }

  async function refresh(signal?: AbortSignal): Promise<void> {
    const now = new Set(await looks.activeOnSite(stamp(), signal));
    const known = new Set([...base.keys(), ...now]);
    base = new Map(
      [...known].map((plugin) => {
        const network = base.get(plugin) === 'network-active';
        return [plugin, network ? 'network-active' : now.has(plugin) ? 'active' : 'inactive'];
      }),
    );
  }

  async function end(): Promise<void> {
    const session = cookie;
    if (session === null) return;
    const link = links?.end ?? (await readSessionLinks(client, address, session, stamp())).end;
    if (link !== null) await followLink(client, link, { cookie: session, stamp: stamp() });
    cookie = null;
    starting = null;
    links = null;
    await traces.compare();
  }

  async function activateExactly(
    target: readonly PluginId[],
    call: Parameters<Switch['activateExactly']>[1] = {},
  ): Promise<SwitchedState> {
    const { signal } = call;
    signal?.throwIfAborted();
    const started = await start(signal);
    const session = cookie;
    if (started.type === 'unavailable' || session === null) {
      const code = started.type === 'unavailable' ? started.code : 'session-ended';
      throw new Problem('no-switch', {
        asked: 'isolated',
        reasons: [{ switch: 'isolated', code }],
      });
    }
    const owned = ours.of(target, call.owned);
    const wanted = new Set(target);
    const everything = activeOf(base).every((plugin) => wanted.has(plugin) || !owned.has(plugin));
    lastLook = { ...lastLook, states: lastLook.states + 1 };
    const due = lastLook.states > LOOK_STATES || clock.now() - lastLook.at > LOOK_MS;
    if (everything || due) await confirm(signal);
    // "Everything on" is what a restore asks for: what it is told must be what visitors have.
    if (everything) await refresh(signal);

    const active = activeOf(base);
    const folders = foldersOf(
      active.filter((plugin) => wanted.has(plugin) || !owned.has(plugin) || isUnnameable(plugin)),
    );
    const reached = active.filter((plugin) => folders.has(folderOf(plugin)));
    return {
      active: reached,
      refused: refusalsOf(target, reached, base, owned),
      learned: {},
      through: (request: SymptomRequest) =>
        throughSession(request, { cookie: session, folders, stamp: stamp() }),
    };
  }

  return {
    kind: 'isolated',
    price: { probe: 1, state: 0, toggle: 0 },
    parallel,
    list,
    unreachable: (plugins) => plugins.map((each) => each.plugin).filter(isUnnameable),
    groups: (plugins) => together(plugins),
    activateExactly,
    confirm,
    start,
    wear,
    leftovers: () => traces.left(),
    async close() {
      await starting?.catch(() => {});
      await end();
    },
  };
}

function unavailable(code: (IsolationStart & { type: 'unavailable' })['code']): IsolationStart {
  return { type: 'unavailable', code };
}

/** Active plugins that share a folder. */
function together(plugins: readonly Plugin[]): readonly (readonly PluginId[])[] {
  const byFolder = new Map<string, PluginId[]>();
  for (const { plugin, status } of plugins) {
    if (status !== 'active') continue;
    const folder = folderOf(plugin);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), plugin]);
  }
  return [...byFolder.values()].filter((members) => members.length > 1);
}

function refusalsOf(
  target: readonly PluginId[],
  reached: readonly PluginId[],
  base: Statuses,
  owned: ReadonlySet<PluginId>,
): readonly Refusal[] {
  const wanted = new Set(target);
  const missing: Refusal[] = target
    .filter((plugin) => base.get(plugin) !== 'active' && base.get(plugin) !== 'network-active')
    .map((plugin) => ({
      plugin,
      wanted: 'active',
      // The session leaves plugins out; it cannot add one.
      code: base.has(plugin) ? 'inactive-on-site' : 'not-installed',
    }));
  const undue: Refusal[] = reached
    .filter((plugin) => !wanted.has(plugin) && owned.has(plugin))
    .map((plugin) => ({
      plugin,
      wanted: 'inactive',
      code: isUnnameable(plugin) ? 'unreachable' : 'same-folder',
    }));
  return [...missing, ...undue];
}
