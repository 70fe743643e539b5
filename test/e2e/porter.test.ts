/** Behind a portal that wants a service token, a POST with a body is searched for as any other request. */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const BLOCKER = 'members-only-api/members-only-api';
const TOKEN = 'lamp-oil/4711&more';
const BODY = '{"name":"Ada of the canary letters"}';

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  site = await startWordPress({
    plugins: [...HARMLESS.slice(0, 6), BLOCKER, 'health-check/health-check'],
    muPlugins: ['porter'],
  });
});
afterAll(() => site?.stop());
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
  await writeFile(join(home, 'letter.json'), BODY);
});
afterEach(() => remove());

async function examine(args: readonly string[]) {
  await site.clearRequests();
  const ran = await runCli([site.url, '--bisect', '--format', 'json', '--verbose', ...args], {
    env: {
      WP_BISECT_HOME: join(home, 'data'),
      WP_BISECT_USER: site.user,
      WP_BISECT_PASSWORD: site.password,
      PORTER_TOKEN: TOKEN,
    },
  });
  return { ...ran, report: JSON.parse(ran.stdout) };
}

const LETTER = ['--request', 'POST /wp-json/porter/v1/letters', '--as', 'anonymous', '--yes'];

describe('a site behind a portal', () => {
  test('is not reached without the token', async () => {
    const { code, report } = await examine(LETTER);
    expect({ code, outcome: report.outcome }).toEqual({ code: 3, outcome: 'blocked' });
    expect((await site.requests()).every(({ status }) => status === 401)).toBe(true);
  });

  test.each(['isolated', 'admin'])(
    'is searched with the token (%s): the plugin that refuses a POST with a body is found, and no secret shown',
    async (kind) => {
      const before = await site.activePlugins();
      const { code, report, stdout, stderr } = await examine([
        ...LETTER,
        '--data',
        join(home, 'letter.json'),
        '--site-header',
        'X-Porter-Token: @env:PORTER_TOKEN',
        ...['--switch', kind],
      ]);
      expect(code, stdout + stderr).toBe(0);
      expect(report.culprits[0].plugins.map(({ plugin }: { plugin: string }) => plugin)).toEqual([
        BLOCKER,
      ]);
      expect(report.symptoms[0].request).toMatchObject({ body: { bytes: BODY.length } });
      expect((await site.activePlugins()).toSorted()).toEqual(before.toSorted());

      const letters = (await site.requests()).filter(({ path }) => path.includes('porter/v1'));
      // Without its body WordPress would answer 400 where the door is open.
      expect(new Set(letters.map(({ status }) => status))).toEqual(new Set([200, 401]));
      for (const { headers } of letters) expect(headers['content-type']).toBe('application/json');

      const files = await readdir(join(home, 'data'), { recursive: true, withFileTypes: true });
      const kept = await Promise.all(
        files
          .filter((file) => file.isFile())
          .map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
      );
      for (const text of [stdout, stderr, ...kept]) {
        for (const secret of [TOKEN, encodeURIComponent(TOKEN), 'canary letters']) {
          expect(text).not.toContain(secret);
        }
      }
    },
  );

  test('is diagnosed with the token as if there were no portal', async () => {
    await site.setActive([]);
    const applicationPassword = await site.createApplicationPassword();
    const token = ['--site-header', 'X-Porter-Token: @env:PORTER_TOKEN', '--format', 'json'];
    const env = {
      WP_BISECT_HOME: join(home, 'data'),
      WP_BISECT_USER: site.user,
      WP_BISECT_APP_PASSWORD: applicationPassword,
      PORTER_TOKEN: TOKEN,
    };
    const { code, stdout } = await runCli([site.url, '--diagnose', ...token], { env });
    expect(code, stdout).toBe(0);
    const { findings } = JSON.parse(stdout);
    const results = new Map(
      findings.map(({ check, result }: { check: string; result: string }) => [check, result]),
    );
    expect([...results.values()]).not.toContain('cause');
    expect(results.get('gate')).toBe('cleared');
    expect(results.get('authorization-header')).toBe('cleared');
    expect((await runCli([site.url, '--check', ...token], { env })).code).toBe(0);
  });
});
