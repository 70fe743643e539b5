/** The whole program on a WordPress on which every page is a fatal error, with the link that WordPress mails. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const WRECK = 'wreck/wreck';
const LATE = 'late/late';
const ANCHOR = 'anchor/anchor';
const LIMPET = 'limpet/limpet';
const QUIET = ['hello-otter', 'woolshop/woolshop', 'ledger-keeper/ledger-keeper'];

/**
 * One dies when its file is read, so WordPress does not take it back; another only when a page is made; one where
 * the plugin is off that refuses visitors, and says nowhere that it needs that one.
 */
const PLUGINS = {
  wreck: '<?php\n/* Plugin Name: Wreck */\ncall_of_nothing();',
  late: `<?php\n/* Plugin Name: Late */\nadd_action( 'init', function () { call_of_nothing_else(); } );`,
  anchor: `<?php\n/* Plugin Name: Anchor */
function anchor_hold() {}
add_filter( 'rest_authentication_errors', function ( $user ) {
	return is_user_logged_in() ? $user : new WP_Error( 'rest_not_logged_in', 'Sign in.', [ 'status' => 401 ] );
} );`,
  limpet: `<?php\n/* Plugin Name: Limpet */\nadd_action( 'init', function () { anchor_hold(); } );`,
};

let folder: string;
let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wp-bisect-wrecks-'));
  const mount = Object.entries(PLUGINS).map(([name, text]) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, `${name}.php`), text);
    return join(folder, name);
  });
  site = await startWordPress({ plugins: QUIET, mount, active: QUIET });
});
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());
afterAll(async () => {
  await site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What WordPress mails to the administrator. */
const mailedLink = () =>
  site.runPhp(`$links = new WP_Recovery_Mode_Link_Service( new WP_Recovery_Mode_Cookie_Service(), new WP_Recovery_Mode_Key_Service() );
echo $links->generate_url();`);

const environment = (link: string | undefined) => ({
  WP_BISECT_HOME: home,
  WP_BISECT_USER: site.user,
  WP_BISECT_PASSWORD: site.password,
  WP_BISECT_RECOVERY_LINK: link,
});

async function run(link: string | undefined, ...args: string[]) {
  const ran = await runCli([site.url, '--bisect', '--format', 'json', ...args], {
    env: environment(link),
  });
  return { ...ran, report: JSON.parse(ran.stdout) };
}

const keyOf = (link: string) => new URL(link).searchParams.get('rm_key') ?? '';

describe('a run where every page is a fatal error', () => {
  it('names the plugin that dies when it is loaded, and leaves it off because WordPress refuses to activate it', async () => {
    await site.reset([...QUIET, WRECK]);
    const link = await mailedLink();
    const { code, report, stderr, stdout } = await run(link);
    expect(report.culprits).toMatchObject([
      {
        plugins: [{ plugin: WRECK }],
        proof: { without: 'passes', alone: 'not-tested', again: 'died-on-activation' },
      },
    ]);
    expect(report.leftOff).toEqual([{ plugin: WRECK, why: 'fatal-error' }]);
    expect(report).toMatchObject({ restored: true, difference: { missing: [] } });
    expect(code).toBe(0);
    expect(stderr).toContain('WordPress refuses to activate Wreck, so it stays off.');
    expect(await site.activePlugins()).toEqual(QUIET.toSorted());
    expect(stdout + stderr).not.toContain(keyOf(link));
  });

  it('activates a plugin again that dies only while a page is built, and ends Recovery Mode', async () => {
    await site.reset([...QUIET, LATE]);
    const { code, report } = await run(await mailedLink());
    expect(report.culprits).toMatchObject([
      { plugins: [{ plugin: LATE }], proof: { without: 'passes', again: 'fails' } },
    ]);
    expect(report).toMatchObject({ restored: true, leftOff: [] });
    expect(code).toBe(0);
    expect(await site.activePlugins()).toEqual([...QUIET, LATE].toSorted());
    const paused = await site.runPhp(
      `echo $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE '%\\_paused\\_extensions'" );`,
    );
    expect(paused).toBe('0');
  });

  it('says what to add where there is no link, and changes nothing', async () => {
    await site.reset([...QUIET, LATE]);
    const { code, report } = await run(undefined);
    expect(code).toBe(3);
    expect(report.problem.remedy).toContain('WP_BISECT_RECOVERY_LINK');
    expect(await site.activePlugins()).toEqual([...QUIET, LATE].toSorted());
  });

  it('is restored after a kill with a new link, and reports the plugin that cannot be activated again', async () => {
    await site.reset([...QUIET, WRECK]);
    await runCli([site.url, '--bisect'], {
      env: environment(await mailedLink()),
      onProgress: (stderr, child) => {
        if (/^ +2 /m.test(stderr)) child.kill('SIGKILL');
      },
    });
    const link = await mailedLink();
    const ran = await runCli([site.url, '--restore', '--format', 'json'], {
      env: environment(link),
    });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      restored: true,
      leftOff: [{ plugin: WRECK, why: 'fatal-error' }],
    });
    expect(await site.activePlugins()).toEqual(QUIET.toSorted());
  });
});

describe('a run after which every page dies, for a plugin needs the one that is off', () => {
  it('says whose error it is and how to get out, and --restore does as it says', async () => {
    const whole = [...QUIET, ANCHOR, LIMPET];
    await site.reset(whole);
    const { code, report } = await run(
      undefined,
      '--switch',
      'admin',
      '--request',
      'GET /wp-json/wp/v2/posts',
    );
    expect(code).toBe(5);
    expect(report.notes).toContainEqual({ type: 'ends-every-page', plugin: 'limpet' });
    expect(report.difference.unknown.plugins).toEqual([ANCHOR]);

    const stuck = await runCli([site.url, '--restore'], { env: environment(undefined) });
    expect(stuck.code).toBe(5);
    expect(stuck.stdout).toContain('A fatal error of limpet ends every request');
    expect(stuck.stdout).toMatch(/WP_BISECT_RECOVERY_LINK.*--restore brings everything back/);

    const { code: restored } = await runCli([site.url, '--restore'], {
      env: environment(await mailedLink()),
    });
    expect(restored).toBe(0);
    expect(await site.activePlugins()).toEqual(whole.toSorted());
  });
});
