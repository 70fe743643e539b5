/** Saves a report where a person wants it; what is there stays. */

import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import type { AfterResult } from '../report/next-steps.ts';
import { jsonReport } from '../report/json.ts';
import { textReport } from '../report/text.ts';
import type { Finished } from './context.ts';

/** A name that says which site and which day, for the folder the person is in. */
export function fileNameFor(site: string, now: number): string {
  const host = URL.canParse(site) ? new URL(site).host : '';
  const safe = host.replace(/[^a-z0-9.-]+/gi, '-') || 'site';
  return `wp-bisect-${safe}-${new Date(now).toISOString().slice(0, 10)}.txt`;
}

/**
 * Writes the report, readable by the person only, to the first free name: `report.txt`, `report-2.txt`.
 * A name that ends in `.json` gets JSON.
 */
export async function save(
  { report, problem }: Finished,
  path: string,
  names: Readonly<Record<string, string>>,
): Promise<AfterResult> {
  const json = extname(path).toLowerCase() === '.json';
  const text = json
    ? jsonReport(report, problem)
    : textReport(report, { color: false, names, problem });
  for (let number = 1; number <= NAMES_AT_MOST; number += 1) {
    const name = numbered(path, number);
    try {
      // Exclusive: no file of anybody's is ever overwritten, not even one that appears just now.
      const file = await open(name, 'wx', 0o600);
      try {
        await file.writeFile(text);
      } finally {
        await file.close();
      }
      return { type: 'saved', path: name };
    } catch (error) {
      const cause = (error as NodeJS.ErrnoException).code ?? String(error);
      if (cause !== 'EEXIST') return { type: 'not-saved', path: name, cause };
    }
  }
  return { type: 'not-saved', path, cause: 'EEXIST' };
}

const NAMES_AT_MOST = 1_000;

function numbered(path: string, number: number): string {
  if (number === 1) return path;
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}-${number}${ending}`;
}
