import { describe, expect, it } from 'vitest';
import { createLanguage } from '../../src/language/language.ts';
import { chooseLocale } from '../../src/language/load.ts';

const en = createLanguage('en');
const ru = createLanguage('ru', {
  '': {
    plural_forms: (n: number) =>
      n % 10 === 1 && n % 100 !== 11 ? 0 : n % 10 > 1 && n % 10 < 5 ? 1 : 2,
  },
  '%(count)s plugin is off': [
    '%(count)s плагин выключен',
    '%(count)s плагина выключены',
    '%(count)s плагинов выключены',
  ],
  'Signed in as %(user)s.': ['Вход выполнен: %(user)s.'],
});

describe('texts', () => {
  it('are filled in by name', () => {
    expect(en.__('Signed in as %(user)s.', { user: '100% admin' })).toBe(
      'Signed in as 100% admin.',
    );
    expect(ru.__('Signed in as %(user)s.', { user: 'Аня' })).toBe('Вход выполнен: Аня.');
  });

  it('keep a percent sign where they have no placeholder', () => {
    expect(en.__('100 % done')).toBe('100 % done');
  });

  it('are English where a translation is missing', () => {
    expect(ru.__('Not translated.')).toBe('Not translated.');
  });

  it.each([
    [1, '1 плагин выключен'],
    [2, '2 плагина выключены'],
    [5, '5 плагинов выключены'],
    [21, '21 плагин выключен'],
    [1005, '1\u00a0005 плагинов выключены'],
  ])('take the form that fits %i', (count, text) => {
    expect(ru._n('%(count)s plugin is off', '%(count)s plugins are off', count)).toBe(text);
  });

  it('write numbers, lists and durations as their language does', () => {
    expect(en.list(['a', 'b', 'c'])).toBe('a, b and c');
    expect(en.list(['a', 'b'], 'or')).toBe('a or b');
    expect(ru.list(['а', 'б', 'в'])).toBe('а, б и в');
    expect(ru.number(1.5)).toBe('1,5');
    expect([0.44, 12, 125, 120, 3780, 7200].map(en.duration)).toEqual([
      '0.4 s',
      '12 s',
      '2 min 5 s',
      '2 min',
      '1 h 3 min',
      '2 h',
    ]);
    expect([3, 17, 54, 170, 4000].map(en.roughly)).toEqual([
      'a few seconds',
      'about 20 s',
      'about 55 s',
      'about 3 min',
      'about 1 h 7 min',
    ]);
  });
});

describe('the language of the run', () => {
  it.each([
    ['ru', {}, 'ru'],
    [null, { LANG: 'ru_RU.UTF-8' }, 'ru'],
    [null, { LANG: 'ru_RU.UTF-8', LC_ALL: 'C' }, 'en'],
    [null, { LANG: 'en_US.UTF-8', LC_MESSAGES: 'ru_RU' }, 'ru'],
    [null, { LANG: 'de_DE.UTF-8' }, 'en'],
    [null, { WP_BISECT_LANG: 'en', LANG: 'ru_RU' }, 'en'],
    ['en', { WP_BISECT_LANG: 'ru' }, 'en'],
    [null, { LC_ALL: '', LANG: 'ru' }, 'ru'],
    [null, {}, 'en'],
  ] as const)('for --lang %j and the environment %j is %s', (typed, env, locale) => {
    expect(chooseLocale(typed, env)).toBe(locale);
  });
});
