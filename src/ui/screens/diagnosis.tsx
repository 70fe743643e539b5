/** The diagnosis: the checks while they run, what they came to, and all of them in full at any time. */

import { Box } from 'ink';
import type { ReactNode } from 'react';
import stringWidth from 'string-width';
import type { Language } from '../../language/language.ts';
import type { CheckId, Finding, FindingResult } from '../../model/findings.ts';
import type { RunState } from '../../model/run-state.ts';
import { clean } from '../../report/format.ts';
import { checksWords, DIAGNOSIS, RESULTS } from '../../report/screens/diagnosis.ts';
import { phaseWords, preparingWords } from '../../report/screens/searching.ts';
import type { DiagnosedDialog } from '../dialogs/simple.ts';
import { useLook } from '../kit/look-context.tsx';
import { Screen } from '../kit/screen.tsx';
import { Gap, Spinner, type Tone, Words } from '../kit/words.tsx';
import type { UiState } from '../state.ts';

type CheckStanding = FindingResult | 'running' | 'pending';

/** Where one check is. */
type CheckView = {
  readonly check: CheckId;
  readonly label: string;
  readonly is: CheckStanding;
  readonly finding: Finding | null;
};

/** Where each check is; the first that has not answered is the one being looked at. */
function standings(run: Pick<RunState, 'checks' | 'labels' | 'findings'>): readonly CheckView[] {
  const found = new Map(run.findings.map((finding) => [finding.check, finding]));
  const running = run.checks.find((check) => !found.has(check));
  return run.checks.map((check) => {
    const finding = found.get(check) ?? null;
    const is = finding?.result ?? (check === running ? 'running' : 'pending');
    return { check, label: run.labels[check] ?? check, finding, is };
  });
}

/** The program looks around; nothing is asked. */
export function DiagnosisScreen({ state }: { readonly state: UiState }): ReactNode {
  const { t, run, stops, truth, linear } = state;
  const busy = truth.session || truth.helper !== null;
  const looking = run.phase === 'diagnosing' && !busy && run.checks.length > 0;
  const phase = busy ? preparingWords(t, truth) : phaseWords(t, run, stops > 0);
  if (!looking) {
    return (
      <Screen state={state}>
        <Spinner>{phase}</Spinner>
      </Screen>
    );
  }
  // The list stays until the next screen; a reader has heard it.
  const isDone = run.findings.length >= run.checks.length;
  if (isDone && linear) {
    return (
      <Screen state={state}>
        <Spinner>{phase}</Spinner>
      </Screen>
    );
  }
  return (
    <Screen state={state} side={<Findings findings={run.findings} />}>
      <Spinner>{isDone ? phase : t.__(DIAGNOSIS.title)}</Spinner>
      <Words tone="dim">{isDone ? '' : phase}</Words>
      <CheckList checks={standings(run)} full={false} />
    </Screen>
  );
}

/** Every check with all that it saw, over any later screen. */
export function ChecksScreen({ state }: { readonly state: UiState }): ReactNode {
  const { t, run } = state;
  return (
    <Screen state={state}>
      <Words tone="bold">{t.__(run.checks.length === 0 ? DIAGNOSIS.notYet : DIAGNOSIS.done)}</Words>
      <CheckList checks={standings(run)} full />
    </Screen>
  );
}

function CheckList(props: {
  readonly checks: readonly CheckView[];
  readonly full: boolean;
}): ReactNode {
  const { checks, full } = props;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {checks.map((view) => (
        <CheckRow key={view.check} view={view} full={full} />
      ))}
    </Box>
  );
}

const TONES: Readonly<Record<CheckStanding, Tone>> = {
  cause: 'bad',
  clue: 'warn',
  cleared: 'good',
  'not-checked': 'dim',
  running: 'bold',
  pending: 'dim',
};

function CheckRow(props: { readonly view: CheckView; readonly full: boolean }): ReactNode {
  const { t, glyphs, linear } = useLook();
  const { view, full } = props;
  const { label, is, finding } = view;
  const signs: Readonly<Record<CheckStanding, string>> = {
    cause: glyphs.cause,
    clue: glyphs.clue,
    cleared: glyphs.cleared,
    'not-checked': '-',
    running: glyphs.running,
    pending: glyphs.pending,
  };
  const seen = finding === null || !full ? '' : sentencesOf(finding);
  if (linear) {
    const result = resultWord(t, is) || t.__(DIAGNOSIS.later);
    const said = [`${label}: ${result}`, seen].filter(Boolean);
    return <Words>{said.join('. ')}</Words>;
  }
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box flexShrink={0}>
        <Box width={resultColumn(t)} flexShrink={0}>
          <Words tone={TONES[is]}>{`${signs[is]} ${resultWord(t, is)}`}</Words>
        </Box>
        <Words tone={is === 'pending' ? 'dim' : full ? 'bold' : 'plain'}>{label}</Words>
      </Box>
      {seen === '' ? null : (
        <Box marginLeft={2}>
          <Words>{seen}</Words>
        </Box>
      )}
    </Box>
  );
}

