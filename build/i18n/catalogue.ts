/** Catalogues of gettext: the template, a language's translations merged into it, and the compiled file. */

import { type GettextFile, type GettextMessage, po } from 'gettext-parser';
import { keyOf, type Message } from './extract.ts';

/** Translations by key: one string, or one for each plural form. */
export type Translations = ReadonlyMap<string, readonly string[]>;

/** Forms for 1, 2 and 5 (and 21, 22, 25): the rule of Russian. */
const FORMS = 3;
const PLURALS =
  'nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);';

/** The template for translators, as text. */
export function template(messages: readonly Message[]): string {
  return written(messages, new Map(), {}, 2);
}

/** The catalogue of Russian: every message of today, with the translations there are. */
export function russian(messages: readonly Message[], translations: Translations): string {
  return written(messages, translations, { Language: 'ru_RU', 'Plural-Forms': PLURALS }, FORMS);
}

function written(
  messages: readonly Message[],
  translations: Translations,
  headers: Record<string, string>,
  plurals: number,
): string {
  const file: GettextFile = {
    charset: 'utf-8',
    headers: {
      'Project-Id-Version': 'wp-bisect',
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=UTF-8',
      'Content-Transfer-Encoding': '8bit',
      ...headers,
    },
    translations: {},
  };
  for (const message of messages) {
    const context = message.context ?? '';
    file.translations[context] ??= {};
    file.translations[context][message.id] = entryOf(
      message,
      translations.get(keyOf(message)),
      plurals,
    );
  }
  const text = po.compile(file, { foldLength: 0, sort: byKey }).toString('utf8');
  return `${text.trimEnd()}\n`;
}

function byKey(a: GettextMessage, b: GettextMessage): number {
  const [one, other] = [a, b].map((each) => `${each.msgctxt ?? ''}\u0004${each.msgid}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function entryOf(
  message: Message,
  translated: readonly string[] | undefined,
  plurals: number,
): GettextMessage {
  const { id, plural, context, files, comments } = message;
  const forms = plural === null ? 1 : plurals;
  return {
    msgid: id,
    ...(context === null ? {} : { msgctxt: context }),
    ...(plural === null ? {} : { msgid_plural: plural }),
    msgstr: translated?.length === forms ? [...translated] : Array<string>(forms).fill(''),
    comments: { extracted: comments.join('\n'), reference: files.join('\n') },
  };
}

/** The translations that a catalogue has; empty ones left out. */
export function translationsIn(text: string): Translations {
  const { translations } = po.parse(text);
  const all = Object.values(translations).flatMap((each) => Object.values(each));
  return new Map(
    all
      .filter(({ msgid, msgstr }) => msgid !== '' && msgstr.every((each) => each !== ''))
      .map(({ msgid, msgctxt, msgstr }) => [
        keyOf({ id: msgid, context: msgctxt || null }),
        msgstr,
      ]),
  );
}

/** What is wrong with translations: missing ones, and placeholders that differ. */
export function faults(
  messages: readonly Message[],
  translations: Translations,
): readonly string[] {
  return messages.flatMap((message) => {
    const translated = translations.get(keyOf(message));
    if (!translated) return [`untranslated: ${message.id}`];
    const forms = message.plural === null ? 1 : FORMS;
    if (translated.length !== forms)
      return [`${translated.length} forms of ${forms}: ${message.id}`];
    const wanted = placeholders(message.plural ?? message.id);
    return translated
      .filter((text) => placeholders(text) !== wanted)
      .map((text) => `other placeholders: ${message.id} -> ${text}`);
  });
}

function placeholders(text: string): string {
  return [...new Set(text.match(/%\([^)]*\)s/g) ?? [])].sort().join(' ');
}

/** The file that a run loads. */
export function compiled(messages: readonly Message[], translations: Translations): string {
  const lines = messages.flatMap((message) => {
    const texts = translations.get(keyOf(message));
    return texts ? [`  ${JSON.stringify(keyOf(message))}: ${JSON.stringify(texts)},`] : [];
  });
  return `/** Made from languages/wp-bisect-ru_RU.po by \`npm run i18n\`: not written by hand. */

import type { LocaleData } from '@wordpress/i18n';

export const translations: LocaleData = {
  '': {
    plural_forms: (n: number) =>
      n % 10 === 1 && n % 100 !== 11
        ? 0
        : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14)
          ? 1
          : 2,
  },
${lines.join('\n')}
};
`;
}
