/** The isolated switch on a real WordPress: the culprit is found and no visitor notices. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS, SAMPLES, SCENARIOS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const HEALTH_CHECK = 'health-check/health-check';

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  site = await startWordPress({
    plugins: SAMPLES.map(({ plugin }) => plugin),
    active: [],
    muPlugins: [],
  });
});
afterAll(() => site?.stop());
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

async function examine(active: readonly string[], args: readonly string[] = []) {
  await site.reset([...active].sort());
  await site.clearRequests();
  const before = await site.activeFiles();
  const ran = await runCli([site.url, '--bisect', '--format', 'json', ...args], {
    env: { WP_BISECT_HOME: home, WP_BISECT_USER: site.user, WP_BISECT_PASSWORD: site.password },
  });
  const report = JSON.parse(ran.stdout);
  const culprits = report.culprits.map((culprit: { plugins: { plugin: string }[] }) =>
    culprit.plugins.map(({ plugin }) => plugin).sort(),
  );
  return { ...ran, report, culprits, before };
}

const untouched = { toggles: 0, states: 0, pluginSecondsOff: 0 };

describe('where Health Check is active', () => {
  test.each(
    ['anonymous-rest', 'front-page', 'no-session-no-rest', 'pair'].map(
      (name) => SCENARIOS.find((scenario) => scenario.name === name)!,
    ),
  )(
    '$name is solved under isolated, and the load order stays as it was',
    async ({ site: given, culprits: expected }) => {
      const { report, culprits, code, stderr, before } = await examine([
        ...given.plugins,
        HEALTH_CHECK,
      ]);
      expect(culprits, stderr).toEqual(expected.map((set) => [...set].sort()));
      expect(code).toBe(0);
      expect(report).toMatchObject({ switch: 'isolated', restored: true, cost: untouched });
      expect(await site.activeFiles()).toEqual(before);
    },
  );

  test('the answer is the same with one probe at a time and with five', async () => {
    const plugins = [...HARMLESS, 'guest-basket/guest-basket', 'strict-sessions/strict-sessions'];
    for (const parallel of ['1', '5']) {
      const { culprits, stderr } = await examine(
        [...plugins, HEALTH_CHECK],
        ['--parallel', parallel],
      );
      expect(culprits, stderr).toEqual([
        ['guest-basket/guest-basket', 'strict-sessions/strict-sessions'],
      ]);
    }
  });

  test.each([1, 4, 8])(
    'visitors see no plugin off after a kill at progress line %i',
    async (lines) => {
      const active = [...HARMLESS, 'plain-wall/plain-wall', HEALTH_CHECK].sort();
      await site.reset(active);
      const before = await site.activeFiles();
      await runCli([site.url, '--bisect'], {
        env: { WP_BISECT_HOME: home, WP_BISECT_USER: site.user, WP_BISECT_PASSWORD: site.password },
        onProgress(stderr, child) {
          if (stderr.split('\n').length > lines) child.kill('SIGKILL');
        },
      });
      expect(await site.activeFiles()).toEqual(before);
    },
  );

  test('a failure that stays with everything left out ends the run, unless --yes allows real switching', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'server-rules')!;
    const plugins = [...scenario.site.plugins, HEALTH_CHECK];
    const careful = await examine(plugins);
    expect(careful.code, careful.stderr).toBe(1);
    expect(careful.report).toMatchObject({ outcome: 'not-a-plugin', switch: 'isolated' });
    expect(careful.report.cost).toMatchObject(untouched);

    const agreed = await examine(plugins, ['--yes']);
    expect(agreed.culprits, agreed.stderr).toEqual([['rule-writer/rule-writer']]);
    expect(agreed.report).toMatchObject({ switch: 'admin', restored: true });
  });
});

test.each([
  ['the theme', { theme: 'locked-theme' }, 'theme', 'Locked Theme'],
  ['a must-use plugin', { muPlugins: ['house-rules'] }, 'must-use-plugin', 'house-rules'],
] as const)('%s is named when it alone makes the request fail', async (_, given, kind, name) => {
  const ill = await startWordPress({ plugins: [...HARMLESS, HEALTH_CHECK].sort(), ...given });
  try {
    const before = await ill.activeFiles();
    const { code, stdout, stderr } = await runCli([ill.url, '--bisect', '--format', 'json'], {
      env: { WP_BISECT_HOME: home, WP_BISECT_USER: ill.user, WP_BISECT_PASSWORD: ill.password },
    });
    expect(code, stderr).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ outcome: 'not-a-plugin', culprits: [], restored: true });
    expect(report.cause.kind, report.cause.evidence).toBe(kind);
    expect(report.cause.evidence).toContain(name);
    expect(await ill.activeFiles()).toEqual(before);
  } finally {
    await ill.stop();
  }
});

describe('where Health Check is missing', () => {
  test('its installation needs consent, and the next switch is used where the plugin directory is out of reach', async () => {
    const bare = await startWordPress({
      plugins: [...HARMLESS, 'plain-wall/plain-wall'].sort(),
    });
    try {
      const before = await bare.activePlugins();
      const env = {
        WP_BISECT_HOME: home,
        WP_BISECT_USER: bare.user,
        WP_BISECT_PASSWORD: bare.password,
      };
      const args = [bare.url, '--bisect', '--format', 'json'];
      const { code, stdout, stderr } = await runCli([...args, '--install-health-check'], { env });
      expect(code, stderr).toBe(0);
      const report = JSON.parse(stdout);
      expect(report.culprits[0].plugins[0].plugin).toBe('plain-wall/plain-wall');
      expect(report.switch).toBe('admin');
      expect(report.notes).toContainEqual({
        type: 'switch-skipped',
        switch: 'isolated',
        code: 'directory-unreachable',
      });
      expect(await bare.activePlugins()).toEqual(before);
      expect(await readdir(join(bare.contentDir, 'plugins'))).not.toContain('health-check');

      const explicit = await runCli([...args, '--switch', 'isolated'], { env });
      expect(explicit.code, explicit.stderr).toBe(3);
      expect(JSON.parse(explicit.stdout).problem.code).toBe('no-switch');
    } finally {
      await bare.stop();
    }
  });
});
