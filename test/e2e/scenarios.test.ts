/** The main job on a real WordPress: every kind of sample blocker, every way of switching. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_SCENARIOS, SAMPLES, type Scenario } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { TEST_ALL } from '../test-all.ts';
import { runCli, temporaryHome } from './run-cli.ts';

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  site = await startWordPress({ plugins: SAMPLES.map(({ plugin }) => plugin), active: [] });
});
afterAll(() => site?.stop());
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

type Access = 'both' | 'session' | 'application-password';

async function examine(scenario: Scenario, access: Access, args: readonly string[] = []) {
  const active = scenario.site.active ?? scenario.site.plugins;
  await site.reset(active);
  const applicationPassword = await site.createApplicationPassword('end to end');
  await site.clearRequests();
  const ran = await runCli([site.url, '--bisect', '--format', 'json', ...args], {
    env: {
      WP_BISECT_HOME: home,
      WP_BISECT_USER: site.user,
      ...(access !== 'application-password' && { WP_BISECT_PASSWORD: site.password }),
      ...(access !== 'session' && { WP_BISECT_APP_PASSWORD: applicationPassword }),
    },
  });
  const report = JSON.parse(ran.stdout);
  const culprits: string[][] = report.culprits.map((culprit: { plugins: { plugin: string }[] }) =>
    culprit.plugins.map(({ plugin }) => plugin).sort(),
  );
  return { ...ran, report, culprits: culprits.sort(), before: [...active].sort() };
}

const sorted = (sets: Scenario['culprits']) => sets.map((set) => [...set].sort()).sort();
const named = (name: string) => DEMO_SCENARIOS.find((scenario) => scenario.name === name)!;

/** What else than both credentials together solves a scenario. */
const ALONE: Readonly<Record<Exclude<Access, 'both'>, readonly string[]>> = {
  session: ['anonymous-rest', 'all-of-rest', 'pair', 'quirks'],
  'application-password': ['anonymous-rest', 'front-page', 'pair', 'dependency-chain', 'quirks'],
};

/** The scenarios whose turn it is with these credentials: each is tried with one of its ways, all under `test:all`. */
function turnOf(access: Access): readonly Scenario[] {
  return DEMO_SCENARIOS.filter(({ name }, index) => {
    const ways = (['both', 'session', 'application-password'] as const).filter(
      (way) => way === 'both' || ALONE[way].includes(name),
    );
    return TEST_ALL ? ways.includes(access) : ways[index % ways.length] === access;
  });
}

async function expectSolved(scenario: Scenario, access: Access, args?: readonly string[]) {
  const { report, culprits, code, stderr, before } = await examine(scenario, access, args);
  expect(culprits, stderr).toEqual(sorted(scenario.culprits));
  expect(code).toBe(0);
  expect(report).toMatchObject({ outcome: 'culprit-found', restored: true });
  for (const { proof } of report.culprits) {
    // Either it fails with the culprit alone, or once everything was on again.
    expect(proof.without).toBe('passes');
    expect([proof.alone, proof.again]).toContain('fails');
  }
  expect(await site.activePlugins()).toEqual(before);
  const folders = await readdir(join(home, 'sites')).catch(() => []);
  for (const folder of folders) expect(await readdir(join(home, 'sites', folder))).toEqual([]);
  return { report, stderr };
}

describe('with both credentials and --switch auto', () => {
  test.each(turnOf('both'))(
    '$name: exactly the culprit is named, and the site is as it was',
    async (scenario) => {
      await expectSolved(scenario, 'both');
    },
  );
});

describe('with the account password alone', () => {
  test.each(turnOf('session'))('$name: solved over the form of wp-admin', async (scenario) => {
    const { report } = await expectSolved(scenario, 'session', ['--switch', 'admin']);
    expect(report.switch).toBe('admin');
  });

  test('--switch rest works where REST answers the session', async () => {
    const { report } = await expectSolved(named('no-session-no-rest'), 'session', [
      '--switch',
      'rest',
    ]);
    expect(report.switch).toBe('rest');
  });
});

describe('with an application password alone', () => {
  test.each(turnOf('application-password'))(
    '$name: solved over REST, one plugin at a time',
    async (scenario) => {
      const { report } = await expectSolved(scenario, 'application-password');
      expect(report.switch).toBe('rest');
    },
  );

  test('a plugin that REST cannot deactivate is reported as untested, and the culprit is found', async () => {
    const frozen = 'frozen-cache/frozen-cache';
    const { site: given, ...rest } = named('anonymous-rest');
    const scenario = { ...rest, site: { ...given, plugins: [...given.plugins, frozen].sort() } };
    const { report } = await expectSolved(scenario, 'application-password');
    expect(report.pinned).toContainEqual({ plugin: frozen, why: 'unreachable' });
  });

  test.each(['application-passwords', 'no-session-no-rest', 'all-of-rest'].map(named))(
    '$name: the only way in is closed, nothing is changed, and the way that works is named',
    async (scenario) => {
      const { code, report, stderr, before } = await examine(scenario, 'application-password');
      expect(code, stderr).toBe(3);
      expect(report).toMatchObject({ outcome: 'blocked', culprits: [], restored: true });
      expect(report.problem.remedy).toContain('WP_BISECT_PASSWORD');
      expect(await site.activePlugins()).toEqual(before);
      expect((await site.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
    },
  );
});
