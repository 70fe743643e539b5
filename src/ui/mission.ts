/** The progress screen as words and numbers: what it says and what fits. Pure. */

import { count, roughly } from '../report/describe.ts';
import type { PluginView, RunState, Standing } from '../run/state.ts';
import type { UiState } from './state.ts';

/** What of the progress screen fits. */
export type Layout = {
  /** Columns: two less than the terminal. Ink's cut text with wide characters is one too wide at times. */
  readonly width: number;
  /** Lines for the probes under way. */
  readonly trying: number;
  /** True when the line with the count of suspects is shown. */
  readonly tally: boolean;
  /** Lines for the list of plugins. */
  readonly list: number;
};

// A blank line, heading, phase, bottom line.
const FIXED = 4;

/** The layout for the terminal: heading, phase and bottom line always fit, the list takes the rest. */
export function layoutOf({ columns, rows, run }: UiState): Layout {
  const width = Math.max(10, Math.min(100, columns - 2));
  // A frame as high as the terminal makes Ink clear the whole screen.
  let left = rows - 1 - FIXED;
  const take = (wanted: number) => {
    const got = Math.max(0, Math.min(wanted, left));
    left -= got;
    return got;
  };
  const trying = take(run.underWay.length);
  const tally = take(run.suspectsLeft === null ? 0 : 1) > 0;
  return { width, trying, tally, list: Math.max(0, left) };
}

/** Where the run is, in a few words. */
export function phaseLine({ run, stops }: UiState): string {
  if (run.waitingSeconds !== null) {
    return `The site asks for patience: waiting ${roughly(run.waitingSeconds)} ...`;
  }
  switch (run.phase) {
    case 'waiting':
      return stops > 0 ? 'Stopping ...' : 'Starting ...';
    case 'connecting':
      return 'Looking for WordPress ...';
    case 'signing-in':
      return 'Signing in ...';
    case 'surveying':
      return `Looking for requests that fail ... (${count(run.survey.length, 'answer')} so far)`;
    case 'diagnosing':
      return `Looking at everything that is no plugin ... (${run.findings.length} of ${run.checks.length})`;
    case 'planning':
      return 'Planning the search ...';
    case 'restoring-leftover':
      return 'Restoring what an earlier run left ...';
    case 'searching':
      return run.switch === null ? 'Searching ...' : `Searching (switch: ${run.switch}) ...`;
    case 'restoring':
      return 'Restoring the site ...';
    case 'finished':
      return 'Done.';
  }
}

/** `4 of 12 suspects, ~5 probes to go, 1 culprit found`; short enough for 40 columns mostly. */
export function tally(run: RunState): string {
  const all = run.plugins.filter(
    ({ standing }) => standing !== 'inactive' && standing !== 'pinned',
  ).length;
  const toGo = run.probesToGo ?? 0;
  return [
    `${run.suspectsLeft ?? all} of ${count(all, 'suspect')}`,
    ...(toGo === 0 ? [] : [`~${count(toGo, 'probe')} to go`]),
    ...(run.culprits.length === 0 ? [] : [`${count(run.culprits.length, 'culprit')} found`]),
  ].join(', ');
}

const ORDER: readonly Standing[] = ['culprit', 'suspect', 'untested', 'aside', 'cleared', 'pinned'];

/** The plugins worth a line, the most suspicious first, else in the site's order. */
export function rowsOf({ plugins }: RunState): readonly PluginView[] {
  return plugins
    .filter(({ standing }) => standing !== 'inactive')
    .toSorted((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing));
}

/** A standing in one word. */
export function standingWord(standing: Standing): string {
  return standing === 'pinned' ? 'left on' : standing === 'untested' ? '' : standing;
}
