import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'wp-bisect-site-';

/** A new folder for one site; its name carries our process id, so that others can tell whether we still live. */
export const makePrivateFolder = (): string =>
  mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));

/** Deletes the folders of sites whose process is gone (killed together with its child, or a power cut). */
export const sweepDeadFolders = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
