/** `--bisect`, and the terminal UI's run: find, prove, restore, report. */

import { atSite } from './at-site.ts';
import { signIn } from './connect.ts';
import { type Context, type Finished, isAttended } from './context.ts';
import { type Settled, settleInterruptedRun } from './interrupted-run.ts';
import { investigate } from './investigate.ts';

/** Finds what makes a site answer 401. Rejects with a `Problem` where nothing was changed. */
export async function bisect(context: Context): Promise<Finished> {
  return atSite(context, async ({ reached, folder, left }) => {
    const settled: Settled =
      left.length > 0
        ? await settleInterruptedRun(context, reached, left)
        : { connected: await signIn(context, reached), resume: null };
    if ('finished' in settled) return settled.finished;
    const { connected, resume } = settled;
    const examined = await investigate(context, connected, folder, resume);
    if (!isAttended(context)) return examined;
    // What only a person asks for is loaded for a person.
    const { offerNextSteps } = await import('./next-steps.ts');
    return await offerNextSteps(context, connected, folder, examined);
  });
}
