// docs/promises.md names the test that holds each promise: every one of them is there.
import { describe, expect, test } from 'vitest';
import { isThere, namedTests, textOf } from './named-tests.ts';

const rows = namedTests(textOf('docs/promises.md'));

describe('the table of promises', () => {
  test.each(rows)('names a test that exists for: $what', (row) => {
    expect(isThere(row), `${row.file} › ${row.name}`).toBe(true);
  });

  test('has a row for each numbered promise of the README', () => {
    const promised = textOf('README.md').split('## What it promises')[1]?.split('\n## ')[0] ?? '';
    const numbers = [...promised.matchAll(/^(\d+)\. /gm)].map(([, number]) => number);
    expect(numbers.length).toBeGreaterThan(5);
    const held = new Set(rows.map(({ what }) => /^(\d+): /.exec(what)?.[1]));
    expect(numbers.filter((number) => !held.has(number))).toEqual([]);
  });
});
