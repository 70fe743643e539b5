/** `--bisect`, and the terminal UI's run: find, prove, restore, report. */

import { readInterruptedRun } from '../journal/journal.ts';
import { siteFolder, takeLock } from '../journal/lock.ts';
import { reach, signIn } from './connect.ts';
import { type Context, type Finished, isAttended, lockRequest } from './context.ts';
import { type Settled, settleInterruptedRun } from './interrupted-run.ts';
import { investigate } from './investigate.ts';

/** Finds what makes a site answer 401. Rejects with a `Problem` where nothing was changed. */
export async function bisect(context: Context): Promise<Finished> {
  const reached = await reach(context);
  const { home } = reached.address;
  const folder = siteFolder(context.home, home);
  const release = await takeLock(folder, lockRequest(context, home));
  try {
    const leftover = await readInterruptedRun(folder, context.disk);
    const settled: Settled = leftover
      ? await settleInterruptedRun(context, reached, leftover, folder)
      : { connected: await signIn(context, reached), resume: null };
    if ('finished' in settled) return settled.finished;
    const { connected, resume } = settled;
    const examined = await investigate(context, connected, folder, resume);
    if (!isAttended(context)) return examined;
    // What only a person asks for is loaded for a person.
    const { offerNextSteps } = await import('./next-steps.ts');
    return await offerNextSteps(context, connected, folder, examined);
  } finally {
    await release();
    await reached.connection.close();
  }
}
