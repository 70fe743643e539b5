// The program in a pseudo-terminal, up to its first screen.
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';

/** A program that shows its first screen; times in milliseconds since it was started. */
export type FirstScreen = {
  /** Something can be read. */
  readonly painted: number;
  /** The address can be typed. */
  readonly ready: number;
  readonly pid: number;
  /** Ends the program. */
  end(): Promise<void>;
};

/** Starts the program without arguments and waits for its first screen. */
export async function firstScreen(
  cli: string,
  home: string,
  more: Readonly<Record<string, string>> = {},
): Promise<FirstScreen> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name, value]) => value !== undefined && !/^(CI|CI_.*|NO_COLOR|WP_BISECT_.*)$/.test(name),
    ),
  ) as Record<string, string>;
  const started = performance.now();
  const terminal = spawn(process.execPath, [cli], {
    cols: 80,
    rows: 24,
    name: 'xterm-256color',
    env: { ...env, ...more, WP_BISECT_HOME: home },
  });
  const ended = new Promise<void>((done) => terminal.onExit(() => done()));
  let raw = '';
  let painted = 0;
  const ready = await new Promise<number>((resolve, reject) => {
    terminal.onData((data) => {
      raw += data;
      const now = performance.now() - started;
      const text = stripVTControlCharacters(raw);
      if (painted === 0 && text.trim() !== '') painted = now;
      // The question for it, however it is worded.
      if (/\bsite\b/i.test(text)) resolve(now);
    });
    void ended.then(() => reject(new Error(`It ended before its first screen:\n${raw}`)));
  });
  return {
    painted,
    ready,
    pid: terminal.pid,
    async end() {
      terminal.kill('SIGKILL');
      await ended;
    },
  };
}

/** What the program costs while it waits at its first screen; null where the system does not tell. */
export type Waiting = { readonly megabytes: number | null; readonly percent: number | null };

/** Lets the program wait, and looks at what that took. */
export async function waiting(cli: string, home: string, ms: number): Promise<Waiting> {
  const screen = await firstScreen(cli, home);
  // What is loaded behind the first screen is not waiting yet.
  await wait(1_000);
  const before = await processorMs(screen.pid);
  await wait(ms);
  const after = await processorMs(screen.pid);
  const megabytes = await mostMemory(screen.pid);
  await screen.end();
  const percent = before === null || after === null ? null : ((after - before) / ms) * 100;
  return { megabytes, percent };
}

/** The middle one; of an even number the lower of both. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** Linux counts in ticks, a hundred a second. */
async function processorMs(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name of the program stands in parentheses and may hold spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields ? (Number(fields[11]) + Number(fields[12])) * 10 : null;
}

async function mostMemory(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
