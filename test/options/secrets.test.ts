import { describe, expect, it } from 'vitest';
import { isProblem } from '../../src/model/errors.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import { createPaint } from '../../src/report/format.ts';
import { problemLines } from '../../src/report/problems/index.ts';
import { parseTyped } from '../../src/wordpress/discover/typed-address.ts';
import { en } from '../language/english.ts';

/** What the program says to this command line, the address included; null where it takes it. */
function refusalOf(argv: readonly string[]): string | null {
  try {
    const parsed = parseOptions(en, argv);
    if (parsed.type === 'run' && parsed.options.site !== null) parseTyped(parsed.options.site);
    return null;
  } catch (error) {
    if (!isProblem(error)) throw error;
    return problemLines(en, error, createPaint(false), 'asked').join('\n');
  }
}

describe('a secret typed in the wrong place is not repeated', () => {
  it.each([
    ['-pZEBRA', 'example.com'],
    ['-p=ZEBRA', 'example.com'],
    ['-pZEB=RA', 'example.com'],
    ["-pZE'BRA", 'example.com'],
    ['--pasword=ZEBRA', 'example.com'],
    ['--pass=ZEBRA', 'example.com'],
    ['https:/user:ZEBRA@example.com'],
    ['https://user:ZE/BRA@example.com'],
    ['https://user:ZEB RA@example.com'],
    ['user:ZEBRA@example.com'],
    ['ftp://user:ZEBRA@example.com'],
    ['example.com', '--request', 'https:/user:ZEBRA@example.com/x'],
    ['example.com', '--request', 'GET https://user:ZE/BRA@example.com/x'],
    ['example.com', '--request', 'GET or https://example.com/x?token=ZEBRA'],
    ['example.com', '--request', 'BREW https://user:ZEBRA@example.com/x'],
    ['example.com', '--login-url', 'https://user:ZE/BRA@example.com/x'],
    ['example.com', '--bisect', '--user', 'admin:ZEBRA'],
  ])('as in %s %s %s', (...argv) => {
    const said = refusalOf(argv);
    expect(said).not.toBeNull();
    expect(said).not.toMatch(/ZE|BRA|\bRA\b/);
  });
});
