/**
 * The journal: what any later process needs to put the site back. It is on disk (0600, fsync) before
 * the first change, grows by whole lines, and is removed only when the baseline has been read back.
 */

import { basename, join } from 'node:path';
import * as v from 'valibot';
import { isProblem, Problem, systemCause } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import { parseJson } from '../model/parse-json.ts';
import type { PluginId, Verdict } from '../model/report.ts';
import { type AppendFile, type Disk, realDisk } from './disk.ts';
import {
  Begin,
  type InterruptedRun,
  type JournaledProbe,
  type JournalStart,
  Line,
  type LineTally,
  mayBeOff,
  tallyOf,
} from './journal-lines.ts';

export type {
  InstalledHelper,
  InterruptedRun,
  JournaledProbe,
  JournaledSymptom,
  JournalStart,
} from './journal-lines.ts';

/** A longer journal is written anew, without the lines that have no effect any more. Characters. */
const SHORTEN_AT = 2 * 1_024 * 1_024;

/** Probes that a shortened journal keeps; later runs ask anew for what only older ones told. Characters. */
const PROBES_KEPT = SHORTEN_AT / 4;

/** Records one run. Every method resolves when the line is on disk. */
export type Journal = {
  readonly path: string;
  /** `earlier` is what an interrupted run had seen already: it is not to be lost a second time. */
  begin(start: JournalStart, earlier?: readonly JournaledProbe[]): Promise<void>;
  switching(active: readonly PluginId[]): Promise<void>;
  probed(active: readonly PluginId[], verdicts: readonly Verdict[], flaky?: boolean): Promise<void>;
  undone(active?: readonly PluginId[]): Promise<void>;
  /** The set the site is being brought back to; the baseline unless culprits are left off. */
  restoring(active: readonly PluginId[]): Promise<void>;
  /** Forgets the run: the site is as it was. Rejects with `journal-unwritable` where it cannot. */
  end(): Promise<void>;
  /** Lets go of the file and keeps it: the site is not as it was. */
  keep(): Promise<void>;
  /** The plugins that are to be on and may be off, from the lines written so far. */
  mayBeOff(): readonly PluginId[];
};

/** The journal of a site, in its folder. Rejects with `journal-unwritable` where it cannot write. */
export function createJournal(folder: string, disk: Disk = realDisk): Journal {
  const path = join(folder, 'journal.ndjson');
  let file: AppendFile | undefined;
  let last: Promise<void> = Promise.resolve();
  let torn = false;
  let begun: { readonly start: JournalStart; readonly tally: LineTally } | undefined;
  let length = 0;
  let shortenAt = SHORTEN_AT;

  /** One line after the other: probes that overlap must not write into each other's lines. */
  function append(line: Line): Promise<void> {
    last = last
      .catch(() => {})
      .then(() =>
        writable(path, async () => {
          file ??= await disk.open(path);
          // A line behind a part of one would spoil both: what is torn must stay the last.
          if (torn) throw new Error('a line is torn');
          torn = true;
          const text = `${JSON.stringify(line)}\n`;
          await file.append(text);
          torn = false;
          begun?.tally.add(line);
          length += text.length;
          if (length > shortenAt) await shorten();
        }),
      );
    return last;
  }

  /** Where that fails the long journal stands, and says the same. */
  async function shorten(): Promise<void> {
    if (begun === undefined) return;
    const text = shortened(begun.start, begun.tally);
    try {
      await file?.close();
      file = undefined;
      await disk.replace(path, text);
      length = text.length;
    } catch {
      // The next lines go on behind the long one.
    }
    shortenAt = length + SHORTEN_AT;
  }

  async function close(): Promise<void> {
    await last.catch(() => {});
    const opened = file;
    file = undefined;
    await opened?.close();
  }

  return {
    path,
    async begin(start, earlier = []) {
      await writable(path, async () => {
        const text = textOf([firstLine(start), ...earlier.map(probeLine)]);
        // Written whole and renamed into place: a journal without its first line cannot exist.
        await disk.replace(path, text);
        begun = { start, tally: tallyOf(start, earlier) };
        length = text.length;
      });
    },
    switching: (active) => append({ type: 'switching', active: [...active] }),
    probed: (active, verdicts, flaky) =>
      append({
        type: 'probed',
        active: [...active],
        verdicts: [...verdicts],
        ...(flaky ? { flaky } : {}),
      }),
    undone: (active) => append({ type: 'undone', ...(active && { active: [...active] }) }),
    restoring: (active) => append({ type: 'restoring', active: [...active] }),
    async end() {
      await close();
      try {
        await disk.remove(path);
      } catch {
        // Where nothing can be deleted, a line may still be written.
        await append({ type: 'ended' });
        await close();
      }
    },
    keep: close,
    mayBeOff: () => (begun ? mayBeOff(begun.tally.sum()) : []),
  };
}

function shortened(start: JournalStart, tally: LineTally): string {
  const { target, surelyOn, flaky, probed } = tally.sum();
  const kept: object[] = [];
  let room = PROBES_KEPT;
  for (const probe of probed.toReversed()) {
    room -= JSON.stringify(probe).length;
    if (room < 0) break;
    kept.unshift(probeLine(probe));
  }
  const rest: Line = { type: 'so-far', target: [...target], surelyOn: [...surelyOn], flaky };
  return textOf([firstLine(start), ...kept, rest]);
}

function firstLine(start: JournalStart): object {
  return { type: 'begin', schema: 1, ...start };
}

function probeLine(probe: JournaledProbe): object {
  return { type: 'probed', ...probe };
}

function textOf(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function writable(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new Problem('journal-unwritable', { path, cause: systemCause(error) }, { cause: error });
  }
}

/** Ends the journal of a site that is as it was. A disk that will not forget is told, and ends no run. */
export async function endJournal(journal: Journal, emit: Emit): Promise<void> {
  await journal.end().catch(() => {
    emit({ type: 'note', note: { type: 'journal-stays', path: journal.path } });
  });
}

/** Finds and reads the journals that interrupted runs have left on this machine. */

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
  const begin = v.safeParse(Begin, parseJson(lines[0] ?? ''));
  if (!begin.success) throw new Problem('journal-corrupt', { path, line: 1 });
  const tally = tallyOf(begin.output);
  for (let at = 1; at < lines.length; at += 1) {
    const line = v.safeParse(Line, parseJson(lines[at] ?? ''));
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
