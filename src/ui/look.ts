/** What a terminal can show: its characters, its columns, and who reads it. Pure. */

import type { Paint } from '../report/format.ts';

/** The characters beyond plain text that the screens use. */
export type Glyphs = {
  readonly cursor: string;
  readonly pointer: string;
  readonly dot: string;
  readonly cleared: string;
  readonly clue: string;
  readonly cause: string;
  readonly running: string;
  readonly pending: string;
  readonly suspectOn: string;
  readonly suspectOff: string;
  readonly asideOn: string;
  readonly asideOff: string;
  readonly pinned: string;
  readonly culprit: string;
  readonly rule: string;
};

/** Signs that every font of a UTF-8 terminal has; each differs from the others by shape. */
export const SIGNS: Glyphs = {
  cursor: '\u258f',
  pointer: '\u203a',
  dot: '\u2022',
  cleared: '\u2713',
  clue: '!',
  cause: '\u2717',
  running: '\u25b8',
  pending: '\u00b7',
  suspectOn: '\u25a0',
  suspectOff: '\u25a1',
  asideOn: '\u2022',
  asideOff: '\u00b7',
  pinned: '=',
  culprit: '\u2717',
  rule: '\u2502',
};

/** The same in ASCII. */
export const ASCII: Glyphs = {
  cursor: '|',
  pointer: '>',
  dot: '*',
  cleared: '+',
  clue: '!',
  cause: 'X',
  running: '>',
  pending: '.',
  suspectOn: '#',
  suspectOff: 'o',
  asideOn: ',',
  asideOff: '.',
  pinned: '=',
  culprit: 'X',
  rule: '|',
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The signs that the terminal can draw one column wide. East Asian fonts draw many of them two
 * columns wide, and the Linux console has few of them.
 */
export function glyphsFor(env: Environment): Glyphs {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  if (env.TERM === 'linux' || /^(ja|ko|zh)/i.test(locale)) return ASCII;
  const windows = env.OS === 'Windows_NT' && (env.WT_SESSION || env.TERM_PROGRAM);
  return windows || /utf-?8/i.test(locale) ? SIGNS : ASCII;
}

/** True where a screen reader follows: lines of text, no map, no clock. Ink reads the same variable. */
export function isLinear(env: Environment): boolean {
  return env.INK_SCREEN_READER === 'true';
}

/** What a screen is drawn with. */
export type Look = {
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  /** Columns of the main part. */
  readonly width: number;
  /** Columns of the part beside it; 0 where there is no room for one. */
  readonly side: number;
  /** Rows between the heading and the bottom line. */
  readonly rows: number;
  readonly linear: boolean;
};

const WIDE = 110;
const WIDEST = 180;

/** Columns: two less than the terminal. Ink's cut text with wide characters is one too wide at times. */
export function columnsOf(columns: number): { readonly width: number; readonly side: number } {
  const all = Math.max(10, columns - 2);
  if (columns < WIDE) return { width: Math.min(100, all), side: 0 };
  const width = Math.floor((Math.min(WIDEST, all) - 3) / 2);
  return { width, side: width };
}
