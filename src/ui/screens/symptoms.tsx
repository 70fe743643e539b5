/** What fails, in words, and what of it is to be examined. */

import type { ReactNode } from 'react';
import type { SymptomOffer } from '../../model/prompts.ts';
import type { Effect } from '../../model/report.ts';
import { requestLine } from '../../report/format.ts';
import {
  DIAGNOSIS,
  effectWords,
  refusedRequestLine,
  senderWords,
  symptomWords,
} from '../../report/screens/diagnosis.ts';
import { isRequest, type SymptomsDialog } from '../dialogs/symptoms.ts';
import { Field, Menu } from '../kit/inputs.tsx';
import { Screen } from '../kit/screen.tsx';
import { Gap, Told, Words } from '../kit/words.tsx';
import { textOf } from '../line.ts';
import type { UiState } from '../state.ts';
import { Findings } from './diagnosis.tsx';

/** Asks what is to be examined. */
export function SymptomsScreen(props: {
  readonly state: UiState;
  readonly dialog: SymptomsDialog;
}): ReactNode {
  const { state, dialog } = props;
  if (dialog.entry !== null) return <EntryScreen state={state} dialog={dialog} />;
  const { offer, marked, cursor } = dialog;
  const { t, run, told } = state;
  const nothing = offer.symptoms.length === 0;
  const choices = [
    ...offer.symptoms.map((symptom, index) => ({
      label: refusedRequestLine(t, symptom),
      mark: marked.has(index) ? '[x]' : '[ ]',
      checked: marked.has(index),
    })),
    { label: t.__(DIAGNOSIS.another), mark: '   ' },
    { label: t.__(DIAGNOSIS.byHand), mark: '   ' },
    ...(nothing ? [{ label: t.__(DIAGNOSIS.noneOfThese), mark: '   ' }] : []),
  ];
  const none = marked.size === 0 && !nothing;
  return (
    <Screen
      state={state}
      side={run.findings.length === 0 ? undefined : <Findings findings={run.findings} />}
      asked={
        <>
          <Words tone="bold">{t.__(DIAGNOSIS.choose)}</Words>
          <Menu choices={choices} chosen={cursor} role="checkbox" />
          {none ? <Words tone="warn">{t.__(DIAGNOSIS.none)}</Words> : null}
        </>
      }
    >
      <Told problem={told} />
      <Words tone="bold">{t.__(nothing ? DIAGNOSIS.nothing : DIAGNOSIS.fails)}</Words>
      {offer.symptoms.map((symptom, index) => (
        <Failure
          key={refusedRequestLine(t, symptom)}
          effect={effectWords(t, newEffect(offer, index))}
          fact={symptomWords(t, symptom, run.survey)}
        />
      ))}
      {nothing
        ? run.survey.map(({ request }) => (
            <Words key={`${request.as} ${request.url}`} tone="dim">
              {t.__(DIAGNOSIS.works, { request: requestLine(t, request) })}
            </Words>
          ))
        : null}
      <Gap />
    </Screen>
  );
}

/** What the person sees, then what the site answers. */
function Failure(props: { readonly effect: string | null; readonly fact: string }): ReactNode {
  const { effect, fact } = props;
  if (effect === null) return <Words tone="bad">{fact}</Words>;
  return (
    <>
      <Words tone="bad">{effect}</Words>
      <Words tone="dim">{fact}</Words>
    </>
  );
}

/** Where a failure shows, unless the one above shows there as well. */
function newEffect({ effects = [] }: SymptomOffer, index: number): Effect | null {
  const effect = effects[index] ?? null;
  return effects.indexOf(effect) === index ? effect : null;
}

function EntryScreen(props: {
  readonly state: UiState;
  readonly dialog: SymptomsDialog;
}): ReactNode {
  const { state, dialog } = props;
  const { t } = state;
  const request = dialog.entry === 'request';
  const typed = textOf(dialog.line).trim();
  const doubt = request && typed !== '' && !isRequest(typed);
  return (
    <Screen
      state={state}
      asked={
        <>
          <Words tone="bold">{t.__(request ? DIAGNOSIS.request : DIAGNOSIS.description)}</Words>
          <Field
            line={dialog.line}
            focused
            {...(doubt
              ? { hint: { text: t.__(DIAGNOSIS.requestDoubt), tone: 'warn' as const } }
              : {})}
          />
          {request ? <Words>{senderWords(t, dialog.as)}</Words> : null}
        </>
      }
    >
      <Told problem={state.told} />
    </Screen>
  );
}
