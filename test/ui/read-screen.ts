// Reads a screen as a person does: scrolls, moves the cursor, and knows every word that came into view.
import { SIGNS } from '../../src/ui/look.ts';
import type { UiState } from '../../src/ui/state.ts';
import { drawn, screenOf } from './screen.tsx';
import { pressed } from './screen-states.ts';

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
function moved(state: UiState): UiState {
  return state.dialog === null
    ? state
    : { ...state, dialog: pressed(state.dialog, { downArrow: true }) };
}

/** The states that moving down leads to, so many at most: until it comes round, or to the end. */
export function* below(first: UiState, most: number): Generator<UiState> {
  if (!hasCursor(first) || first.overlay !== null) return;
  const seen = new Set([JSON.stringify(first.dialog)]);
  for (let state = moved(first); seen.size <= most; state = moved(state)) {
    const place = JSON.stringify(state.dialog);
    if (seen.has(place)) return;
    seen.add(place);
    yield state;
  }
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
  for (const lower of below(state, 26)) frames.push(await screenOf(lower));
  return frames;
}

/** Every longer word of these frames, without the keys in the last row. */
export function wordsOf(frames: readonly string[]): ReadonlySet<string> {
  const texts = frames.map((frame) => frame.split('\n').slice(0, -1).join('\n'));
  return new Set(texts.flatMap((text) => text.match(/[\p{L}\p{N}]{4,}/gu) ?? []));
}
