/** What the keys do, in words: short for the bottom line, whole sentences behind `?`. */

import { type Language, msg } from '../../language/language.ts';

/** A key as it is told: its name, two words, and what it does. */
type KeyWords = { readonly key: string; readonly short: string; readonly about: string };

/** Every key that means something somewhere. Letters are the Latin ones that stand on the key. */
export const KEYS = {
  'go-on': {
    key: msg('Enter'),
    short: msg('go on'),
    about: msg('Take what is chosen or typed, and go on.'),
  },
  start: { key: msg('Enter'), short: msg('start'), about: msg('Start switching plugins.') },
  'back-to-it': { key: msg('Esc'), short: msg('back'), about: msg('Go one step back.') },
  'show-all': { key: msg('Esc'), short: msg('show all'), about: msg('Show every plugin again.') },
  'next-field': {
    key: msg('Tab'),
    short: msg('next field'),
    about: msg('Go to the next field. Shift-Tab and Up go to the one before.'),
  },
  move: {
    key: msg('Up/Down'),
    short: msg('move'),
    about: msg('Move. Page Up and Page Down move faster.'),
  },
  mark: {
    key: msg('Space'),
    short: msg('choose'),
    about: msg('Choose this one, or leave it out.'),
  },
  pin: {
    key: msg('Space'),
    short: msg('leave on / switch'),
    about: msg('Leave this plugin on, or let it be switched.'),
  },
  all: { key: 'a', short: msg('all'), about: msg('Choose all, or none.') },
  request: {
    key: 'r',
    short: msg('another request'),
    about: msg('Type the request that fails for you.'),
  },
  'by-hand': {
    key: 'h',
    short: msg('by hand'),
    about: msg('Check it yourself: you are asked at every step.'),
  },
  sender: { key: msg('Tab'), short: msg('sent as'), about: msg('Choose who sends the request.') },
  find: { key: '/', short: msg('search'), about: msg('Search the list by name.') },
  switch: {
    key: 's',
    short: msg('switch'),
    about: msg('Choose another way of switching plugins off and on.'),
  },
  'keep-it': {
    key: msg('Space'),
    short: msg('keep'),
    about: msg('Keep the password in the keyring, or do not.'),
  },
  clear: {
    key: 'Ctrl-U',
    short: msg('clear'),
    about: msg(
      'Empty the field. Ctrl-W erases a word, Ctrl-K to the end; Alt-B and Alt-F move by words.',
    ),
  },
  pause: {
    key: 'p',
    short: msg('pause'),
    about: msg('Pause: every plugin is switched on until you go on.'),
  },
  resume: { key: 'p', short: msg('go on'), about: msg('Go on where the search was paused.') },
  undo: { key: 'u', short: msg('undo'), about: msg('Undo the last result, and test again.') },
  works: { key: 'w', short: msg('works'), about: msg('It works now.') },
  broken: { key: 'b', short: msg('broken'), about: msg('It is broken now.') },
  'cannot-tell': {
    key: 'c',
    short: msg("can't tell"),
    about: msg('You cannot tell whether it works.'),
  },
  checks: { key: 'd', short: msg('all checks'), about: msg('Show what every check saw, in full.') },
  fix: {
    key: 'f',
    short: msg('show the fix'),
    about: msg('Show the setting that probably fixes it.'),
  },
  prove: {
    key: msg('Enter'),
    short: msg('find the plugin'),
    about: msg('Search for the plugin and prove it.'),
  },
  ticket: {
    key: 't',
    short: msg('support message'),
    about: msg('Read the message for people who can help.'),
  },
  copy: {
    key: 'c',
    short: msg('copy message'),
    about: msg('Copy the support message to the clipboard.'),
  },
  again: { key: 'a', short: msg('test again'), about: msg('Send the failing requests once more.') },
  'open-page': {
    key: 'o',
    short: msg('open the page'),
    about: msg('Open the page in your browser to check it.'),
  },
  suspend: {
    key: 'Ctrl-Z',
    short: msg('to the shell'),
    about: msg('Back to the shell; fg comes back here.'),
  },
  'copy-address': {
    key: 'c',
    short: msg('copy the address'),
    about: msg('Copy it to the clipboard.'),
  },
  'give-up': { key: msg('Esc'), short: msg('do not wait'), about: msg('Sign in another way.') },
  // translators: the first letters of "yes" and "no"
  yes: { key: msg('y / n'), short: msg('yes / no'), about: msg('Answer yes or no.') },
  'stop-it': {
    // translators: the first letter of "yes"
    key: msg('y'),
    short: msg('stop'),
    about: msg('Stop. The site is restored first.'),
  },
  stay: {
    // translators: the first letter of "no"
    key: msg('n'),
    short: msg('go on'),
    about: msg('Go on as if you had pressed nothing.'),
  },
  quit: { key: 'q', short: msg('quit'), about: msg('Quit. The answer stays in the terminal.') },
  stop: {
    key: 'q',
    short: msg('stop and restore'),
    about: msg('Stop. You are asked first, and the site is restored.'),
  },
  leave: { key: 'q', short: msg('stop'), about: msg('Stop. You are asked first.') },
  scroll: {
    key: msg('PgUp/PgDn'),
    short: msg('scroll'),
    about: msg('Read on where there is more.'),
  },
  close: { key: msg('Esc'), short: msg('back'), about: msg('Go back to the screen.') },
  help: { key: '?', short: msg('keys'), about: msg('Show the keys of this screen.') },
  interrupt: {
    key: 'Ctrl-C',
    short: msg('stop'),
    about: msg(
      'Stop at any moment. The site is restored first. A second Ctrl-C says how to restore it later.',
    ),
  },
} as const satisfies Readonly<Record<string, KeyWords>>;

/** A key by the name of what it does. */
export type KeyName = keyof typeof KEYS;

/** `Enter: go on`. */
export function keyHint(t: Language, name: KeyName): string {
  return `${keyName(t, name)}: ${t.__(KEYS[name].short)}`;
}

/** The key as the keyboard has it; a letter is itself in every language. */
export function keyName(t: Language, name: KeyName): string {
  return t.__(KEYS[name].key);
}

/** The heading of the list of keys. */
export const KEYS_TITLE = msg('Keys of this screen');
