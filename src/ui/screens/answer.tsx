/** The answer: one card a culprit with its fix and its proof, and what can still be done. */

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { ReportedCulprit } from '../../model/report.ts';
import type { RunReport } from '../../model/run-report.ts';
import { foldTruth } from '../../model/truth.ts';
import { yesNoHint } from '../../report/confirmations.ts';
import { proofLines, symptomLine } from '../../report/culprit-lines.ts';
import { worthTelling } from '../../report/findings/telling.ts';
import { clean } from '../../report/format.ts';
import { headline } from '../../report/headline.ts';
import { missingSteps, notAsItWas } from '../../report/next-steps.ts';
import {
  ANSWER,
  afterWords,
  FACTS,
  RECIPIENTS,
  severalWords,
  sureWords,
} from '../../report/screens/answer.ts';
import { APPROVAL } from '../../report/screens/connect.ts';
import { tracePlaces } from '../../report/trace.ts';
import { type AfterDialog, actionsOf } from '../dialogs/after.ts';
import { Field, Menu } from '../kit/inputs.tsx';
import { ROOMY, useLook } from '../kit/look-context.tsx';
import { Screen } from '../kit/screen.tsx';
import { Fact, Gap, Told, Words } from '../kit/words.tsx';
import type { UiState } from '../state.ts';
import { Findings } from './diagnosis.tsx';

type Props = { readonly state: UiState; readonly dialog: AfterDialog };

/** Shows the answer and asks what comes next. */
export function AnswerScreen(props: Props): ReactNode {
  const { dialog } = props;
  const state = ended(props);
  const { offer } = dialog;
  const { report } = offer;
  const { t } = state;
  if (dialog.view === 'ticket') return <TicketScreen state={state} dialog={dialog} />;
  const findings = worthTelling(report).filter(
    ({ result }) => result === 'cause' || result === 'clue',
  );
  return (
    <Screen
      state={state}
      share={0.5}
      asked={<Asked dialog={dialog} />}
      side={findings.length === 0 ? undefined : <Findings findings={findings} />}
    >
      <Told problem={state.told} />
      {report.restored ? null : <NotRestored report={report} state={state} />}
      <Verdict report={report} />
      {report.culprits.map((culprit) => (
        <CulpritCard
          key={culprit.plugins.map(({ plugin }) => plugin).join(' ')}
          culprit={culprit}
          report={report}
        />
      ))}
      {report.cause === null ? null : (
        <>
          <Fact label={t.__(FACTS.cause)}>{clean(report.cause.evidence, 1000)}</Fact>
          <Fact label={t.__(FACTS.fix)} tone="bold">
            {clean(report.cause.advice, 1000)}
          </Fact>
        </>
      )}
    </Screen>
  );
}

/** The run is told to be over only when nothing more is asked; what it knows is final now. */
function ended({ state, dialog }: Props): UiState {
  const event = { type: 'finished', report: dialog.offer.report } as const;
  return { ...state, truth: foldTruth(state.truth, event, state.now ?? 0) };
}

function Verdict({ report }: { readonly report: RunReport }): ReactNode {
  const { t } = useLook();
  const { culprits } = report;
  const [first] = culprits;
  if (first === undefined) {
    const [title = '', ...rest] = headline(t, report);
    return (
      <>
        <Words tone="bold">{title}</Words>
        {rest.map((line) => (
          <Words key={line}>{line}</Words>
        ))}
      </>
    );
  }
  if (culprits.length > 1) {
    return <Words tone="bold">{severalWords(t, culprits.map(nameOf))}</Words>;
  }
  return <Words tone="bold">{t.__(first.plugins.length > 1 ? ANSWER.together : ANSWER.one)}</Words>;
}

/** Plugins that fail only together are one culprit. */
function nameOf({ plugins }: ReportedCulprit): string {
  return plugins.map(({ plugin, name }) => clean(name, 80) || clean(plugin, 120)).join(' + ');
}

