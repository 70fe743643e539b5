/** A text that is being typed, with its label and a word on what is odd about it. */

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import stringWidth from 'string-width';
import { characters, type EditedLine } from '../line.ts';
import { useLook } from './look-context.tsx';
import { Focus } from './scroll-area.tsx';
import { type Tone, Words } from './words.tsx';

const MOST_DOTS = 8;

/** One line of text. A hidden one shows that something arrives, and not how much of it there is. */
export function Field(props: {
  readonly label?: string;
  readonly line: EditedLine;
  readonly hidden?: boolean;
  readonly focused: boolean;
  readonly hint?: { readonly text: string; readonly tone: Tone };
}): ReactNode {
  const { linear, columns, glyphs } = useLook();
  const { label = '', line, hidden = false, focused, hint } = props;
  const { left, right } = hidden
    ? { left: dots(line, glyphs.dot), right: '' }
    : windowOf(line, columns - 8);
  if (linear) {
    return (
      <Box aria-role="textbox" flexDirection="column">
        <Text>{`${label === '' ? '' : `${label}: `}${left}${right}${focused ? glyphs.cursor : ''}`}</Text>
        {hint === undefined ? null : <Words>{hint.text}</Words>}
      </Box>
    );
  }
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Focus on={focused}>
        <Words tone="bold">{label}</Words>
        <Text wrap="truncate">
          <Words tone="bold">{focused ? `${glyphs.pointer} ` : '  '}</Words>
          {left}
          <Words tone="bold">{focused ? glyphs.cursor : ''}</Words>
          {right}
        </Text>
      </Focus>
      {hint === undefined || hint.text === '' ? null : (
        <Box marginLeft={2}>
          <Words tone={hint.tone}>{hint.text}</Words>
        </Box>
      )}
    </Box>
  );
}

/** What of a long text is shown, so that the cursor is in view. */
function windowOf({ before, after }: EditedLine, room: number) {
  let start = 0;
  let width = stringWidth(before.join(''));
  while (width > room && start < before.length) {
    width -= stringWidth(before[start]!);
    start += 1;
  }
  return { left: before.slice(start).join(''), right: after.join('') };
}

function dots({ before, after }: EditedLine, dot: string): string {
  const { length } = characters(before.join('') + after.join(''));
  return dot.repeat(Math.min(MOST_DOTS, length)) + (length > MOST_DOTS ? '+' : '');
}
