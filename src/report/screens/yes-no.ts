/** Yes and no: what stands behind a question, and what a person may type. */

import type { Language, Locale } from '../../language/language.ts';

/** `[Y/n]`: the letters that answer, the one that Enter takes in capitals. */
export function yesNoHint(t: Language, byDefault: boolean): string {
  return byDefault
    ? // translators: the first letters of "yes" and "no"; Enter takes the capital one.
      t.__('[Y/n]')
    : // translators: the first letters of "yes" and "no"; Enter takes the capital one.
      t.__('[y/N]');
}

/** English always counts: its letters are in every manual. */
const YES: Readonly<Record<Locale, RegExp>> = { en: /^y(es)?$/i, ru: /^(y(es)?|да?)$/i };
const NO: Readonly<Record<Locale, RegExp>> = { en: /^no?$/i, ru: /^(no?|н(ет)?)$/i };

/** What a typed word answers; null where it is neither yes nor no. */
export function yesOrNo({ locale }: Language, typed: string): boolean | null {
  if (YES[locale].test(typed)) return true;
  return NO[locale].test(typed) ? false : null;
}
