/** The sentences of an answer that text and Markdown share. */

import type { Cost, Culprit, PluginRef, RunReport, Symptom } from '../model/report.ts';
import {
  answerLine,
  clean,
  count,
  duration,
  list,
  requestLine,
  safeUrl,
  symptomTitle,
} from './format.ts';
import { goneLines, missingSteps } from './next-steps.ts';
import type { NameOf } from './notes.ts';
import { recheckLines } from './recheck.ts';

/** How it ended, in one line, and what that means in the next. */
export function headline(report: RunReport): readonly string[] {
  const site = safeUrl(report.site);
  switch (report.outcome) {
    case 'culprit-found':
      return [`Found on ${site}: ${report.culprits.map(culpritName).join('; ')}`];
    case 'not-reproduced':
      return report.symptoms.length === 0
        ? [
            `Nothing fails on ${site}.`,
            'No request that should work answers 401 (or what --fails-on names). If one does fail for you, give it: --request "GET /path" (and --as, if it is sent signed in).',
          ]
        : [
            `The failure did not show again on ${site}.`,
            'With everything on, the request worked, so no plugin can be found. If it comes and goes, try --repeat auto.',
          ];
    case 'not-a-plugin':
      return [
        `No plugin is to blame on ${site}.`,
        report.cost.probes === 0
          ? 'What answers shows from outside, so no plugin was switched.'
          : 'The request fails with every suspect off, too.',
      ];
    case 'blocked':
      return [`Stopped before anything was changed${site === '' ? '' : ` on ${site}`}.`];
    case 'inconclusive':
      if (isDiagnosis(report) && isAboutCredentials(report.cause)) {
        return [
          `What fails on ${site} was sent with a credential that the site does not accept.`,
          'Set that right first: a search for a plugin needs one that works.',
        ];
      }
      if (isDiagnosis(report)) {
        return [
          `Something fails on ${site}, and nothing outside of the plugins explains it.`,
          'Which plugin it is, if it is one, shows only by switching: add --bisect instead of --diagnose.',
        ];
      }
      return [
        `No clear answer for ${site}.`,
        'The evidence does not prove any plugin guilty, so none is named.',
      ];
    case 'cancelled':
      return [site === '' ? 'Cancelled.' : `Cancelled on ${site}.`];
    case 'restored':
      if (foundNothing(report)) return [`Nothing to restore on ${site}.`];
      return [report.restored ? `Restored ${site}.` : `${site} could not be restored completely.`];
    case 'rechecked':
      return recheckLines(report, site);
  }
}

function isAboutCredentials(cause: RunReport['cause']): boolean {
  return cause?.kind === 'wrong-credentials' || cause?.kind === 'application-passwords-off';
}

/** True where nothing was switched, and what was looked at is the whole answer. */
export function isDiagnosis(report: RunReport): boolean {
  return report.switch === 'none' && report.findings.length > 0;
}

/** True for a `--restore` without a journal: nobody signed in, and nothing was read. */
function foundNothing({ notes }: RunReport): boolean {
  return notes.some(({ type }) => type === 'nothing-to-restore');
}

/** `REST Guard`, or `Firewall together with JWT`. */
function culpritName({ plugins }: Culprit): string {
  const names = plugins.map(({ plugin, name }) => clean(name, 80) || clean(plugin, 120));
  const [first = '', ...others] = names;
  return others.length === 0 ? first : `${first} together with ${list(others)}`;
}

/** `Disable REST 1.2 (disable-rest/disable-rest), by Somebody`. */
export function pluginLine(
  { plugin, name, version, author }: PluginRef,
  paint: (title: string) => string = (title) => title,
): string {
  const title = [clean(name, 80) || clean(plugin, 120), clean(version, 30)].filter(Boolean);
  const by = clean(author, 60) === '' ? '' : `, by ${clean(author, 60)}`;
  return `${paint(title.join(' '))} (${clean(plugin, 120)})${by}`;
}

/** True where another culprit makes the same request fail: each alone is not enough to heal it. */
export function hasCompany(culprit: Culprit, culprits: readonly Culprit[]): boolean {
  return culprits.some(
    (other) =>
      other !== culprit && other.symptoms.some((symptom) => culprit.symptoms.includes(symptom)),
  );
}

