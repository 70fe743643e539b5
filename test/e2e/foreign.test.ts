/** A WordPress in another language is examined like any other: by structure and codes, not by English words. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const MEMBERS = 'members-only-api/members-only-api';

/** A language, what its login page says beside the password, and which way it is written. */
const LANGUAGES = [
  { locale: 'ru_RU', password: 'Пароль', direction: null },
  { locale: 'de_DE', password: 'Passwort', direction: null },
  { locale: 'ar', password: 'كلمة المرور', direction: 'rtl' },
] as const;

describe.each(LANGUAGES)('a WordPress in $locale', ({ locale, password, direction }) => {
  let site: EmbeddedWordPress;
  let home: string;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    site = await startWordPress({
      plugins: [...HARMLESS, MEMBERS, 'health-check/health-check'],
      muPlugins: ['foreign-words'],
      constants: { FOREIGN_LOCALE: locale },
    });
  });
  afterAll(() => site?.stop());
  beforeEach(async () => {
    ({ home, remove } = await temporaryHome());
  });
  afterEach(() => remove());

  async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
    const common = { WP_BISECT_HOME: home, WP_BISECT_USER: site.user, LANG: 'en_US.UTF-8' };
    return runCli([site.url, ...args], { env: { ...common, ...env } });
  }

  describe('that refuses nothing', () => {
    beforeAll(() => site.setActive(HARMLESS));
    afterAll(() => site.reset());

    test('answers in its language on the login page and in refusals', async () => {
      const login = await (await fetch(`${site.url}wp-login.php`)).text();
      expect(login).toContain(password);
      expect(login).not.toContain('Lost your password');
      expect(/<html[^>]* dir="(\w+)"/.exec(login)?.[1] ?? null).toBe(direction);
      const refused = await (await fetch(`${site.url}wp-json/wp/v2/plugins`)).text();
      expect(JSON.parse(refused).message).not.toContain('Sorry');
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

  test.each(['isolated', 'admin', 'rest'])('has its culprit found under %s', async (kind) => {
    const before = await site.activeFiles();
    const { code, stdout, stderr } = await run(['--bisect', '--format', 'json', '--switch', kind], {
      WP_BISECT_PASSWORD: site.password,
    });
    const report = JSON.parse(stdout);
    const culprits = report.culprits.map((each: { plugins: { plugin: string }[] }) =>
      each.plugins.map(({ plugin }) => plugin),
    );
    expect(culprits, stderr).toEqual([[MEMBERS]]);
    expect(code).toBe(0);
    expect((await site.activeFiles()).toSorted()).toEqual(before.toSorted());
    // Site Health says what the site runs on, in codes that no language changes.
    const { plugins, ...environment } = report.environment;
    expect(environment).toMatchObject({ source: 'site-health', multisite: false });
    expect(environment.php).toMatch(/^\d+\.\d+/);
    expect(environment.wordpress).toMatch(/^\d+\.\d+/);
    for (const { name, version } of plugins) expect(version, name).toMatch(/^\d/);
  });

  test('has the line of code named by the tracer, which is removed again', async () => {
    const before = await site.activeFiles();
    const args = ['--bisect', '--trace', '--yes', '--format', 'json', '--switch', 'admin'];
    const { stdout, stderr } = await run(args, { WP_BISECT_PASSWORD: site.password });
    const { symptoms } = JSON.parse(stdout);
    expect(symptoms[0].trace, stderr).toMatchObject({ kind: 'plugin', plugin: MEMBERS });
    expect((await site.activeFiles()).toSorted()).toEqual(before.toSorted());
  });
});

describe('an owner who speaks Russian', () => {
  let site: EmbeddedWordPress;

  beforeAll(async () => {
    const plugins = [...HARMLESS, MEMBERS, 'health-check/health-check'];
    site = await startWordPress({ plugins, muPlugins: ['foreign-words'] });
  });
  afterAll(() => site?.stop());

  test('is answered in Russian, in plain words', async () => {
    const { home, remove } = await temporaryHome();
    const { stdout, stderr } = await runCli([site.url, '--bisect'], {
      env: {
        WP_BISECT_HOME: home,
        WP_BISECT_USER: site.user,
        WP_BISECT_PASSWORD: site.password,
        LANG: 'ru_RU.UTF-8',
      },
    });
    await remove();
    expect(stdout, stderr).toContain('Виновник:');
    expect(stdout).toContain('Если отключить только этот плагин, запрос работает.');
    expect(stderr).toContain('Ищем запросы, которые не работают ...');
  });
});
