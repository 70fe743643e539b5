/** What every screen is made of: heading, a text that scrolls, what is asked, the truth line, the keys. */

import cliTruncate from 'cli-truncate';
import { Box, Spacer, Text } from 'ink';
import { Children, type ReactNode } from 'react';
import stringWidth from 'string-width';
import type { Language } from '../../language/language.ts';
import { isUntouched } from '../../model/truth.ts';
import { safeUrl } from '../../report/format.ts';
import { KEYS, type KeyName, keyHint, keyName } from '../../report/screens/keys.ts';
import { STAGES, STOPPING, stageWords } from '../../report/screens/searching.ts';
import { truthWords } from '../../report/truth.ts';
import { hasFix } from '../dialogs/simple.ts';
import { hintsOf } from '../keymap.ts';
import { modeOf, type UiState } from '../state.ts';
import { ROOMY, TWO_TEXTS, useLook, WIDE } from './look-context.tsx';
import { ScrollArea } from './scroll-area.tsx';
import { type Tone, Words } from './words.tsx';

/** Heading, truth line and keys: what is left of the rows is for the screen. */
const AROUND = 4;

/** One screen. */
export function Screen(props: {
  readonly state: UiState;
  /** The text; it scrolls where it does not fit. */
  readonly children?: ReactNode;
  /** What is asked, below the text; what has the focus in it stays in view. */
  readonly asked?: ReactNode;
  /** Beside the text in wide terminals, at its end in others. */
  readonly side?: ReactNode;
  /** From how many columns on `side` stands beside the text. */
  readonly sideFrom?: number;
  /** Which of the two keeps its height where there is not room for both. */
  readonly firm?: 'text' | 'asked';
  /** The most of the rows that what is asked may take from the text. */
  readonly share?: number;
  /** Rows that what is asked keeps, however much text there is. */
  readonly least?: number;
}): ReactNode {
  const { state, children, asked, side, firm = 'asked', share = 0.7, least = 0 } = props;
  const { sideFrom = TWO_TEXTS } = props;
  const { columns, rows, linear } = useLook();
  const body = Children.toArray(children).length > 0 || side !== undefined;
  const wide = side !== undefined && columns >= sideFrom && !linear;
  const text = (
    <ScrollArea keys shrink={firm === 'asked' ? 1000 : 1}>
      {children}
      {wide ? null : side}
    </ScrollArea>
  );
  const main = (
    <>
      {body ? text : null}
      {asked === undefined ? null : (
        <ScrollArea
          shrink={firm === 'asked' ? 1 : 1000}
          minHeight={least}
          {...(body && firm === 'asked' ? limitOf(share, rows) : {})}
        >
          {asked}
        </ScrollArea>
      )}
    </>
  );
  if (linear) {
    return (
      <Box flexDirection="column">
        <Heading state={state} />
        {main}
        <TruthLine state={state} />
        <Keys state={state} />
      </Box>
    );
  }
  const gap = rows >= ROOMY ? 1 : 0;
  return (
    <Box flexDirection="column" height={rows} width={columns} paddingX={1} overflow="hidden">
      <Heading state={state} />
      <Box flexGrow={1} flexShrink={1} minHeight={0} marginY={gap} overflow="hidden">
        <Box flexDirection="column" width={wide ? '50%' : '100%'} overflow="hidden">
          {main}
          <Spacer />
        </Box>
        {wide ? <Beside>{side}</Beside> : null}
      </Box>
      <TruthLine state={state} />
      <Keys state={state} />
    </Box>
  );
}

/** The text above keeps a few rows, so that you can read what you answer. */
function limitOf(share: number, rows: number) {
  return { maxHeight: Math.max(4, Math.floor((rows - AROUND) * share)) };
}

function Beside(props: { readonly children: ReactNode }): ReactNode {
  const { glyphs } = useLook();
  const ascii = glyphs.rule === '|';
  return (
    <Box
      flexDirection="column"
      width="50%"
      paddingLeft={2}
      borderStyle={ascii ? 'classic' : 'single'}
      borderDimColor
      borderTop={false}
      borderBottom={false}
      borderRight={false}
      overflow="hidden"
    >
      <ScrollArea>{props.children}</ScrollArea>
    </Box>
  );
}

function Heading({ state }: { readonly state: UiState }): ReactNode {
  const site = state.run.site ?? state.site;
  const still = state.elapsed === null || state.linear || state.dialog !== null;
  return (
    <Stepper
      stage={state.reached}
      site={site === null ? '' : safeUrl(site)}
      time={still ? '' : state.t.duration(Math.floor(state.elapsed ?? 0))}
    />
  );
}

