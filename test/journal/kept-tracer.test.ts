import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepTracer, keptTracer } from '../../src/journal/kept-tracer.ts';
import { lockFolder } from '../../src/journal/site-folder.ts';

const SITE = 'https://example.com/blog/';
const NOW = Date.parse('2026-01-01T10:00:00Z');
const KEPT = {
  token: 'ab'.repeat(32),
  plugin: '000-wp-bisect-tracer-1/wp-bisect-tracer',
  expires: '2026-01-01T12:00:00.000Z',
};

let top: string;
let home: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'wp-bisect-tracer-'));
  home = join(top, 'data');
});
afterEach(() => rm(top, { recursive: true, force: true }));

const path = () => join(lockFolder(home, SITE), 'tracer.json');

it('a printed tracer is kept for the next run, in a file of this user alone', async () => {
  await keepTracer(home, SITE, KEPT);
  expect((await stat(path())).mode & 0o777).toBe(0o600);
  expect(await keptTracer(home, SITE, NOW)).toMatchObject(KEPT);
});

it('a printed tracer is used for every address of its host, and for no other host', async () => {
  await keepTracer(home, SITE, KEPT);
  expect(await keptTracer(home, 'https://www.example.com/', NOW)).toMatchObject(KEPT);
  for (const other of [
    'https://example.org/',
    'https://example.com:8443/',
    'https://a.example.com/',
  ])
    expect(await keptTracer(home, other, NOW)).toBeNull();
});

it('a printed tracer is not used after it expired', async () => {
  await keepTracer(home, SITE, KEPT);
  expect(await keptTracer(home, SITE, Date.parse(KEPT.expires))).toBeNull();
  await expect(readFile(path())).rejects.toThrow('ENOENT');
});

it('no tracer is read where there is no file, or a damaged one', async () => {
  expect(await keptTracer(home, SITE, NOW)).toBeNull();
  await keepTracer(home, SITE, KEPT);
  for (const text of ['', '{', 'null', '{"schema":1,"token":"x\\r\\nHost: evil"}']) {
    await writeFile(path(), text);
    expect(await keptTracer(home, SITE, NOW)).toBeNull();
  }
});

it('the error names the path where a printed tracer cannot be kept', async () => {
  await writeFile(home, 'a file where the folder should be');
  await expect(keepTracer(home, SITE, KEPT)).rejects.toMatchObject({ code: 'journal-unwritable' });
});
