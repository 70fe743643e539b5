/** The one keymap: what a key means, depending on what is on the screen. Pure. */

import type { Language } from '../language/language.ts';
import { yesOrNo } from '../report/confirmations.ts';
import type { KeyName } from '../report/screens/keys.ts';
import { type Binding, type Intent, MODES, type Mode } from './bindings.ts';
import type { Edit } from './line.ts';

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
    | 'shift'
    | 'tab'
    | 'backspace'
    | 'delete',
    boolean
  >
>;

/** Modes in which letters are typed, and `?` is one of them. */
const TYPING: ReadonlySet<Mode> = new Set(['site', 'text', 'sender', 'field', 'search']);
/** Modes in which nothing is asked: an end of input is no answer there. */
const WATCHED: ReadonlySet<Mode> = new Set(['run', 'searching', 'paused', 'stopping']);
/** Modes in which a number chooses. */
const NUMBERED: ReadonlySet<Mode> = new Set([
  'menu',
  'menu-back',
  'ways',
  'switches',
  'answer',
  'answer-alone',
  'judge',
]);
/** Intents that may answer a question: what follows them in one input event is looked at anew. */
const FINAL: ReadonlySet<Intent['type']> = new Set([
  'submit',
  'answer',
  'pick',
  'leave',
  'back',
  'command',
]);

/** True where letters are text. */
export function isTyping(mode: Mode): boolean {
  return TYPING.has(mode);
}

/**
 * Acts on one input event. A paste, or typing over a slow line, arrives as one event: each key means what
 * it means by then, a text goes on into the next field, and what follows an answer is dropped, so that
 * it answers no question unseen. Ctrl-C is never dropped.
 */
export function takeInput(
  t: Language,
  input: string,
  key: Key,
  modeNow: () => Mode,
  act: (intent: Intent) => void,
): void {
  let answered = false;
  for (const stroke of strokesOf(input, key)) {
    if (answered && stroke.name !== 'ctrl-c') continue;
    let rest = stroke.text;
    do {
      const mode = modeNow();
      const letter = isTyping(mode) ? rest : rest.slice(0, 1);
      rest = rest.slice(letter.length);
      const intent = stroke.name === null ? typed(t, mode, letter) : meant(mode, stroke.name);
      if (intent === null) continue;
      act(intent);
      answered ||= isFinal(intent, mode) && !isTyping(modeNow());
    } while (rest !== '' && !answered);
  }
}

function isFinal({ type }: Intent, mode: Mode): boolean {
  // A number chooses a way to sign in, and no more than that.
  return FINAL.has(type) && !(type === 'pick' && mode === 'ways');
}

/** A key with a name, or a run of typed characters. */
type Stroke = { readonly name: string | null; readonly text: string };

