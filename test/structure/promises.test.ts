// docs/promises.md and docs/attacks.md name the test that holds each of their claims: every one of them is there.
import { describe, expect, test } from 'vitest';
import { claimsOf, isThere, looseRowsOf, textOf } from './named-tests.ts';

const PROMISES = 'docs/promises.md';
const ATTACKS = 'docs/attacks.md';

describe('the table of promises', () => {
  const promises = claimsOf(PROMISES);

  test.each(promises)('$claim', (claim) => {
    expect(isThere(claim), `${claim.file} › ${claim.name}`).toBe(true);
  });

  test('has a row for each numbered promise of the README', () => {
    const promised = textOf('README.md').split('## What it promises')[1]?.split('\n## ')[0] ?? '';
    const numbers = [...promised.matchAll(/^(\d+)\. /gm)].map(([, number]) => number);
    expect(numbers.length).toBeGreaterThan(5);
    const held = new Set(promises.map(({ claim }) => /^(\d+): /.exec(claim)?.[1]));
    expect(numbers.filter((number) => !held.has(number))).toEqual([]);
  });
});

describe('the table of attacks', () => {
  test.each(claimsOf(ATTACKS))('$claim', (claim) => {
    expect(isThere(claim), `${claim.file} › ${claim.name}`).toBe(true);
  });

  test('names a test in each of its rows', () => {
    expect(claimsOf(ATTACKS).length).toBeGreaterThan(50);
    expect(looseRowsOf(ATTACKS)).toEqual([]);
  });
});

test('a test that is not there is missed', () => {
  const claim = 'a claim';
  expect(isThere({ claim, file: 'test/structure/no-such.test.ts', name: claim })).toBe(false);
  expect(isThere({ claim, file: 'test/faults/late.test.ts', name: 'no such test' })).toBe(false);
});
