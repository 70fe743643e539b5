/** Whether a site tells one list of active plugins or several: before anything is sent to it, and at the end. */

import type { PluginId } from '../../model/report.ts';
import { isNetworkProblem } from '../http/network-problem.ts';
import type { ReadHow, Statuses } from '../plugins/plugin-list.ts';

/** Reads the list once. */
export type ReadList = (signal?: AbortSignal, how?: ReadHow) => Promise<Statuses>;

/** What was heard last; `twoVoices`: the site tells two lists in turn. */
export type Heard = { readonly statuses: Statuses; readonly twoVoices: boolean };

/** What cannot be read several times at once: every try would cost a sign-in, and the site allows only so many. */
const oneAtATime = new WeakSet<ReadList>();

/** So many readings at once: with the look at the site beside them, as many as are sent at a time. */
const READINGS = 3;

/**
 * The list, read several times side by side, each time over a connection of its own: behind a balancer they
 * meet several servers. What could not be read is left out. Where none could, and the site answers, it is read once
 * more by itself: a session that ends every few requests does not last for all of them. Rejects as `read` does.
 */
async function readSeveral(read: ReadList, signal?: AbortSignal): Promise<readonly Statuses[]> {
  if (oneAtATime.has(read)) return [await read(signal)];
  const readings = await Promise.allSettled(
    Array.from({ length: READINGS }, () => read(signal, { ownConnection: true })),
  );
  const [failed] = readings.flatMap((each) => (each.status === 'rejected' ? [each] : []));
  const lists = readings.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (signal?.aborted) throw failed?.reason;
  if (lists.length > 0) return lists;
  if (isNetworkProblem(failed?.reason)) throw failed?.reason;
  oneAtATime.add(read);
  return [await read(signal)];
}

/**
 * The list as it is before anything is sent. Behind several servers, or caches of their own, it can be
 * another one each time; then nothing may be switched, for nothing could be read back. Rejects as `read` does.
 */
export async function listen(
  read: ReadList,
  {
    known,
    disputed = false,
    signal,
  }: {
    readonly known: Statuses;
    /** REST and wp-admin told different lists. */
    readonly disputed?: boolean;
    readonly signal?: AbortSignal;
  },
): Promise<Heard> {
  const earlier = new Set<string>();
  let last = { told: new Set([activeIn(known)]), isMixed: disputed };
  for (let rounds = 0; ; rounds += 1) {
    const lists = await readSeveral(read, signal);
    const told = new Set(lists.map(activeIn));
    const next = { told, isMixed: told.size > 1 };
    const statuses = lists.at(-1) ?? known;
    const isSteady =
      !next.isMixed && !last.isMixed && [...told].every((list) => last.told.has(list));
    if (isSteady) return { statuses, twoVoices: false };
    // Somebody may have changed it while it was read. Nobody does so twice in a row, nor back again.
    const goesBack = [...told].some(
      (list) => earlier.has(list) && [...last.told].some((other) => other !== list),
    );
    const isMixedAgain = next.isMixed && last.isMixed;
    if (goesBack || isMixedAgain) return { statuses, twoVoices: true };
    if (rounds === MORE_ROUNDS) return { statuses, twoVoices: next.isMixed };
    for (const list of last.told) earlier.add(list);
    last = next;
  }
}

/** So many rounds of readings tell a list that was changed from two that take turns. */
const MORE_ROUNDS = 3;

/**
 * The list as several readings agree on it. Where they do not, what is wanted and shown inactive by any of
 * them counts as inactive, what is not wanted and shown active as active: to send it once too often harms
 * nobody. Rejects as `read` does.
 */
export async function readAgreed(
  read: ReadList,
  wanted: ReadonlySet<PluginId>,
  signal?: AbortSignal,
): Promise<Statuses> {
  const lists = await readSeveral(read, signal);
  const agreed = new Map(lists.flatMap((list) => [...list]));
  for (const [plugin, status] of lists.flatMap((list) => [...list])) {
    if (status === (wanted.has(plugin) ? 'inactive' : 'active')) agreed.set(plugin, status);
  }
  return agreed;
}

function activeIn(statuses: Statuses): string {
  return [...statuses]
    .flatMap(([plugin, status]) => (status === 'active' ? [plugin] : []))
    .sort()
    .join('\n');
}
