/** Putting the Health Check plugin on a site for one run, and taking it away again. */

import { Problem } from '../../../model/errors.ts';
import type { Clock } from '../../../model/ports.ts';
import type { Plugin } from '../../../model/report.ts';
import { isFromCache } from '../../http/caches.ts';
import { isRestFailure, toProblem } from '../../http/rest-error.ts';
import { gaveUpWaiting, lookAgain, lookUntil, NO_ANSWER } from '../../http/retry.ts';
import type { Client, SiteAddress } from '../../http/types.ts';
import { readExtras } from '../../plugins/plugins-page.ts';

/** The plugin's REST identifier. */
export const HEALTH_CHECK = 'health-check/health-check';

/** What has to be undone afterwards. */
export type Undo = 'nothing' | 'deactivate' | 'delete';

/** Why the plugin could not be put on the site. */
type InstallRefusal =
  /** The site cannot reach the plugin directory of wordpress.org. */
  | 'directory-unreachable'
  /** `DISALLOW_FILE_MODS`, or a host that forbids it. */
  | 'file-changes-forbidden'
  /** The site would ask for FTP or SSH credentials. */
  | 'file-credentials'
  /** This user may not install plugins. */
  | 'not-allowed'
  /** Installed, but it would not start. */
  | 'would-not-start'
  | 'other';

/** What came of it. `detail` is the site's own code. */
export type Installation =
  | { readonly type: 'ready'; readonly undo: Undo }
  | {
      readonly type: 'refused';
      readonly code: InstallRefusal;
      readonly detail: string;
      /** True where no answer came: it may still be installed later. */
      readonly mayLand: boolean;
    };

/**
 * Makes Health Check active: installed from the directory, or switched on where it lies there inactive.
 * Does nothing where it is active. A half-done installation is taken back before a refusal is told.
 */
export async function installHealthCheck(options: {
  readonly client: Client;
  readonly plugins: readonly Plugin[];
  readonly clock: Clock;
}): Promise<Installation> {
  const { client, plugins, clock } = options;
  const present = plugins.find((each) => each.plugin === HEALTH_CHECK);
  if (present && present.status !== 'inactive') return { type: 'ready', undo: 'nothing' };
  const undo: Undo = present ? 'deactivate' : 'delete';
  const path = present ? `/wp/v2/plugins/${HEALTH_CHECK}` : '/wp/v2/plugins';
  const data = present ? { status: 'active' } : { slug: 'health-check', status: 'active' };
  let detail = 'still-inactive';
  /** It may be under way still, or the list behind. */
  let late = true;
  try {
    await client.rest({ method: present ? 'PUT' : 'POST', path, data });
  } catch (error) {
    // A download takes its time: no answer does not mean that nothing happens.
    const gaveUp = isRestFailure(error) && gaveUpWaiting(error.status);
    late = gaveUp || (error instanceof Problem && NO_ANSWER.has(error.code));
    if (!late && !isRestFailure(error)) throw error;
    detail = (error as Problem).code;
  }
  const look = () => statusNow(client);
  const status = late ? await lookAgain(look, (seen) => seen === 'active', clock) : await look();
  if (status === 'active') return { type: 'ready', undo };
  if (status === 'inactive' && !present) await removeHealthCheck({ client, undo: 'delete', clock });
  const mayLand = late && status === null && detail !== 'still-inactive';
  return { type: 'refused', code: await refusalOf(client, detail, status), detail, mayLand };
}

/** What is left on the site, if anything, after undoing. */
export type Removal =
  | { readonly type: 'removed' }
  | { readonly type: 'left'; readonly status: 'active' | 'inactive'; readonly detail: string };

/**
 * Undoes an installation. Deleting runs the plugin's own clean-up, which also takes its must-use file
 * and its options; deactivating alone leaves those.
 */
export async function removeHealthCheck(options: {
  readonly client: Client;
  readonly undo: Undo;
  /** To wait for a list that is behind; without it the list is believed at once. */
  readonly clock?: Clock;
  /** Until then an installation that got no answer may still land: it is waited for, to be taken away. */
  readonly mayLandUntil?: number;
  /** Hears for how many milliseconds at most it is waited for. */
  readonly onWait?: (ms: number) => void;
}): Promise<Removal> {
  const { client, undo, clock, mayLandUntil, onWait } = options;
  const path = `/wp/v2/plugins/${HEALTH_CHECK}`;
  let detail = '';
  if (undo !== 'nothing' && clock && mayLandUntil !== undefined) {
    const hasLanded = (seen: 'active' | 'inactive' | null) =>
      seen === 'active' || (seen === 'inactive' && undo === 'delete');
    await lookUntil(() => statusNow(client), hasLanded, mayLandUntil, { clock, onWait });
  }
  for (let tries = 0; undo !== 'nothing' && tries < 2; tries += 1) {
    try {
      await client.rest({ method: 'PUT', path, data: { status: 'inactive' } });
      if (undo === 'delete') await client.rest({ method: 'DELETE', path });
    } catch (error) {
      const silent = error instanceof Problem && NO_ANSWER.has(error.code);
      if (!silent && !isRestFailure(error)) throw error;
      detail = (error as Problem).code;
    }
    const look = () => statusNow(client);
    const isGone = (seen: 'active' | 'inactive' | null) =>
      seen === null || (undo === 'deactivate' && seen === 'inactive');
    const status = clock && tries === 1 ? await lookAgain(look, isGone, clock) : await look();
    if (status === null || isGone(status)) return { type: 'removed' };
    if (tries === 1) return { type: 'left', status, detail };
  }
  return { type: 'removed' };
}

