/** Lines for a terminal, wrapped at words: what stays in the scrollback is read there. */

import wrapAnsi from 'wrap-ansi';

/** Lines as the terminal shows them without breaking a word, unless it is wider than the terminal. */
export function wrapLines(lines: readonly string[], columns: number): string {
  return lines.map((line) => wrapLine(line, columns)).join('\n');
}

/** A text with its line feeds, every line of it wrapped; colours stay. */
export function wrapText(text: string, columns: number): string {
  return wrapLines(text.split('\n'), columns);
}

/** The rest of a long line stands under its beginning. */
function wrapLine(line: string, columns: number): string {
  const indent = /^ */.exec(line)![0];
  const width = Math.max(20, columns - indent.length);
  return wrapAnsi(line.slice(indent.length), width, { hard: true, trim: true })
    .split('\n')
    .map((part) => (part === '' ? '' : indent + part))
    .join('\n');
}
