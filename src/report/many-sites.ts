/** Many sites: a line of JSON for each, and a table of all at the end. */

import type { Language } from '../language/language.ts';
import type { ExitCode } from '../model/errors.ts';
import { clean, createPaint, safeUrl } from './format.ts';
import { toJson } from './json.ts';

/** What the published report of a site says, as far as a table tells it. */
export type FoundOnSite = {
  readonly health: string | null;
  /** The fact of what ended it. */
  readonly problem: string | null;
  /** Of the failing requests: status and code. */
  readonly answers: readonly string[];
  readonly cause: string | null;
  readonly seconds: number | null;
};

/** One site of a list and how it went. */
export type SiteRow = {
  /** As it stands in the list. */
  readonly site: string;
  readonly exitCode: ExitCode;
  readonly found: FoundOnSite;
  /** An earlier run has its report. */
  readonly isEarlier: boolean;
};

/** The published report with the address of the list (`asked`) and the exit code, as one line. */
export function siteLine(site: string, exitCode: ExitCode, report: object): string {
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
  const well = rows.filter((row) => isWell(row)).length;
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

/** A diagnosis has done its job (0) whatever it found: that does not make a site well. */
function isWell({ exitCode, found }: SiteRow): boolean {
  const { health, problem, answers, cause } = found;
  if (exitCode !== 0) return false;
  return health === 'well' || (problem === null && answers.length === 0 && cause === null);
}

function told(t: Language, row: SiteRow): string {
  const { problem, answers, cause, seconds } = row.found;
  if (isWell(row)) {
    return row.isEarlier || seconds === null
      ? t.__('OK, earlier')
      : t.__('OK, %(duration)s', { duration: t.duration(seconds) });
  }
  const [answer, ...others] = answers.map((each) => clean(each, 80));
  if (problem !== null) return clean(problem, LONGEST);
  if (answer === undefined) return cause === null ? t.__('see the report') : clean(cause, LONGEST);
  const more = others.length;
  return more === 0
    ? answer
    : t._n('%(answer)s, and %(count)s more', '%(answer)s, and %(count)s more', more, { answer });
}

const LONGEST = 200;
