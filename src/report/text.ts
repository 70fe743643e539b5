/** The answer for people, on stdout. */

import type { Language } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import type { Finding } from '../model/findings.ts';
import type { ReportedCulprit, Symptom } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { pluginLine, proofLines, symptomLine } from './culprit-lines.ts';
import { type AnswerOptions, pluginNames } from './environment.ts';
import { checkNames, findingLine, sorted, withoutRepeats } from './findings/telling.ts';
import { clean, createPaint, isSeenFailing, type NameOf, type Paint, pinReason } from './format.ts';
import { headline, isDiagnosis } from './headline.ts';
import { notRestoredLines } from './next-steps.ts';
import { explainNote } from './notes.ts';
import { explain } from './problems/index.ts';
import { costLine, isRestoredLine, siteLines } from './site-lines.ts';
import { ticketTitle } from './ticket.ts';
import { traceLines } from './trace.ts';

/** What the text depends on besides the report. */
export type TextOptions = AnswerOptions & {
  readonly color: boolean;
  /** Also what was cleared, in full, and the support message. */
  readonly verbose?: boolean;
};

/** The whole answer, ending in a line feed. */
export function textReport(t: Language, told: RunReport, options: TextOptions): string {
  const report = withoutRepeats(t, told, options.problem ?? null);
  const paint = createPaint(options.color);
  const name = pluginNames(report, options);
  const blocks = [
    bolded(headline(t, report), paint),
    report.restored ? [] : siteBlock(t, report, name, paint),
    ...report.culprits.map((culprit) => culpritBlock(t, culprit, report, paint)),
    causeBlock(t, report, paint),
    problemBlock(t, options.problem ?? null, paint),
    report.outcome === 'rechecked' ? [] : openSymptoms(t, report),
    ...findingBlocks(t, report, options.verbose === true, paint),
    pinnedBlock(t, report, name),
    notesBlock(t, report, name),
    report.restored ? siteBlock(t, report, name, paint) : [],
    options.verbose ? ticketBlock(t, report, paint) : [],
    costLine(t, report),
    // The last thing on the screen: a wall of text above must not hide it.
    report.restored ? [] : notRestoredBlock(t, report, paint),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function culpritBlock(
  t: Language,
  culprit: ReportedCulprit,
  report: RunReport,
  paint: Paint,
): readonly string[] {
  const { symptoms } = report;
  const [fails, proof, fix] = [t.__('Fails:'), t.__('Proof:'), t.__('Fix:')] as const;
  const width = Math.max(fails.length, proof.length, fix.length);
  const heading = t._n('The culprit:', 'These plugins fail only together:', culprit.plugins.length);
  return [
    paint.bold(heading),
    ...culprit.plugins.map((plugin) => `  ${pluginLine(t, plugin, paint.bad)}`),
    ...culprit.symptoms.flatMap((index) => {
      const symptom = symptoms[index];
      if (symptom === undefined) return [];
      return labelled(fails, width, [symptomLine(t, symptom), ...traceLines(t, symptom)]);
    }),
    ...labelled(proof, width, proofLines(t, culprit, report)),
    ...(culprit.advice === null ? [] : labelled(fix, width, [clean(culprit.advice, 1000)])),
  ];
}

/** A label before the first line, the others below it. */
function labelled(label: string, width: number, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(width)} ${line}`);
}

function causeBlock(t: Language, report: RunReport, paint: Paint): readonly string[] {
  const { cause } = report;
  if (cause === null) return [];
  return [
    `${paint.bold(causeWord(t, report))} ${clean(cause.evidence, 1000)}`,
    ...(cause.advice === '' ? [] : [`  ${t.__('Fix:')} ${clean(cause.advice, 1000)}`]),
  ];
}

/** How sure it is: what shows from outside is seen, what is left after a search is inferred. */
function causeWord(t: Language, report: RunReport): string {
  if (!isDiagnosis(report)) return t.__('Probably:');
  return report.outcome === 'inconclusive' ? t.__('A hint:') : t.__('The cause:');
}

function problemBlock(t: Language, problem: Problem | null, paint: Paint): readonly string[] {
  if (problem === null) return [];
  const { fact, remedy } = explain(t, problem);
  return [paint.bad(fact), `  ${remedy}`];
}

/** True where something still fails that a plugin which was left on may explain. */
function mayBePinned(report: RunReport): boolean {
  const isFound = report.outcome === 'culprit-found' && openOf(report).length > 0;
  return isFound || report.outcome === 'not-a-plugin';
}

/** The symptoms that no culprit explains. */
function openOf({ symptoms, culprits }: RunReport): readonly Symptom[] {
  const explained = new Set(culprits.flatMap((culprit) => culprit.symptoms));
  return symptoms.filter((_, index) => !explained.has(index));
}

function openSymptoms(t: Language, report: RunReport): readonly string[] {
  const open = openOf(report);
  if (open.length === 0) return [];
  return [
    openTitle(t, report, open),
    ...open.flatMap((symptom) => [
      `  ${symptomLine(t, symptom)}`,
      ...traceLines(t, symptom).map((line) => `    ${line}`),
    ]),
  ];
}

function openTitle(t: Language, { culprits }: RunReport, open: readonly Symptom[]): string {
  if (!open.some(isSeenFailing)) return t.__('What was looked at:');
  return culprits.length === 0 ? t.__('What fails:') : t.__('Not explained by this:');
}

function pinnedBlock(t: Language, report: RunReport, name: NameOf): readonly string[] {
  const { pinned } = report;
  if (pinned.length === 0) return [];
  const reasons = [...new Set(pinned.map(({ why }) => why))];
  return [
    mayBePinned(report)
      ? t._n(
          'Not tested: %(count)s plugin. It may be to blame.',
          'Not tested: %(count)s plugins. One of them may be to blame.',
          pinned.length,
        )
      : t._n('Not tested: %(count)s plugin.', 'Not tested: %(count)s plugins.', pinned.length),
    ...reasons.map((why) => {
      const plugins = pinned.filter((pin) => pin.why === why).map(({ plugin }) => name(plugin));
      return `  ${t.list(plugins)}: ${pinReason(t, why, plugins.length)}`;
    }),
  ];
}

function notesBlock(t: Language, { notes, symptoms }: RunReport, name: NameOf): readonly string[] {
  const sentences = [...new Set(notes.map((note) => explainNote(t, note, name, symptoms)))];
  return sentences.length === 0 ? [] : [t.__('Notes:'), ...sentences.map((text) => `  - ${text}`)];
}

/** Red, short and last: that something is still to be done, and the one command that does it. */
function notRestoredBlock(t: Language, report: RunReport, paint: Paint): readonly string[] {
  return notRestoredLines(t, report).map((line, index) =>
    index === 0 ? paint.bad(paint.bold(line)) : line,
  );
}

function bolded([first = '', ...rest]: readonly string[], paint: Paint): readonly string[] {
  return [paint.bold(first), ...rest];
}

function siteBlock(t: Language, report: RunReport, name: NameOf, paint: Paint): readonly string[] {
  const [first, ...rest] = siteLines(t, report, name);
  if (first === undefined) return [];
  const isBack = isRestoredLine(report);
  return [isBack ? paint.good(first) : report.restored ? first : paint.bad(first), ...rest];
}

/** The findings of a diagnosis, and the support message, as lines of text. */

/** Causes and clues with their advice; what was ruled out only where everything is asked for. */
function findingBlocks(
  t: Language,
  report: RunReport,
  verbose: boolean,
  paint: Paint,
): readonly (readonly string[])[] {
  const { causes, clues, cleared, unchecked } = sorted(report);
  const block = (title: string, findings: readonly Finding[]) =>
    findings.length === 0
      ? []
      : [paint.bold(title), ...findings.flatMap((finding) => findingLines(t, finding))];
  return [
    block(t.__('Also a cause:'), causes),
    block(t.__('Worth knowing:'), clues),
    ...(verbose
      ? [block(t.__('Ruled out:'), cleared), block(t.__('Not checked:'), unchecked)]
      : [
          [
            ...(unchecked.length === 0
              ? []
              : [`${t.__('Not checked:')} ${checkNames(t, unchecked)}.`]),
          ],
        ]),
  ];
}

function findingLines(t: Language, finding: Finding): readonly string[] {
  const advice =
    finding.advice === '' ? [] : [`    ${t.__('Fix:')} ${clean(finding.advice, 1000)}`];
  return [`  - ${findingLine(finding)}`, ...advice];
}

/** The support message. */
function ticketBlock(t: Language, { ticket }: RunReport, paint: Paint): readonly string[] {
  if (ticket === null) return [];
  return [
    paint.bold(`${ticketTitle(t, ticket)}:`),
    ...[`${t.__('Subject:')} ${ticket.subject}`, '', ...ticket.text.trimEnd().split('\n')].map(
      (line) => (line === '' ? '' : `  ${line}`),
    ),
  ];
}
