/** What is asked, in words: for the terminal UI and for plain lines alike. */

import type { Language } from '../language/language.ts';
import { slugOf } from '../model/plugin-ids.ts';
import type {
  DoorOffer,
  InterruptedRunChoice,
  InterruptedRunOffer,
  SecretKind,
  TracerChoice,
} from '../model/prompts.ts';
import { clean, moment, safeUrl } from './format.ts';

/** The label of the question for the site. */
export function siteLabel(t: Language): string {
  return t.__('Address of the site');
}

/** The label of the question for the user. */
export function userLabel(t: Language): string {
  return t.__('WordPress user (an administrator)');
}

/** The label of a hidden question. */
export function secretLabel(t: Language, kind: SecretKind): string {
  switch (kind) {
    case 'application-password':
      return t.__('Application password (hidden)');
    case 'password':
      return t.__('Account password (hidden)');
    case 'gate-password':
      return t.__('Password of the gate in front of the site (hidden)');
    case 'woocommerce-key':
      return t.__('WooCommerce consumer key, ck_... (hidden)');
    case 'woocommerce-secret':
      return t.__('WooCommerce consumer secret, cs_... (hidden)');
    case 'bearer':
      return t.__('Bearer token of the app (hidden)');
  }
}

/** The question for another way to sign in: what is the case, and what to type. */
export function doorWords(
  t: Language,
  kind: DoorOffer['kind'],
): { readonly facts: readonly string[]; readonly label: string } {
  switch (kind) {
    case 'login-address':
      return {
        facts: [
          t.__('A plugin has moved the login form. Which address do you open to sign in?'),
          t.__('Press Enter alone to sign in another way.'),
        ],
        label: t.__('Login address'),
      };
    case 'recovery-link':
      return {
        facts: [
          t.__(
            'WordPress mails the administrator a link for this: "Your Site is Experiencing a Technical Issue".',
          ),
          t.__(
            'It opens wp-admin with the broken plugin paused, for this session only. It works once.',
          ),
          t.__('Press Enter alone to continue without it.'),
        ],
        label: t.__('The link from that mail (hidden)'),
      };
  }
}

/** One thing to choose: what it is, and what it means. */
export type WordedChoice<Value> = {
  readonly value: Value;
  readonly label: string;
  readonly about: string;
};

/** The two credentials to choose from, the one that opens more doors first. */
export function credentialChoices(
  t: Language,
): readonly WordedChoice<'application-password' | 'password'>[] {
  return [
    {
      value: 'password',
      label: t.__('The account password'),
      about: t.__('works nearly everywhere, also for a search that visitors do not notice'),
    },
    {
      value: 'application-password',
      label: t.__('An application password'),
      about: t.__(
        'switches plugins one at a time; can be revoked; for sites with two-factor login or a captcha',
      ),
    },
  ];
}

/** The heading above the choice of a credential. */
export function credentialLabel(t: Language): string {
  return t.__('How do you sign in?');
}

/** The offer to upload the tracer. */
export function tracerOffer(t: Language): string {
  return t.__(
    'Upload a small tracing plugin (removed afterwards)? It names the line of code, so most plugins stay on.',
  );
}

/** What the offer can be answered with. */
export function tracerChoices(t: Language): readonly WordedChoice<TracerChoice>[] {
  return [
    {
      value: 'upload',
      label: t.__('Upload it'),
      about: t.__('one file; it answers only to this run'),
    },
    {
      value: 'without',
      label: t.__('Continue without it'),
      about: t.__('the search switches plugins instead'),
    },
    { value: 'back', label: t.__('Back'), about: t.__('to what the checks found') },
  ];
}

/** What to do about an interrupted run, the harmless way first. */
export function interruptedRunChoices(
  t: Language,
  hasLooked: boolean,
): readonly WordedChoice<InterruptedRunChoice>[] {
  return [
    {
      value: 'restore',
      label: t.__('Restore'),
      about: t.__('turn every plugin back on first, then continue'),
    },
    {
      value: 'resume',
      label: t.__('Resume'),
      about: t.__('continue the interrupted search with what it knows'),
    },
    hasLooked
      ? { value: 'look', label: t.__('Quit'), about: t.__('and leave everything as it is') }
      : {
          value: 'look',
          label: t.__('Look'),
          about: t.__('show what the search knows; changes nothing'),
        },
  ];
}

/** What is said of an interrupted run. */
export function interruptedRunWords(
  t: Language,
  { site, since, seen }: InterruptedRunOffer,
): { readonly facts: readonly string[]; readonly ask: string } {
  return {
    facts: [
      t.__('A run on %(site)s did not finish (%(time)s).', {
        site: safeUrl(site),
        time: moment(since),
      }),
      ...(seen === undefined
        ? [t.__('Plugins may still be off. This computer knows which ones were active before.')]
        : seenWords(t, seen)),
    ],
    ask: t.__('What would you like to do?'),
  };
}

function seenWords(
  t: Language,
  { tests, off, leads }: NonNullable<InterruptedRunOffer['seen']>,
): readonly string[] {
  const named = (plugins: readonly string[]) => ({
    plugins: t.list(plugins.map((plugin) => clean(slugOf(plugin), 80))),
  });
  return [
    t._n('It ran %(count)s test.', 'It ran %(count)s tests.', tests),
    off.length === 0
      ? t.__('According to its journal, it left no plugin off.')
      : t._n(
          'It may have left %(count)s plugin off: %(plugins)s.',
          'It may have left %(count)s plugins off: %(plugins)s.',
          off.length,
          named(off),
        ),
    ...(leads.length === 0
      ? []
      : [
          t.__(
            'The request fails with only these suspects on: %(plugins)s. The run did not confirm which of them are needed.',
            named(leads),
          ),
        ]),
  ];
}
