/** Many sites: a line of JSON for each, and a table of all at the end. */

import type { ExitCode, Problem } from '../model/errors.ts';
import type { RunReport } from '../model/report.ts';
import { clean, count, createPaint, duration, safeUrl } from './format.ts';
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
export function siteLine({ site, exitCode, finished }: SiteRow): string {
  const report = finished ? reportData(finished.report, finished.problem) : {};
  return `${toJson({ asked: safeUrl(site), exitCode, ...report })}\n`;
}

/** The table, and a line that counts. */
export function sitesTable(
  rows: readonly SiteRow[],
  { skipped, color }: { readonly skipped: number; readonly color: boolean },
): string {
  const paint = createPaint(color);
  const widest = Math.min(60, Math.max(4, ...rows.map(({ site }) => safeUrl(site).length)));
  const lines = rows.map((row) => {
    const painted = row.exitCode === 0 ? paint.good : row.exitCode === 3 ? paint.warn : paint.bad;
    const code = painted(`${row.exitCode}`.padStart(4));
    return `${code}  ${safeUrl(row.site).padEnd(widest)}  ${told(row)}`;
  });
  const well = rows.filter(({ exitCode }) => exitCode === 0).length;
  const earlier = skipped === 0 ? '' : `, ${skipped} from an earlier run`;
  const total = `${count(rows.length, 'site')}: ${well} well, ${rows.length - well} not${earlier}.`;
  return `${[paint.bold(`code  ${'site'.padEnd(widest)}  what`), ...lines, total].join('\n')}\n`;
}

function told({ exitCode, finished }: SiteRow): string {
  if (finished === null) return exitCode === 0 ? 'well, earlier' : 'see the report';
  const { report, problem } = finished;
  if (problem !== null) return explain(problem).fact;
  const first = report.symptoms[0];
  const more = report.symptoms.length > 1 ? `, and ${report.symptoms.length - 1} more` : '';
  const seconds = duration(report.cost.seconds);
  if (first === undefined) return exitCode === 0 ? `well, ${seconds}` : 'see the report';
  const { status, code } = first.observed;
  return clean(`${status} ${code ?? ''}`, 80) + more;
}
