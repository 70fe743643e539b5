/** Finding a tracer that a person put into wp-content/mu-plugins. */

import type { Client, SiteAddress } from '../http/types.ts';
import { readExtras } from '../plugins/admin-page.ts';
import { isTracerFile } from './tracer.ts';

/** The name that the tracer's header gives it on the pages of wp-admin. */
const NAME = 'wp-bisect Tracer';

/**
 * The file name of a tracer in wp-content/mu-plugins, or null. `client` holds a session. Whether it
 * speaks (its token, its time) is told by `TraceReading.present` of a traced request only; without a
 * session that is the one way to find it.
 */
export async function findTracerFile(
  client: Client,
  address: SiteAddress,
  signal?: AbortSignal,
): Promise<string | null> {
  const files = await readExtras(client, address, 'mustuse', signal);
  return files.find(({ file, name }) => isTracerFile(file) || name === NAME)?.file ?? null;
}
