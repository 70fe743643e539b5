/** What runs besides plugins and cannot be switched: must-use plugins and drop-ins. */

import type { Client, SiteAddress } from '../http/types.ts';
import { readAdminPage } from '../switches/admin-page.ts';
import { parseExtrasPage } from './page.ts';

/** A file of wp-content/mu-plugins, or a drop-in of wp-content. */
export type Extra = { readonly file: string; readonly name: string };

/**
 * The must-use plugins or the drop-ins, from wp-admin (`client` holds a session). REST has no word of
 * them. A site without any shows no such view, which gives an empty list.
 */
export async function readExtras(
  client: Client,
  address: SiteAddress,
  kind: 'mustuse' | 'dropins',
  signal?: AbortSignal,
): Promise<readonly Extra[]> {
  const url = new URL(`wp-admin/plugins.php?plugin_status=${kind}`, address.siteUrl).href;
  return await readAdminPage(client, { url, signal }, async (answer) =>
    answer.text.includes('the-list') ? await parseExtrasPage(answer.text, kind) : null,
  );
}
