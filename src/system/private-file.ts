/**
 * Files and folders that are this user's alone, whatever the umask is and whatever somebody else has
 * put in their place: a link that leads elsewhere, a folder of their own, a hole in the permissions.
 */

import { constants } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/** Windows has neither flag, and no links that an ordinary user can make. */
const CAREFUL = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** More than a journal of the longest run. Bytes. */
const LONGEST_FILE = 64 * 1_024 * 1_024;

/**
 * Makes `folder` (and what is missing above it) readable by this user only. Rejects where it is a
 * link or somebody else's, or where others could exchange it: they may write to one of the two
 * folders above, and that cannot be mended.
 */
export async function privateFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  const home = dirname(parent);
  await makeWithParents(home);
  await closeToOthers(home, await stat(home));
  await make(parent);
  const above = await folderAt(parent);
  if (isForeign(above.uid) && above.uid !== 0) throw unsafe('it belongs to another user', parent);
  await closeToOthers(parent, above);
  await make(folder);
  const own = await folderAt(folder);
  if (isForeign(own.uid)) throw unsafe('it belongs to another user', folder);
  if (me() !== undefined && (own.mode & 0o777) !== PRIVATE_FOLDER) {
    await chmod(folder, PRIVATE_FOLDER);
  }
}

/** Opens a file of this user's in a private folder; it is 0600 afterwards. No link is followed. */
export async function openPrivate(path: string, flags: number): Promise<FileHandle> {
  const file = await open(path, flags | CAREFUL, PRIVATE_FILE).catch(tellLink);
  try {
    const info = await file.stat();
    if (!info.isFile()) throw unsafe('not a file', path);
    if (isForeign(info.uid)) throw unsafe('it belongs to another user', path);
    if (me() !== undefined && (info.mode & 0o777) !== PRIVATE_FILE) await file.chmod(PRIVATE_FILE);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The text of such a file. Rejects with ENOENT where there is none. */
export async function readPrivate(path: string): Promise<string> {
  const file = await openPrivate(path, constants.O_RDONLY);
  try {
    const { size } = await file.stat();
    if (size > LONGEST_FILE) throw unsafe('too large', path);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Rejects where a link stands at `path`: writing there would write elsewhere. */
export async function refuseLink(path: string): Promise<void> {
  const info = await lstat(path).catch(() => null);
  if (info?.isSymbolicLink()) throw unsafe('a link', path);
}

/** Rejects where somebody else (root aside) has put a link at `path`. A person's own links are followed. */
export async function refuseForeignLink(path: string): Promise<void> {
  const info = await lstat(path).catch(() => null);
  if (info?.isSymbolicLink() && isForeign(info.uid) && info.uid !== 0) {
    throw unsafe('a link of another user', path);
  }
}

/** Not Node's own recursive mkdir: below /proc that tries again for ever. */
async function makeWithParents(folder: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) throw noFolder();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (dirname(folder) === folder) throw error;
    await makeWithParents(dirname(folder));
    await make(folder);
  }
}

function noFolder(): Error {
  return Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
}

async function make(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: PRIVATE_FOLDER });
    await chmod(folder, PRIVATE_FOLDER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function folderAt(path: string) {
  const info = await lstat(path);
  if (info.isSymbolicLink()) throw unsafe('a link', path);
  if (!info.isDirectory()) throw noFolder();
  return info;
}

/** In a folder with the sticky bit (/tmp) nobody can exchange what is not theirs. */
async function closeToOthers(
  path: string,
  { mode, uid }: { readonly mode: number; readonly uid: number },
): Promise<void> {
  if (me() === undefined || (mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0) return;
  if (isForeign(uid)) throw unsafe('others may write there', path);
  await chmod(path, mode & 0o777 & ~OTHERS_WRITE);
}

function isForeign(uid: number): boolean {
  const own = me();
  return own !== undefined && uid !== own;
}

/** This user; undefined where the system has no users (Windows) or does not know this one. */
function me(): number | undefined {
  try {
    const { uid } = userInfo();
    return uid < 0 ? undefined : uid;
  } catch {
    return undefined;
  }
}

function tellLink(error: NodeJS.ErrnoException): never {
  throw error.code === 'ELOOP' ? unsafe('a link', error.path ?? '', error) : error;
}

function unsafe(why: string, path: string, cause?: unknown): Error {
  return new Error(`${why}: ${path}`, { cause });
}
