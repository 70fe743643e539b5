// Draws a state with the real Ink into a terminal that is not there, of any size.
import { EventEmitter } from 'node:events';
import { render } from 'ink';
import { App } from '../../src/ui/app.tsx';
import type { UiState } from '../../src/ui/state.ts';

/** The live part as Ink draws it, without the log above it. */
export function liveOf(state: UiState): string {
  return screenOf({ ...state, log: [] });
}

/** Everything as Ink draws it. */
export function screenOf(state: UiState): string {
  const written: string[] = [];
  const stdout = Object.assign(new EventEmitter(), {
    columns: state.columns,
    rows: state.rows,
    isTTY: true,
    write(text: string) {
      written.push(text);
      return true;
    },
  }) as unknown as NodeJS.WriteStream;
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode() {},
    setEncoding() {},
    ref() {},
    unref() {},
    read: () => null,
  }) as unknown as NodeJS.ReadStream;
  const ink = render(<App state={state} onKey={() => {}} />, {
    stdin,
    stdout,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: state.linear,
  });
  const last = written.filter((text) => !text.startsWith('\u001b[?')).at(-1) ?? '';
  ink.unmount();
  return last;
}
