// Draws a state with the real Ink into a terminal that is not there, of any size.
import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { render } from 'ink';
import { App } from '../../src/ui/app.tsx';
import { type Scrollable, type UiState, update } from '../../src/ui/state.ts';

/** The screen as Ink draws it, once everything is measured; row by row, without colours. */
export async function screenOf(first: UiState): Promise<string> {
  return (await drawn(first)).text;
}

/** Measuring, following the focus and drawing are tasks of their own. */
const STEPS = 5;

/** The screen, and the state that knows how far its text scrolls; with `then`, as it looks after `first`. */
export async function drawn(
  first: UiState,
  then?: UiState,
): Promise<{ text: string; state: UiState }> {
  const written: string[] = [];
  const stdout = Object.assign(new EventEmitter(), {
    columns: first.columns,
    rows: first.rows,
    isTTY: true,
    write(text: string, done?: () => void) {
      if (text !== '') written.push(text);
      done?.();
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
  let state = first;
  const onMeasure = (scrollable: Scrollable) => {
    const next = update(state, { type: 'measured', scrollable });
    if (next === state) return;
    state = next;
    queueMicrotask(() => ink.rerender(view()));
  };
  const view = () => <App state={state} onKey={() => {}} onMeasure={onMeasure} />;
  const ink = render(view(), {
    stdin,
    stdout,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: first.linear,
  });
  // What is measured in one picture is drawn in the next: until nothing moves any more. React yields after
  // five milliseconds, which on a busy machine is before each of its steps.
  const still = async () => {
    for (let quiet = 0, seen = 0; quiet < 3; quiet += 1) {
      for (let step = 0; step < STEPS; step += 1) await setImmediate();
      await ink.waitUntilRenderFlush();
      if (written.length !== seen) quiet = 0;
      seen = written.length;
    }
  };
  await still();
  if (then !== undefined) {
    state = then;
    ink.rerender(view());
    await still();
  }
  const last = written.filter((text) => !text.startsWith('\u001b[?')).at(-1) ?? '';
  ink.unmount();
  return { text: last, state };
}