/** What came of a check, in one or two words; none before it began. */
function resultWord(t: Language, is: CheckStanding): string {
  return is === 'pending' ? '' : t.__(RESULTS[is]);
}

/** Columns for a sign and the longest result, with a blank behind it. */
function resultColumn(t: Language): number {
  return Math.max(...Object.values(RESULTS).map((word) => stringWidth(t.__(word)))) + 3;
}

function sentencesOf({ evidence, meaning, advice }: Finding): string {
  return [evidence, meaning, advice]
    .map((text) => clean(text, 1000))
    .filter(Boolean)
    .join(' ');
}

/** The cause and the clues, in whole sentences; the cause first. */
export function Findings(props: { readonly findings: readonly Finding[] }): ReactNode {
  const { t, glyphs } = useLook();
  const cause = props.findings.filter(({ result }) => result === 'cause');
  const clues = props.findings.filter(({ result }) => result === 'clue');
  return (
    <>
      {cause.length > 0 ? (
        <Words tone="bad">{`${glyphs.cause} ${t.__(DIAGNOSIS.cause)}`}</Words>
      ) : null}
      {cause.map((finding) => (
        <FindingText key={finding.check} finding={finding} />
      ))}
      {clues.length > 0 ? (
        <Words tone="warn">{`${glyphs.clue} ${t.__(DIAGNOSIS.clue)}`}</Words>
      ) : null}
      {clues.map((finding) => (
        <FindingText key={finding.check} finding={finding} />
      ))}
    </>
  );
}

function FindingText({ finding }: { readonly finding: Finding }): ReactNode {
  const { linear } = useLook();
  return (
    <Box flexDirection="column" marginLeft={linear ? 0 : 2} flexShrink={0}>
      <Words>{clean(finding.evidence, 1000)}</Words>
      <Words tone="dim">{clean(finding.meaning, 1000)}</Words>
      <Words tone="bold">{clean(finding.advice, 1000)}</Words>
    </Box>
  );
}

/** The diagnosis stops here, before anything is switched: what is likely, and what proves it. */
export function DiagnosedScreen(props: {
  readonly state: UiState;
  readonly dialog: DiagnosedDialog;
}): ReactNode {
  const { state, dialog } = props;
  const { findings } = dialog.offer;
  const { t } = state;
  const hint = findings.find(({ check, result }) => check === 'plugin' && result === 'clue');
  const others = findings.filter((one) => one !== hint);
  const fix = hint?.advice ?? '';
  return (
    <Screen
      state={state}
      firm="text"
      side={
        <>
          <Gap />
          <Findings findings={others} />
        </>
      }
    >
      <Told state={state} />
      <Words tone="bold">{titleOf(state, dialog)}</Words>
      {hint === undefined ? null : <Words>{clean(hint.meaning, 1000)}</Words>}
      <Gap />
      {dialog.fix ? (
        <Words tone="good">{fix === '' ? t.__(DIAGNOSIS.noFix) : clean(fix, 1000)}</Words>
      ) : null}
      <Words>{t.__(isSuspected(hint) ? DIAGNOSIS.prove : DIAGNOSIS.find)}</Words>
    </Screen>
  );
}

function Told({ state }: { readonly state: UiState }): ReactNode {
  const { checks, findings } = state.run;
  if (checks.length === 0) return null;
  return <Words tone="dim">{checksWords(state.t, findings.length, checks.length)}</Words>;
}

/** True where a plugin that can be switched is named: only then is there something to prove. */
function isSuspected(hint: Finding | undefined): boolean {
  return hint !== undefined && !(hint.facts && 'elsewhere' in hint.facts && hint.facts.elsewhere);
}

function titleOf({ t, run }: UiState, { offer: { findings } }: DiagnosedDialog): string {
  const hint = findings.find(({ check, result }) => check === 'plugin' && result === 'clue');
  if (hint !== undefined) return clean(hint.evidence, 1000);
  const clues = findings.some(({ result }) => result === 'clue');
  if (clues) return t.__(DIAGNOSIS.done);
  // What only a person sees may have any cause.
  const isByHand = run.symptoms.some(({ described }) => described !== undefined);
  return t.__(isByHand ? DIAGNOSIS.unclearByHand : DIAGNOSIS.unclear);
}
