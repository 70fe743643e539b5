/** The bulk form of wp-admin/plugins.php: the way to switch plugins that works when REST does not. */

import { isProblem, Problem } from '../../model/errors.ts';
import { fileOf } from '../../model/plugin-ids.ts';
import type { Clock } from '../../model/ports.ts';
import type { PluginId } from '../../model/report.ts';
import { isFromCache } from '../http/caches.ts';
import { fatalErrorIn } from '../http/fatal-error.ts';
import { isWpDiePage } from '../http/html.ts';
import { gaveUpWaiting, lookAgain, NO_ANSWER, waitAsAsked } from '../http/retry.ts';
import type { Client, HttpAnswer, SiteAddress } from '../http/types.ts';
import { isLogin, redirectTarget } from '../http/urls.ts';
import type { ReadHow, Statuses } from '../plugins/plugin-list.ts';
import {
  type PluginRow,
  type PluginsPage,
  parsePluginsPage,
  readAdminPage,
} from '../plugins/plugins-page.ts';
import type { Attempt, PluginWriter, ToggleLedger } from './reconcile.ts';

/** What the answer to the form says. Nothing of it is proof; the list is. */
type FormAnswer =
  | { readonly type: 'accepted' }
  /** A fatal error while `plugin` was activated; the rest of the list was not looked at. */
  | { readonly type: 'fatal'; readonly plugin: PluginId | null }
  /** Anything else: a redirect of a plugin's own, an error, warnings, no answer. `late`: it may still happen. */
  | { readonly type: 'doubtful'; readonly code: string; readonly late: boolean };

/** The form of one site in one session. */
export type PluginsForm = {
  /** Every row of the table, over all its pages. */
  rows(signal?: AbortSignal, how?: ReadHow): Promise<readonly PluginRow[]>;
  /** One POST. Rejects with `session-lost` when the session is over. */
  change(to: 'active' | 'inactive', plugins: readonly PluginId[]): Promise<FormAnswer>;
  /** Activates one plugin as WordPress does after an update: none of the hooks of an activation runs. */
  reactivate(plugin: PluginId): Promise<void>;
};

/**
 * The form, with `client` holding a login session. The nonce is kept until it is refused. `screen` is the
 * address of the page: that of the site's own plugins, or of the network's.
 */
export function pluginsForm(
  client: Client,
  address: SiteAddress,
  clock: Clock,
  screen = new URL('wp-admin/plugins.php', address.siteUrl).href,
): PluginsForm {
  let nonce: string | null = null;
  let lastChange: 'active' | 'inactive' | null = null;

  async function page(
    number: number,
    signal?: AbortSignal,
    how: ReadHow = {},
  ): Promise<PluginsPage> {
    const url = pageUrl(screen, number, lastChange);
    const read = await readAdminPage(client, { url, signal, ...how }, wholeTable).catch(
      (error: unknown) => {
        if (!isProblem(error, 'cached-list')) throw error;
        return readAdminPage(client, { url: unlike(url, clock), signal, ...how }, wholeTable);
      },
    );
    nonce = read.nonce ?? nonce;
    return read;
  }

  async function rows(signal?: AbortSignal, how?: ReadHow): Promise<readonly PluginRow[]> {
    const first = await page(1, signal, how);
    const found = [...first.rows];
    for (let number = 2; number <= first.pages; number += 1) {
      found.push(...(await page(number, signal, how)).rows);
    }
    return found;
  }

  async function post(
    to: 'active' | 'inactive',
    plugins: readonly PluginId[],
  ): Promise<HttpAnswer> {
    if (nonce === null) await page(1);
    const body = new URLSearchParams({
      _wpnonce: nonce ?? '',
      action: to === 'active' ? 'activate-selected' : 'deactivate-selected',
      action2: '-1',
      paged: '1',
    });
    for (const plugin of plugins) body.append('checked[]', fileOf(plugin));
    lastChange = to;
    const url = new URL('?plugin_status=all', screen).href;
    return await client.send({ method: 'POST', url, body, retry: false });
  }

  async function change(
    to: 'active' | 'inactive',
    plugins: readonly PluginId[],
  ): Promise<FormAnswer> {
    for (let tries = 1; ; tries += 1) {
      const used = nonce;
      const answer = await post(to, plugins).catch((error: unknown) => {
        if (isProblem(error) && NO_ANSWER.has(error.code)) return error;
        throw error;
      });
      if (answer instanceof Problem) return { type: 'doubtful', code: answer.code, late: true };
      if (tries < 3 && (await waitAsAsked(answer, clock))) continue;
      // WordPress looks at the nonce before anything else: a refused one has changed nothing.
      if (answer.status === 403 && tries < 3 && used !== null) {
        nonce = null;
        await page(1);
        if (nonce !== used) continue;
      }
      return readAnswer(answer, to);
    }
  }

  /** The list read afterwards tells whether it was done: an account that may update nothing is refused. */
  async function reactivate(plugin: PluginId): Promise<void> {
    const row = (await rows()).find((each) => each.plugin === plugin);
    if (!row?.activation) return;
    const url = new URL('update.php?action=activate-plugin', screen);
    url.searchParams.set('plugin', fileOf(plugin));
    url.searchParams.set('_wpnonce', row.activation);
    if (screen.includes('/wp-admin/network/')) url.searchParams.set('networkwide', '1');
    await client.send({ method: 'GET', url: url.href, retry: false }).catch((error: unknown) => {
      if (!isProblem(error) || !NO_ANSWER.has(error.code)) throw error;
    });
  }

  return { rows, change, reactivate };
}

