#!/usr/bin/env node
/**
 * The executable: process, signals, exit code. Nothing else touches `process`. `--version` loads
 * nothing, help and argument errors load the options, and only a run loads the rest.
 */

import { setMaxListeners } from 'node:events';
import { constants, hostname } from 'node:os';
import type { Language } from './language/language.ts';
import { EXIT, type ExitCode, isProblem, Problem } from './model/errors.ts';
import type { Options } from './options/parse-options.ts';

declare const __VERSION__: string | undefined;

/** How often a person (or the system) has asked to stop, and what is said each time. */
type Stop = { readonly signal: AbortSignal; readonly interrupt: () => void };

// Not stdin: only a run needs it, and opening it costs time.
const { argv, env, stdout, stderr } = process;

/** The flags of what needs no screens. */
const WITHOUT_SCREENS =
  /^(?:-h|--(?:help|version|bisect|diagnose|check|recheck|restore|tracer|completion|no-input)\b)/;

void start(argv.slice(2));

async function start(args: readonly string[]): Promise<void> {
  // A reader that left (`| head`) must not crash a run that still has a site to restore.
  stderr.on('error', () => {});
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) return version();
  if (isForScreens(args)) loadScreens();
  const t = await languageOf(args);
  stdout.on('error', (error: NodeJS.ErrnoException) => tellLostAnswer(t, error));
  const options = await readOptions(t, args);
  if (options === null) return;
  await run(t, options);
}

/** True where the screens will most likely be needed: a guess, before the options are read. */
function isForScreens(args: readonly string[]): boolean {
  return stdout.isTTY && !args.some((each) => WITHOUT_SCREENS.test(each));
}

/** Loads the screens, the largest part of the program, while the options are being read. */
function loadScreens(): void {
  prepareForScreens();
  // Whoever needs them waits for them, and meets what goes wrong here.
  import('./ui/start-ui.tsx').catch(() => {});
}

/** What the libraries of the screens read from the environment. */
function prepareForScreens(): void {
  // Ink shows only its last frame where CI is set, and React's development build collects timings.
  Object.assign(env, { CI: '0', NODE_ENV: 'production' });
  // Ink would look for React's devtools, which are no part of this program.
  delete env.DEV;
}

/** The language of the run: known before the options, so that their mistakes are told in it, too. */
async function languageOf(args: readonly string[]): Promise<Language> {
  const { chooseLocale, typedLanguage } = await import('./language/load.ts');
  const { loadLanguage } = await import('./language/load.ts');
  return loadLanguage(chooseLocale(typedLanguage(args), env));
}

/** An answer that did not arrive (a full disk) is no success; a reader that left chose to. */
function tellLostAnswer(t: Language, error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  const cause = error.code ?? '';
  const text = t.__('The answer cannot be written to stdout (%(cause)s).', { cause });
  stderr.write(`wp-bisect: ${text}\n`);
  process.once('exit', () => {
    if (process.exitCode === EXIT.found) process.exitCode = EXIT.usage;
  });
}

function version(): void {
  stdout.write(`${typeof __VERSION__ === 'string' ? __VERSION__ : 'development'}\n`);
}

/** The options of a run; null when there is nothing to run, with everything said. */
async function readOptions(t: Language, args: readonly string[]): Promise<Options | null> {
  const { parseOptions } = await import('./options/parse-options.ts');
  try {
    const parsed = parseOptions(t, args, env, columnsOf(env.COLUMNS));
    if (parsed.type === 'version') version();
    if (parsed.type === 'help') stdout.write(parsed.text);
    if (parsed.type === 'tracer') {
      const { printTracer } = await import('./commands/print-tracer.ts');
      await printTracer(t, parsed, { stdout, stderr });
    }
    if (parsed.type !== 'run') return null;
    // Node's own reports about a process list its environment, and child processes inherit it.
    const { SECRET_VARIABLES } = await import('./options/secrets.ts');
    for (const name of [...Object.keys(SECRET_VARIABLES), ...parsed.variables]) delete env[name];
    if (parsed.options.mode === 'interactive') needTerminal(parsed.options.site);
    const { refuseOnOtherRuntime } = await import('./options/refuse-runtime.ts');
    refuseOnOtherRuntime(t, parsed.options);
    return parsed.options;
  } catch (error) {
    if (!isProblem(error)) throw error;
    await complain(t, error, env.NO_COLOR === undefined || env.NO_COLOR === '');
    process.exitCode = error.exitCode;
    return null;
  }
}

