/** How a command ended, in the words that begin every answer. */

import type { Language } from '../language/language.ts';
import type { Cause, ReportedCulprit } from '../model/report.ts';
import type { Rechecked, RunReport } from '../model/run-report.ts';
import { answerLine, clean, safeUrl, symptomTitle } from './format.ts';
import { foundNothing } from './site-lines.ts';

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
              'With every plugin on, the request worked each time, so wp-bisect cannot find a plugin. If the failure comes and goes, start again while it fails.',
            ),
          ];
    case 'not-a-plugin':
      return [
        wasLeftOn(report)
          ? t.__('No plugin that was tested is to blame on %(site)s.', { site })
          : t.__('No plugin is to blame on %(site)s.', { site }),
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

/** Plugins were never off, and what else may be to blame is a likelihood: they may be, too. */
function wasLeftOn({ pinned, cause, cost }: RunReport): boolean {
  const isProven = cause?.facts !== undefined && 'proven' in cause.facts && cause.facts.proven;
  const isLikelihood = cause === null || (LIKELIHOODS.has(cause.kind) && !isProven);
  return cost.probes > 0 && isLikelihood && pinned.some(({ why }) => why !== 'carries-the-switch');
}

const LIKELIHOODS: ReadonlySet<Cause['kind']> = new Set([
  'must-use-plugin',
  'drop-in',
  'theme',
  'unknown',
]);

/** Nothing was searched for: nothing fails, or the answers show what is wrong, or it fails otherwise. */
function nothingToSearch(t: Language, report: RunReport, site: string): readonly string[] {
  const { cause, notes } = report;
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
  // A diagnosis sends nothing but reads, and few of them.
  const untried = isDiagnosis(report)
    ? [
        t.__(
          'A diagnosis does not try feeds, the heartbeat and saving in the editor; --bisect does, and switches plugins only where something is refused.',
        ),
      ]
    : [];
  const lookFurther = t.__(
    'Every request that wp-bisect tried and that should work gets an answer other than 401 (or what --fails-on names). If another one fails for you, give it: --request "GET /path" (and --as, if you are signed in when it fails).',
  );
  return notes.some(({ type }) => type === 'other-error')
    ? [
        t.__('Nothing on %(site)s fails as asked for, but something goes wrong in another way.', {
          site,
        }),
        t.__('The notes say what, and which flag searches for its cause.'),
        lookFurther,
        ...untried,
      ]
    : [t.__('Nothing fails on %(site)s.', { site }), lookFurther, ...untried];
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

/** `REST Guard`, or `Firewall together with JWT`. */
function culpritName(t: Language, { plugins }: ReportedCulprit): string {
  const names = plugins.map(({ plugin, name }) => clean(name, 80) || clean(plugin, 120));
  const [first = '', ...others] = names;
  return others.length === 0
    ? first
    : t.__('%(plugin)s together with %(others)s', { plugin: first, others: t.list(others) });
}

/** What sending the requests of an earlier report again showed, in words. */

/** How it ended, then one line for each request. `site` is safe to print. */
function recheckLines(t: Language, report: RunReport, site: string): readonly string[] {
  const { recheck, symptoms } = report;
  if (!recheck) return [t.__('Tested %(site)s again.', { site })];
  const lines = recheck.symptoms.flatMap((each, index) => {
    const symptom = symptoms[index];
    return symptom === undefined ? [] : [`${symptomTitle(t, symptom)}: ${said(t, each)}`];
  });
  return [titleOf(t, recheck.result, site), ...lines];
}

function titleOf(t: Language, result: Rechecked['result'], site: string): string {
  switch (result) {
    case 'gone':
      return t.__('The failure is gone on %(site)s.', { site });
    case 'still-there':
      return t.__('The failure is still there on %(site)s.', { site });
    case 'different':
      return t.__('The request fails differently now on %(site)s.', { site });
    case 'cannot-tell':
      return t.__('The test on %(site)s gave no clear answer.', { site });
  }
}

// translators: all of these come after "GET /path (sent by): ", and an answer is such as "401 rest_forbidden".
function said(t: Language, { result, before, now, reason }: Rechecked): string {
  const answer = now === null ? '' : answerLine(t, now);
  switch (result) {
    case 'gone':
      return t.__('%(answer)s. It works now.', { answer });
    case 'still-there':
      return t.__('%(answer)s, as before.', { answer });
    case 'different':
      return t.__('%(answer)s now, %(before)s before.', { answer, before: answerLine(t, before) });
    case 'cannot-tell':
      return reason === undefined ? `${answer}.` : whyUnclear(t, reason, answer);
  }
}

function whyUnclear(t: Language, reason: NonNullable<Rechecked['reason']>, answer: string): string {
  switch (reason) {
    case 'masked':
      return t.__(
        'Not sent. The report leaves out a secret value or a header of it. Use --request instead.',
      );
    case 'body':
      return t.__('Not sent. The report leaves out its body. Use --request with --data instead.');
    case 'by-hand':
      return t.__('Not sent. You checked it by hand.');
    case 'no-credentials':
      return t.__('Not sent. It needs the credentials it was sent with before.');
    case 'writes':
      return t.__('Not sent. It can change the site. Add --yes if that is harmless.');
    case 'no-answer':
      return t.__('The site did not answer.');
    case 'cached':
      return t.__('A cache answered. Empty it, then test again.');
    default:
      return `${answer} (${reason}).`;
  }
}
