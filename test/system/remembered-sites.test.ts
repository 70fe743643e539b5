import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRemembered } from '../../src/system/remembered-sites.ts';

const A = 'https://a.example/';
const B = 'https://b.example/shop/';

describe('the remembered sites', () => {
  let home: string;
  let path: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'wp-bisect-remembered-'));
    path = join(home, 'remembered.json');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('are none at first, then the latest first, each with its user', async () => {
    const first = createRemembered(join(home, 'new', 'folder'));
    expect(await first.last()).toBeNull();
    expect(await first.site(A)).toBeNull();
    await first.note(A, { user: 'anna' });
    await first.note(B);
    const again = createRemembered(join(home, 'new', 'folder'));
    expect(await again.last()).toBe(B);
    expect(await again.site(B)).toEqual({ site: B, user: null, kept: [] });
    await again.note(A);
    expect(await again.last()).toBe(A);
    expect(await again.site(A)).toMatchObject({ user: 'anna' });
  });

  it('are in one file that only its owner can read', async () => {
    await createRemembered(home).note(A);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(home)).toEqual(['remembered.json']);
  });

  it('are fifty at most', async () => {
    const remembered = createRemembered(home);
    for (let index = 0; index < 53; index += 1) {
      await remembered.note(`https://site-${index}.example/`);
    }
    expect(JSON.parse(await readFile(path, 'utf8')).sites).toHaveLength(50);
    expect(await remembered.last()).toBe('https://site-52.example/');
    expect(await remembered.site('https://site-2.example/')).toBeNull();
  });

  it.each([
    ['no JSON', '{'],
    ['something else', '[]'],
    ['another version', '{"schema":2,"sites":[]}'],
    ['an address that is none', '{"schema":1,"sites":[{"site":"x","user":null,"kept":[]}]}'],
    [
      'an address with a password',
      '{"schema":1,"sites":[{"site":"https://u:p@a.example/","user":null,"kept":[]}]}',
    ],
    ['far too much', `{"schema":1,"sites":[],"x":"${'x'.repeat(300_000)}"}`],
  ])('are none where the file holds %s, which is replaced', async (_, text) => {
    await writeFile(path, text);
    const remembered = createRemembered(home);
    expect(await remembered.last()).toBeNull();
    await remembered.note(A);
    expect(await remembered.last()).toBe(A);
  });

  it('are neither read nor written through a symlink', async () => {
    const elsewhere = join(home, 'elsewhere.json');
    const theirs = JSON.stringify({ schema: 1, sites: [{ site: B, user: 'eve', kept: [] }] });
    await writeFile(elsewhere, theirs);
    await symlink(elsewhere, path);
    const remembered = createRemembered(home);
    expect(await remembered.last()).toBeNull();
    await remembered.note(A);
    expect(await remembered.last()).toBe(A);
    expect((await lstat(path)).isSymbolicLink()).toBe(false);
    expect(await readFile(elsewhere, 'utf8')).toBe(theirs);
  });

  it('are forgotten without an error where the folder cannot be written', async () => {
    await writeFile(join(home, 'file'), '');
    const remembered = createRemembered(join(home, 'file', 'below'));
    await remembered.note(A);
    expect(await remembered.last()).toBeNull();
  });
});
