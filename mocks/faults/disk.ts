/** A disk in memory: fast, and it can be full, read-only or broken, and lose what was not yet written. */

import type { AppendFile, Disk } from '../../src/journal/disk.ts';

/** What a disk says when it will not. */
export type DiskFault = 'ENOSPC' | 'EROFS' | 'EACCES' | 'EIO';

/** A disk with files that outlive the program. */
export type StagedDisk = Disk & {
  readonly files: ReadonlyMap<string, string>;
  /** Operations so far: a fault or a kill can be planned by their number. */
  readonly operations: number;
};

/** When the disk fails: from this operation on (1 is the first), so many times. */
export type PlannedDiskFault = {
  readonly fault: DiskFault;
  readonly from: number;
  readonly times?: number;
  /** A full disk takes a part of the line first. */
  readonly torn?: boolean;
};

/** A disk over `files`, which a next program finds as this one has left them. */
export function stagedDisk(
  files: Map<string, string> = new Map(),
  faults: readonly PlannedDiskFault[] = [],
): StagedDisk {
  let operations = 0;

  function failing(): PlannedDiskFault | undefined {
    operations += 1;
    return faults.find(({ from, times = 1 }) => operations >= from && operations < from + times);
  }

  function throwIfFailing(writes: boolean): void {
    const planned = failing();
    // A full disk can still be read from, and a file can be deleted from it.
    if (planned && (writes || planned.fault === 'EIO')) throw diskFault(planned.fault);
  }

  return {
    files,
    get operations() {
      return operations;
    },
    async read(path) {
      throwIfFailing(false);
      const text = files.get(path);
      if (text === undefined) throw diskFault('ENOENT');
      return text;
    },
    // Journals are looked for where they are: no operation of its own, so that planned faults keep their numbers.
    async folders(path) {
      const below = [...files.keys()].filter((each) => each.startsWith(`${path}/`));
      return [...new Set(below.map((each) => each.slice(0, each.lastIndexOf('/'))))].sort();
    },
    async replace(path, text) {
      throwIfFailing(true);
      files.set(path, text);
    },
    async open(path): Promise<AppendFile> {
      throwIfFailing(true);
      return {
        async append(text) {
          const planned = failing();
          const part = planned ? (planned.torn ? text.slice(0, text.length / 2) : '') : text;
          files.set(path, (files.get(path) ?? '') + part);
          if (planned) throw diskFault(planned.fault);
        },
        close: async () => {},
      };
    },
    async remove(path) {
      const planned = failing();
      if (planned && planned.fault !== 'ENOSPC') throw diskFault(planned.fault);
      files.delete(path);
    },
  };
}

function diskFault(code: DiskFault | 'ENOENT'): Error {
  return Object.assign(new Error(`${code}: staged`), { code });
}
