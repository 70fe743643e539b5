/** From what the person typed to a site with its lock taken, and what interrupted runs left there. */

import { unreadDifference } from '../engine/restore.ts';
import { type FoundRun, listInterruptedRuns } from '../journal/journal.ts';
import { mayBeOff } from '../journal/journal-lines.ts';
import { takeLock } from '../journal/lock.ts';
import { isSamePlace, isSameServer, lockFolder, siteFolder } from '../journal/site-folder.ts';
import { isProblem, Problem } from '../model/errors.ts';
import { emptyReport } from '../model/run-report.ts';
import { parseTyped } from '../wordpress/discover/typed-address.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import {
  type CommandEnd,
  type Context,
  type Finished,
  lockRequest,
  type Reached,
} from './context.ts';
import {
  type ConnectionServices,
  openConnection,
  type ReachServices,
  reach,
  typedPlace,
} from './reach.ts';

/** What reaching a site and taking its lock works with. */
export type SiteServices = ReachServices & LockServices & Pick<Context, 'disk' | 'notes'>;

/** What taking a site's lock works with. */
type LockServices = Pick<Context, 'clock' | 'home' | 'hostname' | 'isAlive' | 'origin' | 'pid'>;

/** A site that this run alone works on. */
export type AtSite = {
  readonly reached: Reached;
  /** Where a new journal goes. */
  readonly folder: string;
  /** What interrupted runs left here, the oldest first. */
  readonly left: readonly FoundRun[];
};

/**
 * Reaches the site, takes its lock and does `work`. Where something stands in the way although a
 * journal knows of plugins that may be off, the report names them and exit code 5 follows: that this
 * start changed nothing is not the whole truth.
 */
export async function atSite(
  context: SiteServices,
  work: (site: AtSite) => Promise<CommandEnd>,
): Promise<CommandEnd> {
  let reached: Reached | null = null;
  try {
    reached = await reach(context);
    const { home } = reached.address;
    const release = await takeLock(lockFolder(context.home, home), lockRequest(context, home));
    try {
      const left = await journalsOf(context, namesOf(reached));
      const other = left.elsewhere[0];
      if (left.own.length === 0 && other && !isCertain(reached)) {
        const { site, startedAt: since } = other.interrupted;
        return notRestored(context, [other], new Problem('journal-elsewhere', { site, since }));
      }
      const last = left.own.at(-1)?.interrupted;
      if (last) context.emit({ type: 'interrupted-run-found', since: last.startedAt });
      const folder = siteFolder(context.home, home);
      return await work({ reached, folder, left: left.own });
    } finally {
      await release();
    }
  } catch (error) {
    return await unlessLeft(context, reached, error);
  } finally {
    await reached?.connection.close();
  }
}

/**
 * Takes the lock of a site that a journal knows by the address that was typed, and does `work`; null
 * where there is no WP-CLI or no such journal. Nothing is sent: the site may answer nothing at all.
 */
export async function atJournal(
  context: ConnectionServices & LockServices & Pick<Context, 'disk' | 'wpCli'>,
  work: (site: AtSite) => Promise<CommandEnd>,
): Promise<CommandEnd | null> {
  const { site } = context.options;
  if (!context.wpCli || site === null) return null;
  const typed = typedPlace(site);
  const { own } = await journalsOf(context, [typed]);
  const known = own.at(-1)?.interrupted;
  if (known === undefined) return null;
  const { site: home, siteUrl, restRoot } = known;
  const release = await takeLock(lockFolder(context.home, home), lockRequest(context, home));
  const opened = await openConnection(context);
  opened.foundAt?.(restRoot);
  try {
    const rest = { type: 'absent', status: 0 } as const;
    const address = { home, siteUrl, restRoot, namespaces: [], rest, wordpressVersion: null };
    const folder = siteFolder(context.home, home);
    return await work({ reached: { ...opened, address, typed }, folder, left: own });
  } finally {
    await opened.connection.close();
    await release();
  }
}

