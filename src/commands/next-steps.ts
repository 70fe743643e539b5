/** What a person wants to do with the answer, one thing after the other. */

import { isProblem } from '../model/errors.ts';
import { type AfterResult, explainAfter } from '../report/next-steps.ts';
import { explain } from '../report/problems/index.ts';
import type { AfterChoice, AfterOffer } from '../model/prompts.ts';
import type { RunReport } from '../model/report.ts';
import type { Connected } from './connect.ts';
import type { Context, Finished } from './context.ts';
import type { Examined, Last } from './investigate.ts';
import { keepOff } from './leave-off.ts';
import { lookForMore } from './next-steps__look-for-more.ts';
import { fileNameFor, save } from './output__save.ts';
import { realSwitches } from './choose-switch.ts';

/** What is known so far, and what is left to be done with it. */
type Standing = {
  readonly finished: Finished;
  readonly last: Last | undefined;
  /** True once overlapping culprits have been looked for. */
  readonly complete: boolean;
};

/** Offers what can still be done until the person is done; resolves with what is true then. */
export async function afterwards(
  context: Context,
  connected: Connected,
  folder: string,
  { last, ...finished }: Examined,
): Promise<Finished> {
  // Whoever stopped the run wants to be gone, not to be asked again.
  if (finished.report.outcome === 'cancelled') return finished;
  let standing: Standing = { finished, last, complete: context.options.all };
  let said: string | null = null;
  const file = fileNameFor(finished.report.site, context.clock.now());
  while (!context.signal.aborted) {
    const { report } = standing.finished;
    const offer: AfterOffer = {
      report,
      mayKeepOff: mayKeepOff(report, connected, context),
      mayLookForMore: mayLookForMore(report, standing),
      file,
      said,
    };
    const choice = await context.ask.afterwards(offer).catch(doneOnAbort);
    if (choice.type === 'done') break;
    try {
      const done = await carryOut(choice, offer, standing, context, connected, folder);
      standing = done.standing;
      said = done.result === null ? null : explainAfter(done.result, nameOf(standing));
    } catch (error) {
      if (context.signal.aborted) break;
      if (!isProblem(error)) throw error;
      const { fact, remedy } = explain(error, 'asked');
      said = `${fact} ${remedy}`;
    }
  }
  return standing.finished;
}

type Done = { readonly standing: Standing; readonly result: AfterResult | null };

/** Does one thing; what was not offered is not done. */
async function carryOut(
  choice: AfterChoice,
  offer: AfterOffer,
  standing: Standing,
  context: Context,
  connected: Connected,
  folder: string,
): Promise<Done> {
  const { finished, last } = standing;
  const nothing = { standing, result: null };
  switch (choice.type) {
    case 'done':
      return nothing;
    case 'save': {
      const path = choice.file.trim() === '' ? offer.file : choice.file.trim();
      return { standing, result: await save(finished, path, namesOf(standing)) };
    }
    case 'keep-off': {
      if (!offer.mayKeepOff) return nothing;
      const { report, result } = await keepOff(finished.report, context, connected, folder);
      return { standing: { ...standing, finished: { ...finished, report } }, result };
    }
    case 'look-for-more': {
      if (!offer.mayLookForMore || last === undefined) return nothing;
      const more = await lookForMore(finished.report, last);
      const { report, result, complete } = more;
      return { standing: { finished: { ...finished, report }, last: more.last, complete }, result };
    }
  }
}

/** Culprits that are known and on, on a site that is as it was. */
function mayKeepOff(report: RunReport, connected: Connected, { clock }: Context): boolean {
  return (
    report.restored &&
    report.culprits.length > 0 &&
    report.leftOff.length === 0 &&
    realSwitches(connected, clock).usable.length > 0
  );
}

/** The known evidence is about the site with its culprits on. */
function mayLookForMore(report: RunReport, { last, complete }: Standing): boolean {
  return (
    last !== undefined &&
    !complete &&
    report.outcome === 'culprit-found' &&
    report.restored &&
    report.leftOff.length === 0
  );
}

/** The answer is there and the site is as it was: leaving takes nothing of that back. */
function doneOnAbort(error: unknown): AfterChoice {
  if (error instanceof Error && error.name === 'AbortError') return { type: 'done' };
  throw error;
}

function namesOf({ last }: Standing): Readonly<Record<string, string>> {
  return Object.fromEntries((last?.agreed.plugins ?? []).map(({ plugin, name }) => [plugin, name]));
}

function nameOf(standing: Standing): (plugin: string) => string {
  const names = namesOf(standing);
  return (plugin) => names[plugin] || plugin;
}
