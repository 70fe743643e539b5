/** The sentences of an answer that text and Markdown share. */

import type { Language } from '../language/language.ts';
import type { Cost, Culprit, PluginRef, Symptom } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { answerLine, clean, requestLine, safeUrl, symptomTitle } from './format.ts';
import { goneLines, missingSteps } from './next-steps.ts';
import type { NameOf } from './notes.ts';
import { recheckLines } from './recheck.ts';

/** How it ended, in one line, and what that means in the next. */
export function headline(t: Language, report: RunReport): readonly string[] {
  const site = safeUrl(report.site);
  switch (report.outcome) {
    case 'culprit-found': {
      const names = report.culprits.map((culprit) => culpritName(t, culprit)).join('; ');
      return [`${t.__('Found on %(site)s:', { site })} ${names}`];
    }
    case 'not-reproduced':
      return report.symptoms.length === 0
        ? nothingToSearch(t, report, site)
        : [
            t.__('The failure did not show again on %(site)s.', { site }),
            t.__(
              'With every plugin on, the request worked, so wp-bisect cannot find a plugin. If the failure comes and goes, try --repeat auto.',
            ),
          ];
    case 'not-a-plugin':
      return [
        t.__('No plugin is to blame on %(site)s.', { site }),
        report.cost.probes === 0
          ? t.__('The answers show the cause, so wp-bisect switched no plugin off.')
          : t.__('The request also fails with every suspect off.'),
      ];
    case 'blocked':
      return [
        site === ''
          ? t.__('Stopped before anything was changed.')
          : t.__('Stopped before anything was changed on %(site)s.', { site }),
      ];
    case 'inconclusive':
      return inconclusive(t, report, site);
    case 'cancelled':
      return [site === '' ? t.__('Cancelled.') : t.__('Cancelled on %(site)s.', { site })];
    case 'restored':
      if (foundNothing(report)) return [t.__('Nothing to restore on %(site)s.', { site })];
      return [
        report.restored
          ? t.__('Restored %(site)s.', { site })
          : t.__('%(site)s could not be restored completely.', { site }),
      ];
    case 'rechecked':
      return recheckLines(t, report, site);
  }
}

/** Nothing was searched for: nothing fails, or the answers show what is wrong, or it fails otherwise. */
function nothingToSearch(
  t: Language,
  { cause, notes }: RunReport,
  site: string,
): readonly string[] {
  if (cause?.kind === 'wrong-credentials') {
    return [
      t.__('On %(site)s the credential of the failing request does not work.', { site }),
      t.__('Put that right first: a search for a plugin needs a credential that works.'),
    ];
  }
  if (cause !== null) {
    return [
      t.__('No plugin was searched for on %(site)s.', { site }),
      t.__('The answers show what stands in the way.'),
    ];
  }
  const lookFurther = t.__(
    'Every request that should work gets an answer other than 401 (or what --fails-on names). If one fails for you, give it: --request "GET /path" (and --as, if you are signed in when it fails).',
  );
  return notes.some(({ type }) => type === 'other-error')
    ? [
        t.__('Nothing on %(site)s fails as asked for, but something goes wrong in another way.', {
          site,
        }),
        t.__('The notes say what, and which flag searches for its cause.'),
        lookFurther,
      ]
    : [t.__('Nothing fails on %(site)s.', { site }), lookFurther];
}