/** The width of the help: what the person set, or the terminal's; neither unreadably narrow nor wide. */
function columnsOf(set: string | undefined): number {
  const columns = Number(set) || stdout.columns || 100;
  return Math.max(40, Math.min(columns, 100));
}

function needTerminal(site: string | null): void {
  if (process.stdin.isTTY && stdout.isTTY && env.TERM !== 'dumb') return;
  throw new Problem('not-a-terminal', { site });
}

/** One run, from the first request to the exit code. The site comes back before the process ends. */
async function run(t: Language, options: Options): Promise<void> {
  let site = 'SITE';
  const how = options.wpCli === null ? '' : ' --wp-cli COMMAND';
  const stop = createStop(t, options, () => `wp-bisect ${site} --restore${how}`);
  if (options.site !== null) site = (await import('./report/format.ts')).urlWord(options.site);
  const crash = watchForCrashes(t, stop);
  // Set first, so that a run that is cut off without an answer never looks like a success.
  process.exitCode = EXIT.notRestored;
  if (options.mode === 'interactive') {
    prepareForScreens();
    // What Node warns of is written into the screens, and moves them.
    process.removeAllListeners('warning');
  }
  const { loadLanguage } = await import('./language/load.ts');
  const messageT = options.messageLang === null ? t : await loadLanguage(options.messageLang);
  const ports = {
    options,
    t,
    messageT,
    env,
    stdin: process.stdin,
    stdout,
    stderr,
    platform: process.platform,
    pid: process.pid,
    hostname: hostname(),
    isAlive,
    kill: process.kill.bind(process),
    ...(process.platform === 'win32' ? {} : { job: JOB }),
    ...stop,
  };
  let code: ExitCode;
  try {
    const { main } = await import('./main.ts');
    const { systemOrigin } = await import('./system/this-process.ts');
    code = await main({ ...ports, origin: systemOrigin });
  } catch (error) {
    if (isProblem(error)) {
      await complain(t, error, options.color, options.mode === 'interactive' ? 'asked' : undefined);
    } else if (!isCancellation(error, stop)) crash.note(error);
    code = isProblem(error)
      ? error.exitCode
      : isCancellation(error, stop)
        ? EXIT.cancelled
        : EXIT.inconclusive;
  }
  crash.settled();
  if (crash.seen()) {
    sayCrash(t, crash.error(), options);
    // Restoring after a crash ends as "cancelled", which nobody did.
    if (code !== EXIT.notRestored) code = EXIT.inconclusive;
  }
  process.exitCode = code;
}

/** Each ends a process that does not listen to it; at SIGUSR1 Node would open a port to its debugger. */
const ENDING_SIGNALS = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGALRM', 'SIGVTALRM'] as const),
  ...([
    'SIGUSR1',
    'SIGUSR2',
    'SIGXCPU',
    'SIGXFSZ',
    'SIGPWR',
    'SIGIO',
    'SIGSYS',
    'SIGTRAP',
  ] as const),
  // Ctrl-Break, on Windows.
  'SIGBREAK',
] as const;

