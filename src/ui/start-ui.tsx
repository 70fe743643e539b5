/** Starts the terminal UI: the one owner of Ink, of the open question and of the way out. */

import { render } from 'ink';
import type { Emit } from '../model/events.ts';
import type { Steering } from '../model/ports.ts';
import type { Prompter } from '../model/prompts.ts';
import { App } from './app.tsx';
import { clipboardSequence } from './clipboard.ts';
import type { Dialog } from './dialogs/dialog.ts';
import { createEasel } from './easel.ts';
import { createHands } from './hands.ts';
import { type Key, takeInput } from './keymap.ts';
import { glyphsFor, isLinear } from './look.ts';
import { createQuestions, NO_MEMORY, remember } from './questions.ts';
import { firstState, modeOf, type UiAction, update } from './state.ts';
import { createWheel } from './steer.ts';
import { createViewport } from './viewport.ts';

/** What the UI needs. Both streams must be terminals. */
export type UiPorts = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly options: {
    readonly site: string | null;
    readonly color: boolean;
    readonly verbosity: 'quiet' | 'normal' | 'verbose';
    /** Answers every yes-or-no question beforehand. */
    readonly yes: boolean;
  };
  /** What the terminal can show, and who reads it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Stops the run: the same way as SIGINT. */
  readonly interrupt: () => void;
  /** Milliseconds since the epoch; the system's clock unless given. */
  readonly now?: () => number;
};

/** The running UI. */
export type Ui = {
  readonly emit: Emit;
  readonly ask: Prompter;
  readonly steering: Steering;
  /**
   * Hands the terminal back as it was, with the log in the scrollback. Resolves when all is written;
   * may be called twice.
   */
  readonly close: () => Promise<void>;
};

type Pending = {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: unknown) => void;
};

/** Takes the terminal over until `close`. */
export function startUi(ports: UiPorts): Ui {
  const viewport = createViewport(ports.stdout);
  const now = ports.now ?? Date.now;
  const wheel = createWheel();
  const { color, verbosity, site } = ports.options;
  const linear = isLinear(ports.env);
  let state = firstState({
    ...viewport.size(),
    color,
    verbosity,
    site,
    glyphs: glyphsFor(ports.env),
    linear,
  });
  let pending: Pending | null = null;
  let memory = NO_MEMORY;
  let startedAt: number | null = null;

  const hands = createHands({
    state: () => state,
    dispatch: (action) => dispatch(action),
    wheel,
    answer,
    stop,
    copy: (text) => ports.stdout.write(clipboardSequence(text, ports.env)),
  });
  const onKey = (input: string, key: Key) => {
    takeInput(input, key, () => modeOf(state), hands);
  };
  const draw = () => <App state={state} onKey={onKey} />;
  const ink = render(draw(), {
    stdin: ports.stdin,
    stdout: viewport.stream,
    stderr: ports.stderr,
    exitOnCtrlC: false,
    isScreenReaderEnabled: linear,
  });
  const easel = createEasel(() => ink.rerender(draw()));
  const dispatch = (action: UiAction) => {
    const next = update(state, action);
    if (next === state) return;
    state = next;
    easel.touch();
  };

  const stopWatching = viewport.watch((size) => {
    state = update(state, { type: 'resized', ...size });
    // Before Ink hears of the new size, and not a moment later.
    ink.rerender(draw());
  });
  const clock = setInterval(() => {
    const still = linear || state.dialog !== null || state.run.phase === 'finished';
    if (startedAt === null || still) return;
    dispatch({ type: 'ticked', elapsed: Math.floor((now() - startedAt) / 1000) });
  }, 1000);
  const giveUp = () => {
    pending?.reject(ports.signal.reason);
    pending = null;
    if (state.stops === 0) dispatch({ type: 'stopped' });
  };
  ports.signal.addEventListener('abort', giveUp, { once: true });

  const left: Promise<void> = ink.waitUntilExit().then(
    () => {},
    (error: unknown) => {
      // A screen of ours crashed. The run goes on without it, to the restored site; then it is told.
      ports.interrupt();
      queueMicrotask(() => {
        throw error;
      });
    },
  );

  function answer(dialog: Dialog, value: unknown, said?: string): void {
    if (pending === null) return;
    const { resolve } = pending;
    pending = null;
    memory = remember(memory, dialog);
    dispatch({ type: 'answered', said });
    resolve(value);
  }

  function stop(): void {
    const first = state.stops === 0;
    wheel.pause(false);
    dispatch({ type: 'stopped' });
    if (first) ports.interrupt();
  }

  function put<Answer>(dialog: Dialog, over?: AbortSignal): Promise<Answer> {
    if (ports.signal.aborted) return Promise.reject(ports.signal.reason);
    return new Promise((resolve, reject) => {
      const mine: Pending = { resolve: resolve as (answer: unknown) => void, reject };
      pending = mine;
      dispatch({ type: 'asked', dialog });
      const withdraw = () => {
        if (pending === mine) answer(dialog, undefined);
      };
      if (over?.aborted) withdraw();
      else over?.addEventListener('abort', withdraw, { once: true });
    });
  }

  return {
    emit(event) {
      startedAt ??= now();
      dispatch({ type: 'event', event });
    },
    ask: createQuestions(
      put,
      () => memory,
      (problem) => dispatch({ type: 'told', problem }),
      ports.options.yes,
    ),
    steering: wheel.steering,
    async close() {
      if (state.closed) return left;
      ports.signal.removeEventListener('abort', giveUp);
      clearInterval(clock);
      stopWatching();
      dispatch({ type: 'closed' });
      easel.finish();
      ink.unmount();
      await left;
    },
  };
}
