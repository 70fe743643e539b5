/** The heading: the program, the site, and the five stages of a run with the one it is in. */

import cliTruncate from 'cli-truncate';
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import stringWidth from 'string-width';
import { STAGES, stageWords } from '../../report/screens/searching.ts';
import { useLook, WIDE } from './look-context.tsx';
import { Words } from './words.tsx';

/** One row. `stage` is 0 to 4; `time` stands at its end. */
export function Stepper(props: {
  readonly stage: number;
  readonly site: string;
  readonly time: string;
}): ReactNode {
  const { t, columns, linear, glyphs } = useLook();
  const { stage, site, time } = props;
  const where = stageWords(t, stage);
  if (linear) return <Text>{['wp-bisect', site, where].filter(Boolean).join(', ')}</Text>;
  const room = columns - 2 - stringWidth(`wp-bisect${where}${time}`) - 6;
  return (
    <Box flexShrink={0} height={1} columnGap={2}>
      <Words tone="bold">wp-bisect</Words>
      {columns < WIDE ? (
        <>
          {room < 8 || site === '' ? null : (
            <Words wrap="truncate">{cliTruncate(site, room)}</Words>
          )}
          <Words wrap="truncate">{where}</Words>
        </>
      ) : (
        <>
          <Words wrap="truncate">{cliTruncate(site, 50)}</Words>
          {STAGES.map((name, index) => (
            <Words key={name} tone={index === stage ? 'bold' : 'dim'}>
              {`${index < stage ? glyphs.cleared : index === stage ? glyphs.pointer : glyphs.pending} ${t.__(name)}`}
            </Words>
          ))}
        </>
      )}
      <Words tone="dim" wrap="truncate">
        {time}
      </Words>
    </Box>
  );
}