function strokesOf(input: string, key: Key): readonly Stroke[] {
  const name = nameOf(input, key);
  if (name !== null) return [{ name, text: '' }];
  return (input.match(PARTS) ?? []).map((part) =>
    part >= ' ' && part !== '\u007f'
      ? { name: null, text: part }
      : { name: control(part), text: '' },
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys arrive as control characters.
const PARTS = /[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/g;

/** The name of a key that has one; null for typed text. */
function nameOf(input: string, key: Key): string | null {
  if (key.return) return 'enter';
  if (key.escape) return 'escape';
  if (key.backspace) return key.meta ? 'alt-backspace' : 'backspace';
  if (key.delete) return 'delete';
  if (key.tab) return key.shift ? 'shift-tab' : 'tab';
  // Terminals send a word's step as Ctrl or Alt with an arrow.
  if (key.leftArrow && (key.ctrl || key.meta)) return 'alt-b';
  if (key.rightArrow && (key.ctrl || key.meta)) return 'alt-f';
  const arrows = { upArrow: 'up', downArrow: 'down', leftArrow: 'left', rightArrow: 'right' };
  const others = { pageUp: 'pageup', pageDown: 'pagedown', home: 'home', end: 'end' };
  for (const [flag, name] of Object.entries({ ...arrows, ...others })) {
    if (key[flag as keyof Key]) return name;
  }
  if (key.ctrl) return `ctrl-${input}`;
  if (key.meta) return `alt-${input}`;
  return null;
}

/** A control character inside a paste, by the name of its key. */
function control(part: string): string {
  if (part === '\r' || part === '\n') return 'enter';
  if (part === '\t') return 'tab';
  if (part === '\u007f' || part === '\b') return 'backspace';
  return `ctrl-${String.fromCharCode(part.charCodeAt(0) + 96)}`;
}

const EDITS: Readonly<Record<string, Edit>> = {
  backspace: { type: 'erase-back' },
  left: { type: 'left' },
  right: { type: 'right' },
  home: { type: 'start' },
  end: { type: 'end' },
  'ctrl-a': { type: 'start' },
  'ctrl-e': { type: 'end' },
  'ctrl-u': { type: 'erase-all' },
  'ctrl-w': { type: 'erase-word' },
  'alt-backspace': { type: 'erase-word' },
  'ctrl-h': { type: 'erase-back' },
  delete: { type: 'erase-forward' },
  'ctrl-d': { type: 'erase-forward' },
  'ctrl-k': { type: 'erase-to-end' },
  'alt-b': { type: 'word-left' },
  'alt-f': { type: 'word-right' },
};

/** What a named key means. */
function meant(mode: Mode, name: string): Intent | null {
  if (name === 'ctrl-c') return { type: 'interrupt' };
  if (name === 'ctrl-z') return { type: 'suspend' };
  if (name === 'ctrl-d' && !isTyping(mode) && !WATCHED.has(mode)) {
    return { type: 'leave' };
  }
  const bound = bindings(mode).find(({ keys }) => keys.includes(name));
  if (bound) return bound.intent;
  const edit = EDITS[name];
  return edit !== undefined && isTyping(mode) ? { type: 'edit', edit } : null;
}

/** A run of typed characters where letters are text, else one letter. */
function typed(t: Language, mode: Mode, text: string): Intent | null {
  if (isTyping(mode)) return { type: 'edit', edit: { type: 'insert', text } };
  if (NUMBERED.has(mode) && /^[1-9]$/.test(text)) return { type: 'pick', number: Number(text) };
  const intent =
    saidInWords(t, mode, text) ??
    meant(mode, text === ' ' ? 'space' : text) ??
    meant(mode, latinOf(text));
  // A letter typed on the list of ways to sign in goes into the user's field.
  return (
    intent ??
    (mode === 'ways' && text !== ' ' ? { type: 'edit', edit: { type: 'insert', text } } : null)
  );
}

/** The letters of yes and no in the language of the screen; they come before the letter on the key. */
function saidInWords(t: Language, mode: Mode, text: string): Intent | null {
  if (!bindings(mode).some(({ intent }) => intent.type === 'answer')) return null;
  const yes = yesOrNo(t, text);
  return yes === null ? null : { type: 'answer', yes };
}

/** The Russian layout, key by key: a person presses the key and need not switch the layout first. */
const RUSSIAN = 'йцукенгшщзхъфывапролджэячсмитьбю';
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/** The Latin letter on the same key; the text itself where there is none. */
function latinOf(text: string): string {
  const at = RUSSIAN.indexOf(text.toLowerCase());
  return at < 0 || text === '' ? text : LATIN.charAt(at);
}

function bindings(mode: Mode): readonly Binding[] {
  return MODES[mode];
}

/** The keys worth knowing, the most useful first. Ctrl-C is told where nothing else stops. */
export function hintsOf(mode: Mode): readonly KeyName[] {
  const hints = bindings(mode).flatMap(({ hint }) => hint ?? []);
  return hints.includes('stop') || hints.includes('leave') || mode === 'leaving'
    ? hints
    : [...hints, 'interrupt'];
}

/** Every mode, for tests and for the list of keys. */
export const ALL_MODES: readonly Mode[] = Object.keys(MODES) as Mode[];
