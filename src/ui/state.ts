/** What the screens show: the run, the open question, the size of the terminal. Pure. */

import type { Language } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import type { RunEvent } from '../model/events.ts';
import { reduce } from '../model/reduce.ts';
import { BEFORE, type RunState } from '../model/run-state.ts';
import { foldTruth, type Truth, UNTOUCHED } from '../model/truth.ts';
import { createPaint, restoreCommandFor } from '../report/format.ts';
import { problemLines } from '../report/problems/index.ts';
import { progressLines } from '../report/progress.ts';
import type { AfterAction } from '../report/screens/answer.ts';
import { STOPPING } from '../report/screens/searching.ts';
import type { Mode } from './bindings.ts';
import { type Dialog, dialogMode } from './dialogs/dialog.ts';
import type { Glyphs } from './look.ts';

/** Everything the screens depend on. */
export type UiState = {
  /** The language of the run. */
  readonly t: Language;
  readonly run: RunState;
  /** The open question. */
  readonly dialog: Dialog | null;
  /** What lies over the screen: "Really stop?", or the keys. */
  readonly overlay: 'leaving' | 'help' | 'checks' | null;
  /** What went wrong with the last answer; shown until the next one. */
  readonly told: Problem | null;
  /** What the person wants of a run under way, until the run says that it is so. */
  readonly wants: { readonly pause: boolean; readonly undo: boolean };
  /** How often the person asked to stop. */
  readonly stops: number;
  /** Lines that are done and scroll away, oldest first; append only. */
  readonly log: readonly string[];
  readonly columns: number;
  readonly rows: number;
  /** What the truth line says is folded here, from the same events as the run. */
  readonly truth: Truth;
  /** First row of the text that scrolls; how far it can go, and how many rows are one screenful. */
  readonly scroll: number;
  readonly scrollable: Scrollable;
  /** What is being done after the answer, until the next question. */
  readonly doing: AfterAction | null;
  /** The person said no to the plan: nothing more is searched. */
  readonly leaving: boolean;
  /** The furthest stage of the run so far, 0 to 4. */
  readonly reached: number;
  /** Seconds since the first event; null before it. */
  readonly elapsed: number | null;
  /** The last tick of the clock, in ms; null before it. */
  readonly now: number | null;
  /** How long one request may take, in seconds; null where it is not known. */
  readonly timeout: number | null;
  readonly color: boolean;
  readonly glyphs: Glyphs;
  /** True for a screen reader: lines of text, nothing that changes by itself. */
  readonly linear: boolean;
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  /** The site as typed on the command line, for the heading before it is known. */
  readonly site: string | null;
  /** The screen is about to be handed back: nothing is drawn any more. */
  readonly closed: boolean;
};

/** How far a text scrolls, in rows. */
export type Scrollable = { readonly last: number; readonly page: number };

/** What can happen to the screens. */
export type UiAction =
  | {
      readonly type: 'event';
      readonly event: RunEvent;
      /** When it came, in ms. */
      readonly at?: number;
    }
  | { readonly type: 'told'; readonly problem: Problem }
  /** A question was asked, or a key changed it. */
  | { readonly type: 'asked'; readonly dialog: Dialog }
  | {
      readonly type: 'answered';
      readonly said: string | undefined;
      readonly doing?: AfterAction | null;
    }
  /** The plan was declined. */
  | { readonly type: 'declined' }
  | { readonly type: 'covered'; readonly by: UiState['overlay'] }
  | { readonly type: 'scrolled'; readonly by: number; readonly unit: 'line' | 'page' }
  | { readonly type: 'measured'; readonly scrollable: Scrollable }
  | { readonly type: 'wanted'; readonly wants: Partial<UiState['wants']> }
  | { readonly type: 'stopped' }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'ticked'; readonly elapsed: number; readonly at?: number }
  | { readonly type: 'closed' };

/** The state before anything happened. */
export function firstState(
  about: Pick<
    UiState,
    't' | 'columns' | 'rows' | 'color' | 'glyphs' | 'linear' | 'verbosity' | 'site'
  > & { readonly timeout?: number | null },
): UiState {
  return {
    timeout: null,
    ...about,
    run: BEFORE,
    truth: UNTOUCHED,
    now: null,
    doing: null,
    leaving: false,
    reached: 0,
    dialog: null,
    overlay: null,
    told: null,
    wants: { pause: false, undo: false },
    stops: 0,
    log: [],
    scroll: 0,
    scrollable: { last: 0, page: 1 },
    elapsed: null,
    closed: false,
  };
}

/** What has the keyboard now. */
export function modeOf({ overlay, dialog, stops, run, wants }: UiState): Mode {
  if (overlay !== null) return overlay;
  if (dialog !== null) return dialogMode(dialog);
  if (stops > 0 && run.phase !== 'finished') return 'stopping';
  if (run.phase !== 'searching' || run.switch === null) return 'run';
  return wants.pause ? 'paused' : 'searching';
}

