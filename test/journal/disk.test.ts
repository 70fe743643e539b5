// What is on disk when the journal says so: also after a power cut, which nobody can stage here. So it is
// counted what the system was asked to write through.
import { existsSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { realDisk } from '../../src/journal/disk.ts';

test.skipIf(!existsSync('/proc/self/fd'))(
  'a journal in new folders is synced to disk, with every folder above it',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'wp-bisect-disk-'));
    const path = join(root, 'state', 'share', 'wp-bisect', 'sites', 'a.test', 'journal.ndjson');
    const written: string[] = [];
    const probe = await open(root);
    const handles = Object.getPrototypeOf(probe) as Pick<FileHandle, 'sync'>;
    await probe.close();
    const { sync } = handles;
    const watched = vi.spyOn(handles, 'sync').mockImplementation(async function (this: FileHandle) {
      written.push(await readlink(`/proc/self/fd/${this.fd}`));
      return sync.call(this);
    });
    try {
      await realDisk.replace(path, 'first line\n');
    } finally {
      watched.mockRestore();
      await rm(root, { recursive: true });
    }
    const above: string[] = [];
    for (let folder = dirname(path); folder !== dirname(root); folder = dirname(folder)) {
      above.push(folder);
    }
    expect(written).toEqual(expect.arrayContaining(above));
    // The deepest one first: it is what holds the journal's name.
    expect(written[0]).toBe(dirname(path));
  },
);
