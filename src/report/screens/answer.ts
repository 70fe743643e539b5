/** The words of the last screen: the answer at one glance, and what can be done with it. */

import type { AfterOffer } from '../../model/prompts.ts';
import type { RunReport } from '../../model/report.ts';
import { clean, count, folderOf, list } from '../format.ts';

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
  one: 'One plugin causes this',
  together: 'These plugins cause it together',
  several: (names: readonly string[]) =>
    `${names.length} plugins cause this, each on its own: ${list(names)}`,
  notAsItWas: 'THE SITE IS NOT AS IT WAS',
  what: 'What now?',
  fix: 'Fix',
  proof: 'Proof',
  fails: 'Fails',
  code: 'Code',
  cause: 'Cause',
  copied: 'Copied (if your terminal allows it). Not there? Press t.',
  file: 'Save the report as',
  checks: 'Also seen by the checks:',
  to: {
    host: 'To the host',
    'plugin-author': 'To the author of the plugin',
    'site-owner': 'To the owner of the site',
  },
  subject: 'Subject',
} as const;

/** What is being done while the answer is away. */
export const DOING: Readonly<Partial<Record<AfterAction, string>>> = {
  'test-again': 'Testing the failing requests again ...',
  'keep-off': 'Switching it off ...',
  'turn-on': 'Switching it on again ...',
  save: 'Saving the report ...',
  'look-for-more': 'Looking for a second cause ...',
};

/** The question before something is done to the site. */
export function sureWords(action: 'keep-off' | 'turn-on' | 'look-for-more', report: RunReport) {
  const names = list(
    report.culprits.flatMap(({ plugins }) =>
      plugins.map(({ plugin, name }) => clean(name, 80) || clean(folderOf(plugin), 80)),
    ),
  );
  switch (action) {
    case 'keep-off':
      return `Switch ${names} off for everyone, and leave it off?`;
    case 'turn-on':
      return `Switch ${names} on again?`;
    case 'look-for-more':
      return 'Search again? It switches plugins as before, and takes about as long.';
  }
}

/** One sentence on the site's plugins at the end, for front ends without a truth line. */
export function backWords(report: RunReport, active: number, baseline: number): string {
  const of = baseline === 0 ? '' : `: ${active} of ${count(baseline, 'plugin')} active`;
  if (report.cost.toggles === 0 && report.leftOff.length === 0 && report.switch !== 'isolated') {
    return `The site was not changed${of}.`;
  }
  const culprits = report.culprits.flatMap(({ plugins }) => plugins);
  const off = report.leftOff.map((plugin) => {
    const named = culprits.find((culprit) => culprit.plugin === plugin)?.name;
    return clean(named ?? '', 80) || clean(folderOf(plugin), 80);
  });
  const but =
    off.length === 0
      ? 'Everything is back as it was'
      : (report.died ?? []).length > 0
        ? `Off, because WordPress cannot activate it any more: ${list(off)}. The rest is back`
        : `Left off as you asked: ${list(off)}. The rest is back`;
  return `${but}${of}, read back from the site.`;
}

/** One choice after the answer. */
export function afterWords(
  action: AfterAction,
  { report, file }: AfterOffer,
): { readonly label: string; readonly about: string } {
  const one = report.culprits.length === 1;
  switch (action) {
    case 'leave':
      return report.restored
        ? { label: 'Finish', about: 'the answer stays in the terminal' }
        : { label: 'Quit', about: 'then put it right as said above' };
    case 'test-again':
      return { label: 'Test again', about: 'after your fix: does it work now?' };
    case 'keep-off':
      return {
        label: one ? 'Switch the culprit off' : 'Switch the culprits off',
        about: 'and leave it off; everything else stays on',
      };
    case 'turn-on':
      return { label: one ? 'Switch it on again' : 'Switch them on again', about: 'as it was' };
    case 'ticket':
      return { label: 'Support message', about: 'read it; ready to send' };
    case 'copy':
      return { label: 'Copy the support message', about: 'to the clipboard' };
    case 'save':
      return { label: 'Save the report', about: file };
    case 'look-for-more':
      return { label: 'Check for a second cause', about: 'other plugins that refuse it as well' };
  }
}
