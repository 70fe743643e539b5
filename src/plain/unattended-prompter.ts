/** Answers without a person: what is missing is a problem, and consent is what the command line gave. */

import type { Language } from '../language/language.ts';
import { Problem } from '../model/errors.ts';
import type { Prompter, Question } from '../model/prompts.ts';

/** What the command line already answered. */
export type Consent = { readonly yes: boolean; readonly installHealthCheck: boolean };

/** A `Prompter` for runs without a terminal; what is missing is told in the language `t`. */
export function createUnattendedPrompter(t: Language, consent: Consent): Prompter {
  return {
    async site() {
      throw new Problem('bad-option', {
        message: t.__('The site is missing. Example: %(command)s', {
          command: 'wp-bisect example.com',
        }),
      });
    },
    async user() {
      throw new Problem('no-user', {});
    },
    async credential() {
      throw new Problem('no-credentials', {});
    },
    async secret(kind) {
      if (kind !== 'gate-password') throw new Problem('no-credentials', {});
      throw new Problem('bad-option', {
        message: t.__('--gate needs its password in WP_BISECT_GATE_PASSWORD.'),
      });
    },
    async confirm(question) {
      return safeAnswer(question, consent);
    },
    async access() {
      throw new Problem('no-credentials', {});
    },
    ...SAFE_CHOICES,
    tell() {},
  };
}

/** What an unattended run chooses: everything that was found, the plan as it is, nothing afterwards. */
export const SAFE_CHOICES: Pick<
  Prompter,
  'approval' | 'symptoms' | 'plan' | 'judge' | 'leftover' | 'afterwards'
> = {
  approval: (_wait, over) =>
    new Promise((resolve) => over.addEventListener('abort', () => resolve(), { once: true })),
  symptoms: async () => ({ type: 'all' }),
  plan: async ({ pinned }) => ({ type: 'go', pinned: pinned.map(({ plugin }) => plugin) }),
  judge: async () => 'unresolved',
  leftover: async () => 'restore',
  afterwards: async () => ({ type: 'done' }),
};

/** The answer that does no harm and was not already given by asking for the run. */
function safeAnswer(question: Question, consent: Consent): boolean {
  switch (question.type) {
    case 'restore-leftover':
      // An interrupted run of ours left the site like this: restoring it is our own duty.
      return true;
    case 'go-on':
      // `--bisect` is this consent: the help says what it does.
      return true;
    case 'install-health-check':
      // Installing a plugin takes the flag that says so; --yes is too little.
      return consent.installHealthCheck;
    case 'really-switch':
      return consent.yes;
    case 'revoke-application-password':
      return true;
    case 'plain-http':
      // The run warns and goes on: local and staging sites often have no certificate.
      return true;
  }
}
