import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundle, Session } from './terminal.ts';

let program: Bundle;
let lines: Bundle;
beforeAll(async () => {
  [program, lines] = await Promise.all([
    bundle('test/ui/fixtures/program.tsx'),
    bundle('test/ui/fixtures/lines.ts'),
  ]);
});
afterAll(() => Promise.all([program.remove(), lines.remove()]));

type Verdict = { said: unknown[]; interrupts: number; raw: boolean };

/** The program's last words, put together again where the terminal wrapped them. */
function verdictOf(session: Session): Verdict {
  const text = session.everything().split('VERDICT ')[1] ?? 'null';
  return JSON.parse(text.replaceAll('\n', ''));
}

const SHOW = '\u001b[?25h';
const HIDE = '\u001b[?25l';

describe('the terminal UI', () => {
  for (const [columns, rows] of [
    [80, 24],
    [40, 15],
  ] as const) {
    it(`asks, shows and finishes at ${columns}x${rows}`, async () => {
      const session = new Session(program.file, { columns, rows, env: { ASK: 'all' } });
      await session.sees('Address of the site');
      session.type('exampla\u007fe.com\r');
      await session.sees('WordPress user');
      session.type('admin\r');
      await session.sees('How do you sign in');
      session.type('1');
      await session.sees('Password of the account');
      session.type('s3cret');
      await session.sees('******');
      session.type('\r');
      await session.sees('Send it anyway?');
      session.type('y');
      expect(await session.end()).toBe(0);
      expect(verdictOf(session)).toEqual({
        said: ['example.com', 'admin', 'password', 's3cret', true],
        interrupts: 0,
        raw: false,
      });
      // What was typed hidden is nowhere, not even in what scrolled away.
      expect(session.raw.split('VERDICT')[0]).not.toContain('s3cret');
      expect(session.everything()).toContain('Confirmed: REST Guard');
      // The screen was never wiped: what stood there before is still in the scrollback.
      expect(session.raw).not.toContain('\u001b[3J');
      expect(session.raw).not.toContain('\u001b[2J');
      expect(session.raw.lastIndexOf(SHOW)).toBeGreaterThan(session.raw.lastIndexOf(HIDE));
    });
  }

  it('leaves nothing of the live part behind, only the log', async () => {
    const session = new Session(program.file);
    await session.sees('Address');
    session.type('example.com\r');
    await session.end();
    expect(session.everything()).not.toContain('stop and restore');
    expect(session.everything().match(/Restoring the site/g)).toHaveLength(1);
  });

  it('a paste with Enter in it is an answer', async () => {
    const session = new Session(program.file);
    await session.sees('Address');
    session.type('example.com\rjunk');
    expect(await session.end()).toBe(0);
    expect(verdictOf(session).said).toEqual(['example.com']);
  });

  it('Ctrl-C is one stop: restore, exit 130, the terminal as it was', async () => {
    const session = new Session(program.file, { env: { EVENTS: '13' } });
    await session.sees('Address');
    session.type('example.com\r');
    await session.sees('Trying: everything on');
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session)).toEqual({ said: ['example.com'], interrupts: 1, raw: false });
    expect(session.everything()).toContain('Restored: the same plugins are active as before');
  });

  it('a second Ctrl-C explains how to restore, and stops nothing twice', async () => {
    const session = new Session(program.file, { env: { EVENTS: '13', SLOW_RESTORE: '1' } });
    await session.sees('Address');
    session.type('example.com\r');
    await session.sees('Trying: everything on');
    session.type('\u0003');
    await session.sees('Stopping: the site is put back first');
    session.type('\u0003');
    await session.sees('--restore');
    session.signal('SIGUSR2');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session).interrupts).toBe(1);
  });

  it('Ctrl-C while a question is open stops too', async () => {
    const session = new Session(program.file);
    await session.sees('Address');
    session.type('exam\u0003');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session)).toEqual({ said: [], interrupts: 1, raw: false });
  });

  it('q asks before it stops; n goes on, y stops', async () => {
    const session = new Session(program.file, { env: { EVENTS: '13' } });
    await session.sees('Address');
    session.type('example.com\r');
    await session.sees('Trying: everything on');
    session.type('q');
    await session.sees('[y/N]');
    session.type('n');
    await session.until(
      'the question closes',
      () => !session.screen().join('\n').includes('[y/N]'),
    );
    session.type('\u001b');
    await session.sees('[y/N]');
    session.type('y');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session).interrupts).toBe(1);
  });

  it('a terminal made smaller shows one whole frame, and keeps what scrolled away', async () => {
    const session = new Session(program.file, { columns: 100, rows: 30, env: { EVENTS: '13' } });
    await session.sees('Address');
    session.type('example.com\r');
    await session.sees('Trying: everything on');
    session.resize(40, 12);
    const heading = 'wp-bisect  https://example.com/';
    const drawn = () => {
      const screen = session.screen();
      const top = screen.findIndex((line) => line.startsWith(heading));
      return (
        top >= 0 &&
        screen.filter((line) => line.startsWith(heading)).length === 1 &&
        screen.slice(top).some((line) => line.startsWith('q: stop and restore'))
      );
    };
    await session.until('one frame at 40x12', drawn);
    session.resize(90, 24);
    await session.until('one frame at 90x24', drawn);
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    expect(session.raw).not.toContain('\u001b[3J');
  });

  it('without colour there is none', async () => {
    const session = new Session(program.file, { env: { NO_COLOR: '1' } });
    await session.sees('Address');
    session.type('example.com\r');
    expect(await session.end()).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences.
    expect(session.raw).not.toMatch(/\u001b\[\d*(;\d+)*m/);
  });
});

describe('questions line by line', () => {
  it('asks, hides the secret, and repeats what was not understood', async () => {
    const session = new Session(lines.file);
    await session.sees('Address of the site:');
    session.type('\r');
    await session.until('asked again', () => session.everything().split('Address').length === 3);
    session.type(' example.com \r');
    await session.sees('Number [1]:');
    session.type('2\r');
    await session.sees('Application password (hidden):');
    session.type('abcd efgh\r');
    await session.sees('[Y/n]');
    session.type('maybe\r');
    await session.until('asked again', () => session.everything().split('[Y/n]').length === 3);
    session.type('n\r');
    expect(await session.end()).toBe(0);
    expect(verdictOf(session)).toEqual({
      said: ['example.com', 'application-password', 'abcd efgh', false, true],
      interrupts: 0,
      raw: false,
    });
    expect(session.raw.split('VERDICT')[0]).not.toContain('abcd');
  });

  for (const [name, key] of [
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ] as const) {
    it(`${name} gives up, with the terminal as it was`, async () => {
      const session = new Session(lines.file);
      await session.sees('Address of the site:');
      session.type('exam\u0015');
      session.type(key);
      expect(await session.end()).toBe(130);
      expect(verdictOf(session)).toEqual({ said: [], interrupts: 1, raw: false });
    });
  }
});
