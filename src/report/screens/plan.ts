/** The words of the plan: what is switched, what visitors notice, what it costs. */

import type { Forecast } from '../../model/prompts.ts';
import type { SwitchKind } from '../../model/report.ts';
import { count, roughly, urlWord } from '../format.ts';
import { switchReason } from '../notes.ts';

/** A switch: how it works, and what visitors notice. */
export const SWITCHES: Readonly<
  Record<SwitchKind, { readonly how: string; readonly notice: string }>
> = {
  isolated: {
    how: 'plugins are left out for our own requests only',
    notice: 'Visitors notice nothing.',
  },
  admin: {
    how: 'plugins are switched off on your live site, seconds at a time',
    notice: 'Visitors may notice: a feature is gone for seconds.',
  },
  rest: {
    how: 'plugins are switched off on your live site, one after the other',
    notice: 'Visitors may notice: a feature is gone for seconds to minutes.',
  },
  'wp-cli': {
    how: 'WP-CLI switches plugins off on your live site, seconds at a time',
    notice: 'Visitors may notice: a feature is gone for seconds.',
  },
};

/** What the screen says. */
export const PLAN = {
  switched: (suspects: number, all: number) =>
    `${suspects} of ${count(all, 'active plugin')} will be switched off and on`,
  isolated: (suspects: number, all: number) =>
    `${suspects} of ${count(all, 'active plugin')} will be left out in turn`,
  how: 'How',
  closed: (kind: SwitchKind, code: string) => `Not ${kind}: ${switchReason(code, 'asked')}`,
  cost: 'Cost',
  search: 'Search',
  noMatch: 'No plugin is called that.',
  nothing: 'No plugin is left to test. Press Space to unpin one.',
  lost: (what: string) => `switched off, it ${what}`,
  shown: (shown: number, all: number) =>
    `${shown} of ${all} shown; the others are part of the plan, too. Esc shows all.`,
  another: 'Another way of switching plugins',
  legend: '[x] will be switched   [ ] is left alone   ! something would be lost',
  ready: 'Start now?',
  comesBack: (site: string) =>
    `If anything goes wrong: wp-bisect ${urlWord(site)} --restore turns every plugin back on.`,
} as const;

/** `about 7 tests, about 20 s (at most 17)`. */
export function forecastWords({ probes, seconds }: Forecast): string {
  const most =
    Math.round(probes.likely) >= Math.round(probes.high)
      ? ''
      : ` (at most ${Math.round(probes.high)})`;
  return `about ${count(Math.round(probes.likely), 'test')}, ${roughly(seconds.likely)}${most}`;
}
