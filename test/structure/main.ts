/**
 * How src is built, in five figures from its real import graph: `npm run structure`, with `--list` for the members of
 * every cycle and the largest files, and `-- FOLDER` for another source tree.
 */

import { parseArgs } from 'node:util';
import { cycles, readSources, type SourceFile } from './import-graph.ts';
import { roomOf } from './rooms.ts';

const { values, positionals } = parseArgs({
  options: { list: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root = positionals[0] ?? 'src';
const files = readSources(root);
const inFiles = cycles(files);
const inFolders = cycles(files, roomOf);
const folders = new Set(files.map(({ path }) => roomOf(path)));

const figures: readonly (readonly [string, string])[] = [
  ['files', String(files.length)],
  ['median lines', String(median(files.map(({ lines }) => lines)))],
  ['exported names', String(files.flatMap((file) => file.exports).length)],
  ['file cycles', counted(inFiles, files.length)],
  ['folder cycles', counted(inFolders, folders.size)],
];
for (const [name, value] of figures) console.log(`${name.padEnd(16)}${value}`);
if (values.list) list();

function counted(found: readonly (readonly string[])[], all: number): string {
  return found.length === 0 ? '0' : `${found.length} (${found.flat().length} of ${all})`;
}

function list(): void {
  for (const [what, found] of [
    ['File', inFiles],
    ['Folder', inFolders],
  ] as const) {
    for (const members of found) console.log(`\n${what} cycle:\n  ${members.join('\n  ')}`);
  }
  const largest = [...files].sort((a, b) => b.lines - a.lines).slice(0, 10);
  const line = ({ lines, path }: SourceFile) => `\n  ${String(lines).padStart(4)} ${path}`;
  console.log(`\nLargest files:${largest.map(line).join('')}`);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
