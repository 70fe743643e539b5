import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { formulaHolds, namesPlugin, parseFormula } from '../../mocks/simulated/formula.ts';

describe('a failure formula', () => {
  it.each([
    ['a', ['a'], true],
    ['a', [], false],
    ['!a', [], true],
    ['a && b', ['a'], false],
    ['a && b', ['a', 'b'], true],
    ['a || b', ['b'], true],
    ['disable-rest || firewall && jwt', ['firewall'], false],
    ['disable-rest || firewall && jwt', ['firewall', 'jwt'], true],
    ['(a || b) && c', ['a'], false],
    ['(a || b) && c', ['a', 'c'], true],
    ['!(a && b)', ['a'], true],
    ['!a && b', ['b'], true],
    ['!!a', ['a'], true],
    ['true', [], true],
    ['false || a', [], false],
  ])('%s over %j is %j', (text, active, expected) => {
    expect(formulaHolds(text, active)).toBe(expected);
  });

  it('knows a plugin by its folder, its REST id and its file', () => {
    for (const name of ['shop', 'shop/main', 'shop/main.php']) {
      expect(namesPlugin(name, 'shop/main.php')).toBe(true);
    }
    expect(namesPlugin('main', 'shop/main.php')).toBe(false);
    expect(namesPlugin('sho', 'shop/main.php')).toBe(false);
    expect(namesPlugin('hello', 'hello.php')).toBe(true);
    expect(namesPlugin('hello.php', 'hello.php')).toBe(true);
  });

  it('lists its names once, in reading order', () => {
    expect(parseFormula('b && (a || !b) && theme:x').names).toEqual(['b', 'a', 'theme:x']);
  });

  it.each([
    ['', 'expected a plugin name at 1'],
    ['a &&', 'expected a plugin name at 5'],
    ['(a', 'expected ")" at 3'],
    ['a b', 'expected "&&", "||" or the end at 3'],
    ['a & b', 'unexpected character at 2'],
    ['a ? b', 'unexpected character at 2'],
  ])('%j is refused with its place', (text, message) => {
    expect(() => parseFormula(text)).toThrow(message);
  });

  const name = fc.constantFrom('a', 'b', 'c-d', 'e/f');
  type Tree = { text: string; value: (on: ReadonlySet<string>) => boolean };
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      name.map((id): Tree => ({ text: id, value: (on) => on.has(id) })),
      tie('tree').map((of): Tree => ({ text: `!(${of.text})`, value: (on) => !of.value(on) })),
      fc.tuple(tie('tree'), tie('tree')).map(
        ([a, b]): Tree => ({
          text: `(${a.text})&& (${b.text})`,
          value: (on) => a.value(on) && b.value(on),
        }),
      ),
      fc.tuple(tie('tree'), tie('tree')).map(
        ([a, b]): Tree => ({
          text: `(${a.text} ||${b.text})`,
          value: (on) => a.value(on) || b.value(on),
        }),
      ),
    ),
  }));

  test.prop([tree, fc.uniqueArray(name)], { numRuns: 300 })(
    'has the same value as its syntax tree',
    ({ text, value }, active) => {
      const on = new Set<string>(active);
      expect(parseFormula(text).holds((id) => on.has(id))).toBe(value(on));
    },
  );
});
