/** The bottom row: the keys worth knowing now, the most useful first, as many as fit. */

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import stringWidth from 'string-width';
import type { Language } from '../../language/language.ts';
import { KEYS, type KeyName, keyHint, keyName } from '../../report/screens/keys.ts';
import { useLook } from './look-context.tsx';
import { Words } from './words.tsx';

const BETWEEN = 3;

/** The keys by name; `?` has the last place. `ask` stands before them: what the keys answer. */
export function KeyBar(props: {
  readonly names: readonly KeyName[];
  readonly ask?: string;
}): ReactNode {
  const { t, columns, linear } = useLook();
  const { names, ask = '' } = props;
  const shown = keysThatFit(t, names, columns - 2 - (ask === '' ? 0 : stringWidth(ask) + 1));
  if (linear) {
    const hints = shown.map((name) => keyHint(t, name));
    return <Text>{[ask, hints.join(', ')].filter(Boolean).join(' ')}</Text>;
  }
  return (
    <Box flexShrink={0} height={1}>
      {ask === '' ? null : <Words tone="bold">{`${ask} `}</Words>}
      <Box columnGap={BETWEEN}>
        {shown.map((name) => (
          <Text key={name} wrap="truncate">
            <Words tone="bold">{keyName(t, name)}</Words>
            <Words tone="dim">{`: ${t.__(KEYS[name].short)}`}</Words>
          </Text>
        ))}
      </Box>
    </Box>
  );
}

/** As many as fit into `room` columns, `?` always among them. */
export function keysThatFit(
  t: Language,
  names: readonly KeyName[],
  room: number,
): readonly KeyName[] {
  const help = names.includes('help');
  let used = help ? stringWidth(keyHint(t, 'help')) : 0;
  const shown: KeyName[] = [];
  for (const name of names) {
    if (name === 'help') continue;
    const width = stringWidth(keyHint(t, name)) + BETWEEN;
    if (used + width > room) continue;
    used += width;
    shown.push(name);
  }
  return help ? [...shown, 'help'] : shown;
}
