/** What is asked, as dialogs; with what was answered before, where that helps. */

import type { Language } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import type { Prompter, Sufferer } from '../model/prompts.ts';
import { confirmWords } from '../report/confirmations.ts';
import {
  credentialChoices,
  credentialLabel,
  doorWords,
  interruptedRunChoices,
  interruptedRunWords,
  secretLabel,
  tracerChoices,
  tracerOffer,
  userLabel,
} from '../report/prompts.ts';
import { DIAGNOSIS, SUFFERERS } from '../report/screens/diagnosis.ts';
import { type AccessMemory, memoryOf, openAccess, openSite } from './dialogs/access.ts';
import { openAfter } from './dialogs/after.ts';
import type { Dialog } from './dialogs/dialog.ts';
import { type Decided, openPlan } from './dialogs/plan.ts';
import { type MenuDialog, openJudge, type TextDialog } from './dialogs/simple.ts';
import { openSymptoms } from './dialogs/symptoms.ts';
import { NO_TEXT, textOf } from './line.ts';

/** What is remembered between questions; no secret. */
export type PromptMemory = {
  readonly site: string;
  readonly access: AccessMemory | null;
  readonly decided: Decided;
};

/** Nothing was answered yet. */
export const NO_MEMORY: PromptMemory = { site: '', access: null, decided: new Map() };

/** What is remembered once a question was answered. */
export function remember(memory: PromptMemory, dialog: Dialog): PromptMemory {
  switch (dialog.type) {
    case 'site':
      return { ...memory, site: textOf(dialog.line) };
    case 'access':
      return { ...memory, access: memoryOf(dialog) };
    case 'plan':
      return { ...memory, decided: dialog.decided };
    default:
      return memory;
  }
}

/** A question for text. */
function textQuestion(label: string, hidden = false): TextDialog {
  return { type: 'text', label, hidden, line: NO_TEXT };
}

/** The question for who gets the 401. */
export function suffererQuestion(t: Language, likely: Sufferer): MenuDialog {
  return {
    type: 'menu',
    facts: [],
    label: t.__(DIAGNOSIS.whose),
    choices: SUFFERERS.map(({ label, about }) => ({
      label: t.__(label),
      about: about === '' ? '' : t.__(about),
    })),
    chosen: Math.max(
      0,
      SUFFERERS.findIndex(({ value }) => value === likely),
    ),
  };
}

/**
 * How a dialog is put to the person: resolves with what its keys answer, or with undefined when `over`
 * aborts: then nothing is asked any more.
 */
type Put = <Answer>(dialog: Dialog, over?: AbortSignal) => Promise<Answer>;

/** Every question of a run. */
export function createQuestions(
  t: Language,
  put: Put,
  memory: () => PromptMemory,
  tell: (problem: Problem) => void,
  yes: boolean,
): Prompter {
  return {
    site: (offer) => put<string>(openSite(offer?.remembered ?? null, memory().site)),
    user: () => put<string>(textQuestion(userLabel(t))),
    secret: (kind) => put<string>(textQuestion(secretLabel(t, kind), true)),
    async credential() {
      const label = credentialLabel(t);
      const choices = credentialChoices(t);
      const chosen = await put<number>({
        type: 'menu',
        facts: [],
        label,
        choices,
        chosen: 0,
      });
      return choices[chosen]!.value;
    },
    confirm: async (what) => yes || put<boolean>({ type: 'confirm', words: confirmWords(t, what) }),
    async door({ kind }) {
      const { facts, label } = doorWords(t, kind);
      const question = textQuestion(label, kind === 'recovery-link');
      const typed = await put<string>({ ...question, facts, mayBeEmpty: true });
      return typed.trim() || null;
    },
    access: (offer) => put(openAccess(offer, memory().access)),
    approval: (wait, over) => put<void>({ type: 'approval', wait, copied: false }, over),
    symptoms: (offer) => put(openSymptoms(offer)),
    plan: (offer) => put(openPlan(offer, memory().decided)),
    judge: (question) => put(openJudge(question)),
    diagnosed: (offer) => put<void>({ type: 'diagnosed', offer, fix: false }),
    async tracer() {
      const label = tracerOffer(t);
      const choices = tracerChoices(t);
      const back = choices.findIndex(({ value }) => value === 'back');
      const chosen = await put<number>({
        type: 'menu',
        facts: [],
        label,
        choices,
        chosen: 0,
        back,
      });
      return choices[chosen]!.value;
    },
    async sufferer({ likely }) {
      const chosen = await put<number>(suffererQuestion(t, likely));
      return SUFFERERS[chosen]!.value;
    },
    async interrupted(about) {
      const { facts, ask: label } = interruptedRunWords(t, about);
      const choices = interruptedRunChoices(t, about.seen !== undefined);
      const chosen = await put<number>({ type: 'menu', facts, label, choices, chosen: 0 });
      return choices[chosen]!.value;
    },
    afterwards: (offer) => put(openAfter(offer)),
    tell,
  };
}