/** What is true of the site now. */
function TruthLine({ state }: { readonly state: UiState }): ReactNode {
  const { glyphs } = useLook();
  const { text, tone } = truthWords(state.t, state.truth, {
    now: state.linear ? null : state.now,
    timeout: state.timeout,
    site: state.site,
  });
  const sign = { good: glyphs.cleared, plain: glyphs.dot, warn: glyphs.clue, bad: glyphs.cause }[
    tone
  ];
  const tones: Readonly<Record<typeof tone, Tone>> = {
    good: 'good',
    plain: 'plain',
    warn: 'warn',
    bad: 'loud',
  };
  return (
    <Box flexShrink={0}>
      <Words tone={tones[tone]}>{`${sign} ${text}`}</Words>
    </Box>
  );
}

function Keys({ state }: { readonly state: UiState }): ReactNode {
  const { t } = useLook();
  const mode = modeOf(state);
  const owed = !isUntouched(state.truth);
  const names = hintsOf(mode).filter((name) => isOfUse(name, state));
  if (mode === 'stopping') {
    return <Words tone="warn">{t.__(owed ? STOPPING.first : STOPPING.nothing)}</Words>;
  }
  if (mode !== 'leaving') return <KeyBar names={names} />;
  return <KeyBar names={names} ask={t.__(owed ? STOPPING.ask : STOPPING.askUntouched)} />;
}

/** A key that would do nothing just now is not told. */
function isOfUse(name: KeyName, { dialog, run, scrollable }: UiState): boolean {
  switch (name) {
    case 'scroll':
      return scrollable.last > 0;
    case 'checks':
      return run.checks.length > 0;
    case 'fix':
      return dialog?.type === 'diagnosed' && hasFix(dialog);
    case 'again':
      return dialog?.type === 'after' && dialog.offer.mayTestAgain === true;
    default:
      return true;
  }
}

/** The heading: the program, the site, and the five stages of a run with the one it is in. */

/** One row. `stage` is 0 to 4; `time` stands at its end. */
function Stepper(props: {
  readonly stage: number;
  readonly site: string;
  readonly time: string;
}): ReactNode {
  const { t, columns, linear, glyphs } = useLook();
  const { stage, site, time } = props;
  const where = stageWords(t, stage);
  if (linear) return <Text>{['wp-bisect', site, where].filter(Boolean).join(', ')}</Text>;
  const room = columns - 2 - stringWidth(`wp-bisect${where}${time}`) - 6;
  return (
    <Box flexShrink={0} height={1} columnGap={2}>
      <Words tone="bold">wp-bisect</Words>
      {columns < WIDE ? (
        <>
          {room < 8 || site === '' ? null : (
            <Words wrap="truncate">{cliTruncate(site, room)}</Words>
          )}
          <Words wrap="truncate">{where}</Words>
        </>
      ) : (
        <>
          <Words wrap="truncate">{cliTruncate(site, 50)}</Words>
          {STAGES.map((name, index) => (
            <Words key={name} tone={index === stage ? 'bold' : 'dim'}>
              {`${index < stage ? glyphs.cleared : index === stage ? glyphs.pointer : glyphs.pending} ${t.__(name)}`}
            </Words>
          ))}
        </>
      )}
      <Words tone="dim" wrap="truncate">
        {time}
      </Words>
    </Box>
  );
}

/** The bottom row: the keys worth knowing now, the most useful first, as many as fit. */

const BETWEEN = 3;

/** The keys by name; `?` has the last place. `ask` stands before them: what the keys answer. */
function KeyBar(props: { readonly names: readonly KeyName[]; readonly ask?: string }): ReactNode {
  const { t, columns, linear } = useLook();
  const { names, ask = '' } = props;
  const shown = keysThatFit(t, names, columns - 2 - (ask === '' ? 0 : stringWidth(ask) + 1));
  if (linear) {
    const hints = shown.map((name) => keyHint(t, name));
    return <Text>{[ask, hints.join(', ')].filter(Boolean).join(' ')}</Text>;
  }
  return (
    <Box flexShrink={0} height={1}>
      {ask === '' ? null : <Words tone="bold">{`${ask} `}</Words>}
      <Box columnGap={BETWEEN}>
        {shown.map((name) => (
          <Text key={name} wrap="truncate">
            <Words tone="bold">{keyName(t, name)}</Words>
            <Words tone="dim">{`: ${t.__(KEYS[name].short)}`}</Words>
          </Text>
        ))}
      </Box>
    </Box>
  );
}

/** As many as fit into `room` columns, `?` always among them. */
function keysThatFit(t: Language, names: readonly KeyName[], room: number): readonly KeyName[] {
  const help = names.includes('help');
  let used = help ? stringWidth(keyHint(t, 'help')) : 0;
  const shown: KeyName[] = [];
  for (const name of names) {
    if (name === 'help') continue;
    const width = stringWidth(keyHint(t, name)) + BETWEEN;
    if (used + width > room) continue;
    used += width;
    shown.push(name);
  }
  return help ? [...shown, 'help'] : shown;
}
