/** The answer for people, on stdout. */

import type { Problem } from '../errors.ts';
import type { Cost, Culprit, Pin, PluginRef, RunReport, Symptom } from '../run/model.ts';
import {
  answerLine,
  clean,
  count,
  createPaint,
  duration,
  list,
  type Paint,
  pinReason,
  requestLine,
  safeUrl,
  symptomTitle,
} from './describe.ts';
import { explain } from './errors.ts';
import { explainNote, type NameOf } from './notes.ts';
import { missingSteps } from './restoring.ts';

/** What the text depends on besides the report. */
export type TextOptions = {
  readonly color: boolean;
  /** Names of plugins by id, for those the report lists by id alone. */
  readonly names?: Readonly<Record<string, string>>;
  /** What ended the run, for `blocked` and `inconclusive`. */
  readonly problem?: Problem | null;
};

/** The whole answer, ending in a line feed. */
export function textReport(report: RunReport, options: TextOptions): string {
  const paint = createPaint(options.color);
  const name: NameOf = (plugin) => clean(options.names?.[plugin] ?? '', 80) || clean(plugin, 120);
  const blocks = [
    headline(report, paint),
    report.restored ? [] : siteBlock(report, name, paint),
    ...report.culprits.map((culprit) => culpritBlock(culprit, report, paint)),
    causeBlock(report, paint),
    problemBlock(options.problem ?? null, paint),
    openSymptoms(report),
    pinnedBlock(report.pinned, name, report.outcome === 'not-a-plugin'),
    notesBlock(report, name),
    report.restored ? siteBlock(report, name, paint) : [],
    costLine(report),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** The answer in one or two lines. */
export function headline(report: RunReport, paint: Paint): readonly string[] {
  const site = safeUrl(report.site);
  switch (report.outcome) {
    case 'culprit-found':
      return [paint.bold(`Found on ${site}: ${report.culprits.map(culpritName).join('; ')}`)];
    case 'not-reproduced':
      return report.symptoms.length === 0
        ? [
            paint.bold(`Nothing fails on ${site}.`),
            'No request that should work answers 401 (or what --fails-on names). If one does fail for you, give it: --request "GET /path" (and --as, if it is sent signed in).',
          ]
        : [
            paint.bold(`The failure did not show again on ${site}.`),
            'With everything on, the request worked, so no plugin can be found. If it comes and goes, try --repeat auto.',
          ];
    case 'not-a-plugin':
      return [
        paint.bold(`No plugin is to blame on ${site}.`),
        'The request fails with every suspect off, too.',
      ];
    case 'blocked':
      return [
        paint.bold(`Stopped before anything was changed${site === '' ? '' : ` on ${site}`}.`),
      ];
    case 'inconclusive':
      return [
        paint.bold(`No clear answer for ${site}.`),
        'The evidence does not prove any plugin guilty, so none is named.',
      ];
    case 'cancelled':
      return [paint.bold(site === '' ? 'Cancelled.' : `Cancelled on ${site}.`)];
    case 'restored':
      if (foundNothing(report)) return [paint.bold(`Nothing to restore on ${site}.`)];
      return [
        paint.bold(
          report.restored ? `Restored ${site}.` : `${site} could not be restored completely.`,
        ),
      ];
  }
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

function culpritBlock(
  culprit: Culprit,
  { symptoms, culprits }: RunReport,
  paint: Paint,
): readonly string[] {
  const several = culprit.plugins.length > 1;
  const heading = several ? 'These plugins fail only together:' : 'The culprit:';
  return [
    paint.bold(heading),
    ...culprit.plugins.map((plugin) => `  ${pluginLine(plugin, paint)}`),
    ...culprit.symptoms.flatMap((index) => {
      const symptom = symptoms[index];
      return symptom === undefined ? [] : [`  Fails:  ${symptomLine(symptom)}`];
    }),
    ...proofLines(culprit, hasCompany(culprit, culprits), subjectOf(culprit, symptoms)).map(
      (line, index) => `  ${index === 0 ? 'Proof: ' : '       '} ${line}`,
    ),
    ...(culprit.advice === null ? [] : [`  Advice: ${clean(culprit.advice, 1000)}`]),
  ];
}

/** `Disable REST 1.2 (disable-rest/disable-rest), by Somebody`. */
function pluginLine({ plugin, name, version, author }: PluginRef, paint: Paint): string {
  const title = [clean(name, 80) || clean(plugin, 120), clean(version, 30)].filter(Boolean);
  const by = clean(author, 60) === '' ? '' : `, by ${clean(author, 60)}`;
  return `${paint.bad(title.join(' '))} (${clean(plugin, 120)})${by}`;
}

/** True where another culprit makes the same request fail: each alone is not enough to heal it. */
function hasCompany(culprit: Culprit, culprits: readonly Culprit[]): boolean {
  return culprits.some(
    (other) =>
      other !== culprit && other.symptoms.some((symptom) => culprit.symptoms.includes(symptom)),
  );
}

/** What works or fails: a person who judges by hand looks at no request. */
function subjectOf(culprit: Culprit, symptoms: readonly Symptom[]): string {
  const byHand = culprit.symptoms.some((index) => symptoms[index]?.described !== undefined);
  return byHand ? 'it' : 'the request';
}

function proofLines(
  { plugins, proof }: Culprit,
  company: boolean,
  what: string,
): readonly string[] {
  const several = plugins.length > 1;
  const culprit = several ? 'any one of them' : company ? 'this plugin' : 'only this plugin';
  const off = `With ${culprit} off${company ? ' and the other culprits too' : ''}`;
  const without =
    proof.without === 'passes'
      ? `${off}, ${what} works.`
      : `${off}, this failure is gone, but another error keeps ${what} from working.`;
  const on = several ? 'With them as the only suspects on' : 'With it as the only suspect on';
  const untested = several
    ? 'They could not be tested with every other suspect off.'
    : 'It could not be tested with every other suspect off.';
  const alone = proof.alone === 'fails' ? `${on}, ${what} fails.` : untested;
  return [without, alone];
}

function symptomLine(symptom: Symptom): string {
  const { request, observed } = symptom;
  if (symptom.described !== undefined) return symptomTitle(symptom);
  const message = observed.message === null ? '' : `: "${clean(observed.message, 160)}"`;
  return `${requestLine(request)} -> ${answerLine(observed)}${message}`;
}

function causeBlock({ cause }: RunReport, paint: Paint): readonly string[] {
  if (cause === null) return [];
  return [
    `${paint.bold('Probably:')} ${clean(cause.evidence, 1000)}`,
    ...(cause.advice === '' ? [] : [`  Advice: ${clean(cause.advice, 1000)}`]),
  ];
}

function problemBlock(problem: Problem | null, paint: Paint): readonly string[] {
  if (problem === null) return [];
  const { fact, remedy } = explain(problem);
  return [paint.bad(fact), `  ${remedy}`];
}

/** The symptoms that no culprit explains. */
function openSymptoms({ symptoms, culprits }: RunReport): readonly string[] {
  const explained = new Set(culprits.flatMap((culprit) => culprit.symptoms));
  const open = symptoms.filter((_, index) => !explained.has(index));
  if (open.length === 0) return [];
  return [
    culprits.length === 0 ? 'What fails:' : 'Fails for another reason:',
    ...open.map((symptom) => `  ${symptomLine(symptom)}`),
  ];
}

function pinnedBlock(
  pinned: readonly Pin[],
  name: NameOf,
  mayBeToBlame: boolean,
): readonly string[] {
  if (pinned.length === 0) return [];
  const reasons = [...new Set(pinned.map(({ why }) => why))];
  return [
    `Not tested: ${count(pinned.length, 'plugin')}.${mayBeToBlame ? ' One of them may be to blame.' : ''}`,
    ...reasons.map((why) => {
      const plugins = pinned.filter((pin) => pin.why === why).map(({ plugin }) => name(plugin));
      return `  ${list(plugins)}: ${pinReason(why)}`;
    }),
  ];
}

function notesBlock({ notes, symptoms }: RunReport, name: NameOf): readonly string[] {
  const sentences = [...new Set(notes.map((note) => explainNote(note, name, symptoms)))];
  return sentences.length === 0 ? [] : ['Notes:', ...sentences.map((text) => `  - ${text}`)];
}

function siteBlock(report: RunReport, name: NameOf, paint: Paint): readonly string[] {
  const { missing, appeared } = report.difference;
  const others =
    appeared.length === 0
      ? []
      : [
          `  Active now, and not before: ${list(appeared.map(name))}. Somebody else switched ${appeared.length === 1 ? 'it' : 'them'} on, so ${appeared.length === 1 ? 'it was' : 'they were'} left alone.`,
        ];
  if (!report.restored) {
    return [
      paint.bad('The site is NOT as it was.'),
      ...missingSteps(report.difference, report.site, name).map((step) => `  ${step}`),
      ...others,
    ];
  }
  if (report.outcome === 'blocked' || foundNothing(report)) return others;
  if (report.cost.toggles === 0 && missing.length === 0 && report.outcome !== 'restored') {
    return ['The site was not changed.', ...others];
  }
  const leftOff = report.leftOff.length === 0 ? '' : ` but ${list(report.leftOff.map(name))}`;
  const as = leftOff === '' ? 'the same plugins are active as before' : 'left off as you asked';
  return [
    leftOff === ''
      ? paint.good(`The site is restored: ${as}, read back from the site.`)
      : paint.good(`The site is restored, all${leftOff}, ${as}; read back from the site.`),
    ...others,
  ];
}

function costLine({ cost, switch: kind }: RunReport): readonly string[] {
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

/** What a culprit makes fail, and what proves it: without it, and with it alone. */
export function culpritFacts(
  culprit: Culprit,
  { symptoms, culprits }: RunReport,
): { readonly fails: readonly string[]; readonly proof: readonly string[] } {
  return {
    fails: culprit.symptoms.flatMap((index) => symptoms[index] ?? []).map(symptomLine),
    proof: proofLines(culprit, hasCompany(culprit, culprits), subjectOf(culprit, symptoms)),
  };
}
