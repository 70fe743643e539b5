/** Looks into a troubleshooting session, and past it: is it in force, and is the site's own list whole? */

import { Problem } from '../../../model/errors.ts';
import { folderOf } from '../../../model/plugin-ids.ts';
import type { Clock, Refusal } from '../../../model/ports.ts';
import type { Plugin, PluginId } from '../../../model/report.ts';
import { isFromCache } from '../../http/caches.ts';
import { findJson } from '../../http/json.ts';
import type { Client, SiteAddress } from '../../http/types.ts';
import { restUrl } from '../../http/urls.ts';
import { type Statuses, statusesOf } from '../../plugins/plugin-list.ts';
import { themeIn } from '../../plugins/themes.ts';
import { pluginsForm } from '../bulk-form.ts';
import { activeByStatus } from '../rest.ts';
import { foldersOf, isUnnameable, readSessionLinks, throughSession } from './session.ts';

/** A way into the session for one request. */
type Way = { readonly cookie: string; readonly folders: Iterable<string>; readonly stamp: string };

/** The looks of one session. */
export type SessionCheck = {
  /** The plugins that run inside; null when REST does not say. */
  activeInside(way: Way, signal?: AbortSignal): Promise<readonly PluginId[] | null>;
  /** The stylesheet worn inside, or with null the site's own; null when REST does not say. */
  theme(way: Way | null, signal?: AbortSignal): Promise<string | null>;
  /** The plugins that are active for visitors. */
  activeOnSite(stamp: string, signal?: AbortSignal): Promise<readonly PluginId[]>;
  /** Rejects with `isolation-lost` when the session is over, or `expected` are not all active on the site. */
  assure(
    session: {
      readonly cookie: string;
      readonly stamp: string;
      readonly expected: readonly PluginId[];
    },
    signal?: AbortSignal,
  ): Promise<void>;
};

/** Looks through a client that holds a login session. */
export function createSessionCheck(site: {
  readonly client: Client;
  readonly address: SiteAddress;
  readonly clock: Clock;
}): SessionCheck {
  const { client, address, clock } = site;

  async function ask(url: string, way: Way | null, signal?: AbortSignal): Promise<unknown> {
    const request = { url, headers: {} };
    const inside = way === null ? request : throughSession(request, way);
    const answer = await client.send({ ...inside, signal, keepCookies: way === null });
    const isOwn = answer.status >= 200 && answer.status < 300 && !isFromCache(answer);
    return isOwn ? findJson(answer.text) : undefined;
  }

  async function activeInside(way: Way, signal?: AbortSignal) {
    const url = restUrl(address, '/wp/v2/plugins', { _fields: 'plugin,status' });
    const list = await ask(url, way, signal);
    if (!isList(list)) return null;
    return list.flatMap((each) => (each.status === 'active' ? [each.plugin] : []));
  }

  async function theme(way: Way | null, signal?: AbortSignal) {
    const query = { status: 'active', _fields: 'stylesheet,template,name' };
    const json = await ask(restUrl(address, '/wp/v2/themes', query), way, signal);
    return themeIn(json)?.stylesheet ?? null;
  }

  /** Past the session: over REST, or where that is blocked on the page of plugins. */
  async function activeOnSite(stamp: string, signal?: AbortSignal): Promise<readonly PluginId[]> {
    const query = { _fields: 'plugin,status', _: stamp };
    const list = await ask(restUrl(address, '/wp/v2/plugins', query), null, signal);
    if (isList(list))
      return list.flatMap((each) => (each.status === 'active' ? [each.plugin] : []));
    return activeByStatus(statusesOf(await pluginsForm(client, address, clock).rows(signal)));
  }

  return {
    activeInside,
    theme,
    activeOnSite,
    async assure({ cookie, stamp, expected }, signal) {
      // One request tells both: all but one folder are let in, so the session shows by the one left
      // out, and the site's list, which it filters, by the others.
      const [first] = expected;
      if (first === undefined) return;
      const outside = folderOf(expected.find((each) => folderOf(each) === 'health-check') ?? first);
      const allowed = [...foldersOf(expected)].filter((folder) => folder !== outside);
      const seen = await activeInside({ cookie, folders: allowed, stamp }, signal);
      if (seen !== null) {
        const now = new Set(seen);
        if (seen.some((plugin) => folderOf(plugin) === outside)) throw lost('session-ended', []);
        const missing = expected.filter((each) => folderOf(each) !== outside && !now.has(each));
        if (missing.length > 0) throw lost('list-overwritten', missing);
        return;
      }
      // A plugin blocks REST for everybody: the session's menu and the page of plugins tell the same.
      const { end } = await readSessionLinks(client, address, cookie, stamp, signal);
      if (end === null) throw lost('session-ended', []);
      const now = new Set(await activeOnSite(stamp, signal));
      const missing = expected.filter((each) => !now.has(each));
      if (missing.length > 0) throw lost('list-overwritten', missing);
    },
  };
}

function lost(why: 'session-ended' | 'list-overwritten', missing: readonly PluginId[]): Problem {
  return new Problem('isolation-lost', { why, missing });
}

function isList(json: unknown): json is readonly { plugin: string; status: string }[] {
  return (
    Array.isArray(json) &&
    json.every((each) => typeof each?.plugin === 'string' && typeof each?.status === 'string')
  );
}

/** What a troubleshooting session can and cannot tell apart. */

/** Active plugins that share a folder. */
export function together(plugins: readonly Plugin[]): readonly (readonly PluginId[])[] {
  const byFolder = new Map<string, PluginId[]>();
  for (const { plugin, status } of plugins) {
    if (status !== 'active') continue;
    const folder = folderOf(plugin);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), plugin]);
  }
  return [...byFolder.values()].filter((members) => members.length > 1);
}

/** Plugins of the target that do not run inside, and plugins beyond it that do. */
export function refusalsOf(
  target: readonly PluginId[],
  reached: readonly PluginId[],
  base: Statuses,
  owned: ReadonlySet<PluginId>,
): readonly Refusal[] {
  const wanted = new Set(target);
  const missing: Refusal[] = target
    .filter((plugin) => !reached.includes(plugin) && base.get(plugin) !== 'network-active')
    .map((plugin) => ({
      plugin,
      wanted: 'active',
      // The session leaves plugins out; it cannot add one.
      code: isUnnameable(plugin)
        ? 'unreachable'
        : base.has(plugin)
          ? 'inactive-on-site'
          : 'not-installed',
    }));
  const undue: Refusal[] = reached
    .filter((plugin) => !wanted.has(plugin) && owned.has(plugin))
    .map((plugin) => ({ plugin, wanted: 'inactive', code: 'same-folder' }));
  return [...missing, ...undue];
}
