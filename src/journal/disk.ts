/** What a journal needs of a disk, as a port: a full or a broken disk can be staged. */

import { constants } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { openPrivate, privateFolder, readPrivate, refuseLink } from '../system/private-file.ts';

const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;

/** A file that only grows. */
export type AppendFile = {
  /** Resolves when all of the text is on disk; rejects when none or only a part of it may be. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
};

/** The disk that holds journals. Every method rejects with what the system said (`ENOSPC`, `EROFS`). */
export type Disk = {
  read(path: string): Promise<string>;
  /** Writes a file whole and durably, its folder included, or not at all. Readable by its owner only. */
  replace(path: string, text: string): Promise<void>;
  open(path: string): Promise<AppendFile>;
  /** The folders in a folder, in the order of their names; none where there is no such folder. */
  folders(path: string): Promise<readonly string[]>;
  /** A file that is not there is gone already. */
  remove(path: string): Promise<void>;
};

/** The disk of this machine. */
export const realDisk: Disk = {
  read: readPrivate,
  async replace(path, text) {
    const folder = dirname(path);
    await privateFolder(folder);
    await refuseLink(path);
    await writeFileAtomic(path, text, { mode: 0o600, fsync: true });
    // A new folder, too, survives a power cut only once the folder above it is on disk.
    for (const each of upwardsFrom(folder)) await syncFolder(each);
  },
  async open(path) {
    const file = await openPrivate(path, APPEND);
    return {
      async append(text) {
        // Not `write`: on a nearly full disk that writes a part and says nothing.
        await file.appendFile(text);
        await file.datasync();
      },
      close: () => file.close(),
    };
  },
  async folders(path) {
    const entries = await readdir(path, { withFileTypes: true }).catch(noEntries);
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return folders.toSorted().map((name) => join(path, name));
  },
  remove: (path) => rm(path, { force: true }),
};

function noEntries(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}

function upwardsFrom(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwardsFrom(above)];
}

/** A rename survives a power cut only once its folder is on disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined); // Windows cannot open folders
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
