/** Keys that are pressed before the first question is on the screen: what was typed ahead of it counts. */

import type { Key } from './keymap.ts';

/** One input event, as Ink tells it. */
export type InputEvent = readonly [input: string, key: Key];

/** What is typed ahead of the first question. */
export type TypedAhead = {
  /** True where the key is kept for the question; false where it means something now. */
  keep(event: InputEvent): boolean;
  /** The first question is open: what is to be typed into it. Later ones are given nothing. */
  release(isForText: boolean): readonly InputEvent[];
};

/** Keeps keys where the first question asks for the site; a command such as Ctrl-C is never kept. */
export function createTypedAhead(asksForSite: boolean): TypedAhead {
  let kept: InputEvent[] | null = asksForSite ? [] : null;
  return {
    keep(event) {
      const [, { ctrl = false, meta = false }] = event;
      if (kept === null || ctrl || meta) return false;
      kept.push(event);
      return true;
    },
    release(isForText) {
      const events = kept ?? [];
      kept = null;
      return isForText ? events : [];
    },
  };
}
