/** The words of the screen on which a person is the judge. */

import { type Language, msg } from '../../language/language.ts';

/** What the screen says. */
export const JUDGE = {
  title: msg('Step %(probe)s: look at it yourself. Does it work?'),
  // translators: the words of the person, in quotation marks
  quoted: msg('"%(text)s"'),
  allOn: msg('Every plugin is on.'),
  opened: msg('Opened in your browser. Without a browser here, the address was copied.'),
} as const;

/** The answers, in order, each with its key. */
export const JUDGEMENTS = [
  { mark: 'w', label: msg('It works') },
  { mark: 'b', label: msg('It is broken') },
  { mark: 'c', label: msg("I can't tell") },
  { mark: 'u', label: msg('My last answer was wrong') },
] as const;

/** More names than this are counted. */
const NAMED = 8;

/** Which plugins are off. */
export function offWords(t: Language, names: readonly string[]): string {
  if (names.length <= NAMED) {
    return t._n(
      '%(count)s plugin is off: %(names)s.',
      '%(count)s plugins are off: %(names)s.',
      names.length,
      {
        names: t.list(names),
      },
    );
  }
  return t._n(
    '%(count)s plugin is off: %(names)s and %(more)s more.',
    '%(count)s plugins are off: %(names)s and %(more)s more.',
    names.length,
    { names: names.slice(0, NAMED - 1).join(', '), more: t.number(names.length - NAMED + 1) },
  );
}
