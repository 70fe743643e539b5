/** The one keymap: what a key means, depending on what is on the screen. Pure. */

import type { Edit } from './line.ts';
import type { UiState } from './state.ts';

/** What a person wants. */
export type Intent =
  | { readonly type: 'interrupt' }
  /** Leave: "Really stop?" opens. */
  | { readonly type: 'leave' }
  | { readonly type: 'stay' }
  | { readonly type: 'submit' }
  | { readonly type: 'answer'; readonly yes: boolean }
  | { readonly type: 'edit'; readonly edit: Edit }
  | { readonly type: 'choose'; readonly by: 1 | -1 }
  | { readonly type: 'pick'; readonly number: number }
  | { readonly type: 'scroll'; readonly by: number };

/** What has the keyboard. */
export type Mode = 'text' | 'choice' | 'confirm' | 'leaving' | 'run';

/** A key as Ink tells it, reduced to what is used here. */
export type Key = Partial<
  Record<
    | 'upArrow'
    | 'downArrow'
    | 'leftArrow'
    | 'rightArrow'
    | 'pageUp'
    | 'pageDown'
    | 'home'
    | 'end'
    | 'return'
    | 'escape'
    | 'ctrl'
    | 'meta'
    | 'tab'
    | 'backspace'
    | 'delete',
    boolean
  >
>;

/** What has the keyboard now. */
export function modeOf({ leaving, asking }: UiState): Mode {
  return leaving ? 'leaving' : (asking?.type ?? 'run');
}

/**
 * The intents of one input event, in order. A paste, or fast typing, arrives as one event that may
 * hold Enter or Ctrl-C: what follows Enter is dropped, so that it answers no question unseen.
 */
export function intentsOf(mode: Mode, input: string, key: Key): readonly Intent[] {
  const special = specialKey(mode, input, key);
  if (special !== undefined) return special === null ? [] : [special];
  const intents: Intent[] = [];
  for (const part of input.match(PARTS) ?? []) {
    const intent = typed(mode, part);
    if (intent !== null) intents.push(intent);
    if (intent?.type === 'submit' || intent?.type === 'interrupt') break;
  }
  return intents;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys arrive as control characters.
const PARTS = /[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/g;

/** Keys with a name; null for those that do nothing, undefined for typed text. */
function specialKey(mode: Mode, input: string, key: Key): Intent | null | undefined {
  if (key.ctrl) return controlKey(mode, input);
  if (key.return) return enterKey(mode);
  if (key.escape) return escapeKey(mode);
  // Ink 6 calls the backspace key `delete`.
  if (key.backspace || key.delete) return editing(mode, { type: 'erase-back' });
  if (key.upArrow || key.downArrow) return vertical(mode, key.upArrow ? -1 : 1);
  if (key.pageUp || key.pageDown) return mode === 'run' ? scroll(key.pageUp ? -5 : 5) : null;
  if (key.leftArrow) return editing(mode, { type: 'left' });
  if (key.rightArrow) return editing(mode, { type: 'right' });
  if (key.home) return editing(mode, { type: 'start' });
  if (key.end) return editing(mode, { type: 'end' });
  if (key.tab || key.meta) return null;
  return undefined;
}

function controlKey(mode: Mode, input: string): Intent | null {
  const edits: Readonly<Record<string, Edit>> = {
    a: { type: 'start' },
    e: { type: 'end' },
    u: { type: 'erase-all' },
    w: { type: 'erase-word' },
    h: { type: 'erase-back' },
  };
  if (input === 'c') return { type: 'interrupt' };
  if (input === 'd') return mode === 'run' ? null : { type: 'leave' };
  const change = edits[input];
  return change === undefined ? null : editing(mode, change);
}

function enterKey(mode: Mode): Intent | null {
  if (mode === 'leaving') return { type: 'stay' };
  return mode === 'run' ? null : { type: 'submit' };
}

function escapeKey(mode: Mode): Intent {
  if (mode === 'leaving') return { type: 'stay' };
  return mode === 'confirm' ? { type: 'answer', yes: false } : { type: 'leave' };
}

function vertical(mode: Mode, by: 1 | -1): Intent | null {
  if (mode === 'choice') return { type: 'choose', by };
  return mode === 'run' ? scroll(by) : null;
}

function scroll(by: number): Intent {
  return { type: 'scroll', by };
}

function editing(mode: Mode, change: Edit): Intent | null {
  return mode === 'text' ? { type: 'edit', edit: change } : null;
}

/** One run of typed characters, or one control character inside a paste. */
function typed(mode: Mode, part: string): Intent | null {
  if (part === '\r' || part === '\n') return enterKey(mode);
  if (part === '\u0003') return { type: 'interrupt' };
  if (part === '\u007f' || part === '\b') return editing(mode, { type: 'erase-back' });
  if (part < ' ') return null;
  switch (mode) {
    case 'text':
      return { type: 'edit', edit: { type: 'insert', text: part } };
    case 'choice':
      return /^[1-9]$/.test(part) ? { type: 'pick', number: Number(part) } : quit(part);
    case 'confirm':
    case 'leaving':
      return /^(y|yes|n|no)$/i.test(part) ? { type: 'answer', yes: /^y/i.test(part) } : null;
    case 'run':
      return quit(part);
  }
}

function quit(part: string): Intent | null {
  return part === 'q' ? { type: 'leave' } : null;
}

/** The keys worth knowing, for the bottom line. */
export function hintsOf(mode: Mode): readonly string[] {
  switch (mode) {
    case 'text':
      return ['Enter: go on', 'Ctrl-C: leave', 'Ctrl-U: clear'];
    case 'choice':
      return ['1-9 or Up/Down', 'Enter', 'Ctrl-C: leave'];
    case 'confirm':
      return ['y / n', 'Ctrl-C: leave'];
    case 'leaving':
      return ['y: stop', 'n: go on'];
    case 'run':
      return ['q: stop and restore', 'Up/Down: scroll'];
  }
}
