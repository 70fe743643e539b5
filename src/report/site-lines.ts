/** The state a site was left in, and what the command cost it. */

import type { Language } from '../language/language.ts';
import type { Cost } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import type { NameOf } from './format.ts';
import { goneLines, missingSteps, notAsItWas } from './next-steps.ts';

/** The state the site was left in, and what to do where it is not as it was. */
export function siteLines(t: Language, report: RunReport, name: NameOf): readonly string[] {
  const { appeared } = report.difference;
  const gone = goneLines(t, report.difference, name).map((line) => `  ${line}`);
  const others = [...activatedLines(t, appeared, name), ...gone];
  if (!report.restored) {
    return [
      notAsItWas(t, report.difference),
      ...missingSteps(t, report.difference, report.site, name).map((step) => `  ${step}`),
      ...others,
    ];
  }
  if (report.outcome === 'blocked' || report.outcome === 'rechecked') return others;
  if (foundNothing(report)) return others;
  if (isUntouched(report)) return [unchangedLine(t, report), ...others];
  return [...backLines(t, report, name), ...others];
}

/** What came back, and what is off on purpose or because WordPress refuses to activate it. */
function backLines(
  t: Language,
  { leftOff, died = [] }: RunReport,
  name: NameOf,
): readonly string[] {
  if (leftOff.length === 0) {
    return [
      t.__('The site is restored: the same plugins are active as before, read back from the site.'),
    ];
  }
  const off = { plugins: t.list(leftOff.map(name)) };
  if (died.length === 0) {
    return [
      t.__(
        'The site is restored, read back from the site. Left off, as you asked: %(plugins)s.',
        off,
      ),
    ];
  }
  return [
    t.__('The site is restored except for %(plugins)s, read back from the site.', off),
    t._n(
      'WordPress refuses to activate %(plugins)s, because it causes a fatal error. It stays off, and its settings are kept. Update or replace it, then activate it.',
      'WordPress refuses to activate %(plugins)s, because they cause a fatal error. They stay off, and their settings are kept. Update or replace them, then activate them.',
      died.length,
      { plugins: t.list(died.map(name)) },
    ),
  ];
}

function activatedLines(t: Language, appeared: readonly string[], name: NameOf): readonly string[] {
  if (appeared.length === 0) return [];
  const plugins = t.list(appeared.map(name));
  const text = t._n(
    'Active now, but not before: %(plugins)s. Another administrator activated it, so wp-bisect left it on.',
    'Active now, but not before: %(plugins)s. Another administrator activated them, so wp-bisect left them on.',
    appeared.length,
    { plugins },
  );
  return [`  ${text}`];
}

function unchangedLine(t: Language, { notes }: RunReport): string {
  const isTidied = notes.some(({ type }) => type === 'taken-off-list');
  const wasRestored = notes.some(({ type }) => type === 'restored-leftover');
  if (wasRestored && isTidied)
    return t.__('Otherwise the site was not changed, but see the notes.');
  if (wasRestored) return t.__('Otherwise the site was not changed.');
  return isTidied
    ? t.__('The site was not changed, but see the notes.')
    : t.__('The site was not changed.');
}

/** True for the line that says that a site is as it was. */
export function isRestoredLine(report: RunReport): boolean {
  if (!report.restored || report.outcome === 'blocked' || report.outcome === 'rechecked')
    return false;
  if (foundNothing(report)) return false;
  return !isUntouched(report);
}

/** True where nothing was changed. A session of Health Check toggles nothing, and changes the site until it ends. */
function isUntouched({ cost, switch: kind, difference, outcome }: RunReport): boolean {
  const untouched = cost.toggles === 0 && kind !== 'isolated';
  return untouched && difference.missing.length === 0 && outcome !== 'restored';
}

/** What it cost: requests, time, and the harm done to visitors. */
export function costLine(t: Language, { cost, switch: kind }: RunReport): readonly string[] {
  if (cost.requests === 0 && cost.probes === 0) return [];
  const parts = [
    ...(cost.probes === 0 ? [] : [t._n('%(count)s test', '%(count)s tests', cost.probes)]),
    ...(cost.toggles === 0
      ? []
      : [t._n('%(count)s plugin switch', '%(count)s plugin switches', cost.toggles)]),
    t._n('%(count)s request', '%(count)s requests', cost.requests),
    t.duration(cost.seconds),
  ].join(', ');
  const total = `${t.__('Cost:')} ${parts}.`;
  return [[total, downtime(t, cost, kind)].filter(Boolean).join(' ')];
}

function downtime(t: Language, cost: Cost, kind: RunReport['switch']): string {
  if (kind === 'isolated' && cost.toggles === 0) return t.__('No plugin was off for visitors.');
  if (cost.pluginSecondsOff === 0) return '';
  return t.__('Plugins were off for visitors for %(duration)s, added up over all plugins.', {
    duration: t.duration(cost.pluginSecondsOff),
  });
}

/** True for a `--restore` without a journal: nobody signed in, and nothing was read. */
export function foundNothing({ notes }: RunReport): boolean {
  return notes.some(({ type }) => type === 'nothing-to-restore');
}
