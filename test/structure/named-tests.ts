// Documents that name the tests which hold what they say: `| what | `file` | test |`.
import { readFileSync } from 'node:fs';

/** A row of such a table. */
export type NamedTest = { readonly what: string; readonly file: string; readonly name: string };

/** A file of the project. */
export const textOf = (path: string) =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The rows of every table in a text. */
export function namedTests(markdown: string): readonly NamedTest[] {
  return [...markdown.matchAll(/^\| (.+) \| `(.+)` \| (.+) \|$/gm)].map(
    ([, what = '', file = '', name = '']) => ({ what, file, name }),
  );
}

/** True where the file has a test of this name. Its beginning or end may be filled in while it runs. */
export function isThere({ file, name }: NamedTest): boolean {
  const source = textOf(file);
  return [`'${name}'`, `"${name}"`, `${name}\``, `'${name.replaceAll("'", "\\'")}'`].some(
    (quoted) => source.includes(quoted),
  );
}
