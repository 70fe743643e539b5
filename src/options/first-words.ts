/** `wp-bisect check example.com`: what people type who know other programs. */

import type { Language } from '../language/language.ts';
import { bad } from './arguments.ts';

const FLAGS: Readonly<Record<string, string>> = {
  bisect: '--bisect',
  diagnose: '--diagnose',
  restore: '--restore',
  check: '--check',
  help: '--help',
  version: '--version',
};

/**
 * The arguments with a first word that names a mode as its flag. Throws `bad-option` for a word that is
 * nearly one and is followed by a site.
 */
export function wordsAsFlags(t: Language, argv: readonly string[]): readonly string[] {
  const [first, second] = argv;
  if (first === undefined) return argv;
  const flag = Object.hasOwn(FLAGS, first) ? FLAGS[first] : undefined;
  if (flag !== undefined) return [flag, ...argv.slice(1)];
  const near = Object.keys(FLAGS).find((word) => isNear(first.toLowerCase(), word));
  const isFollowed = second !== undefined && !second.startsWith('-');
  if (near !== undefined && isFollowed) {
    throw bad(
      t.__("There is no command '%(typed)s'. Did you mean %(flag)s?", {
        typed: first.toLowerCase(),
        flag: FLAGS[near] ?? '',
      }),
    );
  }
  return argv;
}

/** One letter too many, too few, or wrong, or two swapped. */
function isNear(typed: string, word: string): boolean {
  if (typed.length > word.length + 1 || !/^[a-z]+$/.test(typed)) return false;
  const spots = [...word].map((_, at) => [word.slice(0, at), word.slice(at)] as const);
  const isOneOff = ([before, after]: readonly [string, string]) =>
    typed === before + after.slice(1) ||
    typed === before + (after[1] ?? '') + (after[0] ?? '') + after.slice(2) ||
    (typed.startsWith(before) &&
      (typed.slice(before.length + 1) === after.slice(1) ||
        typed.slice(before.length + 1) === after));
  return spots.some(isOneOff) || typed.slice(0, -1) === word;
}
