import { describe, expect, it } from 'vitest';
import { createTypedAhead } from '../../src/ui/typed-ahead.ts';

describe('what is typed before the first question is on the screen', () => {
  it('goes into the question for the site, in the order it was typed', () => {
    const ahead = createTypedAhead(true);
    expect(ahead.keep(['exam', {}])).toBe(true);
    expect(ahead.keep(['ple.com', {}])).toBe(true);
    expect(ahead.keep(['', { return: true }])).toBe(true);
    expect(ahead.release(true)).toEqual([
      ['exam', {}],
      ['ple.com', {}],
      ['', { return: true }],
    ]);
  });

  it('goes there once: later keys mean what they mean', () => {
    const ahead = createTypedAhead(true);
    ahead.keep(['a', {}]);
    ahead.release(true);
    expect(ahead.keep(['b', {}])).toBe(false);
    expect(ahead.release(true)).toEqual([]);
  });

  it('is dropped where another question comes first, such as one for a password', () => {
    const ahead = createTypedAhead(true);
    ahead.keep(['example.com', {}]);
    expect(ahead.release(false)).toEqual([]);
  });

  it('is not waited for where the site is known, nor where it is a command such as Ctrl-C', () => {
    expect(createTypedAhead(false).keep(['q', {}])).toBe(false);
    expect(createTypedAhead(true).keep(['c', { ctrl: true }])).toBe(false);
  });
});
