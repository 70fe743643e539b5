/** What the command line only names: headers and a body in files, a password from stdin or from a program. */

import { open } from 'node:fs/promises';
import type { Language } from '../language/language.ts';
import { Problem, systemCause } from '../model/errors.ts';
import type { RequestBody } from '../model/report.ts';
import { bad } from '../options/arguments.ts';
import type { HeaderFile, Options } from '../options/options.ts';
import { headerValue } from '../symptoms/parse-request.ts';
import { createRunProgram } from '../system/programs.ts';
import { parseWpCliCommand, programName } from '../wordpress/wp-cli/command.ts';
import type { MainPorts } from './context.ts';

/** The most of a body that is sent. Bytes. */
const LONGEST_BODY = 1_024 * 1_024;
/** A token with room to spare. Bytes. */
const LONGEST_HEADER = 64 * 1_024;

/** What reading the files needs of the outside. */
export type GivenFilePorts = Pick<MainPorts, 't' | 'options' | 'stdin'>;

/**
 * The options with the values of their files in place. Rejects with `unreadable-file` or `bad-option`
 * before anything is sent; neither tells what is in a file.
 */
export async function withGivenFiles({ t, options, stdin }: GivenFilePorts): Promise<Options> {
  const headers = { ...options.headers };
  const siteHeaders = { ...options.siteHeaders };
  const hidden = [...options.hidden];
  for (const file of options.headerFiles) {
    const value = await headerIn(t, file);
    (file.flag === '--header' ? headers : siteHeaders)[file.name] = value;
    hidden.push(value);
  }
  const body = options.data === null ? null : await bodyIn(t, options.data, stdin);
  return { ...options, headers, siteHeaders, hidden, headerFiles: [], body };
}

async function headerIn(t: Language, { flag, name, path }: HeaderFile): Promise<string> {
  const text = new TextDecoder().decode((await start(t, path, LONGEST_HEADER)).bytes);
  const value = (text.split('\n')[0] ?? '').trim();
  if (value === '') {
    throw bad(
      // translators: %(flag)s is --header or --site-header, %(name)s the name of a header
      t.__('%(flag)s %(name)s: the first line of the file %(file)s is empty.', {
        flag,
        name,
        file: path,
      }),
    );
  }
  return headerValue(t, name, value, flag);
}

async function bodyIn(t: Language, path: string, stdin: NodeJS.ReadStream): Promise<RequestBody> {
  const { bytes, more } =
    path === '-' ? await allOf(t, stdin, LONGEST_BODY) : await start(t, path, LONGEST_BODY);
  if (more) {
    throw bad(
      t.__('--data %(file)s: the body is longer than 1 MiB. Give a shorter one.', { file: path }),
    );
  }
  return { size: bytes.length, type: typeOf(bytes), bytes: () => bytes };
}

/** The Content-Type of a body whose sender says nothing. */
function typeOf(bytes: Uint8Array): string {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return 'application/json';
  } catch {
    return 'application/x-www-form-urlencoded';
  }
}

type Start = { readonly bytes: Uint8Array<ArrayBuffer>; readonly more: boolean };

/** The first `most` bytes of a file, and whether it has more. Pipes and devices are read as they come. */
async function start(t: Language, path: string, most: number): Promise<Start> {
  try {
    const file = await open(path, 'r');
    try {
      return await allOf(t, file.createReadStream({ end: most }), most);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Problem('unreadable-file', { path, cause: systemCause(error) }, { cause: error });
  }
}

async function allOf(
  t: Language,
  stream: AsyncIterable<Buffer | string> & { readonly isTTY?: boolean },
  most: number,
): Promise<Start> {
  if (stream.isTTY) {
    throw bad(
      t.__('--data - reads stdin, but stdin is a terminal. Give a file, or pipe the body in.'),
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer);
    chunks.push(bytes);
    size += bytes.length;
    if (size > most) break;
  }
  return { bytes: new Uint8Array(Buffer.concat(chunks)).slice(0, most), more: size > most };
}

/** A password from stdin, or from a program that prints it: never from an argument. */

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
