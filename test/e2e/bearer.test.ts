/** An app's bearer token on a real WordPress: who refuses it, what the request needs, and when no plugin is to blame. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

/** Reads `Bearer open-sesame` as the administrator, as JWT plugins do. */
const READER = `<?php
/* Plugin Name: JWT Reader */
add_filter( 'determine_current_user', function ( $user ) {
	return 'Bearer open-sesame' === ( $_SERVER['HTTP_AUTHORIZATION'] ?? '' ) ? 1 : $user;
}, 99 );
`;

const CORNER = `<?php
/* Plugin Name: Members Corner */
add_filter( 'rest_pre_dispatch', function ( $result, $server, $request ) {
	return '/wp/v2/users/me' === $request->get_route()
		? new WP_Error( 'corner_closed', 'Closed.', array( 'status' => 401 ) )
		: $result;
}, 10, 3 );
`;

const [READS, CLOSES] = ['jwt-reader/jwt-reader', 'members-corner/members-corner'] as const;
const SOME = HARMLESS.slice(0, 5);

let site: EmbeddedWordPress;
let folder: string;
let home: { home: string; remove: () => Promise<void> };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wp-bisect-bearer-'));
  const files = [
    ['jwt-reader', READER],
    ['members-corner', CORNER],
  ] as const;
  for (const [name, text] of files) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, `${name}.php`), text);
  }
  const mount = files.map(([name]) => join(folder, name));
  site = await startWordPress({ plugins: SOME, active: SOME, mount });
  home = await temporaryHome();
});
afterAll(async () => {
  await site?.stop();
  await home?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function examine(active: readonly string[], token: string) {
  await site.reset(active);
  const request = ['--request', 'GET /wp-json/wp/v2/users/me', '--as', 'bearer'];
  const { code, stdout, stderr } = await runCli(
    [site.url, '--bisect', '--switch', 'admin', '--format', 'json', ...request],
    {
      env: {
        WP_BISECT_HOME: home.home,
        WP_BISECT_USER: site.user,
        WP_BISECT_PASSWORD: site.password,
        WP_BISECT_BEARER: token,
      },
    },
  );
  expect(await site.activePlugins()).toEqual([...active].toSorted());
  return { code, stderr, report: JSON.parse(stdout) };
}

test('a plugin that refuses a right token is found, with the plugin that reads tokens left on', async () => {
  const { code, report, stderr } = await examine([...SOME, READS, CLOSES], 'open-sesame');
  expect(code, stderr).toBe(0);
  expect(report.culprits).toMatchObject([
    { plugins: [{ plugin: CLOSES }], needs: [{ plugin: READS }] },
  ]);
});

test('a token that its plugin does not accept is the cause, not a plugin or the theme', async () => {
  const { code, report, stderr } = await examine([...SOME, READS], 'forged');
  expect(code, stderr).toBe(1);
  expect(report.cause).toMatchObject({ kind: 'wrong-credentials' });
  expect(report.cause.evidence).toContain('JWT Reader');
});

test('a token that no plugin reads is reported as unread', async () => {
  const { code, report, stderr } = await examine(SOME, 'open-sesame');
  expect(code, stderr).toBe(1);
  expect(report.cause).toMatchObject({ kind: 'wrong-credentials' });
  expect(report.cause.evidence).toContain('WordPress itself reads none');
});
