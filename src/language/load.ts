/** Which language a person wants; English is always there, the others are loaded when they are asked for. */

import { createLanguage, type Language, LOCALES, type Locale } from './language.ts';

/** `ru_RU.UTF-8`, `ru-RU`, `RU` -> `ru`; null for a language that there is none of. */
export function localeNamed(name: string): Locale | null {
  const language = name.toLowerCase().split(/[_.@-]/)[0];
  return LOCALES.find((locale) => locale === language) ?? null;
}

/**
 * The language of a run: what was typed, `WP_BISECT_LANG`, then `LC_ALL`, `LC_MESSAGES`, `LANG` in the
 * order of POSIX (the first that is set decides; one that we do not speak means English).
 */
export function chooseLocale(
  typed: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Locale {
  const asked = [typed, env.WP_BISECT_LANG, env.LC_ALL, env.LC_MESSAGES, env.LANG].find(Boolean);
  return localeNamed(asked ?? 'en') ?? 'en';
}

/** What `--lang` says on a command line, before anything of it is checked; null where it is not typed. */
export function typedLanguage(args: readonly string[]): string | null {
  const own = args.indexOf('--') < 0 ? args : args.slice(0, args.indexOf('--'));
  const joined = own.find((each) => each.startsWith('--lang='));
  if (joined !== undefined) return joined.slice('--lang='.length) || null;
  const at = own.indexOf('--lang');
  return at < 0 ? null : (own[at + 1] ?? null);
}

/** The language with its translations; the files of other languages are never read. */
export async function loadLanguage(locale: Locale): Promise<Language> {
  if (locale === 'en') return createLanguage('en');
  const { translations } = await import('./ru.ts');
  return createLanguage(locale, translations);
}
