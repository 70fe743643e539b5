/** The answer for people, on stdout. */

import type { Problem } from '../model/errors.ts';
import type { Finding } from '../model/findings.ts';
import type { Culprit, Pin, RunReport } from '../model/report.ts';
import {
  costLine,
  headline,
  isDiagnosis,
  pluginLine,
  proofLines,
  siteLines,
  symptomLine,
} from './answer-lines.ts';
import { checkNames, findingLine, sorted, withoutRepeats } from './findings/telling.ts';
import { clean, count, createPaint, list, type Paint, pinReason } from './format.ts';
import { notRestoredLines } from './next-steps.ts';
import { explainNote, type NameOf } from './notes.ts';
import { explain } from './problems/index.ts';
import { ticketTitle } from './ticket.ts';
import { traceLines } from './trace.ts';

/** What the text depends on besides the report. */
export type TextOptions = {
  readonly color: boolean;
  /** Also what was cleared, in full, and the message to whoever can help. */
  readonly verbose?: boolean;
  /** Names of plugins by id, for those the report lists by id alone. */
  readonly names?: Readonly<Record<string, string>>;
  /** What ended the run, for `blocked` and `inconclusive`. */
  readonly problem?: Problem | null;
};

/** The whole answer, ending in a line feed. */
export function textReport(told: RunReport, options: TextOptions): string {
  const report = withoutRepeats(told, options.problem ?? null);
  const paint = createPaint(options.color);
  const name: NameOf = (plugin) => clean(options.names?.[plugin] ?? '', 80) || clean(plugin, 120);
  const blocks = [
    bolded(headline(report), paint),
    report.restored ? [] : siteBlock(report, name, paint),
    ...report.culprits.map((culprit) => culpritBlock(culprit, report, paint)),
    causeBlock(report, paint),
    problemBlock(options.problem ?? null, paint),
    report.outcome === 'rechecked' ? [] : openSymptoms(report),
    ...findingBlocks(report, options.verbose === true, paint),
    pinnedBlock(report.pinned, name, mayBePinned(report)),
    notesBlock(report, name),
    report.restored ? siteBlock(report, name, paint) : [],
    options.verbose ? ticketBlock(report, paint) : [],
    costLine(report),
    // The last thing on the screen: a wall of text above must not hide it.
    report.restored ? [] : notRestoredBlock(report, paint),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function culpritBlock(culprit: Culprit, report: RunReport, paint: Paint): readonly string[] {
  const { symptoms } = report;
  const several = culprit.plugins.length > 1;
  const heading = several ? 'These plugins fail only together:' : 'The culprit:';
  return [
    paint.bold(heading),
    ...culprit.plugins.map((plugin) => `  ${pluginLine(plugin, paint.bad)}`),
    ...culprit.symptoms.flatMap((index) => {
      const symptom = symptoms[index];
      if (symptom === undefined) return [];
      return [
        `  Fails:  ${symptomLine(symptom)}`,
        ...traceLines(symptom).map((line) => `          ${line}`),
      ];
    }),
    ...proofLines(culprit, report).map(
      (line, index) => `  ${index === 0 ? 'Proof: ' : '       '} ${line}`,
    ),
    ...(culprit.advice === null ? [] : [`  Advice: ${clean(culprit.advice, 1000)}`]),
  ];
}

function causeBlock(report: RunReport, paint: Paint): readonly string[] {
  const { cause } = report;
  if (cause === null) return [];
  return [
    `${paint.bold(causeWord(report))} ${clean(cause.evidence, 1000)}`,
    ...(cause.advice === '' ? [] : [`  Advice: ${clean(cause.advice, 1000)}`]),
  ];
}

/** How sure it is: what shows from outside is seen, what is left after a search is inferred. */
function causeWord(report: RunReport): string {
  if (!isDiagnosis(report)) return 'Probably:';
  return report.outcome === 'inconclusive' ? 'A hint:' : 'The cause:';
}

function problemBlock(problem: Problem | null, paint: Paint): readonly string[] {
  if (problem === null) return [];
  const { fact, remedy } = explain(problem);
  return [paint.bad(fact), `  ${remedy}`];
}

/** True where something still fails that a plugin which was left on may explain. */
function mayBePinned(report: RunReport): boolean {
  const isFound = report.outcome === 'culprit-found' && openSymptoms(report).length > 0;
  return isFound || report.outcome === 'not-a-plugin';
}

/** The symptoms that no culprit explains. */
function openSymptoms({ symptoms, culprits }: RunReport): readonly string[] {
  const explained = new Set(culprits.flatMap((culprit) => culprit.symptoms));
  const open = symptoms.filter((_, index) => !explained.has(index));
  if (open.length === 0) return [];
  return [
    culprits.length === 0 ? 'What fails:' : 'Fails for another reason:',
    ...open.flatMap((symptom) => [
      `  ${symptomLine(symptom)}`,
      ...traceLines(symptom).map((line) => `    ${line}`),
    ]),
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

/** Red, short and last: that something is still to be done, and the one command that does it. */
function notRestoredBlock(report: RunReport, paint: Paint): readonly string[] {
  return notRestoredLines(report).map((line, index) =>
    index === 0 ? paint.bad(paint.bold(line)) : line,
  );
}

function bolded([first = '', ...rest]: readonly string[], paint: Paint): readonly string[] {
  return [paint.bold(first), ...rest];
}

function siteBlock(report: RunReport, name: NameOf, paint: Paint): readonly string[] {
  const [first, ...rest] = siteLines(report, name);
  if (first === undefined) return [];
  const isBack = report.restored && first.startsWith('The site is restored');
  return [isBack ? paint.good(first) : report.restored ? first : paint.bad(first), ...rest];
}

/** The findings of a diagnosis, and the message to whoever can help, as lines of text. */

/** Causes and clues with their advice, then what was cleared in a line; in full where asked for. */
export function findingBlocks(
  report: RunReport,
  verbose: boolean,
  paint: Paint,
): readonly (readonly string[])[] {
  const { causes, clues, cleared, unchecked } = sorted(report);
  const block = (title: string, findings: readonly Finding[]) =>
    findings.length === 0 ? [] : [paint.bold(title), ...findings.flatMap(findingLines)];
  return [
    block('Also a cause:', causes),
    block('Worth knowing:', clues),
    ...(verbose
      ? [block('Not the cause:', cleared), block('Not checked:', unchecked)]
      : [
          [
            ...(cleared.length === 0 ? [] : [`Not the cause: ${checkNames(cleared)}.`]),
            ...(unchecked.length === 0 ? [] : [`Not checked: ${checkNames(unchecked)}.`]),
          ],
        ]),
  ];
}

function findingLines(finding: Finding): readonly string[] {
  const advice = finding.advice === '' ? [] : [`    Advice: ${clean(finding.advice, 1000)}`];
  return [`  - ${findingLine(finding)}`, ...advice];
}

/** The message to whoever can help. */
export function ticketBlock({ ticket }: RunReport, paint: Paint): readonly string[] {
  if (ticket === null) return [];
  return [
    paint.bold(`${ticketTitle(ticket)}:`),
    ...[`Subject: ${ticket.subject}`, '', ...ticket.text.trimEnd().split('\n')].map((line) =>
      line === '' ? '' : `  ${line}`,
    ),
  ];
}
