/** The table behind the keymap: what can be meant, and by which keys, on every screen. */

import type { KeyName } from '../report/screens/keys.ts';
import type { Edit } from './line.ts';

/** What a screen can be told to do by a letter. */
export type Command =
  | 'all'
  | 'request'
  | 'by-hand'
  | 'find'
  | 'switch'
  | 'keep'
  | 'pause'
  | 'undo'
  | 'works'
  | 'broken'
  | 'cannot-tell'
  | 'ticket'
  | 'copy'
  | 'quit';

/** What a person wants. */
export type Intent =
  | { readonly type: 'interrupt' }
  /** Leave: "Really stop?" opens. */
  | { readonly type: 'leave' }
  /** Closes what lies over the screen. */
  | { readonly type: 'stay' }
  | { readonly type: 'help' }
  | { readonly type: 'submit' }
  | { readonly type: 'back' }
  | { readonly type: 'toggle' }
  | { readonly type: 'answer'; readonly yes: boolean }
  | { readonly type: 'edit'; readonly edit: Edit }
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'field'; readonly by: 1 | -1 }
  | { readonly type: 'pick'; readonly number: number }
  | { readonly type: 'command'; readonly command: Command };

/** Keys that mean the same, what that is, and how it is told. */
export type Binding = {
  readonly keys: readonly string[];
  readonly intent: Intent;
  /** How it is told; most synonyms are not. */
  readonly hint?: KeyName;
};

const bind = (keys: string, intent: Intent, hint?: KeyName): Binding => ({
  keys: keys.split(' '),
  intent,
  hint,
});
const command = (key: string, what: Command, hint: KeyName): Binding =>
  bind(key, { type: 'command', command: what }, hint);

const MOVE: readonly Binding[] = [
  bind('up', { type: 'move', by: -1 }, 'move'),
  bind('down', { type: 'move', by: 1 }),
  bind('pageup', { type: 'move', by: -8 }),
  bind('pagedown', { type: 'move', by: 8 }),
  bind('home', { type: 'move', by: -10_000 }),
  bind('end', { type: 'move', by: 10_000 }),
];
const LETTERS_MOVE = [bind('k', { type: 'move', by: -1 }), bind('j', { type: 'move', by: 1 })];
const FIELDS: readonly Binding[] = [
  bind('tab down', { type: 'field', by: 1 }, 'next-field'),
  bind('shift-tab up', { type: 'field', by: -1 }),
];
const GO_ON = bind('enter', { type: 'submit' }, 'go-on');
const BACK = bind('escape', { type: 'back' }, 'back-to-it');
const CLEAR = bind('ctrl-u', { type: 'edit', edit: { type: 'erase-all' } }, 'clear');
const STOP = bind('q escape', { type: 'leave' }, 'stop');
const LEAVE = bind('q escape', { type: 'leave' }, 'leave');
const HELP = bind('?', { type: 'help' }, 'help');
const SCROLL = [
  bind('up k', { type: 'move', by: -1 }, 'scroll'),
  bind('down j', { type: 'move', by: 1 }),
  bind('pageup', { type: 'move', by: -8 }),
  bind('pagedown', { type: 'move', by: 8 }),
];

/** Which keys mean what, by what has the keyboard. The order is the one of the bottom line. */
export const MODES = {
  /** A text of its own; Esc leaves. */
  site: [GO_ON, CLEAR, bind('escape', { type: 'leave' })],
  /** A text inside a dialog; Esc goes back. */
  text: [GO_ON, BACK, CLEAR],
  sender: [GO_ON, bind('tab', { type: 'field', by: 1 }, 'sender'), BACK],
  field: [GO_ON, ...FIELDS, BACK, CLEAR],
  ways: [
    GO_ON,
    ...MOVE,
    bind('tab', { type: 'field', by: 1 }, 'next-field'),
    command('k', 'keep', 'keep'),
    bind('j', { type: 'move', by: 1 }),
    BACK,
    HELP,
  ],
  /** There is nothing to keep a secret in, or it is kept already. */
  'ways-alone': [
    GO_ON,
    ...MOVE,
    bind('tab', { type: 'field', by: 1 }, 'next-field'),
    ...LETTERS_MOVE,
    BACK,
    HELP,
  ],
  keep: [GO_ON, bind('space', { type: 'toggle' }, 'keep-it'), ...FIELDS, BACK, HELP],
  menu: [GO_ON, ...MOVE, ...LETTERS_MOVE, bind('q escape', { type: 'leave' }), HELP],
  confirm: [
    bind('y Y', { type: 'answer', yes: true }, 'yes'),
    bind('n N escape', { type: 'answer', yes: false }),
    bind('enter', { type: 'submit' }),
    HELP,
  ],
  symptoms: [
    GO_ON,
    bind('space', { type: 'toggle' }, 'mark'),
    command('r', 'request', 'request'),
    command('h', 'by-hand', 'by-hand'),
    command('a', 'all', 'all'),
    ...MOVE,
    ...LETTERS_MOVE,
    LEAVE,
    HELP,
  ],
  plan: [
    GO_ON,
    bind('space', { type: 'toggle' }, 'pin'),
    command('/', 'find', 'find'),
    command('s', 'switch', 'switch'),
    ...MOVE,
    ...LETTERS_MOVE,
    LEAVE,
    HELP,
  ],
  search: [GO_ON, ...MOVE.slice(0, 2), BACK, CLEAR],
  switches: [GO_ON, ...MOVE, ...LETTERS_MOVE, BACK, HELP],
  ready: [
    bind('enter', { type: 'submit' }, 'start'),
    bind('escape n', { type: 'back' }, 'back-to-it'),
    bind('q', { type: 'leave' }),
    HELP,
  ],
  judge: [
    command('w', 'works', 'works'),
    command('b', 'broken', 'broken'),
    command('c', 'cannot-tell', 'cannot-tell'),
    command('u', 'undo', 'undo'),
    STOP,
    HELP,
  ],
  approval: [
    bind('escape', { type: 'back' }, 'give-up'),
    command('c', 'copy', 'copy-address'),
    HELP,
  ],
  answer: [
    GO_ON,
    ...MOVE,
    ...LETTERS_MOVE,
    command('t', 'ticket', 'ticket'),
    command('c', 'copy', 'copy'),
    command('q', 'quit', 'quit'),
    HELP,
  ],
  /** An answer that nobody has to be written to about. */
  'answer-alone': [GO_ON, ...MOVE, ...LETTERS_MOVE, command('q', 'quit', 'quit'), HELP],
  ticket: [
    ...SCROLL,
    command('c', 'copy', 'copy'),
    bind('escape enter q t', { type: 'back' }, 'close'),
    HELP,
  ],
  help: [...SCROLL, bind('escape enter q ?', { type: 'stay' }, 'close')],
  leaving: [
    bind('y Y', { type: 'answer', yes: true }, 'stop-it'),
    bind('n N', { type: 'answer', yes: false }, 'stay'),
    // Stopping is never the answer of a stray Enter.
    bind('enter escape', { type: 'stay' }),
  ],
  /** Before and after the search. */
  run: [LEAVE, HELP],
  searching: [
    command('p', 'pause', 'pause'),
    command('u', 'undo', 'undo'),
    STOP,
    ...SCROLL.map(({ keys, intent }) => ({ keys, intent })),
    HELP,
  ],
  paused: [command('p', 'pause', 'resume'), STOP, HELP],
  stopping: [],
} as const satisfies Readonly<Record<string, readonly Binding[]>>;

/** What has the keyboard. */
export type Mode = keyof typeof MODES;
