import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type NativeWordPress, startNativeWordPress, whyNoPhp } from '../../mocks/native/start.ts';
import { type StandInSite, standIn } from '../../mocks/wp-cli/stand-in.ts';
import { findCulprits } from '../../src/search/index.ts';
import { systemClock } from '../../src/system/clock.ts';
import { createRunProgram, type RunProgram } from '../../src/system/programs.ts';
import { createWpCliSwitch } from '../../src/wordpress/switches/wp-cli.ts';
import { argumentsFor, parseWpCliCommand } from '../../src/wordpress/wp-cli/command.ts';
import { readWpCliPlugins } from '../../src/wordpress/wp-cli/plugins.ts';
import { createWpCli } from '../../src/wordpress/wp-cli/wp-cli.ts';
import { addressOf } from '../wordpress/switches/sign-in.ts';

const header = (name: string, more = '') => `<?php\n/*\n * Plugin Name: ${name}\n${more} */\n`;

/** Every page dies; REST and login are refused; and those that make a list awkward. */
const PLUGINS = {
  'wreck/wreck.php': `${header('Wreck &amp; <b>Ruin</b>', ' * Version: 1.2\n * Author: Me\n')}call_of_nothing();`,
  'warden/warden.php': `${header('Warden')}
add_filter( 'rest_authentication_errors', fn() => new WP_Error( 'rest_login_required', 'No.', array( 'status' => 401 ) ), 999 );
add_action( 'login_init', function () { status_header( 401 ); exit( 'No.' ); } );`,
  'gifts/gifts.php': header('Gifts', ' * Requires Plugins: warden, wrapping\n'),
  'single.php': `${header('Single')}trigger_error( 'loud [1] {"a": 2}', E_USER_WARNING );`,
  'dotted.name/dotted.name.php': header('Dotted'),
  'été/été.php': header('Été'),
  'farewell/farewell.php': `${header('Farewell')}
register_deactivation_hook( __FILE__, fn() => update_option( 'farewell', 'ran' ) );`,
};
/** Not sorted, with holes as WordPress leaves them, and one plugin whose files are gone. */
const OPTION = serialized([
  [0, 'warden/warden.php'],
  [2, 'été/été.php'],
  [3, 'gone/gone.php'],
  [5, 'farewell/farewell.php'],
  [6, 'single.php'],
  [9, 'dotted.name/dotted.name.php'],
  [12, 'wreck/wreck.php'],
]);

const run: RunProgram = createRunProgram({
  env: process.env,
  platform: process.platform,
  kill: (pid, signal) => process.kill(pid, signal),
});

const missing = whyNoPhp();

