/** The words of the screens on which the program works and the person watches. */

import type { RunState, Standing } from '../../model/run-state.ts';
import type { Truth } from '../../model/truth.ts';
import { count, roughly, urlWord } from '../format.ts';
import { TRACING } from '../trace.ts';
import { WHY_WAIT } from '../truth.ts';

/** A standing in one word, for the list. */
export function standingWord(standing: Standing): string {
  switch (standing) {
    case 'untested':
    case 'suspect':
      return 'suspect';
    case 'pinned':
      return 'left on';
    case 'aside':
      return 'not this round';
    default:
      return standing;
  }
}

/** What the map's signs mean. */
export const LEGEND = {
  suspectOn: 'suspect',
  suspectOff: 'off for this test',
  asideOn: 'not this round',
  cleared: 'cleared',
  pinned: 'left on',
  culprit: 'culprit',
} as const;

/** What the screen says. */
export const SEARCHING = {
  paused: 'Paused. Every plugin is on; p goes on.',
  preparing: 'Getting the search ready ...',
  pausing: 'Pausing: switching every plugin on first ...',
  undoing: 'Undoing the last result ...',
  test: (test: number, set: string) => `Test ${test}: ${set}`,
  suspects: (left: number, all: number) => `${count(left, 'suspect')} left (of ${all})`,
  narrowing: 'Narrowing',
  toGo: (tests: number, seconds: number) =>
    `about ${count(tests, 'test')} to go, ${roughly(seconds)}`,
  done: (tests: number) => `${count(tests, 'test')} done`,
  beyondPlugins: (tests: number) =>
    `It fails with every suspect off, so it is not one plugin. Checking that no combination hides it (up to ${count(tests, 'more test')}).`,
  found: (culprits: number) => `${count(culprits, 'culprit')} found.`,
  moreLines: (hidden: number) => `and ${count(hidden, 'more line')}`,
  more: (hidden: number) => `and ${hidden} more`,
} as const;

/** What is said while the site is put back. */
export const RESTORING = {
  back: (back: number, of: number) => `${back} of ${count(of, 'plugin')} back on`,
  stays: 'This ends by itself, also when this window is closed.',
} as const;

/** What is said where more is there than fits. */
export const SCROLLING = {
  above: (rows: number) => `${rows} above`,
  below: (rows: number) => `${rows} below`,
  keys: 'PgUp/PgDn',
} as const;

/** What is said while the run is being stopped. */
export const STOPPING = {
  first: 'Stopping: the site is put back first.',
  nothing: 'Stopping ...',
  ask: 'Stop? The site is put back first.',
  askUntouched: 'Stop?',
  still: 'The site is still being put back; this ends by itself.',
  later: (site: string) =>
    `If it is cut off, put it back later with: wp-bisect ${urlWord(site)} --restore`,
} as const;

/** What is done before the search, while something is put on the site for it. */
export function preparingWords({ helper }: Truth): string {
  if (helper?.what !== 'tracer' || helper.now === 'stays') return SEARCHING.preparing;
  return { coming: TRACING.uploading, on: TRACING.asking, leaving: TRACING.removing }[helper.now];
}

/** Where the run is, in a few words. */
export function phaseWords(run: RunState, stopping: boolean): string {
  if (run.wait !== null) {
    return `${WHY_WAIT[run.wait.why]}: waiting ${roughly(run.wait.seconds)} ...`;
  }
  switch (run.phase) {
    case 'waiting':
      return stopping ? 'Stopping ...' : 'Starting ...';
    case 'connecting':
      return 'Looking for WordPress ...';
    case 'signing-in':
      return 'Signing in ...';
    case 'surveying':
      return `Testing what visitors, apps and you can open ... (${run.survey.length} so far)`;
    case 'diagnosing':
      return `${run.findings.length} of ${run.checks.length} checks done`;
    case 'planning':
      return 'Planning the search ...';
    case 'restoring-leftover':
      return 'Restoring what an earlier run left ...';
    case 'searching':
      return 'Searching ...';
    case 'restoring':
      return run.restored === true ? 'Restored. Reading back ...' : 'Restoring the site ...';
    case 'finished':
      return 'Done.';
  }
}

/** The stages of a run, for the heading. */
export const STAGES = ['Sign in', 'Diagnosis', 'Plan', 'Search', 'Answer'] as const;
