/** The small questions: one text, one of several, yes or no, and what a person sees. */

import type { Language } from '../../language/language.ts';
import type { DiagnosisOffer, JudgeQuestion } from '../../model/prompts.ts';
import type { ApprovalWait, Verdict } from '../../model/report.ts';
import type { ConfirmWords } from '../../report/confirmations.ts';
import type { Intent, Mode } from '../bindings.ts';
import { type EditedLine, edit, textOf } from '../line.ts';
import { answered, moved, open, type Pressed } from './pressed.ts';

/** A question for one text. */
export type TextDialog = {
  readonly type: 'text';
  readonly label: string;
  readonly hidden: boolean;
  readonly line: EditedLine;
  readonly facts?: readonly string[];
  /** True where Enter alone is an answer. */
  readonly mayBeEmpty?: boolean;
};

/** A question with a few answers; answered by the index. */
export type MenuDialog = {
  readonly type: 'menu';
  readonly facts: readonly string[];
  readonly label: string;
  readonly choices: readonly { readonly label: string; readonly about: string }[];
  readonly chosen: number;
  /** The answer that Esc gives; without one, Esc leaves the program. */
  readonly back?: number;
};

/** A question for yes or no. */
export type ConfirmDialog = { readonly type: 'confirm'; readonly words: ConfirmWords };

/** A state that only a person can judge. */
export type JudgeDialog = {
  readonly type: 'judge';
  readonly question: JudgeQuestion;
  /** Position among the three answers and the undo. */
  readonly chosen: number;
  readonly copied: boolean;
};

/** What the diagnosis came to; answered when the person wants it proven. */
export type DiagnosedDialog = {
  readonly type: 'diagnosed';
  readonly offer: DiagnosisOffer;
  readonly fix: boolean;
};

/** WordPress' own page waits in a browser; answered when the person would not wait. */
export type ApprovalDialog = {
  readonly type: 'approval';
  readonly wait: ApprovalWait;
  readonly copied: boolean;
};

/** What has the keyboard of a small question. */
export function simpleMode(
  dialog: TextDialog | MenuDialog | ConfirmDialog | JudgeDialog | ApprovalDialog | DiagnosedDialog,
): Mode {
  if (dialog.type === 'menu' && dialog.back !== undefined) return 'menu-back';
  return dialog.type === 'text' ? 'site' : dialog.type;
}

/** The text after one intent; trimmed unless hidden. */
export function pressText(dialog: TextDialog, intent: Intent): Pressed<TextDialog, string> {
  if (intent.type === 'edit') return open({ ...dialog, line: edit(dialog.line, intent.edit) });
  const typed = textOf(dialog.line);
  const isMissing = typed.trim() === '' && dialog.mayBeEmpty !== true;
  if (intent.type !== 'submit' || isMissing) return open(dialog);
  return answered(dialog.hidden ? typed : typed.trim());
}

/** The menu after one intent. */
export function pressMenu(dialog: MenuDialog, intent: Intent): Pressed<MenuDialog, number> {
  const last = dialog.choices.length - 1;
  if (intent.type === 'move') {
    return open({ ...dialog, chosen: moved(dialog.chosen, intent.by, last) });
  }
  if (intent.type === 'back' && dialog.back !== undefined) return answered(dialog.back);
  if (intent.type === 'pick' && intent.number <= last + 1) return answered(intent.number - 1);
  return intent.type === 'submit' ? answered(dialog.chosen) : open(dialog);
}

/** The wait after one intent: the address can be copied, and Esc gives up. */
export function pressApproval(
  dialog: ApprovalDialog,
  intent: Intent,
): Pressed<ApprovalDialog, undefined> {
  if (intent.type === 'back') return answered(undefined);
  return intent.type === 'command' && intent.command === 'copy'
    ? open({ ...dialog, copied: true }, dialog.wait.url)
    : open(dialog);
}

/** Yes or no after one intent. */
export function pressConfirm(
  t: Language,
  dialog: ConfirmDialog,
  intent: Intent,
): Pressed<ConfirmDialog, boolean> {
  const { ask, byDefault } = dialog.words;
  const yes = intent.type === 'answer' ? intent.yes : intent.type === 'submit' ? byDefault : null;
  if (yes === null) return open(dialog);
  const said = yes
    ? t.__('%(question)s yes', { question: ask })
    : t.__('%(question)s no', { question: ask });
  return answered(yes, said);
}

/** The choices of the one who judges, in order. */
const JUDGEMENTS = ['works', 'broken', 'cannot-tell', 'undo'] as const;

/** True where a setting is known that would end the failure. */
export function hasFix({ offer: { findings } }: DiagnosedDialog): boolean {
  return findings.some(
    ({ check, result, advice }) => check === 'plugin' && result === 'clue' && advice !== '',
  );
}

/** The diagnosis after one intent: Enter goes on to the proof. */
export function pressDiagnosed(
  dialog: DiagnosedDialog,
  intent: Intent,
): Pressed<DiagnosedDialog, undefined> {
  if (intent.type === 'submit') return answered(undefined);
  return intent.type === 'command' && intent.command === 'fix'
    ? open({ ...dialog, fix: !dialog.fix })
    : open(dialog);
}

/** The question with no answer chosen: a stray Enter must not say that it works. */
export function openJudge(question: JudgeQuestion): JudgeDialog {
  return { type: 'judge', question, chosen: NONE_CHOSEN, copied: false };
}

const NONE_CHOSEN = -1;

/** What the person sees, after one intent. To take the last answer back says nothing of this state. */
export function pressJudge(dialog: JudgeDialog, intent: Intent): Pressed<JudgeDialog, Verdict> {
  if (intent.type === 'move') {
    return open({ ...dialog, chosen: moved(dialog.chosen, intent.by, JUDGEMENTS.length - 1) });
  }
  const meant =
    intent.type === 'command'
      ? intent.command
      : intent.type === 'submit'
        ? JUDGEMENTS[dialog.chosen]
        : intent.type === 'pick'
          ? JUDGEMENTS[intent.number - 1]
          : undefined;
  switch (meant) {
    case 'open-page':
      return {
        type: 'open',
        dialog: { ...dialog, copied: true },
        visit: dialog.question.url,
      };
    case 'works':
      return answered('passes');
    case 'broken':
      return answered('fails');
    case 'cannot-tell':
      return answered('unresolved');
    case 'undo':
      return { type: 'answered', answer: 'unresolved', undo: true };
    default:
      return open(dialog);
  }
}
