/** Text in one of a few tones; without colour every tone is plain, so no meaning may hang on it alone. */

import { Box, Text, Transform, useAnimation } from 'ink';
import type { ReactNode } from 'react';
import stringWidth from 'string-width';
import type { Language } from '../../language/language.ts';
import type { Problem } from '../../model/errors.ts';
import { explain } from '../../report/problems/index.ts';
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
  const text = (
    <Text wrap={wrap} {...(color ? LOOKS[tone] : {})}>
      {children}
    </Text>
  );
  return wrap === 'wrap' ? <Transform transform={flushLeft}>{text}</Transform> : text;
}

/** Colours, then the blank at which Ink has broken a line that was exactly full. */
const BLANK = new RegExp(`^((?:${String.fromCharCode(27)}\\[[\\d;]*m)*) `);

/** Ink carries the blank after a full line over to the next one; there it looks like an indent. */
function flushLeft(line: string, index: number): string {
  return index === 0 ? line : line.replace(BLANK, '$1');
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
  if (linear) return <Words tone={tone}>{label === '' ? children : `${label}: ${children}`}</Words>;
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

/** A sign that the program lives, and a bar for how far it is. */

/** A sentence on what is being done, with a turning sign before it. */
export function Spinner(props: { readonly children: string }): ReactNode {
  const { linear } = useLook();
  if (linear) return <Words>{props.children}</Words>;
  return (
    <Box flexShrink={0}>
      <Box width={2} flexShrink={0}>
        <Turning />
      </Box>
      <Words tone="bold">{props.children}</Words>
    </Box>
  );
}

function Turning(): ReactNode {
  const { glyphs } = useLook();
  const { frame } = useAnimation({ interval: 120 });
  return <Text>{glyphs.spinner[frame % glyphs.spinner.length]}</Text>;
}

/** A bar of `share` (0 to 1), with words behind it. Nothing but the words for a screen reader. */
export function Bar(props: {
  readonly share: number;
  readonly tone?: Tone;
  readonly children: string;
}): ReactNode {
  const { linear, columns, glyphs } = useLook();
  const { share, tone = 'plain', children } = props;
  if (linear) return <Words>{children}</Words>;
  const width = Math.max(6, Math.min(30, Math.floor(columns / 4)));
  const full = Math.round(width * Math.max(0, Math.min(1, share)));
  return (
    <Box flexShrink={0} columnGap={2}>
      <Box width={width} flexShrink={0}>
        <Words tone={tone}>{glyphs.full.repeat(full) || null}</Words>
        <Words tone="dim">{glyphs.empty.repeat(width - full) || null}</Words>
      </Box>
      <Words>{children}</Words>
    </Box>
  );
}

/** What went wrong with the last answer: the fact, then the remedy. */

/** Nothing where nothing went wrong. */
export function Told(props: { readonly problem: Problem | null }): ReactNode {
  const { problem } = props;
  const { t } = useLook();
  if (problem === null) return null;
  const { fact, remedy } = explain(t, problem, 'asked');
  return (
    <>
      <Words tone="loud">{`! ${fact}`}</Words>
      <Words>{remedy}</Words>
      <Gap />
    </>
  );
}
