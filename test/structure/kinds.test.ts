// docs/kinds.md says for each kind of failure what is done about it, and names tests of several instances.
import { describe, expect, test } from 'vitest';
import { isThere, namedTests, textOf } from './named-tests.ts';

const KINDS = 24;
const sections = textOf('docs/kinds.md')
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ title: text.split('\n')[0] ?? '', rows: namedTests(text) }));

describe('the kinds of failure', () => {
  test('are numbered, with none left out', () => {
    expect(sections.map(({ title }) => Number.parseInt(title, 10))).toEqual(
      Array.from({ length: KINDS }, (_, index) => index + 1),
    );
  });

  test.each(sections)('name tests of several instances, which exist: $title', ({ rows }) => {
    expect(new Set(rows.map(({ file, name }) => `${file} ${name}`)).size).toBeGreaterThanOrEqual(3);
    for (const row of rows) expect(isThere(row), `${row.file} › ${row.name}`).toBe(true);
  });
});
