/** The command of --wp-cli as a person types it, and the argument list that runs it without a shell. */

import { Problem } from '../../model/errors.ts';

/** A program and its first words; WP-CLI's own arguments come behind them. */
export type WpCliCommand = {
  readonly program: string;
  readonly args: readonly string[];
  /** True where the words are put together and split again by a shell on another computer. */
  readonly throughShell: boolean;
};

/**
 * Reads the command. Words are separated by white space. `'...'` takes everything literally, `"..."`
 * everything but `\"` and `\\`, and a backslash outside of quotes takes the next character literally.
 * Variables, `~`, wildcards, pipes and `&&` mean nothing. Throws `bad-wp-cli`.
 */
export function parseWpCliCommand(typed: string): WpCliCommand {
  const [program, ...args] = splitWords(typed);
  if (program === undefined || program === '') throw new Problem('bad-wp-cli', { why: 'empty' });
  return { program, args, throughShell: [program, ...args].some(isRemoteShell) };
}

/** The arguments of `command.program` that make WP-CLI run `args`. */
export function argumentsFor(command: WpCliCommand, args: readonly string[]): readonly string[] {
  return [...command.args, ...(command.throughShell ? args.map(quoteForShell) : args)];
}

/** True for what WP-CLI calls an alias of a site, such as `@prod`. */
export function isAlias(typed: string | null): boolean {
  return typed !== null && /^@[\w.-]+$/u.test(typed);
}

/**
 * The command at an alias. WP-CLI takes one as its very first word only, so it goes before the global
 * options that the command ends with (`wp --allow-root`).
 */
export function atAlias(command: WpCliCommand, alias: string): WpCliCommand {
  const last = command.args.findLastIndex((word) => !word.startsWith('--'));
  const words = command.args.slice(0, last + 1);
  return { ...command, args: [...words, alias, ...command.args.slice(last + 1)] };
}

/** The command without its options and what they may hold, for messages: `ssh`, `docker`, `wp`. */
export function programName({ program }: WpCliCommand): string {
  return program.split(/[\\/]/u).at(-1) || program;
}

/** Programs that hand their words to a shell on the other computer, wherever in the command they are. */
function isRemoteShell(word: string): boolean {
  const name = word.split(/[\\/]/u).at(-1) ?? '';
  return /^(?:ssh|autossh|dbclient|plink|rsh)(?:\.exe)?$/iu.test(name);
}

/** One word for a POSIX shell. Nothing but single quotes is special inside single quotes. */
function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function splitWords(typed: string): readonly string[] {
  if (CONTROL.test(typed)) throw new Problem('bad-wp-cli', { why: 'control-character' });
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < typed.length) {
    const part = nextPart(typed.slice(at));
    at += part.length;
    if (part.text === null) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + part.text;
  }
  return word === null ? words : [...words, word];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f]/u;

/** What a piece of the command adds to the word: its text, or null for the white space between words. */
type Part = { readonly length: number; readonly text: string | null };

function nextPart(rest: string): Part {
  const space = /^\s+/u.exec(rest);
  if (space) return { length: space[0].length, text: null };
  const plain = /^[^\s'"\\]+/u.exec(rest);
  if (plain) return { length: plain[0].length, text: plain[0] };
  if (rest.startsWith('\\')) {
    const escaped = /^\\([\s\S])/u.exec(rest);
    if (!escaped?.[1]) throw new Problem('bad-wp-cli', { why: 'open-escape' });
    return { length: escaped[0].length, text: escaped[1] };
  }
  const quoted = /^(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)")/u.exec(rest);
  if (!quoted) throw new Problem('bad-wp-cli', { why: 'open-quote' });
  const text = quoted[1] ?? (quoted[2] ?? '').replace(/\\(["\\])/gu, '$1');
  return { length: quoted[0].length, text };
}
