// The pictures of the main screens: a whole run in a real terminal, photographed on the way.
import * as shop from './shop.ts';
import { svgOf } from './svg.ts';
import { bundle, Session } from './terminal.ts';

/** The folder of the pictures. */
export const PICTURES = new URL('pictures/', import.meta.url);

/** Plays the run and resolves with the pictures by file name; the same ones every time. */
export async function takePictures(): Promise<ReadonlyMap<string, string>> {
  const program = await bundle('test/ui/fixtures/program.tsx');
  const pictures = new Map<string, string>();
  const session = new Session(program.file, { columns: 92, rows: 26, env: { STEP: '1' } });
  const take = async (name: string, title: string, ...shown: readonly string[]) => {
    // A frame is whole when what it ends with is there, too.
    for (const text of shown) await session.shows(text);
    pictures.set(`${name}.svg`, svgOf(session.cells(), title));
  };
  try {
    await session.shows('Which site?');
    session.type('\r');
    await session.shows('Sign in to');
    session.type('2\rmira\rlantern-light');
    await take('sign-in', 'Signing in', '+\u258f', 'It is stored nowhere', 'Esc: back');
    session.type('\r');
    await session.shows('What is to be done?');
    session.type('\r');
    await take('diagnosis', 'The diagnosis as a checklist', '10 of 13 looked at', '?: keys');
    session.signal('SIGUSR2');
    await session.shows('What is to be examined?');
    session.type('\r');
    await session.shows('will be switched off and on');
    session.type('\u001b[B');
    await take('plan', 'The plan', '\u203a [x] ! Backup Basket', '?: keys');
    session.type('\r');
    await session.shows('Start now?');
    session.type('\r');
    for (let probe = 1; probe < 6; probe += 1) {
      await session.shows(`(probe ${probe})`);
      session.signal('SIGUSR2');
    }
    await take('search', 'The search', '(probe 6)', 'Suspects: 24 > 12 > 6 > 3', 'u: undo');
    for (let probe = 6; probe <= shop.PROBES.length; probe += 1) {
      await session.shows(`(probe ${probe})`);
      session.signal('SIGUSR2');
    }
    await take('answer', 'The answer', '25 of 25 plugins active', '6  Look for more', 'q: quit');
    session.type('q');
    await session.end();
  } finally {
    await program.remove();
  }
  return pictures;
}
