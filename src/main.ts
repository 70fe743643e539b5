/** The composition root: options -> adapters -> one command -> a front end -> the answer. */

import envPaths from 'env-paths';
import type { Context, Finished, MainPorts } from './commands/context.ts';
import { exitCodeOf } from './commands/exit-code.ts';
import { loadAhead } from './load-ahead.ts';
import { EXIT, type ExitCode } from './model/errors.ts';
import type { Emit, RunEvent } from './model/events.ts';
import type { Note } from './model/notes.ts';
import { type Steering, UNSTEERED } from './model/ports.ts';
import type { Prompter } from './model/prompts.ts';
import type { Options } from './options/parse-options.ts';
import { hasPassword } from './options/secrets.ts';
import { createReadlinePrompter } from './plain/readline-prompter.ts';
import { createSuspension } from './plain/suspension.ts';
import { createUnattendedPrompter } from './plain/unattended-prompter.ts';
import { createNdjson } from './report/json.ts';
import { createProgress } from './report/progress.ts';
import { systemClock } from './system/clock.ts';
import { createRemembered } from './system/remembered-sites.ts';

/** Runs one command to its end and writes the answer. Resolves with the exit code. */
export async function main(given: MainPorts): Promise<ExitCode> {
  if (given.options.sites !== null) return (await import('./many-sites.ts')).manySites(given);
  const ports = await withGivenSecret(given);
  const { options, clock = systemClock() } = ports;
  for (const path of [options.output, options.summary])
    if (path !== null) await (await import('./commands/output.ts')).openForWriting(path);
  const front = await openFrontEnd(ports);
  const home = options.home ?? envPaths('wp-bisect', { suffix: '' }).data;
  const remembered = createRemembered(home);
  const ahead = mayAskAhead(options);
  const ask = ahead ? askAhead(front.ask, await remembered.last()) : front.ask;
  // Drawing comes first: nobody has typed an address in this time.
  if (ahead) await clock.sleep(DRAWN_MS);
  // Loaded while the first screen stands already.
  const { createServices, runCommand } = await import('./commands/run-command.ts');
  const { createRecorder } = await import('./commands/recorder.ts');
  const notes: Note[] = [];
  const startedAt = clock.now();
  const recorder = createRecorder(clock.now, startedAt);
  const context: Context = {
    ...ports,
    ask,
    steering: front.steering,
    emit(event) {
      remember(event, notes);
      recorder.take(event);
      front.emit(event);
    },
    notes,
    clock,
    startedAt,
    recorder,
    home,
    remembered,
    ...createServices(ports),
  };
  let finished: Finished;
  try {
    const running = runCommand(context);
    // The first request is on its way.
    void loadAhead(options);
    finished = await running;
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

/** The password that stdin or a program gives; few runs load what reads it. */
async function withGivenSecret(ports: MainPorts): Promise<MainPorts> {
  const given = await withGivenFiles(ports);
  const { options, stdin } = given;
  const needed = options.secretSource !== null || mayBePiped(options, stdin);
  if (!needed) return given;
  const { readSecret } = await import('./commands/given-input.ts');
  return { ...given, options: await readSecret(given) };
}

/** Headers and the body that are in files. */
async function withGivenFiles(ports: MainPorts): Promise<MainPorts> {
  const { headerFiles, data } = ports.options;
  if (headerFiles.length === 0 && data === null) return ports;
  const files = await import('./commands/given-input.ts');
  return { ...ports, options: await files.withGivenFiles(ports) };
}

/** A user without a password, and something that is no terminal to read from: `echo pw | wp-bisect`. */
function mayBePiped({ user, mode, secrets, data }: Options, stdin: NodeJS.ReadStream): boolean {
  if (data === '-') return false;
  return mode !== 'interactive' && user !== null && !hasPassword(secrets) && stdin.isTTY !== true;
}

/** Ink draws at most thirty times a second, and not while modules are evaluated. */
const DRAWN_MS = 60;

/** True where the site is the first thing to be asked for. */
function mayAskAhead({ mode, site, gate, secrets }: Options): boolean {
  const gateIsAsked = gate !== null && secrets.gatePassword === null;
  return mode === 'interactive' && site === null && !gateIsAsked;
}

/** Asks for the site at once: the person types while everything else is still being loaded. */
function askAhead(ask: Prompter, last: string | null): Prompter {
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

/** Who shows the events of a run and asks the questions: the terminal UI, lines, or nobody. */

/** A front end: shows events, asks, and lets go of the terminal when closed. */
type FrontEnd = {
  readonly emit: Emit;
  readonly ask: Prompter;
  /** Pause and undo, where somebody watches. */
  readonly steering: Steering;
  /** Plugin names by id, as far as the events told them. */
  readonly names: () => Readonly<Record<string, string>>;
  /** Resolves when the terminal is as it was. */
  close(): Promise<void>;
};

/** The front end that fits the options and the streams. React is loaded for the interactive one only. */
async function openFrontEnd(ports: MainPorts): Promise<FrontEnd> {
  const names: Record<string, string> = Object.create(null); // ids may be called `constructor`
  const show = ports.options.mode === 'interactive' ? await openUi(ports) : openLines(ports);
  return {
    ...show,
    emit(event) {
      if (event.type === 'plugins-listed') {
        for (const { plugin, name } of event.plugins) names[plugin] = name;
      }
      show.emit(event);
    },
    names: () => names,
  };
}

type Shown = Omit<FrontEnd, 'names'>;

async function openUi(ports: MainPorts): Promise<Shown> {
  const { startUi } = await import('./ui/start-ui.tsx');
  return startUi(ports.t, ports);
}

function openLines(ports: MainPorts): Shown {
  const { options, t, stdin, stdout, stderr, job, clock = systemClock() } = ports;
  const color = options.color && stderr.isTTY === true;
  const progress = createProgress(t, (line) => stderr.write(line), {
    verbosity: options.verbosity,
    color,
  });
  const tellAll =
    options.format === 'ndjson' && options.output === null
      ? createNdjson(t, (line) => stdout.write(line), clock.now)
      : null;
  const write = (text: string) => void stderr.write(text);
  const suspension = job
    ? createSuspension(t, { job, site: options.site, write, now: clock.now })
    : null;
  return {
    emit(event) {
      suspension?.take(event);
      progress(event);
      // The last line also tells what ended the run: the answer is written with it.
      if (event.type !== 'finished') tellAll?.(event);
    },
    ask:
      stdin.isTTY && stderr.isTTY && options.input
        ? createReadlinePrompter(t, { ...ports, color })
        : createUnattendedPrompter(t, {
            yes: options.yes,
            installHealthCheck: options.installHealthCheck,
          }),
    steering: suspension?.steering ?? UNSTEERED,
    close: async () => suspension?.end(),
  };
}
