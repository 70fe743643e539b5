/** What takes keys: a text that is being typed, with a word on what is odd about it, and a list to choose from. */

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

/** A list to choose from: one row a choice, the chosen one marked by a sign and not by colour alone. */

/** One choice. */
export type MenuItem = {
  readonly label: string;
  readonly about?: string;
  /** `[x]`, `(x)`, `1`: what stands before the label. */
  readonly mark?: string;
  /** False where it cannot be chosen here. */
  readonly open?: boolean;
  readonly tone?: Tone;
  readonly checked?: boolean;
};

/** In narrower terminals a column of its own would leave no room for what a choice is about. */
const NARROW = 70;
const WIDEST_LABEL = 44;

/** The choices; `chosen` is -1 where the keyboard is elsewhere. */
export function Menu(props: {
  readonly choices: readonly MenuItem[];
  readonly chosen: number;
  readonly role?: 'menuitem' | 'checkbox' | 'radio';
}): ReactNode {
  const { choices, chosen, role = 'menuitem' } = props;
  // Without a second column a label has the whole row.
  const alone = choices.every(({ about = '' }) => about === '');
  const widest = Math.max(0, ...choices.map((choice) => stringWidth(textOf(choice))));
  const labels = alone ? null : Math.min(WIDEST_LABEL, widest);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {choices.map((choice, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a choice is its place in the list.
        <Focus key={index} on={index === chosen}>
          <Row choice={choice} chosen={index === chosen} labels={labels} role={role} />
        </Focus>
      ))}
    </Box>
  );
}

function textOf({ mark, label }: MenuItem): string {
  return mark === undefined ? label : `${mark} ${label}`;
}

/** The label goes on under its beginning, not under its mark. */
function Hanging(props: { readonly choice: MenuItem; readonly tone: Tone }): ReactNode {
  const { choice, tone } = props;
  const { mark, label } = choice;
  return (
    <>
      {mark === undefined ? null : (
        <Box width={stringWidth(mark) + 1} flexShrink={0}>
          <Words tone={tone}>{mark}</Words>
        </Box>
      )}
      <Box flexShrink={1}>
        <Words tone={tone}>{label}</Words>
      </Box>
    </>
  );
}

function Row(props: {
  readonly choice: MenuItem;
  readonly chosen: boolean;
  /** Columns of the labels; null where they have no column of their own. */
  readonly labels: number | null;
  readonly role: 'menuitem' | 'checkbox' | 'radio';
}): ReactNode {
  const { choice, chosen, labels, role } = props;
  const { columns, linear, glyphs } = useLook();
  const { about = '', open = true, tone = 'plain', checked } = choice;
  if (linear) {
    const state = {
      selected: chosen,
      disabled: !open,
      ...(checked === undefined ? {} : { checked }),
    };
    return (
      <Box aria-role={role} aria-state={state}>
        <Text>{about === '' ? choice.label : `${choice.label}, ${about}`}</Text>
      </Box>
    );
  }
  const narrow = columns < NARROW;
  const loud = !open ? 'dim' : chosen ? 'bold' : tone;
  return (
    <Box flexDirection={narrow ? 'column' : 'row'} flexShrink={0}>
      <Box flexShrink={labels === null ? 1 : 0}>
        <Box width={2} flexShrink={0}>
          <Words tone="bold">{chosen ? glyphs.pointer : ' '}</Words>
        </Box>
        <Box
          {...(narrow || labels === null ? { flexShrink: 1 } : { width: labels, flexShrink: 0 })}
        >
          {about === '' ? (
            <Hanging tone={loud} choice={choice} />
          ) : (
            <Words tone={loud} wrap="truncate">
              {textOf(choice)}
            </Words>
          )}
        </Box>
      </Box>
      {about === '' || (narrow && !chosen) ? null : (
        <Box marginLeft={narrow ? 4 : 2} flexShrink={1} flexGrow={1}>
          <Words tone="dim">{about}</Words>
        </Box>
      )}
    </Box>
  );
}
