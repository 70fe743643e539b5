import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeLock } from '../../src/journal/lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wp-bisect-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ask = (pid: number, alive: number[] = [], host = 'here') => ({
  site: 'https://example.test/',
  pid,
  host,
  since: '2026-01-01T00:00:00.000Z',
  isAlive: (other: number) => alive.includes(other),
});

describe('the lock of a site', () => {
  test('is held by one run at a time, and the second is told who holds it', async () => {
    const release = await takeLock(folder, ask(1));
    await expect(takeLock(folder, ask(2, [1]))).rejects.toMatchObject({
      code: 'locked',
      facts: { pid: 1, host: 'here', site: 'https://example.test/' },
    });
    await release();
    await (await takeLock(folder, ask(2, [1])))();
    expect(await readdir(folder)).toEqual([]);
  });

  test('of a process that died is taken over', async () => {
    await takeLock(folder, ask(1));
    const release = await takeLock(folder, ask(2, []));
    await release();
  });

  test('of another machine is never taken over: its processes cannot be seen from here', async () => {
    await takeLock(folder, ask(1, [], 'elsewhere'));
    await expect(takeLock(folder, ask(2, []))).rejects.toMatchObject({
      facts: { host: 'elsewhere' },
    });
  });

  test('that is unreadable holds nobody up', async () => {
    await writeFile(join(folder, 'lock'), 'not json');
    await (await takeLock(folder, ask(2)))();
  });

  test('is given to exactly one of many that ask at once', async () => {
    const pids = Array.from({ length: 20 }, (_, index) => index + 1);
    const taken = await Promise.allSettled(pids.map((pid) => takeLock(folder, ask(pid, pids))));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('of a dead process is taken over by exactly one of many', async () => {
    await takeLock(folder, ask(999));
    const pids = Array.from({ length: 20 }, (_, index) => index + 1);
    const taken = await Promise.allSettled(pids.map((pid) => takeLock(folder, ask(pid, pids))));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is not let go by somebody who no longer holds it', async () => {
    const release = await takeLock(folder, ask(1));
    const other = await takeLock(folder, ask(2, []));
    await release();
    await expect(takeLock(folder, ask(3, [2]))).rejects.toMatchObject({ facts: { pid: 2 } });
    await other();
  });
});
