/** `--restore`: puts back what an interrupted run left. */

import { emptyReport } from '../model/report__blocked.ts';
import { readLeftover } from '../journal/journal.ts';
import { takeLock } from '../journal/lock.ts';
import { siteFolder } from '../journal/lock__site-folder.ts';
import { reach } from './connect.ts';
import { type Context, type Finished, lockRequest } from './context.ts';
import { putBack } from './restore.ts';

/** Restores a site from its journal; with no journal there is nothing to do, and nobody signs in. */
export async function restore(context: Context): Promise<Finished> {
  const reached = await reach(context);
  const { home } = reached.address;
  const folder = siteFolder(context.home, home);
  const release = await takeLock(folder, lockRequest(context, home));
  try {
    const leftover = await readLeftover(folder, context.disk);
    if (leftover) return (await putBack(context, reached, leftover, folder)).finished;
    const nothing = emptyReport(home, 'restored');
    return {
      report: { ...nothing, notes: [...context.notes, { type: 'nothing-to-restore' }] },
      problem: null,
    };
  } finally {
    await release();
    await reached.connection.close();
  }
}
