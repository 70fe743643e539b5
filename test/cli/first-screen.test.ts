// What is loaded before the first screen stands. Times differ from machine to machine, modules do not;
// `npm run bench:startup` has the times.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { firstScreen } from '../bench/first-screen.ts';

/** The chunks that are imported one after the other, in front of everything else. */
const STEPS = ['parse-options-', 'main-', 'start-ui-'];

/** What is loaded at most for the first screen, in bytes of JavaScript. */
const MOST_BYTES = 950_000;

/** Parts of Node that cost time and that only the work behind the first screen needs. */
const LATER = ['internal/deps/undici/undici', 'http', 'https', 'crypto', 'tls'];

describe('the first screen', () => {
  const cli = inject('cli');
  let chunks: string;
  let entries: string[];
  beforeAll(async () => {
    chunks = join(dirname(cli), 'chunks');
    const names = (await readdir(chunks)).filter((name) => name.endsWith('.js'));
    entries = STEPS.map((step) => names.find((name) => name.startsWith(step)) ?? `no ${step}`);
  });

  /** The chunks that these import, themselves included, without those that are imported later. */
  async function closure(names: readonly string[]): Promise<string[]> {
    const found = new Set<string>();
    for (const queue = [...names]; queue.length > 0; ) {
      const name = queue.pop()!;
      if (found.has(name)) continue;
      found.add(name);
      const text = await readFile(join(chunks, name), 'utf8');
      for (const [, other] of text.matchAll(/(?:from|^import|;import)\s*"\.\/([\w.-]+\.js)"/gm)) {
        queue.push(other!);
      }
    }
    return [...found];
  }

  it('loads little code', async () => {
    const names = await closure(entries);
    expect(names.length).toBeGreaterThan(STEPS.length);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(chunks, name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MOST_BYTES);
  });

  it('loads nothing that talks to a site, reads its pages or switches its plugins', async () => {
    const texts = await Promise.all(
      (await closure(entries)).map((name) => readFile(join(chunks, name), 'utf8')),
    );
    // Words of the search, the switches, the site's pages, the keyring and their libraries.
    for (const word of ['bulk-action-form', 'findCulprits', 'application-passwords-section']) {
      expect(
        texts.some((text) => text.includes(word)),
        word,
      ).toBe(false);
    }
    const all = await Promise.all(
      (await readdir(chunks)).map((name) => readFile(join(chunks, name), 'utf8')),
    );
    expect(all.some((text) => text.includes('bulk-action-form'))).toBe(true);
  });

  it('loads no network of Node, and no cryptography', async () => {
    const program = `
      for (const name of ${JSON.stringify(entries)}) await import(${JSON.stringify(`${chunks}/`)} + name);
      console.log(JSON.stringify(process.moduleLoadList));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { env: { PATH: process.env.PATH } },
    );
    const loaded: string[] = JSON.parse(stdout);
    expect(loaded).toContain('NativeModule url');
    expect(LATER.filter((name) => loaded.includes(`NativeModule ${name}`))).toEqual([]);
  });

  it('is also drawn with NODE_ENV and other variables of a developer', async () => {
    const home = await mkdtemp(join(tmpdir(), 'wp-bisect-first-'));
    const screen = await firstScreen(cli, home, { DEV: 'true', NODE_ENV: 'development' });
    expect(screen.ready).toBeGreaterThan(0);
    await screen.end();
    await rm(home, { recursive: true, force: true });
  });

  it('is drawn before it takes keys', async () => {
    const home = await mkdtemp(join(tmpdir(), 'wp-bisect-first-'));
    const screen = await firstScreen(cli, home);
    expect(screen.painted).toBeGreaterThan(0);
    expect(screen.painted).toBeLessThanOrEqual(screen.ready);
    await screen.end();
    await rm(home, { recursive: true, force: true });
  });
});
