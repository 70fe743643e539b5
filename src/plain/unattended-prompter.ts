/** Answers without a person: what is missing is a problem, and consent is what the command line gave. */

import type { Language } from '../language/language.ts';
import { Problem } from '../model/errors.ts';
import type { Prompter, Question, SecretKind } from '../model/prompts.ts';

/** What the command line already answered. */
export type Consent = { readonly yes: boolean; readonly installHealthCheck: boolean };

/** What is missing for a flag whose secret is not in the environment. */
const missingSecrets = (t: Language): Partial<Readonly<Record<SecretKind, string>>> => ({
  'gate-password': t.__('--gate needs its password in WP_BISECT_GATE_PASSWORD.'),
  'woocommerce-key': t.__(
    '--as woocommerce-keys needs the consumer key in WP_BISECT_WC_KEY and the consumer secret in WP_BISECT_WC_SECRET.',
  ),
  'woocommerce-secret': t.__(
    '--as woocommerce-keys also needs the consumer secret in WP_BISECT_WC_SECRET.',
  ),
  bearer: t.__('--as bearer needs the token in WP_BISECT_BEARER.'),
});

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
      const message = missingSecrets(t)[kind];
      if (message === undefined) throw new Problem('no-credentials', {});
      throw new Problem('bad-option', { message });
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
  'approval' | 'symptoms' | 'plan' | 'judge' | 'interrupted' | 'afterwards'
> = {
  approval: (_wait, over) =>
    new Promise((resolve) => over.addEventListener('abort', () => resolve(), { once: true })),
  symptoms: async () => ({ type: 'all' }),
  plan: async ({ pinned }) => ({ type: 'go', pinned: pinned.map(({ plugin }) => plugin) }),
  judge: async () => 'unresolved',
  interrupted: async () => 'restore',
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
    case 'search-server-error':
    case 'search-login-redirect':
      return consent.yes;
    case 'network':
      // It concerns other sites: it takes the flag that says so.
      return false;
    case 'revoke-application-password':
      return true;
    case 'plain-http':
      // The run warns and goes on: local and staging sites often have no certificate.
      return true;
  }
}
