/** Loads a language: English is always there, the others are loaded when they are asked for. */

import { createLanguage, type Language, type Locale } from './language.ts';

/** The language with its translations; the files of other languages are never read. */
export async function loadLanguage(locale: Locale): Promise<Language> {
  if (locale === 'en') return createLanguage('en');
  const { translations } = await import('./ru.ts');
  return createLanguage(locale, translations);
}
