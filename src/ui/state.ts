/** What the screens show: the run, the open question, the size of the terminal. Pure. */

import type { Problem } from '../model/errors.ts';
import type { RunEvent } from '../model/events.ts';
import { reduce } from '../model/reduce.ts';
import { BEFORE, type RunState } from '../model/run-state.ts';
import { createPaint, safeUrl } from '../report/format.ts';
import { problemLines } from '../report/problems/index.ts';
import { progressLines } from '../report/progress.ts';
import { STOPPING } from '../report/screens/searching.ts';
import type { Mode } from './bindings.ts';
import { type Dialog, dialogMode } from './dialogs/dialog.ts';
import type { Glyphs } from './look.ts';

/** Everything the screens depend on. */
export type UiState = {
  readonly run: RunState;
  /** The open question. */
  readonly dialog: Dialog | null;
  /** What lies over the screen: "Really stop?", or the keys. */
  readonly overlay: 'leaving' | 'help' | null;
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
  /** First row of a list that scrolls while nothing is asked, and of the keys. */
  readonly scroll: number;
  /** Seconds since the first event; null before it. */
  readonly elapsed: number | null;
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

/** What can happen to the screens. */
export type UiAction =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'told'; readonly problem: Problem }
  /** A question was asked, or a key changed it. */
  | { readonly type: 'asked'; readonly dialog: Dialog }
  | { readonly type: 'answered'; readonly said: string | undefined }
  | { readonly type: 'covered'; readonly by: UiState['overlay'] }
  | { readonly type: 'scrolled'; readonly by: number }
  | { readonly type: 'wanted'; readonly wants: Partial<UiState['wants']> }
  | { readonly type: 'stopped' }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'ticked'; readonly elapsed: number }
  | { readonly type: 'closed' };

/** The state before anything happened. */
export function firstState(
  about: Pick<UiState, 'columns' | 'rows' | 'color' | 'glyphs' | 'linear' | 'verbosity' | 'site'>,
): UiState {
  return {
    ...about,
    run: BEFORE,
    dialog: null,
    overlay: null,
    told: null,
    wants: { pause: false, undo: false },
    stops: 0,
    log: [],
    scroll: 0,
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
      return withEvent(state, action.event);
    case 'told':
      return { ...toldToLog(state), told: action.problem };
    case 'asked':
      return action.dialog === state.dialog ? state : { ...state, dialog: action.dialog };
    case 'answered': {
      const said = action.said === undefined ? [] : [action.said];
      return { ...logged(toldToLog(state), said), dialog: null, overlay: null, scroll: 0 };
    }
    case 'covered':
      return { ...state, overlay: action.by, scroll: 0 };
    case 'scrolled': {
      const last = Math.max(40, state.run.plugins.length) - 1;
      const scroll = Math.min(last, Math.max(0, state.scroll + action.by));
      return scroll === state.scroll ? state : { ...state, scroll };
    }
    case 'wanted':
      return { ...state, wants: { ...state.wants, ...action.wants } };
    case 'stopped': {
      const stopped = { ...state, stops: state.stops + 1, overlay: null, dialog: null };
      return stopped.stops === 2 ? logged(stopped, stoppingLines(state)) : stopped;
    }
    case 'resized':
      return { ...state, columns: action.columns, rows: action.rows };
    case 'ticked':
      return action.elapsed === state.elapsed ? state : { ...state, elapsed: action.elapsed };
    case 'closed':
      return { ...toldToLog(state), closed: true, dialog: null, overlay: null };
  }
}

/** True once the site may have been changed: a stop has something to put back. */
export function isTouched({ run }: UiState): boolean {
  if (run.toggles > 0 || run.underWay.length + run.history.length > 0) return true;
  return run.phase === 'restoring' || run.phase === 'restoring-leftover';
}

function withEvent(state: UiState, event: RunEvent): UiState {
  const run = reduce(state.run, event);
  const paint = createPaint(state.color);
  const lines = progressLines(event, state.run, run, state.verbosity, paint);
  const wants =
    event.type === 'undone' || event.type === 'restoring'
      ? { ...state.wants, undo: false }
      : state.wants;
  return logged({ ...state, run, wants, elapsed: state.elapsed ?? 0 }, lines);
}

/** What a second Ctrl-C is told: no number of them leaves a site half off. */
function stoppingLines({ run, site }: UiState): readonly string[] {
  return [STOPPING.still, STOPPING.later(safeUrl(run.site ?? site ?? 'SITE'))];
}

function toldToLog(state: UiState): UiState {
  if (state.told === null) return state;
  return {
    ...logged(state, problemLines(state.told, createPaint(state.color), 'asked')),
    told: null,
  };
}

function logged(state: UiState, lines: readonly string[]): UiState {
  return lines.length === 0 ? state : { ...state, log: [...state.log, ...lines] };
}
