/** `npm run demo` as a newcomer meets it: in a terminal, with Enter alone, knowing nothing. */

import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { Session } from '../ui/terminal.ts';

const ROOT = join(import.meta.dirname, '../..');
const ENTER = '\r';

/** The demo, started as `npm run demo` starts it. */
function demo(...args: readonly string[]): Session {
  return new Session(join(ROOT, 'node_modules/tsx/dist/cli.mjs'), {
    args: [join(ROOT, 'mocks/demo.ts'), '--cli', inject('cli'), ...args],
    env: { DISPLAY: '' },
    waitMs: 180_000,
  });
}

/** Presses Enter whenever a screen waits for it, and nothing else, until the answer; how often that was. */
async function withEnterAlone(session: Session): Promise<number> {
  let seen = '';
  for (let presses = 0; presses < 20; presses += 1) {
    // A question has its keys in the last row: a new one is another screen.
    await session.until('a question, or the end', (now) => {
      const text = now.text();
      return text !== seen && /Enter: (?!stop)|\[Y\/n\]/.test(text);
    });
    seen = session.text();
    session.type(ENTER);
    if (/What now\?/.test(seen)) return presses + 1;
  }
  throw new Error(`Enter alone leads nowhere:\n${seen}`);
}

describe('npm run demo', () => {
  it.each(['anonymous-rest', 'pair'])(
    'is solved with Enter alone, then reveals which plugin was broken: %s',
    async (scenario) => {
      const session = demo('--scenario', scenario);
      // Something lives from the first second.
      await session.sees('A real WordPress starts');
      await session.sees(' ...');
      // A screen that is drawn once more while the key is under way counts twice.
      expect(await withEnterAlone(session)).toBeLessThan(13);
      expect(await session.end()).toBe(0);
      const said = session.everything();
      // Node's own warnings would be written into the screens.
      expect(session.raw).not.toContain('Warning');
      expect(said).toContain('That is right.');
      expect(said).toContain('The active plugins before and after are the same.');
    },
  );

  it('plays by itself with --auto', async () => {
    const session = demo('--auto', '--scenario', 'anonymous-rest');
    expect(await session.end()).toBe(0);
    expect(session.everything()).toContain('That is right.');
  });
});
