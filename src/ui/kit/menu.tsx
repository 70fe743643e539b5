/** A list to choose from: one row a choice, the chosen one marked by a sign and not by colour alone. */

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import stringWidth from 'string-width';
import { useLook } from './look-context.tsx';
import { Focus } from './scroll-area.tsx';
import { type Tone, Words } from './words.tsx';

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
  const text = textOf(choice);
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
          <Words tone={loud} wrap={about === '' ? 'wrap' : 'truncate'}>
            {text}
          </Words>
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
