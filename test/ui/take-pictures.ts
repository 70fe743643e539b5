// The pictures of the main screens: a whole run in a real terminal, photographed on the way.
import { SIGNS } from '../../src/ui/look.ts';
import * as shop from './imagined-shop.ts';
import { svgOf } from './svg.ts';
import { bundle, Session } from './terminal.ts';

/** The first picture of the spinner: photographs are taken when it shows. */
const SPINNER = `${SIGNS.spinner[0]} Searching`;

/** Ends a synchronised update. */
const WHOLE = '\u001b[?2026l';

/** The folder of the pictures. */
export const PICTURES = new URL('pictures/', import.meta.url);

/** Plays the run and resolves with the pictures by file name; the same ones every time. */
export async function takePictures(): Promise<ReadonlyMap<string, string>> {
  const program = await bundle('test/ui/fixtures/program.tsx');
  const pictures = new Map<string, string>();
  const session = new Session(program.file, { columns: 92, rows: 26, env: { STEP: '1' } });
  const take = async (name: string, title: string, ...shown: readonly string[]) => {
    // A frame is whole when all of it is there, and the terminal was told that it is.
    await session.until(shown.join(', '), () => {
      const text = session.text();
      return shown.every((each) => text.includes(each)) && session.raw.endsWith(WHOLE);
    });
    pictures.set(`${name}.svg`, svgOf(session.cells(), title));
  };
  try {
    await session.shows('Which site?');
    session.type('\r');
    await session.shows('Sign in to');
    session.type('2\rmira\rlantern-light');
    await take('sign-in', 'Signing in', '+\u258f', 'Not stored.', 'Esc: back');
    session.type('\r');
    await session.shows('What would you like to do?');
    session.type('\r');
    await session.shows('Which of these is your problem?');
    session.type('\r');
    await session.shows('10 of 14 checks done');
    session.signal('SIGUSR2');
    await session.shows('Enter: find the plugin');
    session.type('f');
    await take(
      'diagnosis',
      'The diagnosis stops before anything is switched',
      'tick the route',
      // Until the fix is measured, one line more is shown than there is room for.
      'has no WWW-Authenticate',
      'q: stop',
    );
    session.type('\r');
    await session.shows('will be switched off and on');
    session.type('\u001b[B');
    await take('plan', 'The plan', '\u203a [x] ! Backup Basket', '?: keys');
    session.type('\r');
    await session.shows('Start now?');
    session.type('\r');
    for (let probe = 1; probe < 6; probe += 1) {
      await session.shows(`Test ${probe}:`);
      session.signal('SIGUSR2');
    }
    await take('search', 'The search', 'Test 6:', '3 suspects left', 'u: undo', SPINNER);
    for (let probe = 6; probe <= shop.PROBES.length; probe += 1) {
      await session.shows(`Test ${probe}:`);
      session.signal('SIGUSR2');
    }
    await take('answer', 'The answer', '7 Check', '\u2193 3 below', 'PgUp/PgDn: scroll');
    session.type('q');
    await session.end();
  } finally {
    await program.remove();
  }
  return pictures;
}