/** The state after one more thing happened; the same object where nothing changes. */
export function update(state: UiState, action: UiAction): UiState {
  switch (action.type) {
    case 'event':
      return withEvent(state, action.event, action.at ?? 0);
    case 'told':
      return { ...toldToLog(state), told: action.problem };
    case 'asked':
      return action.dialog === state.dialog ? state : asked(state, action.dialog);
    case 'answered': {
      const said = action.said === undefined ? [] : [action.said];
      const doing = action.doing ?? null;
      return { ...logged(toldToLog(state), said), doing, dialog: null, overlay: null, scroll: 0 };
    }
    case 'covered':
      return { ...state, overlay: action.by, scroll: 0 };
    case 'scrolled': {
      const { last, page } = state.scrollable;
      const rows = action.unit === 'line' ? action.by : action.by * Math.max(1, page - 1);
      const scroll = Math.min(last, Math.max(0, state.scroll + rows));
      return scroll === state.scroll ? state : { ...state, scroll };
    }
    case 'measured': {
      const { last, page } = action.scrollable;
      if (last === state.scrollable.last && page === state.scrollable.page) return state;
      const scroll = Math.min(last, state.scroll);
      return { ...state, scroll, scrollable: action.scrollable };
    }
    case 'declined':
      return { ...state, leaving: true };
    case 'wanted':
      return { ...state, wants: { ...state.wants, ...action.wants } };
    case 'stopped': {
      const stopped = { ...state, stops: state.stops + 1, overlay: null, dialog: null };
      return stopped.stops === 2 ? logged(stopped, stoppingLines(state)) : stopped;
    }
    case 'resized':
      return { ...state, columns: action.columns, rows: action.rows };
    case 'ticked':
      return action.elapsed === state.elapsed && (action.at ?? null) === state.now
        ? state
        : { ...state, elapsed: action.elapsed, now: action.at ?? state.now };
    case 'closed':
      return { ...toldToLog(state), closed: true, dialog: null, overlay: null };
  }
}

/** The same question with a key more, or a new one: then it is read from its top. */
function asked(state: UiState, dialog: Dialog): UiState {
  const same = state.dialog !== null && placeOf(state.dialog) === placeOf(dialog);
  const next = { ...state, dialog, doing: null, scroll: same ? state.scroll : 0 };
  // Signing in anew begins anew.
  const anew = dialog.type === 'site' || dialog.type === 'access';
  return { ...next, reached: anew ? 0 : Math.max(state.reached, stageOf(next)) };
}

/** A name for what a question shows, the same while only the cursor moves. */
function placeOf(dialog: Dialog): string {
  const step = 'step' in dialog ? dialog.step : 'view' in dialog ? dialog.view : '';
  return `${dialog.type} ${step}`;
}

/** Which of the five stages the run is in: what is asked says more than the phase. */
export function stageOf({ dialog, run }: Pick<UiState, 'dialog' | 'run'>): number {
  if (dialog?.type === 'after' || run.phase === 'finished') return 4;
  if (dialog?.type === 'symptoms' || dialog?.type === 'diagnosed') return 1;
  if (dialog?.type === 'plan') return 2;
  // The diagnosis is over when anything is asked: what is needed for the switch.
  if (dialog?.type === 'confirm' && run.phase === 'diagnosing') return 2;
  switch (run.phase) {
    case 'waiting':
    case 'connecting':
    case 'signing-in':
    case 'restoring-leftover':
      return 0;
    case 'surveying':
    case 'diagnosing':
      return 1;
    case 'planning':
      return 2;
    case 'searching':
      // A plan is announced before it is agreed on: the search begins with its first test.
      return run.history.length + run.underWay.length > 0 ? 3 : 2;
    case 'restoring':
      return 3;
  }
}

function withEvent(state: UiState, event: RunEvent, at: number): UiState {
  const truth = foldTruth(state.truth, event, at);
  const run = reduce(state.run, event);
  const paint = createPaint(state.color);
  const lines = progressLines(state.t, event, state.run, run, state.verbosity, paint);
  const wants =
    event.type === 'undone' || event.type === 'restoring'
      ? { ...state.wants, undo: false }
      : state.wants;
  const next = { ...state, run, truth, wants, elapsed: state.elapsed ?? 0 };
  const reached = Math.max(state.reached, stageOf({ dialog: null, run }));
  return logged({ ...next, reached }, lines);
}

/** The command that restores the site later. */
export function restoreCommand(run: RunState, site: string | null): string {
  return restoreCommandFor(run.site ?? site ?? 'SITE');
}

/** What a second Ctrl-C is told: no number of them leaves a site half off. */
function stoppingLines({ t, run, site }: UiState): readonly string[] {
  return [t.__(STOPPING.still), t.__(STOPPING.later, { command: restoreCommand(run, site) })];
}

function toldToLog(state: UiState): UiState {
  if (state.told === null) return state;
  return {
    ...logged(state, problemLines(state.t, state.told, createPaint(state.color), 'asked')),
    told: null,
  };
}

function logged(state: UiState, lines: readonly string[]): UiState {
  return lines.length === 0 ? state : { ...state, log: [...state.log, ...lines] };
}
