import { fc, test as property } from '@fast-check/vitest';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { wrapText } from '../../src/report/wrap.ts';

it('wrapping breaks at words, and keeps the indentation', () => {
  expect(wrapText('  Advice: do without one of them, or replace it', 24)).toBe(
    '  Advice: do without one\n  of them, or replace it',
  );
});

const words = fc.array(fc.constantFrom('a', 'words', '画像', '\u{1f600}', 'plugin'), {
  maxLength: 30,
});
property.prop([words, fc.integer({ min: 24, max: 100 })])(
  'wrapping makes no line wider than the terminal, and loses or breaks no word',
  (all, columns) => {
    const lines = wrapText(`  ${all.join(' ')}`, columns).split('\n');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines.join(' ').split(/ +/).filter(Boolean)).toEqual(all);
  },
);
