/** A site on which every request dies after a run: whose error it is, for the report that says how to go on. */

import type { Note } from '../model/notes.ts';
import type { Difference } from '../model/report.ts';
import { fatalErrorIn } from '../wordpress/http/fatal-error.ts';
import type { Connected } from './context.ts';

/**
 * A note on the plugin whose fatal error ends every request, where the list of plugins could not be read for
 * it; otherwise nothing. One read: WordPress names the file to whoever asks for JSON. Never rejects.
 */
export async function whatEndsEveryPage(
  { unknown }: Difference,
  { address, clients }: Pick<Connected, 'address' | 'clients'>,
): Promise<readonly Note[]> {
  if (unknown === undefined) return [];
  const headers = { accept: 'application/json' };
  const answer = await clients.anonymous.send({ url: address.restRoot, headers }).catch(() => null);
  const plugin = answer && fatalErrorIn(answer)?.plugin;
  return plugin ? [{ type: 'ends-every-page', plugin }] : [];
}
