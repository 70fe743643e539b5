/** The answer of `--check`: one line for the eye that skims a log, and what to do below it. */

import type { Problem } from '../model/errors.ts';
import type { Health, Note, RunReport } from '../model/report.ts';
import { answerLine, count, createPaint, duration, requestLine, safeUrl } from './format.ts';
import { explain } from './problems/index.ts';

const WORDS: Readonly<Record<Health, string>> = {
  well: 'Nothing is refused that should not be.',
  refusing: 'Something is refused that should not be.',
  unknown: 'It cannot be told.',
};

/** How to write it. */
export type HealthStyle = { readonly color: boolean; readonly problem: Problem | null };

/** The health of a site for people, ending in a line feed. */
export function healthText(report: RunReport, { color, problem }: HealthStyle): string {
  const paint = createPaint(color);
  const health = report.health ?? 'unknown';
  const painted = { well: paint.good, refusing: paint.bad, unknown: paint.warn }[health];
  const { requests, seconds } = report.cost;
  const cost = `${count(requests, 'request')}, ${duration(seconds)}`;
  const lines = [`${safeUrl(report.site)}: ${painted(WORDS[health])} (${cost})`];
  for (const line of whatIsWrong(report)) lines.push(`  ${line}`);
  for (const line of whatToDo(report, problem)) lines.push(`  ${line}`);
  return `${lines.join('\n')}\n`;
}

/** The health of a site as Markdown: for the summary of a job. */
export function healthMarkdown(report: RunReport, problem: Problem | null): string {
  const [title = '', ...rest] = healthText(report, { color: false, problem }).trimEnd().split('\n');
  const items = rest.map((line) => `- ${escaped(line.trim())}`);
  return `${[`### ${escaped(title)}`, ...(items.length > 0 ? ['', ...items] : [])].join('\n')}\n`;
}

function whatIsWrong({ symptoms, notes }: RunReport): readonly string[] {
  const refused = symptoms.map(
    ({ request, observed }) => `${requestLine(request)}: ${answerLine(observed)}`,
  );
  return [...refused, ...notes.flatMap(otherError)];
}

function otherError(note: Note): readonly string[] {
  if (note.type !== 'other-error') return [];
  return [`${requestLine(note.request)}: ${answerLine(note.observed)}`];
}

function whatToDo({ health, cause }: RunReport, problem: Problem | null): readonly string[] {
  if (problem !== null) {
    const { fact, remedy } = explain(problem);
    return [fact, remedy];
  }
  if (health !== 'refusing') return [];
  const known = cause === null ? [] : [`${cause.evidence} ${cause.advice}`];
  return [...known, '--diagnose says who refuses it; --bisect finds the plugin behind it.'];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]|]/g, '\\$&');
}
