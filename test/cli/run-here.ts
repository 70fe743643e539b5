// A run of the program inside the test's own process: everything but src/cli.ts is the real thing.

import { hostname } from 'node:os';
import type { MainPorts } from '../../src/commands/context.ts';
import { chooseLocale, loadLanguage, typedLanguage } from '../../src/language/load.ts';
import { main } from '../../src/main.ts';
import { isProblem } from '../../src/model/errors.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import { createPaint } from '../../src/report/format.ts';
import { problemLines } from '../../src/report/problems/index.ts';
import { systemOrigin } from '../../src/system/this-process.ts';
import type { Ran } from '../e2e/run-cli.ts';
import { steadyTime } from '../steady-clock.ts';

/** Runs that go on now, by the process ids that they believe to have. */
const running = new Set<number>();
/** Above the largest id that Linux gives away. */
let lastPid = 2 ** 22 + 1_000;

/**
 * Runs the command line as the executable does, without a terminal and without a process: no signals, no crash
 * handling, no streams of a system. What is about those is tried with `runCli`. An error of the program itself, which
 * the executable turns into exit code 4, rejects here.
 */
export async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  ports: Pick<MainPorts, 'runProgram' | 'fetch'> = {},
): Promise<Ran> {
  const stdout = collector();
  const stderr = collector();
  const ended = (code: number): Ran => ({ code, stdout: stdout.text(), stderr: stderr.text() });
  lastPid += 1;
  const pid = lastPid;
  const time = steadyTime(ports.fetch);
  running.add(pid);
  const t = await loadLanguage(chooseLocale(typedLanguage(args), env));
  try {
    const parsed = parseOptions(t, args, env);
    if (parsed.type !== 'run') throw new Error(`There is nothing to run: ${args.join(' ')}`);
    const stop = new AbortController();
    const code = await main({
      ...ports,
      options: parsed.options,
      t,
      messageT: await loadLanguage(parsed.options.messageLang ?? t.locale),
      env,
      stdin: { isTTY: false } as NodeJS.ReadStream,
      stdout: stdout.stream,
      stderr: stderr.stream,
      platform: process.platform,
      pid,
      hostname: hostname(),
      isAlive,
      origin: systemOrigin,
      clock: time.clock,
      fetch: time.fetch,
      signal: stop.signal,
      interrupt: () => stop.abort(),
    });
    return ended(code);
  } catch (error) {
    if (!isProblem(error)) throw error;
    stderr.stream.write(`${problemLines(t, error, createPaint(false), 'beforehand').join('\n')}\n`);
    return ended(error.exitCode);
  } finally {
    running.delete(pid);
  }
}

/** Runs of this process, and real processes that earlier runs were. */
const isAlive: MainPorts['isAlive'] = (pid) => {
  if (running.has(pid)) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** A stream that keeps what is written to it. */
function collector() {
  let text = '';
  const stream = {
    isTTY: false,
    write: (chunk: string) => {
      text += chunk;
      return true;
    },
  };
  return { text: () => text, stream: stream as unknown as NodeJS.WriteStream };
}
