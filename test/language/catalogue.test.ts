import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compiled, faults, russian, template, translationsIn } from '../../build/i18n/catalogue.ts';
import { extract } from '../../build/i18n/extract.ts';
import { type Import, readSources } from '../structure/import-graph.ts';
import { looseIn, looseLiterals } from './loose-literals.ts';

const ROOT = process.cwd();
const PO = 'languages/wp-bisect-ru_RU.po';
const { messages, problems } = extract(ROOT);
const translations = translationsIn(readFileSync(PO, 'utf8'));

describe('the catalogue (npm run i18n)', () => {
  it('has every text of the source, and no other', () => {
    expect(problems).toEqual([]);
    expect(template(messages) === readFileSync('languages/wp-bisect.pot', 'utf8')).toBe(true);
    expect(russian(messages, translations) === readFileSync(PO, 'utf8')).toBe(true);
  });

  it('translates every text into Russian, with its placeholders and every plural form', () => {
    expect(faults(messages, translations)).toEqual([]);
  });

  it('is compiled into the file that a Russian run loads', () => {
    const file = readFileSync('src/language/ru.ts', 'utf8');
    expect(compiled(messages, translations) === file).toBe(true);
  });

  it('is loaded by Russian runs only: nothing imports it statically', () => {
    const importers = readSources('src').flatMap(({ imports }) =>
      imports.filter(({ to }) => to === 'language/ru.ts'),
    );
    expect(importers.map(({ kind }: Import) => kind)).toEqual(['dynamic']);
  });

  it('reports a text without a translation, and one with other placeholders', () => {
    const message = { id: '%(site)s works.', plural: null, context: null, files: [], comments: [] };
    expect(faults([message], new Map())).toEqual(['untranslated: %(site)s works.']);
    expect(faults([message], new Map([[message.id, ['%(url)s работает.']]]))).toHaveLength(1);
    expect(faults([message], new Map([[message.id, ['%(site)s работает.']]]))).toEqual([]);
  });
});

/** Files whose words are not for translation, each with its reason. */
const NOT_TRANSLATED: Readonly<Record<string, string>> = {
  'options/completion.ts': 'scripts for shells; their texts are made in English',
  'options/man-page.ts': 'made in English when the package is built',
  'report/html-style.ts': 'a style sheet',
  'ui/bindings.ts': 'names of keys',
};

describe('sentences of the product', () => {
  it('go through a translation call everywhere, as whole sentences', () => {
    const loose = looseLiterals(ROOT, ['report', 'options', 'ui', 'plain', 'commands']);
    const left = loose.filter(({ file }) => !Object.hasOwn(NOT_TRANSLATED, file));
    expect(left).toEqual([]);
  });

  it('are found in literals, in templates and between tags', () => {
    const loose = (code: string) => looseIn('x.tsx', code).map(({ text }) => text);
    expect(loose('const a = "The site is down";')).toEqual(['The site is down']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code to be read, not a text.
    expect(loose('const a = `The ${b} site is down`;')).toEqual(['The … site is down']);
    expect(loose('const a = <Text>The site is down</Text>;')).toEqual(['The site is down']);
    expect(loose('const a = t.__("The site is down");')).toEqual([]);
    expect(loose('const a = msg("The site is down");')).toEqual([]);
    expect(loose('throw new TypeError("The site is down");')).toEqual([]);
    expect(loose('const a = "wp-bisect example.com --restore";')).toEqual([]);
  });
});
