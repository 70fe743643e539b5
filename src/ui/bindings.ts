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
  | 'pause'
  | 'undo'
  | 'works'
  | 'broken'
  | 'cannot-tell'
  | 'ticket'
  | 'checks'
  | 'fix'
  | 'again'
  | 'open-page'
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
  /** Reads on in what does not fit: by lines, or by screenfuls. */
  | { readonly type: 'scroll'; readonly by: number; readonly unit: 'line' | 'page' }
  /** To the shell; `fg` comes back. */
  | { readonly type: 'suspend' }
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

const STEP: readonly Binding[] = [
  bind('up', { type: 'move', by: -1 }, 'move'),
  bind('down', { type: 'move', by: 1 }),
];
/** A long list: everything moves the cursor, and the list follows it. */
const MOVE: readonly Binding[] = [
  ...STEP,
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
const PAGES: readonly Binding[] = [
  bind('pageup', { type: 'scroll', by: -1, unit: 'page' }),
  bind('pagedown', { type: 'scroll', by: 1, unit: 'page' }, 'scroll'),
];
/** A text: every key that moves scrolls it. */
const SCROLL: readonly Binding[] = [
  ...PAGES,
  bind('up k', { type: 'scroll', by: -1, unit: 'line' }),
  bind('down j space', { type: 'scroll', by: 1, unit: 'line' }),
  bind('home', { type: 'scroll', by: -1_000, unit: 'page' }),
  bind('end', { type: 'scroll', by: 1_000, unit: 'page' }),
];
/** A short list with a text above it. */
const CHOOSE: readonly Binding[] = [
  ...STEP,
  ...PAGES,
  ...['home', 'end'].map((key, at) => bind(key, { type: 'move', by: at === 0 ? -10_000 : 10_000 })),
];
const CHECKS = command('d', 'checks', 'checks');

/** Which keys mean what, by what has the keyboard. The order is the one of the bottom line. */
export const MODES = {
  /** A text of its own; Esc leaves. */
  site: [GO_ON, CLEAR, ...PAGES, bind('escape', { type: 'leave' })],
  /** A text inside a dialog; Esc goes back. */
  text: [GO_ON, BACK, CLEAR, ...PAGES],
  sender: [GO_ON, bind('tab', { type: 'field', by: 1 }, 'sender'), BACK, ...PAGES],
  field: [GO_ON, ...FIELDS, BACK, CLEAR, ...PAGES],
  /** Letters go into the field for the user. */
  ways: [
    GO_ON,
    ...CHOOSE,
    bind('tab', { type: 'field', by: 1 }, 'next-field'),
    bind('shift-tab', { type: 'field', by: -1 }),
    BACK,
    HELP,
  ],
  keep: [GO_ON, bind('space', { type: 'toggle' }, 'keep-it'), ...FIELDS, BACK, HELP],
  menu: [GO_ON, ...CHOOSE, ...LETTERS_MOVE, CHECKS, bind('q escape', { type: 'leave' }), HELP],
  /** A menu after which there is a way back. */
  'menu-back': [
    GO_ON,
    ...CHOOSE,
    ...LETTERS_MOVE,
    BACK,
    CHECKS,
    bind('q', { type: 'leave' }, 'leave'),
    HELP,
  ],
  /** The diagnosis is made; the search has not begun. */
  diagnosed: [
    bind('enter', { type: 'submit' }, 'prove'),
    command('f', 'fix', 'fix'),
    CHECKS,
    ...SCROLL,
    LEAVE,
    HELP,
  ],
  confirm: [
    bind('y', { type: 'answer', yes: true }, 'yes'),
    bind('n escape', { type: 'answer', yes: false }),
    bind('enter', { type: 'submit' }),
    CHECKS,
    ...PAGES,
    bind('q', { type: 'leave' }),
    HELP,
  ],
  symptoms: [
    GO_ON,
    bind('space', { type: 'toggle' }, 'mark'),
    command('r', 'request', 'request'),
    command('h', 'by-hand', 'by-hand'),
    command('a', 'all', 'all'),
    CHECKS,
    ...CHOOSE,
    ...LETTERS_MOVE,
    LEAVE,
    HELP,
  ],
  plan: [
    GO_ON,
    bind('space', { type: 'toggle' }, 'pin'),
    command('/', 'find', 'find'),
    command('s', 'switch', 'switch'),
    CHECKS,
    ...MOVE,
    ...LETTERS_MOVE,
    LEAVE,
    HELP,
  ],
  /** Only what matches is listed: both keys that go on or back show everything first. */
  'plan-filtered': [
    bind('enter escape', { type: 'back' }, 'show-all'),
    bind('space', { type: 'toggle' }, 'pin'),
    command('/', 'find', 'find'),
    ...MOVE,
    ...LETTERS_MOVE,
    bind('q', { type: 'leave' }, 'leave'),
    HELP,
  ],
  search: [GO_ON, ...STEP, BACK, CLEAR],
  switches: [GO_ON, ...MOVE, ...LETTERS_MOVE, BACK, HELP],
  ready: [
    bind('enter', { type: 'submit' }, 'start'),
    bind('escape n', { type: 'back' }, 'back-to-it'),
    CHECKS,
    ...PAGES,
    bind('q', { type: 'leave' }),
    HELP,
  ],
  judge: [
    command('w', 'works', 'works'),
    command('b', 'broken', 'broken'),
    command('c', 'cannot-tell', 'cannot-tell'),
    command('u', 'undo', 'undo'),
    command('o', 'open-page', 'open-page'),
    command('p', 'pause', 'pause'),
    bind('enter', { type: 'submit' }),
    ...STEP,
    CHECKS,
    ...PAGES,
    STOP,
    HELP,
  ],
  approval: [
    bind('escape', { type: 'back' }, 'give-up'),
    command('c', 'copy', 'copy-address'),
    ...PAGES,
    HELP,
  ],
  answer: [
    GO_ON,
    ...CHOOSE,
    ...LETTERS_MOVE,
    command('a', 'again', 'again'),
    command('t', 'ticket', 'ticket'),
    command('c', 'copy', 'copy'),
    CHECKS,
    command('q', 'quit', 'quit'),
    HELP,
  ],
  /** An answer without a support message. */
  'answer-alone': [
    GO_ON,
    ...CHOOSE,
    ...LETTERS_MOVE,
    command('a', 'again', 'again'),
    CHECKS,
    command('q', 'quit', 'quit'),
    HELP,
  ],
  /** Something is about to be done to the site. */
  sure: [
    bind('y', { type: 'answer', yes: true }, 'yes'),
    // Switching something is never the answer of a stray Enter.
    bind('n escape enter', { type: 'answer', yes: false }),
    ...PAGES,
    HELP,
  ],
  ticket: [
    ...SCROLL,
    command('c', 'copy', 'copy'),
    bind('escape enter q t', { type: 'back' }, 'close'),
    HELP,
  ],
  help: [...SCROLL, bind('escape enter q ?', { type: 'stay' }, 'close')],
  checks: [...SCROLL, bind('escape enter q d', { type: 'stay' }, 'close'), HELP],
  leaving: [
    bind('y', { type: 'answer', yes: true }, 'stop-it'),
    bind('n', { type: 'answer', yes: false }, 'stay'),
    // Stopping is never the answer of a stray Enter.
    bind('enter escape', { type: 'stay' }),
  ],
  /** Before and after the search. */
  run: [CHECKS, ...SCROLL, LEAVE, HELP],
  searching: [
    command('p', 'pause', 'pause'),
    STOP,
    command('u', 'undo', 'undo'),
    CHECKS,
    ...SCROLL,
    HELP,
  ],
  paused: [command('p', 'pause', 'resume'), STOP, CHECKS, ...SCROLL, HELP],
  stopping: [...SCROLL],
} as const satisfies Readonly<Record<string, readonly Binding[]>>;

/** What has the keyboard. */
export type Mode = keyof typeof MODES;
