/** The answer of `--check`: one line for the eye that skims a log, and what to do below it. */

import type { Language } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import type { Note } from '../model/notes.ts';
import type { Health, RunReport } from '../model/run-report.ts';
import { answerLine, createPaint, requestLine, safeUrl } from './format.ts';
import { explain } from './problems/index.ts';

function wordsOf(t: Language, health: Health): string {
  switch (health) {
    case 'well':
      return t.__('Nothing that wp-bisect tried is wrongly refused.');
    case 'refusing':
      return t.__('The site refuses something that should work.');
    case 'unknown':
      return t.__('The check gave no clear answer.');
  }
}

/** How to write it. */
export type HealthStyle = { readonly color: boolean; readonly problem: Problem | null };

/** The health of a site for people, ending in a line feed. */
export function healthText(
  t: Language,
  report: RunReport,
  { color, problem }: HealthStyle,
): string {
  const paint = createPaint(color);
  const health = report.health ?? 'unknown';
  const painted = { well: paint.good, refusing: paint.bad, unknown: paint.warn }[health];
  const { requests, seconds } = report.cost;
  const cost = `${t._n('%(count)s request', '%(count)s requests', requests)}, ${t.duration(seconds)}`;
  const lines = [`${safeUrl(report.site)}: ${painted(wordsOf(t, health))} (${cost})`];
  for (const line of whatIsWrong(t, report)) lines.push(`  ${line}`);
  for (const line of whatToDo(t, report, problem)) lines.push(`  ${line}`);
  return `${lines.join('\n')}\n`;
}

/** The health of a site as Markdown: for the summary of a job. */
export function healthMarkdown(t: Language, report: RunReport, problem: Problem | null): string {
  const text = healthText(t, report, { color: false, problem });
  const [title = '', ...rest] = text.trimEnd().split('\n');
  const items = rest.map((line) => `- ${escaped(line.trim())}`);
  return `${[`### ${escaped(title)}`, ...(items.length > 0 ? ['', ...items] : [])].join('\n')}\n`;
}

function whatIsWrong(t: Language, { symptoms, notes }: RunReport): readonly string[] {
  const refused = symptoms.map(
    ({ request, observed }) => `${requestLine(t, request)}: ${answerLine(t, observed)}`,
  );
  return [...refused, ...notes.flatMap((note) => otherError(t, note))];
}

function otherError(t: Language, note: Note): readonly string[] {
  if (note.type !== 'other-error') return [];
  return [`${requestLine(t, note.request)}: ${answerLine(t, note.observed)}`];
}

function whatToDo(
  t: Language,
  { health, cause }: RunReport,
  problem: Problem | null,
): readonly string[] {
  if (problem !== null) {
    const { fact, remedy } = explain(t, problem);
    return [fact, remedy];
  }
  if (health === 'well') {
    return [
      t.__(
        'A check does not try feeds, the heartbeat and saving in the editor; --bisect does, and switches plugins only where something is refused.',
      ),
    ];
  }
  if (health !== 'refusing') return [];
  const known = cause === null ? [] : [`${cause.evidence} ${cause.advice}`];
  return [...known, t.__('--diagnose says what refuses it; --bisect finds the plugin behind it.')];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]|]/g, '\\$&');
}
