import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/language/load.ts';
import { htmlReport } from '../../src/report/html.ts';
import { textReport } from '../../src/report/text.ts';
import { englishIn, pseudo, stringsIn } from '../language/pseudo.ts';
import { progressIn, quotedIn, reportIn, told } from './all-formats.ts';
import { hostileReport } from './hostile-report.ts';
import { ENDINGS, NAMES, SCENE } from './sample-run.ts';

const ru = await loadLanguage('ru');

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
  it.each(Object.keys(ENDINGS))('%s has no English sentence', (name) => {
    const ending = ENDINGS[name]!;
    const known = [...quotedIn(ending), ...Object.values(NAMES), ...NAMES_OF_THINGS];
    expect(englishIn(told(t, ending), known)).toEqual([]);
  });

  it('progress has no English sentence', () => {
    const known = [...stringsIn(SCENE), ...Object.values(NAMES), ...NAMES_OF_THINGS];
    expect(englishIn(progressIn(t), known)).toEqual([]);
  });
});

describe('in Russian, word for word', () => {
  it.each(Object.keys(ENDINGS))('the answer %s is as recorded', async (name) => {
    const ending = ENDINGS[name]!;
    const text = textReport(ru, reportIn(ru, ending), {
      color: false,
      names: NAMES,
      problem: ending.problem ?? null,
    });
    await expect(text).toMatchFileSnapshot(`goldens/ru/${name}.txt`);
  });

  it('progress is as recorded', async () => {
    await expect(progressIn(ru)).toMatchFileSnapshot('goldens/ru/progress-verbose.txt');
  });
});

describe('a page in Russian', () => {
  it('declares its language for browsers and screen readers', () => {
    expect(htmlReport(ru, hostileReport())).toContain('<html lang="ru">');
  });
});
