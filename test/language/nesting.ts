/** A language that tells which texts are put into which: every text of it carries a mark that nobody sees. */

import { createLanguage, type Language } from '../../src/language/language.ts';

/** One text within another, as `outer <- inner`. */
export type Nested = string;

/** English with marks, and what was put into what since it was made. */
export function createNestingLanguage(): {
  readonly t: Language;
  readonly nested: ReadonlySet<Nested>;
} {
  const en = createLanguage('en');
  const nested = new Set<Nested>();
  const known: string[] = [];
  const markOf = (text: string) => {
    if (!known.includes(text)) known.push(text);
    return String.fromCharCode(FIRST + known.indexOf(text));
  };
  const note = (text: string, values: unknown) => {
    for (const value of Object.values(values ?? {}))
      for (const mark of String(value).match(MARKS) ?? [])
        nested.add(`${text} <- ${known[mark.charCodeAt(0) - FIRST]}`);
  };
  const t: Language = {
    ...en,
    __: (text, ...[values]) => {
      note(text, values);
      return markOf(text) + fill(en.__ as Loose, text, values);
    },
    _x: (text, context, ...[values]) => {
      note(text, values);
      return (
        markOf(text) + fill((each, given) => (en._x as Loose)(each, context, given), text, values)
      );
    },
    _n: (single, plural, count, ...[values]) => {
      note(plural, values);
      const text = (en._n as Loose)(single, plural, count, values);
      return markOf(plural) + text;
    },
  };
  return { t, nested };
}

type Loose = (...given: readonly unknown[]) => string;

/** Where nothing is filled in, a percent sign is just that. */
function fill(call: Loose, text: string, values: unknown): string {
  return values === undefined ? call(text) : call(text, values);
}

/** The private area of Unicode: no text has a character of it. */
const FIRST = 0xe000;
const MARKS = /[\ue000-\uf8ff]/g;
