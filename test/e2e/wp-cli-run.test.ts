/** The whole program over `--wp-cli`, on a real WordPress with a real WP-CLI: what no plugin can lock. */

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type NativeWordPress, startNativeWordPress, whyNoPhp } from '../../mocks/native/start.ts';
import { SWITCHES } from '../../src/report/screens/plan.ts';
import { Session } from '../ui/terminal.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const header = (name: string) => `<?php\n/*\n * Plugin Name: ${name}\n * Version: 1.2\n */\n`;

const PLUGINS = {
  'wreck/wreck.php': `${header('Wreck')}call_of_nothing();`,
  // Refuses the REST API and the login page, to everybody.
  'warden/warden.php': `${header('Warden')}
add_filter( 'rest_authentication_errors', fn() => new WP_Error( 'rest_login_required', 'No.', array( 'status' => 401 ) ), 999 );
add_action( 'login_init', function () { status_header( 401 ); exit( 'No.' ); } );`,
  'gifts/gifts.php': header('Gifts'),
  'maps/maps.php': header('Maps'),
  'single.php': header('Single'),
  'farewell/farewell.php': `${header('Farewell')}
register_deactivation_hook( __FILE__, fn() => update_option( 'farewell', 'ran' ) );`,
};

/** In an order that WordPress would not choose, with holes in the keys, as it leaves them. */
function option(...files: readonly string[]): string {
  const items = files.map((file, at) => `i:${at * 2};s:${Buffer.byteLength(file)}:"${file}";`);
  return `a:${files.length}:{${items.join('')}}`;
}

const HARMLESS = ['single.php', 'maps/maps.php', 'farewell/farewell.php', 'gifts/gifts.php'];
const WRECKED = option('single.php', 'wreck/wreck.php', ...HARMLESS.slice(1));
const GUARDED = option(...HARMLESS.slice(0, 2), 'warden/warden.php', ...HARMLESS.slice(2));

const BROKEN = `<?php
add_action( 'rest_api_init', fn() => call_of_nothing() );
add_action( 'login_init', fn() => call_of_nothing() );`;

const missing = whyNoPhp();