function CulpritCard(props: {
  readonly culprit: ReportedCulprit;
  readonly report: RunReport;
}): ReactNode {
  const { culprit, report } = props;
  const { t, linear, rows, glyphs, color } = useLook();
  const facts = (
    <>
      {culprit.plugins.map(({ plugin, name, version }) => (
        <Text key={plugin}>
          <Words tone="loud">{clean(name, 80) || clean(plugin, 120)}</Words>
          <Words tone="dim">{version === '' ? '' : ` ${clean(version, 30)}`}</Words>
        </Text>
      ))}
      <Fact label={t.__(FACTS.fix)} tone="bold">
        {culprit.advice === null ? '' : clean(culprit.advice, 1000)}
      </Fact>
      {culprit.symptoms
        .flatMap((index) => report.symptoms[index] ?? [])
        .flatMap((symptom) => tracePlaces(symptom))
        .slice(0, 1)
        .map((place) => (
          <Fact key={place} label={t.__(FACTS.code)}>
            {place}
          </Fact>
        ))}
      <Fact label={t.__(FACTS.proof)}>{proofLines(t, culprit, report).join(' ')}</Fact>
      {culprit.symptoms.slice(0, 1).map((index) => {
        const symptom = report.symptoms[index];
        return symptom === undefined ? null : (
          <Fact key={index} label={t.__(FACTS.fails)} tone="dim">
            {symptomLine(t, symptom)}
          </Fact>
        );
      })}
    </>
  );
  if (linear) return <Box flexDirection="column">{facts}</Box>;
  const ascii = glyphs.rule === '|';
  // A box around it costs two rows, which a low terminal does not have.
  const boxed = rows >= ROOMY;
  return (
    <Box
      flexDirection="column"
      flexShrink={0}
      {...(boxed ? { borderStyle: ascii ? ('classic' as const) : ('round' as const) } : {})}
      {...(boxed && color ? { borderColor: 'red' } : {})}
      paddingX={boxed ? 1 : 0}
    >
      {facts}
    </Box>
  );
}

/** What is not as it was, and what to do by hand; the truth line below says it once more, short. */
function NotRestored({ report, state }: { readonly report: RunReport; readonly state: UiState }) {
  const names = new Map(state.run.plugins.map(({ plugin, name }) => [plugin, clean(name, 80)]));
  const { t } = state;
  const steps = missingSteps(
    t,
    report.difference,
    report.site,
    (plugin) => names.get(plugin) || clean(plugin, 120),
  );
  return (
    <>
      <Words tone="loud">{notAsItWas(t, report.difference)}</Words>
      {steps.map((step) => (
        <Words key={step}>{step}</Words>
      ))}
      <Gap />
    </>
  );
}

function Asked({ dialog }: { readonly dialog: AfterDialog }): ReactNode {
  const { offer, view, sure } = dialog;
  const { t, rows } = useLook();
  if (view === 'save') return <Field label={t.__(ANSWER.file)} line={dialog.file} focused />;
  if (view === 'sure' && sure !== null) {
    const losses = sure === 'keep-off' ? (offer.losses ?? []) : [];
    return (
      <>
        {losses.map((what) => (
          <Words key={what} tone="warn">{`! ${clean(t.__(what))}`}</Words>
        ))}
        <Words tone="bold">{`${sureWords(t, sure, offer)} ${yesNoHint(t, false)}`}</Words>
      </>
    );
  }
  const choices = actionsOf(offer).map((action, index) => ({
    ...afterWords(t, action, offer),
    mark: `${index + 1}`,
  }));
  return (
    <>
      <Words tone="bold">{offer.said ?? ''}</Words>
      <Words>{dialog.copied ? t.__(ANSWER.copied) : ''}</Words>
      {rows < ROOMY ? null : <Words tone="bold">{t.__(ANSWER.what)}</Words>}
      <Menu choices={choices} chosen={dialog.cursor} />
    </>
  );
}

function TicketScreen({ state, dialog }: Props): ReactNode {
  const { t } = state;
  const { ticket } = dialog.offer.report;
  if (ticket === null) return <Screen state={state} />;
  const to = [
    t.__(RECIPIENTS[ticket.to]),
    clean(ticket.name ?? '', 80),
    clean(ticket.url ?? '', 200),
  ];
  return (
    <Screen
      state={state}
      asked={dialog.copied ? <Words>{t.__(APPROVAL.copied)}</Words> : undefined}
      firm="text"
      least={dialog.copied ? 1 : 0}
    >
      <Words tone="bold">{to.filter(Boolean).join('  ')}</Words>
      <Words>{`${t.__(ANSWER.subject)} ${clean(ticket.subject, 200)}`}</Words>
      <Gap />
      {ticket.text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the message.
        <Words key={index}>{clean(line, 2000) || ' '}</Words>
      ))}
    </Screen>
  );
}