/** One way to stop for every cause: Ctrl-C, SIGTERM, a closed terminal, a reader that left. */
function createStop(t: Language, options: Options, later: () => string): Stop {
  const controller = new AbortController();
  // Every request under way listens; Node would warn of the eleventh, in the middle of a screen.
  setMaxListeners(0, controller.signal);
  let asked = 0;
  const interrupt = () => {
    asked += 1;
    controller.abort();
    if (options.mode !== 'interactive' || process.stdin.isRaw !== true)
      explainStop(t, asked, options, later());
  };
  for (const signal of ENDING_SIGNALS)
    if (signal in constants.signals) process.on(signal, interrupt);
  // With nobody left to read the answer there is nothing to search for; the site still comes back.
  stdout.on('error', () => controller.abort());
  // A closed terminal is also an error of its stream, beside SIGHUP.
  process.stdin.on('error', () => controller.abort());
  return { signal: controller.signal, interrupt };
}

/** No number of Ctrl-C leaves a site half off: the second explains, and so does every later one. */
function explainStop(t: Language, asked: number, options: Options, later: string): void {
  if (asked === 1) {
    const reads = options.mode === 'diagnose' || options.mode === 'check';
    const text = reads ? t.__('Stopping ...') : t.__('Stopping: restoring the site first ...');
    stderr.write(`\n${text}\n`);
    return;
  }
  const kill = `${process.platform === 'win32' ? 'taskkill /F /PID' : 'kill -9'} ${process.pid}`;
  const text = t.__(
    // translators: both placeholders are commands to type.
    'Still turning the plugins back on; this ends by itself. To leave at once with plugins off: %(kill)s, then later: %(restore)s',
    { kill, restore: later },
  );
  stderr.write(`${text}\n`);
}

/** A crash stops the run like Ctrl-C does, so that the site is restored before anything is said. */
function watchForCrashes(t: Language, stop: Stop) {
  let seen = false;
  let settled = false;
  let first: unknown;
  const note = (error: unknown) => {
    if (!seen) first = error;
    seen = true;
  };
  const onCrash = (error: unknown) => {
    note(error);
    if (!stop.signal.aborted) stop.interrupt();
  };
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  // The event loop ran dry although the run has not ended: a bug, which must not look like success.
  process.once('beforeExit', () => {
    if (settled) return;
    const text = t.__('The run ended before its work was done.');
    stderr.write(`wp-bisect: ${text}\n  ${restoreHint(t)}\n`);
  });
  return {
    note,
    seen: () => seen,
    error: () => first,
    settled() {
      settled = true;
    },
  };
}

function restoreHint(t: Language): string {
  return t.__('If plugins are off, add --restore to the same command: it turns them back on.');
}

/** True for the error by which aborted work ends. */
function isCancellation(error: unknown, { signal }: Stop): boolean {
  return signal.aborted && error instanceof Error && error.name === 'AbortError';
}

/** An error of ours: no stack unless --verbose asks for it. */
function sayCrash(t: Language, error: unknown, { verbosity }: Options): void {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  const isFull = verbosity === 'verbose';
  const text = t.__('This is an error of wp-bisect, not of your site: %(message)s', {
    message: isFull ? stack : message,
  });
  const more = isFull ? '' : ` ${t.__('--verbose shows more.')}`;
  stderr.write(`wp-bisect: ${text}\n  ${restoreHint(t)}${more}\n`);
}

/** `asked`: the program itself asks for what the remedy wants. */
async function complain(
  t: Language,
  problem: Problem,
  color: boolean,
  given?: 'asked',
): Promise<void> {
  const { problemLines } = await import('./report/problems/index.ts');
  const { createPaint } = await import('./report/format.ts');
  const lines = problemLines(t, problem, createPaint(color && stderr.isTTY === true), given);
  stderr.write(`${lines.join('\n')}\n`);
}

/** Ctrl-Z stops everything that the shell started with this program, as the terminal itself would. */
const JOB = {
  stop: () => void process.kill(0, 'SIGTSTP'),
  halt: () => void process.kill(process.pid, 'SIGSTOP'),
  whenAskedToStop(listener: () => void) {
    process.on('SIGTSTP', listener);
    return () => void process.off('SIGTSTP', listener);
  },
  whenContinued(listener: () => void) {
    process.on('SIGCONT', listener);
    return () => void process.off('SIGCONT', listener);
  },
};

/** True while a process of this machine runs under `pid`. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
