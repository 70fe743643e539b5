import type { Emit } from '../model/events.ts';
import type { Journal } from './journal.ts';

/** Ends the journal of a site that is as it was. A disk that will not forget is told, and ends no run. */
export async function forget(journal: Journal, emit: Emit): Promise<void> {
  await journal.end().catch(() => {
    emit({ type: 'note', note: { type: 'journal-stays', path: journal.path } });
  });
}
