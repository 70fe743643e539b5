/** The words of the last screen: the answer at one glance, and what can be done with it. */

import type { AfterOffer } from '../../model/prompts.ts';
import type { RunReport } from '../../model/report.ts';
import { clean, count, folderOf, list } from '../format.ts';

/** The last line before the choices. */
export const ANSWER = {
  notAsItWas: 'THE SITE IS NOT AS IT WAS',
  what: 'What now?',
  copied: 'Sent to the clipboard of your terminal. Where that is not allowed: t, and select it.',
  file: 'Save the report as',
  to: {
    host: 'To the host',
    'plugin-author': 'To the author of the plugin',
    'site-owner': 'To the owner of the site',
  },
  subject: 'Subject',
} as const;

/** `Everything is back as it was: 25 of 25 plugins active, read back from the site.` */
export function backWords(report: RunReport, active: number, baseline: number): string {
  const of = baseline === 0 ? '' : `: ${active} of ${count(baseline, 'plugin')} active`;
  if (report.cost.toggles === 0 && report.leftOff.length === 0) {
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
      : `Left off as you asked: ${list(off)}. The rest is back`;
  return `${but}${of}, read back from the site.`;
}

/** One choice after the answer. */
export function afterWords(
  action: 'leave' | 'keep-off' | 'ticket' | 'copy' | 'save' | 'look-for-more',
  { report, file }: AfterOffer,
): { readonly label: string; readonly about: string } {
  switch (action) {
    case 'leave':
      return report.restored
        ? { label: 'Leave it as it is, and quit', about: 'the answer stays in the terminal' }
        : { label: 'Quit', about: 'then put it right as said above' };
    case 'keep-off':
      return {
        label: report.culprits.length === 1 ? 'Switch the culprit off' : 'Switch the culprits off',
        about: 'and leave it off; everything else stays on',
      };
    case 'ticket':
      return { label: 'Read the message', about: 'for whoever can help; ready to send' };
    case 'copy':
      return { label: 'Copy the message', about: 'to the clipboard' };
    case 'save':
      return { label: 'Save the report', about: file };
    case 'look-for-more':
      return { label: 'Look for more', about: 'other plugins that refuse it as well' };
  }
}
