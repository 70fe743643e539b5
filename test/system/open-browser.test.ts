import { describe, expect, it } from 'vitest';
import { createOpenPage, type Desktop } from '../../src/system/open-browser.ts';

const URL_ = 'http://127.0.0.1:41234/x';

function open(platform: string, env: Desktop['env'], fails = false) {
  const started: { command: string; args: readonly string[]; env: Desktop['env'] }[] = [];
  const openPage = createOpenPage({
    platform,
    env,
    async start(command, args, given) {
      if (fails) throw new Error('ENOENT');
      started.push({ command, args, env: given });
    },
  });
  return { opened: openPage(URL_), started };
}

describe('opening a page in the browser', () => {
  it.each([
    ['darwin', {}, ['open', URL_]],
    ['win32', {}, ['rundll32.exe', 'url.dll,FileProtocolHandler', URL_]],
    ['linux', { DISPLAY: ':0' }, ['xdg-open', URL_]],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', URL_]],
  ])('uses the opener of %s', async (platform, env, line) => {
    const { opened, started } = open(platform, env);
    expect(await opened).toBe('opened');
    expect(started.map(({ command, args }) => [command, ...args])).toEqual([line]);
  });

  it.each([
    ['over SSH', 'linux', { SSH_CONNECTION: '10.0.0.2 1 10.0.0.1 22', DISPLAY: ':0' }, 'remote'],
    ['over SSH to a Mac', 'darwin', { SSH_TTY: '/dev/ttys001' }, 'remote'],
    ['without a display', 'linux', {}, 'no-browser'],
  ])('is not tried %s', async (_, platform, env, expected) => {
    const { opened, started } = open(platform, env);
    expect(await opened).toBe(expected);
    expect(started).toEqual([]);
  });

  it('says that it failed where the opener is missing', async () => {
    expect(await open('linux', { DISPLAY: ':0' }, true).opened).toBe('no-browser');
    const real = createOpenPage({ platform: 'linux', env: { DISPLAY: ':0', PATH: '/nowhere' } });
    expect(await real(URL_)).toBe('no-browser');
  });

  it('passes none of our variables on', async () => {
    const { opened, started } = open('darwin', { HOME: '/h', WP_BISECT_PASSWORD: 's3cret' });
    await opened;
    expect(started[0]?.env).toEqual({ HOME: '/h' });
  });
});
