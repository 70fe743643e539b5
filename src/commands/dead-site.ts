/** A site on which every request dies, and plugins are off: whose error it is, for the report that says how to go on. */

import type { Note } from '../model/notes.ts';
import { fatalErrorIn } from '../wordpress/http/fatal-error.ts';
import type { Reached } from './context.ts';

/**
 * A note on the plugin whose fatal error ends every request of a site whose list of plugins cannot be read;
 * otherwise nothing. One read: WordPress names the file to whoever asks for JSON. Never rejects.
 */
export async function whatEndsEveryPage({
  address: { restRoot },
  connection,
}: {
  readonly address: Pick<Reached['address'], 'restRoot'>;
  readonly connection: Pick<Reached['connection'], 'at'>;
}): Promise<readonly Note[]> {
  const send = connection.at(new URL(restRoot).origin);
  const headers = { accept: 'application/json' };
  const answer = await send({ url: restRoot, headers }).catch(() => null);
  const plugin = answer && fatalErrorIn(answer)?.plugin;
  return plugin ? [{ type: 'ends-every-page', plugin }] : [];
}
