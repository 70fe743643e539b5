/** Everything that only a command needs; loaded when the first screen stands. */

import { isProblem } from '../model/errors.ts';
import type { Note } from '../model/notes.ts';
import { emptyReport, inSeconds } from '../model/run-report.ts';
import type { Options } from '../options/parse-options.ts';
import { causeOfProblem, findingOfProblem } from '../report/cause-of-problem.ts';
import { createNames, hostsPathOf } from '../system/dns.ts';
import { createKeyring } from '../system/keyring.ts';
import { createOpenPage } from '../system/open-browser.ts';
import { bisect } from './bisect.ts';
import type { RevocationServices } from './browser-approval.ts';
import { check } from './check.ts';
import { ticketOf, withRunFacts } from './complete-report.ts';
import type { CommandEnd, Context, Finished, MainPorts } from './context.ts';
import { diagnose } from './diagnose.ts';
import { createLedger } from './ledger.ts';
import { recheck } from './recheck.ts';
import { restore } from './restore.ts';
import { untilOneSite } from './sign-in.ts';
import { withoutAlias, wpCliOf } from './site-wp-cli.ts';

/** What telling an early end works with. */
type EndServices = Pick<
  Context,
  'clock' | 'messageT' | 'notes' | 'options' | 'sent' | 'signal' | 'startedAt' | 't'
>;

/**
 * Runs the command of the options to its end: an answer, or why there is none. Takes back what was made
 * for it. Rejects with nothing but a mistake of this program.
 */
export async function runCommand(context: Context): Promise<Finished> {
  let finished: Finished;
  try {
    finished = await untilOneSite(await withoutAlias(context), commandOf(context.options));
  } catch (error) {
    const early = endedEarly(error, context);
    if (early === null) {
      await settleMade(context);
      throw error;
    }
    finished = early;
  }
  const { report, problem } = finished;
  const settled = await settleMade(context);
  const notes = [...report.notes, ...settled];
  return { report: withRunFacts({ ...report, notes }, context), problem };
}

/** What the person has on this machine: a keyring, a browser, a way to look up names. */
export function createServices(
  ports: MainPorts,
): Pick<Context, 'keyring' | 'openPage' | 'made' | 'names' | 'sent' | 'wpCli'> {
  const { env, platform } = ports;
  return {
    wpCli: wpCliOf(ports),
    names: createNames({ hostsPath: hostsPathOf(platform, env.SystemRoot) }),
    keyring: createKeyring(),
    openPage: createOpenPage({ env, platform }),
    ...createLedger(),
  };
}

function commandOf({ mode }: Options): (context: Context) => Promise<CommandEnd> {
  switch (mode) {
    case 'restore':
      return restore;
    case 'diagnose':
      return diagnose;
    case 'check':
      return check;
    case 'recheck':
      return recheck;
    case 'bisect':
    case 'interactive':
      return bisect;
  }
}

/** Before anything was changed, every end is harmless: it is told, with its own exit code. Else null. */
function endedEarly(error: unknown, context: EndServices): Finished | null {
  const { options, signal, notes, clock, startedAt, sent } = context;
  const site = options.site ?? '';
  const cost = { requests: sent.requests, seconds: inSeconds(clock.now() - startedAt) };
  if (isProblem(error, 'left-on-site')) {
    const difference = { missing: [], appeared: [], stayed: [error.facts.plugin] };
    const left = { restored: false, difference, cost };
    return { report: { ...emptyReport(site, 'inconclusive', left), notes }, problem: error };
  }
  if (isProblem(error)) {
    const finding = findingOfProblem(context.t, error);
    const report = {
      ...emptyReport(site, 'blocked', { cost }),
      cause: causeOfProblem(context.t, error),
      findings: finding === null ? [] : [finding],
      notes,
    };
    return {
      report: { ...report, ticket: ticketOf(context.messageT, report, null) },
      problem: error,
    };
  }
  const abort = error instanceof Error && error.name === 'AbortError';
  if (!signal.aborted && !abort) return null;
  return { report: { ...emptyReport(site, 'cancelled', { cost }), notes }, problem: null };
}

/** Takes back what was made for the command; see `commands/browser-approval.ts`, which few runs load. */
async function settleMade(context: RevocationServices): Promise<readonly Note[]> {
  if (context.made.isSettled) return [];
  return (await import('./browser-approval.ts')).settleMadePasswords(context);
}
