// Everything that people read of a run, in one language: for tests of words in every language.

import type { Language } from '../../src/language/language.ts';
import { healthText } from '../../src/report/health.ts';
import { htmlReport } from '../../src/report/html.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { createProgress } from '../../src/report/progress.ts';
import { textReport } from '../../src/report/text.ts';
import { type ENDINGS, NAMES, SCENE } from './scene.ts';

/** One ending in all formats for people. */
export function told(t: Language, ending: (typeof ENDINGS)[string]): string {
  const { report } = ending;
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
