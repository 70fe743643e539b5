/** Runs a program of this computer to its end: arguments as a list, no shell, with a time limit. */

import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { systemCause } from '../model/errors.ts';

/** One call of a program. */
export type ProgramCall = {
  readonly program: string;
  readonly args: readonly string[];
  /** What the program reads from its standard input; without it, the input is empty. */
  readonly input?: string;
  /** Milliseconds after which the program is killed. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/** How a call ended. The output is text, cut at 8 MiB. */
export type ProgramEnd = {
  /**
   * `exited`: with a code (null where a signal ended it). `not-started`: it is not installed or not
   * executable; `cause` says which. `timed-out`: it was killed, and what it did is unknown.
   */
  readonly type: 'exited' | 'not-started' | 'timed-out';
  readonly code: number | null;
  readonly cause: string | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs a program. Rejects only with the reason of an aborted `signal`, after the program was killed. */
export type RunProgram = (call: ProgramCall) => Promise<ProgramEnd>;

/** Environment variables as a process has them. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The environment for other programs: none of them has any business with our passwords. */
export function withoutOurs(env: EnvironmentVariables): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^WP_BISECT_/i.test(name)));
}

const MOST_OUTPUT = 8 * 1_024 * 1_024;

/**
 * How long output is awaited after a program has exited, in milliseconds. A shared SSH connection
 * (ControlPersist) stays in the background and keeps the pipes open for minutes.
 */
const LAST_WORDS_MS = 500;

/** The computer that programs run on; `kill` is Node's `process.kill`. */
export type Computer = {
  readonly env: EnvironmentVariables;
  readonly platform: string;
  readonly kill: (pid: number, signal: 'SIGKILL') => unknown;
};

/** Runs programs with this computer's environment, less our own variables. */
export function createRunProgram(computer: Computer): RunProgram {
  const { env, platform } = computer;
  return async ({ program, args, input = '', timeoutMs, signal }) => {
    const { spawn } = await import('node:child_process');
    signal?.throwIfAborted();
    // A group of its own: Ctrl-C in our terminal must not kill the command that restores the site,
    // and a time limit must kill what the program has started, too.
    const detached = platform !== 'win32';
    return new Promise((resolve, reject) => {
      let child: ChildProcess;
      try {
        child = spawn(program, [...args], {
          env: withoutOurs(env),
          detached,
          windowsHide: true,
          stdio: 'pipe',
        });
      } catch (error) {
        resolve(notStarted(error));
        return;
      }
      const output = { stdout: listenTo(child.stdout), stderr: listenTo(child.stderr) };
      let lastWords: NodeJS.Timeout | undefined;

      const timer = setTimeout(() => {
        kill();
        settle(() => resolve(ended('timed-out', null)));
      }, timeoutMs);
      const stop = () => {
        kill();
        settle(() => reject(signal?.reason));
      };
      signal?.addEventListener('abort', stop, { once: true });

      const ended = (type: ProgramEnd['type'], code: number | null): ProgramEnd => ({
        type,
        code,
        cause: null,
        stdout: output.stdout(),
        stderr: output.stderr(),
      });
      function settle(finish: () => void): void {
        clearTimeout(timer);
        clearTimeout(lastWords);
        signal?.removeEventListener('abort', stop);
        for (const pipe of child.stdio) pipe?.destroy();
        child.unref();
        finish();
      }
      function kill(): void {
        if (child.pid === undefined) return;
        try {
          computer.kill(detached ? -child.pid : child.pid, 'SIGKILL');
        } catch {
          // It has ended meanwhile.
        }
      }

      child.once('error', (error) => settle(() => resolve(notStarted(error))));
      child.once('close', (code) => settle(() => resolve(ended('exited', code))));
      child.once('exit', (code) => {
        lastWords = setTimeout(() => settle(() => resolve(ended('exited', code))), LAST_WORDS_MS);
      });
      // A program that ends without reading its input is no error.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  };
}

/** Collects a stream's text; gives what has come so far. */
function listenTo(stream: Readable | null): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (size < MOST_OUTPUT) chunks.push(chunk.subarray(0, MOST_OUTPUT - size));
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function notStarted(error: unknown): ProgramEnd {
  const cause = systemCause(error);
  return { type: 'not-started', code: null, cause, stdout: '', stderr: '' };
}
