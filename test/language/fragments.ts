/** Finds texts that are put into the placeholder of another text: read from the syntax tree. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { parseSync } from 'oxc-parser';
import { lineOf, type Node, sourceFiles, walk } from '../../build/i18n/extract.ts';

/** A text inside another one. */
export type Fragment = {
  readonly file: string;
  readonly line: number;
  /** The text with the placeholder. */
  readonly text: string;
  /** The text that fills it. */
  readonly filledWith: string;
};

/** Calls that give a text; `list`, `number`, `duration` and `roughly` of a language write values, not texts. */
const TEXT_CALLS: ReadonlySet<string> = new Set(['__', '_x', '_n']);

/** A function, constant or table of one file, as `file#name`. */
type Name = string;

/** The texts that fill placeholders anywhere in src, each once for each place. */
export function fragmentsIn(root: string): readonly Fragment[] {
  const files = sourceFiles(join(root, 'src')).filter((path) => path !== 'language/language.ts');
  return fragmentsAmong(
    new Map(files.map((path) => [path, readFileSync(join(root, 'src', path), 'utf8')])),
  );
}

/** The same of sources by their path. */
export function fragmentsAmong(sources: ReadonlyMap<string, string>): readonly Fragment[] {
  const parsed = [...sources].map(([path, source]) => read(path, source));
  const declared = new Map(parsed.flatMap(({ declared: own }) => [...own]));
  return parsed.flatMap((file) =>
    file.calls.flatMap(({ node, parents }) =>
      valuesOf(node).flatMap((value) =>
        [...textsIn(value, file, parents, declared, new Set())].map((filledWith) => ({
          file: file.path,
          line: lineOf(file.source, value.start),
          text: literal(argumentsOf(node)[0]) ?? 'a text of a table',
          filledWith,
        })),
      ),
    ),
  );
}

type Call = { readonly node: Node; readonly parents: readonly Node[] };

type Read = {
  readonly path: string;
  readonly source: string;
  readonly calls: readonly Call[];
  /** What is declared at the top of the file. */
  readonly declared: ReadonlyMap<Name, { readonly node: Node; readonly file: () => Read }>;
  /** What names of this file stand for, those of other files too. */
  readonly names: ReadonlyMap<string, Name>;
};

function read(path: string, source: string): Read {
  const program = parseSync(path, source).program as unknown as Node;
  const calls: Call[] = [];
  walk(program, (node, parents) => {
    if (isTextCall(node)) calls.push({ node, parents });
  });
  const declared = new Map<Name, { node: Node; file: () => Read }>();
  const names = new Map<string, Name>();
  const file: Read = { path, source, calls, declared, names };
  for (const statement of program.body as readonly Node[]) {
    if (statement.type === 'ImportDeclaration') {
      const from = join(dirname(path), String((statement.source as Node).value));
      for (const each of statement.specifiers as readonly Node[]) {
        const imported = (each.imported as Node | undefined)?.name;
        names.set(String((each.local as Node).name), `${from}#${imported}`);
      }
      continue;
    }
    for (const [name, node] of declarationsOf(statement)) {
      names.set(name, `${path}#${name}`);
      declared.set(`${path}#${name}`, { node, file: () => file });
    }
  }
  return file;
}

/** The functions and constants that a statement declares, by name. */
function declarationsOf(statement: Node): readonly (readonly [string, Node])[] {
  const inner = (statement.declaration as Node | null | undefined) ?? statement;
  if (inner.type === 'FunctionDeclaration') return [[String((inner.id as Node).name), inner]];
  if (inner.type !== 'VariableDeclaration') return [];
  return (inner.declarations as readonly Node[]).flatMap((each) => {
    const { name } = each.id as Node;
    return typeof name === 'string' && each.init ? [[name, each.init as Node] as const] : [];
  });
}

