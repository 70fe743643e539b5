/** Finds every text for translators: the literals of translation calls, and the texts of data files. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One text, with the files that use it. */
export type Message = {
  readonly id: string;
  readonly plural: string | null;
  readonly context: string | null;
  /** Files only: with lines, every edit of a file would change the catalogue. */
  readonly files: readonly string[];
  /** What the source tells translators. */
  readonly comments: readonly string[];
};

/** A call that cannot be extracted, or one text with two plurals. */
export type Extracted = {
  readonly messages: readonly Message[];
  readonly problems: readonly string[];
};

type Found = Omit<Message, 'files' | 'comments'> & {
  readonly file: string;
  readonly comments: readonly string[];
};

/** A node of the syntax tree, as far as it is looked at. */
export type Node = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
} & Readonly<Record<string, unknown>>;

/** How many texts each call has, before its values. */
const CALLS: Readonly<Record<string, number>> = { __: 1, _x: 2, _n: 2, msg: 1 };

/** Texts that are data: where they are in known-plugins.json. */
const KNOWN_PLUGINS = 'src/diagnosis/known-plugins.json';

/** Every text of `src`, sorted; the calls that could not be read. */
export function extract(root: string): Extracted {
  const problems: string[] = [];
  const found = sourceFiles(join(root, 'src')).flatMap((path) => {
    const file = `src/${path}`;
    // It has the calls that all others go through.
    if (file === 'src/language/language.ts') return inSource(file, read(root, file), []);
    return inSource(file, read(root, file), problems);
  });
  return { messages: merged([...found, ...inKnownPlugins(root)], problems), problems };
}

/** The paths of all TypeScript below a folder, sorted. */
export function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && path !== 'language/ru.ts')
    .sort();
}

function read(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The texts of one file; what cannot be read goes to `problems`. */
function inSource(file: string, text: string, problems: string[]): readonly Found[] {
  const { program, comments } = parseSync(file, text);
  const told = comments
    .map(({ value, end }) => ({ text: value.replace(/^[\s*]+|[\s*]+$/g, ''), end }))
    .filter(({ text: words }) => words.startsWith('translators:'));
  const found: Found[] = [];
  walk(program as unknown as Node, (node) => {
    const name = node.type === 'CallExpression' ? calledName(node) : null;
    if (name === null) return;
    const wanted = CALLS[name] ?? 0;
    const given = (node.arguments as readonly Node[]).slice(0, wanted).map(literalOf);
    if (given.some((each) => each === null)) {
      // A text of a table is translated where it is used; `msg` has marked it.
      const isTable = name === '__' && given.length === 1;
      const isWording = file === 'src/language/language.ts';
      if (!isTable && !isWording)
        problems.push(`${file}:${lineOf(text, node.start)}: ${name}() needs literals`);
      return;
    }
    const [id = '', second = null] = given;
    const first = (node.arguments as readonly Node[])[0] ?? node;
    const close = told.filter(
      ({ end }) => end <= first.start && lineOf(text, first.start) - lineOf(text, end) <= 2,
    );
    found.push({
      id: id ?? '',
      plural: name === '_n' ? second : null,
      context: name === '_x' ? second : null,
      file,
      comments: close.map(({ text: words }) => words),
    });
  });
  return found;
}

/** Every node below this one, itself first. */
export function walk(node: Node, visit: (node: Node, parents: readonly Node[]) => void): void {
  const down = (at: Node, parents: readonly Node[]) => {
    visit(at, parents);
    const below = [...parents, at];
    for (const value of Object.values(at)) {
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) down(child, below);
    }
  };
  down(node, []);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** `__` of `t.__(…)`, `msg` of `msg(…)`; null for any other call. */
export function calledName(node: Node): string | null {
  const callee = node.callee as Node;
  const name = callee.type === 'MemberExpression' ? (callee.property as Node).name : callee.name;
  if (typeof name !== 'string' || !Object.hasOwn(CALLS, name)) return null;
  return (name === 'msg') === (callee.type === 'Identifier') ? name : null;
}

function literalOf(node: Node | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type !== 'TemplateLiteral' || (node.expressions as readonly Node[]).length > 0)
    return null;
  const [quasi] = node.quasis as readonly { readonly value: { readonly cooked: string } }[];
  return quasi?.value.cooked ?? null;
}

/** The line of a place in a text, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

type KnownPlugin = {
  readonly signs?: readonly { readonly fix?: { readonly setting?: string } | null }[];
  readonly hazard?: { readonly what?: string } | null;
};

/** What helps against a plugin, and what it loses when it is switched off. */
function inKnownPlugins(root: string): readonly Found[] {
  const plugins = JSON.parse(read(root, KNOWN_PLUGINS)) as readonly KnownPlugin[];
  const texts = plugins.flatMap(({ signs = [], hazard }) => [
    ...signs.flatMap(({ fix }) => fix?.setting ?? []),
    ...(hazard?.what ? [hazard.what] : []),
  ]);
  return texts.map((id) => ({
    id,
    plural: null,
    context: null,
    file: KNOWN_PLUGINS,
    comments: [],
  }));
}

/** The key of a text among all: its context and itself. */
export function keyOf({ id, context }: Pick<Message, 'id' | 'context'>): string {
  return context === null ? id : `${context}\u0004${id}`;
}

function merged(found: readonly Found[], problems: string[]): readonly Message[] {
  const all = new Map<string, Message>();
  for (const { file, ...each } of found) {
    const key = keyOf(each);
    const before = all.get(key);
    if (before?.plural && each.plural && before.plural !== each.plural) {
      problems.push(`${file}: "${each.id}" has two plurals`);
    }
    all.set(key, {
      ...each,
      plural: each.plural ?? before?.plural ?? null,
      files: [...new Set([...(before?.files ?? []), file])].sort(),
      comments: [...new Set([...(before?.comments ?? []), ...each.comments])],
    });
  }
  return [...all.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