function inconclusive(t: Language, report: RunReport, site: string): readonly string[] {
  if (!isDiagnosis(report)) {
    return [
      t.__('No clear answer for %(site)s.', { site }),
      t.__('The tests do not prove that any plugin is the cause, so wp-bisect names none.'),
    ];
  }
  if (isAboutCredentials(report.cause)) {
    return [
      t.__('The request that fails on %(site)s used a password that the site does not accept.', {
        site,
      }),
      t.__('Fix the password first: a search for a plugin needs one that works.'),
    ];
  }
  return [
    t.__('Something fails on %(site)s, and the checks outside the plugins do not explain it.', {
      site,
    }),
    t.__(
      'Only a search shows whether a plugin is the cause, and which one: use --bisect instead of --diagnose.',
    ),
  ];
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
function culpritName(t: Language, { plugins }: Culprit): string {
  const names = plugins.map(({ plugin, name }) => clean(name, 80) || clean(plugin, 120));
  const [first = '', ...others] = names;
  return others.length === 0
    ? first
    : t.__('%(plugin)s together with %(others)s', { plugin: first, others: t.list(others) });
}

/** `Disable REST 1.2 (disable-rest/disable-rest), by Somebody`. */
export function pluginLine(
  t: Language,
  { plugin, name, version, author }: PluginRef,
  paint: (title: string) => string = (title) => title,
): string {
  const title = [clean(name, 80) || clean(plugin, 120), clean(version, 30)].filter(Boolean);
  const words = { title: paint(title.join(' ')), id: clean(plugin, 120) };
  const by = clean(author, 60);
  return by === ''
    ? `${words.title} (${words.id})`
    : // translators: a plugin: its name and version, its folder and file, its author.
      t.__('%(title)s (%(id)s), by %(author)s', { ...words, author: by });
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
  t: Language,
  culprit: Culprit,
  { culprits, symptoms }: Pick<RunReport, 'culprits' | 'symptoms'>,
): readonly string[] {
  const { plugins, proof, needs = [] } = culprit;
  const several = plugins.length > 1;
  // A person who judges by hand looks at no request.
  const byHand = culprit.symptoms.some((index) => symptoms[index]?.described !== undefined);
  const alone = proof.alone === 'fails' ? [aloneLine(t, several, byHand)] : [];
  const again =
    proof.again === 'fails' && alone.length === 0
      ? [
          byHand
            ? t.__('With every plugin on again, it fails again.')
            : t.__('With every plugin on again, the request fails again.'),
        ]
      : [];
  const died = proof.again === 'died-on-activation' ? [diedLine(t, plugins.length)] : [];
  const shown = [...alone, ...again, ...died];
  const untested = several
    ? t.__('wp-bisect could not test them with every other suspect off.')
    : t.__('wp-bisect could not test it with every other suspect off.');
  const needed = t.list(needs.map(({ name }) => clean(name, 120)));
  return [
    withoutLine(t, culprit, hasCompany(culprit, culprits), byHand),
    ...(shown.length > 0 ? shown : [untested]),
    ...(needed === ''
      ? []
      : [t.__('Left on, because the request needs it: %(plugins)s.', { plugins: needed })]),
  ];
}

function withoutLine(
  t: Language,
  { plugins, proof }: Culprit,
  company: boolean,
  byHand: boolean,
): string {
  const works = proof.without === 'passes';
  if (plugins.length > 1 && company) {
    if (!works)
      return t.__(
        'With any one of them and the other culprits off, this failure is gone, but another error remains.',
      );
    return byHand
      ? t.__('With any one of them and the other culprits off, it works.')
      : t.__('With any one of them and the other culprits off, the request works.');
  }
  if (plugins.length > 1) {
    if (!works)
      return t.__('With any one of them off, this failure is gone, but another error remains.');
    return byHand
      ? t.__('With any one of them off, it works.')
      : t.__('With any one of them off, the request works.');
  }
  if (company) {
    if (!works)
      return t.__(
        'With this plugin and the other culprits off, this failure is gone, but another error remains.',
      );
    return byHand
      ? t.__('With this plugin and the other culprits off, it works.')
      : t.__('With this plugin and the other culprits off, the request works.');
  }
  if (!works)
    return t.__('With only this plugin off, this failure is gone, but another error remains.');
  return byHand
    ? t.__('With only this plugin off, it works.')
    : t.__('With only this plugin off, the request works.');
}

function aloneLine(t: Language, several: boolean, byHand: boolean): string {
  if (several) {
    return byHand
      ? t.__('With only these suspects on, it fails.')
      : t.__('With only these suspects on, the request fails.');
  }
  return byHand
    ? t.__('With only this suspect on, it fails.')
    : t.__('With only this suspect on, the request fails.');
}

function diedLine(t: Language, plugins: number): string {
  return t._n(
    'WordPress refuses to activate it again, because it causes a fatal error.',
    'WordPress refuses to activate them again, because they cause a fatal error.',
    plugins,
  );
}

/** A failing request with its answer, as WordPress words it. */
export function symptomLine(t: Language, symptom: Symptom): string {
  const { request, observed } = symptom;
  if (symptom.described !== undefined) return symptomTitle(t, symptom);
  const message = observed.message === null ? '' : `: "${clean(observed.message, 160)}"`;
  return `${requestLine(t, request)} -> ${answerLine(t, observed)}${message}`;
}

/** The state the site was left in, and what to do where it is not as it was. */
export function siteLines(t: Language, report: RunReport, name: NameOf): readonly string[] {
  const { missing, appeared } = report.difference;
  const gone = goneLines(t, report.difference, name).map((line) => `  ${line}`);
  const others = [...activatedLines(t, appeared, name), ...gone];
  if (!report.restored) {
    return [
      t.__('The site is NOT as it was.'),
      ...missingSteps(t, report.difference, report.site, name).map((step) => `  ${step}`),
      ...others,
    ];
  }
  if (report.outcome === 'blocked' || report.outcome === 'rechecked') return others;
  if (foundNothing(report)) return others;
  // A session of Health Check toggles nothing, and changes the site all the same until it ends.
  const untouched = report.cost.toggles === 0 && report.switch !== 'isolated';
  if (untouched && missing.length === 0 && report.outcome !== 'restored') {
    return [unchangedLine(t, report), ...others];
  }
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
  const untouched = report.cost.toggles === 0 && report.switch !== 'isolated';
  return !(untouched && report.difference.missing.length === 0 && report.outcome !== 'restored');
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
  return [[total, harm(t, cost, kind)].filter(Boolean).join(' ')];
}

function harm(t: Language, cost: Cost, kind: RunReport['switch']): string {
  if (kind === 'isolated' && cost.toggles === 0) return t.__('No plugin was off for visitors.');
  if (cost.pluginSecondsOff === 0) return '';
  return t.__('Plugins were off for visitors for %(duration)s, added up over all plugins.', {
    duration: t.duration(cost.pluginSecondsOff),
  });
}
