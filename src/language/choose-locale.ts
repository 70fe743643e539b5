/** Which language a person wants: a flag, our own variable, or what the system says. */

import { LOCALES, type Locale } from './language.ts';

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
