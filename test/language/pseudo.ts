/** A language that nobody speaks: every translated letter has an accent, so plain English is untranslated. */
import { extract, keyOf } from '../../build/i18n/extract.ts';
import { createLanguage } from '../../src/language/language.ts';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTED = 'áƀćďéƒǵħíĵķĺɱńóƥɋŕśťúνŵжýźÁƁĆĎÉƑǴĦÍĴĶĹΜŃÓƤɊŔŚŤÚνŴЖÝŹ';

/** The text with an accent on every letter; placeholders stay. */
function accented(text: string): string {
  return text
    .split(/(%\([^)]*\)s)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(/[A-Za-z]/g, (letter) => [...ACCENTED][PLAIN.indexOf(letter)] ?? letter),
    )
    .join('');
}

/** Every message of the source, accented. */
export const pseudo = createLanguage(
  'ru',
  Object.fromEntries([
    ['', { plural_forms: (n: number) => (n === 1 ? 0 : 1) }],
    ...extract(process.cwd()).messages.map((message) => [
      keyOf(message),
      message.plural === null
        ? [accented(message.id)]
        : [accented(message.id), accented(message.plural)],
    ]),
  ]),
);

/** Three or more plain English words side by side, where `known` texts are not counted. */
export function englishIn(text: string, known: readonly string[]): readonly string[] {
  // A format may capitalise what it was given, and escape characters of it.
  const loose = (each: string) =>
    each
      .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '')
      .replaceAll('&amp;', '&')

      .toLowerCase()
      .replace(/[\\"'`@*]/g, '');
  const longestFirst = known
    .map(loose)
    .filter((each) => each.length > 3)
    .toSorted((a, b) => b.length - a.length);
  const rest = longestFirst
    .reduce((left, each) => left.replaceAll(each, ' # '), loose(text))
    .replace(/(?:wp-bisect|wp plugin|ssh|kill) [^\n]*/g, '#')
    .replace(/https?:\/\/\S+|--[a-z][\w-]*/g, '#');
  return rest.match(/(?<![\p{L}\p{N}_/-])[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}/gu) ?? [];
}

/** Every string of some data, also line by line: a site or a run has put it there. */
export function stringsIn(data: unknown): readonly string[] {
  if (typeof data === 'string') return [data, ...data.split('\n').map((line) => line.trim())];
  if (typeof data !== 'object' || data === null) return [];
  return Object.values(data).flatMap(stringsIn);
}
