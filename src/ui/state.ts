/** What the screens show: the run, the open question, the size of the terminal. Pure. */

import type { Problem } from '../errors.ts';
import { createPaint, safeUrl } from '../report/describe.ts';
import { problemLines } from '../report/errors.ts';
import { progressLines } from '../report/progress.ts';
import type { ConfirmWords } from '../report/questions.ts';
import type { RunEvent } from '../run/events.ts';
import { reduce } from '../run/reduce.ts';
import { BEFORE, type RunState } from '../run/state.ts';
import { type Edit, edit, type Line, NO_TEXT } from './line.ts';

/** The open question. */
export type Asking =
  | {
      readonly type: 'text';
      readonly label: string;
      readonly hidden: boolean;
      readonly line: Line;
    }
  | {
      readonly type: 'choice';
      readonly label: string;
      readonly choices: readonly { readonly label: string; readonly about: string }[];
      readonly chosen: number;
    }
  | { readonly type: 'confirm'; readonly words: ConfirmWords };

/** Everything the screens depend on. */
export type UiState = {
  readonly run: RunState;
  readonly asking: Asking | null;
  /** "Really stop?" is open. */
  readonly leaving: boolean;
  /** How often the person asked to stop. */
  readonly stops: number;
  /** Lines that are done and scroll away, oldest first; append only. */
  readonly log: readonly string[];
  readonly columns: number;
  readonly rows: number;
  /** First row of the plugin list that is shown. */
  readonly scroll: number;
  /** Seconds since the first event; null before it. */
  readonly elapsed: number | null;
  readonly color: boolean;
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
  | { readonly type: 'asked'; readonly asking: Asking }
  | { readonly type: 'answered'; readonly echo: string }
  | { readonly type: 'edited'; readonly edit: Edit }
  | { readonly type: 'chosen'; readonly by: 1 | -1 }
  | { readonly type: 'scrolled'; readonly by: number }
  | { readonly type: 'leaving'; readonly open: boolean }
  | { readonly type: 'stopped' }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'ticked'; readonly elapsed: number }
  | { readonly type: 'closed' };

/** The state before anything happened. */
export function firstState(
  about: Pick<UiState, 'columns' | 'rows' | 'color' | 'verbosity' | 'site'>,
): UiState {
  return {
    ...about,
    run: BEFORE,
    asking: null,
    leaving: false,
    stops: 0,
    log: [],
    scroll: 0,
    elapsed: null,
    closed: false,
  };
}

/** The state after one more thing happened. */
export function update(state: UiState, action: UiAction): UiState {
  switch (action.type) {
    case 'event':
      return withEvent(state, action.event);
    case 'told':
      return logged(state, problemLines(action.problem, createPaint(state.color)));
    case 'asked':
      return { ...state, asking: action.asking };
    case 'answered':
      return { ...logged(state, [action.echo]), asking: null, leaving: false };
    case 'edited': {
      const { asking } = state;
      if (asking?.type !== 'text') return state;
      return { ...state, asking: { ...asking, line: edit(asking.line, action.edit) } };
    }
    case 'chosen': {
      const { asking } = state;
      if (asking?.type !== 'choice') return state;
      const last = asking.choices.length - 1;
      const chosen = Math.min(last, Math.max(0, asking.chosen + action.by));
      return { ...state, asking: { ...asking, chosen } };
    }
    case 'scrolled': {
      const last = Math.max(0, state.run.plugins.length - 1);
      return { ...state, scroll: Math.min(last, Math.max(0, state.scroll + action.by)) };
    }
    case 'leaving':
      return { ...state, leaving: action.open };
    case 'stopped': {
      const stopped = { ...state, stops: state.stops + 1, leaving: false, asking: null };
      return stopped.stops === 2 ? logged(stopped, stoppingLines(state)) : stopped;
    }
    case 'resized':
      return { ...state, columns: action.columns, rows: action.rows };
    case 'ticked':
      return { ...state, elapsed: action.elapsed };
    case 'closed':
      return { ...state, closed: true, asking: null, leaving: false };
  }
}

function withEvent(state: UiState, event: RunEvent): UiState {
  const run = reduce(state.run, event);
  const paint = createPaint(state.color);
  const lines = progressLines(event, state.run, run, state.verbosity, paint);
  return logged({ ...state, run, elapsed: state.elapsed ?? 0 }, lines);
}

/** What a second Ctrl-C is told: no number of them leaves a site half off. */
function stoppingLines({ run, site }: UiState): readonly string[] {
  return [
    'The site is still being put back; this ends by itself.',
    `If it is cut off, put it back later with: wp-bisect ${safeUrl(run.site ?? site ?? 'SITE')} --restore`,
  ];
}

function logged(state: UiState, lines: readonly string[]): UiState {
  return lines.length === 0 ? state : { ...state, log: [...state.log, ...lines] };
}

/** A question for text. */
export function textQuestion(label: string, hidden = false): Asking {
  return { type: 'text', label, hidden, line: NO_TEXT };
}
