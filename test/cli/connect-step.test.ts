// The interactive program as a person starts it: without a word, the site typed at its first screen.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import { Session } from '../ui/terminal.ts';
import { type Built, buildWholeCli } from './build.ts';

const PASSWORD = 'c0rrect-Horse!battery';

let built: Built;
beforeAll(async () => {
  built = await buildWholeCli();
});
afterAll(() => built.remove());

/** A site, and the program in a terminal with the address of it already entered. */
async function start(password: string) {
  const home = await mkdtemp(join(tmpdir(), 'wp-bisect-connect-'));
  const site = createSite({ users: [{ login: 'admin', password: PASSWORD }], plugins: ['guard'] });
  const served = await serve(site);
  const session = new Session(built.cli, {
    env: { WP_BISECT_HOME: home, WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: password },
  });
  await session.until('the question', () => /\bsite\b/i.test(session.everything()));
  session.type(served.url);
  await session.until('the address', () => session.everything().includes(served.url));
  session.type('\r');
  const stop = async () => {
    session.signal('SIGTERM');
    const code = await session.end();
    await served.close();
    await rm(home, { recursive: true, force: true });
    return code;
  };
  return { file: join(home, 'remembered.json'), site, url: served.url, session, stop };
}

test('takes what is typed while the rest of the program loads, and remembers the site', async () => {
  const { file, site, url, session, stop } = await start(PASSWORD);
  await session.until('a sign-in', () => existsSync(file) && site.counters.logins > 0);
  const text = await readFile(file, 'utf8');
  expect(JSON.parse(text).sites).toMatchObject([{ site: url, kept: [] }]);
  expect(text).not.toContain(PASSWORD);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await stop();
});

test('asks how to sign in after a refusal, also where the keyring is not installed', async () => {
  // There are no node_modules beside this bundle, so its optional part is missing.
  const { site, session, stop } = await start('of last year');
  await session.until('the question', () => /sign in( to|\?)/i.test(session.everything()));
  expect(site.counters).toMatchObject({ logins: 0, failedLogins: 1 });
  expect(await stop()).toBe(130);
  expect(site.counters).toMatchObject({ logins: 0, failedLogins: 1 });
});

test('names --bisect in a terminal that cannot draw, and draws nothing', async () => {
  const session = new Session('/usr/bin/env', {
    args: ['TERM=dumb', process.execPath, built.cli, 'lantern-books.example'],
    single: true,
  });
  expect(await session.end()).toBe(2);
  expect(session.everything()).toContain('This terminal cannot draw the interactive screens.');
  expect(session.everything()).toContain('wp-bisect lantern-books.example --bisect');
  expect(session.raw).not.toContain('\u001b[?1049h');
});

test('starts with an address, a flag and a language', async () => {
  const home = await mkdtemp(join(tmpdir(), 'wp-bisect-connect-'));
  const session = new Session(built.cli, {
    args: ['--lang', 'ru', '--verbose'],
    env: { WP_BISECT_HOME: home },
  });
  await session.shows('Какой сайт?');
  session.type('\u0003');
  expect(await session.end()).toBe(130);
  await rm(home, { recursive: true, force: true });
});
