// Everything that people read of a run, in one language: for tests of words in every language.

import { type Language, saidAgain } from '../../src/language/language.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { healthText } from '../../src/report/health.ts';
import { htmlReport } from '../../src/report/html.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { createProgress } from '../../src/report/progress.ts';
import { textReport } from '../../src/report/text.ts';
import { stringsIn } from '../language/pseudo.ts';
import { type ENDINGS, NAMES, SCENE } from './sample-run.ts';

type Ending = (typeof ENDINGS)[string];

/** The report of a run in this language: what the product says in it is said in no other one. */
export function reportIn(t: Language, { report }: Ending): RunReport {
  return {
    ...report,
    cause: report.cause && saidAgain(t, report.cause),
    findings: report.findings.map((finding) => saidAgain(t, finding)),
  };
}

/** What the site, a plugin or a person has said in a run. */
export function quotedIn({ report }: Ending): readonly string[] {
  const findings = report.findings.map(({ facts }) => facts);
  return stringsIn({ ...report, cause: report.cause?.facts, findings });
}

/** One ending in all formats for people. */
export function told(t: Language, ending: Ending): string {
  const report = reportIn(t, ending);
  const problem = ending.problem ?? null;
  const options = { names: NAMES, problem };
  return [
    textReport(t, report, { ...options, color: false, verbose: true }),
    markdownReport(t, report, options),
    htmlReport(t, report, options).replace(/<style>[\s\S]*?<\/style>|<meta[^>]*>/g, ''),
    healthText(t, report, { color: false, problem }),
  ].join('\n');
}

/** The progress of one run, all of it. */
export function progressIn(t: Language): string {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  const emit = createProgress(t, write, { verbosity: 'verbose', color: false });
  for (const event of SCENE) emit(event);
  return text;
}
