import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stagedDisk } from '../../mocks/faults/disk.ts';
import { createJournal, type JournalStart, readInterruptedRun } from '../../src/journal/journal.ts';
import { mayBeOff } from '../../src/journal/journal-lines.ts';
import { siteFolder } from '../../src/journal/site-folder.ts';

const START: JournalStart = {
  site: 'https://example.test/',
  restRoot: 'https://example.test/wp-json/',
  siteUrl: 'https://example.test/',
  startedAt: '2026-01-01T00:00:00.000Z',
  switch: 'admin',
  baseline: ['a/a', 'b/b', 'c/c'],
  requires: { 'b/b': ['a/a'] },
  brought: null,
};

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'wp-bisect-journal-')), 'site');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a journal', () => {
  test('is readable by another process of its user from its first line on, and by no other user', async () => {
    const journal = createJournal(folder);
    await journal.begin(START);
    expect(await readInterruptedRun(folder)).toMatchObject({ ...START, target: START.baseline });
    expect((await stat(journal.path)).mode & 0o777).toBe(0o600);
    await journal.keep();
  });

  test('is deleted once the site is as it was', async () => {
    const journal = createJournal(folder);
    await journal.begin(START);
    await journal.switching(['a/a']);
    await journal.end();
    expect(await readInterruptedRun(folder)).toBeNull();
  });

  test('restores less than the baseline where culprits are left off', async () => {
    const journal = createJournal(folder);
    await journal.begin(START);
    await journal.probed(['a/a'], ['fails']);
    await journal.restoring(['a/a', 'c/c']);
    await journal.keep();
    const interrupted = await readInterruptedRun(folder);
    expect(interrupted?.target).toEqual(['a/a', 'c/c']);
    expect(interrupted?.baseline).toEqual(START.baseline);
  });

  test('remembers a plugin that the run installed, and how to remove it', async () => {
    const brought = { plugin: 'health-check/health-check', undo: 'delete' } as const;
    const journal = createJournal(folder);
    await journal.begin({ ...START, brought });
    await journal.keep();
    expect((await readInterruptedRun(folder))?.brought).toEqual(brought);
  });

  test('is read without its last line where that is cut off', async () => {
    const journal = createJournal(folder);
    await journal.begin(START);
    await journal.switching(['a/a']);
    await journal.keep();
    await appendFile(journal.path, '{"type":"probed","act');
    expect(await readInterruptedRun(folder)).toMatchObject({ target: START.baseline });
  });

  test.each([
    ['no first line', '', 1],
    ['something else', '{"type":"begin","schema":99}\n', 1],
    ['bytes that are no text', '\u0000\u0001\ufffd\u001b[2J\n\u0000\n', 1],
    ['a damaged line in the middle', 'WHOLE{"type":"switch\n{"type":"switching","active":[]}\n', 2],
  ])('that is corrupt (%s) is reported with its line and left as it is', async (_, text, line) => {
    const journal = createJournal(folder);
    await journal.begin(START);
    await journal.keep();
    const whole = await readFile(journal.path, 'utf8');
    const damaged = text.replace('WHOLE', whole);
    await writeFile(journal.path, damaged);
    await expect(readInterruptedRun(folder)).rejects.toMatchObject({
      code: 'journal-corrupt',
      facts: { path: journal.path, line },
    });
    expect(await readFile(journal.path, 'utf8')).toBe(damaged);
  });

  test('gets no further lines behind one that a full disk cut off', async () => {
    const disk = stagedDisk(new Map(), [{ fault: 'ENOSPC', from: 4, torn: true }]);
    const journal = createJournal(folder, disk);
    await journal.begin(START);
    await journal.switching(['a/a']);
    await expect(journal.switching(['b/b'])).rejects.toMatchObject({ code: 'journal-unwritable' });
    await expect(journal.restoring(['a/a'])).rejects.toMatchObject({ code: 'journal-unwritable' });
    await journal.keep();
    expect(await readInterruptedRun(folder, disk)).toMatchObject({ target: START.baseline });
  });

  test('says which plugins are off in a set that was reached, and which may be during a change', async () => {
    const journal = createJournal(folder);
    await journal.begin(START);
    expect(journal.mayBeOff()).toEqual([]);
    await journal.switching(['a/a', 'c/c']);
    await journal.probed(['a/a', 'c/c'], ['fails']);
    expect(journal.mayBeOff()).toEqual(['b/b']);
    await journal.switching(['b/b', 'c/c']);
    expect(journal.mayBeOff()).toEqual(['a/a', 'b/b']);
    await journal.keep();
    expect(mayBeOff((await readInterruptedRun(folder))!)).toEqual(['a/a', 'b/b']);
  });

  test('of thirty MiB is read in seconds', async () => {
    const journal = createJournal(folder);
    await journal.begin(START);
    await journal.keep();
    const active = Array.from({ length: 40 }, (_, at) => `plugin-${at}/plugin-${at}`);
    const probed = `${JSON.stringify({ type: 'probed', active, verdicts: ['fails'] })}\n`;
    const undone = `${JSON.stringify({ type: 'undone', active: ['a/a'] })}\n`;
    const lines = (probed + undone).repeat(
      Math.ceil((30 * 1_024 * 1_024) / (probed + undone).length),
    );
    await appendFile(journal.path, lines);
    const started = performance.now();
    const interrupted = await readInterruptedRun(folder);
    expect(interrupted?.surelyOn).toEqual(active);
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 60_000);

  test('stays short in a long run, and keeps all that a restore needs', async () => {
    const disk = stagedDisk();
    const journal = createJournal(folder, disk);
    const baseline = Array.from({ length: 400 }, (_, at) => `plugin-${at}/plugin-${at}`);
    await journal.begin({ ...START, baseline });
    for (let at = 0; at < 1_000; at += 1) {
      const active = baseline.filter((_, index) => index % 7 !== at % 7);
      await journal.switching(active);
      await journal.probed(active, ['fails'], at === 3);
    }
    await journal.restoring(baseline.slice(1));
    await journal.keep();
    const [text = ''] = disk.files.values();
    expect(text.length).toBeLessThan(3 * 1_024 * 1_024);
    const interrupted = (await readInterruptedRun(folder, disk))!;
    expect(interrupted).toMatchObject({ baseline, target: baseline.slice(1), flaky: true });
    expect(mayBeOff(interrupted)).toEqual(journal.mayBeOff());
    expect(interrupted.probed.length).toBeGreaterThan(10);
  });

  test('goes on where a full disk prevents shortening it', async () => {
    const disk = stagedDisk();
    let full = false;
    const replace: typeof disk.replace = async (path, text) => {
      if (full) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      await disk.replace(path, text);
    };
    const journal = createJournal(folder, { ...disk, replace });
    await journal.begin(START);
    full = true;
    const active = Array.from({ length: 40_000 }, (_, at) => `plugin-${at}/p`);
    for (let at = 0; at < 6; at += 1) await journal.switching(active);
    await journal.probed(['a/a'], ['passes']);
    await journal.keep();
    expect((await readInterruptedRun(folder, disk))?.surelyOn).toEqual(['a/a']);
  });

  test('that cannot be deleted says in its last line that the run is over', async () => {
    const disk = stagedDisk(new Map(), [{ fault: 'EACCES', from: 2 }]);
    const journal = createJournal(folder, disk);
    await journal.begin(START);
    await journal.end();
    expect(disk.files.size).toBe(1);
    expect(await readInterruptedRun(folder, disk)).toBeNull();
  });

  test('that cannot be written stops the run before anything is changed', async () => {
    // A file where the folder should be: refused for every user, root included.
    await mkdir(join(folder, '..'), { recursive: true });
    await writeFile(folder, '');
    await expect(createJournal(folder).begin(START)).rejects.toMatchObject({
      code: 'journal-unwritable',
    });
    await chmod(folder, 0o600);
  });
});

test('sites in different folders of one host have journals of their own', () => {
  const of = (site: string) => siteFolder('/home', site);
  expect(of('https://example.test/')).not.toBe(of('https://example.test/shop/'));
  expect(of('https://example.test:8443/')).not.toBe(of('https://example.test/'));
  expect(of('http://example.test/')).toBe(of('https://example.test/'));
});

test('a site has one journal folder under all its names', () => {
  const of = (site: string) => siteFolder('/home', site);
  expect(of('https://www.example.test/shop')).toBe(of('http://example.test/shop/'));
  expect(of('http://127.0.0.1:8080/')).toBe(of('http://localhost:8080/'));
  expect(of('http://[::1]:8080/')).toBe(of('http://localhost:8080/'));
  expect(of('http://127.0.0.1:8081/')).not.toBe(of('http://localhost:8080/'));
  expect(of('https://wwwexample.test/')).not.toBe(of('https://example.test/'));
});
