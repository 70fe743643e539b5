/** The list of `--sites`: one address a line, or CSV with a header. */

import { readFile } from 'node:fs/promises';
import { Problem, systemCause } from '../model/errors.ts';

/** One site of a list, and what is different about it. */
export type ListedSite = {
  readonly site: string;
  readonly user?: string;
  readonly gate?: string;
};

const COLUMNS = ['site', 'user', 'gate'] as const;
type Column = (typeof COLUMNS)[number];

/**
 * Reads a list. Empty lines and lines that begin with `#` are left out, and so is a site that came before.
 * Throws `bad-site-list` with the line.
 */
export function parseSiteList(text: string, path: string): readonly ListedSite[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const [first] = lines;
  const isTable = first !== undefined && /^"?site"?\s*(?:,|$)/i.test(first.line);
  const columns = isTable ? columnsOf(first, path) : (['site'] as const);
  const rows = (isTable ? lines.slice(1) : lines).map(({ line, number }) =>
    isTable ? rowOf(cellsOf(line, path, number), columns, path, number) : { site: line },
  );
  const known = new Set<string>();
  return rows.filter(({ site }) => !known.has(site) && known.add(site));
}

/** The text of the list: a file's, or stdin's for `-`. Rejects with `unreadable-file`. */
export async function readSiteList(
  path: string,
  stdin: AsyncIterable<Buffer | string>,
): Promise<string> {
  if (path !== '-') {
    return readFile(path, 'utf8').catch((error: unknown) => {
      throw new Problem('unreadable-file', { path, cause: systemCause(error) }, { cause: error });
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function columnsOf(
  { line, number }: { readonly line: string; readonly number: number },
  path: string,
): readonly Column[] {
  return cellsOf(line, path, number).map((name) => {
    const column = COLUMNS.find((one) => one === name.trim().toLowerCase());
    if (column === undefined)
      throw new Problem('bad-site-list', { path, line: number, why: 'column' });
    return column;
  });
}

function rowOf(
  cells: readonly string[],
  columns: readonly Column[],
  path: string,
  line: number,
): ListedSite {
  const at = (column: Column) => cells[columns.indexOf(column)]?.trim() || undefined;
  const site = at('site');
  if (site === undefined) throw new Problem('bad-site-list', { path, line, why: 'empty' });
  return { site, user: at('user'), gate: at('gate') };
}

/** The cells of one line of CSV (RFC 4180, without line breaks in cells). */
function cellsOf(line: string, path: string, number: number): readonly string[] {
  const cells: string[] = [];
  let rest = `${line},`;
  while (rest !== '') {
    const cell = /^\s*"((?:[^"]|"")*)"\s*,/.exec(rest) ?? /^([^",]*),/.exec(rest);
    if (!cell) throw new Problem('bad-site-list', { path, line: number, why: 'quote' });
    cells.push((cell[1] ?? '').replaceAll('""', '"'));
    rest = rest.slice(cell[0].length);
  }
  return cells;
}
