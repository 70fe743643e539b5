/** The words of the plan: what is switched, what visitors notice, what it costs. */

import { type Language, msg } from '../../language/language.ts';
import type { Forecast } from '../../model/prompts.ts';
import type { SwitchKind } from '../../model/report.ts';
import { switchReason } from '../reasons.ts';

/** A switch: how it works, and what visitors notice. */
export const SWITCHES = {
  isolated: {
    how: msg('Plugins are off for the requests of this run only.'),
    notice: msg('Visitors notice nothing.'),
  },
  admin: {
    how: msg('Plugins go off on your live site, for seconds at a time.'),
    notice: msg('Visitors may miss a feature for seconds.'),
  },
  rest: {
    how: msg('Plugins go off on your live site, one after the other.'),
    notice: msg('Visitors may miss a feature for seconds to minutes.'),
  },
  'wp-cli': {
    how: msg('WP-CLI switches plugins off on your live site, for seconds at a time.'),
    notice: msg('Visitors may miss a feature for seconds.'),
  },
} as const satisfies Readonly<
  Record<SwitchKind, { readonly how: string; readonly notice: string }>
>;

/** What the screen says. */
export const PLAN = {
  search: msg('Search'),
  noMatch: msg('No plugin has that name.'),
  nothing: msg('No plugin is left to test. Press Space to unpin one.'),
  another: msg('Another way of switching plugins'),
  legend: msg('[x] will be switched   [ ] stays on   ! something would be lost'),
  ready: msg('Start now?'),
  comesBack: msg('If anything goes wrong, this turns every plugin back on: %(command)s'),
} as const;

/** The words before the facts of a plan. */
export const PLAN_FACTS = {
  // translators: stands before how plugins are switched; one short word.
  how: msg('How'),
  // translators: stands before the number of tests and the time they take; one short word.
  cost: msg('Cost'),
} as const;

/** How many of the active plugins are switched. */
export function switchedWords(
  t: Language,
  kind: SwitchKind,
  suspects: number,
  all: number,
): string {
  const values = { suspects: t.number(suspects) };
  return kind === 'isolated'
    ? t._n(
        '%(suspects)s of %(count)s active plugin will be left out in turn',
        '%(suspects)s of %(count)s active plugins will be left out in turn',
        all,
        values,
      )
    : t._n(
        '%(suspects)s of %(count)s active plugin will be switched off and on',
        '%(suspects)s of %(count)s active plugins will be switched off and on',
        all,
        values,
      );
}

/** Why a way of switching is not open. */
export function closedWords(t: Language, kind: SwitchKind, code: string): string {
  // translators: %(switch)s is the name of a way of switching (admin, rest, isolated).
  const fact = t.__('The %(switch)s switch cannot be used.', { switch: kind });
  return `${fact} ${switchReason(t, code, 'asked')}`;
}

/** How much of the list is shown while it is searched. */
export function shownWords(t: Language, shown: number, all: number): string {
  return t._n(
    '%(shown)s of %(count)s shown. The other one is part of the plan, too. Esc shows all.',
    '%(shown)s of %(count)s shown. The others are part of the plan, too. Esc shows all.',
    all,
    { shown: t.number(shown) },
  );
}

/** `about 7 tests, about 20 s (at most 17)`. */
export function forecastWords(t: Language, { probes, seconds }: Forecast): string {
  const [likely, high] = [Math.round(probes.likely), Math.round(probes.high)];
  const time = t.roughly(seconds.likely);
  return likely >= high
    ? // translators: %(time)s is "about 20 s" or "a few seconds"
      t._n('about %(count)s test, %(time)s', 'about %(count)s tests, %(time)s', likely, { time })
    : t._n(
        // translators: %(time)s is "about 20 s" or "a few seconds"; %(most)s is a number of tests
        'about %(count)s test, %(time)s (at most %(most)s)',
        'about %(count)s tests, %(time)s (at most %(most)s)',
        likely,
        { time, most: t.number(high) },
      );
}
