// The one rule of the source tree: a folder imports only folders to its left. Types count as much as values.
import { describe, expect, it } from 'vitest';
import { cycles, type Import, readSources } from './import-graph.ts';
import { ORDER, roomOf } from './rooms.ts';

/** What is to the left and not to be imported all the same: data and ports come instead. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  search: ['model'],
  engine: ['wordpress'],
  report: ['wordpress', 'engine'],
  plain: ['wordpress', 'engine'],
  ui: ['wordpress', 'engine'],
};

const files = readSources('src');
const imports = files.flatMap((file) => file.imports);
const inside = imports.filter(({ to }) => to !== null);

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

/** As an editor opens it, and why it must not be. */
function told({ from, line, specifier }: Import, why: string): string {
  return `src/${from}:${line} imports ${specifier}: ${why}`;
}

describe('the source tree', () => {
  it('has no folder that is not in the list', () => {
    const rooms = new Set(files.map(({ path }) => roomOf(path)));
    expect([...rooms].filter((room) => !ORDER.includes(room))).toEqual([]);
  });

  it('imports only folders to the left', () => {
    const offending = inside.flatMap((one) => {
      const [from, to] = [roomOf(one.from), roomOf(one.to!)];
      const isAllowed = from === to || ORDER.indexOf(to) < ORDER.indexOf(from);
      return isAllowed ? [] : [told(one, `${to} is not to the left of ${from}`)];
    });
    expect(offending).toEqual([]);
  });

  it('imports neither WordPress nor the engine in report, plain and ui, and no WordPress in the engine', () => {
    const offending = inside.flatMap((one) =>
      Object.entries(NEVER).flatMap(([folder, forbidden]) =>
        isIn(one.from, folder)
          ? forbidden
              .filter((other) => isIn(one.to!, other))
              .map((other) => told(one, `${folder} takes no ${other}`))
          : [],
      ),
    );
    expect(offending).toEqual([]);
  });

  it('loads the terminal UI and React only when they are needed', () => {
    const offending = imports
      .filter(({ from, kind }) => !isIn(from, 'ui') && kind === 'static')
      .filter(({ to, specifier }) =>
        to === null ? /^(react|ink)(\/|$)/.test(specifier) : isIn(to, 'ui'),
      )
      .map((one) => told(one, 'unattended runs must not load it'));
    expect(offending).toEqual([]);
  });

  it('has a search that imports nothing', () => {
    const offending = imports
      .filter(({ from, to }) => isIn(from, 'search') && (to === null || !isIn(to, 'search')))
      .map((one) => told(one, 'wp-bisect/search stands on its own'));
    expect(offending).toEqual([]);
  });

  it('has no cycle of files or of folders', () => {
    expect(cycles(files)).toEqual([]);
    expect(cycles(files, roomOf)).toEqual([]);
  });
});
