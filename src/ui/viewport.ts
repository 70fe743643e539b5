/** The terminal as Ink sees it: the same stream, with a size that changes when the screen is ready. */

import { EventEmitter } from 'node:events';

/** Size of a terminal in characters. */
export type Size = { readonly columns: number; readonly rows: number };

/** A stand-in for stdout with a size of its own. */
export type Viewport = {
  readonly stream: NodeJS.WriteStream;
  readonly size: () => Size;
  /** Calls `resize` with each new size; returns how to stop. */
  readonly watch: (draw: (size: Size) => void) => () => void;
};

/** Wipes what had scrolled off the screen: the person's own lines. Ink 6 sends it on overflow. */
const WIPE_SCROLLBACK = '\u001b[3J';
const CLEAR_SCREEN = '\u001b[2J\u001b[H';

/**
 * Ink 6 draws the old frame into a shrunken terminal before anybody can make it smaller, overflows,
 * and wipes screen and scrollback. So a smaller frame is drawn first, and Ink hears of it afterwards.
 */
export function createViewport(stdout: NodeJS.WriteStream): Viewport {
  const resizes = new EventEmitter();
  let known: Size = sizeOf(stdout);

  const own: Readonly<Record<string | symbol, unknown>> = {
    on: (event: string, listener: () => void) => {
      (event === 'resize' ? resizes : stdout).on(event, listener);
      return stream;
    },
    off: (event: string, listener: () => void) => {
      (event === 'resize' ? resizes : stdout).off(event, listener);
      return stream;
    },
    write: (chunk: string | Uint8Array, ...rest: never[]) =>
      stdout.write(
        typeof chunk === 'string' ? chunk.replaceAll(WIPE_SCROLLBACK, '') : chunk,
        ...rest,
      ),
  };
  const stream = new Proxy(stdout, {
    get(target, property) {
      if (property === 'columns') return known.columns;
      if (property === 'rows') return known.rows;
      if (property in own) return own[property];
      const value = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

  return {
    stream,
    size: () => known,
    watch(draw) {
      const resized = () => {
        const next = sizeOf(stdout);
        const before = known;
        draw({
          columns: Math.min(before.columns, next.columns),
          rows: Math.min(before.rows, next.rows),
        });
        // Lines that were as wide as the old screen have wrapped, and Ink cannot erase what it
        // does not know of.
        if (next.columns < before.columns) stdout.write(CLEAR_SCREEN);
        known = { columns: next.columns, rows: Math.max(before.rows, next.rows) };
        resizes.emit('resize');
        known = next;
        draw(next);
      };
      stdout.on('resize', resized);
      return () => stdout.off('resize', resized);
    },
  };
}

function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
