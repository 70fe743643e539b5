// The whole program in a terminal: signed in by approving in a browser, and revoked when it is stopped.
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { Session } from '../ui/terminal.ts';
import { visitApprovalPage } from './approve-in-browser.ts';
import { temporaryHome } from './run-cli.ts';

let site: EmbeddedWordPress;
beforeAll(async () => {
  site = await startWordPress({ plugins: ['members-only-api/members-only-api'] });
});
afterAll(async () => {
  await site.stop();
});

it('approval in the browser is chosen in the terminal, approved, used, and revoked at the end', async () => {
  const { home, remove } = await temporaryHome();
  const NOWHERE = { DISPLAY: '', WAYLAND_DISPLAY: '', SSH_CONNECTION: '', SSH_TTY: '' };
  const session = new Session(inject('cli'), {
    rows: 40,
    env: { ...NOWHERE, WP_BISECT_HOME: home },
  });
  await session.sees('site');
  session.type(site.url);
  await session.sees(site.url);
  session.type('\r');
  await session.sees('Approve in the browser');
  session.type('3');
  await session.sees('(x) Approve in the browser');
  session.type('\r');
  const address = /http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}/;
  await session.until('the address', () => address.test(session.everything()));

  const visited = await visitApprovalPage(address.exec(session.everything())![0], 'approve', site);
  const password = new URL(visited.at(-1)!.url).searchParams.get('password')!;
  await session.sees('Who gets the 401?');
  session.type('4');
  await session.sees('rest_login_required');
  expect(await names()).toEqual([expect.stringMatching(/^wp-bisect on .+, \d{4}-\d\d-\d\d$/)]);
  expect(session.everything()).not.toContain(password);

  session.type('\x03');
  expect(await session.end()).toBe(130);
  expect(session.everything().replace(/\s+/g, ' ')).toContain('is revoked again');
  expect(await names()).toEqual([]);
  expect(await site.activePlugins()).toEqual(['members-only-api/members-only-api']);
  await remove();
});

/** The names of the administrator's application passwords, out of band. */
async function names(): Promise<string[]> {
  return JSON.parse(
    await site.runPhp(
      `echo wp_json_encode( wp_list_pluck( WP_Application_Passwords::get_user_application_passwords( 1 ), 'name' ) );`,
    ),
  );
}
