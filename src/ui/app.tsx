/** The one component: it draws the frame and sends keys on, nothing else. */

import { Box, Static, Text, useInput } from 'ink';
import type { ReactNode } from 'react';
import { type Frame, frameOf } from './frame.ts';
import type { Key } from './keymap.ts';
import type { UiState } from './state.ts';

/** Everything on the screen. `onKey` must stay the same function for as long as this is mounted. */
export function App(props: {
  readonly state: UiState;
  readonly onKey: (input: string, key: Key) => void;
}): ReactNode {
  const { state, onKey } = props;
  // Always on, so that Ctrl-C is a key and never an unclean end.
  useInput(onKey);
  const lines = state.log.map((text, index) => ({ key: index, text }));
  return (
    <>
      <Static items={lines}>{({ key, text }) => <Text key={key}>{text}</Text>}</Static>
      {state.closed ? null : <Live frame={frameOf(state)} glyph={state.glyphs.rule} />}
    </>
  );
}

/** The part that changes: never as high as the terminal, never as wide. */
function Live(props: { readonly frame: Frame; readonly glyph: string }): ReactNode {
  const { head, main, side, foot, width, sideWidth } = props.frame;
  return (
    <Box flexDirection="column" marginTop={1}>
      <Rows rows={[head]} width={width} />
      {side.length === 0 ? (
        <Rows rows={main} width={width} />
      ) : (
        <Box>
          <Rows rows={main} width={width} />
          <Rows rows={ruled(props.glyph, Math.max(main.length, side.length))} width={3} />
          <Rows rows={side} width={sideWidth} />
        </Box>
      )}
      {foot === '' ? null : <Rows rows={[foot]} width={width} />}
    </Box>
  );
}

function ruled(glyph: string, rows: number): readonly string[] {
  return Array.from({ length: rows }, () => ` ${glyph}`);
}

/** Rows of one line each, whatever is in them. */
function Rows(props: { readonly rows: readonly string[]; readonly width: number }): ReactNode {
  return (
    <Box flexDirection="column" width={props.width} flexShrink={0}>
      {props.rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen.
        <Text key={index} wrap="truncate">
          {row === '' ? ' ' : row}
        </Text>
      ))}
    </Box>
  );
}
