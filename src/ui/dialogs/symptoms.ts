/** What is to be examined: what was found, a request of one's own, or what only a person sees. */

import type { SymptomChoice, SymptomOffer } from '../../model/prompts.ts';
import type { Identity } from '../../model/report.ts';
import type { Intent, Mode } from '../bindings.ts';
import { type EditedLine, edit, NO_TEXT, textOf } from '../line.ts';
import { answered, moved, open, type Pressed } from './pressed.ts';

/** The open question for the symptoms. */
export type SymptomsDialog = {
  readonly type: 'symptoms';
  readonly offer: SymptomOffer;
  readonly marked: ReadonlySet<number>;
  /** The symptoms, then "another request", then "by hand"; last, where nothing was found, "none of these". */
  readonly cursor: number;
  /** What is being typed. */
  readonly entry: 'request' | 'by-hand' | null;
  readonly line: EditedLine;
  /** Who sends the typed request; null: the program finds out. */
  readonly as: Identity | null;
};

/** Everything that was found is chosen to begin with. */
export function openSymptoms(offer: SymptomOffer): SymptomsDialog {
  return {
    type: 'symptoms',
    offer,
    marked: new Set(offer.symptoms.keys()),
    cursor: 0,
    entry: null,
    line: NO_TEXT,
    as: null,
  };
}

/** What has the keyboard. */
export function symptomsMode({ entry }: SymptomsDialog): Mode {
  if (entry === null) return 'symptoms';
  return entry === 'request' ? 'sender' : 'text';
}

type Step = Pressed<SymptomsDialog, SymptomChoice>;

/** The question after one intent. */
export function pressSymptoms(dialog: SymptomsDialog, intent: Intent): Step {
  return dialog.entry === null ? pressList(dialog, intent) : pressEntry(dialog, intent);
}

function pressList(dialog: SymptomsDialog, intent: Intent): Step {
  const total = dialog.offer.symptoms.length;
  switch (intent.type) {
    case 'move':
      return open({
        ...dialog,
        cursor: moved(dialog.cursor, intent.by, total + (total === 0 ? 2 : 1)),
      });
    case 'toggle':
      return dialog.cursor < total ? open(toggled(dialog)) : submitted(dialog);
    case 'submit':
      return submitted(dialog);
    case 'command':
      if (intent.command === 'request' || intent.command === 'by-hand') {
        return open({ ...dialog, entry: intent.command, line: NO_TEXT });
      }
      if (intent.command !== 'all') return open(dialog);
      return open({
        ...dialog,
        marked: dialog.marked.size === total ? new Set() : new Set(dialog.offer.symptoms.keys()),
      });
    default:
      return open(dialog);
  }
}

function toggled(dialog: SymptomsDialog): SymptomsDialog {
  const marked = new Set(dialog.marked);
  if (!marked.delete(dialog.cursor)) marked.add(dialog.cursor);
  return { ...dialog, marked };
}

function submitted(dialog: SymptomsDialog): Step {
  const { offer, marked, cursor } = dialog;
  const total = offer.symptoms.length;
  if (cursor === total) return open({ ...dialog, entry: 'request', line: NO_TEXT });
  if (cursor === total + 1) return open({ ...dialog, entry: 'by-hand', line: NO_TEXT });
  if (marked.size === 0 && total > 0) return open(dialog);
  if (marked.size === total) return answered({ type: 'all' });
  return answered({ type: 'only', symptoms: [...marked].toSorted((a, b) => a - b) });
}

const SENDERS: readonly (Identity | null)[] = [
  null,
  'anonymous',
  'session',
  'application-password',
  'woocommerce-keys',
  'bearer',
];

function pressEntry(dialog: SymptomsDialog, intent: Intent): Step {
  switch (intent.type) {
    case 'back':
      return open({ ...dialog, entry: null, line: NO_TEXT });
    case 'edit':
      return open({ ...dialog, line: edit(dialog.line, intent.edit) });
    case 'field': {
      const next = (SENDERS.indexOf(dialog.as) + 1) % SENDERS.length;
      return open({ ...dialog, as: SENDERS[next] ?? null });
    }
    case 'submit': {
      const typed = textOf(dialog.line).trim();
      if (dialog.entry === 'by-hand') {
        return typed === '' ? open(dialog) : answered({ type: 'by-hand', description: typed });
      }
      return isRequest(typed) ? answered({ type: 'request', typed, as: dialog.as }) : open(dialog);
    }
    default:
      return open(dialog);
  }
}

/** True for `/path`, a URL, or either after a method. */
export function isRequest(typed: string): boolean {
  return /^([A-Za-z]+ +)?(\/|https?:\/\/)\S+$|^([A-Za-z]+ +)?\/$/.test(typed.trim());
}
