/** Starts the terminal UI: the one owner of Ink, of the open question and of the way out. */

import { render } from 'ink';
import {
  CREDENTIAL_LABEL,
  CREDENTIALS,
  confirmWords,
  SITE_LABEL,
  secretLabel,
  USER_LABEL,
} from '../report/questions.ts';
import type { Ask } from '../run/ask.ts';
import type { Emit } from '../run/events.ts';
import { type Steering, UNSTEERED } from '../run/steering.ts';
import { type Intent, intentsOf, type Key, modeOf } from './keymap.ts';
import { textOf } from './line.ts';
import { SAFE_CHOICES } from './never-ask.ts';
import { App } from './screens.tsx';
import { type Asking, firstState, textQuestion, type UiAction, update } from './state.ts';
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
  readonly signal: AbortSignal;
  /** Stops the run: the same way as SIGINT. */
  readonly interrupt: () => void;
  /** Milliseconds since the epoch; the system's clock unless given. */
  readonly now?: () => number;
};

/** The running UI. */
export type Ui = {
  readonly emit: Emit;
  readonly ask: Ask;
  readonly steering: Steering;
  /**
   * Hands the terminal back as it was, with the log in the scrollback. Resolves when all is written;
   * may be called twice.
   */
  readonly close: () => Promise<void>;
};

type Answer = string | number | boolean;
type Pending = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
};

/** Takes the terminal over until `close`. */
export function startUi(ports: UiPorts): Ui {
  const viewport = createViewport(ports.stdout);
  const { color, verbosity, site } = ports.options;
  const now = ports.now ?? Date.now;
  let state = firstState({ ...viewport.size(), color, verbosity, site });
  let pending: Pending | null = null;
  let startedAt: number | null = null;

  const onKey = (input: string, key: Key) => {
    for (const intent of intentsOf(modeOf(state), input, key)) act(intent);
  };
  const draw = () => <App state={state} onKey={onKey} />;
  const ink = render(draw(), {
    stdin: ports.stdin,
    stdout: viewport.stream,
    stderr: ports.stderr,
    exitOnCtrlC: false,
  });
  const dispatch = (action: UiAction) => {
    state = update(state, action);
    ink.rerender(draw());
  };

  const stopWatching = viewport.watch((size) => dispatch({ type: 'resized', ...size }));
  const clock = setInterval(() => {
    if (startedAt === null || state.run.phase === 'finished') return;
    dispatch({ type: 'ticked', elapsed: (now() - startedAt) / 1000 });
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

  function act(intent: Intent): void {
    switch (intent.type) {
      case 'interrupt':
        stop();
        break;
      case 'leave':
        if (state.stops > 0) stop();
        else dispatch({ type: 'leaving', open: true });
        break;
      case 'stay':
        dispatch({ type: 'leaving', open: false });
        break;
      case 'answer':
        if (!state.leaving) answer(intent.yes);
        else if (intent.yes) stop();
        else dispatch({ type: 'leaving', open: false });
        break;
      case 'submit':
        answer(state.asking === null ? null : answerOf(state.asking));
        break;
      case 'pick':
        pick(intent.number - 1);
        break;
      case 'edit':
        dispatch({ type: 'edited', edit: intent.edit });
        break;
      case 'choose':
        dispatch({ type: 'chosen', by: intent.by });
        break;
      case 'scroll':
        dispatch({ type: 'scrolled', by: intent.by });
        break;
    }
  }

  function stop(): void {
    const first = state.stops === 0;
    dispatch({ type: 'stopped' });
    if (first) ports.interrupt();
  }

  function pick(index: number): void {
    if (state.asking?.type === 'choice' && index < state.asking.choices.length) answer(index);
  }

  function answer(value: Answer | null): void {
    const { asking } = state;
    if (asking === null || pending === null || value === null) return;
    const { resolve } = pending;
    pending = null;
    dispatch({ type: 'answered', echo: echoOf(asking, value) });
    resolve(value);
  }

  function question<T extends Answer>(asking: Asking): Promise<T> {
    if (ports.signal.aborted) return Promise.reject(ports.signal.reason);
    return new Promise((resolve, reject) => {
      pending = { resolve: resolve as (answer: Answer) => void, reject };
      dispatch({ type: 'asked', asking });
    });
  }

  const questions: Ask = {
    ...SAFE_CHOICES,
    site: () => question<string>(textQuestion(SITE_LABEL)),
    user: () => question<string>(textQuestion(USER_LABEL)),
    secret: (kind) => question<string>(textQuestion(secretLabel(kind), true)),
    async credential() {
      const asking = {
        type: 'choice',
        label: CREDENTIAL_LABEL,
        choices: CREDENTIALS,
        chosen: 0,
      } as const;
      const chosen = await question<number>(asking);
      return (CREDENTIALS[chosen] ?? CREDENTIALS[0]!).value;
    },
    async access({ user }) {
      const name = user ?? (await questions.user());
      const way = await questions.credential();
      return { way, user: name, secret: await questions.secret(way), keep: false };
    },
    confirm: async (what) =>
      ports.options.yes || question<boolean>({ type: 'confirm', words: confirmWords(what) }),
    tell: (problem) => dispatch({ type: 'told', problem }),
  };

  return {
    emit(event) {
      startedAt ??= now();
      dispatch({ type: 'event', event });
    },
    ask: questions,
    steering: UNSTEERED,
    async close() {
      if (state.closed) return left;
      ports.signal.removeEventListener('abort', giveUp);
      clearInterval(clock);
      stopWatching();
      dispatch({ type: 'closed' });
      ink.unmount();
      await left;
    },
  };
}

/** What Enter answers; null when there is nothing to send yet. */
function answerOf(asking: Asking): Answer | null {
  switch (asking.type) {
    case 'text': {
      const typed = textOf(asking.line);
      if (typed.trim() === '') return null;
      return asking.hidden ? typed : typed.trim();
    }
    case 'choice':
      return asking.chosen;
    case 'confirm':
      return asking.words.byDefault;
  }
}

/** What stays on the screen of an answered question; never a secret. */
function echoOf(asking: Asking, value: Answer): string {
  switch (asking.type) {
    case 'text':
      return `${asking.label}: ${asking.hidden ? '(given)' : value}`;
    case 'choice':
      return `${asking.label} ${asking.choices[Number(value)]?.label ?? ''}`;
    case 'confirm':
      return `${asking.words.ask} ${value ? 'yes' : 'no'}`;
  }
}
