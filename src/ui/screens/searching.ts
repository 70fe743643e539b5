/** The search: suspects shrinking before one's eyes, the probe in words, the way to go. */

import type { PluginView, RunState, Standing } from '../../model/run-state.ts';
import { clean } from '../../report/format.ts';
import { setLine } from '../../report/progress.ts';
import { phaseWords, SEARCHING, STOPPING, standingWord } from '../../report/screens/searching.ts';
import { ALWAYS, cut, GAP, pad } from '../fit.ts';
import type { Look } from '../look.ts';
import type { UiState } from '../state.ts';
import { type Page, part, scrolling } from './page.ts';
import { painted, pluginMap, signOf } from './plugin-map.ts';

/** The program works: searching, or putting back. */
export function searchingPage(state: UiState, look: Look): Page {
  const run = state.run.paused ? heldStill(state.run) : state.run;
  const { paint, width } = look;
  const trying = run.underWay.map((probe) =>
    cut(`${SEARCHING.trying(setLine(probe, run))} (probe ${probe.probe})`, width),
  );
  const hunting = run.phase === 'searching';
  const tally = hunting ? tallyRows(run).map((row) => cut(row, width)) : [];
  const list = pluginList({ ...state, run }, look);
  const wide = look.side > 0;
  return {
    main: [
      part(ALWAYS, paint.bold(cut(headline(state), width))),
      part(8, ...trying.slice(0, 3)),
      part(6, ...tally),
      GAP,
      ...pluginMap(run.plugins, look),
      ...(wide || look.linear ? [] : [GAP, list]),
    ],
    ...(wide ? { side: [list] } : {}),
  };
}

/** The run while it is paused: nothing is tried, and every plugin is on. */
function heldStill(run: RunState): RunState {
  const on = run.plugins.map((view): PluginView => {
    return view.standing === 'inactive' ? view : { ...view, now: 'on' };
  });
  return { ...run, underWay: [], plugins: on };
}

function headline(state: UiState): string {
  const { run, wants, stops } = state;
  if (run.paused) return SEARCHING.paused;
  if (stops > 0 && run.phase === 'searching') return STOPPING.first;
  if (wants.pause && run.phase === 'searching') return SEARCHING.pausing;
  if (wants.undo) return SEARCHING.undoing;
  if (run.phase === 'searching' && run.underWay.length === 0 && run.history.length > 0) {
    return SEARCHING.thinking;
  }
  return phaseWords(run, stops > 0);
}

function tallyRows(run: RunState): readonly string[] {
  const seconds = secondsToGo(run);
  return [
    SEARCHING.suspects(trailOf(run)),
    [
      ...(run.probesToGo ? [SEARCHING.toGo(run.probesToGo, seconds)] : []),
      ...(run.culprits.length > 0 ? [SEARCHING.found(run.culprits.length)] : []),
    ].join(' '),
  ].filter((row) => row !== '');
}

/** How the number of suspects shrank, each number once: `25 > 12 > 6`. */
export function trailOf(run: RunState): readonly number[] {
  const all = run.plugins.filter(({ standing }) => !['inactive', 'pinned'].includes(standing));
  const seen = [all.length, ...run.history.map(({ suspectsLeft }) => suspectsLeft)];
  const numbers = [...seen, run.suspectsLeft ?? all.length];
  return numbers.filter((number, index) => index === 0 || number !== numbers[index - 1]).slice(-8);
}

/** Seconds still to come: by the probes so far where there are some, else by the forecast. */
export function secondsToGo({ history, probesToGo, forecast }: RunState): number {
  const timed = history.flatMap(({ seconds }) => seconds ?? []);
  const mean = timed.reduce((sum, seconds) => sum + seconds, 0) / timed.length;
  const planned =
    forecast === null ? 1 : forecast.seconds.likely / Math.max(1, forecast.probes.likely);
  return (probesToGo ?? 0) * (timed.length > 0 ? mean : planned);
}

const ORDER: readonly Standing[] = ['culprit', 'suspect', 'untested', 'aside', 'cleared', 'pinned'];

/** The plugins worth a line, the most suspicious first, else in the site's order. */
export function rowsOf({ plugins }: RunState): readonly PluginView[] {
  return plugins
    .filter(({ standing }) => standing !== 'inactive')
    .toSorted((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing));
}

function pluginList({ run, scroll }: UiState, look: Look) {
  const rows = rowsOf(run).map((view) => pluginRow(view, look));
  // The scroll position is the first row that is shown.
  const least = 2;
  return {
    ...scrolling(2, rows, 0, () => '', least),
    rows(room: number) {
      if (rows.length <= room) return rows;
      const shown = Math.max(1, room - 1);
      const from = Math.min(scroll, rows.length - shown);
      const more = `  ${SEARCHING.more(rows.length - shown)}`;
      return [...rows.slice(from, from + shown), look.paint.dim(more)];
    },
  };
}

function pluginRow(view: PluginView, look: Look): string {
  const { paint } = look;
  const word = pad(standingWord(view.standing), 9);
  const loud = view.standing === 'culprit' ? paint.bad(word) : paint.dim(word);
  // What is off and suspected stands out; the rest of what is off is waiting, and quiet.
  const suspected = ['untested', 'suspect', 'culprit'].includes(view.standing);
  const loudly = view.now === 'off' && suspected ? paint.bold : paint.dim;
  const now = loudly(view.now.padStart(3));
  const width = (look.side > 0 ? look.side : look.width) - 19;
  const name = cut(clean(view.name, 200) || clean(view.plugin, 200), width);
  return `  ${painted(signOf(view), look)} ${now} ${loud}  ${name}`;
}
