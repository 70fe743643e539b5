/** The `rest` switch: `PUT /wp/v2/plugins/<plugin>`, one at a time. */

import { Problem } from '../../model/errors.ts';
import { hasRestRoute } from '../../model/plugin-ids.ts';
import type { Clock, Switch } from '../../model/ports.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import { PRICES } from '../../search/index.ts';
import {
  isRestFailure,
  isUnreadable,
  missingDependencies,
  restErrorIn,
  toProblem,
} from '../http/rest-error.ts';
import { gaveUpWaiting, lookAgain, NO_ANSWER, waitAsAsked } from '../http/retry.ts';
import type { Client, RestFailure, SiteAddress } from '../http/types.ts';
import {
  idsOfSlugs,
  mergePlugins,
  type ReadHow,
  readRestPlugins,
  type Statuses,
  statusesOf,
  tellDifferently,
} from '../plugins/plugin-list.ts';
import { bulkForm, pluginsForm } from './bulk-form.ts';
import { cannotComeBack, joinRequires, type Requires, wouldNotComeBack } from './dependencies.ts';
import {
  type Attempt,
  ownership,
  type PluginWriter,
  reconcile,
  type ToggleLedger,
} from './reconcile.ts';

/** What the `rest` switch needs. */
export type RestSwitchOptions = {
  /** With an application password, or with a session. */
  readonly client: Client;
  readonly address: SiteAddress;
  /**
   * A login session, where there is one: tells what requires what, and changes by wp-admin's form the
   * plugins that REST cannot (a dot in the file name, a deactivation that fails outside wp-admin).
   */
  readonly session?: Client;
  /** The plugins that may be switched off; see `activateExactly`. */
  readonly owned?: readonly PluginId[];
  readonly clock: Clock;
};

/**
 * Plugins over REST. Never in parallel: `active_plugins` is one option that every request reads,
 * changes and writes back. Every doubtful answer is followed by a look at the list, and every batch is.
 */
export function restSwitch(options: RestSwitchOptions): Switch {
  const { client, address, session, clock } = options;
  const form = session && pluginsForm(session, address, clock);
  const ours = ownership(options.owned);
  let known: Statuses | null = null;
  let requires: Requires = {};
  let stuck: readonly PluginId[] = [];
  let disputed = false;
  let reads = 0;

  async function readList(signal?: AbortSignal, how?: ReadHow) {
    reads += 1;
    return await readRestPlugins(client, `${clock.now()}-${reads}`, signal, how);
  }

  /** REST may have died with the last change; the session may still see. */
  async function read(signal?: AbortSignal, how?: ReadHow): Promise<Statuses> {
    try {
      return statusesOf(await readList(signal, how));
    } catch (error) {
      if (!form || !isUnreadable(error)) {
        throw toProblem(error);
      }
      return statusesOf(await form.rows(signal, how));
    }
  }

  async function list(signal?: AbortSignal): Promise<readonly Plugin[]> {
    const [told, rows] = await Promise.all([
      readList(signal).catch((error: unknown) => Promise.reject(toProblem(error))),
      form ? form.rows(signal).catch(unlessAborted([])) : [],
    ]);
    stuck = rows.filter(wouldNotComeBack).map((row) => row.plugin);
    const plugins = mergePlugins(told, rows);
    requires = joinRequires(requires, requirementsOf(plugins));
    known = statusesOf(plugins);
    disputed = tellDifferently(told, rows);
    ours.shown(known);
    return plugins;
  }

  function unreachable(plugins: readonly Plugin[]): readonly PluginId[] {
    const ids = plugins.map((each) => each.plugin);
    const beyond = ids.filter((id) => (!form && !hasRestRoute(id)) || stuck.includes(id));
    return [...new Set([...beyond, ...cannotComeBack(plugins)])];
  }

  /** One PUT, and the truth about it. Resolves with null when done, else with the refusal. */
  async function change(
    plugin: PluginId,
    to: 'active' | 'inactive',
    ledger: ToggleLedger,
  ): Promise<{ code: string; learned: readonly PluginId[] } | null> {
    for (let tries = 1; ; tries += 1) {
      ledger.throwIfAborted();
      const said = await put(client, plugin, to);
      if (said.type === 'done') {
        ledger.tell(plugin, to);
        return null;
      }
      if (said.type === 'limited' && tries < 3) {
        await waitAsAsked(said.failure, clock);
        continue;
      }
      const late = said.type === 'doubtful' && said.late;
      const seen = late
        ? await lookAgain(read, (statuses) => statuses.get(plugin) === to, clock)
        : await read();
      ledger.read(seen);
      if (seen.get(plugin) === to) return null;
      const slugs = said.type === 'doubtful' ? missingDependencies(said.code, said.body) : [];
      return { code: said.code, learned: idsOfSlugs(slugs, seen.keys()) };
    }
  }

  async function changeAll(
    plugins: readonly PluginId[],
    to: 'active' | 'inactive',
    ledger: ToggleLedger,
  ): Promise<Attempt> {
    const refusals = new Map<PluginId, string>();
    const learned: Record<PluginId, readonly PluginId[]> = {};
    for (const plugin of plugins) {
      const refusal = hasRestRoute(plugin)
        ? await change(plugin, to, ledger)
        : { code: 'rest_no_route', learned: [] };
      if (refusal === null) continue;
      if (refusal.learned.length > 0) learned[plugin] = refusal.learned;
      const byForm = form && formCanHelp(refusal.code) ? bulkForm(form, read, clock) : null;
      // Where wp-admin's page is broken, REST can still tell the list: the plugin is out of reach, not the site.
      const attempt = await byForm?.[to === 'active' ? 'on' : 'off']([plugin], ledger).catch(
        unlessAborted(undefined),
      );
      if (attempt === undefined || attempt.refusals.size > 0) refusals.set(plugin, refusal.code);
    }
    return { refusals, learned };
  }

  const writer: PluginWriter = {
    read,
    off: (plugins, ledger) => changeAll(plugins, 'inactive', ledger),
    on: (plugins, ledger) => changeAll(plugins, 'active', ledger),
  };

  return {
    kind: 'rest',
    price: PRICES.rest,
    parallel: 1,
    list,
    unreachable,
    async activateExactly(target, call = {}) {
      const fresh = known === null;
      const before = known ?? (await read(call.signal));
      // What is half done is not known: the next call starts with a look.
      known = null;
      const { statuses, refused, learned, twoVoices } = await reconcile(writer, {
        ...call,
        disputed,
        target,
        owned: ours.of(target, call.owned),
        known: before,
        fresh,
        requires,
        unreachable: new Set(form ? [] : [...before.keys()].filter((each) => !hasRestRoute(each))),
      });
      known = statuses;
      requires = joinRequires(requires, learned);
      const active = activeByStatus(statuses);
      return { active, refused, learned, twoVoices, through: (request) => request };
    },
    close: async () => {},
  };
}

