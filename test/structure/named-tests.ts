// Documents that name, for each of their claims, the test that fails when it is broken: the rows of their
// tables, and whether such a test is there.
import { existsSync, readFileSync } from 'node:fs';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);

/** The text of a file, by its path in the project. */
export const textOf = (path: string): string => readFileSync(at(path), 'utf8');

/** A row of such a table: what it says, and the test in its last two columns. */
export type Claim = { readonly claim: string; readonly file: string; readonly name: string };

/** The rows of a document's tables that end with a file and the name of a test. */
export function claimsOf(path: string): readonly Claim[] {
  return [...textOf(path).matchAll(/^\| (.+) \| `(test\/.+?)` \| (.+) \|$/gm)].map(
    ([, claim = '', file = '', name = '']) => ({ claim, file, name }),
  );
}

/** Rows that look like such a claim and name no test. */
export function looseRowsOf(path: string): readonly string[] {
  const rows = textOf(path).match(/^\| .+ \|$/gm) ?? [];
  return rows.filter(
    (row) => !/^\| ---| test \|$/.test(row) && !/ \| `test\/.+?` \| .+ \|$/.test(row),
  );
}

/** True where the file has a test of this name. The beginning or the end of it may be filled in while it runs. */
export function isThere({ file, name }: Claim): boolean {
  if (!existsSync(at(file))) return false;
  const source = textOf(file);
  return [`'${name}'`, `"${name}"`, `${name}\``].some((quoted) => source.includes(quoted));
}
