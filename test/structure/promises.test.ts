// docs/promises.md names the test that holds each promise: every one of them is there.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rows = [...text('docs/promises.md').matchAll(/^\| (.+) \| `(.+)` \| (.+) \|$/gm)].map(
  ([, promise = '', file = '', name = '']) => ({ promise, file, name }),
);

describe('the table of promises', () => {
  test.each(rows)('$promise', ({ file, name }) => {
    const source = text(file);
    // The beginning or the end of a name may be filled in while it runs.
    const isThere = [`'${name}'`, `"${name}"`, `${name}\``].some((quoted) =>
      source.includes(quoted),
    );
    expect(isThere, `${file} › ${name}`).toBe(true);
  });

  test('has a row for each numbered promise of the README', () => {
    const promised = text('README.md').split('## What it promises')[1]?.split('\n## ')[0] ?? '';
    const numbers = [...promised.matchAll(/^(\d+)\. /gm)].map(([, number]) => number);
    expect(numbers.length).toBeGreaterThan(5);
    const held = new Set(rows.map(({ promise }) => /^(\d+): /.exec(promise)?.[1]));
    expect(numbers.filter((number) => !held.has(number))).toEqual([]);
  });
});
