/** What was put on the site for a run goes again where the run does not come about. */

import { Problem } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import { forget } from '../journal/journal__forget.ts';
import type { Way } from './choose-switch.ts';

/** What a way has begun on the site before its run. */
export type Begun = Pick<Way, 'control' | 'journal' | 'brought' | 'takeAway'>;

/**
 * Ends the way's session and takes away what was brought along. Rejects with `left-on-site` where that
 * stays; the journal stays then, too, so that `--restore` can try again.
 */
export async function takeBack(begun: Begun, site: string, emit: Emit): Promise<void> {
  const { control, journal, brought, takeAway } = begun;
  await control.close().catch(() => {});
  if (brought === null) return;
  if (await takeAway?.().catch(() => false)) return forget(journal, emit);
  await journal.keep();
  throw new Problem('left-on-site', { site, plugin: brought.plugin, journal: journal.path });
}

/** Does `work`; where it rejects (Ctrl-C, a lost network, an unknown plugin), takes back what was begun. */
export async function orTakenBack<T>(
  begun: Begun,
  site: string,
  emit: Emit,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await takeBack(begun, site, emit);
    throw error;
  }
}
