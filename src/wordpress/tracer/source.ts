/** The shipped tracer: companion/wp-bisect-tracer/wp-bisect-tracer.php, byte for byte. */

import { readFile } from 'node:fs/promises';

declare const __TRACER__: string | undefined;

const FILE = '../../../companion/wp-bisect-tracer/wp-bisect-tracer.php';

/** The text of the shipped file: what was built in, or in development the file itself. */
export async function tracerSource(): Promise<string> {
  if (typeof __TRACER__ === 'string') return __TRACER__;
  return readFile(new URL(FILE, import.meta.url), 'utf8');
}
