import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createViewport, type Size } from '../../src/ui/viewport.ts';

function fakeTerminal(columns: number, rows: number) {
  const written: string[] = [];
  const terminal = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write(chunk: string) {
      written.push(chunk);
      return true;
    },
    resizeTo(size: Size) {
      Object.assign(terminal, size);
      terminal.emit('resize');
    },
  });
  return { terminal, written, stdout: terminal as unknown as NodeJS.WriteStream };
}

describe('the viewport', () => {
  it('never lets the scrollback be wiped', () => {
    const { stdout, written } = fakeTerminal(80, 24);
    createViewport(stdout).stream.write('\u001b[2J\u001b[3J\u001b[Hframe');
    expect(written).toEqual(['\u001b[2J\u001b[Hframe']);
  });

  it('draws small before Ink hears of a smaller terminal, and never says it is lower than the old frame', () => {
    const { terminal, stdout, written } = fakeTerminal(80, 24);
    const viewport = createViewport(stdout);
    const seen: string[] = [];
    viewport.stream.on('resize', () => {
      seen.push(`ink ${viewport.stream.columns}x${viewport.stream.rows}`);
    });
    const stop = viewport.watch(({ columns, rows }) => seen.push(`draw ${columns}x${rows}`));
    terminal.resizeTo({ columns: 40, rows: 15 });
    expect(seen).toEqual(['draw 40x15', 'ink 40x24', 'draw 40x15']);
    expect(viewport.size()).toEqual({ columns: 40, rows: 15 });
    expect(written).toEqual(['\u001b[2J\u001b[H']);

    seen.length = 0;
    written.length = 0;
    terminal.resizeTo({ columns: 90, rows: 30 });
    expect(seen).toEqual(['draw 40x15', 'ink 90x30', 'draw 90x30']);
    expect(written).toEqual([]);

    stop();
    seen.length = 0;
    terminal.resizeTo({ columns: 20, rows: 10 });
    expect(seen).toEqual([]);
  });

  it('is the stream in everything else', () => {
    const { stdout, terminal } = fakeTerminal(80, 24);
    const { stream } = createViewport(stdout);
    expect(stream.isTTY).toBe(true);
    stream.on('drain', () => {});
    expect(terminal.listenerCount('drain')).toBe(1);
  });
});
