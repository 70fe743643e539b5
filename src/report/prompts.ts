/** What is asked, in words: for the terminal UI and for plain lines alike. */

import type { Language } from '../language/language.ts';
import { slugOf } from '../model/plugin-ids.ts';
import type {
  DoorOffer,
  InterruptedRunChoice,
  InterruptedRunOffer,
  Question,
  SecretKind,
  TracerChoice,
} from '../model/prompts.ts';
import { clean, moment, safeUrl, switchName } from './format.ts';

/** A yes-or-no question: what is the case, what is asked, and what Enter answers. */
export type ConfirmWords = {
  readonly facts: readonly string[];
  readonly ask: string;
  readonly byDefault: boolean;
};

/** A question as words. */
export function confirmWords(t: Language, question: Question): ConfirmWords {
  switch (question.type) {
    case 'restore-leftover':
      return {
        facts: [
          t.__(
            'An earlier run on %(site)s (%(time)s) stopped before it could restore the plugins.',
            {
              site: safeUrl(question.site),
              time: moment(question.since),
            },
          ),
        ],
        ask: t.__('Restore the plugins that were active then?'),
        byDefault: true,
      };
    case 'go-on':
      return { facts: plannedFacts(t, question), ask: t.__('Continue?'), byDefault: true };
    case 'install-health-check':
      return {
        facts: [
          t.__(
            'With the Health Check & Troubleshooting plugin, visitors notice nothing of the search.',
          ),
          t.__('wp-bisect installs it from wordpress.org for this run and removes it afterwards.'),
        ],
        ask: t.__('Install it?'),
        byDefault: true,
      };
    case 'really-switch':
      return {
        facts: [
          question.after === 'wp-cli'
            ? t.__(
                'The failure stays with every plugin off. WP-CLI runs no plugin code, so only a real deactivation removes what a plugin left behind.',
              )
            : t.__(
                'The failure stays in a session without plugins. A plugin may have left something behind, and only a real deactivation removes that.',
              ),
          t.__('Visitors would notice it.'),
          t.__('Switch: %(switch)s.', { switch: switchName(t, question.switch) }),
        ],
        ask: t.__('Switch plugins off for real?'),
        byDefault: false,
      };
    case 'search-server-error':
      return {
        facts: [
          t.__('%(url)s answers %(status)s: a server error, not a 401. A plugin may cause it.', {
            url: safeUrl(question.url),
            status: question.status,
          }),
        ],
        ask: t.__('Search for that plugin?'),
        byDefault: true,
      };
    case 'network':
      return {
        facts: [
          t._n(
            '%(count)s plugin is active for all sites of this network: %(plugins)s.',
            '%(count)s plugins are active for all sites of this network: %(plugins)s.',
            question.plugins.length,
            { plugins: t.list(question.plugins.map((plugin) => clean(plugin, 80))) },
          ),
          t._n(
            'To test it, wp-bisect switches it off and on for every site of the network, not only for this one.',
            'To test them, wp-bisect switches them off and on for every site of the network, not only for this one.',
            question.plugins.length,
          ),
        ],
        ask: t._n('Test it, too?', 'Test them, too?', question.plugins.length),
        byDefault: false,
      };
    case 'revoke-application-password':
      return {
        facts: [
          t.__(
            'The application password "%(name)s" was made for this run and is no longer needed.',
            { name: clean(question.name, 80) },
          ),
        ],
        ask: t.__('Revoke it?'),
        byDefault: true,
      };
    case 'plain-http':
      return {
        facts: [
          t.__('%(host)s uses plain http: the password would travel unencrypted.', {
            host: clean(question.host),
          }),
        ],
        ask: t.__('Send it anyway?'),
        byDefault: false,
      };
  }
}

type GoOn = Extract<Question, { type: 'go-on' }>;

function plannedFacts(
  t: Language,
  { suspects, probes, seconds, ...rest }: GoOn,
): readonly string[] {
  const forecast = t._n(
    'About %(count)s test, %(duration)s.',
    'About %(count)s tests, %(duration)s.',
    probes.likely,
    { duration: t.roughly(seconds.likely) },
  );
  if (rest.switch === 'isolated') {
    const tested = t._n(
      'wp-bisect tests %(count)s plugin in a session of its own. Visitors notice nothing.',
      'wp-bisect tests %(count)s plugins in a session of its own. Visitors notice nothing.',
      suspects.length,
    );
    return [`${tested} ${forecast}`];
  }
  const off = t._n(
    '%(count)s plugin will be off for visitors, seconds at a time.',
    '%(count)s plugins will be off for visitors, seconds at a time.',
    suspects.length,
  );
  return [`${off} ${forecast}`, t.__('Every plugin comes back, also after Ctrl-C or a crash.')];
}

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
