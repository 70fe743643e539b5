import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { childrenFirst, parentsFirst } from '../../../src/wordpress/switches/dependencies.ts';

it('the order puts parents before children and keeps the rest in place', () => {
  expect(parentsFirst(['a', 'b', 'c', 'd'], { a: ['c'], c: ['d'] })).toEqual(['d', 'c', 'a', 'b']);
  expect(childrenFirst(['a', 'b', 'c', 'd'], { a: ['c'], c: ['d'] })).toEqual(['b', 'a', 'c', 'd']);
});

it('the order heeds a grandparent through a parent that is not in the list', () => {
  expect(parentsFirst(['child', 'root'], { child: ['middle'], middle: ['root'] })).toEqual([
    'root',
    'child',
  ]);
});

it('the order survives cycles', () => {
  expect(parentsFirst(['a', 'b'], { a: ['b'], b: ['a'] }).toSorted()).toEqual(['a', 'b']);
  expect(parentsFirst(['a'], { a: ['a'] })).toEqual(['a']);
});

const edges = fc.array(fc.tuple(fc.nat(15), fc.nat(15)), { maxLength: 40 });

test.prop([edges])('the order is a permutation, and right where there is no cycle', (pairs) => {
  const ids = Array.from({ length: 16 }, (_, i) => `p${i}`);
  const requires: Record<string, string[]> = {};
  // Edges lead to lower numbers only, so there is no cycle.
  for (const [one, other] of pairs) {
    if (one === other) continue;
    const child = `p${Math.max(one, other)}`;
    requires[child] = [...(requires[child] ?? []), `p${Math.min(one, other)}`];
  }
  const shuffled = ids.toReversed();
  const ordered = parentsFirst(shuffled, requires);
  expect(ordered.toSorted()).toEqual(ids.toSorted());
  for (const [child, needs] of Object.entries(requires)) {
    for (const need of needs) expect(ordered.indexOf(need)).toBeLessThan(ordered.indexOf(child));
  }
});
