/** The words of the diagnosis: what was looked at, what came of it, and what fails. */

import { type Language, msg } from '../../language/language.ts';
import type { FindingResult } from '../../model/findings.ts';
import type { Sufferer } from '../../model/prompts.ts';
import type { Effect, Identity, Observation, Symptom, SymptomRequest } from '../../model/report.ts';
import { answerLine, pathOf, requestLine, symptomTitle } from '../format.ts';

/** What came of a check, in one or two words. */
export const RESULTS = {
  cause: msg('the cause'),
  clue: msg('a clue'),
  cleared: msg('ruled out'),
  'not-checked': msg('not checked'),
  running: msg('checking'),
} as const satisfies Readonly<Record<FindingResult | 'running', string>>;

/** What the screen says around the list. */
export const DIAGNOSIS = {
  title: msg('Checking everything except plugins.'),
  done: msg('What the checks found'),
  unclear: msg('The checks explain nothing. So it is WordPress or a plugin, not your host.'),
  unclearByHand: msg('The checks explain nothing. The search shows whether a plugin does it.'),
  prove: msg('Press Enter to prove it. Plugins go off and on, and every one comes back.'),
  find: msg('Press Enter to find the plugin. Plugins go off and on, and every one comes back.'),
  noFix: msg('We know no setting for this. The proof shows which plugin it is.'),
  notYet: msg('No check has been made yet.'),
  // translators: the state of a check that has not begun.
  later: msg('not yet'),
  works: msg('Works: %(request)s'),
  whose: msg('Who gets the 401?'),
  fails: msg('What fails'),
  nothing: msg('Everything I tried works.'),
  choose: msg('Which of these is your problem?'),
  cause: msg('This explains it, and no plugin has to be switched:'),
  clue: msg('Worth knowing:'),
  another: msg('Another request, which I type myself (r)'),
  byHand: msg("I'll check it myself in the browser at every step (h)"),
  noneOfThese: msg('None of these: finish with this answer'),
  none: msg('Choose at least one with Space, or type your own with r.'),
  request: msg('The request that fails, for example GET /wp-json/wc/v3/orders'),
  requestDoubt: msg(
    'Type a path that begins with /, or a whole address. Put the method before it unless it is GET.',
  ),
  description: msg('What is broken, in your words? You see this text at every step.'),
} as const;

/** How far the checks are. */
export function checksWords(t: Language, done: number, of: number): string {
  return t._n('%(done)s of %(count)s check done', '%(done)s of %(count)s checks done', of, {
    done: t.number(done),
  });
}

/** Who may get the 401, in the order they are offered. */
export const SUFFERERS = [
  {
    value: 'app',
    label: msg('My app or integration'),
    about: msg('it cannot sign in, or gets an error'),
  },
  {
    value: 'visitors',
    label: msg('Visitors of my site'),
    about: msg('they see a login page, or "not allowed"'),
  },
  {
    value: 'me',
    label: msg('Me, in the editor or in wp-admin'),
    about: msg('for example "Updating failed"'),
  },
  { value: 'unknown', label: msg("I don't know: check everything"), about: '' },
] as const satisfies readonly {
  readonly value: Sufferer;
  readonly label: string;
  readonly about: string;
}[];

/** What a person sees of a failure, in everyday words; null where that cannot be told. */
export function effectWords(t: Language, effect: Effect | null | undefined): string | null {
  return effect ? t.__(EFFECTS[effect]) : null;
}

const EFFECTS: Readonly<Record<Effect, string>> = {
  editor: msg('In the editor you see "Updating failed", or parts of it stay empty.'),
  'wp-admin': msg('wp-admin shows you the login page or an error.'),
  'application-passwords-off': msg('Apps cannot sign in: application passwords are disabled.'),
  'app-password': msg('Your app cannot sign in with its application password.'),
  'app-token': msg('Your app cannot sign in with its token.'),
  'shop-keys': msg('Your app cannot reach the shop with its WooCommerce keys.'),
  'front-page': msg('Visitors see a login page or an error instead of your site.'),
  'login-page': msg('The login page asks for a password of its own, or does not open.'),
  feed: msg('Readers of your feed get an error.'),
  'reading-apps': msg('Apps and other sites cannot read your posts.'),
  'page-feature': msg('A form, a shop or a search on your pages may not work for visitors.'),
};

/** Who sends a typed request; null: the program finds out. */
export function senderWords(t: Language, as: Identity | null): string {
  switch (as) {
    case null:
      return t.__('Sent: as anyone for whom it fails');
    case 'anonymous':
      return t.__('Sent: as a visitor');
    case 'session':
      return t.__('Sent: signed in');
    case 'application-password':
      return t.__('Sent: with the application password');
    case 'woocommerce-keys':
      return t.__('Sent: with WooCommerce keys');
    case 'bearer':
      return t.__('Sent: with a bearer token');
  }
}

/** One answer of the survey. */
type SeenRequest = { readonly request: SymptomRequest; readonly observation: Observation };

/** `Visitors get 401 from /wp-json/wp/v2/posts. It works for signed-in users.` */
export function symptomWords(
  t: Language,
  symptom: Symptom,
  survey: readonly SeenRequest[],
): string {
  if (symptom.described !== undefined) return symptomTitle(t, symptom);
  const { request } = symptom;
  const fine = survey.filter(
    (seen) =>
      seen.request.url === request.url &&
      seen.request.as !== request.as &&
      seen.observation.verdict === 'passes',
  );
  const others = [...new Set(fine.map(({ request: { as } }) => as))];
  return [getsWords(t, symptom), ...others.map((as) => worksFor(t, as))].join(' ');
}

function getsWords(t: Language, { request: { as, method, url }, observed }: Symptom): string {
  const answer = answerLine(t, observed);
  const request = method === 'GET' ? pathOf(url) : `${method} ${pathOf(url)}`;
  switch (as) {
    case 'anonymous':
      return t.__('Visitors get %(answer)s from %(request)s.', { answer, request });
    case 'session':
      return t.__('Signed-in users get %(answer)s from %(request)s.', { answer, request });
    case 'application-password':
      return t.__('Apps with an application password get %(answer)s from %(request)s.', {
        answer,
        request,
      });
    case 'woocommerce-keys':
      return t.__('Apps with WooCommerce keys get %(answer)s from %(request)s.', {
        answer,
        request,
      });
    case 'bearer':
      return t.__('Apps with a bearer token get %(answer)s from %(request)s.', { answer, request });
  }
}

function worksFor(t: Language, as: Identity): string {
  switch (as) {
    case 'anonymous':
      return t.__('It works for visitors.');
    case 'session':
      return t.__('It works for signed-in users.');
    case 'application-password':
      return t.__('It works for apps with an application password.');
    case 'woocommerce-keys':
      return t.__('It works for apps with WooCommerce keys.');
    case 'bearer':
      return t.__('It works for apps with a bearer token.');
  }
}

/** A symptom as one line of a list. */
export function refusedRequestLine(t: Language, { request, observed }: Symptom): string {
  return `${requestLine(t, request)} (${answerLine(t, observed)})`;
}
