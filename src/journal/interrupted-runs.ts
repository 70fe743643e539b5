/** Finds and reads the journals that interrupted runs have left on this machine. */

import { basename, join } from 'node:path';
import * as v from 'valibot';
import { isProblem, Problem, systemCause } from '../model/errors.ts';
import { type Disk, realDisk } from './disk.ts';
import { Begin, type InterruptedRun, Line, tallyOf } from './journal-lines.ts';

/** An interrupted run, and the folder that holds its journal. */
export type FoundRun = { readonly folder: string; readonly interrupted: InterruptedRun };

/** A journal that cannot be read, and the readable part of its folder's name: the host. */
export type Unreadable = { readonly folder: string; readonly host: string; readonly why: Problem };

/**
 * What an interrupted run left in `folder`, or null. A torn last line is ignored (the process died
 * while writing it). Rejects with `journal-corrupt` for any other damage; the file is not touched.
 */
export async function readInterruptedRun(
  folder: string,
  disk: Disk = realDisk,
): Promise<InterruptedRun | null> {
  const path = join(folder, 'journal.ndjson');
  let text: string;
  try {
    text = await disk.read(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new Problem('journal-unwritable', { path, cause: systemCause(error) }, { cause: error });
  }
  const lines = text.split('\n');
  lines.pop(); // what follows the last newline: nothing, or a torn line
  const begin = v.safeParse(Begin, parse(lines[0]));
  if (!begin.success) throw new Problem('journal-corrupt', { path, line: 1 });
  const tally = tallyOf(begin.output);
  for (let at = 1; at < lines.length; at += 1) {
    const line = v.safeParse(Line, parse(lines[at]));
    if (!line.success) throw new Problem('journal-corrupt', { path, line: at + 1 });
    tally.add(line.output);
    if (tally.ended) return null;
  }
  return { ...begin.output, ...tally.sum() };
}

/** Every journal below `home`, the oldest first, and those that cannot be read. */
export async function listInterruptedRuns(
  home: string,
  disk: Disk = realDisk,
): Promise<{ readonly found: readonly FoundRun[]; readonly unreadable: readonly Unreadable[] }> {
  const found: FoundRun[] = [];
  const unreadable: Unreadable[] = [];
  for (const folder of await disk.folders(join(home, 'sites'))) {
    try {
      const interrupted = await readInterruptedRun(folder, disk);
      if (interrupted) found.push({ folder, interrupted });
    } catch (error) {
      if (!isProblem(error)) throw error;
      unreadable.push({ folder, host: basename(folder).replace(/-[^-]*$/, ''), why: error });
    }
  }
  found.sort((one, other) => (one.interrupted.startedAt < other.interrupted.startedAt ? -1 : 1));
  return { found, unreadable };
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}
