/** Starts the terminal UI: the one owner of Ink, of the open question and of the way out. */

import { render } from 'ink';
import type { Language } from '../language/language.ts';
import type { Emit } from '../model/events.ts';
import type { Job, Steering } from '../model/ports.ts';
import type { AfterChoice, Prompter } from '../model/prompts.ts';
import type { AfterAction } from '../report/screens/answer.ts';
import { truthWords } from '../report/truth.ts';
import { wrapLines } from '../report/wrap.ts';
import { createAct, createSteeringControls } from './act.ts';
import { App, type InkApp } from './app.tsx';
import type { Dialog } from './dialogs/dialog.ts';
import { type Key, takeInput } from './keymap.ts';
import { glyphsFor, isLinear } from './look.ts';
import { createQuestions, NO_MEMORY, remember } from './questions.ts';
import { firstState, modeOf, type Scrollable, type UiAction, update } from './state.ts';
import {
  clipboardSequence,
  createSpoken,
  createThrottledDraw,
  createTypedAhead,
  openPageFor,
  redraw,
  suspendToShell,
} from './terminal.ts';

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
    /** How long one request may take, in seconds. */
    readonly timeoutSeconds?: number;
  };
  /** What the terminal can show, and who reads it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The operating system, as Node names it: which program opens a page. */
  readonly platform?: string;
  /** This process as a job of a shell; absent where there is no job control. */
  readonly job?: Job;
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
   * Hands the terminal back as it was, with what was done in the scrollback. Resolves when all is
   * written; may be called twice.
   */
  readonly close: () => Promise<void>;
};

type Pending = {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: unknown) => void;
};

/** Takes the terminal over until `close`; everything on it is in the language `t`. */
export function startUi(t: Language, ports: UiPorts): Ui {
  const now = ports.now ?? Date.now;
  const controls = createSteeringControls();
  const { color, verbosity, site } = ports.options;
  const linear = isLinear(ports.env);
  let state = firstState({
    t,
    ...sizeOf(ports.stdout),
    color,
    verbosity,
    site,
    glyphs: glyphsFor(ports.env),
    linear,
    timeout: ports.options.timeoutSeconds ?? null,
  });
  let pending: Pending | null = null;
  let memory = NO_MEMORY;
  let startedAt: number | null = null;
  let app: InkApp | null = null;

  const act = createAct({
    state: () => state,
    dispatch: (action) => dispatch(action),
    controls,
    answer,
    stop,
    copy,
    visit: (url) => void openPageFor({ env: ports.env, platform: ports.platform ?? '' }, url, copy),
    suspend: () =>
      void (app && ports.job && suspendToShell(t, app, ports.job, ports.stdout, truthLine())),
  });
  const typedAhead = createTypedAhead(site === null);
  const onKey = (input: string, key: Key) => {
    if (typedAhead.keep([input, key])) return;
    takeInput(t, input, key, () => modeOf(state), act);
  };
  const onMeasure = (scrollable: Scrollable) => dispatch({ type: 'measured', scrollable });
  const onApp = (its: InkApp) => {
    app = its;
  };
  const draw = () => <App state={state} onKey={onKey} onMeasure={onMeasure} onApp={onApp} />;
  const spoken = linear ? createSpoken(t, ports.stdout) : null;
  const ink = render(draw(), {
    stdin: ports.stdin,
    stdout: spoken?.stream ?? ports.stdout,
    stderr: ports.stderr,
    exitOnCtrlC: false,
    interactive: true,
    // A reader is given whole frames, of which only what is new is written: see spoken.ts.
    debug: linear,
    patchConsole: false,
    alternateScreen: !linear,
    incrementalRendering: !linear,
    isScreenReaderEnabled: linear,
  });
  const drawing = createThrottledDraw(() => ink.rerender(draw()));
  const dispatch = (action: UiAction) => {
    const next = update(state, action);
    if (next === state) return;
    spoken?.say(next.log.slice(state.log.length));
    state = next;
    drawing.touch();
  };

  const resized = () => {
    state = update(state, { type: 'resized', ...sizeOf(ports.stdout) });
    if (!linear) {
      // What a wider or higher frame has left is nothing that Ink knows of.
      ink.clear();
      ports.stdout.write(CLEAR_SCREEN);
    }
    ink.rerender(draw());
  };
  ports.stdout.on('resize', resized);
  // Stopped from outside and sent on: the shell has had the terminal in between.
  const continued = () => void (app && redraw(app));
  const stopListening = ports.job?.whenContinued(continued);
  const clock = setInterval(() => {
    const asked = state.dialog !== null && state.truth.off.length === 0;
    if (startedAt === null || linear || asked || state.run.phase === 'finished') return;
    const at = now();
    dispatch({ type: 'ticked', at, elapsed: Math.floor((at - startedAt) / 1000) });
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
    dispatch({ type: 'answered', said, doing: doingOf(dialog, value) });
    resolve(value);
  }

  function copy(text: string): void {
    ports.stdout.write(clipboardSequence(text, ports.env));
  }

  function truthLine(): string {
    return truthWords(t, state.truth, { now: now(), timeout: null, site: state.site }).text;
  }

  function stop(): void {
    const first = state.stops === 0;
    controls.pause(false);
    dispatch({ type: 'stopped' });
    if (first) ports.interrupt();
  }

  function put<Answer>(dialog: Dialog, over?: AbortSignal): Promise<Answer> {
    if (ports.signal.aborted) return Promise.reject(ports.signal.reason);
    return new Promise((resolve, reject) => {
      const mine: Pending = { resolve: resolve as (answer: unknown) => void, reject };
      pending = mine;
      dispatch({ type: 'asked', dialog });
      for (const [input, key] of typedAhead.release(dialog.type === 'site')) onKey(input, key);
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
      dispatch({ type: 'event', event, at: now() });
    },
    ask: createQuestions(
      t,
      put,
      () => memory,
      (problem) => dispatch({ type: 'told', problem }),
      ports.options.yes,
    ),
    steering: controls.steering,
    async close() {
      if (state.closed) return left;
      ports.signal.removeEventListener('abort', giveUp);
      clearInterval(clock);
      ports.stdout.off('resize', resized);
      stopListening?.();
      dispatch({ type: 'closed' });
      drawing.finish();
      ink.unmount();
      await left;
      if (!linear && state.log.length > 0) {
        ports.stdout.write(`${wrapLines(state.log, sizeOf(ports.stdout).columns)}\n`);
      }
    },
  };
}

const CLEAR_SCREEN = '\u001b[H\u001b[2J';

function sizeOf({ columns, rows }: NodeJS.WriteStream) {
  return { columns: columns || 80, rows: rows || 24 };
}

/** What an answer sets going, for the screen that waits for it. */
function doingOf(dialog: Dialog, value: unknown): AfterAction | null {
  if (dialog.type !== 'after') return null;
  const { type } = value as AfterChoice;
  return type === 'done' ? null : type;
}
