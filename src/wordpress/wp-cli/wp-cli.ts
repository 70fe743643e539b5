/** WP-CLI on the site: one command at a time, no code of plugins or themes loaded, every answer checked. */

import { Problem } from '../../model/errors.ts';
import type { ProgramEnd, RunProgram } from '../../system/programs.ts';
import { findJson } from '../http/json.ts';
import { argumentsFor, atAlias, programName, type WpCliCommand } from './command.ts';

/** One call of WP-CLI: its words, and what it reads from its standard input. */
export type WpCliCall = {
  readonly args: readonly string[];
  readonly input?: string;
  readonly signal?: AbortSignal;
};

/** A site's WP-CLI. */
export type WpCli = {
  /**
   * Runs a command and gives what it printed. Rejects with `wp-cli-missing`, `wp-cli-failed` or
   * `wp-cli-timed-out`, or with the reason of an aborted signal.
   */
  run(call: WpCliCall): Promise<string>;
  /** The problem of an answer that is not what was asked for. */
  unclear(call: WpCliCall, printed: string): Problem<'wp-cli-unclear'>;
  /** The same WP-CLI, at one of its aliases (`@prod`). */
  at(alias: string): WpCli;
  /** The program without its options, for messages: `ssh`, `docker`, `wp`. */
  readonly program: string;
  /** What one command has taken so far, on average, in seconds; 0 before the first. */
  secondsPerCommand(): number;
};

/** What WP-CLI needs. */
export type WpCliOptions = {
  readonly command: WpCliCommand;
  readonly run: RunProgram;
  /** Milliseconds that one command may take. */
  readonly timeoutMs: number;
  /** Milliseconds of any clock that does not go back. */
  readonly now?: () => number;
};

/** Without them a plugin that dies on every page, or refuses people, would be asked for its opinion. */
const UNLOADED = ['--skip-plugins', '--skip-themes'];

/** WP-CLI as `command` reaches it. Nothing is started yet. */
export function createWpCli(options: WpCliOptions): WpCli {
  const { command, run, timeoutMs, now = () => performance.now() } = options;
  let commands = 0;
  let milliseconds = 0;
  const program = programName(command);
  return {
    program,
    async run({ args, input, signal }) {
      const words = argumentsFor(command, [...args, ...UNLOADED]);
      const began = now();
      const end = await run({ program: command.program, args: words, input, timeoutMs, signal });
      commands += 1;
      milliseconds += now() - began;
      switch (end.type) {
        case 'not-started':
          throw new Problem('wp-cli-missing', { program: command.program, cause: end.cause ?? '' });
        case 'timed-out':
          throw new Problem('wp-cli-timed-out', { program, seconds: timeoutMs / 1_000 });
        case 'exited':
          if (end.code === 0) return end.stdout;
          throw new Problem('wp-cli-failed', { program, exit: end.code, said: complaintOf(end) });
      }
    },
    unclear: ({ args }, printed) =>
      new Problem('wp-cli-unclear', {
        program,
        asked: args.slice(0, 3).join(' '),
        said: lastLine(printed).slice(0, 200),
      }),
    at: (alias) => createWpCli({ ...options, command: atAlias(command, alias) }),
    secondsPerCommand: () => milliseconds / 1_000 / Math.max(1, commands),
  };
}

/** A command's answer as JSON, behind PHP notices if need be; undefined where there is none. */
export async function askJson(wpCli: WpCli, call: WpCliCall): Promise<unknown> {
  return findJson(await wpCli.run(call));
}

/** The last line that holds anything: PHP prints its notices before WordPress' answer. */
export function lastLine(printed: string): string {
  return printed.trimEnd().split(/\r?\n/u).at(-1)?.trim() ?? '';
}

/** WP-CLI's own word, else the last that was said, such as ssh's "Permission denied (publickey)." */
function complaintOf({ stderr, stdout }: ProgramEnd): string {
  const said = stderr.trim() === '' ? stdout : stderr;
  const own = /^Error: ([\s\S]{1,300})/mu.exec(said)?.[1]?.split(/\r?\n\s*\r?\n/u)[0];
  return (own ?? lastLine(said)).slice(0, 300).trim();
}
