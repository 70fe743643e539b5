/** A plugin that puts a password before the whole site is found like any other, by who knows the password. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const LODGE = 'gate-lodge/gate-lodge';

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  site = await startWordPress({ plugins: [...HARMLESS, LODGE, 'health-check/health-check'] });
});
afterAll(() => site?.stop());
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

async function examine(args: readonly string[], env: Readonly<Record<string, string>>) {
  const common = { WP_BISECT_HOME: home, WP_BISECT_USER: site.user };
  const given = [site.url, '--bisect', '--format', 'json', ...args];
  const ran = await runCli(given, { env: { ...common, ...env } });
  return { ...ran, report: JSON.parse(ran.stdout) };
}

describe('a password gate that a plugin makes', () => {
  test.each(['isolated', 'admin', 'rest'])('is the culprit, by %s', async (kind) => {
    const before = await site.activeFiles();
    const { code, report, stderr } = await examine(['--gate', 'keeper', '--switch', kind], {
      WP_BISECT_PASSWORD: site.password,
      WP_BISECT_GATE_PASSWORD: 'lantern',
    });
    const culprits = report.culprits.map((each: { plugins: { plugin: string }[] }) =>
      each.plugins.map(({ plugin }) => plugin),
    );
    expect(culprits, stderr).toEqual([[LODGE]]);
    expect(code).toBe(0);
    expect(report.symptoms[0].observed).toMatchObject({
      status: 401,
      challenges: [{ scheme: 'Basic', realm: 'Gate Lodge' }],
    });
    expect((await site.activeFiles()).toSorted()).toEqual(before.toSorted());
  });

  test('closes both ways in without its password, and the error says what would help', async () => {
    const password = await examine([], { WP_BISECT_PASSWORD: site.password });
    const application = await examine([], {
      WP_BISECT_APP_PASSWORD: await site.createApplicationPassword(),
    });
    for (const { code, report } of [password, application]) {
      expect(code).toBe(3);
      expect(report.problem).toMatchObject({ code: 'gate-closed' });
      expect(report.problem.fact).toContain('A plugin of the site asks for a password');
      expect(report.problem.remedy).toContain('--gate USER');
    }
  });
});