describe.skipIf(missing !== null)(
  `a run with --wp-cli${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let site: NativeWordPress;
    let home: string;
    let remove: () => Promise<void>;

    beforeAll(async () => {
      site = await startNativeWordPress(PLUGINS);
    });
    beforeEach(async () => {
      ({ home, remove } = await temporaryHome());
    });
    afterEach(() => remove());
    afterAll(() => site?.stop());

    const run = async (args: readonly string[], onProgress?: Parameters<typeof runCli>[1]) => {
      const line = [site.url, '--wp-cli', site.wpCli, '--format', 'json', '--verbose', ...args];
      const ran = await runCli(line, { env: { WP_BISECT_HOME: home }, ...onProgress });
      return { ...ran, report: ran.stdout === '' ? null : JSON.parse(ran.stdout) };
    };
    const journals = async () => {
      const folders = await readdir(join(home, 'sites'));
      const files = await Promise.all(
        folders.map((folder) => readdir(join(home, 'sites', folder))),
      );
      return files.flat().filter((name) => name.startsWith('journal'));
    };

    it('finds the plugin that makes every page die, and restores the list byte for byte', async () => {
      site.setActiveOption(WRECKED);
      expect((await fetch(site.url)).status).toBe(500);
      const { code, report, stderr } = await run(['--bisect', '--fails-on', '500']);
      expect(code, stderr).toBe(0);
      expect(report).toMatchObject({
        outcome: 'culprit-found',
        switch: 'wp-cli',
        restored: true,
        culprits: [{ plugins: [{ plugin: 'wreck/wreck' }], proof: { without: 'passes' } }],
      });
      expect(site.activeOption()).toBe(WRECKED);
      expect(await journals()).toEqual([]);
    });

    it('finds the plugin that refuses both REST and login, without any password', async () => {
      site.setActiveOption(GUARDED);
      const { code, report, stderr } = await run(['--bisect']);
      expect(code, stderr).toBe(0);
      expect(report).toMatchObject({
        outcome: 'culprit-found',
        switch: 'wp-cli',
        culprits: [{ plugins: [{ plugin: 'warden/warden' }] }],
      });
      expect(stderr).not.toMatch(/Signed in|No way in/);
      expect(site.activeOption()).toBe(GUARDED);
    });

    it('takes an alias of WP-CLI for the site', async () => {
      site.setActiveOption(GUARDED);
      const config = join(home, 'wp-cli.yml');
      await writeFile(config, `'@prod':\n  path: ${site.path}\n'@shop':\n  path: /nowhere\n`);
      const wp = site.wpCli.replace(/'--path=[^']*' /, '');
      const env = { WP_BISECT_HOME: home, WP_CLI_CONFIG_PATH: config };
      const args = ['--wp-cli', wp, '--bisect', '--format', 'json', '--only', 'warden'];
      const { code, stdout, stderr } = await runCli(['@prod', ...args], { env });
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ outcome: 'culprit-found', site: site.url });
      expect(site.activeOption()).toBe(GUARDED);

      const unknown = await runCli(['@live', ...args], { env });
      expect(unknown.code, unknown.stderr).toBe(3);
      expect(JSON.parse(unknown.stdout).problem).toMatchObject({
        code: 'wp-cli-alias',
        fact: 'WP-CLI does not know the alias @live.',
        remedy: 'Give the alias of one site: @prod or @shop.',
      });
    });

    it('activates every plugin again when it is stopped', async () => {
      site.setActiveOption(GUARDED);
      let sent = false;
      const { code, report, stderr } = await run(['--bisect'], {
        onProgress(said, child) {
          if (sent || !/: off$/m.test(said)) return;
          sent = child.kill('SIGINT');
        },
      });
      expect(code, stderr).toBe(130);
      expect(report).toMatchObject({ outcome: 'cancelled', restored: true });
      expect(site.activeOption()).toBe(GUARDED);
      expect(await journals()).toEqual([]);
    });

    it('works in the terminal UI without asking for a password', async () => {
      site.setActiveOption(GUARDED);
      const session = new Session(inject('cli'), {
        args: [site.url, '--wp-cli', site.wpCli],
        env: { WP_BISECT_HOME: home, DISPLAY: '' },
        waitMs: 120_000,
      });
      await session.shows('Who gets');
      session.type('4');
      await session.shows('Which of these is your problem?');
      session.type('\r');
      await session.shows('Enter: find the plugin');
      session.type('\r');
      await session.shows(`How     ${SWITCHES['wp-cli'].how.slice(0, 40)}`);
      session.type('\r');

      await session.shows('Start now?');
      session.type('\r');
      await session.shows('What now?');

      expect(session.text()).toContain('Warden');
      session.type('q');
      expect(await session.end()).toBe(0);
      expect(site.activeOption()).toBe(GUARDED);
    });

    it('restores after a kill also on a site that is broken by then', async () => {
      site.setActiveOption(GUARDED);
      let sent = false;
      const killed = await run(['--bisect'], {
        onProgress(stderr, child) {
          if (sent || !/: off$/m.test(stderr)) return;
          sent = child.kill('SIGKILL');
        },
      });
      expect(killed.code).toBeNull();
      expect(site.activeOption()).not.toBe(GUARDED);
      // By hand: REST and the login page are closed now, whatever plugins are active.
      const broken = join(site.path, 'wp-content', 'mu-plugins', 'broken.php');
      await mkdir(join(broken, '..'), { recursive: true });
      await writeFile(broken, BROKEN);
      expect((await fetch(`${site.url}wp-json/`)).status).toBe(500);
      expect((await fetch(`${site.url}wp-login.php`)).status).toBe(500);

      const { code, report, stderr } = await run(['--restore']);
      expect(code, stderr).toBe(0);
      expect(report).toMatchObject({
        outcome: 'restored',
        restored: true,
        cost: { requests: 0 },
      });
      expect(report.notes).toContainEqual({
        type: 'restored-through',
        switch: 'wp-cli',
        instead: null,
      });
      expect(site.activeOption()).toBe(GUARDED);
      expect(await journals()).toEqual([]);
    });
  },
);
