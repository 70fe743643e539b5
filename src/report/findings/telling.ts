/** The findings of a diagnosis, as every front end for people shows them. */

import type { Language } from '../../language/language.ts';
import type { Problem } from '../../model/errors.ts';
import type { Finding } from '../../model/findings.ts';
import type { RunReport } from '../../model/run-report.ts';
import { clean } from '../format.ts';
import { explain } from '../problems/index.ts';

/** Checks that suspect: what they say of who answers is worth nothing beside a proof. */
const SUSPICIONS: ReadonlySet<Finding['check']> = new Set(['plugin', 'www-authenticate']);

/** The findings that say more than the proven culprits do; all of them where a failure is unexplained. */
export function worthTelling({ findings, culprits, symptoms }: RunReport): readonly Finding[] {
  const explained = new Set(culprits.flatMap((culprit) => culprit.symptoms));
  const isProven = culprits.length > 0 && symptoms.every((_, index) => explained.has(index));
  if (!isProven) return findings;
  // Who refuses the application password is proven: what else it could have been is no news.
  const refused = symptoms.some(({ request }) => request.as === 'application-password');
  const isAnswered = (check: Finding['check']) =>
    SUSPICIONS.has(check) || (refused && check === 'credentials');
  return findings.filter(
    ({ check, result }) => !(isAnswered(check) && (result === 'clue' || result === 'not-checked')),
  );
}

/** The findings of a report by what they are worth; the one that is the report's cause aside. */
export function sorted(report: RunReport): {
  readonly causes: readonly Finding[];
  readonly clues: readonly Finding[];
  readonly cleared: readonly Finding[];
  readonly unchecked: readonly Finding[];
} {
  const { cause } = report;
  const findings = worthTelling(report);
  // The cause is told with its own evidence and advice: once is enough.
  const told = (finding: Finding) =>
    cause !== null && finding.evidence !== '' && cause.evidence.startsWith(finding.evidence);
  const all = (result: Finding['result']) =>
    findings.filter((finding) => finding.result === result && !told(finding));
  return {
    causes: all('cause'),
    clues: all('clue'),
    cleared: all('cleared'),
    unchecked: all('not-checked'),
  };
}

/**
 * The report without what the problem that ended the run says already: a cause or a finding that repeats
 * its fact keeps only what it adds.
 */
export function withoutRepeats(t: Language, report: RunReport, problem: Problem | null): RunReport {
  if (problem === null) return report;
  const { fact, remedy } = explain(t, problem);
  const findings = report.findings.flatMap((finding) => {
    if (finding.evidence !== fact) return finding;
    const advice = finding.advice === remedy ? '' : finding.advice;
    const addsNothing = finding.result === 'cause' || finding.meaning === '';
    return addsNothing ? [] : { ...finding, evidence: '', advice };
  });
  const isSame = report.cause?.evidence === fact;
  return { ...report, cause: isSame ? null : report.cause, findings };
}

/** A finding in one or two sentences, without its advice. */
export function findingLine({ evidence, meaning }: Finding): string {
  return [clean(evidence, 1000), clean(meaning, 1000)].filter(Boolean).join(' ');
}

/** `the address, a cache and the session`. */
export function checkNames(t: Language, findings: readonly Finding[]): string {
  return t.list(findings.map(({ label }) => label));
}
