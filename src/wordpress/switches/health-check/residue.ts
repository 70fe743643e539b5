/** What a troubleshooting session leaves on a site that keeps Health Check. */

import type { Client, SiteAddress } from '../../http/types.ts';
import { readExtras } from '../../plugins/admin-page.ts';

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
