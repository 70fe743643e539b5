/**
 * `--bisect`, and the terminal UI's run: the whole story, from the address that somebody typed to the
 * report. Each step is a file of its own in this folder.
 */

import { endsSearch } from '../report/trace.ts';
import { atSite } from './at-site.ts';
import { realSwitches } from './choose-switch.ts';
import { withEnvironment } from './complete-report.ts';
import { signIn } from './connect.ts';
import { type Context, type Finished, isAttended } from './context.ts';
import { diagnoseFirst, explainsEverything } from './diagnosis-checks.ts';
import { findSymptoms, sameSymptoms } from './find-symptoms.ts';
import { type Resume, type Settled, settleInterruptedRun } from './interrupted-run.ts';
import { explainedBefore, nothingFails, searched } from './run-report.ts';
import type { RunSession } from './run-search.ts';
import { traceSymptoms } from './trace.ts';
import { type LastAttempt, trySwitches } from './try-switches.ts';

/** Finds what makes a site answer 401. Rejects with a `Problem` where nothing was changed. */
export async function bisect(context: Context): Promise<Finished> {
  // Typed address -> site, locked, with what earlier runs left on it.
  return atSite(context, async ({ reached, folder, left }) => {
    // Account. Visitors wait for their plugins: what an interrupted run left is put back first.
    const entered: Settled =
      left.length > 0
        ? await settleInterruptedRun(context, reached, left)
        : { connected: await signIn(context, reached), resume: null };
    if ('finished' in entered) return entered.finished;
    const { connected, resume } = entered;

    const found = await findAndProve({ context, connected, folder }, resume);
    const finished = await withEnvironment(found.finished, context, connected);
    const answer = { ...found, finished };
    if (!isAttended(context)) return answer.finished;
    // What only a person asks for is loaded for a person.
    const { offerNextSteps } = await import('./next-steps.ts');
    return await offerNextSteps(context, connected, folder, answer);
  });
}

/** An answer, and the run it came from, where plugins were switched for it. */
export type Answer = { readonly finished: Finished; readonly last?: LastAttempt };

/** Symptoms, diagnosis, plan, search, restore, report. Before the search only `--trace` does more than read. */
async function findAndProve(
  { context, connected, folder }: Pick<RunSession, 'context' | 'connected' | 'folder'>,
  resume: Resume | null,
): Promise<Answer> {
  // What fails: the person's own request, or what a survey finds.
  const before = resume?.asked ? await sameSymptoms(resume.symptoms, context, connected) : null;
  const found = before ?? (await findSymptoms(context, connected));
  if (found.symptoms.length === 0) return { finished: nothingFails(found, context, connected) };

  // Who says so, if it is no plugin.
  const real = realSwitches(connected, context.clock);
  const seen = await diagnoseFirst(context, connected, found, real);
  if (explainsEverything(seen, found)) {
    return { finished: explainedBefore(seen, found, context, connected) };
  }
  // Nothing is prepared before the person has read what the diagnosis came to.
  const { findings } = seen;
  if (isAttended(context)) await context.ask.diagnosed?.({ findings, likely: null, seconds: null });

  // Which line of code, where a tracer may tell.
  const untraced: RunSession = { real, found, context, connected, folder };
  const session = { ...untraced, found: await traceSymptoms(untraced) };
  const elsewhere = endsSearch(context.t, session.found.symptoms);
  if (elsewhere) {
    return {
      finished: explainedBefore({ ...seen, cause: elsewhere }, session.found, context, connected),
    };
  }

  // Which plugin: plan, search, restore, over the gentlest switch that works.
  const tried = await trySwitches(session, resume);
  return { finished: await searched(tried, seen, session), last: tried.last };
}
