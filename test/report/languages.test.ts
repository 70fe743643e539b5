import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/language/language.ts';
import { loadLanguage } from '../../src/language/load.ts';
import { healthText } from '../../src/report/health.ts';
import { htmlReport } from '../../src/report/html.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { createProgress } from '../../src/report/progress.ts';
import { textReport } from '../../src/report/text.ts';
import { englishIn, pseudo, stringsIn } from '../language/pseudo.ts';
import { hostileReport } from './hostile-report.ts';
import { ENDINGS, NAMES, SCENE } from './scene.ts';

const ru = await loadLanguage('ru');

/** Everything that people read of a run, in one language. */
function told(t: Language, ending: (typeof ENDINGS)[string]): string {
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

function progressIn(t: Language): string {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  const emit = createProgress(t, write, { verbosity: 'verbose', color: false });
  for (const event of SCENE) emit(event);
  return text;
}

/** What is the same in every language, besides what a site has said. */
const NAMES_OF_THINGS = [
  'Health Check & Troubleshooting',
  'Health Check &amp; Troubleshooting',
  'WordPress Playground',
  'Application Passwords',
];

describe.each([
  ['the language of accents', pseudo],
  ['Russian', ru],
])('in %s', (_, t) => {
  it.each(Object.keys(ENDINGS))('%s has no plain English', (name) => {
    const ending = ENDINGS[name]!;
    const known = [...stringsIn(ending.report), ...Object.values(NAMES), ...NAMES_OF_THINGS];
    expect(englishIn(told(t, ending), known)).toEqual([]);
  });

  it('progress has no plain English', () => {
    const known = [...stringsIn(SCENE), ...Object.values(NAMES), ...NAMES_OF_THINGS];
    expect(englishIn(progressIn(t), known)).toEqual([]);
  });
});

describe('in Russian, word for word', () => {
  it.each(Object.keys(ENDINGS))('%s', async (name) => {
    const { report, problem } = ENDINGS[name]!;
    const text = textReport(ru, report, {
      color: false,
      names: NAMES,
      problem: problem ?? null,
    });
    await expect(text).toMatchFileSnapshot(`goldens/ru/${name}.txt`);
  });

  it('progress', async () => {
    await expect(progressIn(ru)).toMatchFileSnapshot('goldens/ru/progress-verbose.txt');
  });
});

describe('a page in Russian', () => {
  it('says so, for browsers and screen readers', () => {
    expect(htmlReport(ru, hostileReport())).toContain('<html lang="ru">');
  });
});