/** The journals of the site with these addresses, and others of its server. Rejects for one that is damaged. */
export async function journalsOf(
  { home, disk }: Pick<Context, 'home' | 'disk'>,
  names: readonly string[],
): Promise<{ readonly own: readonly FoundRun[]; readonly elsewhere: readonly FoundRun[] }> {
  const { found, unreadable } = await listInterruptedRuns(home, disk);
  const damaged = unreadable.find(({ folder }) =>
    names.some((name) => folder === siteFolder(home, name)),
  );
  if (damaged) throw damaged.why;
  const own = found.filter(({ interrupted }) =>
    addressesIn(interrupted).some((each) => names.some((name) => isSamePlace(each, name))),
  );
  const elsewhere = found.filter(
    (each) =>
      !own.includes(each) &&
      addressesIn(each.interrupted).some((one) => names.some((name) => isSameServer(one, name))),
  );
  return { own, elsewhere };
}

/** Every address by which a site is known to this run. */
export function namesOf({
  address,
  typed,
}: {
  readonly address: SiteAddress;
  readonly typed: string;
}): readonly string[] {
  return addressesIn({ ...address, site: address.home, typed });
}

function addressesIn(known: {
  readonly site: string;
  readonly siteUrl: string;
  readonly restRoot: string;
  readonly typed?: string;
}): readonly string[] {
  const { site, siteUrl, restRoot, typed } = known;
  const given = [site, siteUrl, typed].filter((each) => each !== undefined);
  return [...given.filter((each) => URL.canParse(each)), ...folderOfRoot(restRoot)];
}

function folderOfRoot(restRoot: string): readonly string[] {
  if (!URL.canParse(restRoot)) return [];
  const { origin } = new URL(restRoot);
  return [origin + parseTyped(restRoot).path];
}

/** A closed REST index does not tell which folder of a server the site is. */
function isCertain({ address }: Pick<Reached, 'address'>): boolean {
  return address.rest.type === 'open';
}

/** Throws what ended the command, unless a journal knows of plugins of this site that may be off. */
async function unlessLeft(
  context: LockServices & Pick<Context, 'disk' | 'notes' | 'options' | 'signal'>,
  reached: Reached | null,
  error: unknown,
): Promise<Finished> {
  const problem = isProblem(error) ? error : null;
  if (problem === null && !context.signal.aborted) throw error;
  if (isProblem(error, 'locked') || isProblem(error, 'left-on-site')) throw error;
  const left = await leftOf(context, reached).catch(() => []);
  if (left.length === 0) throw error;
  // Plugins that another run has off just now are no remains.
  if (reached === null) await tryLock(context, left[0]!.interrupted.site);
  return notRestored(context, left, problem);
}

/** A site that does not answer cannot tell its folder, so every journal of its server counts. */
async function leftOf(
  context: Pick<Context, 'disk' | 'home' | 'options'>,
  reached: Reached | null,
): Promise<readonly FoundRun[]> {
  if (reached) return (await journalsOf(context, namesOf(reached))).own;
  const { site } = context.options;
  if (site === null) return [];
  const { own, elsewhere } = await journalsOf(context, [typedPlace(site)]);
  return own.length > 0 ? own : elsewhere;
}

async function tryLock(context: LockServices, site: string): Promise<void> {
  try {
    const release = await takeLock(lockFolder(context.home, site), lockRequest(context, site));
    await release();
  } catch (error) {
    if (isProblem(error, 'locked')) throw error;
  }
}

/** The report of a site whose plugins may be off and were not brought back: what the journals know. */
export function notRestored(
  { notes }: Pick<Context, 'notes'>,
  left: readonly FoundRun[],
  problem: Problem | null,
): Finished {
  const [first] = left;
  const plugins = [...new Set(left.flatMap(({ interrupted }) => mayBeOff(interrupted)))];
  const brought = left.flatMap(({ interrupted }) => interrupted.brought?.plugin ?? []);
  const unread = unreadDifference({ plugins, since: first?.interrupted.startedAt ?? '' });
  const report = emptyReport(first?.interrupted.site ?? '', problem ? 'restored' : 'cancelled', {
    restored: false,
    difference: brought.length === 0 ? unread : { ...unread, stayed: brought },
  });
  return { report: { ...report, notes }, problem };
}
