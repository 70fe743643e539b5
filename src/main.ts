/** The composition root: options -> adapters -> one command -> a front end -> the answer. */

import envPaths from 'env-paths';
import { openForWriting, writeAnswer } from './answer.ts';
import { bisect } from './commands/bisect.ts';
import { type Context, exitCodeOf, type Finished } from './commands/context.ts';
import { restore } from './commands/restore.ts';
import { EXIT, type ExitCode, isProblem } from './errors.ts';
import { type FrontEnd, openFrontEnd } from './front-end.ts';
import type { Options } from './options.ts';
import { emptyReport } from './report/blocked.ts';
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
  if (options.output !== null) await openForWriting(options.output);
  const front = await openFrontEnd(ports);
  const notes: Note[] = [];
  const context: Context = {
    ...ports,
    ask: front.ask,
    steering: front.steering,
    emit(event) {
      remember(event, notes);
      front.emit(event);
    },
    notes,
    clock,
    startedAt: clock.now(),
    home: options.home ?? envPaths('wp-bisect', { suffix: '' }).data,
  };
  let finished: Finished;
  try {
    finished = await (options.mode === 'restore' ? restore(context) : bisect(context));
  } catch (error) {
    finished = await endedEarly(error, context, front);
  }
  front.emit({ type: 'finished', report: finished.report });
  await front.close();
  const written = await writeAnswer(finished, front.names(), ports);
  const code = exitCodeOf(finished);
  // A site that is not as it was is the worse news.
  return written || code === EXIT.notRestored ? code : EXIT.usage;
}

/** Keeps what the report is to tell: every note, and how long the site made the run wait. */
function remember(event: RunEvent, notes: Note[]): void {
  if (event.type === 'note') notes.push(event.note);
  if (event.type !== 'waiting') return;
  const at = notes.findIndex(({ type }) => type === 'rate-limited');
  const before = notes[at];
  const waited = before?.type === 'rate-limited' ? before.waitedSeconds : 0;
  const note: Note = { type: 'rate-limited', waitedSeconds: waited + event.seconds };
  notes.splice(at < 0 ? notes.length : at, at < 0 ? 0 : 1, note);
}

/** Before anything was changed, every end is harmless: it is told, with its own exit code. */
async function endedEarly(
  error: unknown,
  { options, signal, notes }: Context,
  front: FrontEnd,
): Promise<Finished> {
  const site = options.site ?? '';
  if (isProblem(error, 'left-on-site')) {
    const difference = { missing: [], appeared: [], stayed: [error.facts.plugin] };
    const left = { restored: false, difference };
    return { report: { ...emptyReport(site, 'inconclusive', left), notes }, problem: error };
  }
  if (isProblem(error))
    return { report: { ...emptyReport(site, 'blocked'), notes }, problem: error };
  const abort = error instanceof Error && error.name === 'AbortError';
  if (signal.aborted || abort) {
    return { report: { ...emptyReport(site, 'cancelled'), notes }, problem: null };
  }
  await front.close();
  throw error;
}
