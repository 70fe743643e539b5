/** The search: suspects shrinking before one's eyes, the test in words, the way to go. */

import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { PluginView, RunState, Standing } from '../../model/run-state.ts';
import { isOwed, isUntouched } from '../../model/truth.ts';
import { clean } from '../../report/format.ts';
import { setLine } from '../../report/probe-lines.ts';
import { doingWords } from '../../report/screens/answer.ts';
import {
  backOnWords,
  beyondPluginsWords,
  LEGEND,
  phaseWords,
  RESTORING,
  SEARCHING,
  STOPPING,
  standingWord,
  suspectsWords,
  tallyWords,
} from '../../report/screens/searching.ts';
import { useLook } from '../kit/look-context.tsx';
import { Screen } from '../kit/screen.tsx';
import { Bar, Gap, Spinner, type Tone, Words } from '../kit/words.tsx';
import type { Glyphs } from '../look.ts';
import { restoreCommand, type UiState } from '../state.ts';

/** The program searches. */
export function SearchingScreen({ state }: { readonly state: UiState }): ReactNode {
  const run = state.run.paused ? heldStill(state.run) : state.run;
  const { t, linear } = useLook();
  return (
    <Screen state={state}>
      <Spinner>{headline(state)}</Spinner>
      {run.underWay.slice(0, 3).map((probe) => (
        <Words key={probe.probe}>
          {`${t.__(SEARCHING.test, { test: probe.probe })} ${setLine(t, probe, run)}`}
        </Words>
      ))}
      <Tally run={run} />
      <StoppedTwice state={state} />
      <Gap />
      {linear ? null : <PluginList plugins={run.plugins} />}
    </Screen>
  );
}

/** The run while it is paused: nothing is tried, and every plugin is on. */
function heldStill(run: RunState): RunState {
  const on = run.plugins.map((view): PluginView => {
    return view.standing === 'inactive' ? view : { ...view, now: 'on' };
  });
  return { ...run, underWay: [], plugins: on };
}

function headline({ t, run, wants, stops, doing }: UiState): string {
  if (run.paused) return t.__(SEARCHING.paused);
  if (stops > 0) return t.__(STOPPING.first);
  if (wants.pause) return t.__(SEARCHING.pausing);
  if (wants.undo) return t.__(SEARCHING.undoing);
  return doingWords(t, doing) ?? phaseWords(t, run, false);
}

/** How far it is, and how many suspects are left: two bars, with the numbers behind them. */
function Tally({ run }: { readonly run: RunState }): ReactNode {
  const { t } = useLook();
  const all = suspectsIn(run);
  const left = run.suspectsLeft ?? all;
  const done = run.history.length;
  const toGo = testsToGo(run);
  const tally = { done, toGo, seconds: secondsToGo(run), culprits: run.culprits.length };
  return (
    <>
      <Bar share={done / Math.max(1, done + toGo)}>{tallyWords(t, tally)}</Bar>
      <Bar share={left / Math.max(1, all)} tone="warn">
        {suspectsWords(t, left, all)}
      </Bar>
      {isBeyondPlugins(run) ? <Words tone="warn">{beyondPluginsWords(t, toGo)}</Words> : null}
    </>
  );
}

/** True once everything off still fails, and the search goes on for the sake of being sure. */
function isBeyondPlugins({ history }: RunState): boolean {
  return history.some(({ purpose, verdict }) => purpose === 'all-off' && verdict === 'fails');
}

function suspectsIn({ plugins }: RunState): number {
  return plugins.filter(({ standing }) => !['inactive', 'pinned'].includes(standing)).length;
}

/** Tests still to come; where nothing narrows any more, all that the plan allows for. */
function testsToGo(run: RunState): number {
  const planned = run.probesToGo ?? 0;
  if (!isBeyondPlugins(run) || run.forecast === null) return planned;
  return Math.max(planned, Math.round(run.forecast.probes.high) - run.history.length);
}

/** Seconds still to come: by the tests so far where there are some, else by the forecast. */
export function secondsToGo(run: RunState): number {
  const { history, forecast } = run;
  const timed = history.flatMap(({ seconds }) => seconds ?? []);
  const mean = timed.reduce((sum, seconds) => sum + seconds, 0) / timed.length;
  const planned =
    forecast === null ? 1 : forecast.seconds.likely / Math.max(1, forecast.probes.likely);
  return testsToGo(run) * (timed.length > 0 ? mean : planned);
}

type PluginSign =
  | 'suspectOn'
  | 'suspectOff'
  | 'asideOn'
  | 'asideOff'
  | 'cleared'
  | 'pinned'
  | 'culprit';