/** What proves a culprit, both ways. */
export function proofLines(
  culprit: Culprit,
  { culprits, symptoms }: Pick<RunReport, 'culprits' | 'symptoms'>,
): readonly string[] {
  const { plugins, proof } = culprit;
  // A person who judges by hand looks at no request.
  const byHand = culprit.symptoms.some((index) => symptoms[index]?.described !== undefined);
  const what = byHand ? 'it' : 'the request';
  const company = hasCompany(culprit, culprits);
  const several = plugins.length > 1;
  const they = several ? 'any one of them' : company ? 'this plugin' : 'only this plugin';
  const off = `With ${they} off${company ? ' and the other culprits too' : ''}`;
  const without =
    proof.without === 'passes'
      ? `${off}, ${what} works.`
      : `${off}, this failure is gone, but another error keeps ${what} from working.`;
  const on = several ? 'With them as the only suspects on' : 'With it as the only suspect on';
  const untested = several
    ? 'They could not be tested with every other suspect off.'
    : 'It could not be tested with every other suspect off.';
  const alone = proof.alone === 'fails' ? [`${on}, ${what} fails.`] : [];
  const again = proof.again === 'fails' ? [`With everything on again, ${what} fails again.`] : [];
  const died =
    proof.again === 'died-on-activation'
      ? [`WordPress refuses to activate ${several ? 'them' : 'it'} again: a fatal error ends it.`]
      : [];
  const shown = [...alone, ...(alone.length > 0 ? [] : again), ...died];
  const { needs = [] } = culprit;
  const needed =
    needs.length > 0
      ? [`Left on, because ${what} needs it: ${list(needs.map(({ name }) => clean(name, 120)))}.`]
      : [];
  return [without, ...(shown.length > 0 ? shown : [untested]), ...needed];
}

/** A failing request with its answer, as WordPress words it. */
export function symptomLine(symptom: Symptom): string {
  const { request, observed } = symptom;
  if (symptom.described !== undefined) return symptomTitle(symptom);
  const message = observed.message === null ? '' : `: "${clean(observed.message, 160)}"`;
  return `${requestLine(request)} -> ${answerLine(observed)}${message}`;
}

/** The state the site was left in, and what to do where it is not as it was. */
export function siteLines(report: RunReport, name: NameOf): readonly string[] {
  const { missing, appeared } = report.difference;
  const gone = goneLines(report.difference, name);
  const activated =
    appeared.length === 0
      ? []
      : [
          `  Active now, and not before: ${list(appeared.map(name))}. Somebody else switched ${appeared.length === 1 ? 'it' : 'them'} on, so ${appeared.length === 1 ? 'it was' : 'they were'} left alone.`,
        ];
  const others = [...activated, ...gone.map((line) => `  ${line}`)];
  if (!report.restored) {
    return [
      'The site is NOT as it was.',
      ...missingSteps(report.difference, report.site, name).map((step) => `  ${step}`),
      ...others,
    ];
  }
  if (report.outcome === 'blocked' || report.outcome === 'rechecked') return others;
  if (foundNothing(report)) return others;
  // A session of Health Check toggles nothing, and changes the site all the same until it ends.
  const untouched = report.cost.toggles === 0 && report.switch !== 'isolated';
  if (untouched && missing.length === 0 && report.outcome !== 'restored') {
    const isTidied = report.notes.some(({ type }) => type === 'taken-off-list');
    const otherwise = report.notes.some(({ type }) => type === 'restored-leftover');
    const what = `${otherwise ? 'Otherwise the' : 'The'} site was not changed`;
    return [`${what}${isTidied ? ', but see the notes' : ''}.`, ...others];
  }
  return [...backLines(report, name), ...others];
}

/** What came back, and what is off on purpose or because WordPress would not have it back. */
function backLines({ leftOff, died = [] }: RunReport, name: NameOf): readonly string[] {
  if (leftOff.length === 0) {
    return [
      'The site is restored: the same plugins are active as before, read back from the site.',
    ];
  }
  const off = list(leftOff.map(name));
  if (died.length === 0) {
    return [
      `The site is restored, all but ${off}, left off as you asked; read back from the site.`,
    ];
  }
  const dead = list(died.map(name));
  return [
    `The site is restored, all but ${off}; read back from the site.`,
    `WordPress refuses to activate ${dead}: a fatal error ends it, as it ended every page before. It stays off, and its settings are kept. Update or replace it, then activate it.`,
  ];
}

/** What it cost: requests, time, and the harm done to visitors. */
export function costLine({ cost, switch: kind }: RunReport): readonly string[] {
  if (cost.requests === 0 && cost.probes === 0) return [];
  const parts = [
    ...(cost.probes === 0 ? [] : [count(cost.probes, 'probe')]),
    ...(cost.toggles === 0 ? [] : [`plugins switched ${count(cost.toggles, 'time')}`]),
    count(cost.requests, 'request'),
    duration(cost.seconds),
  ];
  return [`Cost: ${parts.join(', ')}.${harm(cost, kind)}`];
}

function harm(cost: Cost, kind: RunReport['switch']): string {
  if (kind === 'isolated' && cost.toggles === 0) return ' No plugin was off for visitors.';
  if (cost.pluginSecondsOff === 0) return '';
  return ` Plugins were off for visitors for ${duration(cost.pluginSecondsOff)}, added up over all plugins.`;
}
