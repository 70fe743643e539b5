/** Around Ink: when it draws, Ctrl-Z, what was typed ahead, the clipboard, and screen readers. */

import { Buffer } from 'node:buffer';
import { EventEmitter } from 'node:events';
import { type Language, msg } from '../language/language.ts';
import type { Job } from '../model/ports.ts';
import { wrapLines } from '../report/wrap.ts';
import { createOpenPage, type Desktop } from '../system/open-browser.ts';
import type { InkApp } from './app.tsx';
import type { Key } from './keymap.ts';

/** Draws at once, then at most a few times a second: a burst of events is one picture. */

/** A drawing that follows what it shows. */
export type ThrottledDraw = {
  /** What is shown has changed. */
  readonly touch: () => void;
  /** Draws what is not drawn yet, and rests for good. */
  readonly finish: () => void;
};

/** About eight pictures a second. */
const REST_MS = 125;

/** Draws now if the last picture is long enough ago, else as soon as it is. */
export function createThrottledDraw(draw: () => void, restMs = REST_MS): ThrottledDraw {
  let resting: ReturnType<typeof setTimeout> | null = null;
  let dirty = false;
  const paint = () => {
    dirty = false;
    resting = setTimeout(() => {
      resting = null;
      if (dirty) paint();
    }, restMs);
    draw();
  };
  return {
    touch() {
      dirty = true;
      if (resting === null) paint();
    },
    finish() {
      if (resting !== null) clearTimeout(resting);
      resting = null;
      if (dirty) draw();
      dirty = false;
    },
  };
}

/** Ctrl-Z: the terminal goes to the shell as it was, and `fg` brings the screens back. */

/** How long the system may take to stop this process, in ms. */
const STOPPED_MS = 50;

/** Hands the terminal over and stops the job; comes back by itself once it is sent on. */
export async function suspendToShell(
  t: Language,
  { suspendTerminal }: InkApp,
  job: Job,
  stdout: NodeJS.WriteStream,
  truth: string,
): Promise<void> {
  const suspension = await suspendTerminal().catch(() => null);
  if (suspension === null) return;
  // In the shell, you have to know in what state the site waits.
  // translators: fg is a command of the shell.
  const back = t.__('Type fg to come back.');
  const told = [t.__('wp-bisect waits.'), truth, back].join(' ');
  stdout.write(`${wrapLines([told], stdout.columns || 80)}\n`);
  job.stop();
  // A stopped process has no timers: this one is over when the process is sent on.
  setTimeout(() => void suspension.resume(), STOPPED_MS);
}

/** Takes the terminal anew and draws everything: the shell has had it in between. */
export async function redraw({ suspendTerminal }: InkApp): Promise<void> {
  // A suspension of ours under way does that itself.
  const suspension = await suspendTerminal().catch(() => null);
  await suspension?.resume();
}

/** Keys that are pressed before the first question is on the screen: what was typed ahead of it counts. */

/** One input event, as Ink tells it. */
type InputEvent = readonly [input: string, key: Key];

/** What is typed ahead of the first question. */
export type TypedAhead = {
  /** True where the key is kept for the question; false where it means something now. */
  keep(event: InputEvent): boolean;
  /** The first question is open: what is to be typed into it. Later ones are given nothing. */
  release(isForText: boolean): readonly InputEvent[];
};

/** Keeps keys where the first question asks for the site; a command such as Ctrl-C is never kept. */
export function createTypedAhead(asksForSite: boolean): TypedAhead {
  let kept: InputEvent[] | null = asksForSite ? [] : null;
  return {
    keep(event) {
      const [, { ctrl = false, meta = false }] = event;
      if (kept === null || ctrl || meta) return false;
      kept.push(event);
      return true;
    },
    release(isForText) {
      const events = kept ?? [];
      kept = null;
      return isForText ? events : [];
    },
  };
}

/** The clipboard of the terminal, over SSH too: OSC 52. */

/** The sequence that puts a text on the clipboard; tmux is asked to hand it on. */
export function clipboardSequence(text: string, env: Readonly<Record<string, string | undefined>>) {
  const sequence = `\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
  if (!env.TMUX) return sequence;
  return `${sequence}\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
}

/** Never rejects. */
export async function openPageFor(
  desktop: Desktop,
  url: string,
  copy: (text: string) => void,
): Promise<void> {
  if ((await createOpenPage(desktop)(url)) !== 'opened') copy(url);
}

/** The screens for a screen reader: Ink draws into this, and only what is new is written out. */

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
