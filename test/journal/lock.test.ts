import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeLock } from '../../src/journal/lock.ts';
import { systemOrigin } from '../../src/system/this-process.ts';

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
  test('is held by one run at a time, and the second learns who holds it', async () => {
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

  test('of another machine is never taken over, because its processes cannot be seen', async () => {
    await takeLock(folder, ask(1, [], 'elsewhere'));
    await expect(takeLock(folder, ask(2, []))).rejects.toMatchObject({
      facts: { host: 'elsewhere' },
    });
  });

  test('of another machine of the same name is never taken over', async () => {
    const machine = (boot: string) => ({ boot: () => boot, startOf: () => 't', bootedAt: () => 0 });
    await takeLock(folder, { ...ask(1), origin: machine('b1') });
    // It was taken since this one was started: it cannot be of an earlier start of this one.
    const second = takeLock(folder, { ...ask(2, []), origin: machine('b2') });
    await expect(second).rejects.toMatchObject({ code: 'locked' });
  });

  test('that is unreadable is taken over', async () => {
    await writeFile(join(folder, 'lock'), 'not json');
    await (await takeLock(folder, ask(2)))();
  });

  test.each([
    ['its number belongs to a later process', { boot: 'b1', starts: { 1: 't2' } }, false],
    ['the system was started again', { boot: 'b2', starts: { 1: 't1' } }, false],
    ['its process still runs', { boot: 'b1', starts: { 1: 't1' } }, true],
    [
      'its process still runs, and the host has another name',
      { boot: 'b1', starts: { 1: 't1' }, host: 'dhcp-7' },
      true,
    ],
    [
      'it is dead, and the host has another name',
      { boot: 'b1', starts: {}, host: 'dhcp-7', dead: true },
      false,
    ],
  ])('knows its holder by the start time: %s', async (_, now, held) => {
    const of = (boot: string, starts: Record<number, string | undefined>) => ({
      boot: () => boot,
      startOf: (pid: number) => starts[pid] ?? null,
      bootedAt: () => (boot === 'b1' ? 0 : Date.parse('2026-06-01')),
    });
    await takeLock(folder, { ...ask(1), origin: of('b1', { 1: 't1' }) });
    const { boot, starts, host, dead } = { host: 'here', dead: false, ...now };
    const second = { ...ask(2, dead ? [] : [1], host), origin: of(boot, starts) };
    const taken = await takeLock(folder, second).catch((error: Error) => error.message);
    expect(taken === 'locked').toBe(held);
  });

  test('of a container that was killed is taken over by the next one: both are process 1', async () => {
    await takeLock(folder, ask(1));
    await (await takeLock(folder, ask(1, [1])))();
  });

  test('is held by a process of the same number only if it is the same process', async () => {
    const origin = { boot: () => 'b', startOf: () => 't', bootedAt: () => 0 };
    await takeLock(folder, { ...ask(1, [1]), origin });
    await expect(takeLock(folder, { ...ask(1, [1]), origin })).rejects.toMatchObject({
      code: 'locked',
    });
  });

  test('that is older than the boot is taken over, where start times of processes are unknown', async () => {
    await takeLock(folder, ask(1));
    const origin = {
      boot: () => null,
      startOf: () => null,
      bootedAt: () => Date.parse('2026-06-01'),
    };
    await (await takeLock(folder, { ...ask(2, [1]), origin }))();
  });

  test.each(['lock', 'lock.takeover'])(
    'with a folder in its place (%s) says what to delete',
    async (name) => {
      await mkdir(join(folder, name, 'within'), { recursive: true });
      if (name !== 'lock') await writeFile(join(folder, 'lock'), 'not json');
      await expect(takeLock(folder, ask(2))).rejects.toMatchObject({
        code: 'lock-unusable',
        facts: { path: expect.stringContaining(join(folder, 'lock')) },
      });
    },
  );

  test('holds the start time of this process on Linux', () => {
    if (process.platform !== 'linux') return;
    expect(systemOrigin.boot()).toMatch(/^[0-9a-f-]{36}$/);
    expect(systemOrigin.startOf(process.pid)).toMatch(/^\d+$/);
    expect(systemOrigin.startOf(2 ** 22 + 1)).toBeNull();
  });

  test('goes to exactly one of many that ask at once', async () => {
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

  test('is not released by a run that no longer holds it', async () => {
    const release = await takeLock(folder, ask(1));
    const other = await takeLock(folder, ask(2, []));
    await release();
    await expect(takeLock(folder, ask(3, [2]))).rejects.toMatchObject({ facts: { pid: 2 } });
    await other();
  });
});
