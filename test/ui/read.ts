// Reads a screen as a person does: scrolls, moves the cursor, and knows every word that came into view.
import { SIGNS } from '../../src/ui/look.ts';
import type { UiState } from '../../src/ui/state.ts';
import { pressed } from './scenes.ts';
import { drawn, screenOf } from './screen.tsx';

const SPINNER = new RegExp(`[${SIGNS.spinner.join('')}]`, 'gu');

/** A frame without blanks at the ends of its rows, and with the spinner at its first picture: it turns with time. */
export function trimmed(frame: string): string {
  return frame
    .replace(SPINNER, SIGNS.spinner[0] ?? '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** True where the screen has a cursor that moves over choices. */
export function hasCursor({ dialog }: UiState): boolean {
  if (dialog?.type === 'after') return dialog.view === 'menu';
  if (dialog?.type === 'plan') return dialog.step !== 'ready';
  return ['access', 'symptoms', 'menu', 'judge', 'site'].includes(dialog?.type ?? '');
}

/** The state after one step down. */
export function moved(state: UiState): UiState {
  return state.dialog === null
    ? state
    : { ...state, dialog: pressed(state.dialog, { downArrow: true }) };
}

/** Every picture that scrolling and moving down lead to. */
export async function everythingOf(first: UiState): Promise<readonly string[]> {
  const frames: string[] = [];
  let { text, state } = await drawn(first);
  frames.push(text);
  while (state.scroll < state.scrollable.last) {
    const { page, last } = state.scrollable;
    ({ text, state } = await drawn({
      ...state,
      scroll: Math.min(last, state.scroll + Math.max(1, page - 1)),
    }));
    frames.push(text);
  }
  for (let at = 0; at < 26 && hasCursor(state) && state.overlay === null; at += 1) {
    state = moved(state);
    frames.push(await screenOf(state));
  }
  return frames;
}

/** Every longer word of these frames, without the keys in the last row. */
export function wordsOf(frames: readonly string[]): ReadonlySet<string> {
  const texts = frames.map((frame) => frame.split('\n').slice(0, -1).join('\n'));
  return new Set(texts.flatMap((text) => text.match(/[\p{L}\p{N}]{4,}/gu) ?? []));
}
