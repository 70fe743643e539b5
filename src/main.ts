/** The composition root: options -> adapters -> one command -> a front end -> the answer. */

import envPaths from 'env-paths';
import { type Context, exitCodeOf, type Finished } from './commands/context.ts';
import { EXIT, type ExitCode, isProblem } from './errors.ts';
import { type FrontEnd, openFrontEnd } from './front-end.ts';
import type { Options } from './options.ts';
import { createRemembered } from './remembered.ts';
import { emptyReport } from './report/blocked.ts';
import type { Ask } from './run/ask.ts';
import type { Disk } from './run/disk.ts';
import type { RunEvent } from './run/events.ts';
import type { Note } from './run/model.ts';
import type { Clock } from './run/ports.ts';
import { systemClock } from './system-clock.ts';

/** What only the executable can give. */
export type MainPorts = {
  readonly options: Options;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly platform: string;
  readonly pid: number;
  readonly hostname: string;
  readonly isAlive: (pid: number) => boolean;
  readonly signal: AbortSignal;
  /** Stops the run as Ctrl-C does; for a front end that reads the keyboard itself. */
  readonly interrupt: () => void;
  /** Time, network and disk, where they are not this machine's. */
  readonly clock?: Clock;
  readonly fetch?: typeof globalThis.fetch;
  readonly disk?: Disk;
};

/** Runs one command to its end and writes the answer. Resolves with the exit code. */
export async function main(ports: MainPorts): Promise<ExitCode> {
  const { options, clock = systemClock() } = ports;
  if (options.output !== null) await (await import('./answer.ts')).openForWriting(options.output);
  const front = await openFrontEnd(ports);
  const home = options.home ?? envPaths('wp-bisect', { suffix: '' }).data;
  const remembered = createRemembered(home);
  const ahead = mayAskAhead(options);
  const ask = ahead ? askAhead(front.ask, await remembered.last()) : front.ask;
  // Drawing comes first: nobody has typed an address in this time.
  if (ahead) await clock.sleep(DRAWN_MS);
  // Loaded while the first screen stands already.
  const commands = await import('./commands.ts');
  const { createDesk, settleMade, untilOneSite } = commands;
  const notes: Note[] = [];
  const context: Context = {
    ...ports,
    ask,
    steering: front.steering,
    emit(event) {
      remember(event, notes);
      front.emit(event);
    },
    notes,
    clock,
    startedAt: clock.now(),
    home,
    remembered,
    ...createDesk(ports),
  };
  let finished: Finished;
  try {
    finished = await untilOneSite(context, commandOf(options, commands));
  } catch (error) {
    finished = await endedEarly(error, context, front, commands);
  }
  finished = withNotes(finished, await settleMade(context));
  front.emit({ type: 'finished', report: finished.report });
  await front.close();
  const { writeAnswer } = await import('./answer.ts');
  const written = await writeAnswer(finished, front.names(), ports);
  const code = exitCodeOf(finished, options.mode);
  // A site that is not as it was is the worse news.
  return written || code === EXIT.notRestored ? code : EXIT.usage;
}

/** Ink draws at most thirty times a second, and not while modules are evaluated. */
const DRAWN_MS = 60;

/** True where the site is the first thing to be asked for. */
function mayAskAhead({ mode, site, gate, secrets }: Options): boolean {
  const gateIsAsked = gate !== null && secrets.gatePassword === null;
  return mode === 'interactive' && site === null && !gateIsAsked;
}

/** Asks for the site at once: the person types while everything else is still being loaded. */
function askAhead(ask: Ask, last: string | null): Ask {
  let asked: Promise<string> | null = ask.site({ remembered: last });
  // Whoever asks next is told.
  asked.catch(() => {});
  return {
    ...ask,
    site(offer) {
      const answer = asked ?? ask.site(offer);
      asked = null;
      return answer;
    },
  };
}

type Commands = typeof import('./commands.ts');

function commandOf(
  { mode }: Options,
  { bisect, diagnose, restore }: Commands,
): (context: Context) => Promise<Finished> {
  switch (mode) {
    case 'restore':
      return restore;
    case 'diagnose':
      return diagnose;
    case 'bisect':
    case 'interactive':
      return bisect;
  }
}

/** Keeps what the report is to tell: every note, and how long the site made the run wait. */
function remember(event: RunEvent, notes: Note[]): void {
  if (event.type === 'note') notes.push(event.note);
  if (event.type !== 'waiting' || event.why !== 'rate-limited') return;
  const at = notes.findIndex(({ type }) => type === 'rate-limited');
  const before = notes[at];
  const waited = before?.type === 'rate-limited' ? before.waitedSeconds : 0;
  const note: Note = { type: 'rate-limited', waitedSeconds: waited + event.seconds };
  notes.splice(at < 0 ? notes.length : at, at < 0 ? 0 : 1, note);
}

/** Before anything was changed, every end is harmless: it is told, with its own exit code. */
async function endedEarly(
  error: unknown,
  context: Context,
  front: FrontEnd,
  { causeOfProblem, findingOfProblem, settleMade }: Commands,
): Promise<Finished> {
  const { options, signal, notes } = context;
  const site = options.site ?? '';
  if (isProblem(error, 'left-on-site')) {
    const difference = { missing: [], appeared: [], stayed: [error.facts.plugin] };
    const left = { restored: false, difference };
    return { report: { ...emptyReport(site, 'inconclusive', left), notes }, problem: error };
  }
  if (isProblem(error)) {
    const finding = findingOfProblem(error);
    const report = {
      ...emptyReport(site, 'blocked'),
      cause: causeOfProblem(error),
      findings: finding === null ? [] : [finding],
      notes,
    };
    return { report, problem: error };
  }
  const abort = error instanceof Error && error.name === 'AbortError';
  if (signal.aborted || abort) {
    return { report: { ...emptyReport(site, 'cancelled'), notes }, problem: null };
  }
  await settleMade(context);
  await front.close();
  throw error;
}

function withNotes({ report, problem }: Finished, notes: readonly Note[]): Finished {
  return { report: { ...report, notes: [...report.notes, ...notes] }, problem };
}
