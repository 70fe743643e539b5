/** The `isolated` switch: plugins are left out for single requests; the site's own list never changes. */

import { Problem } from '../../model/errors.ts';
import { folderOf } from '../../model/plugin-ids.ts';
import type { Clock, Switch, SwitchedState } from '../../model/ports.ts';
import type { Plugin, PluginId, SymptomRequest } from '../../model/report.ts';
import { PRICES } from '../../search/index.ts';
import type { Client, SiteAddress } from '../http/types.ts';
import { type Statuses, statusesOf } from '../plugins/plugin-list.ts';
import { adminSwitch } from './admin.ts';
import { HEALTH_CHECK, residueOf } from './health-check/install.ts';
import {
  beginSession,
  foldersOf,
  followLink,
  isUnnameable,
  readSessionForm,
  readSessionLinks,
  type SessionLinks,
  throughSession,
} from './health-check/session.ts';
import { createSessionCheck, refusalsOf, together } from './health-check/session-check.ts';
import { ownership } from './reconcile.ts';
import { activeByStatus } from './rest.ts';

/** What the `isolated` switch needs. */
export type IsolatedSwitchOptions = {
  /** With a login session. */
  readonly client: Client;
  readonly address: SiteAddress;
  /** How many states may be probed at once; default 3. */
  readonly parallel?: number;
  readonly clock: Clock;
  /** The site's plugins, where they were read a moment ago; else they are read when first needed. */
  readonly listed?: readonly Plugin[];
};

