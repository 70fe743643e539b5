/** Text into lines, and lines into a terminal that may be too low for them. Pure. */

import { characters } from './line.ts';

/** Lines that belong together. Where the terminal is too low, those with the lowest `keep` go first. */
export type Part = {
  readonly keep: number;
  readonly rows: readonly string[];
};

/** Lines that depend on how many of them there may be: a list that scrolls. */
export type Scrolling = {
  readonly keep: number;
  /** As many as it would take to show everything. */
  readonly wanted: number;
  /** Down to this it gives way before anything else does. */
  readonly ample: number;
  /** Below this it would be of no use: something else goes first. */
  readonly least: number;
  readonly rows: (room: number) => readonly string[];
};

/** One blank line: the first to go. */
export const GAP: Part = { keep: 0, rows: [''] };

/** Keeps what must be seen whatever the size. */
export const ALWAYS = 9;

/** The lines of the parts, at most `height` of them. */
export function fitRows(parts: readonly (Part | Scrolling)[], height: number): readonly string[] {
  const sizes = parts.map((part) => ('wanted' in part ? part.wanted : part.rows.length));
  const excess = () => sizes.reduce((sum, size) => sum + size, 0) - height;
  const inOrder = parts
    .map(({ keep }, index) => ({ keep, index }))
    .toSorted((a, b) => a.keep - b.keep || b.index - a.index);
  const floorOf = (part: Part | Scrolling, turn: 'ample' | 'least' | 'none') => {
    if (!('wanted' in part)) return turn === 'ample' ? part.rows.length : 0;
    return turn === 'none' ? 0 : Math.min(part[turn], part.wanted);
  };
  for (const turn of ['ample', 'least', 'none'] as const) {
    for (const { index } of inOrder) {
      const floor = floorOf(parts[index]!, turn);
      const size = sizes[index]!;
      sizes[index] = Math.min(size, Math.max(floor, size - Math.max(0, excess())));
    }
  }
  return parts.flatMap((part, index) => {
    const size = Math.max(0, sizes[index]!);
    if (size === 0) return [];
    return 'wanted' in part ? part.rows(size).slice(0, size) : part.rows.slice(0, size);
  });
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** The columns of a text without colours. At worst it takes a character for wider than it is. */
export function widthOf(text: string): number {
  return characters(text).reduce((sum, one) => sum + (WIDE.test(one) ? 2 : 1), 0);
}

/** The text in lines of at most `width` columns, broken at blanks where there are some. */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  const room = Math.max(1, width - widthOf(indent));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const one of characters(word)) {
      if (widthOf(line + one) > room) {
        lines.push(line);
        line = '';
      }
      line += one;
    }
  }
  lines.push(line);
  return lines.map((each) => indent + each);
}

/** The text cut to `width` columns, with dots where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const kept: string[] = [];
  let used = 3;
  for (const one of characters(text)) {
    used += widthOf(one);
    if (used > width) break;
    kept.push(one);
  }
  return `${kept.join('').trimEnd()}...`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences.
const COLOUR = /(\u001b\[[0-9;]*m)/;

/** The row cut to `width` columns, its colours kept: nothing wraps, and nothing stays coloured. */
export function cutPainted(row: string, width: number): string {
  const pieces = row.split(COLOUR);
  const text = pieces.filter((piece) => !COLOUR.test(piece)).join('');
  const kept = cut(text, width);
  if (kept === text) return row;
  let left = kept.length;
  const shown = pieces.map((piece) => {
    if (COLOUR.test(piece)) return piece;
    const begin = kept.length - left;
    left -= Math.min(left, piece.length);
    return kept.slice(begin, begin + piece.length);
  });
  return shown.join('');
}

/** The text cut or filled up to exactly `width` columns. */
export function pad(text: string, width: number): string {
  const short = cut(text, width);
  return short + ' '.repeat(Math.max(0, width - widthOf(short)));
}

/** The window of a list that shows `chosen`: where it begins, when `room` rows fit. */
export function windowFrom(chosen: number, total: number, room: number): number {
  const middle = chosen - Math.floor((room - 1) / 2);
  return Math.max(0, Math.min(middle, total - room));
}
