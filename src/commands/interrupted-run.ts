/** What an interrupted run left, and what the person wants to become of it. */

import { staleBeforehand } from '../engine/resume.ts';
import type { FoundRun, InterruptedRun, JournaledSymptom } from '../journal/journal.ts';
import { mayBeOff } from '../journal/journal-lines.ts';
import type { Note } from '../model/notes.ts';
import type { InterruptedRunChoice, InterruptedRunOffer } from '../model/prompts.ts';
import type { PluginId, SwitchKind, Symptom } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { notRestored } from './at-site.ts';
import {
  type AnotherSite,
  type Connected,
  type Context,
  type Finished,
  isAnotherSite,
  isAttended,
  type Reached,
} from './context.ts';
import { type RestoreServices, restoreInterrupted } from './restore.ts';

/** An interrupted run to go on from. */
export type Resume = {
  readonly interrupted: InterruptedRun;
  readonly symptoms: readonly JournaledSymptom[];
  readonly switch: SwitchKind;
  /** True: the person wants exactly that run to go on. False: its evidence is welcome if it fits. */
  readonly asked: boolean;
};

/** The ways into a site that is as it was, or the end of it. */
export type SettledRun =
  | { readonly connected: Connected; readonly resume: Resume | null }
  | { readonly finished: Finished };

/**
 * Puts back what an interrupted run left, unless the person only wants to look: the baseline of a new
 * run must not be the remains of the last one, and visitors wait for their plugins.
 */
export async function settleInterruptedRun(
  context: RestoreServices,
  reached: Reached,
  left: readonly FoundRun[],
): Promise<SettledRun | AnotherSite> {
  const { interrupted } = left.at(-1)!;
  const since = interrupted.startedAt;
  const choice = await chosen(context, reached, left);
  if (choice === 'look') {
    return {
      finished: {
        report: { ...reportOf(left, context), notes: notesOf(interrupted, context) },
        problem: null,
      },
    };
  }
  const end = await restoreInterrupted(context, reached, left);
  if (isAnotherSite(end)) return end;
  const { finished, connected } = end;
  if (connected === null || !finished.report.restored) return { finished };
  context.emit({ type: 'note', note: { type: 'restored-leftover', since } });
  // A person who chose to have it put back begins anew; nobody to ask: what was seen is made use of.
  // What a later run saw began with what an earlier one had left off: it counts for nothing.
  const anew = left.length > 1 || (isAttended(context) && choice !== 'resume');
  return { connected, resume: anew ? null : resumeFrom(interrupted, choice === 'resume', context) };
}

async function chosen(
  context: Pick<Context, 'ask' | 'options'>,
  { address }: Pick<Reached, 'address'>,
  left: readonly FoundRun[],
): Promise<InterruptedRunChoice> {
  if (!isAttended(context)) return 'restore';
  const { interrupted } = left.at(-1)!;
  const about = { site: address.home, since: interrupted.startedAt };
  try {
    const first = await context.ask.interrupted(about);
    if (first !== 'look') return first;
    // A look is no decision: the question comes back with what there was to see.
    return await context.ask.interrupted({ ...about, seen: seenIn(left) });
  } catch (error) {
    // Whoever leaves here leaves the site as the interrupted run left it: that is told, not hidden.
    if (error instanceof Error && error.name === 'AbortError') return 'look';
    throw error;
  }
}

/** What the journals tell of their runs. The site is not asked. */
function seenIn(left: readonly FoundRun[]): InterruptedRunOffer['seen'] {
  const { interrupted } = left.at(-1)!;
  const leads = (interrupted.symptoms ?? []).flatMap(
    (_, symptom) => smallestFailing(interrupted, symptom) ?? [],
  );
  return {
    tests: interrupted.probed.length,
    off: [...new Set(left.flatMap((each) => mayBeOff(each.interrupted)))],
    leads: [...new Set(leads)],
  };
}

function resumeFrom(
  interrupted: InterruptedRun,
  asked: boolean,
  context: Pick<Context, 'clock' | 'emit'>,
): Resume | null {
  if (interrupted.probed.length === 0) return null;
  const since = interrupted.startedAt;
  const why = staleBeforehand(interrupted, context.clock.now());
  if (why !== null) {
    context.emit({ type: 'note', note: { type: 'not-resumed', since, why } });
    return null;
  }
  return { interrupted, symptoms: interrupted.symptoms ?? [], switch: interrupted.switch, asked };
}

/** What a journal tells of its run. The site was not asked. */
function reportOf(left: readonly FoundRun[], context: Pick<Context, 'notes'>): RunReport {
  const { interrupted } = left.at(-1)!;
  const { report } = notRestored(context, left, null);
  const cost = { ...report.cost, probes: interrupted.probed.length };
  return {
    ...report,
    switch: interrupted.switch,
    cost,
    symptoms: (interrupted.symptoms ?? []).map(symptomOf),
  };
}

function symptomOf({
  method,
  url,
  as,
  failsOn,
  status,
  code,
  described,
}: JournaledSymptom): Symptom {
  return {
    request: { method, url, as, headers: {} },
    failsOn,
    observed: { status, code, message: null, challenges: [] },
    described,
  };
}

function notesOf(interrupted: InterruptedRun, { notes }: Pick<Context, 'notes'>): readonly Note[] {
  const leads = (interrupted.symptoms ?? []).flatMap((_, symptom): Note[] => {
    const plugins = smallestFailing(interrupted, symptom);
    return plugins ? [{ type: 'leads', symptom, plugins }] : [];
  });
  return [...notes, ...leads];
}

/** So many plugins are no lead. */
const LEADS_AT_MOST = 6;

function smallestFailing({ probed }: InterruptedRun, symptom: number): readonly PluginId[] | null {
  const failing = probed
    .filter(({ verdicts }) => verdicts[symptom] === 'fails')
    .map(({ active }) => active)
    .toSorted((a, b) => a.length - b.length);
  const [least = []] = failing;
  return least.length > 0 && least.length <= LEADS_AT_MOST ? least : null;
}