/** Whether the session stands. */
type IsolationStart =
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
  /** False for a request that must not be sent inside a session, for the site's sake: one into wp-admin. */
  suits(request: Pick<SymptomRequest, 'url'>): boolean;
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
  const { client, address, clock, parallel = 3 } = options;
  const real = adminSwitch({ client, address, clock });
  const ours = ownership();
  const looks = createSessionCheck({ client, address, clock });
  const traces = residueOf({ client, address });
  let base: Statuses = new Map();
  let cookie: string | null = null;
  let links: SessionLinks | null = null;
  let starting: Promise<IsolationStart> | null = null;
  let looking: Promise<void> | null = null;
  let lastLook = { states: 0, at: 0 };
  let stamps = 0;
  let used = false;

  const stamp = () => {
    stamps += 1;
    return `${clock.now().toString(36)}${stamps.toString(36)}`;
  };

  async function list(signal?: AbortSignal): Promise<readonly Plugin[]> {
    return took(await real.list(signal));
  }

  function took(plugins: readonly Plugin[]): readonly Plugin[] {
    base = statusesOf(plugins);
    ours.shown(base);
    return plugins;
  }
  if (options.listed) took(options.listed);

  async function begin(signal?: AbortSignal): Promise<IsolationStart> {
    if (base.size === 0) await list(signal);
    const status = base.get(HEALTH_CHECK);
    if (status === undefined) return unavailable('health-check-missing');
    if (status === 'inactive') return unavailable('health-check-inactive');
    const [own, nonce] = await Promise.all([
      looks.theme(null, signal),
      readSessionForm(client, address, signal),
      traces.remember(signal),
    ]);
    signal?.throwIfAborted();
    const begun = await beginSession(client, address, nonce);
    if (begun.type === 'refused') {
      if (begun.code === 'file-credentials') await traces.compare(false);
      return unavailable(begun.code);
    }
    cookie = begun.cookie;
    try {
      const inside = () => ({ cookie: begun.cookie, folders: [], stamp: stamp() });
      const [menu, empty, dressed] = await Promise.all([
        readSessionLinks(client, address, cookie, stamp(), signal),
        looks.activeInside(inside(), signal),
        looks.theme(inside(), signal),
      ]);
      links = menu;
      const leftOut = empty === null ? links.end !== null : empty.length === 0;
      if (!leftOut || links.end === null) {
        await end();
        return unavailable('not-isolating');
      }
      // The session forces a default theme where it knows one; the site's own is put on instead.
      const isOther = own !== null && dressed !== null && dressed !== own;
      const worn = isOther ? await wear(own) : dressed;
      lastLook = { states: 0, at: clock.now() };
      return { type: 'ready', theme: { own, worn } };
    } catch (error) {
      await end().catch(() => {});
      throw error;
    }
  }

  async function wear(stylesheet: string): Promise<string | null> {
    if (cookie === null) return null;
    await follow((menu) => menu.themes.get(stylesheet) ?? null);
    // Every theme but the one worn has a link: the next change needs them anew.
    const [menu, worn] = await Promise.all([
      readSessionLinks(client, address, cookie, stamp()),
      looks.theme({ cookie, folders: [], stamp: stamp() }),
    ]);
    links = menu;
    return worn;
  }

  /** A new sign-in makes the nonces of the menu void: then it is read anew, once. */
  async function follow(choose: (menu: SessionLinks) => URLSearchParams | null): Promise<boolean> {
    if (cookie === null) return false;
    for (const menu of [links, null]) {
      const choice = choose(menu ?? (await readSessionLinks(client, address, cookie, stamp())));
      const way = { cookie, stamp: stamp() };
      if (choice && (await followLink(client, address, choice, way, { force: true }))) return true;
    }
    return false;
  }

  function start(signal?: AbortSignal): Promise<IsolationStart> {
    starting ??= begin(signal).catch((error: unknown) => {
      starting = null;
      throw error;
    });
    return starting;
  }

  /** Rejects when the session is over or the site's list has lost plugins. Lookers at once share a look. */
  async function look(signal?: AbortSignal): Promise<void> {
    if (cookie === null) return;
    const session = cookie;
    const expected = activeByStatus(base).filter((plugin) => !isUnnameable(plugin));
    looking ??= (async () => {
      try {
        await looks.assure({ cookie: session, stamp: stamp(), expected }, signal);
        lastLook = { states: 0, at: clock.now() };
      } finally {
        looking = null;
      }
    })();
    await looking;
  }

  /** A look that begins now: one that is under way may have passed the moment that matters. */
  async function confirm(signal?: AbortSignal): Promise<void> {
    await looking?.catch(() => {});
    if (lastLook.states > 0) await look(signal);
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
    if (cookie === null) return;
    const ended = await follow((menu) => menu.end);
    cookie = null;
    starting = null;
    links = null;
    await traces.compare(ended);
  }

  /**
   * In wp-admin plugins that miss another one switch themselves off, and inside a session that would
   * write the session's short list over the site's.
   */
  function suits(request: Pick<SymptomRequest, 'url'>): boolean {
    return !request.url.startsWith(new URL('wp-admin/', address.siteUrl).href);
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
      throw notUsable(started.type === 'unavailable' ? started.code : 'session-ended');
    }
    const owned = ours.of(target, call.owned);
    const wanted = new Set(target);
    const everything = activeByStatus(base).every(
      (plugin) => wanted.has(plugin) || !owned.has(plugin),
    );
    const { states, at } = lastLook;
    const due = states >= LOOK_STATES || clock.now() - at > LOOK_MS;
    // "Everything on" is what a restore asks for: what it is told must be what visitors have. Before
    // the first state there is nothing to compare: the list was read when the session began.
    await Promise.all([
      states > 0 && (everything || due) ? look(signal) : null,
      everything && used ? refresh(signal) : null,
    ]);
    used = true;
    lastLook = { ...lastLook, states: lastLook.states + 1 };

    const active = activeByStatus(base).filter((plugin) => !isUnnameable(plugin));
    const folders = foldersOf(active.filter((plugin) => wanted.has(plugin) || !owned.has(plugin)));
    const reached = active.filter((plugin) => folders.has(folderOf(plugin)));
    return {
      active: reached,
      refused: refusalsOf(target, reached, base, owned),
      learned: {},
      through: (request: SymptomRequest) => {
        if (!suits(request)) throw notUsable('request-into-wp-admin');
        return throughSession(request, { cookie: session, folders, stamp: stamp() });
      },
    };
  }

  return {
    kind: 'isolated',
    price: PRICES.isolated,
    parallel,
    list,
    unreachable: (plugins) => plugins.map((each) => each.plugin).filter(isUnnameable),
    groups: (plugins) => together(plugins),
    activateExactly,
    confirm,
    start,
    suits,
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

function notUsable(code: string): Problem<'no-switch'> {
  return new Problem('no-switch', { asked: 'isolated', reasons: [{ switch: 'isolated', code }] });
}