describe.skipIf(missing !== null)(
  `WP-CLI${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let site: NativeWordPress;

    beforeAll(async () => {
      site = await startNativeWordPress(PLUGINS);
    });
    beforeEach(() => site.setActiveOption(OPTION));
    afterAll(() => site?.stop());

    const cli = () =>
      createWpCli({ command: parseWpCliCommand(site.wpCli), run, timeoutMs: 120_000 });
    const switchOf = (address = addressOf(site.url)) =>
      createWpCliSwitch({ wpCli: cli(), address, clock: systemClock() });
    const statusOf = async (path: string) => (await fetch(site.url + path)).status;

    it('lists, switches and restores a site on which every page is a fatal error', async () => {
      expect(await statusOf('')).toBe(500);
      const control = switchOf();
      const list = await control.list();
      const baseline = list.filter(({ status }) => status === 'active').map(({ plugin }) => plugin);
      expect(baseline).toEqual([
        'warden/warden',
        'été/été',
        'farewell/farewell',
        'single',
        'dotted.name/dotted.name',
        'wreck/wreck',
      ]);
      expect(list.find(({ plugin }) => plugin === 'wreck/wreck')).toMatchObject({
        name: 'Wreck & Ruin',
        version: '1.2',
        author: 'Me',
      });
      expect(list.find(({ plugin }) => plugin === 'gifts/gifts')).toMatchObject({
        status: 'inactive',
        requires: ['warden/warden'],
        missingRequires: ['wrapping'],
      });

      const withoutWreck = baseline.filter((plugin) => plugin !== 'wreck/wreck');
      expect(await control.activateExactly(withoutWreck)).toMatchObject({
        active: withoutWreck,
        refused: [],
      });
      expect(await statusOf('')).toBe(200);
      expect(await statusOf('wp-json/')).toBe(401);
      expect(await statusOf('wp-login.php')).toBe(401);

      expect((await control.activateExactly(['single'])).active).toEqual(['single']);
      expect(await statusOf('wp-json/')).toBe(200);
      expect(site.activeOption()).toContain('gone/gone.php');

      expect(await control.activateExactly(baseline)).toMatchObject({
        active: baseline,
        refused: [],
      });
      expect(site.activeOption()).toBe(OPTION);
      expect(await statusOf('')).toBe(500);
    });

    it('finds the plugin that kills every page, and then the one that refuses the API, without signing in', async () => {
      const control = switchOf();
      const list = await control.list();
      const suspects = list.flatMap(({ plugin, status }) => (status === 'active' ? [plugin] : []));
      const guilty: string[] = [];
      for (const [path, failing] of [
        ['', 500],
        ['wp-json/wp/v2/posts', 401],
      ] as const) {
        const search = findCulprits({ suspects, price: control.price });
        let step = search.next();
        while (!step.done) {
          const active = step.value.active.filter((plugin) => !guilty.includes(plugin));
          await control.activateExactly(active, { owned: suspects });
          const status = await statusOf(path);
          step = search.next(
            status === failing ? 'fails' : status === 200 ? 'passes' : 'unresolved',
          );
        }
        expect(step.value.outcome).toBe('found');
        guilty.push(...step.value.culprits.flatMap(({ plugins }) => plugins));
      }
      expect(guilty).toEqual(['wreck/wreck', 'warden/warden']);
      await control.activateExactly(suspects, { owned: suspects });
      expect(site.activeOption()).toBe(OPTION);
    });

    it('runs no hook of a plugin that it deactivates', async () => {
      await switchOf().activateExactly([], { owned: ['farewell/farewell', 'wreck/wreck'] });
      expect(site.activeOption()).not.toContain('farewell');
      await expect(cli().run({ args: ['option', 'get', 'farewell'] })).rejects.toMatchObject({
        code: 'wp-cli-failed',
      });
    });

    it('changes nothing when the command leads to another site', async () => {
      const control = switchOf(addressOf('http://127.0.0.1:1/'));
      await expect(control.activateExactly([])).rejects.toMatchObject({
        code: 'wp-cli-other-site',
        facts: { named: site.url.replace(/\/$/, '') },
      });
      expect(site.activeOption()).toBe(OPTION);
    });

    it('tells WP-CLI in its own words when there is no WordPress', async () => {
      const command = parseWpCliCommand(site.wpCli.replace(site.path, '/nowhere'));
      const wpCli = createWpCli({ command, run, timeoutMs: 120_000 });
      await expect(wpCli.run({ args: ['option', 'get', 'home'] })).rejects.toMatchObject({
        code: 'wp-cli-failed',
        facts: {
          exit: 1,
          said: expect.stringMatching(/does not seem to be a WordPress installation/),
        },
      });
    });

    it('answers the same as the simulated one of the other tests', async () => {
      const command = parseWpCliCommand(site.wpCli);
      const real = async (args: readonly string[], input?: string) => {
        const words = argumentsFor(command, [...args, '--skip-plugins', '--skip-themes']);
        const end = await run({ program: command.program, args: words, input, timeoutMs: 120_000 });
        const { code, stdout, stderr } = end;
        return { code, stdout: stdout.trim(), stderr: stderr.trim() };
      };
      const listed = await readWpCliPlugins(cli());
      const { home, siteurl } = { home: site.url.slice(0, -1), siteurl: site.url.slice(0, -1) };
      const active = (await real(['option', 'get', 'active_plugins', '--format=json'])).stdout;
      const model: StandInSite = {
        home,
        siteurl,
        active,
        plugins: [
          ...listed.plugins.map((each) => ({
            file: `${each.plugin}.php`,
            title: each.plugin === 'wreck/wreck' ? 'Wreck &amp; <b>Ruin</b>' : each.name,
            version: each.version,
          })),
          ...listed.mustUse.map(({ file, name }) => ({
            file,
            title: name,
            kind: 'must-use' as const,
          })),
          ...listed.dropIns.map(({ file, name }) => ({
            file,
            title: name,
            kind: 'dropin' as const,
          })),
        ],
      };
      const calls: [readonly string[], string?][] = [
        [['option', 'get', 'home']],
        [['option', 'get', 'siteurl']],
        [['option', 'get', 'permalink_structure']],
        [['plugin', 'list', '--fields=name,file,status,version,title', '--format=json']],
        [['option', 'get', 'active_plugins', '--format=json']],
        [['option', 'update', 'active_plugins', '--format=json'], ''],
        [['option', 'update', 'active_plugins', '--format=json'], active],
        [['option', 'update', 'active_plugins', '--format=json'], '["single.php","a/b.php"]'],
        [['option', 'get', 'active_plugins', '--format=json']],
        [
          [
            'option',
            'update',
            'active_plugins',
            '{"0":"single.php","2":"été.php"}',
            '--format=json',
          ],
        ],
        [['option', 'get', 'active_plugins', '--format=json']],
        [['option', 'update', 'active_plugins', '--format=json'], '""'],
        [['option', 'get', 'active_plugins', '--format=json']],
        [['plugin', 'delete', 'gifts']],
        [['plugin', 'delete', 'gifts']],
      ];
      for (const [args, input] of calls) {
        const { code, stdout, stderr } = standIn(model, args, input);
        expect.soft({ args, code, stdout: stdout.trim(), stderr: stderr.trim() }).toEqual({
          args,
          ...(await real(args, input)),
        });
      }
    });
  },
);

function serialized(entries: readonly (readonly [number, string])[]): string {
  const items = entries.map(([key, file]) => `i:${key};s:${Buffer.byteLength(file)}:"${file}";`);
  return `a:${entries.length}:{${items.join('')}}`;
}
