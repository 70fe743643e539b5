/** A password from stdin, or from a program that prints it: never from an argument. */

import { Problem } from '../model/errors.ts';
import type { Options } from '../options/parse-options.ts';
import { createRunProgram } from '../system/programs.ts';
import { parseWpCliCommand, programName } from '../wordpress/wp-cli/command.ts';
import type { MainPorts } from './context.ts';

/** A person may have to touch a key or type the password of a store. */
const PROGRAM_MS = 60_000;
/** Long enough for a program that was started before us; shorter than anybody notices. */
const UNASKED_MS = 200;
const MOST_BYTES = 64 * 1_024;

/** What reading a secret needs of the outside. */
export type SecretPorts = Pick<
  MainPorts,
  'options' | 'env' | 'stdin' | 'platform' | 'signal' | 'kill' | 'runProgram'
>;

/**
 * The options with the password in its place. Rejects with `no-secret` where none comes, and where
 * something is piped in that nobody asked for: it may be a password that would be ignored silently.
 */
export async function readSecret(ports: SecretPorts): Promise<Options> {
  const { options } = ports;
  const { secretSource: source } = options;
  if (source === null) {
    await refuseUnasked(ports.stdin);
    return options;
  }
  const secret =
    source.command === null
      ? await secretOnStdin(ports.stdin)
      : await secretFrom(source.command, ports);
  return { ...options, secrets: { ...options.secrets, [source.kind]: secret } };
}

async function secretOnStdin(stdin: NodeJS.ReadStream): Promise<string> {
  if (stdin.isTTY) throw new Problem('no-secret', { program: null, why: 'terminal' });
  const secret = firstLine(await readAll(stdin));
  if (secret === '') throw new Problem('no-secret', { program: null, why: 'empty' });
  return secret;
}

/** `{site}`, `{host}` and `{user}` stand for this run's. Each argument stays one, whatever it holds. */
async function secretFrom(typed: string, ports: SecretPorts): Promise<string> {
  const { options, env, platform, signal, kill = () => {} } = ports;
  const command = parseWpCliCommand(typed);
  const program = programName(command);
  const runProgram = ports.runProgram ?? createRunProgram({ env, platform, kill });
  const args = command.args.map((word) => filled(word, options));
  const ended = await runProgram({
    program: command.program,
    args,
    timeoutMs: PROGRAM_MS,
    signal,
  });
  const fail = (why: 'empty' | 'failed' | 'not-started' | 'timed-out') =>
    new Problem('no-secret', { program, why });
  if (ended.type !== 'exited') throw fail(ended.type);
  if (ended.code !== 0) throw fail('failed');
  const secret = firstLine(ended.stdout);
  if (secret === '') throw fail('empty');
  return secret;
}

function filled(word: string, { site, user }: Options): string {
  const typed = site ?? '';
  const host = typed.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/s, '');
  const values: Readonly<Record<string, string>> = { site: typed, host, user: user ?? '' };
  return word.replaceAll(/\{(site|host|user)\}/g, (_, name: string) => values[name] ?? '');
}

/** Password stores print notes below the password. */
function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/\r$/, '');
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads nothing where nothing is there: cron and CI give an empty stdin. */
async function refuseUnasked(stdin: NodeJS.ReadStream): Promise<void> {
  if (typeof stdin.once !== 'function') return;
  const came = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => settle(false), UNASKED_MS);
    const onData = (chunk: Buffer | string) => settle(chunk.toString().trim() !== '');
    const onEnd = () => settle(false);
    function settle(answer: boolean): void {
      clearTimeout(timer);
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      stdin.off('error', onEnd);
      stdin.pause();
      resolve(answer);
    }
    stdin.once('data', onData);
    stdin.once('end', onEnd);
    stdin.once('error', onEnd);
  });
  if (came) throw new Problem('no-secret', { program: null, why: 'unasked-for' });
}
