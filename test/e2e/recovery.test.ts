import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { systemClock } from '../../src/system/clock.ts';
import type { Connection } from '../../src/wordpress/http/connection.ts';
import { type Browser, createBrowser } from '../../src/wordpress/http/cookies.ts';
import { fatalErrorIn } from '../../src/wordpress/http/fatal-error.ts';
import type { SiteAddress } from '../../src/wordpress/http/types.ts';
import {
  enterRecoveryMode,
  leaveRecoveryMode,
  parseRecoveryLink,
} from '../../src/wordpress/sign-in/recovery.ts';
import { proveSession } from '../../src/wordpress/sign-in/session.ts';
import { adminSwitch } from '../../src/wordpress/switches/admin.ts';
import { addressOf, connect } from '../wordpress/switches/sign-in.ts';

const clock = systemClock();

const WRECK = 'wreck/wreck';
const TRAP = 'trap/trap';
const QUIET = 'hello-otter';

/** One kills every page, the other only the login page and wp-admin. */
const PLUGINS = {
  wreck: '<?php\n/* Plugin Name: Wreck */\ncall_of_nothing();',
  trap: `<?php\n/* Plugin Name: Trap */
add_action( 'login_init', function () { call_of_nothing_either(); } );`,
};

let folder: string;
let site: EmbeddedWordPress;
let connection: Connection;
let address: SiteAddress;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wp-bisect-recovery-'));
  const mount = Object.entries(PLUGINS).map(([name, text]) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, `${name}.php`), text);
    return join(folder, name);
  });
  site = await startWordPress({ plugins: [QUIET], mount, active: [QUIET] });
  connection = connect();
  address = addressOf(site.url);
});
beforeEach(async () => {
  await site.reset([QUIET, WRECK, TRAP]);
  browser = createBrowser(connection.at(new URL(site.url).origin));
});
afterAll(async () => {
  await connection?.close();
  await site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What WordPress mails to the administrator. */
const mailedLink = () =>
  site.runPhp(`$links = new WP_Recovery_Mode_Link_Service( new WP_Recovery_Mode_Cookie_Service(), new WP_Recovery_Mode_Key_Service() );
echo $links->generate_url();`);
const statusOf = async () => (await fetch(site.url)).status;

describe('a page that dies', () => {
  const ask = (accept: string) =>
    browser.send({ url: site.url, headers: { Accept: accept }, retry: false });

  it('is recognised as a fatal error, and names the plugin where the request accepts JSON', async () => {
    expect(fatalErrorIn(await ask('text/html'))).toEqual({ file: null, line: null, plugin: null });
    expect(fatalErrorIn(await ask('application/json'))).toEqual({
      file: expect.stringMatching(/\/wp-content\/plugins\/wreck\/wreck\.php$/),
      line: 3,
      plugin: 'wreck',
    });
  });
});

describe('Recovery Mode', () => {
  it('is the way in where every page is a fatal error', async () => {
    expect(await statusOf()).toBe(500);
    const link = parseRecoveryLink(await mailedLink(), address);
    await enterRecoveryMode(browser, address, link);
    const { user, password } = site;
    const { client } = await proveSession({ address, connection, user, password, browser });

    const control = adminSwitch({ client, address, clock });
    const list = await control.list();
    expect(list.filter(({ status }) => status === 'active').map((each) => each.plugin)).toEqual(
      expect.arrayContaining([QUIET, WRECK, TRAP]),
    );
    const { active } = await control.activateExactly([QUIET, TRAP]);
    expect(active.toSorted()).toEqual([QUIET, TRAP]);
    expect(await statusOf()).toBe(200);
    expect(await leaveRecoveryMode(client, address)).toBe(true);
  });

  it('takes a link only once', async () => {
    const link = parseRecoveryLink(await mailedLink(), address);
    await enterRecoveryMode(browser, address, link);
    const another = createBrowser(connection.at(new URL(site.url).origin));
    await expect(enterRecoveryMode(another, address, link)).rejects.toMatchObject({
      code: 'recovery-refused',
      facts: { why: 'used' },
    });
  });

  it('recognises a link that has expired, and one whose key is wrong', async () => {
    const old = parseRecoveryLink(await mailedLink(), address);
    await site.runPhp(`$keys = get_option( 'recovery_keys' );
foreach ( $keys as $token => $key ) { $keys[ $token ]['created_at'] = 1; }
update_option( 'recovery_keys', $keys );`);
    await expect(enterRecoveryMode(browser, address, old)).rejects.toMatchObject({
      facts: { why: 'expired' },
    });
    const link = parseRecoveryLink(await mailedLink(), address);
    const wrong = { url: link.url.replace(/rm_key=\w+/, 'rm_key=nonsense') };
    await expect(enterRecoveryMode(browser, address, wrong)).rejects.toMatchObject({
      facts: { why: 'wrong' },
    });
  });
});
