/** Yes-or-no questions in words: what is the case, what is asked, and what Enter answers. */

import type { Language, Locale } from '../language/language.ts';
import type { Question } from '../model/prompts.ts';
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
          question.isThere
            ? t.__(
                'It is installed and off. wp-bisect activates it for this run and deactivates it afterwards.',
              )
            : t.__(
                'wp-bisect installs it from wordpress.org for this run and removes it afterwards.',
              ),
        ],
        ask: question.isThere ? t.__('Activate it?') : t.__('Install it?'),
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
    case 'search-login-redirect':
      return {
        facts: [
          t.__('%(url)s sends visitors to the login form: not a 401. A plugin may do that.', {
            url: safeUrl(question.url),
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

/** Yes and no: what stands behind a question, and what a person may type. */

/** `[Y/n]`: the letters that answer, the one that Enter takes in capitals. */
export function yesNoHint(t: Language, byDefault: boolean): string {
  return byDefault
    ? // translators: the first letters of "yes" and "no"; Enter takes the capital one.
      t.__('[Y/n]')
    : // translators: the first letters of "yes" and "no"; Enter takes the capital one.
      t.__('[y/N]');
}

/** English always counts: its letters are in every manual. */
const YES: Readonly<Record<Locale, RegExp>> = { en: /^y(es)?$/i, ru: /^(y(es)?|да?)$/i };
const NO: Readonly<Record<Locale, RegExp>> = { en: /^no?$/i, ru: /^(no?|н(ет)?)$/i };

/** What a typed word answers; null where it is neither yes nor no. */
export function yesOrNo({ locale }: Language, typed: string): boolean | null {
  if (YES[locale].test(typed)) return true;
  return NO[locale].test(typed) ? false : null;
}
