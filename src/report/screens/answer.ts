/** The words of the last screen: the answer at one glance, and what can be done with it. */

import { type Language, msg } from '../../language/language.ts';
import type { AfterOffer } from '../../model/prompts.ts';
import { clean } from '../format.ts';

/** What can be done with an answer. */
export type AfterAction =
  | 'leave'
  | 'test-again'
  | 'keep-off'
  | 'turn-on'
  | 'ticket'
  | 'copy'
  | 'save'
  | 'look-for-more';

/** What the screen says around the culprits and the choices. */
export const ANSWER = {
  one: msg('One plugin causes this'),
  together: msg('These plugins cause it together'),
  what: msg('What now?'),
  copied: msg('Copied (if your terminal allows it). Not there? Press t.'),
  file: msg('Save the report as'),
  subject: msg('Subject:'),
} as const;

/** The words before the facts of an answer. */
export const FACTS = {
  // translators: stands before what to do; one short word.
  fix: msg('Fix'),
  // translators: stands before what proves it; one short word.
  proof: msg('Proof'),
  // translators: stands before the request that fails; one short word.
  fails: msg('Fails'),
  // translators: stands before the line of code that answers the request; one short word.
  code: msg('Code'),
  // translators: stands before what causes it; one short word.
  cause: msg('Cause'),
} as const;

/** Several culprits, each of which is enough for the failure. */
export function severalWords(t: Language, names: readonly string[]): string {
  return t._n(
    '%(count)s plugin causes this: %(names)s',
    '%(count)s plugins cause this, each on its own: %(names)s',
    names.length,
    { names: t.list(names) },
  );
}

/** Who a support message goes to. */
export const RECIPIENTS = {
  host: msg('To the host'),
  'plugin-author': msg('To the author of the plugin'),
  'site-owner': msg('To the owner of the site'),
} as const;

/** What is being done while the answer is away. */
const DOING = {
  'test-again': msg('Testing the failing requests again ...'),
  'keep-off': msg('Switching it off ...'),
  'turn-on': msg('Switching it on again ...'),
  save: msg('Saving the report ...'),
  'look-for-more': msg('Looking for a second cause ...'),
} as const;

/** What is being done, as long as it takes; null for what is done at once. */
export function doingWords(t: Language, action: AfterAction | null): string | null {
  return action !== null && action in DOING ? t.__(DOING[action as keyof typeof DOING]) : null;
}

/** The question before something is done to the site. */
export function sureWords(
  t: Language,
  action: 'keep-off' | 'turn-on' | 'look-for-more',
  { mayKeepOff, mayTurnOn }: AfterOffer,
): string {
  const named = (names: readonly string[]) => ({
    plugins: t.list(names.map((name) => clean(name, 80))),
  });
  switch (action) {
    case 'keep-off':
      return t._n(
        'Switch %(plugins)s off for everyone, and leave it off?',
        'Switch %(plugins)s off for everyone, and leave them off?',
        mayKeepOff.length,
        named(mayKeepOff),
      );
    case 'turn-on':
      return t.__('Switch %(plugins)s on again?', named(mayTurnOn));
    case 'look-for-more':
      return t.__('Search again? It switches plugins as before, and takes about as long.');
  }
}

/** One choice after the answer. */
export function afterWords(
  t: Language,
  action: AfterAction,
  { report, file, mayKeepOff, mayTurnOn }: AfterOffer,
): { readonly label: string; readonly about: string } {
  const isOne = report.culprits.flatMap(({ plugins }) => plugins).length === 1;
  switch (action) {
    case 'leave':
      return report.restored
        ? { label: t.__('Finish'), about: t.__('the answer stays in the terminal') }
        : { label: t.__('Quit'), about: t.__('then restore the site as described above') };
    case 'test-again':
      return { label: t.__('Test again'), about: t.__('after your fix: does it work now?') };
    case 'keep-off':
      return {
        label: isOne ? t.__('Switch the culprit off') : t.__('Switch the culprits off'),
        about:
          mayKeepOff.length === 1
            ? t.__('and leave it off; everything else stays on')
            : t.__('and leave them off; everything else stays on'),
      };
    case 'turn-on':
      return {
        label: mayTurnOn.length === 1 ? t.__('Switch it on again') : t.__('Switch them on again'),
        about: t.__('as it was'),
      };
    case 'ticket':
      return { label: t.__('Support message'), about: t.__('read it; ready to send') };
    case 'copy':
      return { label: t.__('Copy the support message'), about: t.__('to the clipboard') };
    case 'save':
      return { label: t.__('Save the report'), about: file };
    case 'look-for-more':
      return {
        label: t.__('Check for a second cause'),
        about: t.__('other plugins that refuse it as well'),
      };
  }
}
