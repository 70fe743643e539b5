/** What the keys do, in words: short for the bottom line, whole sentences behind `?`. */

/** A key as it is told: its name, two words, and what it does. */
export type KeyWords = { readonly key: string; readonly short: string; readonly about: string };

/** Every key that means something somewhere. */
export const KEYS = {
  'go-on': { key: 'Enter', short: 'go on', about: 'Take what is chosen or typed, and go on.' },
  start: { key: 'Enter', short: 'start', about: 'Start switching plugins.' },
  'back-to-it': { key: 'Esc', short: 'back', about: 'One step back.' },
  'show-all': { key: 'Esc', short: 'show all', about: 'Show every plugin again.' },
  'next-field': {
    key: 'Tab',
    short: 'next field',
    about: 'The next field; Shift-Tab and Up: the one before.',
  },
  move: { key: 'Up/Down', short: 'move', about: 'Move; Page Up and Page Down move faster.' },
  number: { key: '1-9', short: 'choose', about: 'Choose by number.' },
  mark: { key: 'Space', short: 'choose', about: 'Choose this one, or leave it out.' },
  pin: {
    key: 'Space',
    short: 'leave on / switch',
    about: 'Leave this plugin alone, or let it be switched.',
  },
  all: { key: 'a', short: 'all', about: 'Choose all, or none.' },
  request: { key: 'r', short: 'another request', about: 'Type the request that fails for you.' },
  'by-hand': {
    key: 'h',
    short: 'by hand',
    about: 'Only you can see what is broken: you are asked at every step.',
  },
  sender: { key: 'Tab', short: 'sent as', about: 'Who sends the request.' },
  find: { key: '/', short: 'search', about: 'Search the list by name.' },
  switch: { key: 's', short: 'switch', about: 'Another way of turning plugins off and on.' },
  'keep-it': { key: 'Space', short: 'keep', about: 'Keep it in the keyring, or do not.' },
  clear: {
    key: 'Ctrl-U',
    short: 'clear',
    about:
      'Empty the field. Ctrl-W erases a word, Ctrl-K to the end; Alt-B and Alt-F move by words.',
  },
  pause: {
    key: 'p',
    short: 'pause',
    about: 'Hold still: every plugin is switched on until you go on.',
  },
  resume: { key: 'p', short: 'go on', about: 'Go on where it was paused.' },
  undo: {
    key: 'u',
    short: 'undo',
    about: 'Undo the last result, and test again.',
  },
  works: { key: 'w', short: 'works', about: 'It works now.' },
  broken: { key: 'b', short: 'broken', about: 'It is broken now.' },
  'cannot-tell': { key: 'c', short: "can't tell", about: 'It does not show either way.' },
  checks: { key: 'd', short: 'all checks', about: 'What every check saw, in full.' },
  fix: { key: 'f', short: 'show the fix', about: 'The setting that is likely to mend it.' },
  prove: { key: 'Enter', short: 'prove it', about: 'Search for the plugin and prove it.' },
  ticket: {
    key: 't',
    short: 'support message',
    about: 'Read the message for people who can help.',
  },
  copy: { key: 'c', short: 'copy message', about: 'Copy the support message to the clipboard.' },
  again: { key: 'a', short: 'test again', about: 'Send the failing requests once more.' },
  'open-page': {
    key: 'o',
    short: 'open the page',
    about: 'Open the page to judge in your browser.',
  },
  suspend: {
    key: 'Ctrl-Z',
    short: 'to the shell',
    about: 'Back to the shell; fg comes back here.',
  },
  'copy-address': { key: 'c', short: 'copy the address', about: 'Copy it to the clipboard.' },
  'give-up': { key: 'Esc', short: 'do not wait', about: 'Sign in another way.' },
  yes: { key: 'y / n', short: 'yes / no', about: 'Yes, or no.' },
  'stop-it': { key: 'y', short: 'stop', about: 'Stop. The site is put back first.' },
  stay: { key: 'n', short: 'go on', about: 'Go on as if nothing had been pressed.' },
  quit: { key: 'q', short: 'quit', about: 'The end: the answer stays in the terminal.' },
  stop: {
    key: 'q',
    short: 'stop and restore',
    about: 'Stop. You are asked first, and the site is put back.',
  },
  leave: { key: 'q', short: 'stop', about: 'Stop. You are asked first.' },
  scroll: { key: 'PgUp/PgDn', short: 'scroll', about: 'Read on, where there is more.' },
  close: { key: 'Esc', short: 'back', about: 'Back to the screen.' },
  help: { key: '?', short: 'keys', about: 'The keys of this screen.' },
  interrupt: {
    key: 'Ctrl-C',
    short: 'stop',
    about: 'Stop at any moment. The site is put back first; a second one says how to do it later.',
  },
} as const satisfies Readonly<Record<string, KeyWords>>;

/** A key by the name of what it does. */
export type KeyName = keyof typeof KEYS;

/** `Enter: go on`. */
export function keyHint(name: KeyName): string {
  const { key, short } = KEYS[name];
  return `${key}: ${short}`;
}

/** The heading of the list of keys. */
export const KEYS_TITLE = 'Keys of this screen';
