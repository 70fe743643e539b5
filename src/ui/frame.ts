/** The whole picture for a state: heading, screen, bottom line, in as many rows as fit. Pure. */

import { createPaint, duration, safeUrl } from '../report/format.ts';
import { keyHint } from '../report/screens/keys.ts';
import { STAGES, STOPPING } from '../report/screens/searching.ts';
import type { Mode } from './bindings.ts';
import { dialogMode } from './dialogs/dialog.ts';
import { cut, cutPainted, fitRows, GAP, widthOf } from './fit.ts';
import { hintsOf } from './keymap.ts';
import { columnsOf, type Look } from './look.ts';
import { answerPage } from './screens/answer.ts';
import { approvalPage } from './screens/approval.ts';
import { accessPage, sitePage } from './screens/connect.ts';
import { diagnosisPage } from './screens/diagnosis.ts';
import { helpPage } from './screens/help.ts';
import { judgePage } from './screens/judge.ts';
import type { Page } from './screens/page.ts';
import { planPage } from './screens/plan.ts';
import { confirmPage, menuPage, textPage } from './screens/question.ts';
import { searchingPage } from './screens/searching.ts';
import { symptomsPage } from './screens/symptoms.ts';
import { isTouched, modeOf, type UiState } from './state.ts';

/** What is drawn. Every row is one line; none is as wide as the terminal. */
export type Frame = {
  readonly head: string;
  readonly main: readonly string[];
  readonly side: readonly string[];
  readonly foot: string;
  readonly width: number;
  readonly sideWidth: number;
};

// The blank line above the heading, the heading, the bottom line; and one row stays free, because a
// frame as high as the terminal makes Ink clear the whole screen.
const AROUND = 4;

/** The frame of a state. */
export function frameOf(state: UiState): Frame {
  const look = lookOf(state);
  const page = pageOf(state, look);
  const main = fitRows([GAP, ...page.main, GAP], look.rows);
  const side = fitRows([GAP, ...(page.side ?? [])], look.rows);
  const cutAll = (rows: readonly string[]) => rows.map((row) => cutPainted(row, look.width));
  return {
    head: cutPainted(headOf(state, look), look.width),
    main: cutAll(main),
    side: page.side === undefined ? [] : cutAll(side),
    foot: cutPainted(footOf(state, look), look.width),
    width: look.width,
    sideWidth: look.side,
  };
}

/** What a state is drawn with. */
export function lookOf({ columns, rows, color, glyphs, linear }: UiState): Look {
  const { width, side } = columnsOf(columns);
  const paint = createPaint(color);
  const beside = linear ? 0 : side;
  return { paint, glyphs, width, side: beside, rows: Math.max(1, rows - AROUND), linear };
}

function pageOf(state: UiState, look: Look): Page {
  const { dialog, told, run } = state;
  const site = run.site ?? state.site ?? '';
  if (state.overlay === 'help') return helpPage(beneath(state), state.scroll, look);
  if (dialog === null) return watchPage(state, look);
  switch (dialog.type) {
    case 'site':
      return sitePage(dialog, told, look);
    case 'access':
      return accessPage(dialog, told, look);
    case 'symptoms':
      return symptomsPage(dialog, run, told, look);
    case 'plan':
      return planPage(dialog, site, told, look);
    case 'judge':
      return judgePage(dialog, run, told, look);
    case 'after':
      return answerPage(dialog, run, told, look);
    case 'approval':
      return approvalPage(dialog, look);
    case 'text':
      return textPage(dialog, told, look);
    case 'menu':
      return menuPage(dialog, told, look);
    case 'confirm':
      return confirmPage(dialog, told, look);
  }
}

/** Nothing is asked: the program works. */
function watchPage(state: UiState, look: Look): Page {
  switch (state.run.phase) {
    case 'searching':
    case 'restoring':
    case 'restoring-leftover':
    case 'finished':
      return searchingPage(state, look);
    default:
      return diagnosisPage(state, look);
  }
}

function beneath(state: UiState): Mode {
  return state.dialog === null ? modeOf({ ...state, overlay: null }) : dialogMode(state.dialog);
}

function headOf(state: UiState, look: Look): string {
  const { paint } = look;
  const site = state.run.site ?? state.site;
  const stage = stageOf(state);
  const where = `${stage + 1} of ${STAGES.length}: ${STAGES[stage]}`;
  const silent = state.elapsed === null || look.linear || state.dialog !== null;
  const time = silent ? '' : duration(Math.floor(state.elapsed ?? 0));
  const room = columnsOf(state.columns).width - where.length - time.length - 15;
  return [
    paint.bold('wp-bisect'),
    ...(site === null || room < 8 ? [] : [cut(safeUrl(site), room)]),
    where,
    ...(time === '' ? [] : [paint.dim(time)]),
  ].join('  ');
}

/** Which of the stages the run is in. */
export function stageOf({ dialog, run }: Pick<UiState, 'dialog' | 'run'>): number {
  if (dialog?.type === 'after' || run.phase === 'finished') return 4;
  if (dialog?.type === 'symptoms') return 1;
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
    case 'restoring':
      return 3;
  }
}

function footOf(state: UiState, look: Look): string {
  const { paint } = look;
  const mode = modeOf(state);
  if (mode === 'stopping') {
    return paint.warn(isTouched(state) ? STOPPING.first : STOPPING.nothing);
  }
  if (look.linear && state.dialog === null && state.overlay === null) return '';
  const hints = hintsThatFit(mode, look.width);
  if (mode !== 'leaving') return paint.dim(hints);
  return `${paint.bold(isTouched(state) ? STOPPING.ask : STOPPING.askUnchanged)} ${hints}`;
}

/** The keys, the most useful first, as many as fit; `?` has the last place. */
function hintsThatFit(mode: Mode, width: number): string {
  const names = hintsOf(mode);
  const help = names.includes('help') ? keyHint('help') : '';
  const parts: string[] = [];
  let used = widthOf(help);
  for (const name of names) {
    if (name === 'help') continue;
    const hint = keyHint(name);
    if (used + hint.length + 3 > width) break;
    used += hint.length + 3;
    parts.push(hint);
  }
  return [...parts, ...(help === '' ? [] : [help])].join('   ');
}
