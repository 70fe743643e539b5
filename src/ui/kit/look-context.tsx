/** What the parts of a screen are drawn with: the language, the terminal's size, characters, colours. */

import { createContext, useContext } from 'react';
import type { Language } from '../../language/language.ts';
import type { Glyphs } from '../look.ts';
import type { Scrollable } from '../state.ts';

/** Everything that depends on the terminal, and on who reads it. */
export type Look = {
  readonly t: Language;
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
export const LookContext = createContext<Look | null>(null);

/** The look of this terminal. */
export function useLook(): Look {
  const look = useContext(LookContext);
  if (look === null) throw new Error('A part of a screen was drawn outside of a LookContext.');
  return look;
}

/** From this height on there is room for blank lines between the parts of a screen. */
export const ROOMY = 20;
/** From this width on every stage has its name in the heading, and a short text fits beside a list. */
export const WIDE = 110;
/** From this width on two texts stand side by side without breaking every line. */
export const TWO_TEXTS = 140;
