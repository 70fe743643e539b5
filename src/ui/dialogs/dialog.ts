/** The open question, whichever it is: what has the keyboard, and what a key makes of it. Pure. */

import type { Language } from '../../language/language.ts';
import type { Intent, Mode } from '../bindings.ts';
import {
  type AccessDialog,
  accessMode,
  pressAccess,
  pressSite,
  type SiteDialog,
  siteMode,
} from './access.ts';
import { type AfterDialog, afterMode, pressAfter } from './after.ts';
import { type PlanDialog, planMode, pressPlan } from './plan.ts';
import type { Pressed } from './pressed.ts';
import {
  type ApprovalDialog,
  type ConfirmDialog,
  type DiagnosedDialog,
  type JudgeDialog,
  type MenuDialog,
  pressApproval,
  pressConfirm,
  pressDiagnosed,
  pressJudge,
  pressMenu,
  pressText,
  simpleMode,
  type TextDialog,
} from './simple.ts';
import { pressSymptoms, type SymptomsDialog, symptomsMode } from './symptoms.ts';

/** The open question. */
export type Dialog =
  | SiteDialog
  | AccessDialog
  | TextDialog
  | MenuDialog
  | ConfirmDialog
  | JudgeDialog
  | ApprovalDialog
  | DiagnosedDialog
  | SymptomsDialog
  | PlanDialog
  | AfterDialog;

/** What has the keyboard of a question. */
export function dialogMode(dialog: Dialog): Mode {
  switch (dialog.type) {
    case 'site':
      return siteMode();
    case 'access':
      return accessMode(dialog);
    case 'symptoms':
      return symptomsMode(dialog);
    case 'plan':
      return planMode(dialog);
    case 'after':
      return afterMode(dialog);
    case 'text':
    case 'menu':
    case 'confirm':
    case 'judge':
    case 'approval':
    case 'diagnosed':
      return simpleMode(dialog);
  }
}

/** The question after one intent. */
export function press(t: Language, dialog: Dialog, intent: Intent): Pressed<Dialog, unknown> {
  switch (dialog.type) {
    case 'site':
      return pressSite(dialog, intent);
    case 'access':
      return pressAccess(dialog, intent);
    case 'symptoms':
      return pressSymptoms(dialog, intent);
    case 'plan':
      return pressPlan(dialog, intent);
    case 'after':
      return pressAfter(dialog, intent);
    case 'text':
      return pressText(dialog, intent);
    case 'menu':
      return pressMenu(dialog, intent);
    case 'confirm':
      return pressConfirm(t, dialog, intent);
    case 'judge':
      return pressJudge(dialog, intent);
    case 'approval':
      return pressApproval(dialog, intent);
    case 'diagnosed':
      return pressDiagnosed(dialog, intent);
  }
}
