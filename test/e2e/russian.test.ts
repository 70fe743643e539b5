/** A WordPress in Russian is examined like any other: by structure and codes, not by English words. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const MEMBERS = 'members-only-api/members-only-api';

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  site = await startWordPress({
    plugins: [...HARMLESS, MEMBERS, 'health-check/health-check'],
    muPlugins: ['russian-words'],
  });
});
afterAll(() => site?.stop());
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const common = { WP_BISECT_HOME: home, WP_BISECT_USER: site.user, LANG: 'ru_RU.UTF-8' };
  return runCli([site.url, ...args], { env: { ...common, ...env } });
}

describe('a WordPress in Russian that refuses nothing', () => {
  beforeAll(() => site.setActive(HARMLESS));
  afterAll(() => site.reset());

  test('speaks Russian on its login page and in its refusals', async () => {
    const login = await (await fetch(`${site.url}wp-login.php`)).text();
    expect(login).toContain('Пароль');
    expect(login).not.toContain('Lost your password');
    const refused = await (await fetch(`${site.url}wp-json/wp/v2/plugins`)).text();
    expect(JSON.parse(refused).message).toMatch(/[а-я]/i);
  });

  test.each([
    ['a wrong password', { WP_BISECT_PASSWORD: 'not the password' }, 'wrong-password'],
    [
      'an unknown user',
      { WP_BISECT_USER: 'stranger', WP_BISECT_PASSWORD: 'not the password' },
      'unknown-user',
    ],
  ])('says what is wrong with %s', async (_, env, problem) => {
    const { code, stdout } = await run(['--bisect', '--format', 'json'], env);
    expect(JSON.parse(stdout).problem).toMatchObject({ code: problem });
    expect(code).toBe(3);
  });
});

describe('a WordPress in Russian', () => {
  test.each(['isolated', 'admin', 'rest'])('has its culprit found by %s', async (kind) => {
    const before = await site.activeFiles();
    const { code, stdout, stderr } = await run(['--bisect', '--format', 'json', '--switch', kind], {
      WP_BISECT_PASSWORD: site.password,
    });
    const culprits = JSON.parse(stdout).culprits.map((each: { plugins: { plugin: string }[] }) =>
      each.plugins.map(({ plugin }) => plugin),
    );
    expect(culprits, stderr).toEqual([[MEMBERS]]);
    expect(code).toBe(0);
    expect((await site.activeFiles()).toSorted()).toEqual(before.toSorted());
  });

  test('is answered about in Russian, in plain words', async () => {
    const { stdout, stderr } = await run(['--bisect'], { WP_BISECT_PASSWORD: site.password });
    expect(stdout, stderr).toContain('Виновник:');
    expect(stdout).toContain('Если отключить только этот плагин, запрос работает.');
    expect(stderr).toContain('Ищем запросы, которые не работают ...');
  });
});