/** The sign of one plugin: different by shape and not by colour alone. */
function signOf({ standing, now }: Pick<PluginView, 'standing' | 'now'>): PluginSign {
  switch (standing) {
    case 'untested':
    case 'suspect':
      return now === 'on' ? 'suspectOn' : 'suspectOff';
    case 'aside':
    case 'inactive':
      return now === 'on' ? 'asideOn' : 'asideOff';
    case 'cleared':
    case 'pinned':
    case 'culprit':
      return standing;
  }
}

const TONES: Readonly<Record<PluginSign, Tone>> = {
  suspectOn: 'warn',
  suspectOff: 'bold',
  culprit: 'loud',
  cleared: 'good',
  asideOn: 'dim',
  asideOff: 'dim',
  pinned: 'dim',
};
const ORDER: readonly Standing[] = ['culprit', 'suspect', 'untested', 'aside', 'cleared', 'pinned'];

/** The plugins worth a place, the most suspicious first, else in the site's order. */
function rowsOf(plugins: readonly PluginView[]): readonly PluginView[] {
  return plugins
    .filter(({ standing }) => standing !== 'inactive')
    .toSorted((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing));
}

const NAME_COLUMN = 26;

/** Every plugin by name, in as many columns as fit, with what the signs mean. */
function PluginList({ plugins }: { readonly plugins: readonly PluginView[] }): ReactNode {
  const { t, glyphs, columns, linear } = useLook();
  const shown = rowsOf(plugins);
  if (linear) {
    return shown.map(({ plugin, name, standing }) => (
      <Words key={plugin}>{`${clean(name, 200) || plugin}: ${standingWord(t, standing)}`}</Words>
    ));
  }
  const perRow = Math.max(1, Math.floor((columns - 2) / NAME_COLUMN));
  const width = Math.floor((columns - 2) / perRow);
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box flexWrap="wrap" flexShrink={0}>
        {shown.map((view) => (
          <Box key={view.plugin} width={width} flexShrink={0} paddingRight={2}>
            <Box width={2} flexShrink={0}>
              <Words tone={TONES[signOf(view)]}>
                {glyphs[signOf(view) satisfies keyof Glyphs]}
              </Words>
            </Box>
            <Words wrap="truncate" tone={TONES[signOf(view)] === 'dim' ? 'dim' : 'plain'}>
              {clean(view.name, 200) || clean(view.plugin, 200)}
            </Words>
          </Box>
        ))}
      </Box>
      <Legend shown={shown} />
    </Box>
  );
}

function Legend({ shown }: { readonly shown: readonly PluginView[] }): ReactNode {
  const { t, glyphs } = useLook();
  const present = new Set(shown.map(signOf));
  const signs = (Object.keys(LEGEND) as (keyof typeof LEGEND)[]).filter((sign) =>
    sign === 'asideOn' ? present.has(sign) || present.has('asideOff') : present.has(sign),
  );
  return (
    <Box flexWrap="wrap" flexShrink={0} columnGap={3}>
      {signs.map((sign) => (
        <Words key={sign} tone="dim">{`${glyphs[sign]} ${t.__(LEGEND[sign])}`}</Words>
      ))}
    </Box>
  );
}

/** What a second Ctrl-C is told while the site is not as it was. */
function StoppedTwice({ state }: { readonly state: UiState }): ReactNode {
  const { t, run, truth, stops, site } = state;
  if (stops < 2 || !isOwed(truth)) return null;
  const later = t.__(STOPPING.later, { command: restoreCommand(run, site) });
  return <Words>{`${t.__(STOPPING.still)} ${later}`}</Words>;
}

/** The site is being put back: how far it is, and what it waits for. */

/** Nothing is asked and nothing is searched any more. */
export function RestoringScreen({ state }: { readonly state: UiState }): ReactNode {
  const { t, run, truth, stops, doing, leaving } = state;
  const { restoring } = truth;
  const stopping = (stops > 0 || leaving) && truth.restored !== true;
  const stop = isUntouched(truth) ? STOPPING.nothing : STOPPING.first;
  const words = doingWords(t, doing) ?? phaseWords(t, run, stops > 0);
  const known = restoring !== null && restoring.of > 0;
  return (
    <Screen state={state}>
      <Spinner>{stopping ? t.__(stop) : words}</Spinner>
      {known ? (
        <Bar share={restoring.back / restoring.of} tone="good">
          {backOnWords(t, restoring.back, restoring.of)}
        </Bar>
      ) : null}
      <Gap />
      <StoppedTwice state={state} />
      {isOwed(truth) && stops < 2 ? <Words tone="dim">{t.__(RESTORING.stays)}</Words> : null}
    </Screen>
  );
}