/** Null when it is not installed. Rejects when the list cannot be read: nothing is known then. */
async function statusNow(client: Client): Promise<'active' | 'inactive' | null> {
  const query = { search: 'health', _fields: 'plugin,status' };
  const { json, answer } = await client
    .rest({ path: '/wp/v2/plugins', query })
    .catch((error: unknown) => Promise.reject(toProblem(error)));
  if (isFromCache(answer)) throw new Problem('cached-list', { url: answer.url });
  // What is no list does not say that the plugin is gone.
  if (!Array.isArray(json)) {
    throw new Problem('rest-unavailable', { url: answer.url, status: answer.status, code: null });
  }
  const list = json as { plugin?: unknown; status?: unknown }[];
  const found = list.find((each) => each?.plugin === HEALTH_CHECK);
  if (!found) return null;
  return found.status === 'inactive' ? 'inactive' : 'active';
}

async function refusalOf(
  client: Client,
  detail: string,
  status: 'active' | 'inactive' | null,
): Promise<InstallRefusal> {
  switch (detail) {
    case 'plugins_api_failed':
    case 'http_request_failed':
    case 'download_failed':
      return 'directory-unreachable';
    case 'fs_unavailable':
    case 'unable_to_connect_to_filesystem':
    case 'fs_error':
    case 'fs_no_plugins_dir':
      return 'file-credentials';
    case 'rest_cannot_install_plugin':
      // The capability is the role's; a constant of the site takes it away without saying so.
      return (await mayInstall(client)) ? 'file-changes-forbidden' : 'not-allowed';
    case 'rest_cannot_activate_plugin':
    case 'rest_cannot_manage_plugins':
      return 'not-allowed';
    default:
      return status === 'inactive' ? 'would-not-start' : 'other';
  }
}

/** Whether the role of this user may install plugins (a constant of the site can still forbid it); null when REST does not say. */
export async function mayInstall(client: Client): Promise<boolean | null> {
  try {
    const query = { context: 'edit', _fields: 'capabilities' };
    const { json } = await client.rest({ path: '/wp/v2/users/me', query });
    const { capabilities } = json as { capabilities?: Record<string, unknown> };
    return capabilities?.install_plugins === true;
  } catch (error) {
    if (!isRestFailure(error)) throw error;
    return null;
  }
}

/** What a troubleshooting session leaves on a site that keeps Health Check. */

/** The must-use file that Health Check writes when a first session begins. Only deleting Health Check takes it away. */
export const TROUBLESHOOTER = 'health-check-troubleshooting-mode.php';

/** Before and after a session. */
export type Residue = {
  remember(signal?: AbortSignal): Promise<void>;
  /** After the session; `ended`: it could be ended in order. */
  compare(ended: boolean): Promise<void>;
  /** Codes of what is there now and was not before. */
  left(): readonly string[];
};

/**
 * Watches the must-use file, the one trace that HTTP can see. The option with the session's hash also
 * stays, until Health Check is deleted or its next session replaces it; options have no address, so it
 * is told whenever the file was not there before. Without the file a session cannot even be ended.
 */
export function residueOf(site: {
  readonly client: Client;
  readonly address: SiteAddress;
}): Residue {
  let before: boolean | null = null;
  let left: readonly string[] = [];

  async function isThere(signal?: AbortSignal): Promise<boolean> {
    const files = await readExtras(site.client, site.address, 'mustuse', signal);
    return files.some((each) => each.file === TROUBLESHOOTER);
  }

  return {
    async remember(signal) {
      before ??= await isThere(signal);
    },
    async compare(ended) {
      const isNew = before === false;
      left = [
        ...(isNew && (await isThere()) ? [`must-use:${TROUBLESHOOTER}`] : []),
        ...(isNew ? ['option:health-check-disable-plugin-hash'] : []),
        ...(ended ? [] : ['option:health-check-allowed-plugins']),
      ];
    },
    left: () => left,
  };
}
