/** Which format a file gets, by the ending of its name. */

import { extname } from 'node:path';
import type { Format } from './options.ts';

/** Every format, in the order of the help. */
export const FORMATS: readonly Format[] = ['text', 'json', 'ndjson', 'markdown', 'html'];

const ENDINGS: ReadonlyMap<string, Format> = new Map([
  ['.txt', 'text'],
  ['.json', 'json'],
  ['.ndjson', 'ndjson'],
  ['.md', 'markdown'],
  ['.html', 'html'],
]);

/** The format that the ending of a file's name asks for; null for any other ending. */
export function formatOfFile(path: string): Format | null {
  return ENDINGS.get(extname(path).toLowerCase()) ?? null;
}
