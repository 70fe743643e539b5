import { constants } from 'node:fs';
import { link, lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { isProblem, Problem, systemCause } from '../model/errors.ts';
import { openPrivate, privateFolder, readPrivate } from '../system/private-file.ts';
import { type ProcessOrigin, UNKNOWN_ORIGIN } from '../system/this-process.ts';

const ATTEMPTS = 100;
const RETRY_MS = 10;
const ABANDONED_MS = 5_000;
/** When this system was started is known that well. */
const DOUBT_MS = 120_000;

const Holder = v.object({
  site: v.string(),
  pid: v.number(),
  host: v.string(),
  since: v.string(),
  /** The start of the system and of the process, where the system tells them. */
  boot: v.optional(v.nullable(v.string())),
  started: v.optional(v.nullable(v.string())),
});
type Holder = v.InferOutput<typeof Holder>;

/** Who asks for a site's lock, and how to tell whether the process that holds it is still that one. */
export type LockRequest = Pick<Holder, 'site' | 'pid' | 'host' | 'since'> & {
  readonly isAlive: (pid: number) => boolean;
  /** Numbers of processes are given out again, so they are told apart by their start; default: unknown. */
  readonly origin?: ProcessOrigin;
};

/**
 * Takes the lock of a site's folder: one run per site at a time. Gives the function that lets it go.
 * Rejects with `locked` naming the holder, with `lock-unusable` where something else stands in its
 * place, or with `journal-unwritable`.
 */
export async function takeLock(folder: string, request: LockRequest): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const mine = join(folder, `lock.${request.host.replace(/[^\w.-]/g, '_')}.${request.pid}`);
  const { isAlive, origin = UNKNOWN_ORIGIN, ...asked } = request;
  const holder: Holder = { ...asked, boot: origin.boot(), started: origin.startOf(asked.pid) };
  try {
    await privateFolder(folder);
    await rm(mine, { force: true });
    await create(mine, JSON.stringify(holder));
  } catch (error) {
    const cause = systemCause(error);
    throw new Problem('journal-unwritable', { path: folder, cause }, { cause: error });
  }
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (await linked(mine, path)) return () => release(path, holder);
      const other = await readHolder(path);
      if (other && !isStale(other, holder, request)) {
        const { site, pid, host, since } = other;
        throw new Problem('locked', { site, pid, host, since, path });
      }
      // Only one at a time removes a stale lock, or it might remove the one that replaced it.
      if (await linked(mine, `${path}.takeover`)) {
        const seen = await readHolder(path);
        if (!seen || isStale(seen, holder, request)) await rm(path, { force: true });
        await rm(`${path}.takeover`, { force: true });
      } else {
        await removeAbandoned(`${path}.takeover`);
        await setTimeout(RETRY_MS);
      }
    }
    throw new Problem('lock-unusable', { path, cause: 'EEXIST' });
  } catch (error) {
    if (isProblem(error)) throw error;
    const inTheWay = (error as NodeJS.ErrnoException).path ?? path;
    const facts = { path: inTheWay, cause: systemCause(error) };
    throw new Problem('lock-unusable', facts, { cause: error });
  } finally {
    await rm(mine, { force: true }).catch(() => {});
  }
}

/** Writes a file that must not be there yet: not even a link. */
async function create(path: string, text: string): Promise<void> {
  const file = await openPrivate(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** A hard link appears whole or not at all, so a lock file is never seen half-written. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
  }
  // A file system without hard links: exclusive creation is the next best thing.
  try {
    await create(to, await readPrivate(from));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return v.parse(Holder, JSON.parse(await readPrivate(path)));
  } catch {
    return null;
  }
}

/** A takeover lasts milliseconds; one that is older was cut off. */
async function removeAbandoned(path: string): Promise<void> {
  const since = await lstat(path).catch(() => null);
  if (since && Date.now() - since.ctimeMs > ABANDONED_MS) await rm(path, { force: true });
}

/** True when the holder's process has ended, as far as that can be seen from here. */
function isStale(
  other: Holder,
  mine: Holder,
  { isAlive, origin = UNKNOWN_ORIGIN }: LockRequest,
): boolean {
  const bothKnow = Boolean(other.boot && mine.boot);
  const isSameBoot = bothKnow && other.boot === mine.boot;
  // Another machine's processes cannot be seen from here. This one may have got another name meanwhile.
  if (other.host !== mine.host && !isSameBoot) return false;
  // An earlier start of this machine; or, as it is younger than this start, another machine of the same name.
  if (bothKnow && !isSameBoot) return !(Date.parse(other.since) > origin.bootedAt() + DOUBT_MS);
  if (!bothKnow && Date.parse(other.since) < origin.bootedAt()) return true;
  if (other.pid !== mine.pid && !isAlive(other.pid)) return true;
  const started = origin.startOf(other.pid);
  if (other.started && started) return other.started !== started;
  return other.pid === mine.pid; // a process asks once, so what bears its number is older
}

async function release(path: string, mine: Holder): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.pid !== mine.pid || holder.host !== mine.host) return;
  // One that cannot be deleted ends no run: the next one takes over what a dead process holds.
  await rm(path, { force: true }).catch(() => {});
}
