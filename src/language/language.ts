/**
 * The language of a run: translations by WordPress' own `@wordpress/i18n`, and numbers, lists, durations
 * as that language writes them. One instance a run, passed in as `t`; nothing here is global.
 */

import { createI18n, type LocaleData, sprintf } from '@wordpress/i18n';

/** The languages there are. English is the source; every other one has a file in `languages/`. */
export const LOCALES = ['en', 'ru'] as const;
export type Locale = (typeof LOCALES)[number];

/** `%(name)s` in a text asks for a value `name`: the compiler tells which ones a sentence needs. */
type PlaceholderNames<Text extends string> = Text extends `${string}%(${infer Name})${infer Rest}`
  ? Name | PlaceholderNames<Rest>
  : never;
type Value = string | number;
type Values<Name extends string> = [Name] extends [never]
  ? []
  : [values: Readonly<Record<Name, Value>>];

/** What sentences are made with. Texts are literals in the call, so that they can be extracted. */
export type Language = {
  readonly locale: Locale;
  /** The text in this language, with its `%(name)s` filled in. */
  __<Text extends string>(text: Text, ...values: Values<PlaceholderNames<Text>>): string;
  /** The same, where one English text has two meanings; the context tells the translator which. */
  _x<Text extends string>(
    text: Text,
    context: string,
    ...values: Values<PlaceholderNames<Text>>
  ): string;
  /** The form that fits `count`; `%(count)s` is the number as this language writes it. */
  _n<Single extends string, Plural extends string>(
    single: Single,
    plural: Plural,
    count: number,
    ...values: Values<Exclude<PlaceholderNames<Single> | PlaceholderNames<Plural>, 'count'>>
  ): string;
  /** A number with this language's separators. */
  number(value: number): string;
  /** `a`, `a and b`, `a, b and c`; empty for none. */
  list(items: readonly string[], last?: 'and' | 'or'): string;
  /** Seconds as a person says them: `0.4 s`, `12 s`, `2 min 5 s`, `1 h 3 min`. */
  duration(seconds: number): string;
  /** A forecast in seconds, rounded so that it promises nothing: `about 20 s`, `about 3 min`. */
  roughly(seconds: number): string;
};

/** Marks a text of a table for extraction; `t.__(…)` translates it where it is used. */
export function msg<Text extends string>(text: Text): Text {
  return text;
}

// British English puts no comma before "and", as the product writes.
const TAGS: Readonly<Record<Locale, string>> = { en: 'en-GB', ru: 'ru' };

/** A language from its compiled translations; none for English. */
export function createLanguage(locale: Locale, translations?: LocaleData): Language {
  const i18n = createI18n(translations);
  const tag = TAGS[locale];
  // Made when the first number is written: no first screen has one, and making it takes 20 ms.
  let numbers: Intl.NumberFormat | undefined;
  const written = (value: number) => {
    numbers ??= new Intl.NumberFormat(tag);
    return numbers.format(value);
  };
  // Only a text with placeholders goes through sprintf: a percent sign in any other one is just that.
  const fill = (text: string, values?: Readonly<Record<string, Value>>) =>
    values === undefined ? text : sprintf(text as '%(name)s', values as { name: string });
  const t: Language = {
    locale,
    __: (text, ...[values]) => fill(i18n.__(text), values),
    _x: (text, context, ...[values]) => fill(i18n._x(text, context), values),
    _n: (single, plural, count, ...[values]) =>
      fill(i18n._n(single, plural, count), { ...values, count: written(count) }),
    number: written,
    list: (items, last = 'and') =>
      new Intl.ListFormat(tag, { type: last === 'and' ? 'conjunction' : 'disjunction' }).format(
        items,
      ),
    duration: (seconds) => duration(t, seconds),
    roughly: (seconds) => roughly(t, seconds),
  };
  return t;
}

function duration(t: Language, seconds: number): string {
  if (seconds < 9.95) return t.__('%(seconds)s s', { seconds: tenths(t, seconds) });
  const whole = Math.round(seconds);
  if (whole < 60) return t.__('%(seconds)s s', { seconds: whole });
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes < 60) {
    return rest === 0
      ? t.__('%(minutes)s min', { minutes })
      : t.__('%(minutes)s min %(seconds)s s', { minutes, seconds: rest });
  }
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0
    ? t.__('%(hours)s h', { hours })
    : t.__('%(hours)s h %(minutes)s min', { hours, minutes: minutes % 60 });
}

function tenths(t: Language, seconds: number): string {
  return t.number(Math.round(seconds * 10) / 10);
}

function roughly(t: Language, seconds: number): string {
  if (seconds <= 5) return t.__('a few seconds');
  const rounded = seconds < 55 ? Math.ceil(seconds / 5) * 5 : 60 * Math.round(seconds / 60);
  return t.__('about %(duration)s', { duration: t.duration(Math.max(rounded, 5)) });
}

/**
 * Says again, in another language, what was said in the language of the run: a support message quotes causes
 * and findings, and its reader may speak another language than the person who runs this (`--message-lang`).
 */

/** How words were made. It holds no state of a run: words that nobody has any more leave it by themselves. */
const makers = new WeakMap<object, (t: Language) => object>();

/** The words that `make` says in this language; `saidAgain` says the same in another one. */
export function said<Words extends object>(t: Language, make: (t: Language) => Words): Words {
  const words = make(t);
  makers.set(words, make);
  return words;
}

/** The same words in another language; as they are where `said` did not make them, such as words of a file. */
export function saidAgain<Words extends object>(t: Language, words: Words): Words {
  const make = makers.get(words) as ((t: Language) => Words) | undefined;
  return make === undefined ? words : make(t);
}
