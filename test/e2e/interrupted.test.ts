/** Whatever happens half-way, the site comes back: on a real WordPress, with a real process. */

import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const CULPRIT = 'members-only-api/members-only-api';
const PLUGINS = [...HARMLESS, CULPRIT].sort();

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;
let env: Record<string, string>;

beforeAll(async () => {
  site = await startWordPress({ plugins: PLUGINS });
});
afterAll(() => site?.stop());
beforeEach(async () => {
  await site.reset(PLUGINS);
  ({ home, remove } = await temporaryHome());
  env = { WP_BISECT_HOME: home, WP_BISECT_USER: site.user, WP_BISECT_PASSWORD: site.password };
});
afterEach(() => remove());

/** Runs until the first plugin is off, then sends the signal, once. */
async function interruptWith(signal: NodeJS.Signals, args: readonly string[] = []) {
  let sent = false;
  return runCli([site.url, '--bisect', '--verbose', '--format', 'json', ...args], {
    env,
    onProgress(stderr, child) {
      if (sent || !/\boff\b/.test(stderr.split('Plan').at(-1) ?? '')) return;
      sent = child.kill(signal);
    },
  });
}

const journals = async () => {
  const folders = await readdir(join(home, 'sites'));
  const files = await Promise.all(folders.map((folder) => readdir(join(home, 'sites', folder))));
  return files.flat().filter((name) => name.startsWith('journal'));
};

describe('a run that is stopped', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s restores first, then exits 130',
    async (signal) => {
      const { code, stdout, stderr } = await interruptWith(signal);
      expect(code, stderr).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ outcome: 'cancelled', restored: true });
      expect(await site.activePlugins()).toEqual(PLUGINS);
      expect(await journals()).toEqual([]);
    },
  );
});

describe('a run that is killed', () => {
  test.each(['admin', 'rest'])(
    'under %s leaves a journal, and --restore puts everything back',
    async (way) => {
      const killed = await interruptWith('SIGKILL', ['--switch', way]);
      expect(killed.code).toBeNull();
      expect(await site.activePlugins()).not.toEqual(PLUGINS);
      expect(await journals()).toEqual(['journal.ndjson']);

      const restored = await runCli([site.url, '--restore', '--format', 'json'], { env });
      expect(restored.code, restored.stderr).toBe(0);
      expect(JSON.parse(restored.stdout)).toMatchObject({ outcome: 'restored', restored: true });
      expect(await site.activePlugins()).toEqual(PLUGINS);
      expect(await journals()).toEqual([]);
    },
  );

  test('is restored by the next run, which then finds the culprit', async () => {
    await interruptWith('SIGKILL');
    expect(await site.activePlugins()).not.toEqual(PLUGINS);
    const { code, stdout, stderr } = await runCli([site.url, '--bisect', '--format', 'json'], {
      env,
    });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).culprits[0].plugins[0].plugin).toBe(CULPRIT);
    expect(await site.activePlugins()).toEqual(PLUGINS);
  });

  test('keeps its damaged journal, which no later run overwrites', async () => {
    await interruptWith('SIGKILL');
    const [folder] = await readdir(join(home, 'sites'));
    const path = join(home, 'sites', folder as string, 'journal.ndjson');
    await appendFile(path, 'damaged\n{"type":"switching","active":[]}\n');
    const damaged = await readFile(path, 'utf8');
    for (const mode of ['--bisect', '--restore']) {
      const { code, stderr } = await runCli([site.url, mode], { env });
      expect(code, stderr).toBe(3);
      expect(await readFile(path, 'utf8')).toBe(damaged);
    }
  });
});

test('--restore with nothing to restore exits 0 without signing in', async () => {
  await site.clearRequests();
  const { code, stderr } = await runCli([site.url, '--restore'], { env });
  expect(code, stderr).toBe(0);
  expect((await site.requests()).some(({ path }) => path.includes('wp-login'))).toBe(false);
});

test('a second run on the same site names the process that holds it, and changes nothing', async () => {
  let second: Promise<Awaited<ReturnType<typeof runCli>>> | undefined;
  const first = await runCli([site.url, '--bisect', '--verbose'], {
    env,
    onProgress() {
      second ??= runCli([site.url, '--bisect', '--format', 'json'], { env });
    },
  });
  const refused = await second;
  expect(first.code, first.stderr).toBe(0);
  expect(refused?.code, refused?.stderr).toBe(3);
  expect(JSON.parse(refused?.stdout ?? '{}').problem.code).toBe('locked');
  expect(await site.activePlugins()).toEqual(PLUGINS);
});
