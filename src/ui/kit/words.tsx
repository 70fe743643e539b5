/** Text in one of a few tones; without colour every tone is plain, so no meaning may hang on it alone. */

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import stringWidth from 'string-width';
import type { Language } from '../../language/language.ts';
import { FACTS } from '../../report/screens/answer.ts';
import { PLAN_FACTS } from '../../report/screens/plan.ts';
import { ROOMY, useLook } from './look-context.tsx';

/** How loud a text is. */
export type Tone = 'plain' | 'bold' | 'dim' | 'good' | 'bad' | 'warn' | 'loud';

const LOOKS: Readonly<Record<Tone, Readonly<Record<string, boolean | string>>>> = {
  plain: {},
  bold: { bold: true },
  dim: { dimColor: true },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red' },
  loud: { color: 'red', bold: true },
};

/** A text; wrapped at blanks unless `wrap` says otherwise. Nothing for an empty one. */
export function Words(props: {
  readonly tone?: Tone;
  readonly wrap?: 'wrap' | 'truncate';
  readonly children?: ReactNode;
}): ReactNode {
  const { color } = useLook();
  const { tone = 'plain', wrap = 'wrap', children } = props;
  if (children === '' || children === null || children === undefined) return null;
  return (
    <Text wrap={wrap} {...(color ? LOOKS[tone] : {})}>
      {children}
    </Text>
  );
}

/** A blank line, where the terminal is high enough for one. */
export function Gap(): ReactNode {
  const { rows, linear } = useLook();
  return rows >= ROOMY && !linear ? <Box height={1} flexShrink={0} /> : null;
}

/** Columns for the longest word before a fact, and two blanks. */
function factColumn(t: Language): number {
  const labels = [...Object.values(FACTS), ...Object.values(PLAN_FACTS)];
  return Math.max(8, ...labels.map((label) => stringWidth(t.__(label)) + 2));
}

/** A fact with a word before it: `Proof  With only this plugin off ...`. */
export function Fact(props: {
  readonly label: string;
  readonly tone?: Tone;
  readonly children: string;
}): ReactNode {
  const { t, linear } = useLook();
  const { label, tone = 'plain', children } = props;
  if (children === '') return null;
  if (linear) return <Words tone={tone}>{`${label}: ${children}`}</Words>;
  return (
    <Box flexShrink={0}>
      <Box width={factColumn(t)} flexShrink={0}>
        <Words tone="dim">{label}</Words>
      </Box>
      <Box flexShrink={1} flexGrow={1}>
        <Words tone={tone}>{children}</Words>
      </Box>
    </Box>
  );
}
