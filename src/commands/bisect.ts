/**
 * `--bisect`, and the terminal UI's run: the whole story, from the address that somebody typed to the
 * report. Each step is a file of its own in this folder.
 */

import { endsSearch } from '../report/trace.ts';
import { withFatalSuspects } from '../symptoms/ask.ts';
import { surveyAhead } from './ahead.ts';
import { atSite } from './at-site.ts';
import { siteHealthReading, withEnvironment } from './complete-report.ts';
import { signIn } from './connect.ts';
import {
  type AnotherSite,
  type CommandEnd,
  type Connected,
  type Context,
  type Finished,
  isAnotherSite,
  isAttended,
  type Reached,
} from './context.ts';
import { diagnoseFirst, explainsEverything, leftToSearch } from './diagnosis-checks.ts';
import { listAhead } from './diagnosis-input.ts';
import { outOfRecoveryMode } from './doors.ts';
import { findSymptoms, sameSymptoms } from './find-symptoms.ts';
import { withClientsOf } from './found-symptoms.ts';
import { type Resume, type SettledRun, settleInterruptedRun } from './interrupted-run.ts';
import { withNetworkPlugins } from './network.ts';
import { agreeOnTracer } from './offer-tracer.ts';
import { realSwitches } from './real-switches.ts';
import type { RestoreServices } from './restore.ts';
import { explainedBefore, nothingFails, searched } from './run-report.ts';
import type { SearchInput } from './run-search.ts';
import { traceSymptoms } from './trace.ts';
import { type LastAttempt, trySwitches } from './try-switches.ts';

/** Finds what makes a site answer 401. Rejects with a `Problem` where nothing was changed. */
export async function bisect(context: Context): Promise<CommandEnd> {
  // Typed address -> site, locked, with what earlier runs left on it.
  return atSite(context, async ({ reached, folder, left }) => {
    // Account. Visitors wait for their plugins: what an interrupted run left is put back first.
    const ahead = left.length > 0 ? undefined : surveyAhead(context, reached);
    const entered = await enter(context, { ...reached, ahead }, left).catch((error: unknown) => {
      ahead?.stop();
      throw error;
    });
    if (isAnotherSite(entered)) {
      ahead?.stop();
      return entered;
    }
    if ('finished' in entered) return entered.finished;
    const { connected, resume } = entered;

    try {
      const health = siteHealthReading(context, connected);
      const answer = await findAndProve(context, { connected, folder, health }, resume);
      const finished = await withEnvironment(answer.finished, context, connected, health);
      if (!isAttended(context)) return finished;
      // What only a person asks for is loaded for a person.
      const { offerNextSteps } = await import('./next-steps.ts');
      return await offerNextSteps(context, answer.here, folder, { ...answer, finished });
    } finally {
      ahead?.stop();
      await outOfRecoveryMode(connected);
    }
  });
}

async function enter(
  context: RestoreServices,
  reached: Reached,
  left: Parameters<typeof settleInterruptedRun>[2],
): Promise<SettledRun | AnotherSite> {
  if (left.length > 0) return settleInterruptedRun(context, reached, left);
  const connected = await signIn(context, reached);
  return isAnotherSite(connected) ? connected : { connected, resume: null };
}

/** An answer, and the run it came from, where plugins were switched for it. */
type BisectAnswer = {
  readonly finished: Finished;
  readonly last?: LastAttempt;
  /** The site with whoever was asked for on the way, and its network's plugins, where those were switched. */
  readonly here: Connected;
};

/**
 * Symptoms, diagnosis, plan, search, restore, report. Before the search only the tracer does more than read,
 * and a test password that is revoked at once.
 */
async function findAndProve(
  context: Context,
  entered: Pick<SearchInput, 'folder' | 'health'> & { readonly connected: Connected },
  resume: Resume | null,
): Promise<BisectAnswer> {
  const { folder, health } = entered;
  // Where something was refused already, the plugins will be needed: they are listed beside the survey.
  const listed = realSwitches(entered.connected, context.clock);
  if (entered.connected.ahead?.hasSeenFailure) listAhead(context, listed);

  // What fails: the person's own request, or what a survey finds.
  const before = resume?.asked
    ? await sameSymptoms(resume.symptoms, context, entered.connected)
    : null;
  const looked = before ?? (await findSymptoms(context, entered.connected));
  const connected = withClientsOf(looked, entered.connected);
  // Where PHP ended, WordPress may say in whose file.
  const { clock, signal } = context;
  const asking = { clients: connected.clients, clock, signal };
  const found = { ...looked, symptoms: await withFatalSuspects(looked.symptoms, asking) };
  if (found.symptoms.length === 0) {
    return { finished: nothingFails(found, context, connected), here: connected };
  }

  // Who says so, if it is no plugin.
  const seen = await diagnoseFirst(context, connected, found, listed);
  if (explainsEverything(seen, found)) {
    return { finished: explainedBefore(seen, found, context, connected), here: connected };
  }

  // Which line of code, where a tracer may tell.
  const open = leftToSearch(seen, found, context.emit);
  const goesOn = resume?.asked === true;
  const tracer = await agreeOnTracer(context, open, connected, seen.findings, goesOn);
  const traceable = { found: open, connected, real: listed, folder };
  const traced =
    tracer === 'none' ? open : await traceSymptoms(context, traceable, tracer === 'upload');
  const elsewhere = endsSearch(context.t, traced.symptoms);
  if (elsewhere) {
    const explained = { ...seen, cause: elsewhere };
    return { finished: explainedBefore(explained, traced, context, connected), here: connected };
  }

  // What is active for a whole network of sites is tested only with consent.
  const here = await withNetworkPlugins(context, connected, listed);
  const real = here === connected ? listed : realSwitches(here, clock);

  // Which plugin: plan, search, restore, over the gentlest switch that works.
  const tried = await trySwitches(
    context,
    { found: traced, connected: here, real, folder, health },
    resume,
  );
  return { finished: await searched(tried, seen, traced, context, here), last: tried.last, here };
}
