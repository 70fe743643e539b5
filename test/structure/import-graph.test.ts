import { describe, expect, it } from 'vitest';
import { cycles, folderOf, parseSource, readSources } from './import-graph.ts';

const imports = (text: string) =>
  parseSource('a/b/c.ts', text).imports.map(({ to, specifier, kind, line }) => [
    to ?? specifier,
    kind,
    line,
  ]);

describe('the imports of a file', () => {
  it('are values, types, re-exports, dynamic imports, and packages', () => {
    const text = `import { one } from './one.ts';
import type { Two } from '../two.ts';
import { type Three, type Four } from './three.ts';
import {
  five,
  type Six,
} from '../../five.ts';
import './side-effect.ts';
import react from 'react';
export { seven } from './seven.ts';
export type * from './eight.ts';
export * as nine from './nine.ts';
const ten = await import('./ten.ts');
type Eleven = import('./eleven.ts').Eleven;
`;
    expect(imports(text)).toEqual([
      ['a/b/one.ts', 'static', 1],
      ['a/two.ts', 'type', 2],
      ['a/b/three.ts', 'type', 3],
      ['five.ts', 'static', 4],
      ['a/b/side-effect.ts', 'static', 8],
      ['react', 'static', 9],
      ['a/b/seven.ts', 'static', 10],
      ['a/b/eight.ts', 'type', 11],
      ['a/b/nine.ts', 'static', 12],
      ['a/b/ten.ts', 'dynamic', 13],
      ['a/b/eleven.ts', 'type', 14],
    ]);
  });

  it.each([
    "// import { a } from './a.ts';",
    "/*\nimport { a } from './a.ts';\n*/",
    "const text = `\nimport { a } from './a.ts';\n`;",
    "const url = 'https://example.com'; // from './a.ts'",
    "export const from = './a.ts';",
  ])('are not found in %j', (text) => {
    expect(imports(text)).toEqual([]);
  });
});

it('the exports of a file have the names that others import', () => {
  const text = `export const one = 1;
export async function two() {}
export function* three() {}
export type Four = 4;
export interface Five {}
export class Six {}
export { seven as eight, type Nine } from './x.ts';
const ten = 10;
`;
  expect(parseSource('a.ts', text).exports).toEqual([
    'one',
    'two',
    'three',
    'Four',
    'Five',
    'Six',
    'eight',
    'Nine',
  ]);
});

describe('cycles', () => {
  const file = (path: string, ...to: string[]) =>
    parseSource(path, to.map((one) => `import type { A } from '${one}';`).join('\n'));

  it('are found between files, over any number of steps', () => {
    const files = [
      file('a.ts', './b.ts'),
      file('b.ts', './c.ts'),
      file('c.ts', './a.ts', './d.ts'),
      file('d.ts'),
    ];
    expect(cycles(files)).toEqual([['a.ts', 'b.ts', 'c.ts']]);
  });

  it('are found between folders where no file is in a cycle', () => {
    const files = [file('x/a.ts', '../y/b.ts'), file('x/c.ts'), file('y/b.ts', '../x/c.ts')];
    expect(cycles(files)).toEqual([]);
    expect(cycles(files, folderOf)).toEqual([['x', 'y']]);
  });
});

it('every relative import of src leads to a file that is there', () => {
  const files = readSources('src');
  const paths = new Set(files.map(({ path }) => path));
  const lost = files
    .flatMap((one) => one.imports)
    .filter(({ to }) => to !== null && !to.endsWith('.json') && !paths.has(to));
  expect(lost).toEqual([]);
  expect(files.flatMap((one) => one.imports).length).toBeGreaterThan(files.length);
});
