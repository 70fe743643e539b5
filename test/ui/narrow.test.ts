/** What the build takes for one column wide is one column wide: screens are laid out by it. */

import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { NARROW } from '../../build/program.mjs';
import { SIGNS } from '../../src/ui/look.ts';

const narrow = Array.from({ length: 0x10_000 }, (_, code) => String.fromCharCode(code)).filter(
  (character) => NARROW.test(character),
);

describe('the characters that are measured without Unicode\u2019s tables', () => {
  it('are one column wide each, alone and beside each other', () => {
    expect(narrow.filter((character) => stringWidth(character) !== 1)).toEqual([]);
    expect(stringWidth(narrow.join(''))).toBe(narrow.length);
    expect(stringWidth(narrow.toReversed().join(''))).toBe(narrow.length);
  });

  it('are all that a screen draws itself, in English and in Russian', () => {
    const signs = Object.values(SIGNS).flat().join('');
    const letters = 'abcxyz АБВабвэюяЁё 0123456789 «»—…';
    expect(NARROW.test(signs + letters)).toBe(true);
  });

  it('are no emoji, no wide and no invisible characters', () => {
    for (const other of ['\u2714\ufe0f', '😀', '画', '\u200d', 'e\u0301', '\u00ad', '1\u20e3'])
      expect(NARROW.test(other), JSON.stringify(other)).toBe(false);
  });
});
