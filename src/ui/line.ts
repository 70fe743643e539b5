/** One line of typed text with a cursor. Pure. */

/** The text before and after the cursor, as the characters a person sees. */
export type EditedLine = { readonly before: readonly string[]; readonly after: readonly string[] };

/** An empty line. */
export const NO_TEXT: EditedLine = { before: [], after: [] };

/** What a key does to a line. */
export type Edit =
  | { readonly type: 'insert'; readonly text: string }
  | {
      readonly type:
        | 'erase-back'
        | 'erase-forward'
        | 'erase-word'
        | 'erase-to-end'
        | 'erase-all'
        | 'left'
        | 'right'
        | 'word-left'
        | 'word-right'
        | 'start'
        | 'end';
    };

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The characters of a text as a person counts them: `é` and a family emoji are one each. */
export function characters(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}

/** The line after one edit. */
export function edit({ before, after }: EditedLine, change: Edit): EditedLine {
  switch (change.type) {
    case 'insert':
      return { before: characters(before.join('') + change.text), after };
    case 'erase-back':
      return { before: before.slice(0, -1), after };
    case 'erase-word':
      return { before: characters(before.join('').replace(/\S+\s*$|\s+$/, '')), after };
    case 'erase-forward':
      return { before, after: after.slice(1) };
    case 'erase-to-end':
      return { before, after: [] };
    case 'erase-all':
      return NO_TEXT;
    case 'word-left': {
      const kept = characters(before.join('').replace(/\S+\s*$|\s+$/, ''));
      return { before: kept, after: [...before.slice(kept.length), ...after] };
    }
    case 'word-right': {
      const rest = characters(after.join('').replace(/^\s*\S+|^\s+/, ''));
      const passed = after.slice(0, after.length - rest.length);
      return { before: [...before, ...passed], after: rest };
    }
    case 'left':
      return { before: before.slice(0, -1), after: [...before.slice(-1), ...after] };
    case 'right':
      return { before: [...before, ...after.slice(0, 1)], after: after.slice(1) };
    case 'start':
      return { before: [], after: [...before, ...after] };
    case 'end':
      return { before: [...before, ...after], after: [] };
  }
}

/** The whole text. */
export function textOf({ before, after }: EditedLine): string {
  return before.join('') + after.join('');
}
