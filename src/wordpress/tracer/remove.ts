/** Taking a tracer off a site again, whatever a run left of it. */

import { isProblem, Problem } from '../../model/errors.ts';
import { fileOf } from '../../model/plugin-ids.ts';
import type { Clock } from '../../model/ports.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import { isFromCache } from '../http/caches.ts';
import { isRestFailure, toProblem } from '../http/rest-error.ts';
import { lookUntil, NO_ANSWER } from '../http/retry.ts';
import type { Client, SiteAddress } from '../http/types.ts';
import { readRestPlugins, statusesOf } from '../plugins/plugin-list.ts';
import { parsePluginsPage, readAdminPage } from '../plugins/plugins-page.ts';
import { pluginsForm } from '../switches/bulk-form.ts';
import { isTracer } from './tracer.ts';

/** What is left on the site, if anything. */
export type TracerRemoval =
  | { readonly type: 'removed' }
  | { readonly type: 'left'; readonly status: 'active' | 'inactive'; readonly detail: string };

/** What taking it away needs. */
export type TracedSite = {
  /** A session goes through wp-admin's form, which works where REST is blocked; other clients use REST. */
  readonly client: Client;
  readonly address: SiteAddress;
  readonly plugin: PluginId;
  readonly clock: Clock;
  /** Until then an upload that got no answer may still land: it is waited for, to be taken away. */
  readonly mayLandUntil?: number;
  /** Hears for how many milliseconds at most it is waited for. */
  readonly onWait?: (ms: number) => void;
};

/**
 * Deactivates and deletes an uploaded tracer, and reads back that it is gone. Safe to call when it was
 * never there, half there, or gone already. Rejects when the site does not tell, or with `unexpected`
 * for a plugin that is no tracer.
 */
export async function removeTracer(site: TracedSite): Promise<TracerRemoval> {
  if (!isTracer(site.plugin)) {
    throw new Problem('unexpected', { said: `${site.plugin} is not a tracer.` });
  }
  const steps = site.client.identity === 'session' ? throughForm(site) : throughRest(site);
  const { mayLandUntil } = site;
  if (mayLandUntil !== undefined) {
    await lookUntil(steps.status, (status) => status !== null, mayLandUntil, site);
  }
  let detail = '';
  for (let tries = 0; ; tries += 1) {
    const status = await steps.status();
    if (status === null) return { type: 'removed' };
    if (tries === 3) return { type: 'left', status, detail };
    detail = await (status === 'active' ? steps.deactivate() : steps.remove());
  }
}

/** Each step resolves with a code of how the site answered; only the status tells what happened. */
type Steps = {
  status(): Promise<'active' | 'inactive' | null>;
  deactivate(): Promise<string>;
  remove(): Promise<string>;
};

function throughForm({ client, address, plugin, clock }: TracedSite): Steps {
  const form = pluginsForm(client, address, clock);
  // With `deleted` the page also forgets the result of a deletion, which WordPress keeps as an option.
  const page = new URL('wp-admin/plugins.php?plugin_status=all&deleted=1', address.siteUrl).href;

  async function readPage() {
    return await readAdminPage(client, { url: page }, async (answer) => {
      if (!answer.text.includes('the-list')) return null;
      if (isFromCache(answer)) throw new Problem('cached-list', { url: answer.url });
      const read = await parsePluginsPage(answer.text);
      return read.complete ? read : null;
    });
  }

  return {
    async status() {
      const first = await readPage();
      const rows = first.pages > 1 ? await form.rows() : first.rows;
      return plainly(statusesOf(rows).get(plugin));
    },
    async deactivate() {
      return (await form.change('inactive', [plugin])).type;
    },
    async remove() {
      const { nonce } = await readPage();
      const body = new URLSearchParams({
        _wpnonce: nonce ?? '',
        action: 'delete-selected',
        action2: '-1',
        'verify-delete': '1',
        'checked[]': fileOf(plugin),
      });
      const url = new URL('wp-admin/plugins.php?plugin_status=all', address.siteUrl).href;
      return await silently(async () => {
        const answer = await client.send({ method: 'POST', url, body, retry: false });
        return `http-${answer.status}`;
      });
    },
  };
}

function throughRest({ client, plugin, clock }: TracedSite): Steps {
  const path = `/wp/v2/plugins/${plugin}`;
  const call = (request: { method: 'PUT' | 'DELETE'; data?: { status: string } }) =>
    silently(async () => {
      try {
        await client.rest({ path, ...request });
        return 'done';
      } catch (error) {
        if (isRestFailure(error)) return error.code;
        throw error;
      }
    });

  return {
    async status() {
      const list = await readRestPlugins(client, String(clock.now())).catch((error: unknown) =>
        Promise.reject(toProblem(error)),
      );
      return plainly(statusesOf(list).get(plugin));
    },
    deactivate: () => call({ method: 'PUT', data: { status: 'inactive' } }),
    remove: () => call({ method: 'DELETE' }),
  };
}

/** Active for one site or for a network comes to the same here. */
function plainly(status: Plugin['status'] | undefined): 'active' | 'inactive' | null {
  return status === undefined || status === 'inactive' ? (status ?? null) : 'active';
}

/** A request that got no answer may have been obeyed all the same. */
async function silently(step: () => Promise<string>): Promise<string> {
  try {
    return await step();
  } catch (error) {
    if (isProblem(error) && NO_ANSWER.has(error.code)) return error.code;
    throw error;
  }
}