/** The same page at an address that no cache has seen. */
function unlike(page: string, clock: Clock): string {
  const url = new URL(page);
  url.searchParams.set('_', String(clock.now()));
  return url.href;
}

/** A table that breaks off must not be taken for the whole list, nor an old one for the present one. */
async function wholeTable(answer: HttpAnswer): Promise<PluginsPage | null> {
  if (!answer.text.includes('the-list')) return null;
  if (isFromCache(answer)) throw new Problem('cached-list', { url: answer.url });
  const page = await parsePluginsPage(answer.text);
  return page.complete ? page : null;
}

/** As a browser lands on it after the form: many plugins skip their onboarding on `activate-multi`. */
function pageUrl(screen: string, number: number, after: 'active' | 'inactive' | null): string {
  const url = new URL(screen);
  url.searchParams.set('plugin_status', 'all');
  if (number > 1) url.searchParams.set('paged', String(number));
  else if (after === 'active') url.searchParams.set('activate-multi', 'true');
  else if (after === 'inactive') url.searchParams.set('deactivate-multi', 'true');
  return url.href;
}

function readAnswer(answer: HttpAnswer, to: 'active' | 'inactive'): FormAnswer {
  const url = redirectTarget(answer);
  if (url === null) {
    const { status } = answer;
    // "Sorry, you are not allowed to deactivate plugins for this site": wp_die() says it with 500 (plugins.php).
    const isNo = status === 500 && isWpDiePage(answer.text) && fatalErrorIn(answer) === null;
    return {
      type: 'doubtful',
      code: isNo ? 'wp-die' : `http-${status}`,
      late: gaveUpWaiting(status),
    };
  }
  if (isLogin(url)) throw new Problem('session-lost', { url: answer.url });
  if (url.pathname.endsWith('/plugins.php')) {
    if (url.searchParams.get('error') === 'true') {
      const file = url.searchParams.get('plugin');
      return { type: 'fatal', plugin: file === null ? null : file.replace(/\.php$/u, '') };
    }
    const flag = to === 'active' ? 'activate-multi' : 'deactivate-multi';
    if (url.searchParams.get(flag) === 'true') return { type: 'accepted' };
  }
  return { type: 'doubtful', code: 'redirected', late: false };
}

/** Switching by wp-admin's form: many plugins a POST, and what to do when a plugin ends the request. */

const NOTHING: Attempt = { refusals: new Map(), learned: {} };

/** `off` and `on` over the form, with `read` to see what came of it. */
export function bulkForm(
  form: PluginsForm,
  read: PluginWriter['read'],
  clock: Clock,
): Omit<PluginWriter, 'read'> {
  async function look(
    answer: FormAnswer & { type: 'fatal' | 'doubtful' },
    wanted: 'active' | 'inactive',
    plugins: readonly PluginId[],
    ledger: ToggleLedger,
  ): Promise<readonly PluginId[]> {
    const left = (seen: Statuses) =>
      plugins.filter((plugin) => seen.has(plugin) && seen.get(plugin) !== wanted);
    const late = answer.type === 'doubtful' && answer.late;
    const seen = late
      ? await lookAgain(read, (statuses) => left(statuses).length === 0, clock)
      : await read();
    ledger.read(seen);
    return left(seen);
  }

  /**
   * Core saves a batch of deactivations once, after all hooks have run: a hook that ends the request
   * loses the whole batch. So what is left is tried in halves, down to the plugin that does it.
   */
  async function off(plugins: readonly PluginId[], ledger: ToggleLedger): Promise<Attempt> {
    ledger.throwIfAborted();
    const answer = await form.change('inactive', plugins);
    if (answer.type === 'accepted') {
      for (const plugin of plugins) ledger.tell(plugin, 'inactive');
      return NOTHING;
    }
    const left = await look(answer, 'inactive', plugins, ledger);
    if (left.length === 0) return NOTHING;
    if (plugins.length === 1)
      return { refusals: new Map([[left[0] ?? '', codeOf(answer)]]), learned: {} };
    const half = Math.ceil(left.length / 2);
    const parts = [left.slice(0, half), left.slice(half)].filter((part) => part.length > 0);
    const refusals = new Map<PluginId, string>();
    for (const part of parts) {
      for (const [plugin, code] of (await off(part, ledger)).refusals) refusals.set(plugin, code);
    }
    return { refusals, learned: {} };
  }

  /** Activations are saved one by one, in the order given: the list goes on behind the one that ended it. */
  async function on(plugins: readonly PluginId[], ledger: ToggleLedger): Promise<Attempt> {
    const refusals = new Map<PluginId, string>();
    let queue = plugins;
    while (queue.length > 0) {
      ledger.throwIfAborted();
      const answer = await form.change('active', queue);
      // Also said when some were skipped without a word; the list read afterwards tells.
      if (answer.type === 'accepted') break;
      const left = await look(answer, 'active', queue, ledger);
      const named = answer.type === 'fatal' ? answer.plugin : null;
      const stuck = left.length === queue.length ? (left[0] ?? null) : null;
      const culprit = named !== null && left.includes(named) ? named : stuck;
      if (culprit !== null) refusals.set(culprit, codeOf(answer));
      queue = left.filter((plugin) => plugin !== culprit);
    }
    return { refusals, learned: {} };
  }

  async function onAgain(plugins: readonly PluginId[], ledger: ToggleLedger): Promise<void> {
    for (const plugin of plugins) {
      ledger.throwIfAborted();
      await form.reactivate(plugin);
    }
  }

  return { off, on, onAgain };
}

function codeOf(answer: FormAnswer & { type: 'fatal' | 'doubtful' }): string {
  return answer.type === 'fatal' ? 'fatal' : answer.code;
}
