/** The small questions: one text, one of several, yes or no. */

import type { Problem } from '../../model/errors.ts';
import { CONNECT } from '../../report/screens/connect.ts';
import type { ConfirmDialog, MenuDialog, TextDialog } from '../dialogs/simple.ts';
import { ALWAYS, GAP } from '../fit.ts';
import type { Look } from '../look.ts';
import { refusal } from './connect.ts';
import { choiceRow, hiddenRow, type Page, paragraph, part, title, typedRow } from './page.ts';

/** Asks for one text. */
export function textPage(dialog: TextDialog, told: Problem | null, look: Look): Page {
  const row = dialog.hidden ? hiddenRow : typedRow;
  return {
    main: [
      ...refusal(told, look),
      title(dialog.label, look),
      part(ALWAYS, row(dialog.line, true, look)),
      ...(dialog.hidden ? [paragraph(2, CONNECT.notKept, look, look.paint.dim, '  ')] : []),
    ],
  };
}

/** Asks for one of several. */
export function menuPage(dialog: MenuDialog, told: Problem | null, look: Look): Page {
  const labels = Math.max(...dialog.choices.map(({ label }) => label.length + 3));
  const rows = dialog.choices.map(({ label, about }, index) => {
    const chosen = index === dialog.chosen;
    return choiceRow({ chosen, label: `${index + 1}  ${label}`, about, labels }, look);
  });
  return {
    main: [
      ...refusal(told, look),
      ...dialog.facts.map((fact) => paragraph(6, fact, look)),
      ...(dialog.facts.length > 0 ? [GAP] : []),
      title(dialog.label, look),
      part(ALWAYS, ...rows),
    ],
  };
}

/** Asks for yes or no. */
export function confirmPage(dialog: ConfirmDialog, told: Problem | null, look: Look): Page {
  const { facts, ask, byDefault } = dialog.words;
  return {
    main: [
      ...refusal(told, look),
      ...facts.map((fact) => paragraph(6, fact, look)),
      GAP,
      paragraph(ALWAYS, `${ask} ${byDefault ? '[Y/n]' : '[y/N]'}`, look, look.paint.bold),
    ],
  };
}
