/** The token of a tracer that a person puts on a site by hand: it has to outlive the process. */

import { join } from 'node:path';
import * as v from 'valibot';
import { Problem, systemCause } from '../model/errors.ts';
import { parseJson } from '../model/parse-json.ts';
import { type Disk, realDisk } from './disk.ts';
import { lockFolder } from './site-folder.ts';

const KeptTracer = v.object({
  schema: v.literal(1),
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
  plugin: v.string(),
  /** ISO 8601. */
  expires: v.pipe(v.string(), v.isoTimestamp()),
});

/** A tracer that was printed, and until when (ISO 8601) it speaks. */
export type KeptTracer = Omit<Readonly<v.InferOutput<typeof KeptTracer>>, 'schema'>;

/** One for each server: the token never goes to another one. */
function pathOf(home: string, site: string): string {
  return join(lockFolder(home, site), 'tracer.json');
}

/** Keeps it in a file of this user's alone (0600), in the place of an earlier one. Rejects with `journal-unwritable`. */
export async function keepTracer(
  home: string,
  site: string,
  { token, plugin, expires }: KeptTracer,
  disk: Disk = realDisk,
): Promise<void> {
  const path = pathOf(home, site);
  try {
    await disk.replace(path, `${JSON.stringify({ schema: 1, token, plugin, expires })}\n`);
  } catch (error) {
    throw new Problem('journal-unwritable', { path, cause: systemCause(error) }, { cause: error });
  }
}

/** The tracer of a server that still speaks at `now` (milliseconds since the epoch); an expired one is forgotten. */
export async function keptTracer(
  home: string,
  site: string,
  now: number,
  disk: Disk = realDisk,
): Promise<KeptTracer | null> {
  const path = pathOf(home, site);
  const text = await disk.read(path).catch(() => null);
  if (text === null) return null;
  const read = v.safeParse(KeptTracer, parseJson(text));
  if (read.success && Date.parse(read.output.expires) > now) return read.output;
  await disk.remove(path).catch(() => {});
  return null;
}
