import { describe, expect, it } from 'vitest';
import { createLanguage } from '../../src/language/language.ts';
import { yesNoHint, yesOrNo } from '../../src/report/confirmations.ts';
import { en } from '../language/english.ts';

describe('an answer to a yes-no question', () => {
  const ru = createLanguage('ru');

  it.each([
    ['y', true, true],
    ['YES', true, true],
    ['n', false, false],
    ['No', false, false],
    ['д', true, null],
    ['Да', true, null],
    ['н', false, null],
    ['НЕТ', false, null],
    ['даже', null, null],
    ['not', null, null],
    ['', null, null],
  ])('%j is read as %j in Russian, and %j in English', (typed, russian, english) => {
    expect(yesOrNo(ru, typed)).toBe(russian);
    expect(yesOrNo(en, typed)).toBe(english);
  });

  it('is suggested with the default as a capital letter', () => {
    expect([yesNoHint(en, true), yesNoHint(en, false)]).toEqual(['[Y/n]', '[y/N]']);
  });
});
