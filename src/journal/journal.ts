/**
 * The journal: what any later process needs to put the site back. It is on disk (0600, fsync) before
 * the first change, grows by whole lines, and is removed only when the baseline has been read back.
 */

import { join } from 'node:path';
import * as v from 'valibot';
import { Problem, systemCause } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import type { PluginId, SwitchKind, Verdict } from '../model/report.ts';
import { type AppendFile, type Disk, realDisk } from './disk.ts';

const JournaledSymptom = v.object({
  method: v.string(),
  /** Values of parameters that look like secrets are masked. */
  url: v.string(),
  as: v.picklist(['anonymous', 'application-password', 'session']),
  failsOn: v.array(v.union([v.number(), v.string()])),
  status: v.number(),
  code: v.nullable(v.string()),
  described: v.optional(v.string()),
  /** True: sent exactly as it is here. */
  exact: v.boolean(),
  /** False: a part of it was not written down (a header, a secret in the address). */
  whole: v.boolean(),
});

const Begin = v.object({
  type: v.literal('begin'),
  schema: v.literal(1),
  site: v.string(),
  restRoot: v.string(),
  siteUrl: v.string(),
  startedAt: v.string(),
  switch: v.picklist(['isolated', 'admin', 'rest', 'wp-cli']),
  /** The active plugins to come back to, in the site's own order. */
  baseline: v.array(v.string()),
  requires: v.record(v.string(), v.array(v.string())),
  /** A plugin that the run brought along, and how to be rid of it. */
  brought: v.nullable(v.object({ plugin: v.string(), undo: v.picklist(['deactivate', 'delete']) })),
  /** What later runs need to take over the evidence; journals of older versions have none of it. */
  symptoms: v.optional(v.array(JournaledSymptom)),
  versions: v.optional(v.record(v.string(), v.string())),
});

const Line = v.variant('type', [
  v.object({ type: v.literal('switching'), active: v.array(v.string()) }),
  v.object({
    type: v.literal('probed'),
    active: v.array(v.string()),
    verdicts: v.array(v.picklist(['fails', 'passes', 'unresolved'])),
    /** True: seen both failing and passing, so a single look proves nothing. */
    flaky: v.optional(v.boolean()),
  }),
  /** What was seen with these plugins active does not count; without them: all that was seen so far. */
  v.object({ type: v.literal('undone'), active: v.optional(v.array(v.string())) }),
  v.object({ type: v.literal('restoring'), active: v.array(v.string()) }),
  /** The last line of a journal that could not be deleted: the site was as it was. */
  v.object({ type: v.literal('ended') }),
]);

/** The first line of a journal. */
export type JournalStart = {
  readonly site: string;
  readonly restRoot: string;
  readonly siteUrl: string;
  readonly startedAt: string;
  readonly switch: SwitchKind;
  readonly baseline: readonly PluginId[];
  readonly requires: Readonly<Record<PluginId, readonly PluginId[]>>;
  /** A plugin that the run itself puts on the site (Health Check, with consent); null for none. */
  readonly brought: InstalledHelper | null;
  /** What is examined, without secrets; absent in journals of older versions. */
  readonly symptoms?: readonly JournaledSymptom[];
  /** The versions of the baseline's plugins. */
  readonly versions?: Readonly<Record<PluginId, string>>;
};

/** A symptom as a journal keeps it: enough to know it again, and no secret. */
export type JournaledSymptom = Readonly<v.InferOutput<typeof JournaledSymptom>>;

/** What was seen with these plugins active: one verdict a symptom. */
export type JournaledProbe = {
  readonly active: readonly PluginId[];
  readonly verdicts: readonly Verdict[];
};

/** A plugin that was not active before, and what makes the site as it was. */
export type InstalledHelper = { readonly plugin: PluginId; readonly undo: 'deactivate' | 'delete' };

/** A journal read back from disk. */
export type InterruptedRun = JournalStart & {
  /** What the site should come back to: the baseline, less what the run was told to leave off. */
  readonly target: readonly PluginId[];
  /** What is on whatever the run was doing when it ended; everything else may be off. */
  readonly surelyOn: readonly PluginId[];
  /** What was seen and not taken back, in order. */
  readonly probed: readonly JournaledProbe[];
  /** True where the symptom was seen to come and go. */
  readonly flaky: boolean;
};

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
};

/** The journal of a site, in its folder. Rejects with `journal-unwritable` where it cannot write. */
export function createJournal(folder: string, disk: Disk = realDisk): Journal {
  const path = join(folder, 'journal.ndjson');
  let file: AppendFile | undefined;
  let last: Promise<void> = Promise.resolve();
  let torn = false;

  /** One line after the other: probes that overlap must not write into each other's lines. */
  function append(line: v.InferOutput<typeof Line>): Promise<void> {
    last = last
      .catch(() => {})
      .then(() =>
        writable(path, async () => {
          file ??= await disk.open(path);
          // A line behind a part of one would spoil both: what is torn must stay the last.
          if (torn) throw new Error('a line is torn');
          torn = true;
          await file.append(`${JSON.stringify(line)}\n`);
          torn = false;
        }),
      );
    return last;
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
        const probed = earlier.map((probe) => ({ type: 'probed', ...probe }));
        const line = [{ type: 'begin', schema: 1, ...start }, ...probed]
          .map((each) => JSON.stringify(each))
          .join('\n');
        // Written whole and renamed into place: a journal without its first line cannot exist.
        await disk.replace(path, `${line}\n`);
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
  };
}

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
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Problem('journal-unwritable', { path, cause: systemCause(error) }, { cause: error });
  }
  const lines = text.split('\n');
  lines.pop(); // what follows the last newline: nothing, or a torn line
  const begin = v.safeParse(Begin, parse(lines[0]));
  if (!begin.success) throw new Problem('journal-corrupt', { path, line: 1 });
  let target: readonly string[] = begin.output.baseline;
  let surelyOn = target;
  let probed: readonly JournaledProbe[] = [];
  let flaky = false;
  for (const [index, raw] of lines.entries()) {
    if (index === 0) continue;
    const line = v.safeParse(Line, parse(raw));
    if (!line.success) throw new Problem('journal-corrupt', { path, line: index + 1 });
    if (line.output.type === 'ended') return null;
    const { type, active } = line.output;
    if (type === 'restoring') target = active;
    // Between two states nobody knows how far the run has come; a probe means that it got there.
    if (type === 'restoring' || type === 'switching') {
      surelyOn = surelyOn.filter((plugin) => active.includes(plugin));
    }
    if (type === 'probed' && begin.output.switch !== 'isolated') surelyOn = active;
    if (type === 'probed') probed = [...probed, { active, verdicts: line.output.verdicts }];
    if (type === 'probed') flaky ||= line.output.flaky === true;
    if (type === 'undone') {
      probed = active ? probed.filter((probe) => !isSame(probe.active, active)) : [];
    }
  }
  return { ...begin.output, target, surelyOn, probed, flaky };
}

function isSame(one: readonly PluginId[], other: readonly PluginId[]): boolean {
  return one.length === other.length && one.every((plugin, index) => plugin === other[index]);
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
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
