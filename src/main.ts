/** The composition root: options -> adapters -> one command -> a front end -> the answer. */

import envPaths from 'env-paths';
import { type Context, exitCodeOf, type Finished } from './commands/context.ts';
import { EXIT, type ExitCode } from './model/errors.ts';
import { openFrontEnd } from './main__front-end.ts';
import type { Options } from './options/parse-options.ts';
import { createRemembered } from './system/remembered-sites.ts';
import type { Ask } from './model/prompts.ts';
import type { Disk } from './journal/disk.ts';
import type { RunEvent } from './model/events.ts';
import type { Note } from './model/report.ts';
import type { Clock } from './model/ports.ts';
import { systemClock } from './system/clock.ts';

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
  if (options.output !== null) await (await import('./commands/output.ts')).openForWriting(options.output);
  const front = await openFrontEnd(ports);
  const home = options.home ?? envPaths('wp-bisect', { suffix: '' }).data;
  const remembered = createRemembered(home);
  const ahead = mayAskAhead(options);
  const ask = ahead ? askAhead(front.ask, await remembered.last()) : front.ask;
  // Drawing comes first: nobody has typed an address in this time.
  if (ahead) await clock.sleep(DRAWN_MS);
  // Loaded while the first screen stands already.
  const { createDesk, runCommand } = await import('./commands/run-command.ts');
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
    finished = await runCommand(context);
  } catch (error) {
    await front.close();
    throw error;
  }
  front.emit({ type: 'finished', report: finished.report });
  await front.close();
  const { writeAnswer } = await import('./commands/output.ts');
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
