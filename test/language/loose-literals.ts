/** Finds words for people that go past the translation: read from the syntax tree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { calledName, lineOf, type Node, sourceFiles, walk } from '../../build/i18n/extract.ts';

/** A literal that reads like words for people and is in no translation call. */
export type Loose = { readonly file: string; readonly line: number; readonly text: string };

/** The loose literals of some folders of src. */
export function looseLiterals(root: string, folders: readonly string[]): readonly Loose[] {
  return sourceFiles(join(root, 'src'))
    .filter((path) => folders.some((folder) => path.startsWith(`${folder}/`)))
    .flatMap((path) => looseIn(path, readFileSync(join(root, 'src', path), 'utf8')));
}

/** The loose literals of one file. */
export function looseIn(file: string, source: string): readonly Loose[] {
  const found: Loose[] = [];
  walk(parseSync(file, source).program as unknown as Node, (node, parents) => {
    const text = wordsOf(node);
    if (text === null || !isSentence(text) || parents.some(keepsWords)) return;
    found.push({ file, line: lineOf(source, node.start), text });
  });
  return found;
}

/** The text of a literal, with `…` for what is filled in. */
function wordsOf(node: Node): string | null {
  if (node.type === 'JSXText') return String(node.value);
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  if (node.type !== 'TemplateLiteral') return null;
  const quasis = node.quasis as readonly { readonly value: { readonly raw: string } }[];
  return quasis.map(({ value }) => value.raw).join('…');
}

/** Words side by side that are no HTML, no CSS, no flags and no commands. */
function isSentence(text: string): boolean {
  const bare = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/(?:^|\s)(?:wp-bisect|wp|ssh|sudo|kill|taskkill|resolvectl)\s.*$/s, ' ')
    .replace(/--?[a-z][\w-]*/g, ' ');
  return /(?:^|[^\w/%(.-])[A-Za-z]{2,} (?:[A-Za-z]+ ?){1,}[A-Za-z]{2,}/.test(bare);
}

/** What may hold English words: translation calls, errors of ours, types and imports. */
function keepsWords(parent: Node): boolean {
  if (parent.type === 'CallExpression') return calledName(parent) !== null;
  if (parent.type === 'NewExpression') {
    return /Error$/.test(String((parent.callee as Node).name));
  }
  return parent.type.startsWith('TS')
    ? !/^TS(?:As|Satisfies|NonNull)/.test(parent.type)
    : parent.type.startsWith('Import');
}
