/** What the parts of a screen are drawn with: the terminal's size, its characters, its colours. */

import { createContext, useContext } from 'react';
import { type Glyphs, SIGNS } from '../look.ts';
import type { Scrollable } from '../state.ts';

/** Everything that depends on the terminal, and on who reads it. */
export type Look = {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  readonly glyphs: Glyphs;
  /** True for a screen reader: lines of text, nothing that changes by itself. */
  readonly linear: boolean;
  /** First row of the text that scrolls. */
  readonly scroll: number;
  /** Told when it is known how far that text scrolls. */
  readonly onMeasure: (scrollable: Scrollable) => void;
};

/** The look of everything below it. */
export const LookContext = createContext<Look>({
  columns: 80,
  rows: 24,
  color: false,
  glyphs: SIGNS,
  linear: false,
  scroll: 0,
  onMeasure: () => {},
});

/** The look of this terminal. */
export function useLook(): Look {
  return useContext(LookContext);
}

/** From this height on there is room for blank lines between the parts of a screen. */
export const ROOMY = 20;
/** From this width on a second column fits beside the first. */
export const WIDE = 110;
