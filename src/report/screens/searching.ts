/** The words of the screens on which the program works and the person watches. */

import type { RunState, Standing } from '../../model/run-state.ts';
import { count, roughly } from '../format.ts';

/** A standing in one word, for the list. */
export function standingWord(standing: Standing): string {
  switch (standing) {
    case 'untested':
    case 'suspect':
      return 'suspect';
    case 'pinned':
      return 'left on';
    case 'aside':
      return 'set aside';
    default:
      return standing;
  }
}

/** What the map's signs mean. */
export const LEGEND = {
  suspectOn: 'suspect',
  suspectOff: 'off just now',
  asideOn: 'set aside',
  cleared: 'cleared',
  pinned: 'left on',
  culprit: 'culprit',
} as const;

/** What the screen says. */
export const SEARCHING = {
  paused: 'Paused. Every plugin is on; p goes on.',
  pausing: 'Pausing: the plugins are switched on first ...',
  undoing: 'Taking the last verdict back ...',
  thinking: 'Thinking about the next step ...',
  trying: (set: string) => `Trying: ${set}`,
  suspects: (trail: readonly number[]) => `Suspects: ${trail.join(' > ')}`,
  toGo: (probes: number, seconds: number) =>
    `About ${count(probes, 'probe')} to go, ${roughly(seconds)}.`,
  found: (culprits: number) => `${count(culprits, 'culprit')} found.`,
  moreLines: (hidden: number) => `and ${count(hidden, 'more line')}`,
  more: (hidden: number) => `and ${hidden} more`,
} as const;

/** What is said while the run is being stopped. */
export const STOPPING = {
  first: 'Stopping: the site is put back first.',
  nothing: 'Stopping: nothing was changed.',
  ask: 'Stop? The site is put back first.',
  askUnchanged: 'Stop? Nothing was changed.',
  still: 'The site is still being put back; this ends by itself.',
  later: (site: string) => `If it is cut off, put it back later with: wp-bisect ${site} --restore`,
} as const;

/** Where the run is, in a few words. */
export function phaseWords(run: RunState, stopping: boolean): string {
  if (run.waitingSeconds !== null) {
    return `The site asks for patience: waiting ${roughly(run.waitingSeconds)} ...`;
  }
  switch (run.phase) {
    case 'waiting':
      return stopping ? 'Stopping ...' : 'Starting ...';
    case 'connecting':
      return 'Looking for WordPress ...';
    case 'signing-in':
      return 'Signing in ...';
    case 'surveying':
      return `Looking for requests that fail ... (${count(run.survey.length, 'answer')} so far)`;
    case 'diagnosing':
      return `${run.findings.length} of ${run.checks.length} looked at`;
    case 'planning':
      return 'Planning the search ...';
    case 'restoring-leftover':
      return 'Restoring what an earlier run left ...';
    case 'searching':
      return run.switch === null ? 'Searching ...' : `Searching (switch: ${run.switch}) ...`;
    case 'restoring':
      return run.restored === true ? 'Restored. Reading back ...' : 'Restoring the site ...';
    case 'finished':
      return 'Done.';
  }
}

/** The stages of a run, for the heading. */
export const STAGES = ['Sign in', 'Diagnosis', 'Plan', 'Search', 'Answer'] as const;
