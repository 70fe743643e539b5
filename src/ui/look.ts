/** What a terminal can show: its characters, its columns, and who reads it. Pure. */

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
  readonly up: string;
  readonly down: string;
  /** A bar: the part that is done, the part that is to come. */
  readonly full: string;
  readonly empty: string;
  /** The pictures of the spinner, one after the other. */
  readonly spinner: readonly string[];
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
  up: '\u2191',
  down: '\u2193',
  full: '\u2588',
  empty: '\u2591',
  spinner: [
    '\u280b',
    '\u2819',
    '\u2839',
    '\u2838',
    '\u283c',
    '\u2834',
    '\u2826',
    '\u2827',
    '\u2807',
    '\u280f',
  ],
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
  up: '^',
  down: 'v',
  full: '#',
  empty: '-',
  spinner: ['|', '/', '-', '\\'],
};

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The signs that the terminal can draw one column wide. East Asian fonts draw many of them two
 * columns wide, and the Linux console has few of them.
 */
export function glyphsFor(env: Variables): Glyphs {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  if (env.TERM === 'linux' || /^(ja|ko|zh)/i.test(locale)) return ASCII;
  const windows = env.OS === 'Windows_NT' && (env.WT_SESSION || env.TERM_PROGRAM);
  return windows || /utf-?8/i.test(locale) ? SIGNS : ASCII;
}

/** True where a screen reader follows: lines of text, no map, no clock. Ink reads the same variable. */
export function isLinear(env: Variables): boolean {
  return env.INK_SCREEN_READER === 'true';
}
