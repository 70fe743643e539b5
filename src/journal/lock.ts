import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { Problem, systemCause } from '../model/errors.ts';
import { openPrivate, privateFolder, readPrivate } from '../system/private-file.ts';

const ATTEMPTS = 100;
const RETRY_MS = 10;
const ABANDONED_MS = 5_000;

const Holder = v.object({
  site: v.string(),
  pid: v.number(),
  host: v.string(),
  since: v.string(),
});

/** Who asks for a site's lock, and how to tell whether another process of this machine lives. */
export type LockRequest = v.InferOutput<typeof Holder> & {
  readonly isAlive: (pid: number) => boolean;
};

/**
 * Takes the lock of a site's folder: one run per site at a time. Gives the function that lets it go.
 * Rejects with `locked` naming the holder, or with `journal-unwritable`.
 */
export async function takeLock(folder: string, request: LockRequest): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const mine = join(folder, `lock.${request.host.replace(/[^\w.-]/g, '_')}.${request.pid}`);
  const { isAlive, ...holder } = request;
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
      if (await linked(mine, path)) return () => release(path, request);
      const other = await readHolder(path);
      if (other && !isStale(other, request, isAlive)) {
        throw new Problem('locked', { ...other, path });
      }
      // Only one at a time removes a stale lock, or it might remove the one that replaced it.
      if (await linked(mine, `${path}.takeover`)) {
        const seen = await readHolder(path);
        if (!seen || isStale(seen, request, isAlive)) await rm(path, { force: true });
        await rm(`${path}.takeover`, { force: true });
      } else {
        await removeAbandoned(`${path}.takeover`);
        await setTimeout(RETRY_MS);
      }
    }
    throw new Problem('journal-unwritable', { path, cause: 'EEXIST' });
  } finally {
    await rm(mine, { force: true });
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

async function readHolder(path: string): Promise<v.InferOutput<typeof Holder> | null> {
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

function isStale(
  other: v.InferOutput<typeof Holder>,
  mine: LockRequest,
  isAlive: (pid: number) => boolean,
): boolean {
  if (other.host !== mine.host) return false; // another machine's processes cannot be seen from here
  return other.pid !== mine.pid && !isAlive(other.pid);
}

async function release(path: string, request: LockRequest): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.pid !== request.pid || holder.host !== request.host) return;
  // One that cannot be deleted ends no run: the next one takes over what a dead process holds.
  await rm(path, { force: true }).catch(() => {});
}

/**
 * The folder that holds a site's journal and lock: readable host first, then a hash of the whole
 * address, so that two subfolder installs of one host keep apart.
 */
export function siteFolder(home: string, site: string): string {
  const url = new URL(site);
  const host = url.host.replace(/[^a-z0-9.-]+/gi, '_');
  const digest = createHash('sha256').update(`${url.host}${url.pathname}`).digest('hex');
  return join(home, 'sites', `${host}-${digest.slice(0, 12)}`);
}
