/** The diagnosis as a live checklist: by sign and by word what was looked at. */

import type { CheckId, Finding, FindingResult } from '../../model/findings.ts';
import type { RunState } from '../../model/run-state.ts';
import { clean } from '../../report/format.ts';
import { DIAGNOSIS, RESULTS } from '../../report/screens/diagnosis.ts';
import { phaseWords, SEARCHING } from '../../report/screens/searching.ts';
import { ALWAYS, cut, GAP, type Part, pad } from '../fit.ts';
import type { Look } from '../look.ts';
import type { UiState } from '../state.ts';
import { type Page, paragraph, part, scrolling, title } from './page.ts';

type Standing = FindingResult | 'running' | 'pending';

/** Where each check is; the first that has not answered is the one being looked at. */
export function standings(
  run: Pick<RunState, 'checks' | 'findings'>,
): readonly { readonly check: CheckId; readonly is: Standing; readonly finding: Finding | null }[] {
  const found = new Map(run.findings.map((finding) => [finding.check, finding]));
  const running = run.checks.find((check) => !found.has(check));
  return run.checks.map((check) => {
    const finding = found.get(check) ?? null;
    return { check, finding, is: finding?.result ?? (check === running ? 'running' : 'pending') };
  });
}

/** The program looks around; nothing is asked. */
export function diagnosisPage({ run, stops }: UiState, look: Look): Page {
  const phase = phaseWords(run, stops > 0);
  if (run.checks.length === 0) return { main: [part(ALWAYS, phase)] };
  const all = standings(run);
  const at = all.findIndex(({ is }) => is === 'running');
  const rows = all.map(({ check, is, finding }) =>
    checkRow(run.labels[check] ?? check, is, finding, look),
  );
  const list = scrolling(5, rows, at < 0 ? rows.length - 1 : at, SEARCHING.more);
  const details = findingParts(run.findings, look);
  return {
    main: [
      title(DIAGNOSIS.title, look),
      part(7, look.paint.dim(phase)),
      list,
      ...(look.side > 0 || details.length === 0 ? [] : [GAP, ...details]),
    ],
    ...(look.side > 0 ? { side: details } : {}),
  };
}

function checkRow(label: string, is: Standing, finding: Finding | null, look: Look): string {
  const { paint, glyphs, width } = look;
  const sign: Readonly<Record<Standing, string>> = {
    cause: paint.bad(glyphs.cause),
    clue: paint.warn(glyphs.clue),
    cleared: paint.good(glyphs.cleared),
    'not-checked': '-',
    running: paint.bold(glyphs.running),
    pending: paint.dim(glyphs.pending),
  };
  const word = pad(RESULTS[is], 11);
  const painted = is === 'cause' ? paint.bad(word) : is === 'clue' ? paint.warn(word) : word;
  const room = width - 43;
  const seen = finding === null || room < 20 ? '' : cut(clean(finding.evidence), room);
  const name = pad(label, 30);
  const row = `  ${sign[is]} ${painted} ${is === 'pending' ? paint.dim(name) : name}`;
  return seen === '' ? row.trimEnd() : `${row} ${paint.dim(seen)}`;
}

/** The cause and the clues, in whole sentences; the cause first. */
export function findingParts(findings: readonly Finding[], look: Look): readonly Part[] {
  const { paint } = look;
  const cause = findings.filter(({ result }) => result === 'cause');
  const clues = findings.filter(({ result }) => result === 'clue');
  const told = (finding: Finding, keep: number) => [
    paragraph(keep, clean(finding.evidence, 600), look, undefined, '  '),
    paragraph(keep - 1, clean(finding.meaning, 600), look, undefined, '  '),
    paragraph(keep, clean(finding.advice, 600), look, paint.bold, '  '),
  ];
  return [
    ...(cause.length > 0 ? [part(7, paint.bad(`${look.glyphs.cause} ${DIAGNOSIS.cause}`))] : []),
    ...cause.flatMap((finding) => told(finding, 6)),
    ...(clues.length > 0 ? [part(4, paint.warn(`${look.glyphs.clue} ${DIAGNOSIS.clue}`))] : []),
    ...clues.flatMap((finding) => told(finding, 3)),
  ];
}
