/** A sign that the program lives, and a bar for how far it is. */

import { Box, Text, useAnimation } from 'ink';
import type { ReactNode } from 'react';
import { useLook } from './look-context.tsx';
import { type Tone, Words } from './words.tsx';

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
