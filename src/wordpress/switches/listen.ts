/** Whether a site tells one list of active plugins or several, before anything is sent to it. */

import type { PluginId } from '../../model/report.ts';
import type { Statuses } from '../plugins/plugin-list.ts';

/** What was heard last; `twoVoices`: the site tells two lists in turn. */
export type Heard = { readonly statuses: Statuses; readonly twoVoices: boolean };

/**
 * The list as it is before anything is sent. Behind several servers, or caches of their own, it can be
 * another one each time; then nothing may be switched, for nothing could be read back. Null where what is
 * known is as good: something is to be sent, and nothing speaks against the list. Rejects as `read` does.
 */
export async function listen(
  read: (signal?: AbortSignal) => Promise<Statuses>,
  {
    known,
    fresh,
    sends,
    disputed = false,
    signal,
  }: {
    readonly known: Statuses;
    /** The known list was read just now. */
    readonly fresh: boolean;
    /** By the known list there is something to be sent. */
    readonly sends: boolean;
    /** REST and wp-admin told different lists. */
    readonly disputed?: boolean;
    readonly signal?: AbortSignal;
  },
): Promise<Heard | null> {
  if (!disputed && (fresh || sends)) return null;
  let last = await read(signal);
  if (!disputed && saysTheSame(last, known)) return { statuses: last, twoVoices: false };
  const heard = disputed ? [last] : [known, last];
  for (let more = 0; more < MORE_READS; more += 1) {
    const next = await read(signal);
    // Somebody has changed it, and left it at that.
    if (saysTheSame(next, last)) return { statuses: next, twoVoices: false };
    if (heard.some((list) => saysTheSame(next, list))) return { statuses: next, twoVoices: true };
    heard.push(next);
    last = next;
  }
  return { statuses: last, twoVoices: false };
}

/** So many reads tell a list that was changed from two that take turns. */
const MORE_READS = 2;

function saysTheSame(one: Statuses, other: Statuses): boolean {
  return activeIn(one).join('\n') === activeIn(other).join('\n');
}

function activeIn(statuses: Statuses): PluginId[] {
  return [...statuses].flatMap(([plugin, status]) => (status === 'active' ? [plugin] : [])).sort();
}
