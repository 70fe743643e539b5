// The program's own files are replaced while it runs, as `npm update --global` does.

import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, inject } from 'vitest';
import { BOTH, SESSION, type ServedSite, test } from './served-site.ts';

const copies: string[] = [];
afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true });
});

/** An installed program, and what takes its files away. */
function installed() {
  const folder = mkdtempSync(join(tmpdir(), 'wp-bisect-installed-'));
  copies.push(folder);
  cpSync(dirname(inject('cli')), folder, { recursive: true });
  const chunks = join(folder, 'chunks');
  return {
    cli: join(folder, 'cli.js'),
    remove() {
      expect(readdirSync(chunks)).not.toEqual([]);
      rmSync(chunks, { recursive: true });
    },
  };
}

const ILL = { rules: [{ when: 'guard', at: 'anonymous-rest' as const }] };

/** Takes the program's files away when the first plugin goes off. */
function updatedAtFirstSwitch({ site }: ServedSite) {
  const { cli, remove } = installed();
  const stop = site.on('toggle', () => {
    stop();
    remove();
  });
  return cli;
}

describe('the program is updated once the first plugin is off', () => {
  test.for([
    ['admin', 'json'],
    ['rest', 'json'],
    ['admin', 'text'],
    ['admin', 'html'],
    ['admin', 'markdown'],
  ] as const)(
    'a search over %s is answered all the same, as %s',
    async ([kind, format], { make }) => {
      const world = await make(ILL);
      const before = world.site.snapshot().active;
      const { code, stdout } = await world.run(['--switch', kind], {
        env: kind === 'rest' ? BOTH : SESSION,
        mode: ['--bisect', '--format', format],
        asProcess: true,
        cli: updatedAtFirstSwitch(world),
      });
      expect(stdout).toMatch(/guard/i);
      expect(code).toBe(0);
      expect(world.site.snapshot().active).toEqual(before);
    },
  );

  test('the site comes back over a way that was not used before', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot().active;
    const cli = updatedAtFirstSwitch(world);
    const stop = world.site.on('toggle', () => {
      stop();
      world.site.revokeApplicationPasswords('admin');
    });
    const { code, report } = await world.run(['--switch', 'rest'], {
      env: BOTH,
      asProcess: true,
      cli,
    });
    expect(world.site.snapshot().active).toEqual(before);
    expect(report.restored).toBe(true);
    expect(code).not.toBe(5);
  });

  test('--restore ends what it has begun', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot().active;
    await world.run(['--switch', 'admin'], {
      onProgress: (_, child) =>
        void (world.site.active.length < before.length && child.kill('SIGKILL')),
    });
    expect(world.site.snapshot().active).not.toEqual(before);
    const { code, report } = await world.run([], {
      mode: ['--restore', '--format', 'json'],
      asProcess: true,
      cli: updatedAtFirstSwitch(world),
    });
    expect(world.site.snapshot().active).toEqual(before);
    expect(report).toMatchObject({ outcome: 'restored', restored: true });
    expect(code).toBe(0);
  });
});
