/** A switch that is ready for a run, and how what it has begun on the site is taken back. */

import { endJournal, type InstalledHelper, type Journal } from '../journal/journal.ts';
import { Problem } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import type { Switch } from '../model/ports.ts';
import type { Plugin } from '../model/report.ts';
import type { IsolatedSwitch } from '../wordpress/switches/isolated.ts';

/** A way that is ready: its plugins are listed and, under `isolated`, its session stands. */
export type PreparedSwitch = {
  readonly control: Switch;
  readonly plugins: readonly Plugin[];
  readonly journal: Journal;
  /** Health Check, where it was put on the site for this run. */
  readonly brought: InstalledHelper | null;
  readonly takeAway?: () => Promise<boolean>;
  /** The switch again, with what only `isolated` can do. */
  readonly isolated?: IsolatedSwitch;
};

/** What a way has begun on the site before its run. */
export type BegunSwitch = Pick<PreparedSwitch, 'control' | 'journal' | 'brought' | 'takeAway'>;

/**
 * Ends the way's session and takes away what was brought along. Rejects with `left-on-site` where that
 * stays; the journal stays then, too, so that `--restore` can try again.
 */
export async function cleanUp(begun: BegunSwitch, site: string, emit: Emit): Promise<void> {
  const { control, journal, brought, takeAway } = begun;
  const isClosed = await control.close().then(
    () => true,
    () => false,
  );
  // Only `isolated` has a journal before its run: it tells of what the session has put on the site.
  if (control.kind !== 'isolated') return;
  if (brought === null ? isClosed : await takeAway?.().catch(() => false)) {
    await endJournal(journal, emit);
    emit({ type: 'taken-back' });
    return;
  }
  if (brought === null) return journal.keep();
  await journal.keep();
  throw new Problem('left-on-site', { site, plugin: brought.plugin, journal: journal.path });
}

/** Does `work`; where it rejects (Ctrl-C, a lost network, an unknown plugin), takes back what was begun. */
export async function orCleanedUp<T>(
  begun: BegunSwitch,
  site: string,
  emit: Emit,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await cleanUp(begun, site, emit);
    throw error;
  }
}
