/** The words of the screens on which the program works and the person watches, or judges. */

import { type Language, msg } from '../../language/language.ts';
import type { RunState, Standing } from '../../model/run-state.ts';
import type { Truth } from '../../model/truth.ts';
import { TRACING } from '../trace.ts';
import { WHY_WAIT } from '../truth.ts';
import { checksWords } from './diagnosis.ts';

/** A standing in one or two words, for the list. */
export function standingWord(t: Language, standing: Standing): string {
  switch (standing) {
    case 'untested':
    case 'suspect':
      return t.__('suspect');
    case 'pinned':
      return t.__('left on');
    case 'aside':
      return t.__('not this round');
    case 'cleared':
      return t.__('cleared');
    case 'culprit':
      return t.__('culprit');
    case 'inactive':
      return t.__('inactive');
  }
}

/** What the map's signs mean. */
export const LEGEND = {
  suspectOn: msg('suspect'),
  suspectOff: msg('off for this test'),
  asideOn: msg('not this round'),
  cleared: msg('cleared'),
  pinned: msg('left on'),
  culprit: msg('culprit'),
} as const;

/** What the screen says. */
export const SEARCHING = {
  paused: msg('Paused. Every plugin is on. Press p to go on.'),
  preparing: msg('Getting the search ready ...'),
  pausing: msg('Pausing: switching every plugin on first ...'),
  undoing: msg('Undoing the last result ...'),
  // translators: what is on or off in this test follows.
  test: msg('Test %(test)s:'),
} as const;

/** How many suspects are left. */
export function suspectsWords(t: Language, left: number, all: number): string {
  return t._n('%(count)s suspect left (of %(all)s)', '%(count)s suspects left (of %(all)s)', left, {
    all: t.number(all),
  });
}

/** How far the search is: tests done, tests to go, culprits found. */
export function tallyWords(
  t: Language,
  tally: {
    readonly done: number;
    readonly toGo: number;
    readonly seconds: number;
    readonly culprits: number;
  },
): string {
  const { done, toGo, seconds, culprits } = tally;
  const parts = [t._n('%(count)s test done', '%(count)s tests done', done)];
  if (toGo > 0) {
    parts.push(
      t._n(
        // translators: %(time)s is "about 20 s" or "a few seconds"
        'about %(count)s test to go, %(time)s',
        'about %(count)s tests to go, %(time)s',
        toGo,
        { time: t.roughly(seconds) },
      ),
    );
  }
  if (culprits > 0) {
    parts.push(t._n('%(count)s culprit found', '%(count)s culprits found', culprits));
  }
  return parts.join(', ');
}

/** Why the search goes on although no single plugin can be the answer. */
export function beyondPluginsWords(t: Language, tests: number): string {
  return t._n(
    'It fails with every suspect off, so it is not one plugin. Checking that no combination hides it (up to %(count)s more test).',
    'It fails with every suspect off, so it is not one plugin. Checking that no combination hides it (up to %(count)s more tests).',
    tests,
  );
}

/** What is said while the site is put back. */
export const RESTORING = {
  stays: msg('This ends by itself, also when you close this window.'),
} as const;

/** How many plugins are on again. */
export function backOnWords(t: Language, back: number, of: number): string {
  return t._n(
    '%(back)s of %(count)s plugin is back on',
    '%(back)s of %(count)s plugins are back on',
    of,
    { back: t.number(back) },
  );
}

/** What is said where more is there than fits. */
export const SCROLLING = {
  // translators: %(rows)s is a number of rows that are hidden above
  above: msg('%(rows)s above'),
  // translators: %(rows)s is a number of rows that are hidden below
  below: msg('%(rows)s below'),
  keys: msg('PgUp/PgDn'),
} as const;

