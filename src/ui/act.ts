/** What an intent does: to the screen, to the open question, to the run. */

import type { Steering } from '../model/ports.ts';
import type { Command, Intent } from './bindings.ts';
import { type Dialog, press } from './dialogs/dialog.ts';
import { textOf } from './line.ts';
import type { UiAction, UiState } from './state.ts';

/** What acting needs. */
export type ActPorts = {
  readonly state: () => UiState;
  readonly dispatch: (action: UiAction) => void;
  readonly controls: SteeringControls;
  /** Answers the open question. */
  readonly answer: (dialog: Dialog, value: unknown, said?: string) => void;
  /** Stops the run; the second time it explains. */
  readonly stop: () => void;
  readonly copy: (text: string) => void;
  /** Opens a page in the person's browser, where there is one. */
  readonly visit: (url: string) => void;
  /** To the shell, and back. */
  readonly suspend: () => void;
};

/** Turns intents into what they do. */
export function createAct(ports: ActPorts): (intent: Intent) => void {
  const { state, dispatch, controls, answer } = ports;

  function act(intent: Intent): void {
    switch (intent.type) {
      case 'interrupt':
        stop();
        break;
      case 'leave':
        if (state().stops > 0) ports.stop();
        else dispatch({ type: 'covered', by: 'leaving' });
        break;
      case 'help':
        dispatch({ type: 'covered', by: 'help' });
        break;
      case 'suspend':
        ports.suspend();
        break;
      case 'scroll':
        dispatch({ type: 'scrolled', by: intent.by, unit: intent.unit });
        break;
      default:
        actOnTop(intent);
    }
  }

  /** What lies on top has the keys. */
  function actOnTop(intent: Intent): void {
    const { overlay, dialog } = state();
    if (overlay === 'leaving') {
      if (intent.type === 'answer' && intent.yes) leaveForGood(dialog);
      else dispatch({ type: 'covered', by: null });
    } else if (isFor(intent, 'checks') && overlay === null) {
      dispatch({ type: 'covered', by: 'checks' });
    } else if (overlay !== null || dialog === null) {
      actOnScreen(intent);
    } else if (asksForKeys(dialog, intent)) {
      dispatch({ type: 'covered', by: 'help' });
    } else {
      actOnDialog(dialog, intent);
    }
  }

  function actOnScreen(intent: Intent): void {
    if (intent.type === 'stay') dispatch({ type: 'covered', by: null });
    if (isFor(intent, 'pause')) pauseOrGoOn();
    if (isFor(intent, 'undo')) undo();
  }

  function pauseOrGoOn(): void {
    const pause = !state().wants.pause;
    controls.pause(pause);
    dispatch({ type: 'wanted', wants: { pause } });
  }

  function undo(): void {
    controls.undo();
    dispatch({ type: 'wanted', wants: { undo: true } });
  }

  function actOnDialog(dialog: Dialog, intent: Intent): void {
    if (dialog.type === 'judge' && isFor(intent, 'pause')) {
      pauseOrGoOn();
      return;
    }
    const pressed = press(state().t, dialog, intent);
    if (pressed.type === 'open') {
      if (pressed.visit !== undefined) ports.visit(pressed.visit);
      if (pressed.copy !== undefined) ports.copy(pressed.copy);
      dispatch({ type: 'asked', dialog: pressed.dialog });
      return;
    }
    if (pressed.undo) undo();
    answer(dialog, pressed.answer, pressed.said);
  }

  /** "Really stop?" was answered with yes. A plan has an answer of its own for that. */
  function leaveForGood(dialog: Dialog | null): void {
    if (dialog?.type === 'plan') {
      answer(dialog, { type: 'stop' });
      dispatch({ type: 'declined' });
    } else stop();
  }

  function stop(): void {
    const { dialog, stops } = state();
    // The answer is there and the site is as it was: nothing is left to stop.
    if (dialog?.type === 'after' && stops === 0) answer(dialog, { type: 'done' });
    else ports.stop();
  }

  return act;
}

function isFor(intent: Intent, command: Command): boolean {
  return intent.type === 'command' && intent.command === command;
}

/** `?` in an empty field that is not hidden asks for the keys. */
function asksForKeys(dialog: Dialog, intent: Intent): boolean {
  if (intent.type !== 'edit' || intent.edit.type !== 'insert' || intent.edit.text !== '?') {
    return false;
  }
  switch (dialog.type) {
    case 'site':
    case 'symptoms':
      return textOf(dialog.line) === '';
    case 'text':
      return !dialog.hidden && textOf(dialog.line) === '';
    case 'access':
      return dialog.focus === 'user' && textOf(dialog.user) === '';
    default:
      return false;
  }
}

/** Pause and undo: shared between the keys, which set them, and the run, which reads them. */

/** What the run reads, and what the keys set. */
type SteeringControls = {
  readonly steering: Steering;
  readonly pause: (on: boolean) => void;
  readonly undo: () => void;
};

/** Neither paused nor undone. */
export function createSteeringControls(): SteeringControls {
  let paused = false;
  let undos = 0;
  let waiting: (() => void)[] = [];
  return {
    steering: {
      get paused() {
        return paused;
      },
      untilResumed(signal) {
        if (signal.aborted) return Promise.reject(signal.reason);
        if (!paused) return Promise.resolve();
        return new Promise((resolve, reject) => {
          const stopped = () => reject(signal.reason);
          signal.addEventListener('abort', stopped, { once: true });
          waiting.push(() => {
            signal.removeEventListener('abort', stopped);
            resolve();
          });
        });
      },
      takeUndo() {
        if (undos === 0) return false;
        undos -= 1;
        return true;
      },
    },
    pause(on) {
      paused = on;
      if (on) return;
      for (const goOn of waiting) goOn();
      waiting = [];
    },
    undo() {
      undos += 1;
    },
  };
}
