import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/options/parse-options.ts';
import { en } from '../language/english.ts';

function options(...args: string[]) {
  const parsed = parseOptions(en, args, {});
  if (parsed.type !== 'run') throw new Error('These arguments start nothing.');
  return parsed.options;
}

describe('the format of the answer', () => {
  it.each([
    ['report.html', 'html'],
    ['report.HTML', 'html'],
    ['a.b/report.md', 'markdown'],
    ['report.json', 'json'],
    ['report.ndjson', 'ndjson'],
    ['report.txt', 'text'],
    ['report', 'text'],
    ['report.log', 'text'],
  ])('follows the ending of --output: %s is %s', (file, format) => {
    expect(options('example.com', '--bisect', '--output', file).format).toBe(format);
  });

  it('is what --format says, whatever the ending', () => {
    const asked = ['example.com', '--bisect', '--output', 'report.html', '--format', 'json'];
    expect(options(...asked).format).toBe('json');
  });
});

describe('--recheck', () => {
  it('needs no site, for the report names it', () => {
    expect(options('--recheck', 'report.json')).toMatchObject({
      mode: 'recheck',
      recheck: 'report.json',
      site: null,
    });
  });

  it.each([['--bisect'], ['--diagnose'], ['--restore'], ['--request', 'GET /'], ['--keep', 'x']])(
    'is refused together with %s',
    (...others) => {
      expect(() => options('example.com', '--recheck', 'r.json', ...others)).toThrow(
        expect.objectContaining({ code: 'bad-option' }),
      );
    },
  );
});
