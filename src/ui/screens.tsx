/** The screens: they render state and send keys on, nothing else. */

import { Box, Static, Text, useInput } from 'ink';
import type { ReactNode } from 'react';
import { clean, count, createPaint, duration, type Paint, safeUrl } from '../report/describe.ts';
import { setLine } from '../report/progress.ts';
import type { PluginView, RunState } from '../run/state.ts';
import { hintsOf, type Key, modeOf } from './keymap.ts';
import { textOf } from './line.ts';
import { layoutOf, phaseLine, rowsOf, standingWord, tally } from './mission.ts';
import type { Asking, UiState } from './state.ts';

/** Everything on the screen. `onKey` must stay the same function for as long as this is mounted. */
export function App(props: {
  readonly state: UiState;
  readonly onKey: (input: string, key: Key) => void;
}): ReactNode {
  const { state, onKey } = props;
  // Always on, so that Ctrl-C is a key and never an unclean end.
  useInput(onKey);
  const lines = state.log.map((text, index) => ({ key: index, text }));
  return (
    <>
      <Static items={lines}>{({ key, text }) => <Text key={key}>{text}</Text>}</Static>
      {state.closed ? null : <Live state={state} />}
    </>
  );
}

/** The part that changes: never as high as the terminal, never as wide. */
function Live({ state }: { readonly state: UiState }): ReactNode {
  const paint = createPaint(state.color);
  const width = layoutOf(state).width;
  return (
    <Box flexDirection="column" width={width} marginTop={1}>
      <Heading state={state} paint={paint} />
      {state.asking === null || state.leaving ? null : (
        <Question asking={state.asking} paint={paint} />
      )}
      {state.asking === null ? <Mission state={state} paint={paint} /> : null}
      <Foot state={state} paint={paint} />
    </Box>
  );
}

type Part = { readonly state: UiState; readonly paint: Paint };

function Heading({ state, paint }: Part): ReactNode {
  const site = state.run.site ?? state.site;
  const time = state.elapsed === null ? '' : `  ${duration(Math.floor(state.elapsed))}`;
  return (
    <Text wrap="truncate">
      {paint.bold('wp-bisect')}
      {site === null ? '' : `  ${safeUrl(site)}`}
      {paint.dim(time)}
    </Text>
  );
}

function Question(props: { readonly asking: Asking; readonly paint: Paint }): ReactNode {
  const { asking, paint } = props;
  switch (asking.type) {
    case 'text':
      return <TextQuestion asking={asking} paint={paint} />;
    case 'choice':
      return (
        <Box flexDirection="column">
          <Text>{paint.bold(asking.label)}</Text>
          {asking.choices.map(({ label, about }, index) => (
            <Text key={label}>
              {index === asking.chosen
                ? paint.bold(`> ${index + 1}  ${label}`)
                : `  ${index + 1}  ${label}`}
              {paint.dim(` (${about})`)}
            </Text>
          ))}
        </Box>
      );
    case 'confirm':
      return (
        <Box flexDirection="column">
          {asking.words.facts.map((fact) => (
            <Text key={fact}>{fact}</Text>
          ))}
          <Text>
            {paint.bold(asking.words.ask)} {asking.words.byDefault ? '[Y/n]' : '[y/N]'}
          </Text>
        </Box>
      );
  }
}

function TextQuestion(props: {
  readonly asking: Extract<Asking, { type: 'text' }>;
  readonly paint: Paint;
}): ReactNode {
  const { asking, paint } = props;
  const shown = (characters: readonly string[]) =>
    asking.hidden ? '*'.repeat(characters.length) : characters.join('');
  const { before, after } = asking.line;
  // The cursor is drawn without colour too: it is where the bar is.
  return (
    <Box flexDirection="column">
      <Text>{paint.bold(`${asking.label}:`)}</Text>
      <Text wrap="truncate-start">
        {'> '}
        {shown(before)}|{shown(after)}
      </Text>
      {textOf(asking.line) === '' && asking.hidden ? (
        <Text wrap="truncate">{paint.dim('  nothing of it is stored')}</Text>
      ) : null}
    </Box>
  );
}

function Mission({ state, paint }: Part): ReactNode {
  const { run } = state;
  const layout = layoutOf(state);
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">{phaseLine(state)}</Text>
      {run.underWay.slice(0, layout.trying).map((probe) => (
        <Text key={probe.probe} wrap="truncate">
          Trying: {setLine(probe, run)} {paint.dim(`(probe ${probe.probe})`)}
        </Text>
      ))}
      {layout.tally ? <Text wrap="truncate">{tally(run)}</Text> : null}
      <PluginList run={run} scroll={state.scroll} rows={layout.list} paint={paint} />
    </Box>
  );
}

function PluginList(props: {
  readonly run: RunState;
  readonly scroll: number;
  readonly rows: number;
  readonly paint: Paint;
}): ReactNode {
  const all = rowsOf(props.run);
  if (all.length === 0 || props.rows < 2) return null;
  const fits = all.length <= props.rows;
  const room = fits ? all.length : props.rows - 1;
  const from = Math.min(props.scroll, all.length - room);
  const hidden = all.length - room;
  return (
    <Box flexDirection="column">
      {all.slice(from, from + room).map((view) => (
        <PluginRow key={view.plugin} view={view} paint={props.paint} />
      ))}
      {fits ? null : (
        <Text wrap="truncate">{props.paint.dim(`  and ${count(hidden, 'more plugin')}`)}</Text>
      )}
    </Box>
  );
}

function PluginRow(props: { readonly view: PluginView; readonly paint: Paint }): ReactNode {
  const { view, paint } = props;
  const tint = { culprit: paint.bad, cleared: paint.good, suspect: paint.warn };
  const word = standingWord(view.standing);
  const painted =
    view.standing in tint ? tint[view.standing as keyof typeof tint](word) : paint.dim(word);
  return (
    <Box>
      <Box width={5} flexShrink={0}>
        <Text>{view.now === 'off' ? paint.bold(' off') : paint.dim('  on')}</Text>
      </Box>
      <Box width={10} flexShrink={0}>
        <Text>{painted}</Text>
      </Box>
      <Box flexGrow={1} flexShrink={1}>
        <Text wrap="truncate">{clean(view.name, 200) || clean(view.plugin, 200)}</Text>
      </Box>
    </Box>
  );
}

function Foot({ state, paint }: Part): ReactNode {
  if (state.leaving) {
    return <Text wrap="truncate">{paint.bold('Stop? The site is put back first. [y/N]')}</Text>;
  }
  if (state.stops > 0 && state.run.phase !== 'finished') {
    return <Text wrap="truncate">{paint.warn('Stopping: the site is put back first.')}</Text>;
  }
  return <Text wrap="truncate">{paint.dim(hintsOf(modeOf(state)).join('   '))}</Text>;
}
