/** "Updating failed" in the editor: each request of it, refused by a plugin of its own, on a real WordPress. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

/** Folder -> when it refuses, in PHP, with the REST request at hand as $request. */
const REFUSALS = {
  'draft-tidy': `str_contains( $request->get_route(), '/autosaves' )`,
  'verb-trim': `'OPTIONS' === $request->get_method()`,
  'put-stop': `'PUT' === $request->get_method()`,
  'calm-settings': `str_starts_with( $request->get_route(), '/wp/v2/settings' )`,
} as const;

const php = (folder: string, condition: string) => `<?php
/* Plugin Name: ${folder} */
add_filter( 'rest_pre_dispatch', function ( $result, $server, $request ) {
	return ${condition} ? new WP_Error( 'refused_by_test', 'No.', array( 'status' => 401 ) ) : $result;
}, 10, 3 );
`;

/** Refuses the heartbeat, which is no REST request. */
const QUIET_PULSE = `<?php
/* Plugin Name: quiet-pulse */
add_action( 'admin_init', function () {
	if ( wp_doing_ajax() && 'heartbeat' === ( $_REQUEST['action'] ?? '' ) ) {
		wp_die( 'No pulse.', '', array( 'response' => 401 ) );
	}
} );
`;

let site: EmbeddedWordPress;
let folder: string;
let home: { home: string; remove: () => Promise<void> };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wp-bisect-editor-'));
  const files = Object.entries(REFUSALS).map(([name, when]) => [name, php(name, when)] as const);
  for (const [name, text] of [...files, ['quiet-pulse', QUIET_PULSE] as const]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, `${name}.php`), text);
  }
  const own = [...Object.keys(REFUSALS), 'quiet-pulse'];
  const plugins = HARMLESS.slice(0, 6);
  const mount = own.map((name) => join(folder, name));
  site = await startWordPress({ plugins, active: plugins, mount });
  home = await temporaryHome();
});
afterAll(async () => {
  await site?.stop();
  await home?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test.each([...Object.keys(REFUSALS), 'quiet-pulse'])('--for editor finds %s', async (name) => {
  const active = [...HARMLESS.slice(0, 6), `${name}/${name}`];
  await site.reset(active);
  const { code, stdout, stderr } = await runCli(
    [site.url, '--bisect', '--for', 'editor', '--switch', 'admin', '--format', 'json'],
    {
      env: {
        WP_BISECT_HOME: home.home,
        WP_BISECT_USER: site.user,
        WP_BISECT_PASSWORD: site.password,
      },
    },
  );
  const report = JSON.parse(stdout);
  const culprits = report.culprits.flatMap(({ plugins }: { plugins: { plugin: string }[] }) =>
    plugins.map(({ plugin }) => plugin),
  );
  expect(culprits, stderr).toEqual([`${name}/${name}`]);
  expect(code).toBe(0);
  expect(await site.activePlugins()).toEqual(active.toSorted());
});

test('--for editor finds nothing on a healthy site, and writes nothing', async () => {
  await site.reset(HARMLESS.slice(0, 6));
  const count = `echo wp_count_posts()->publish + wp_count_posts()->draft + wp_count_posts()->{'auto-draft'};`;
  const before = await site.runPhp(count);
  const { code, stdout, stderr } = await runCli(
    [site.url, '--bisect', '--for', 'editor', '--format', 'json'],
    {
      env: {
        WP_BISECT_HOME: home.home,
        WP_BISECT_USER: site.user,
        WP_BISECT_PASSWORD: site.password,
      },
    },
  );
  expect(JSON.parse(stdout), stderr).toMatchObject({ outcome: 'not-reproduced', symptoms: [] });
  expect(code).toBe(1);
  expect(await site.runPhp(count)).toBe(before);
});
