import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { readTrace, TRACE_HEADER, traced } from '../../../src/wordpress/tracer/header.ts';

const PLUGINS = ['acme/acme', 'hello', 'twins/one', 'twins/two'];
const GUARD = {
  status: 401,
  kind: 'plugin',
  file: 'wp-content/plugins/acme/inc/guard.php',
  line: 88,
  function: 'Acme\\Guard::deny',
  hook: 'rest_authentication_errors',
  priority: 99,
};

/** JSON as PHP writes it: only ASCII, as a header has to be. */
const php = (value: unknown) =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/gu,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const read = (value: unknown, plugins = PLUGINS) =>
  readTrace(new Headers({ [TRACE_HEADER]: php(value) }), plugins);

describe('the trace of an answer', () => {
  it('names kind, file, line, function, hook, priority and plugin', () => {
    const { status, ...place } = GUARD;
    expect(status).toBe(401);
    expect(read(GUARD)).toEqual({
      present: true,
      trace: { ...place, plugin: 'acme/acme' },
      changes: [],
    });
  });

  it('distinguishes "no tracer answered" from "nothing to name"', () => {
    expect(readTrace(new Headers(), PLUGINS).present).toBe(false);
    expect(read({ status: 200 })).toEqual({ present: true, trace: null, changes: [] });
  });

  it('has null for what is unknown', () => {
    const { kind, file } = GUARD;
    expect(read({ status: 401, kind, file, function: '' }).trace).toEqual({
      kind,
      file,
      line: null,
      function: null,
      hook: null,
      priority: null,
      plugin: 'acme/acme',
    });
  });

  it('keeps the priority PHP_INT_MAX, with which plugins run last', () => {
    const json = JSON.stringify(GUARD).replace('"priority":99', '"priority":9223372036854775807');
    const headers = new Headers({ [TRACE_HEADER]: json });
    expect(readTrace(headers, PLUGINS).trace?.priority).toBe(2 ** 63);
  });

  it.each([
    ['the only plugin of a folder', 'wp-content/plugins/acme/deep/er/x.php', 'acme/acme'],
    ['a main file, in a folder of two', 'wp-content/plugins/twins/two.php', 'twins/two'],
    ['no plugin, for another file of a folder of two', 'wp-content/plugins/twins/x.php', null],
    ['a single file', 'wp-content/plugins/hello.php', 'hello'],
    ['a plugin in a renamed folder', 'app/plugins/acme/acme.php', 'acme/acme'],
    ['no plugin that the site does not have', 'wp-content/plugins/stranger/x.php', null],
    ['no plugin by the start of its name', 'wp-content/plugins/acme-pro/x.php', null],
  ])('names %s', (_what, file, plugin) => {
    expect(read({ ...GUARD, file }).trace?.plugin).toBe(plugin);
  });

  it('names no plugin for a must-use file, even one in a folder of the same name', () => {
    const file = 'wp-content/mu-plugins/acme/acme.php';
    expect(read({ ...GUARD, kind: 'must-use', file }).trace?.plugin).toBeNull();
  });

  it('lists callbacks that changed the decision, and skips damaged entries', () => {
    const file = 'wp-content/plugins/acme/acme.php';
    const changes = [
      ['determine_current_user', 20, 'false', file, 7],
      ['determine_current_user', '20', 'false', file, 7],
      ['determine_current_user', 20, 'gone', file, 7],
      ['determine_current_user', 20, 'false', '/etc/passwd', 7],
      'determine_current_user',
      null,
    ];
    expect(read({ ...GUARD, changes }).changes).toEqual([
      { hook: 'determine_current_user', priority: 20, gave: 'false', file, line: 7 },
    ]);
    expect(read({ ...GUARD, changes: 'all of them' }).changes).toEqual([]);
  });
});

describe('a hostile header', () => {
  it.each([
    ['an absolute path', { file: '/etc/passwd' }],
    ['a path of Windows', { file: 'C:\\inetpub\\wp\\x.php' }],
    ['a path that leads out', { file: 'wp-content/../../secret.php' }],
    ['an empty path', { file: '' }],
    ['a path without end', { file: 'a'.repeat(401) }],
    ['no path', { file: null }],
    ['another kind', { kind: 'server' }],
    ['a line that is none', { line: '88' }],
    ['line 0', { line: 0 }],
    ['half a line', { line: 1.5 }],
    ['a list for a function', { function: ['deny'] }],
    ['colours in a name', { function: '\u001b[31mdeny' }],
    ['a name that runs backwards', { hook: 'init\u202etini' }],
    ['a second line in a name', { hook: 'init\r\nSet-Cookie: a=b' }],
    ['an object for a priority', { priority: {} }],
  ])('gives no trace for %s', (_what, change) => {
    expect(read({ ...GUARD, ...change }).trace).toBeNull();
  });

  it.each([
    ['text', 'Unauthorized'],
    ['two headers that became one', `${JSON.stringify(GUARD)}, ${JSON.stringify(GUARD)}`],
    ['half a record', JSON.stringify(GUARD).slice(0, -5)],
    ['more than the tracer ever sends', `${JSON.stringify(GUARD)}${' '.repeat(2_000)}x`],
    ['a list', '[]'],
    ['null', 'null'],
    ['a record without status', '{"kind":"plugin","file":"wp-content/plugins/acme/acme.php"}'],
  ])('does not count as a tracer where it is %s', (_what, value) => {
    expect(readTrace(new Headers({ [TRACE_HEADER]: value }), PLUGINS)).toEqual({
      present: false,
      trace: null,
      changes: [],
    });
  });

  test.prop([fc.json({ maxDepth: 3 })])('never makes reading fail', (json) => {
    const headers = { get: () => json } as unknown as Headers;
    expect(() => readTrace(headers, PLUGINS)).not.toThrow();
  });

  test.prop([fc.record({ file: fc.string(), function: fc.string(), hook: fc.string() })])(
    'never brings a control character to the screen',
    (names) => {
      const { trace } = readTrace(
        { get: () => JSON.stringify({ ...GUARD, ...names }) } as unknown as Headers,
        PLUGINS,
      );
      expect(JSON.stringify(trace ?? '')).not.toMatch(/\\u00|\p{Cc}/u);
    },
  );
});

it('a traced request has the token and is otherwise unchanged', () => {
  const request = { url: 'https://example.com/', headers: { Accept: 'text/html' } };
  expect(traced(request, 'abc')).toEqual({
    url: 'https://example.com/',
    headers: { Accept: 'text/html', [TRACE_HEADER]: 'abc' },
  });
  expect(request.headers).toEqual({ Accept: 'text/html' });
  expect(traced({ url: request.url }, 'abc')).toEqual({
    url: request.url,
    headers: { [TRACE_HEADER]: 'abc' },
  });
});
