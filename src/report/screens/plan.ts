/** The words of the plan: what is switched, what visitors notice, what it costs. */

import type { Forecast } from '../../model/prompts.ts';
import type { SwitchKind } from '../../model/report.ts';
import { count, roughly } from '../format.ts';
import { switchReason } from '../notes.ts';

/** A switch: how it works, and what visitors notice. */
export const SWITCHES: Readonly<
  Record<SwitchKind, { readonly how: string; readonly notice: string }>
> = {
  isolated: {
    how: 'isolated: left out for our own requests only',
    notice: 'Visitors notice nothing.',
  },
  admin: {
    how: 'admin: the plugins page of wp-admin, any number at once',
    notice: 'Plugins are off for visitors for seconds.',
  },
  rest: {
    how: 'rest: the REST API, one plugin at a time',
    notice: 'Plugins are off for visitors for seconds to minutes.',
  },
  'wp-cli': {
    how: 'wp-cli: WP-CLI writes the list of active plugins',
    notice: 'Plugins are off for visitors for seconds.',
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
  nothing: 'Every plugin is left alone: nothing can be found. Take a pin away with Space.',
  lost: (what: string) => `Switched off, it ${what}`,
  hazard: (what: string) => `! ${what}`,
  another: 'Another way of turning plugins off and on',
  legend: '[x] will be switched   [ ] is left alone   ! something would be lost',
  ready: 'Start now?',
  untouched: 'Nothing has been changed until now.',
  comesBack: (site: string) =>
    `Whatever happens, every plugin comes back: at once, or later with: wp-bisect ${site} --restore`,
} as const;

/** `about 7 probes (5 to 17), about 20 s`. */
export function forecastWords({ probes, seconds }: Forecast): string {
  const range =
    probes.low === probes.high ? '' : ` (${Math.round(probes.low)} to ${Math.round(probes.high)})`;
  return `about ${count(Math.round(probes.likely), 'probe')}${range}, ${roughly(seconds.likely)}`;
}
