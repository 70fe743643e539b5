/** What runs besides plugins and cannot be switched: must-use plugins and drop-ins. */

import type { PluginId } from '../../model/report.ts';
import type { Client, SiteAddress } from '../http/types.ts';
import { readAdminPage } from './admin-page.ts';
import { parseExtrasPage, parseTakenOff } from './plugins-page.ts';

/** A file of wp-content/mu-plugins, or a drop-in of wp-content. */
export type Extra = { readonly file: string; readonly name: string };

/**
 * The must-use plugins or the drop-ins, from wp-admin (`client` holds a session). REST has no word of
 * them. A site without any shows no such view, which gives an empty list. `takenOff` is told what
 * WordPress has deactivated on this occasion.
 */
export async function readExtras(
  client: Client,
  address: SiteAddress,
  kind: 'mustuse' | 'dropins',
  signal?: AbortSignal,
  takenOff?: (plugins: readonly PluginId[]) => void,
): Promise<readonly Extra[]> {
  const url = new URL(`wp-admin/plugins.php?plugin_status=${kind}`, address.siteUrl).href;
  return await readAdminPage(client, { url, signal }, async ({ text }) => {
    if (!text.includes('the-list')) return null;
    const gone = await parseTakenOff(text);
    if (gone.length > 0) takenOff?.(gone);
    return await parseExtrasPage(text, kind);
  });
}
