/** The first screen: which site, and how to sign in to it. */

import type { Problem } from '../../model/errors.ts';
import { safeUrl } from '../../report/format.ts';
import { explain } from '../../report/problems/index.ts';
import { secretLabel } from '../../report/prompts.ts';
import {
  CONNECT,
  SECRET_LOOKS,
  SITE_DOUBTS,
  USER_DOUBTS,
  WAYS,
  whyNot,
} from '../../report/screens/connect.ts';
import { type AccessDialog, fieldsOf, isTyped } from '../dialogs/access.ts';
import type { SiteDialog } from '../dialogs/site.ts';
import { APPLICATION_PASSWORD_LENGTH, lookOfSecret, siteDoubt, userDoubt } from '../doubts.ts';
import { ALWAYS, GAP, type Part } from '../fit.ts';
import { textOf } from '../line.ts';
import type { Look } from '../look.ts';
import { choiceRow, hiddenRow, type Page, paragraph, part, title, typedRow } from './page.ts';

/** What went wrong with the last answer: the fact, then the remedy. */
export function refusal(problem: Problem | null, look: Look): readonly Part[] {
  if (problem === null) return [];
  const { fact, remedy } = explain(problem, 'asked');
  return [
    paragraph(7, `! ${fact}`, look, (text) => look.paint.bad(look.paint.bold(text))),
    paragraph(6, remedy, look, undefined, '  '),
    GAP,
  ];
}

/** Asks for the site. */
export function sitePage(dialog: SiteDialog, told: Problem | null, look: Look): Page {
  const { paint } = look;
  const typed = textOf(dialog.line);
  const doubt = siteDoubt(typed);
  const { remembered } = dialog;
  const hint = doubt === null ? '' : doubt !== 'empty' ? SITE_DOUBTS[doubt] : '';
  return {
    main: [
      ...refusal(told, look),
      title(CONNECT.site, look),
      part(ALWAYS, typedRow(dialog.line, true, look)),
      hint === ''
        ? paragraph(
            3,
            typed === '' && remembered !== null
              ? CONNECT.remembered(safeUrl(remembered))
              : CONNECT.siteHelp,
            look,
            paint.dim,
            '  ',
          )
        : paragraph(5, hint, look, doubt === 'no-dot' ? paint.dim : paint.warn, '  '),
    ],
  };
}

/** Asks how to sign in. */
export function accessPage(dialog: AccessDialog, told: Problem | null, look: Look): Page {
  const { paint } = look;
  const { offer } = dialog;
  const labels = Math.max(...offer.ways.map(({ way }) => WAYS[way].label.length + 4));
  const ways = offer.ways.map(({ way, why }, index) => {
    const { label, about } = WAYS[way];
    const mark = why !== null ? ' - ' : index === dialog.way ? '(x)' : '( )';
    const chosen = dialog.focus === 'way' && index === dialog.way;
    const row = { chosen, label: `${mark} ${label}`, about: why === null ? about : whyNot(why) };
    return choiceRow({ ...row, labels, open: why === null }, look);
  });
  return {
    main: [
      ...refusal(offer.refused ?? told, look),
      title(CONNECT.access(safeUrl(offer.site)), look),
      paragraph(1, CONNECT.accessHelp, look, paint.dim),
      GAP,
      part(ALWAYS, ...ways),
      ...(isTyped(dialog) ? typedFields(dialog, look) : []),
      ...keepField(dialog, look),
    ],
  };
}

function typedFields(dialog: AccessDialog, look: Look): readonly Part[] {
  const { paint } = look;
  const kind =
    dialog.offer.ways[dialog.way]?.way === 'password' ? 'password' : 'application-password';
  const doubt = userDoubt(textOf(dialog.user));
  return [
    GAP,
    part(5, paint.bold(CONNECT.user)),
    part(ALWAYS, typedRow(dialog.user, dialog.focus === 'user', look)),
    paragraph(3, doubt === 'email' ? USER_DOUBTS.email : '', look, paint.warn, '  '),
    part(5, paint.bold(secretLabel(kind))),
    part(ALWAYS, hiddenRow(dialog.secret, dialog.focus === 'secret', look)),
    secretHint(dialog, kind, look),
  ];
}

function secretHint(
  dialog: AccessDialog,
  kind: 'password' | 'application-password',
  look: Look,
): Part {
  const { paint } = look;
  const seen = lookOfSecret(kind, textOf(dialog.secret));
  switch (seen.type) {
    case 'empty':
      return paragraph(2, dialog.keep ? CONNECT.kept : CONNECT.notKept, look, paint.dim, '  ');
    case 'counting': {
      const words = SECRET_LOOKS.counting(seen.characters, APPLICATION_PASSWORD_LENGTH);
      return paragraph(4, words, look, paint.dim, '  ');
    }
    case 'fine':
      return kind === 'password'
        ? paragraph(2, dialog.keep ? CONNECT.kept : CONNECT.notKept, look, paint.dim, '  ')
        : paragraph(4, SECRET_LOOKS.complete, look, paint.good, '  ');
    case 'other-kind': {
      const other =
        kind === 'password'
          ? SECRET_LOOKS.applicationPasswordInstead
          : SECRET_LOOKS.passwordInstead;
      return paragraph(4, other, look, paint.warn, '  ');
    }
    case 'not-shaped':
      return paragraph(4, SECRET_LOOKS.tooLong, look, paint.warn, '  ');
  }
}

function keepField(dialog: AccessDialog, look: Look): readonly Part[] {
  if (!fieldsOf(dialog).includes('keep')) return [];
  const label = `[${dialog.keep ? 'x' : ' '}] ${CONNECT.keep}`;
  return [GAP, part(6, choiceRow({ chosen: dialog.focus === 'keep', label, about: '' }, look))];
}
