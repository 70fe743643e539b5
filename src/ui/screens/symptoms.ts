/** What fails, in words, and what of it is to be examined. */

import type { Problem } from '../../model/errors.ts';
import type { RunState } from '../../model/run-state.ts';
import {
  DIAGNOSIS,
  senderChoice,
  symptomLine,
  symptomWords,
} from '../../report/screens/diagnosis.ts';
import { SEARCHING } from '../../report/screens/searching.ts';
import { isRequest, type SymptomsDialog } from '../dialogs/symptoms.ts';
import { ALWAYS, GAP } from '../fit.ts';
import { textOf } from '../line.ts';
import type { Look } from '../look.ts';
import { refusal } from './connect.ts';
import { findingParts } from './diagnosis.ts';
import { choiceRow, type Page, paragraph, part, scrolling, title, typedRow } from './page.ts';

/** Asks what is to be examined. */
export function symptomsPage(
  dialog: SymptomsDialog,
  run: RunState,
  told: Problem | null,
  look: Look,
): Page {
  if (dialog.entry !== null) return entryPage(dialog, told, look);
  const { offer, marked, cursor } = dialog;
  const { paint } = look;
  const details = findingParts(run.findings, look);
  const words = offer.symptoms.map((symptom) => symptomWords(symptom, run.survey));
  const rows = [
    ...offer.symptoms.map((symptom, index) => {
      const label = `[${marked.has(index) ? 'x' : ' '}] ${symptomLine(symptom)}`;
      return choiceRow({ chosen: index === cursor, label, about: '' }, look);
    }),
    ...[DIAGNOSIS.another, DIAGNOSIS.byHand].map((label, index) =>
      choiceRow(
        { chosen: cursor === offer.symptoms.length + index, label: `    ${label}`, about: '' },
        look,
      ),
    ),
  ];
  return {
    main: [
      ...refusal(told, look),
      ...(look.side > 0 || details.length === 0 ? [] : [...details, GAP]),
      title(offer.symptoms.length === 0 ? DIAGNOSIS.nothing : DIAGNOSIS.fails, look),
      ...words.map((text, index) => paragraph(index === 0 ? 6 : 2, text, look, paint.bad, '  ')),
      GAP,
      part(7, paint.bold(DIAGNOSIS.choose)),
      scrolling(ALWAYS, rows, cursor, SEARCHING.more),
      paragraph(
        5,
        marked.size === 0 && offer.symptoms.length > 0 ? DIAGNOSIS.none : '',
        look,
        paint.warn,
        '  ',
      ),
    ],
    ...(look.side > 0 && details.length > 0 ? { side: details } : {}),
  };
}

function entryPage(dialog: SymptomsDialog, told: Problem | null, look: Look): Page {
  const { paint } = look;
  const request = dialog.entry === 'request';
  const typed = textOf(dialog.line).trim();
  const doubt = request && typed !== '' && !isRequest(typed);
  return {
    main: [
      ...refusal(told, look),
      title(request ? DIAGNOSIS.request : DIAGNOSIS.description, look),
      part(ALWAYS, typedRow(dialog.line, true, look)),
      ...(request
        ? [part(6, `  ${DIAGNOSIS.sentAs}: ${paint.bold(senderChoice(dialog.as))}`)]
        : []),
      paragraph(5, doubt ? DIAGNOSIS.requestDoubt : '', look, paint.warn, '  '),
    ],
  };
}
