/** The keys of the screen beneath. */

import { KEYS, KEYS_TITLE } from '../../report/screens/keys.ts';
import { SEARCHING } from '../../report/screens/searching.ts';
import type { Mode } from '../bindings.ts';
import { pad, wrap } from '../fit.ts';
import { hintsOf } from '../keymap.ts';
import type { Look } from '../look.ts';
import { type Page, scrolling, title } from './page.ts';

const KEY_COLUMN = 13;

/** Every key of a mode, with what it does. */
export function helpPage(beneath: Mode, scroll: number, look: Look): Page {
  const names = hintsOf(beneath).filter((name) => name !== 'interrupt');
  const rows = [...names, 'interrupt' as const].flatMap((name) => {
    const { key, about } = KEYS[name];
    const lines = wrap(about, look.width - KEY_COLUMN);
    return lines.map((line, index) => {
      return `  ${look.paint.bold(pad(index === 0 ? key : '', KEY_COLUMN - 3))} ${line}`;
    });
  });
  return { main: [title(KEYS_TITLE, look), scrolling(8, rows, scroll, SEARCHING.more, 1)] };
}
