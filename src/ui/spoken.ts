/** The screens for a screen reader: Ink draws into this, and only what is new is written out. */

import { EventEmitter } from 'node:events';
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
export function createSpoken(stdout: NodeJS.WriteStream): Spoken {
  const say = (lines: readonly string[]) => {
    if (lines.length > 0) stdout.write(`${wrapLines(lines, stdout.columns || 80)}\n`);
  };
  let before: readonly string[] = [];
  const write = (frame: string) => {
    const lines = frame.split('\n').map((line) => line.trimEnd());
    const fresh = newsOf(before, lines);
    before = lines;
    say(fresh);
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
