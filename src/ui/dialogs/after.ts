/** The answer, and what can still be done with it. */

import type { AfterChoice, AfterOffer } from '../../model/prompts.ts';
import type { AfterAction } from '../../report/screens/answer.ts';
import type { Intent, Mode } from '../bindings.ts';
import { type EditedLine, edit, NO_TEXT, textOf } from '../line.ts';
import { answered, moved, open, type Pressed } from './pressed.ts';

/** What changes the site, and is asked about once more. */
type Sure = 'keep-off' | 'turn-on' | 'look-for-more';

/** The open question for what comes next. */
export type AfterDialog = {
  readonly type: 'after';
  readonly offer: AfterOffer;
  readonly cursor: number;
  readonly view: 'menu' | 'ticket' | 'save' | 'sure';
  /** What is to be confirmed. */
  readonly sure: Sure | null;
  readonly file: EditedLine;
  readonly copied: boolean;
};

/** The question, with the harmless choice first. */
export function openAfter(offer: AfterOffer): AfterDialog {
  return {
    type: 'after',
    offer,
    cursor: 0,
    view: 'menu',
    sure: null,
    file: NO_TEXT,
    copied: false,
  };
}

/** The choices that are open, in order. */
export function actionsOf({
  report,
  mayKeepOff,
  mayLookForMore,
  mayTestAgain = false,
  mayTurnOn,
}: AfterOffer): readonly AfterAction[] {
  return [
    'leave',
    ...(mayTestAgain ? (['test-again'] as const) : []),
    ...(mayTurnOn.length > 0 ? (['turn-on'] as const) : []),
    ...(mayKeepOff.length > 0 ? (['keep-off'] as const) : []),
    ...(report.ticket === null ? [] : (['ticket', 'copy'] as const)),
    'save',
    ...(mayLookForMore ? (['look-for-more'] as const) : []),
  ];
}

/** What has the keyboard. */
export function afterMode({ view, offer }: AfterDialog): Mode {
  if (view === 'sure') return 'sure';
  if (view === 'menu') return offer.report.ticket === null ? 'answer-alone' : 'answer';
  return view === 'save' ? 'text' : 'ticket';
}

type Step = Pressed<AfterDialog, AfterChoice>;

/** The question after one intent. */
export function pressAfter(dialog: AfterDialog, intent: Intent): Step {
  switch (dialog.view) {
    case 'menu':
      return pressMenu(dialog, intent);
    case 'sure':
      return pressSure(dialog, intent);
    case 'ticket':
      return pressTicket(dialog, intent);
    case 'save':
      return pressSave(dialog, intent);
  }
}

function pressMenu(dialog: AfterDialog, intent: Intent): Step {
  const actions = actionsOf(dialog.offer);
  switch (intent.type) {
    case 'move':
      return open({ ...dialog, cursor: moved(dialog.cursor, intent.by, actions.length - 1) });
    case 'pick':
      return act(dialog, actions[intent.number - 1]);
    case 'submit':
      return act(dialog, actions[dialog.cursor]);
    case 'command':
      if (intent.command === 'quit') return act(dialog, 'leave');
      if (intent.command === 'again' && actions.includes('test-again')) {
        return act(dialog, 'test-again');
      }
      return intent.command === 'ticket' || intent.command === 'copy'
        ? act(dialog, intent.command)
        : open(dialog);
    default:
      return open(dialog);
  }
}

function act(dialog: AfterDialog, action: AfterAction | undefined): Step {
  const { ticket } = dialog.offer.report;
  switch (action) {
    case 'leave':
      return answered({ type: 'done' });
    case 'test-again':
      return answered({ type: action });
    case 'keep-off':
    case 'turn-on':
    case 'look-for-more':
      return open({ ...dialog, view: 'sure', sure: action });
    case 'ticket':
      return open(ticket === null ? dialog : { ...dialog, view: 'ticket' });
    case 'copy':
      if (ticket === null) return open(dialog);
      return open({ ...dialog, copied: true }, `${ticket.subject}\n\n${ticket.text}`);
    case 'save':
      return open({
        ...dialog,
        view: 'save',
        file: edit(NO_TEXT, { type: 'insert', text: dialog.offer.file }),
      });
    case undefined:
      return open(dialog);
  }
}

function pressTicket(dialog: AfterDialog, intent: Intent): Step {
  if (intent.type === 'back') return open({ ...dialog, view: 'menu' });
  return intent.type === 'command' && intent.command === 'copy'
    ? act(dialog, 'copy')
    : open(dialog);
}

function pressSure(dialog: AfterDialog, intent: Intent): Step {
  if (intent.type !== 'answer') return open(dialog);
  return intent.yes && dialog.sure !== null
    ? answered({ type: dialog.sure })
    : open({ ...dialog, view: 'menu', sure: null });
}

function pressSave(dialog: AfterDialog, intent: Intent): Step {
  if (intent.type === 'back') return open({ ...dialog, view: 'menu' });
  if (intent.type === 'edit') return open({ ...dialog, file: edit(dialog.file, intent.edit) });
  const file = textOf(dialog.file).trim();
  return intent.type === 'submit' && file !== '' ? answered({ type: 'save', file }) : open(dialog);
}
