// What is written to disk stays this user's, whatever somebody else has planted there before.
import { spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openForWriting } from '../../src/commands/output.ts';
import { createJournal, type JournalStart, readInterruptedRun } from '../../src/journal/journal.ts';
import { takeLock } from '../../src/journal/lock.ts';
import { siteFolder } from '../../src/journal/site-folder.ts';

const START: JournalStart = {
  site: 'https://example.test/',
  restRoot: 'https://example.test/wp-json/',
  siteUrl: 'https://example.test/',
  startedAt: '2026-01-01T00:00:00.000Z',
  switch: 'admin',
  baseline: ['a/a'],
  requires: {},
  brought: null,
};
const LOCK = { site: START.site, pid: 1, host: 'here', since: '', isAlive: () => false };
const isRoot = userInfo().uid === 0;
const SOMEBODY = 54_321;

async function place(): Promise<{ home: string; folder: string; elsewhere: string }> {
  const base = await mkdtemp(join(tmpdir(), 'wp-bisect-files-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const home = join(base, 'home');
  const elsewhere = join(base, 'elsewhere');
  await mkdir(elsewhere);
  return { home, folder: siteFolder(home, START.site), elsewhere };
}

const mode = async (path: string) => (await stat(path)).mode & 0o777;
const unwritable = (cause: string) => ({
  code: 'journal-unwritable',
  facts: { cause: expect.stringContaining(cause) },
});

describe.skipIf(process.platform === 'win32')('the journal and the lock', () => {
  test.each([0o000, 0o022, 0o077, 0o177])(
    'are readable by their owner only under umask %o',
    async (mask) => {
      const { folder } = await place();
      const before = process.umask(mask);
      onTestFinished(() => void process.umask(before));
      const release = await takeLock(folder, LOCK);
      const journal = createJournal(folder);
      await journal.begin(START);
      await journal.switching(['a/a']);
      const modes = await Promise.all(
        ['', 'lock', 'journal.ndjson'].map((name) => mode(join(folder, name))),
      );
      expect(modes).toEqual([0o700, 0o600, 0o600]);
      expect(await mode(join(folder, '..'))).toBe(0o700);
      expect(await readInterruptedRun(folder)).toMatchObject({ baseline: ['a/a'] });
      await journal.end();
      await release();
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test('are closed to other users again when their permissions were widened meanwhile', async () => {
    const { folder } = await place();
    const journal = createJournal(folder);
    await journal.begin(START);
    await chmod(journal.path, 0o666);
    await chmod(folder, 0o777);
    const later = createJournal(folder);
    await later.switching(['a/a']);
    await later.keep();
    expect(await mode(journal.path)).toBe(0o600);
    await (await takeLock(folder, LOCK))();
    expect(await mode(folder)).toBe(0o700);
  });

  test('close a WP_BISECT_HOME that every user may write to', async () => {
    const { home, folder } = await place();
    await mkdir(home);
    await chmod(home, 0o777);
    await (await takeLock(folder, LOCK))();
    expect(await mode(home)).toBe(0o755);
  });

  test.each(['site', 'sites'])(
    'are not written where the folder "%s" is a symlink',
    async (which) => {
      const { folder, elsewhere } = await place();
      const planted = which === 'site' ? folder : join(folder, '..');
      await mkdir(join(planted, '..'), { recursive: true });
      await symlink(elsewhere, planted);
      await expect(takeLock(folder, LOCK)).rejects.toMatchObject(unwritable('a link'));
      await expect(createJournal(folder).begin(START)).rejects.toMatchObject(unwritable('a link'));
      expect(await readdir(elsewhere)).toEqual([]);
    },
  );

  test('leave a symlink in the place of the journal alone: not followed, not read, not removed', async () => {
    const { folder, elsewhere } = await place();
    await (await takeLock(folder, LOCK))();
    const target = join(elsewhere, 'precious');
    await writeFile(target, 'precious');
    await symlink(target, join(folder, 'journal.ndjson'));
    const journal = createJournal(folder);
    await expect(journal.begin(START)).rejects.toMatchObject(unwritable('a link'));
    await expect(journal.switching(['a/a'])).rejects.toMatchObject(unwritable('a link'));
    await expect(readInterruptedRun(folder)).rejects.toMatchObject(unwritable('a link'));
    expect(await readFile(target, 'utf8')).toBe('precious');
  });

  test('write nothing through symlinks in the places of the lock and its temporary file', async () => {
    const { folder, elsewhere } = await place();
    await (await takeLock(folder, LOCK))();
    const target = join(elsewhere, 'precious');
    await writeFile(target, 'precious');
    for (const name of ['lock', 'lock.here.1']) await symlink(target, join(folder, name));
    const release = await takeLock(folder, LOCK);
    await expect(takeLock(folder, { ...LOCK, pid: 2, isAlive: () => true })).rejects.toMatchObject({
      code: 'locked',
    });
    await release();
    expect(await readFile(target, 'utf8')).toBe('precious');
  });

  test('do not hang the program where a pipe stands in the place of the journal', async () => {
    const { folder } = await place();
    await (await takeLock(folder, LOCK))();
    expect(
      spawnSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(folder, 'journal.ndjson')]).status,
    ).toBe(0);
    await expect(readInterruptedRun(folder)).rejects.toMatchObject(unwritable('not a file'));
  });

  test.runIf(isRoot)('are not believed where another user owns them', async () => {
    const { home, folder } = await place();
    const journal = createJournal(folder);
    await journal.begin(START);
    await chown(journal.path, SOMEBODY, SOMEBODY);
    await expect(readInterruptedRun(folder)).rejects.toMatchObject(unwritable('another user'));
    await chown(folder, SOMEBODY, SOMEBODY);
    await expect(takeLock(folder, LOCK)).rejects.toMatchObject(unwritable('another user'));
    await chown(home, SOMEBODY, SOMEBODY);
    await chmod(home, 0o777);
    await expect(takeLock(folder, LOCK)).rejects.toMatchObject(unwritable('others may write'));
  });
});

describe.skipIf(process.platform === 'win32')('the file of --output', () => {
  test('is readable by its owner only, whatever the umask', async () => {
    const { elsewhere } = await place();
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const path = join(elsewhere, 'answer.json');
    await openForWriting(path);
    expect(await mode(path)).toBe(0o600);
  });

  test('keeps the permissions it had, and may be a symlink of the same user', async () => {
    const { elsewhere } = await place();
    const path = join(elsewhere, 'answer.json');
    await writeFile(path, 'old', { mode: 0o644 });
    await symlink(path, join(elsewhere, 'latest'));
    await openForWriting(join(elsewhere, 'latest'));
    expect([await mode(path), await readFile(path, 'utf8')]).toEqual([0o644, 'old']);
  });

  test.runIf(isRoot)('is not written through a symlink of another user', async () => {
    const { elsewhere } = await place();
    const path = join(elsewhere, 'answer.json');
    await writeFile(path, 'old');
    const planted = join(elsewhere, 'latest');
    await symlink(path, planted);
    spawnSync('chown', ['-h', `${SOMEBODY}`, planted]);
    await expect(openForWriting(planted)).rejects.toMatchObject({ code: 'unwritable-output' });
  });
});
