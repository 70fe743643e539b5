/** The findings of a diagnosis, and the message to whoever can help, as lines of text. */

import type { Finding } from '../model/findings.ts';
import type { RunReport } from '../model/report.ts';
import { clean, type Paint } from './format.ts';
import { checkNames, findingLine, sorted } from './findings/index__findings.ts';
import { ticketTitle } from './ticket.ts';

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
