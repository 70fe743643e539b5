/** The two ways to run PHP behind the embedded site: they must not be told apart by anything a test looks at. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findNativePhp } from '../../mocks/embedded/native-php.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { visitor } from '../../mocks/embedded/visitor.ts';

const PLUGINS = ['woolshop/woolshop', 'ledger-keeper/ledger-keeper'];
const running: EmbeddedWordPress[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((site) => site.stop()));
  delete process.env.WP_BISECT_PHP;
});

async function start(php: 'native' | 'wasm'): Promise<EmbeddedWordPress> {
  process.env.WP_BISECT_PHP = php;
  const site = await startWordPress({ plugins: PLUGINS });
  running.push(site);
  return site;
}

/** What a client sees of an address, without what differs from site to site. */
async function seen(site: EmbeddedWordPress) {
  const { visit } = await visitor(site);
  const answers: Record<string, unknown> = {};
  for (const as of ['anonymous', 'session', 'application-password'] as const) {
    for (const path of [
      '',
      'wp-json/',
      'wp-json/wp/v2/plugins',
      'wp-json/wp/v2/users/me?context=edit',
      '?rest_route=/wp/v2/posts',
      'wp-login.php',
      'wp-admin/plugins.php',
      'no-such-page/',
      'wp-includes/css/buttons.css',
    ]) {
      const { status, code, headers } = await visit(as, path);
      answers[`${as} ${path}`] = [status, code, [...headers.keys()].sort()];
    }
  }
  return answers;
}

// Where there is no PHP of 8.1 or newer with SQLite (Debian: php-cli php-sqlite3 php-mbstring php-xml).
describe.skipIf(findNativePhp({ WP_BISECT_PHP: 'native' }) === null)('a PHP of this system', () => {
  it('answers as PHP in WebAssembly does, also of a file that was removed from outside', async () => {
    const native = await start('native');
    const wasm = await start('wasm');
    expect(await native.runPhp('echo PHP_OS_FAMILY, php_sapi_name(), ABSPATH;')).not.toBe(
      await wasm.runPhp('echo PHP_OS_FAMILY, php_sapi_name(), ABSPATH;'),
    );
    expect(await seen(native)).toEqual(await seen(wasm));
    for (const site of [native, wasm]) {
      const file = join(site.contentDir, 'object-cache.php');
      const isThere =
        "echo file_exists( WP_CONTENT_DIR . '/object-cache.php' ) ? 'there' : 'gone';";
      writeFileSync(file, '<?php');
      expect(await site.runPhp(isThere)).toBe('there');
      rmSync(file);
      expect(await site.runPhp(isThere)).toBe('gone');
    }
  });

  it('opens no connection and starts no program', async () => {
    const site = await start('native');
    const tried = await site.runPhp(`
      $found = wp_remote_get( home_url() );
      echo json_encode( array( is_wp_error( $found ), @file_get_contents( home_url() ), function_exists( 'exec' ) ) );`);
    expect(JSON.parse(tried)).toEqual([true, false, false]);
  });

  it('ends when the site ends', async () => {
    const site = await start('native');
    const pid = Number(await site.runPhp('echo getmypid();'));
    expect(isAlive(pid)).toBe(true);
    await site.stop();
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('is started again after it died during a request', async () => {
    const site = await start('native');
    const pid = Number(await site.runPhp('echo getmypid();'));
    process.kill(pid, 'SIGKILL');
    expect((await fetch(site.url)).status).toBe(502);
    expect((await fetch(site.url)).status).toBe(200);
  });
});

it('a PHP of this system is used only where WP_BISECT_PHP asks for it', () => {
  expect(findNativePhp({})).toBeNull();
  expect(findNativePhp({ WP_BISECT_PHP: 'wasm' })).toBeNull();
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