/** What is said while the run is being stopped. */
export const STOPPING = {
  first: msg('Stopping: the site is restored first.'),
  nothing: msg('Stopping ...'),
  ask: msg('Stop? The site is restored first.'),
  askUntouched: msg('Stop?'),
  still: msg('The site is still being restored. This ends by itself.'),
  later: msg('If that is cut off, restore it later with: %(command)s'),
} as const;

/** What is done before the search, while something is put on the site for it. */
export function preparingWords(t: Language, { helper }: Truth): string {
  if (helper?.what !== 'tracer' || helper.now === 'stays') return t.__(SEARCHING.preparing);
  const steps = { coming: TRACING.uploading, on: TRACING.asking, leaving: TRACING.removing };
  return t.__(steps[helper.now]);
}

/** Where the run is, in a few words. */
export function phaseWords(t: Language, run: RunState, stopping: boolean): string {
  if (run.wait !== null) {
    const time = t.__('Waiting %(time)s ...', { time: t.roughly(run.wait.seconds) });
    return `${t.__(WHY_WAIT[run.wait.why])} ${time}`;
  }
  switch (run.phase) {
    case 'waiting':
      return stopping ? t.__('Stopping ...') : t.__('Starting ...');
    case 'connecting':
      return t.__('Looking for WordPress ...');
    case 'signing-in':
      return t.__('Signing in ...');
    case 'surveying':
      return t.__('Testing what visitors, apps and you can open ... (%(done)s so far)', {
        done: t.number(run.survey.length),
      });
    case 'diagnosing':
      return checksWords(t, run.findings.length, run.checks.length);
    case 'planning':
      return t.__('Planning the search ...');
    case 'restoring-leftover':
      return t.__('Restoring what an earlier run left ...');
    case 'searching':
      return t.__('Searching ...');
    case 'restoring':
      return run.restored === true
        ? t.__('Restored. Reading back ...')
        : t.__('Restoring the site ...');
    case 'finished':
      return t.__('Done.');
  }
}

/** The stages of a run, for the heading. */
export const STAGES = [
  msg('Sign in'),
  msg('Diagnosis'),
  msg('Plan'),
  msg('Search'),
  msg('Answer'),
] as const;

/** The heading where there is no room for all stages. */
export function stageWords(t: Language, stage: number): string {
  const name = STAGES[stage];
  const where = t.__('%(stage)s of %(stages)s', { stage: stage + 1, stages: STAGES.length });
  return name === undefined ? where : `${where}: ${t.__(name)}`;
}

/** The words of the screen on which a person is the judge. */

/** What the screen says. */
export const JUDGE = {
  title: msg('Step %(probe)s: look at it yourself. Does it work?'),
  // translators: the words of the person, in quotation marks
  quoted: msg('"%(text)s"'),
  allOn: msg('Every plugin is on.'),
  pauses: msg('The pause begins with your answer.'),
  pausesLater: msg('The pause begins with your answer. Until then these plugins stay off.'),
  opened: msg('Opened in your browser. Without a browser here, the address was copied.'),
} as const;

/** The answers, in order, each with its key. */
export const JUDGEMENTS = [
  { mark: 'w', label: msg('It works') },
  { mark: 'b', label: msg('It is broken') },
  { mark: 'c', label: msg("I can't tell") },
  { mark: 'u', label: msg('My last answer was wrong') },
] as const;

/** More names than this are counted. */
const NAMED = 8;

/** Which plugins are off. */
export function offWords(t: Language, names: readonly string[]): string {
  if (names.length <= NAMED) {
    return t._n(
      '%(count)s plugin is off: %(names)s.',
      '%(count)s plugins are off: %(names)s.',
      names.length,
      {
        names: t.list(names),
      },
    );
  }
  return t._n(
    '%(count)s plugin is off: %(names)s and %(more)s more.',
    '%(count)s plugins are off: %(names)s and %(more)s more.',
    names.length,
    { names: names.slice(0, NAMED - 1).join(', '), more: t.number(names.length - NAMED + 1) },
  );
}
