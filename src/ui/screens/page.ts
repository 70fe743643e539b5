/** What every screen is made of: parts that fit any terminal, and rows that look alike. Pure. */

import type { Part, Scrolling } from '../fit.ts';
import { cut, pad, widthOf, windowFrom, wrap } from '../fit.ts';
import { characters, type Line } from '../line.ts';
import type { Look } from '../look.ts';

/** One screen: the main part, and what stands beside it where the terminal is wide. */
export type Page = {
  readonly main: readonly (Part | Scrolling)[];
  readonly side?: readonly (Part | Scrolling)[];
};

/** Lines that belong together. */
export function part(keep: number, ...rows: readonly string[]): Part {
  return { keep, rows };
}

/** A paragraph; nothing for an empty text. */
export function paragraph(
  keep: number,
  text: string,
  look: Look,
  paint: (text: string) => string = (plain) => plain,
  indent = '',
): Part {
  return { keep, rows: text === '' ? [] : wrap(text, look.width, indent).map(paint) };
}

/** A heading. */
export function title(text: string, look: Look): Part {
  return { keep: 8, rows: wrap(text, look.width).map(look.paint.bold) };
}

/** One choice of a list. */
export function choiceRow(
  choice: {
    readonly chosen: boolean;
    readonly label: string;
    readonly about: string;
    /** Columns of the labels, so that what they are about stands in one column. */
    readonly labels?: number;
    readonly open?: boolean;
  },
  look: Look,
): string {
  const { paint, glyphs, width } = look;
  const pointer = choice.chosen ? glyphs.pointer : ' ';
  const label = cut(choice.label, width - 2);
  // In narrow terminals a column of its own would leave no room for what it is about.
  const text = width < 70 ? label : pad(label, Math.max(choice.labels ?? 0, widthOf(label)));
  const room = width - 2 - widthOf(text) - 2;
  const about = choice.about === '' || room < 12 ? '' : `  ${cut(choice.about, room)}`;
  const row = choice.chosen ? `${pointer} ${paint.bold(text)}` : `${pointer} ${text}`;
  return choice.open === false ? paint.dim(`${row}${about}`) : row + paint.dim(about);
}

/** Rows of a list that are enough to find one's way; more only where there is room. */
export const AMPLE = 8;

/** A list of which `chosen` is in view, with what is hidden told at its end. */
export function scrolling(
  keep: number,
  rows: readonly string[],
  chosen: number,
  more: (hidden: number) => string,
  least = 3,
): Scrolling {
  return {
    keep,
    ample: Math.max(AMPLE, least),
    least,
    wanted: rows.length,
    rows(room) {
      if (rows.length <= room) return rows;
      const shown = Math.max(1, room - 1);
      const from = windowFrom(chosen, rows.length, shown);
      const window = rows.slice(from, from + shown);
      return room === 1 ? window : [...window, more(rows.length - shown)];
    },
  };
}

/** A text that is being typed. Without colours, too, the cursor is where the bar is. */
export function typedRow({ before, after }: Line, focused: boolean, look: Look): string {
  const { glyphs, width, paint } = look;
  const cursor = focused ? glyphs.cursor : '';
  const room = width - 4;
  let start = 0;
  while (widthOf(before.slice(start).join('')) > room) start += 1;
  const left = before.slice(start).join('');
  const right = cut(after.join(''), Math.max(3, room - widthOf(left)));
  const pointer = focused ? `${glyphs.pointer} ` : '  ';
  return focused ? `${pointer}${left}${paint.bold(cursor)}${right}` : `${pointer}${left}${right}`;
}

const MOST_DOTS = 8;

/** A secret that is being typed: that something arrives, and not how much of it there is. */
export function hiddenRow(line: Line, focused: boolean, look: Look): string {
  const { length } = characters(line.before.join('') + line.after.join(''));
  const dots = look.glyphs.dot.repeat(Math.min(MOST_DOTS, length));
  const more = length > MOST_DOTS ? '+' : '';
  const pointer = focused ? `${look.glyphs.pointer} ` : '  ';
  return `${pointer}${dots}${more}${focused ? look.paint.bold(look.glyphs.cursor) : ''}`;
}
