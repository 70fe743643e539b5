import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJson } from '../../../src/wordpress/http/json.ts';

const notice = '<br />\n<b>Notice</b>: Undefined index {foo} in [x] on line <b>3</b><br />\n';

describe('JSON in a body that plugins have written into', () => {
  it.each([
    ['plain', '{"a":1}', { a: 1 }],
    ['with a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['behind a notice', `${notice}{"a":1}`, { a: 1 }],
    ['before a notice', `{"a":[1,{}]}\n${notice}`, { a: [1, {}] }],
    ['between notices', `${notice}[{"a":1}]${notice}`, [{ a: 1 }]],
    ['glued to junk', 'hello junk[{"plugin":"a/b"}]', [{ plugin: 'a/b' }]],
    ['behind a notice that holds valid JSON', 'Notice: [0] is {"x":[1,2]} !\n{"a":1}', { a: 1 }],
    ['an empty list behind a notice', `${notice}near [1]: oops\n[]`, []],
    ['an empty list before a notice', '[]<br>Array [0] to string conversion', []],
    [
      'with brackets inside strings',
      '[12:30] {"m":"a } ] \\" { [","n":"\\u007b"}',
      { m: 'a } ] " { [', n: '{' },
    ],
    ['nothing', '', undefined],
    ['an HTML page', '<style>a{b:c}</style><script>var x={y:[1,2,]};f({})</script>', {}],
    ['a cut body', '{"a":[1,2', undefined],
    ['a scalar alone', '0', undefined],
  ])('is found %s', (_, text, expected) => {
    expect(findJson(text)).toEqual(expected);
  });

  it('finds every object behind and before any text without brackets', () => {
    const text = fc.string({ maxLength: 40 }).map((junk) => junk.replace(/[[\]{}"]/g, ''));
    const value = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(text, value, text, (before, found, after) => {
        const body = JSON.stringify(found);
        expect(findJson(`${before}\n${body}\n${after}`)).toEqual(JSON.parse(body));
      }),
    );
  });

  it('stays quick on a large hostile body', () => {
    const started = performance.now();
    expect(findJson('['.repeat(200_000))).toBeUndefined();
    expect(findJson('{"a":'.repeat(100_000))).toBeUndefined();
    expect(findJson(`["${'x'.repeat(4_000_000)}"]`)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
