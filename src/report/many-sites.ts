/** Many sites: a line of JSON for each, and a table of all at the end. */

import type { Language } from '../language/language.ts';
import type { ExitCode, Problem } from '../model/errors.ts';
import type { RunReport } from '../model/run-report.ts';
import { clean, createPaint, safeUrl } from './format.ts';
import { reportData, toJson } from './json.ts';
import { explain } from './problems/index.ts';

/** One site of a list and how it went; `finished` is null where an earlier run has its report. */
export type SiteRow = {
  /** As it stands in the list. */
  readonly site: string;
  readonly exitCode: ExitCode;
  readonly finished: { readonly report: RunReport; readonly problem: Problem | null } | null;
};

/** The published report with the address of the list (`asked`) and the exit code, as one line. */
export function siteLine(t: Language, { site, exitCode, finished }: SiteRow): string {
  const report = finished ? reportData(t, finished.report, finished.problem) : {};
  return `${toJson({ asked: safeUrl(site), exitCode, ...report })}\n`;
}

/** The table, and a line that counts. */
export function sitesTable(
  t: Language,
  rows: readonly SiteRow[],
  { skipped, color }: { readonly skipped: number; readonly color: boolean },
): string {
  const paint = createPaint(color);
  const widest = Math.min(60, Math.max(4, ...rows.map(({ site }) => safeUrl(site).length)));
  const lines = rows.map((row) => {
    const painted = row.exitCode === 0 ? paint.good : row.exitCode === 3 ? paint.warn : paint.bad;
    const code = painted(`${row.exitCode}`.padStart(4));
    return `${code}  ${safeUrl(row.site).padEnd(widest)}  ${told(t, row)}`;
  });
  const well = rows.filter(({ exitCode }) => exitCode === 0).length;
  const total = [
    t._n(
      '%(count)s site: %(well)s OK, %(other)s not OK.',
      '%(count)s sites: %(well)s OK, %(other)s not OK.',
      rows.length,
      {
        well: t.number(well),
        other: t.number(rows.length - well),
      },
    ),
    ...(skipped === 0
      ? []
      : [
          t._n(
            '%(count)s of them is from an earlier run.',
            '%(count)s of them are from an earlier run.',
            skipped,
          ),
        ]),
  ].join(' ');
  const head = `${t.__('code')}  ${t.__('site').padEnd(widest)}  ${t.__('result')}`;
  return `${[paint.bold(head), ...lines, total].join('\n')}\n`;
}

function told(t: Language, { exitCode, finished }: SiteRow): string {
  if (finished === null) return exitCode === 0 ? t.__('OK, earlier') : t.__('see the report');
  const { report, problem } = finished;
  if (problem !== null) return explain(t, problem).fact;
  const first = report.symptoms[0];
  const duration = t.duration(report.cost.seconds);
  if (first === undefined) {
    return exitCode === 0 ? t.__('OK, %(duration)s', { duration }) : t.__('see the report');
  }
  const { status, code } = first.observed;
  const answer = clean(`${status} ${code ?? ''}`, 80);
  const more = report.symptoms.length - 1;
  return more === 0
    ? answer
    : t._n('%(answer)s, and %(count)s more', '%(answer)s, and %(count)s more', more, { answer });
}
