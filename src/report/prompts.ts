/** What is asked, in words: for the terminal UI and for plain lines alike. */

import type {
  DoorOffer,
  LeftoverChoice,
  Question,
  SecretKind,
  TracerChoice,
} from '../model/prompts.ts';
import { clean, count, moment, roughly, safeUrl, switchName } from './format.ts';

/** A yes-or-no question: what is the case, what is asked, and what Enter answers. */
export type ConfirmWords = {
  readonly facts: readonly string[];
  readonly ask: string;
  readonly byDefault: boolean;
};

/** A question as words. */
export function confirmWords(question: Question): ConfirmWords {
  switch (question.type) {
    case 'restore-leftover':
      return {
        facts: [
          `An earlier run on ${safeUrl(question.site)} (${moment(question.since)}) was cut off before it could restore the plugins.`,
        ],
        ask: 'Put back what was active then?',
        byDefault: true,
      };
    case 'go-on':
      return {
        facts:
          question.switch === 'isolated'
            ? [
                `${count(question.suspects.length, 'plugin')} will be tried in a session of their own: visitors notice nothing. ${forecast(question)}`,
              ]
            : [
                `${count(question.suspects.length, 'plugin')} will be off for visitors now and then: ${forecast(question)}`,
                'All of them come back, also after Ctrl-C or a crash.',
              ],
        ask: 'Go on?',
        byDefault: true,
      };
    case 'install-health-check':
      return {
        facts: [
          'With the plugin Health Check & Troubleshooting visitors notice nothing of the search.',
          'It would be installed from wordpress.org for this run, and removed afterwards.',
        ],
        ask: 'Install it?',
        byDefault: true,
      };
    case 'really-switch':
      return {
        facts: [
          question.after === 'wp-cli'
            ? 'The failure stays with every plugin off. WP-CLI runs no code of a plugin, so it can still come from what one left behind, which only a real deactivation cleans up.'
            : 'The failure stays with every plugin off in a session of its own. It can still come from what a plugin left behind, which only really switching it off cleans up.',
          `That would be seen by visitors: ${switchName(question.switch)}.`,
        ],
        ask: 'Really switch plugins off and on?',
        byDefault: false,
      };
    case 'search-server-error':
      return {
        facts: [
          `${safeUrl(question.url)} answers ${question.status}: an error of the server, not a 401. A plugin may be behind it.`,
        ],
        ask: 'Search for that plugin?',
        byDefault: true,
      };
    case 'network':
      return {
        facts: [
          `${count(question.plugins.length, 'plugin')} ${question.plugins.length === 1 ? 'is' : 'are'} active for all sites of this network: ${question.plugins.map((plugin) => clean(plugin, 80)).join(', ')}.`,
          'To test them, they are switched off and on for every site of the network, not only for this one.',
        ],
        ask: 'Test them, too?',
        byDefault: false,
      };
    case 'revoke-application-password':
      return {
        facts: [
          `The application password "${clean(question.name, 80)}" was made for this run and is no longer needed.`,
        ],
        ask: 'Revoke it?',
        byDefault: true,
      };
    case 'plain-http':
      return {
        facts: [
          `${clean(question.host)} is reached over plain http: the password would travel unencrypted.`,
        ],
        ask: 'Send it anyway?',
        byDefault: false,
      };
  }
}

function forecast({ probes, seconds }: Extract<Question, { type: 'go-on' }>): string {
  return `about ${count(probes.likely, 'probe')}, ${roughly(seconds.likely)}.`;
}

/** The label of a question for text. */
export const SITE_LABEL = 'Address of the site';

/** The label of the question for the user. */
export const USER_LABEL = 'WordPress user (an administrator)';

/** The label of a hidden question. */
export function secretLabel(kind: SecretKind): string {
  switch (kind) {
    case 'application-password':
      return 'Application password (hidden)';
    case 'password':
      return 'Password of the account (hidden)';
    case 'gate-password':
      return 'Password of the gate in front of the site (hidden)';
    case 'woocommerce-key':
      return 'WooCommerce consumer key, ck_... (hidden)';
    case 'woocommerce-secret':
      return 'WooCommerce consumer secret, cs_... (hidden)';
    case 'bearer':
      return 'Bearer token of the app (hidden)';
  }
}

/** The question for a door to the login form: what is the case, and what to type. */
export const DOORS: Readonly<
  Record<DoorOffer['kind'], { readonly facts: readonly string[]; readonly label: string }>
> = {
  'login-address': {
    facts: [
      'A plugin has moved the login form. Which address do you open to sign in?',
      'Press Enter alone to sign in another way.',
    ],
    label: 'Login address',
  },
  'recovery-link': {
    facts: [
      'WordPress mails the administrator a link for this: "Your Site is Experiencing a Technical Issue".',
      'It opens wp-admin with the broken plugin paused, for this session only. It works once.',
      'Press Enter alone to go on without it.',
    ],
    label: 'The link from that mail (hidden)',
  },
};

/** The two credentials to choose from, the one that opens more doors first. */
export const CREDENTIALS: readonly {
  readonly value: 'application-password' | 'password';
  readonly label: string;
  readonly about: string;
}[] = [
  {
    value: 'password',
    label: 'The password of the account',
    about: 'opens every switch, also the one that visitors do not notice; works nearly everywhere',
  },
  {
    value: 'application-password',
    label: 'An application password',
    about:
      'switches plugins one at a time; can be revoked alone, and gets past a second factor or a captcha',
  },
];

/** The heading above the choice of a credential. */
export const CREDENTIAL_LABEL = 'How do you sign in?';

/** The offer to upload the tracer. */
export const TRACER_OFFER = {
  ask: 'Upload a small tracing plugin (removed afterwards)? It names the line of code, and most plugins need not be switched at all.',
} as const;

/** What the offer can be answered with. */
export const TRACER_CHOICES: readonly {
  readonly value: TracerChoice;
  readonly label: string;
  readonly about: string;
}[] = [
  { value: 'upload', label: 'Upload it', about: 'one file; it only answers to this run' },
  { value: 'without', label: 'Go on without it', about: 'plugins are switched to find out' },
  { value: 'back', label: 'Back', about: 'to what the checks found' },
];

/** What an interrupted run's remains are met with, the harmless way first. */
export const LEFTOVER_CHOICES: readonly {
  readonly value: LeftoverChoice;
  readonly label: string;
  readonly about: string;
}[] = [
  { value: 'restore', label: 'Restore', about: 'put every plugin back first, then go on' },
  { value: 'resume', label: 'Resume', about: 'go on where it was cut off, with what it knew' },
  { value: 'look', label: 'Look', about: 'what it knew so far; nothing is done' },
];

/** What is said of an interrupted run. */
export function leftoverWords({ site, since }: { readonly site: string; readonly since: string }): {
  readonly facts: readonly string[];
  readonly ask: string;
} {
  return {
    facts: [
      `A run on ${safeUrl(site)} was cut off (${moment(since)}).`,
      'Plugins may still be off. What was active before it is on record here.',
    ],
    ask: 'What is to be done?',
  };
}
