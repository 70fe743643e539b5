/** Nobody to ask: what is missing is told as a problem, and consent is what was given beforehand. */

import { Problem } from '../model/errors.ts';
import type { Prompter, Question, SecretKind } from '../model/prompts.ts';

/** What the command line already answered. */
export type Consent = { readonly yes: boolean; readonly installHealthCheck: boolean };

/** What is said of a secret that a flag needs and that is not there. */
const MISSING_SECRET: Partial<Readonly<Record<SecretKind, string>>> = {
  'gate-password': '--gate needs its password in WP_BISECT_GATE_PASSWORD.',
  'woocommerce-key':
    '--as woocommerce-keys needs the consumer key in WP_BISECT_WC_KEY and the consumer secret in WP_BISECT_WC_SECRET.',
  'woocommerce-secret':
    '--as woocommerce-keys needs the consumer secret in WP_BISECT_WC_SECRET, beside WP_BISECT_WC_KEY.',
  bearer: '--as bearer needs the token in WP_BISECT_BEARER.',
};

/** An `Ask` for runs without a terminal. */
export function createUnattendedPrompter(consent: Consent): Prompter {
  return {
    async site() {
      throw new Problem('bad-option', { message: 'The site is missing: wp-bisect example.com' });
    },
    async user() {
      throw new Problem('no-user', {});
    },
    async credential() {
      throw new Problem('no-credentials', {});
    },
    async secret(kind) {
      const message = MISSING_SECRET[kind];
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
      // The site is as an interrupted run of ours left it: putting it back is our own duty.
      return true;
    case 'go-on':
      // `--bisect` is this consent: the help says what it does.
      return true;
    case 'install-health-check':
      // To put a plugin on somebody's site takes the flag that says so; --yes is too little.
      return consent.installHealthCheck;
    case 'really-switch':
      return consent.yes;
    case 'search-server-error':
      return consent.yes;
    case 'network':
      // It concerns other sites: it takes the flag that says so.
      return false;
    case 'revoke-application-password':
      return true;
    case 'plain-http':
      // Warned about, not refused: local and staging sites have no certificate, and nobody is there.
      return true;
  }
}
