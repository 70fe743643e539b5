/**
 * Plugins whose deactivation takes away what the run needs: the right to manage plugins, or every session. On a
 * real WordPress: exit 5 tells every plugin that is off, and --restore brings them back.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { TEST_ALL } from '../test-all.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const CULPRIT = 'members-only-api/members-only-api';
const KEEPER = 'rights-keeper/rights-keeper';
const HOOK = `<?php
/**
 * Plugin Name: Rights Keeper
 */
register_deactivation_hook( __FILE__, static function () {
	get_role( 'administrator' )->remove_cap( 'activate_plugins' );
} );
`;

let site: EmbeddedWordPress;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wp-bisect-rights-'));
  mkdirSync(join(folder, 'rights-keeper'));
  writeFileSync(join(folder, 'rights-keeper', 'rights-keeper.php'), HOOK);
  const plugins = [...HARMLESS, CULPRIT];
  site = await startWordPress({ plugins, mount: [join(folder, 'rights-keeper')] });
});
afterAll(async () => {
  await site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a deactivation that removes the capability to manage plugins', () => {
  // The run waits for the site for more than a minute: one of them is enough for `npm test`.
  test.each(TEST_ALL ? ['admin', 'rest'] : ['admin'])(
    'ends the run with exit 5, which names every plugin that is off (%s)',
    async (way) => {
      const all = [...HARMLESS, CULPRIT, KEEPER].sort();
      await site.reset(all);
      const { home, remove } = await temporaryHome();
      const env = {
        WP_BISECT_HOME: home,
        WP_BISECT_USER: site.user,
        ...(way === 'admin'
          ? { WP_BISECT_PASSWORD: site.password }
          : { WP_BISECT_APP_PASSWORD: await site.createApplicationPassword() }),
      };
      const request = ['--request', 'GET /wp-json/wp/v2/posts', '--as', 'anonymous'];
      const run = [site.url, '--bisect', '--switch', way, '--format', 'json', ...request];
      const ran = await runCli(run, { env });
      const active = await site.activePlugins();
      const off = all.filter((plugin) => !active.includes(plugin));
      expect(off, ran.stderr).toContain(KEEPER);
      expect(ran.code, ran.stderr).toBe(5);
      const { missing, unknown } = JSON.parse(ran.stdout).difference;
      const told = [...missing, ...(unknown?.plugins ?? [])];
      expect(told, ran.stderr).toEqual(expect.arrayContaining(off));
      // What is said to be off is off; of what could not be read it is said that it may be.
      expect(off).toEqual(expect.arrayContaining(missing));
      // Once the right is given back, the journal puts the site back.
      await site.runPhp("get_role( 'administrator' )->add_cap( 'activate_plugins' );");
      const back = await runCli([site.url, '--restore', '--format', 'json'], { env });
      expect(back.code, back.stderr).toBe(0);
      expect(await site.activePlugins()).toEqual(all);
      await remove();
    },
    300_000,
  );
});
