/** `--bisect`, and the terminal UI's run: find, prove, restore, report. */

import { readLeftover } from '../run/journal.ts';
import { takeLock } from '../run/lock.ts';
import { siteFolder } from '../run/site-folder.ts';
import { reach, signIn } from './connect.ts';
import { type Context, type Finished, lockRequest } from './context.ts';
import { examine } from './examine.ts';
import { putBack } from './put-back.ts';

/** Finds what makes a site answer 401. Rejects with a `Problem` where nothing was changed. */
export async function bisect(context: Context): Promise<Finished> {
  const reached = await reach(context);
  const { home } = reached.address;
  const folder = siteFolder(context.home, home);
  const release = await takeLock(folder, lockRequest(context, home));
  try {
    const leftover = await readLeftover(folder, context.disk);
    if (!leftover) return await examine(context, await signIn(context, reached), folder);
    // The baseline of a new run must not be the remains of the last one.
    const since = leftover.startedAt;
    const agreed = await context.ask.confirm({ type: 'restore-leftover', site: home, since });
    if (!agreed) throw new DOMException('Cancelled', 'AbortError');
    const { finished, connected } = await putBack(context, reached, leftover, folder);
    if (connected === null || !finished.report.restored) return finished;
    context.emit({ type: 'note', note: { type: 'restored-leftover', since } });
    return await examine(context, connected, folder);
  } finally {
    await release();
    await reached.connection.close();
  }
}