type Said =
  | { readonly type: 'done' }
  /** What it changed is unknown; `late`: it may still be going on. */
  | {
      readonly type: 'doubtful';
      readonly code: string;
      readonly late: boolean;
      readonly body?: unknown;
    }
  /** 429: the request was not looked at. */
  | { readonly type: 'limited'; readonly code: string; readonly failure: RestFailure };

async function put(client: Client, plugin: PluginId, to: 'active' | 'inactive'): Promise<Said> {
  const path = `/wp/v2/plugins/${plugin}`;
  try {
    const { json, answer } = await client.rest({ method: 'PUT', path, data: { status: to } });
    const told = json as { plugin?: unknown; status?: unknown } | null;
    if (told?.plugin === plugin && told.status === to) return { type: 'done' };
    // Once a plugin has printed something the status line is gone: errors come with 200, too.
    const code = restErrorIn(answer)?.code ?? 'odd-answer';
    return { type: 'doubtful', code, late: false, body: json };
  } catch (error) {
    if (error instanceof Problem && NO_ANSWER.has(error.code)) {
      return { type: 'doubtful', code: error.code, late: true };
    }
    if (!isRestFailure(error)) throw error;
    const { status, body } = error;
    // Not WordPress' own words: a server, a firewall or a plugin says no, and its status tells more.
    const code = error.code === 'invalid_json' ? `http-${status}` : error.code;
    if (status === 429) return { type: 'limited', code, failure: error };
    return { type: 'doubtful', code, late: gaveUpWaiting(status), body };
  }
}

/** Dependencies and versions are checked by both ways alike. */
function formCanHelp(code: string): boolean {
  return !/^(plugin_(missing|php|wp|invalid|not)|no_plugin_header|rest_network_only)/u.test(code);
}

/** "Requires Plugins" of every plugin, as the switches keep it. */
export function requirementsOf(plugins: readonly Plugin[]): Requires {
  return Object.fromEntries(
    plugins.filter((each) => each.requires.length > 0).map((each) => [each.plugin, each.requires]),
  );
}

/** The plugins that are active on this site alone. */
export function activeByStatus(statuses: Statuses): readonly PluginId[] {
  return [...statuses].flatMap(([plugin, status]) => (status === 'active' ? [plugin] : []));
}

/** Stands in for what failed with a `Problem`; anything else, such as an abort, goes on. */
function unlessAborted<Value>(standIn: Value): (error: unknown) => Value {
  return (error) => {
    if (error instanceof Problem) return standIn;
    throw error;
  };
}
