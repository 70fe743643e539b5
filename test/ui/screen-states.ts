// States of the screens, made as the running program makes them: action by action, key by key.

import type { Language } from '../../src/language/language.ts';
import type { Intent, Mode } from '../../src/ui/bindings.ts';
import { type Dialog, press } from '../../src/ui/dialogs/dialog.ts';
import type { Pressed } from '../../src/ui/dialogs/pressed.ts';
import { type Key, takeInput } from '../../src/ui/keymap.ts';
import { type Glyphs, SIGNS } from '../../src/ui/look.ts';
import { firstState, modeOf, type UiAction, type UiState, update } from '../../src/ui/state.ts';

import { en } from '../language/english.ts';

export type Size = { readonly columns: number; readonly rows: number };

/** A key press: typed text, or the name of a key as Ink has it. */
export type Press = string | Key;

/** The state after these actions, in a terminal of this size. */
export function stateAfter(
  actions: readonly UiAction[],
  about: Partial<Size> & {
    readonly t?: Language;
    readonly glyphs?: Glyphs;
    readonly linear?: boolean;
  } = {},
): UiState {
  const first = firstState({
    t: en,
    columns: 80,
    rows: 24,
    glyphs: SIGNS,
    linear: false,
    color: false,
    verbosity: 'normal',
    site: null,
    ...about,
  });
  return actions.reduce(update, first);
}

/** The dialog after these keys; fails the test where one of them answers it. */
export function pressed(dialog: Dialog, ...keys: readonly Press[]): Dialog {
  return keys.reduce((open: Dialog, key) => {
    const outcome: Pressed<Dialog, unknown> = answerTo(open, key);
    if (outcome.type === 'answered') throw new Error(`answered: ${JSON.stringify(outcome.answer)}`);
    return outcome.dialog;
  }, dialog);
}

/** What one key press makes of a dialog. */
export function answerTo(dialog: Dialog, key: Press, t: Language = en): Pressed<Dialog, unknown> {
  let outcome: Pressed<Dialog, unknown> = { type: 'open', dialog };
  let open: Dialog | null = dialog;
  const modeNow = () => modeOf({ ...stateAfter([]), dialog: open });
  const text = typeof key === 'string' ? key : '';
  takeInput(t, text, typeof key === 'string' ? {} : key, modeNow, (intent) => {
    if (open === null) return;
    outcome = press(t, open, intent);
    open = outcome.type === 'open' ? outcome.dialog : null;
  });
  return outcome;
}

/** The intents of one input event while the mode stays the same. */
export function intentsOf(
  mode: Mode,
  input: string,
  key: Key,
  t: Language = en,
): readonly Intent[] {
  const intents: Intent[] = [];
  takeInput(
    t,
    input,
    key,
    () => mode,
    (intent) => intents.push(intent),
  );
  return intents;
}
