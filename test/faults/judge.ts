/**
 * Whether what a program said of a site is so.
 *
 * LOST: the program says that the site is as it was (any exit code but 5) and a plugin of the baseline is
 * off; or it says that it is not (5), and a plugin that is off is missing from its list; or its journal
 * is gone although plugins are off. A plugin that somebody else deleted is not off: it is gone. What somebody
 * else has switched off since the last list was read can be named by nobody.
 */

import type { Answer, Ended, World } from './faulty-world.ts';
import { isCulprit, type Truth } from './truth.ts';

/** What is wrong with an end, in words for whoever has to look into it; empty when nothing is. */
export type Faults = { readonly lost: readonly string[]; readonly wrong: readonly string[] };

/** The baseline plugins that are installed and not active now: nobody can bring back what was deleted. */
export function missingOf(world: World, baseline: readonly string[]): readonly string[] {
  const { active } = world.site;
  const { installed } = world.site.snapshot();
  return baseline.filter((plugin) => installed.includes(plugin) && !active.includes(plugin));
}

/** True when a journal waits for somebody to obey it. */
export function hasJournal(world: World): boolean {
  const text = journalOf(world);
  // One that could not be deleted says itself that it is over.
  return text !== undefined && !text.endsWith('{"type":"ended"}\n');
}

/** The journal on the program's disk. */
export function journalOf(world: World): string | undefined {
  return [...world.files].find(([path]) => path.endsWith('journal.ndjson'))?.[1];
}

/** Judges a program that has ended by itself. */
export function judge(
  ended: Ended & { readonly type: 'exited' },
  world: World,
  expected: {
    readonly baseline: readonly string[];
    readonly truth: Truth;
    /** True: the list could be read to the very end, so it has to be exact. */
    readonly exact?: boolean;
    /** Plugins that may be off because they were asked to stay off. */
    readonly leaveOff?: boolean;
  },
): Faults {
  const { answer, code, crash } = ended;
  const lost: string[] = [];
  const wrong: string[] = [];
  const leftOff = expected.leaveOff ? leftOffIn(answer) : [];
  const missing = missingOf(world, expected.baseline).filter((each) => !leftOff.includes(each));
  const { missing: read = [], unknown } = answer?.difference ?? {};
  const told = [...read, ...(unknown?.plugins ?? [])];
  lost.push(...leftOffForNothing(answer, expected));

  if (crash !== undefined) lost.push(`crashed: ${stackOf(crash)}`);
  if (missing.length > 0 && code !== 5) lost.push(`exit ${code}, and ${missing.join(', ')} off`);
  if (missing.length > 0 && !hasJournal(world))
    lost.push(`no journal, and ${missing.join(', ')} off`);
  // A disk that lets nothing be deleted can only be told of.
  const isTold = answer?.notes.some(({ type }) => type === 'journal-stays') ?? false;
  if (code !== 5 && hasJournal(world) && !isTold && answer?.problem?.code !== 'journal-corrupt') {
    lost.push(`exit ${code}, and the journal stays`);
  }
  if (code === 5 && answer !== null && told.length > 0) {
    const untold = missing.filter((each) => !told.includes(each) && !world.unseen.has(each));
    const extra = told.filter((each) => !missing.includes(each));
    if (untold.length > 0) lost.push(`exit 5 does not name ${untold.join(', ')}`);
    if (expected.exact && unknown === undefined && extra.length > 0)
      lost.push(`exit 5 names ${extra.join(', ')}`);
  }
  if (code === 5 && told.length === 0 && answer?.problem === null && missing.length > 0) {
    lost.push('exit 5 without a list and without a problem');
  }
  for (const { plugins, needs = [] } of answer?.culprits ?? []) {
    const folders = plugins.map(folderOf);
    // The report says that these were left on.
    const always = [...(expected.truth.always ?? []), ...needs.map(folderOf)];
    if (!isCulprit(folders, { ...expected.truth, always })) wrong.push(folders.join(' + '));
  }
  return { lost, wrong };
}

/** The plugins that an answer says were left off. */
export function leftOffIn(answer: Answer | null | undefined): readonly string[] {
  return (answer?.leftOff ?? []).map(({ plugin }) => plugin);
}

/** Only a culprit that was named, and what requires it, may be left off, and only on request. */
function leftOffForNothing(
  answer: Answer | null,
  { leaveOff, truth }: { readonly leaveOff?: boolean; readonly truth: Truth },
): readonly string[] {
  const leftOff = leftOffIn(answer);
  if (leftOff.length > 0 && leaveOff !== true) return [`${leftOff.join(', ')} left off unasked`];
  const due = new Set((answer?.culprits ?? []).flatMap(({ plugins }) => plugins.map(folderOf)));
  const { requires = {} } = truth;
  for (const parent of due) {
    for (const [child, needs] of Object.entries(requires))
      if (needs.includes(parent)) due.add(child);
  }
  const undue = leftOff.filter((plugin) => !due.has(folderOf({ plugin })));
  return undue.length > 0 ? [`${undue.join(', ')} left off, and not named`] : [];
}

function folderOf({ plugin }: { readonly plugin: string }): string {
  return plugin.split('/')[0] ?? plugin;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
