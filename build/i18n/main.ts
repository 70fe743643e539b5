/**
 * `npm run i18n`: extracts every text of src into languages/, keeps the translations there are, and
 * compiles src/language/ru.ts. `-- --import FILE…` adds translations from JSON: `{ "text": "перевод" }`,
 * plurals under the text itself or `text\0plural` as a list, contexts under `context\x04text`.
 * Ends with 1 where a text is untranslated or its placeholders differ.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  compiled,
  faults,
  russian,
  type Translations,
  template,
  translationsIn,
} from './catalogue.ts';
import { extract } from './extract.ts';

const { values, positionals } = parseArgs({
  options: { import: { type: 'boolean' } },
  allowPositionals: true,
});
process.exitCode = build(process.cwd(), values.import ? positionals : []);

function build(root: string, imports: readonly string[]): number {
  const { messages, problems } = extract(root);
  const po = join(root, 'languages/wp-bisect-ru_RU.po');
  const translations: Translations = new Map([...readPo(po), ...imports.flatMap(readImport)]);
  const wrong = faults(messages, translations);
  mkdirSync(join(root, 'languages'), { recursive: true });
  writeFileSync(join(root, 'languages/wp-bisect.pot'), template(messages));
  writeFileSync(po, russian(messages, translations));
  writeFileSync(join(root, 'src/language/ru.ts'), compiled(messages, translations));
  const told = [...problems, ...wrong];
  process.stdout.write(`${messages.length} messages, ${told.length} faults\n`);
  for (const line of told) process.stdout.write(`  ${line}\n`);
  return told.length === 0 ? 0 : 1;
}

function readPo(path: string): Translations {
  try {
    return translationsIn(readFileSync(path, 'utf8'));
  } catch {
    return new Map();
  }
}

function readImport(path: string): readonly (readonly [string, readonly string[]])[] {
  const given = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string | string[]>;
  return Object.entries(given).map(([key, text]) => [
    key.split('\0')[0] ?? key,
    typeof text === 'string' ? [text] : text,
  ]);
}