/** Every text that an expression can give, itself or by what it calls. */
function textsIn(
  expression: Node,
  file: Read,
  parents: readonly Node[],
  declared: ReadonlyMap<Name, { readonly node: Node; readonly file: () => Read }>,
  seen: Set<Node>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (texts: Iterable<string>) => {
    for (const text of texts) found.add(text);
  };
  if (seen.has(expression)) return found;
  seen.add(expression);
  walk(expression, (node, above) => {
    if (isTextCall(node)) {
      const [first, second] = argumentsOf(node);
      const text = literal(first);
      if (text !== null) found.add(text);
      else if (first) add(tableTexts(first, file, declared));
      if (calledName(node) === '_n') add([literal(second) ?? '']);
    }
    if (node.type !== 'Identifier' || isMerelyAName(node, above.at(-1))) return;
    const name = String(node.name);
    const local = localValue(name, [...parents, ...above]);
    if (local !== null) {
      if (local !== 'parameter') add(textsIn(local, file, parents, declared, seen));
      return;
    }
    const target = declared.get(file.names.get(name) ?? '');
    if (target === undefined || !isCode(target.node)) return;
    add(textsIn(target.node, target.file(), [], declared, seen));
  });
  return found;
}

/** The texts of a table that `t.__(TABLE[key])` translates one of. */
function tableTexts(
  node: Node,
  file: Read,
  declared: ReadonlyMap<Name, { readonly node: Node }>,
): readonly string[] {
  const texts: string[] = [];
  walk(node, (each) => {
    if (each.type !== 'Identifier') return;
    const table = declared.get(file.names.get(String(each.name)) ?? '');
    if (table && !isCode(table.node)) texts.push(...marked(table.node));
  });
  return texts.length > 0 ? texts : ['a text of a table'];
}

/** The texts that `msg` marks in a table. */
function marked(table: Node): readonly string[] {
  const texts: string[] = [];
  walk(table, (node) => {
    if (node.type === 'CallExpression' && (node.callee as Node).name === 'msg')
      texts.push(literal(argumentsOf(node)[0]) ?? '');
  });
  return texts;
}

/** What a name stands for within its function: its value, `parameter`, or null where it is of the file. */
function localValue(name: string, parents: readonly Node[]): Node | 'parameter' | null {
  for (const scope of [...parents].reverse()) {
    if (scope.type === 'BlockStatement' || scope.type === 'SwitchCase') {
      const statements = (scope.body ?? scope.consequent) as readonly Node[];
      for (const statement of statements)
        for (const [own, value] of declarationsOf(statement)) if (own === name) return value;
    }
    if (/Function/.test(scope.type) && bindsParameter(scope, name)) return 'parameter';
  }
  return null;
}

function bindsParameter(scope: Node, name: string): boolean {
  let binds = false;
  for (const parameter of scope.params as readonly Node[])
    walk(parameter, (node) => {
      if (node.type === 'Identifier' && node.name === name) binds = true;
    });
  return binds;
}

/** A key of an object, or a property: not the value of a name. */
function isMerelyAName(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined || parent.computed === true) return false;
  if (parent.type === 'MemberExpression') return parent.property === node;
  return parent.type === 'Property' && parent.key === node && parent.shorthand !== true;
}

function isCode(node: Node): boolean {
  return /Function/.test(node.type);
}

/** What fills the placeholders of a call; the whole object where it is made elsewhere. */
function valuesOf(node: Node): readonly Node[] {
  const texts = calledName(node) === '__' ? 1 : calledName(node) === '_x' ? 2 : 3;
  const [values] = argumentsOf(node).slice(texts);
  if (values?.type !== 'ObjectExpression') return values === undefined ? [] : [values];
  return (values.properties as readonly Node[]).map((property) =>
    property.type === 'Property' ? (property.value as Node) : (property.argument as Node),
  );
}

function isTextCall(node: Node): boolean {
  return node.type === 'CallExpression' && TEXT_CALLS.has(calledName(node) ?? '');
}

function calledName(node: Node): string | null {
  const callee = node.callee as Node;
  return callee.type === 'MemberExpression' ? String((callee.property as Node).name) : null;
}

function argumentsOf(node: Node): readonly Node[] {
  return node.arguments as readonly Node[];
}

function literal(node: Node | undefined): string | null {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
