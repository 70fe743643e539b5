// Which file of src imports which, read from the import statements; types count as much as values.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** One file imports another, or a package. */
export type Import = {
  /** Path below the root, with slashes. */
  readonly from: string;
  /** Path below the root; null for a package. */
  readonly to: string | null;
  /** As it is written: `../errors.ts`, `react`. */
  readonly specifier: string;
  readonly line: number;
  /** `static` is there as soon as the file is, `dynamic` is loaded when it is needed, `type` is gone at run time. */
  readonly kind: 'static' | 'dynamic' | 'type';
};

/** A source file. */
export type SourceFile = {
  /** Path below the root, with slashes. */
  readonly path: string;
  readonly lines: number;
  readonly exports: readonly string[];
  readonly imports: readonly Import[];
};

/** Reads every .ts and .tsx below a folder, sorted by path. */
export function readSources(root: string): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

/** Reads one file: what it imports and exports. Comments hold no imports. */
export function parseSource(path: string, text: string): SourceFile {
  const code = withoutComments(text);
  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    exports: exportedNames(code),
    imports: importsOf(path, code),
  };
}

/**
 * Groups that import each other in a circle (strongly connected components of more than one), each sorted, the
 * largest first. `groupOf` says what counts as one: the file itself, its folder, ...
 */
export function cycles(
  files: readonly SourceFile[],
  groupOf: (path: string) => string = (path) => path,
): readonly (readonly string[])[] {
  const edges = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const from = groupOf(path);
    const targets = edges.get(from) ?? new Set();
    edges.set(from, targets);
    for (const { to } of imports) if (to !== null && groupOf(to) !== from) targets.add(groupOf(to));
  }
  return components(edges)
    .filter(({ length }) => length > 1)
    .map((members) => members.toSorted())
    .sort((a, b) => b.length - a.length || (a[0]! < b[0]! ? -1 : 1));
}

/** The folder of a file, `.` for files at the root. */
export function folderOf(path: string): string {
  return dirname(path);
}

function importsOf(path: string, code: string): readonly Import[] {
  const found = [...code.matchAll(STATIC), ...code.matchAll(BARE), ...code.matchAll(DYNAMIC)];
  return found
    .sort((a, b) => a.index - b.index)
    .map((match) => {
      const { specifier = '', head = '', type } = match.groups ?? {};
      return {
        from: path,
        to: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null,
        specifier,
        line: code.slice(0, match.index).split('\n').length,
        kind: kindOf(head, type !== undefined),
      };
    });
}

// import type { A } from './a.ts' · import { a } from './a.ts' · export { a } from './a.ts' · export * from './a.ts'
const STATIC =
  /^(?<head>(?:import|export)\b[^'";=()]*?)\bfrom\s*(?<q>['"])(?<specifier>[^'"]+)\k<q>/gm;
// import './a.ts'
const BARE = /^(?<head>import)\s*(?<q>['"])(?<specifier>[^'"]+)\k<q>/gm;
// await import('./a.ts') · import('./a.ts').A as a type, which is followed by a capital
const DYNAMIC = /\bimport\(\s*(?<q>['"])(?<specifier>[^'"]+)\k<q>\s*\)(?<type>\.[A-Z])?/g;

function kindOf(head: string, isType: boolean): Import['kind'] {
  if (isType) return 'type';
  if (head === '') return 'dynamic';
  if (/^(import|export)\s+type\b/.test(head)) return 'type';
  const names = /\{([^}]*)\}/.exec(head)?.[1];
  const isTypesOnly =
    names !== undefined &&
    /^(import|export)\s*\{/.test(head) &&
    names.split(',').every((name) => name.trim() === '' || /^\s*type\s/.test(name));
  return isTypesOnly ? 'type' : 'static';
}

function exportedNames(code: string): readonly string[] {
  const declared = [
    ...code.matchAll(
      /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|type|interface|enum) (\w+)/gm,
    ),
  ].map(([, name]) => name!);
  const listed = [...code.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
    names!
      .split(',')
      .map((name) =>
        name
          .trim()
          .replace(/^type /, '')
          .split(' as ')
          .at(-1)!
          .trim(),
      )
      .filter((name) => name !== ''),
  );
  return [...declared, ...listed];
}

/** The same text with blanks for comments, so that lines keep their numbers. Strings stay. */
function withoutComments(text: string): string {
  const blank = (found: string) => found.replace(/[^\n]/g, ' ');
  return text.replace(
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (found) =>
      found.startsWith('/') ? blank(found) : found.startsWith('`') ? blank(found) : found,
  );
}

/** Tarjan's algorithm. */
function components(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    low.set(node, own);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      const seen = index.get(next);
      if (seen === undefined) low.set(node, Math.min(low.get(node)!, visit(next)));
      else if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, seen));
    }
    if (low.get(node) === own) found.push(stack.splice(stack.indexOf(node)));
    return low.get(node)!;
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return found;
}
