/** The screens for a screen reader: Ink draws into this, and only what is new is written out. */

import { EventEmitter } from 'node:events';
import { type Language, msg } from '../language/language.ts';
import { wrapLines } from '../report/wrap.ts';

/** The stream that Ink draws whole frames into, and what it lets through. */
export type Spoken = {
  readonly stream: NodeJS.WriteStream;
  /** Writes lines of their own, between the frames. */
  readonly say: (lines: readonly string[]) => void;
};

/** A choice that is not the current one any more is no news; the one that became it is. */
const SELECTED = /\((?:selected|selected, )\) ?|selected, /g;

/** A reader hears every line once: a frame is compared with the one before, line by line. */
export function createSpoken(t: Language, stdout: NodeJS.WriteStream): Spoken {
  const say = (lines: readonly string[]) => {
    if (lines.length > 0) stdout.write(`${wrapLines(lines, stdout.columns || 80)}\n`);
  };
  let before: readonly string[] = [];
  const write = (frame: string) => {
    const lines = frame.split('\n').map((line) => line.trimEnd());
    const fresh = newsOf(before, lines);
    before = lines;
    say(fresh.map((line) => rolesIn(t, line)));
    return true;
  };
  const own = {
    isTTY: true,
    get columns() {
      return stdout.columns || 80;
    },
    get rows() {
      return stdout.rows || 24;
    },
    write(chunk: string | Uint8Array, done?: () => void) {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      // Ink's own escape sequences are about a picture, and there is none.
      if (text.trim() !== '' && !text.startsWith('\u001b[')) write(text);
      if (typeof done === 'function') done();
      return true;
    },
  };
  return {
    stream: Object.defineProperties(
      new EventEmitter(),
      Object.getOwnPropertyDescriptors(own),
    ) as unknown as NodeJS.WriteStream,
    say,
  };
}

const ROLES = {
  // translators: what a screen reader says before a choice that can be ticked
  checkbox: msg('checkbox'),
  // translators: what a screen reader says before one of several choices
  radio: msg('radio button'),
  // translators: what a screen reader says before a choice of a menu
  menuitem: msg('menu item'),
  // translators: what a screen reader says before a field for text
  textbox: msg('text field'),
} as const;

const STATES = {
  // translators: what a screen reader says of the current choice
  selected: msg('selected'),
  // translators: what a screen reader says of a choice with a tick
  checked: msg('checked'),
  // translators: what a screen reader says of a choice that is not open
  disabled: msg('unavailable'),
} as const;

const ROLE = /^(checkbox|radio|menuitem|textbox): (?:\(((?:selected|checked|disabled|, )+)\) )?/;

/** Ink names roles and states by their codes; a person hears words. */
export function rolesIn(t: Language, line: string): string {
  return line.replace(ROLE, (_, role: keyof typeof ROLES, states: string | undefined) => {
    const named = (states?.split(', ') ?? []).map((state) =>
      t.__(STATES[state as keyof typeof STATES]),
    );
    return `${t.__(ROLES[role])}: ${named.length === 0 ? '' : `(${named.join(', ')}) `}`;
  });
}

/** The lines of a frame that were not in the one before it. */
export function newsOf(before: readonly string[], after: readonly string[]): readonly string[] {
  const exactly = new Set(before);
  const roughly = new Set(before.map((line) => line.replace(SELECTED, '')));
  return after.filter((line) => {
    if (line === '' || exactly.has(line)) return false;
    const bare = line.replace(SELECTED, '');
    return bare !== line || !roughly.has(bare);
  });
}
