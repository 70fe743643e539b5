/** Sentences are whole: no text is put together from pieces, which no other language could put in order. */

import { describe, expect, it } from 'vitest';
import { progressIn, told } from '../report/all-formats.ts';
import { ENDINGS } from '../report/sample-run.ts';
import { screensIn } from '../ui/every-screen.ts';
import { screenOf } from '../ui/screen.tsx';
import { stateAfter } from '../ui/screen-states.ts';
import { fragmentsAmong, fragmentsIn } from './fragments.ts';
import { createNestingLanguage } from './nesting.ts';

/** Texts that stand for a thing wherever they stand, as the name of a plugin does; each in one case in Russian. */
const NAMES_OF_THINGS: readonly string[] = [
  // A request, and the answer that is none.
  'request %(number)s',
  '%(request)s anonymously',
  '%(request)s with the application password',
  '%(request)s signed in',
  '%(request)s with the WooCommerce keys',
  '%(request)s with the bearer token',
  '%(request)s, with a body of %(count)s byte',
  '%(request)s, with a body of %(count)s bytes',
  '%(request)s, redirects followed',
  '%(request)s, leading to %(place)s',
  '"%(described)s" at %(url)s, checked by you',
  'no answer',
  // A way of switching plugins.
  'isolated (a Health Check session; visitors notice nothing)',
  'admin (the plugins page of wp-admin)',
  'rest (the REST API, one plugin at a time)',
  'wp-cli (WP-CLI writes the list of active plugins)',
  'none',
  // A page of wp-admin.
  'wp-admin > Users > Profile > Application Passwords',
];

const isName = (text: string) => NAMES_OF_THINGS.includes(text);

describe('sentences glued from fragments', () => {
  it('are absent from the source: only names and values fill placeholders', () => {
    const fragments = fragmentsIn(process.cwd()).filter(({ filledWith }) => !isName(filledWith));
    expect(fragments).toEqual([]);
  });

  it('are absent from all reports, from progress and from all screens', async () => {
    const { t, nested } = createNestingLanguage();
    for (const ending of Object.values(ENDINGS)) told(t, ending);
    progressIn(t);
    for (const actions of Object.values(screensIn(t)))
      await screenOf(stateAfter(actions, { columns: 109, rows: 300, t }));
    expect([...nested].filter((each) => !isName(each.split(' <- ')[1] ?? ''))).toEqual([]);
    // Names were met: the marks have been there.
    expect(nested.size).toBeGreaterThan(1);
  });

  it.each([
    ['by its own call', 't.__("It fails: %(why)s.", { why: t.__("it is old") });'],
    ['by a constant', 'function f(t) { const why = t.__("it is old"); t.__("%(why)s", { why }); }'],
    ['in a list', 't.__("It fails: %(all)s.", { all: t.list([t.__("it is old")]) });'],
    [
      'in shared values',
      'function f(t) { const v = { why: t.__("it is old") }; t.__("%(why)s", v); }',
    ],
    [
      'by a function',
      'function why(t) { return t.__("it is old"); } t.__("%(a)s", { a: why(t) });',
    ],
    ['of a table', 'const A = { old: msg("it is old") }; t.__("%(a)s", { a: t.__(A.old) });'],
  ])('are found where a text fills a placeholder %s', (_, code) => {
    const found = fragmentsAmong(new Map([['x.ts', code]]));
    expect(found.map(({ filledWith }) => filledWith)).toEqual(['it is old']);
  });

  it('are found where a function of another file makes the text', () => {
    const sources = new Map([
      ['a/why.ts', 'export function why(t) { return t.__("it is old"); }'],
      ['b.ts', 'import { why } from "./a/why.ts"; t.__("%(a)s", { a: why(t) });'],
    ]);
    expect(fragmentsAmong(sources)).toMatchObject([{ file: 'b.ts', filledWith: 'it is old' }]);
  });

  it('are not found where names, numbers, durations and lists fill placeholders', () => {
    const code = 't.__("%(a)s %(b)s", { a: t.list(names), b: t.duration(seconds) });';
    expect(fragmentsAmong(new Map([['x.ts', code]]))).toEqual([]);
  });
});
